"""Dimensions folded: sums, extremes, statistics, order, and what runs along a dimension."""
