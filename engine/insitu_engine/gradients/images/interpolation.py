"""Gradients of interpolation: each new value's goes back to the old ones that it is made of, by the same weights.

The one rule: nothing is kept but the input's shape, and one dimension goes back after the other.
"""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.formulas import gradient, wide
from insitu_engine.ops.images.interpolation import lines
from insitu_engine.ops.images.resampling import Line, nearest, taps


def _back(ops: Any, g: Any, dim: int, line: Line, dtype: Any) -> Any:
    """Return the gradient with one dimension as long as it was."""
    shape = g.meta.shape
    total = g.new_zeros((*shape[:dim], line.size, *shape[dim + 1 :]))
    places = nearest(line, dtype.numpy)
    if places is not None:
        return ops("index_add_", total, dim, ops("tensor", places), g)
    for reached, seen, weights in taps(line):
        part = g if reached is None else g.index_select(dim, ops("tensor", reached))
        factors = ops("tensor", weights, dtype=g.dtype).reshape((-1,) + (1,) * (len(shape) - 1 - dim))
        total = ops("index_add_", total, dim, ops("tensor", seen), part * factors)
    return total


def _interpolate(
    ops: Any,
    g: Any,
    input_meta: Any,
    size: Any,
    scale_factor: Any,
    mode: str,
    align_corners: bool | None,
    recompute_scale_factor: bool | None,
    antialias: bool,
) -> Any:
    found = lines(
        input_meta.shape, size, scale_factor, mode, align_corners, recompute_scale_factor, antialias
    )
    g = wide(g)
    for dim, line in enumerate(found, 2):
        if not line.same:
            g = _back(ops, g, dim, line, input_meta.dtype)
    return g


gradient("interpolate", input=_interpolate)
