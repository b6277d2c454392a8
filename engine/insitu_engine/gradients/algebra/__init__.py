"""Gradients of products, decompositions and solutions of matrices, and of distances."""
