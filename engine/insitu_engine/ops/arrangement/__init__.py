"""Tensors put beside each other, and elements in another order."""
