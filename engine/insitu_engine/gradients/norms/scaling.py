"""Gradients of what is divided by the size of what is around it.

The one rule: nothing is kept but the input, sizes are computed again.
"""

from __future__ import annotations

from math import prod
from typing import Any

from insitu_engine.gradients.algebra.distances import vector_norm
from insitu_engine.gradients.formulas import conj, gradient, wide
from insitu_engine.ops.reductions.reduction import reduced_dims


def _normalize(g: Any, input: Any, p: float, dim: Any, eps: float) -> Any:
    g, x = wide(g), wide(input)
    dims = reduced_dims(dim, x.meta.ndim) or None
    length = x.linalg_vector_norm(float(p), dims, keepdim=True)
    bounded = length.clamp_min(eps)
    along = g * conj(x)
    along = (along.real() if along.dtype.is_complex else along).sum(dims, keepdim=True)
    moving = (along / bounded.square()).masked_fill(length.lt(eps), 0)
    return g / bounded - vector_norm(moving, x, length, float(p), dims)


gradient("normalize", input=_normalize)


def _means(values: Any, size: int, before: int) -> Any:
    """Return means over ``size`` channels, ``before`` of them before each, with zeros beyond the ends."""
    count, channels, *sizes = values.meta.shape
    planes = values.reshape((count, channels, prod(sizes)))
    padded = planes.constant_pad_nd((0, 0, before, size - 1 - before))
    return padded.avg_pool2d((size, 1), 1).reshape(values.meta.shape)


def _local_response_norm(g: Any, input: Any, size: int, alpha: float, beta: float, k: float) -> Any:
    g, x = wide(g), wide(input)
    base = _means(x.square(), size, size // 2) * alpha + k
    scale = base**-beta
    through = _means(g * x * scale / base, size, (size - 1) // 2)
    return g * scale - x * through * (2 * alpha * beta)


gradient("local_response_norm", input=_local_response_norm)
