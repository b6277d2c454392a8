"""Elements by their positions: indexing, gather and scatter, selection by masks, search."""
