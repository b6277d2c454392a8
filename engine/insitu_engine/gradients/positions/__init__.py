"""Gradients of elements taken and put by index or mask."""
