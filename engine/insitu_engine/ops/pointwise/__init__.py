"""Element by element: arithmetic, comparison, rounding, special functions, copies and casts."""
