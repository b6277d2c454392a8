"""Norms of batches, layers, groups and channels: elements divided by the size of those around them."""
