"""Gradients of norms of batches, layers, groups and channels."""
