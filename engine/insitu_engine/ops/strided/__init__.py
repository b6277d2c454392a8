"""Views, and what is told as one: parts, splits, other shapes, other dtypes, their copies and writes."""
