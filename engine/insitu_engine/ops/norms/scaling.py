"""Elements divided by the size of those around them: along dimensions, or among neighbouring channels."""
# ruff: noqa: ARG001 - a kernel's signature is the op's: what it leaves alone, the plan has read

from __future__ import annotations

from typing import Any, Final

import numpy as np

from insitu_engine.answers import Computed, Unchanged
from insitu_engine.dtypes import float32, int64
from insitu_engine.errors import BadValueError, InvalidValueError
from insitu_engine.meta import Operand, meta
from insitu_engine.ops.reductions.norms import vector_norm, vector_plan
from insitu_engine.ops.reductions.reduction import reduced_dims, reduced_shape
from insitu_engine.optable import Array, Dims, Out, Tensor, op
from insitu_engine.rules import refuse_unless

FUNCTIONAL: Final = ("functional",)


def lengths(x: Array, p: float, dim: Any) -> Array:
    """Return the p-norms along dimensions, which stay as 1; of half precision in float32."""
    shape = reduced_shape(x.shape, reduced_dims(dim, x.ndim), keepdim=True)
    found = np.empty(shape, np.float32 if x.dtype == np.float16 else x.real.dtype)
    vector_norm(found, x, p, dim)
    return found


def _normalize_plan(input: Operand, p: float, dim: Any, eps: float) -> Computed:
    vector_plan(input, p, dim, True, None)
    return Computed((meta(input.meta.dtype, input.meta.shape),))


@op(plan=_normalize_plan, where=FUNCTIONAL)
def normalize(out: Out, input: Tensor, p: float = 2.0, dim: Dims | None = 1, eps: float = 1e-12) -> Tensor:
    """Return the input divided by its p-norm along a dimension or several, or by ``eps`` where that is larger."""
    np.divide(input, np.maximum(lengths(input, float(p), dim), eps), out=out, casting="same_kind")
    return out


#: What PyTorch pools channels of images by, and its words for a window of them.
_OF_IMAGES: Final = ("avg_pool3d_out_frame", "kT: {} kH: 1 kW: 1")


def _local_response_norm_plan(
    input: Operand, size: int, alpha: float, beta: float, k: float
) -> Computed | Unchanged:
    given = input.meta
    if given.ndim < 3:
        raise InvalidValueError(
            f"Expected 3D or higher dimensionality                          input (got {given.ndim} dimensions)"
        )
    if not given.numel:
        return Unchanged()
    kernel, shown = ("avg_pool2d", "kH: {} kW: 1") if given.ndim == 3 else _OF_IMAGES
    if size <= 0:
        raise BadValueError(f"kernel size should be greater than zero, but got {shown.format(size)}")
    refuse_unless(given.dtype.is_floating_point or given.dtype is int64, kernel, given.dtype)
    result = given.dtype if given.dtype.is_floating_point else float32
    return Computed((meta(result, given.shape),))


def _neighbours(squares: Array, size: int) -> Array:
    """Return the mean over ``size`` channels around each, ``size // 2`` of them before, with zeros beyond the ends."""
    channels = squares.shape[1]
    total = np.zeros_like(squares)
    for shift in range(-(size // 2), (size - 1) // 2 + 1):
        first, last = max(0, -shift), min(channels, channels - shift)
        if first < last:
            total[:, first:last] += squares[:, first + shift : last + shift]
    if squares.dtype.kind == "i":
        return np.asarray(total // size)
    return np.asarray(total / squares.dtype.type(size))


@op(plan=_local_response_norm_plan, where=FUNCTIONAL)
def local_response_norm(
    out: Out, input: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> Tensor:
    """Return (N, C, ...) divided by ``(k + alpha * mean) ** beta``, the mean being of the squares of ``size`` channels around.

    Beyond the first and the last channel there are zeros. Source: Krizhevsky et al., "ImageNet Classification with Deep
    Convolutional Neural Networks", 2012.
    """
    x = input.astype(np.float32) if input.dtype == np.float16 else input
    np.divide(x, (_neighbours(np.square(x), size) * alpha + k) ** beta, out=out, casting="same_kind")
    return out
