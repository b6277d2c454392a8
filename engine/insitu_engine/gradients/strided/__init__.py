"""Gradients of views and copies."""
