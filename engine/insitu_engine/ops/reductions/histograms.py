"""Histograms with their edges.

The one rule: a bin has its lower edge and not its upper one, but for the last, which has both.
"""
# ruff: noqa: ARG001 - a kernel's signature is the op's: what it leaves alone, the plan has read

from __future__ import annotations

import math
from typing import Any

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import float32, float64
from insitu_engine.errors import ArgumentError, BadValueError, DTypeError, ShapeError
from insitu_engine.meta import Meta, Operand, meta
from insitu_engine.optable import Array, Numbers, Tensor, TensorLike, Tensors, op
from insitu_engine.rules import refuse_unless


def _refuse_edges(given: Meta, edges: Meta) -> None:
    if edges.ndim != 1:
        raise ShapeError(
            f"torch.histogramdd: bins tensor should have one dimension, but got {edges.ndim} dimensions in the bins "
            "tensor for dimension 0"
        )
    if not edges.numel:
        raise ShapeError(
            "torch.histogramdd: bins tensor should have at least 1 element, but got 0 elements in the bins tensor for "
            "dimension 0"
        )
    if edges.dtype is not given.dtype:
        raise DTypeError(
            "torch.histogramdd: input tensor and bins tensors should have the same dtype, but got input with dtype "
            f"{given.dtype.c_name} and bins for dimension 0 with dtype {edges.dtype.c_name}"
        )


def _refuse_weight(given: Meta, weight: Meta) -> None:
    if weight.dtype is not given.dtype:
        raise DTypeError(
            "torch.histogramdd: if weight tensor is provided, input tensor and weight tensor should have the same "
            f"dtype, but got input({given.dtype.c_name}), and weight({weight.dtype.c_name})"
        )
    if weight.shape != given.shape:
        raise ShapeError(
            "torch.histogramdd: if weight tensor is provided it should have the same shape as the input tensor "
            f"excluding its innermost dimension, but got input with shape [{given.numel}, 1] and weight with shape "
            f"{list(weight.shape)}"
        )


def _histogram_plan(
    self: Operand, bins: Any, range: tuple[float, ...] | None, weight: Operand | None, density: bool
) -> Computed:
    given = self.meta
    if isinstance(bins, Operand):
        _refuse_edges(given, bins.meta)
        count = bins.meta.numel - 1
    else:
        if isinstance(bins, bool) or not isinstance(bins, int):
            raise ArgumentError(
                f"histogram(): argument 'bins' must be int or Tensor, not {type(bins).__name__}"
            )
        count = bins
        if count <= 0:
            raise BadValueError(f"torch.histogram(): bins must be > 0, but got {count} for dimension 0")
    if weight is not None:
        _refuse_weight(given, weight.meta)
    if range is not None and len(range) != 2:
        raise BadValueError(
            "torch.histogramdd: for a 1-dimensional histogram range should have 2 elements, but got "
            f"{len(range)}"
        )
    refuse_unless(given.dtype in (float32, float64), "histogramdd", given.dtype)
    return Computed(
        (meta(given.dtype, (count,)), meta(given.dtype, (count + 1,))), fields=("hist", "bin_edges")
    )


def _limits(array: Array, range: tuple[float, ...] | None) -> tuple[float, float]:
    """Return the outer edges: the smallest and largest element where none are given, never the same."""
    low, high = range or ((float(array.min()), float(array.max())) if array.size else (0.0, 1.0))
    return (low - 0.5, high + 0.5) if low == high else (low, high)


def _check_range(
    self: Array, bins: Any, range: tuple[float, ...] | None, weight: Array | None, density: bool
) -> None:
    if isinstance(bins, np.ndarray):
        return
    low, high = _limits(self, range)
    if not (math.isfinite(low) and math.isfinite(high)):
        raise BadValueError(f"torch.histogramdd: dimension 0's range [{low:g}, {high:g}] is not finite")
    if low > high:
        raise BadValueError(
            f"torch.histogramdd: min should not exceed max, but got min {low:g} max {high:g} for dimension 0"
        )


@op(plan=_histogram_plan, check=_check_range, by_value=True)
def histogram(
    out: Tensors,
    self: Tensor,
    bins: TensorLike = 100,
    *,
    range: Numbers | None = None,
    weight: Tensor | None = None,
    density: bool = False,
) -> Tensors:
    """Return how many elements fall into each bin, or the sum of their weights, and the bins' edges.

    ``bins`` is a number of bins of one width in ``range``, by default from the smallest to the largest element, or the
    edges themselves. With ``density`` the integral is 1.
    """
    counts, edges = out
    edges[...] = bins if isinstance(bins, np.ndarray) else np.linspace(*_limits(self, range), counts.size + 1)
    values = self.reshape(-1)
    inside = (values >= edges[0]) & (values <= edges[-1])
    places = np.searchsorted(edges, values[inside], side="right") - 1
    weights = None if weight is None else weight.reshape(-1)[inside]
    found = np.bincount(np.minimum(places, max(counts.size - 1, 0)), weights, minlength=counts.size)
    counts[...] = found[: counts.size]
    if density:
        counts /= counts.sum() * np.diff(edges)
    return out
