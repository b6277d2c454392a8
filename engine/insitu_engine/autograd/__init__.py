"""Automatic differentiation: the graph that calls leave, what it keeps, and backward through it."""
