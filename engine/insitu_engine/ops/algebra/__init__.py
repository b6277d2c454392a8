"""Linear algebra: products, factorizations, solutions, distances."""
