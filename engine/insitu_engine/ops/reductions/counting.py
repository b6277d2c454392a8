"""Values counted: bincount, histc, one_hot, and the positions of what is not zero up to a given number."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from insitu_engine.answers import Computed, Waiting
from insitu_engine.dtypes import Category, bool_, int64
from insitu_engine.errors import BadValueError, DTypeError
from insitu_engine.meta import Operand, meta
from insitu_engine.optable import Array, Number, Out, Tensor, op
from insitu_engine.rules import refuse_unless


def _bincount_plan(self: Operand, weights: Operand | None, minlength: int) -> Waiting:
    given = self.meta
    refuse_unless(given.dtype.category is Category.INT, "bincount_cpu", given.dtype)
    if minlength < 0:
        raise BadValueError("minlength should be >= 0")
    if given.ndim != 1:
        raise BadValueError("bincount only supports 1-d non-negative integral inputs.")
    if weights is not None and weights.meta.shape != given.shape:
        raise BadValueError("weights should be 1-d and have the same length as input")
    return Waiting()


def _check_bincount(self: Array, weights: Array | None, minlength: int) -> None:
    del weights, minlength
    if self.size and self.min() < 0:
        raise BadValueError("bincount only supports 1-d non-negative integral inputs.")


@op(plan=_bincount_plan, check=_check_bincount)
def bincount(out: None, self: Tensor, weights: Tensor | None = None, minlength: int = 0) -> Any:
    """Return how often each number from 0 on comes, or the sum of its ``weights``; at least ``minlength`` numbers.

    Weights of float32 are added in float32, others in float64.
    """
    del out
    if weights is None or not self.size:
        return (np.bincount(self, minlength=minlength).astype(np.int64),)
    dtype = np.float32 if weights.dtype == np.float32 else np.float64
    sums = np.zeros(max(int(self.max()) + 1, minlength), dtype)
    np.add.at(sums, self.astype(np.int64, copy=False), weights.real.astype(dtype, copy=False))
    return (sums,)


def _histc_plan(self: Operand, bins: int, min: Any, max: Any) -> Computed:
    dtype = self.meta.dtype
    refuse_unless(not dtype.is_complex, "aminmax_cpu", dtype)
    refuse_unless(dtype is not bool_, "linspace_cpu", dtype)
    if bins <= 0:
        raise BadValueError(f"torch.histogram(): bins must be > 0, but got {bins} for dimension 0")
    if not (math.isfinite(min) and math.isfinite(max)):
        raise BadValueError(f"torch.histc: range of [{min:g}, {max:g}] is not finite")
    if min > max:
        raise BadValueError("torch.histc: max must be larger than min")
    refuse_unless(dtype.category is Category.FLOAT, "histogram_cpu", dtype)
    return Computed((meta(dtype, (bins,)),))


def _range(array: Array, low: Any, high: Any) -> tuple[float, float]:
    """Return the range of the bins: that of the values where it is not given."""
    if low == high and array.size:
        low, high = float(array.min()), float(array.max())
        if not (math.isfinite(low) and math.isfinite(high)):
            raise BadValueError(f"torch.histc: range of [{low:g}, {high:g}] is not finite")
    return (float(low) - 1, float(high) + 1) if low == high else (float(low), float(high))


def _check_histc(self: Array, bins: int, min: Any, max: Any) -> None:
    del bins
    _range(self, min, max)


@op(plan=_histc_plan, check=_check_histc, by_value=True)
def histc(out: Out, self: Tensor, bins: int = 100, min: Number = 0, max: Number = 0) -> Tensor:
    """Return how many elements fall into each of so many bins of one width from ``min`` to ``max``.

    Where both are the same, they are the smallest and largest element. What is outside is not counted, nor is nan.
    """
    exact = np.dtype(np.float32) if out.dtype == np.float16 else out.dtype
    low, high = map(exact.type, _range(self, min, max))
    values = self[(self >= low) & (self <= high)].astype(exact, copy=False)
    places = ((values - low) * exact.type(bins) / (high - low)).astype(np.int64)
    np.copyto(out, np.bincount(np.minimum(places, bins - 1), minlength=bins), casting="unsafe")
    return out


def _one_hot_plan(self: Operand, num_classes: int) -> Computed | Waiting:
    given = self.meta
    if given.dtype is not int64:
        raise DTypeError("one_hot is only applicable to index tensor of type LongTensor.")
    if given.numel == 0 and num_classes <= 0:
        raise BadValueError("Can not infer total number of classes from empty tensor.")
    if num_classes == -1:
        return Waiting()
    return Computed((meta(int64, (*given.shape, max(num_classes, 0))),))


def _check_one_hot(self: Array, num_classes: int) -> None:
    if self.size and self.min() < 0:
        raise BadValueError("Class values must be non-negative.")
    if num_classes != -1 and self.size and self.max() >= num_classes:
        raise BadValueError("Class values must be smaller than num_classes.")


@op(plan=_one_hot_plan, check=_check_one_hot, where=("functional",))
def one_hot(out: Out | None, self: Tensor, num_classes: int = -1) -> Any:
    """Return for each class number a vector with 1 at its place and 0 elsewhere.

    There are as many classes as the largest number says, unless ``num_classes`` is given.
    """
    del num_classes
    if out is None:
        return (np.asarray(self[..., None] == np.arange(int(self.max()) + 1), np.int64),)
    out[...] = self[..., None] == np.arange(out.shape[-1])
    return out


def _nonzero_static_plan(self: Operand, size: int, fill_value: int) -> Computed:
    del fill_value
    if size < 0:
        raise BadValueError("nonzero_static: 'size' must be an non-negative integer")
    return Computed((meta(int64, (size, self.meta.ndim)),))


@op(plan=_nonzero_static_plan)
def nonzero_static(out: Out, self: Tensor, *, size: int, fill_value: int = -1) -> Tensor:
    """Return the positions of the first ``size`` elements that are not zero, one row each.

    Where there are fewer, the last rows are of ``fill_value``.
    """
    found = np.argwhere(self)[:size]
    out[: len(found)] = found
    out[len(found) :] = fill_value
    return out
