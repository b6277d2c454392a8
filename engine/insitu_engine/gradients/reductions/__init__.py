"""Gradients of what is computed of many elements: sums, extremes, statistics, running sums."""
