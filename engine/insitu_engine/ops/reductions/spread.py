"""Variance, standard deviation and logsumexp: reductions that transform what they add up.

The one rule: transformed elements are float64, and exist a block at a time.
"""
# ruff: noqa: ARG001 - a kernel's signature is the op's: what it leaves alone, the plan has read

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import float32, real_of
from insitu_engine.errors import ArgumentError, DTypeError
from insitu_engine.meta import Operand, meta
from insitu_engine.ops.reductions.reduction import mean, reduced, reduced_dims, reduced_shape
from insitu_engine.optable import Array, Dims, Out, PlanFunction, Tensor, Tensors, op
from insitu_engine.promotion import to_floating

#: Elements of scratch memory.
_BLOCK: Final = 1 << 18


def add_blocks(array: Array, axes: tuple[int, ...], transform: Callable[..., Array], *beside: Array) -> Array:
    """Return the sum of ``transform(array, *beside)`` over axes, kept as 1, a block at a time.

    The arrays beside it have the array's shape with some sizes 1. Transformed elements are float64.
    """
    array = array.reshape(1) if array.ndim == 0 else array
    dims = axes or ((0,) if array.shape == (1,) else ())
    total = np.zeros(reduced_shape(array.shape, dims, keepdim=True))
    length = array.shape[0]
    rows = max(1, _BLOCK * length // max(array.size, 1))
    for start in range(0, length, rows):
        part = slice(start, start + rows)
        near = [side.reshape(total.shape)[part if total.shape[0] > 1 else slice(None)] for side in beside]
        summed = np.add.reduce(transform(array[part], *near), axis=dims, keepdims=True)
        if 0 in dims:
            total += summed
        else:
            total[part] = summed
    return total


def _chosen(dim: Any, unbiased: bool | None, correction: float | None) -> tuple[Any, float]:
    """Return dimensions and correction: ``x.std(False)`` is PyTorch's ``unbiased`` for all elements."""
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    if unbiased is not None:
        return dim, float(unbiased)
    return dim, 1.0 if correction is None else float(correction)


def _spread_plan(name: str, *, means: bool = False) -> PlanFunction:
    """Return the plan of an op with a spread as its first result, and ``means`` as its second."""

    def plan(
        self: Operand, dim: Any, unbiased: bool | None, keepdim: bool, correction: float | None
    ) -> Computed:
        dtype = self.meta.dtype
        given = isinstance(dim, bool) + (unbiased is not None) + (correction is not None)
        if given > 1 or (isinstance(dim, bool) and keepdim):
            raise ArgumentError(
                f"{name}() takes either unbiased or correction, not both, and keepdim beside dim"
            )
        if not (dtype.is_floating_point or dtype.is_complex):
            raise DTypeError(f"{name} only support floating point and complex dtypes")
        spread = reduced(self, _chosen(dim, unbiased, correction)[0], keepdim, real_of(dtype))
        if not means:
            return spread
        shape = spread.metas[0].shape
        return Computed((*spread.metas, meta(dtype, shape)))

    return plan


def _square_distance(part: Array, centre: Array, imaginary: Array | None = None) -> Array:
    distance = np.subtract(part.real, centre, dtype=np.float64)
    np.square(distance, out=distance)
    if imaginary is not None:
        distance += np.square(np.subtract(part.imag, imaginary, dtype=np.float64))
    return np.asarray(distance)


def _variance(array: Array, dim: Any, correction: float) -> Array:
    """Return the variance in float64; two passes, as one loses digits."""
    axes = reduced_dims(dim, array.ndim)
    count = math.prod(array.shape[axis] for axis in axes)
    centres = [np.add.reduce(array.real, axis=axes, dtype=np.float64, keepdims=True) / np.float64(count)]
    if np.iscomplexobj(array):
        centres.append(
            np.add.reduce(array.imag, axis=axes, dtype=np.float64, keepdims=True) / np.float64(count)
        )
    total = add_blocks(array, axes, _square_distance, *map(np.asarray, centres))
    return np.asarray(total / np.float64(max(0.0, count - correction)))


@op(plan=_spread_plan("std and var"))
def var(
    out: Out,
    self: Tensor,
    dim: Dims | bool | None = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
) -> Tensor:
    """Return the variance over the given dimensions, or over all.

    The sum of squared distances from the mean is divided by ``n - correction``; ``correction`` is 1 by default
    (Bessel's), and ``unbiased=False`` means 0.
    """
    np.copyto(out, _variance(self, *_chosen(dim, unbiased, correction)).reshape(out.shape), casting="unsafe")
    return out


@op(plan=_spread_plan("std and var"))
def std(
    out: Out,
    self: Tensor,
    dim: Dims | bool | None = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
) -> Tensor:
    """Return the standard deviation over the given dimensions, or over all: the square root of `var`."""
    spread = np.sqrt(_variance(self, *_chosen(dim, unbiased, correction)))
    np.copyto(out, spread.reshape(out.shape), casting="unsafe")
    return out


@op(plan=_spread_plan("var_mean", means=True), where=("function",))
def var_mean(
    out: Tensors,
    self: Tensor,
    dim: Dims | bool | None = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
) -> Tensors:
    """Return the variance as `var` does, and the mean, over the given dimensions or over all."""
    var(out[0], self, dim, unbiased, keepdim, correction=correction)
    mean(out[1], self, _chosen(dim, unbiased, correction)[0], keepdim)
    return out


@op(plan=_spread_plan("std_mean", means=True), where=("function",))
def std_mean(
    out: Tensors,
    self: Tensor,
    dim: Dims | bool | None = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
) -> Tensors:
    """Return the standard deviation as `std` does, and the mean, over the given dimensions or over all."""
    var_mean(out, self, dim, unbiased, keepdim, correction=correction)
    np.sqrt(out[0], out=out[0])
    return out


def _logsumexp_plan(self: Operand, dim: Any, keepdim: bool) -> Computed:
    dtype = to_floating(self.meta.dtype)
    return reduced(self, dim, keepdim, dtype, float32 if dtype.itemsize == 2 else dtype)


@op(plan=_logsumexp_plan)
def logsumexp(out: Out, self: Tensor, dim: Dims, keepdim: bool = False) -> Tensor:
    """Return ``log(sum(exp(self)))`` over the given dimensions, without overflow.

    The largest element is taken out of the sum first: ``m + log(sum(exp(self - m)))``.
    """
    axes = reduced_dims(dim, self.ndim)
    peak = np.asarray(np.maximum.reduce(self.real, axis=axes, keepdims=True, initial=-np.inf))
    peak = np.where(np.isinf(peak), self.dtype.type(0).real, peak)
    terms = np.asarray(self - peak)
    np.exp(terms, out=terms)
    total = np.log(np.add.reduce(terms, axis=axes, keepdims=True)) + peak
    np.copyto(out, total.reshape(out.shape), casting="unsafe")
    return out
