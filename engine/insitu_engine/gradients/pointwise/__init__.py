"""Gradients of what is computed element by element."""
