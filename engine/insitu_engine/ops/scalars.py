"""Numbers that are stored into a tensor as they are, instead of taking part in promotion.

The one rule: what a dtype cannot hold is refused, as PyTorch's ``Scalar.to`` does; a fraction is cut off.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from insitu_engine.dtypes import Category, DType, dtype_of_array, float16, scalar_of
from insitu_engine.errors import BadValueError

#: What PyTorch calls integers in this one text.
_C_NAMES: Final = {"uint8": "uint8_t", "int8": "int8_t", "int16": "int16_t", "int32": "int", "int64": "int64_t"}


def require_fitting(value: Any, dtype: DType) -> None:
    """Raise BadValueError if the Python number ``value`` does not fit into ``dtype``; arrays always do."""
    if isinstance(value, np.ndarray) or dtype.category is Category.BOOL:
        return
    if not _fits(value, dtype):
        name = _C_NAMES.get(dtype.name, dtype.c_name)
        raise BadValueError(f"value cannot be converted to type {name} without overflow")


def stored(value: Any, dtype: DType) -> Any:
    """Return a number that fits as a NumPy scalar of ``dtype``, and an array as it is (but for its imaginary part)."""
    if isinstance(value, np.ndarray):
        return value.real if np.iscomplexobj(value) and not dtype.is_complex else value
    if isinstance(value, complex) and dtype.category < Category.COMPLEX:
        value = value != 0 if dtype.category is Category.BOOL else value.real
    if dtype.category is Category.INT:
        value = int(value)
    return scalar_of(value, dtype)


def stored_in(value: Any, target: np.ndarray[Any, Any]) -> Any:
    """Return `stored` for the dtype of an array."""
    return stored(value, dtype_of_array(target))


def _fits(value: Any, dtype: DType) -> bool:
    if isinstance(value, complex) and dtype.category < Category.COMPLEX:
        if value.imag:
            return False
        value = value.real
    if dtype.category is Category.INT:
        limits = np.iinfo(dtype.numpy)
        low = int(limits.min) if dtype.signed else -int(limits.max)
        return math.isfinite(value) and low <= value <= int(limits.max)
    if dtype is float16:
        return True
    largest = float(np.finfo(dtype.numpy).max)
    parts = (value.real, value.imag) if isinstance(value, complex) else (value,)
    return all(not _is_finite(part) or abs(part) <= largest for part in parts)


def _is_finite(value: float) -> bool:
    return isinstance(value, int) or math.isfinite(value)
