"""Numbers that are stored into a tensor as they are, instead of taking part in promotion."""

from __future__ import annotations

from typing import Any

from insitu_engine.dtypes import Category, dtype_of_array, scalar_of
from insitu_engine.optable import Array


def stored(value: Any, target: Array) -> Any:
    """Return a number as a NumPy scalar of the target's dtype, an array as it is, both real where the target is.

    The number is one that `require_convertible` has let pass; a fraction is cut off where the target has integers.
    """
    if hasattr(value, "dtype"):
        return value.real if value.dtype.kind == "c" and target.dtype.kind != "c" else value
    dtype = dtype_of_array(target)
    if isinstance(value, complex) and dtype.category < Category.COMPLEX:
        value = value != 0 if dtype.category is Category.BOOL else value.real
    return scalar_of(int(value) if dtype.category is Category.INT else value, dtype)
