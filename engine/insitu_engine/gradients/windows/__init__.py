"""Gradients of convolution, pooling and folding."""
