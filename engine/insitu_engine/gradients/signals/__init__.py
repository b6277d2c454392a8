"""Gradients of integrals, derivatives and transforms of samples."""
