"""Activation functions, and what makes probabilities of scores."""
