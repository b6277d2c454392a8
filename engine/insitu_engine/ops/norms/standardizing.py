"""What norms share: mean and variance of groups of elements, and elements brought to mean 0 and variance 1 by them.

The one rule: moments are computed in float64, in two passes; elements in their own dtype, half precision in float32.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from insitu_engine.dtypes import float32
from insitu_engine.errors import DTypeError
from insitu_engine.meta import Meta
from insitu_engine.ops.reductions.spread import add_blocks
from insitu_engine.optable import Array, Out
from insitu_engine.rules import refuse_unless


def moments(x: Array, axes: tuple[int, ...]) -> tuple[Array, Array]:
    """Return mean and biased variance over some dimensions, which stay as 1, in float64; nan of no elements."""
    count = np.float64(math.prod(x.shape[axis] for axis in axes))
    mean = np.asarray(np.add.reduce(x, axis=axes, dtype=np.float64, keepdims=True) / count)
    return mean, np.asarray(add_blocks(x, axes, _square_distance, mean) / count)


def _square_distance(part: Array, centre: Array) -> Array:
    distance = np.subtract(part, centre, dtype=np.float64)
    return np.asarray(np.square(distance, out=distance))


def standardize(
    out: Out, x: Array, mean: Any, scale: Array, weight: Array | None = None, bias: Array | None = None
) -> None:
    """Write ``(x - mean) * scale * weight + bias``; everything broadcasts to ``x``."""
    values = np.empty(out.shape, np.float32) if out.dtype == np.float16 else out
    np.subtract(x, np.asarray(mean).astype(values.dtype), out=values)
    np.multiply(values, scale.astype(values.dtype), out=values)
    if weight is not None:
        np.multiply(values, weight, out=values, casting="unsafe")
    if bias is not None:
        np.add(values, bias, out=values)
    if values is not out:
        np.copyto(out, values, casting="same_kind")


def along(values: Array | None, ndim: int, dim: int = 1) -> Array | None:
    """Return a vector as it lies along one of ``ndim`` dimensions."""
    return None if values is None else values.reshape((-1,) + (1,) * (ndim - 1 - dim))


def require_dtypes(kernel: str, given: Meta, parameters: Iterable[Meta]) -> None:
    """Raise DTypeError unless parameters have the input's dtype, or all of them float32 beside half precision.

    Raises UnsupportedError where the input is not of floating point. Source: ``aten/src/ATen/native/cpu/mixed_data_type.h``.
    """
    refuse_unless(given.dtype.is_floating_point, kernel, given.dtype)
    dtypes = [parameter.dtype for parameter in parameters]
    odd = [dtype for dtype in dtypes if dtype is not given.dtype]
    if not odd:
        return
    if odd[0] is not dtypes[0]:
        raise DTypeError(f"expected scalar type {given.dtype.title} but found {odd[0].title}")
    if any(dtype is not float32 for dtype in dtypes):
        raise DTypeError("mixed dtype (CPU): expect parameter to have scalar type of Float")
    if given.dtype.itemsize != 2:
        raise DTypeError("mixed dtype (CPU): all inputs must share same datatype.")
