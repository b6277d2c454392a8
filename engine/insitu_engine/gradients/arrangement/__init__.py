"""Gradients of tensors joined, repeated and turned."""
