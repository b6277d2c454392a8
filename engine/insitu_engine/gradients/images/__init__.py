"""Gradients of images of another size, turned and padded."""
