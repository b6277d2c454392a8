"""Variance, standard deviation, norms and logsumexp: reductions that transform what they add up.

The one rule: transformed elements are float64, and exist a block at a time.
"""
# ruff: noqa: ARG001 - a kernel's signature is the op's: what it leaves alone, the plan has read

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from insitu_engine.dtypes import DType, float32, real_of
from insitu_engine.errors import ArgumentError, BadValueError, DTypeError
from insitu_engine.meta import Operand
from insitu_engine.ops.reduction import reduced, reduced_dims, reduced_shape
from insitu_engine.optable import Array, Computed, Dims, Out, Tensor, op
from insitu_engine.promotion import to_floating

#: Elements of scratch memory.
_BLOCK: Final = 1 << 18


def _add_blocks(
    array: Array, axes: tuple[int, ...], transform: Callable[..., Array], *beside: Array
) -> Array:
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


def _correction(unbiased: bool | None, correction: float | None) -> float:
    if unbiased is not None:
        return float(unbiased)
    return 1.0 if correction is None else float(correction)


def _spread_plan(
    self: Operand, dim: Any, unbiased: bool | None, keepdim: bool, correction: float | None
) -> Computed:
    dtype = self.meta.dtype
    if unbiased is not None and correction is not None:
        raise ArgumentError("var() and std() take either unbiased or correction, not both")
    if not (dtype.is_floating_point or dtype.is_complex):
        raise DTypeError("std and var only support floating point and complex dtypes")
    return reduced(self, dim, keepdim, real_of(dtype))


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
    total = _add_blocks(array, axes, _square_distance, *map(np.asarray, centres))
    return np.asarray(total / np.float64(max(0.0, count - correction)))


@op(plan=_spread_plan)
def var(
    out: Out,
    self: Tensor,
    dim: Dims | None = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
) -> Tensor:
    """Return the variance over the given dimensions, or over all.

    The sum of squared distances from the mean is divided by ``n - correction``; ``correction`` is 1 by default
    (Bessel's), and ``unbiased=False`` means 0.
    """
    np.copyto(
        out, _variance(self, dim, _correction(unbiased, correction)).reshape(out.shape), casting="unsafe"
    )
    return out


@op(plan=_spread_plan)
def std(
    out: Out,
    self: Tensor,
    dim: Dims | None = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
) -> Tensor:
    """Return the standard deviation over the given dimensions, or over all: the square root of `var`."""
    spread = np.sqrt(_variance(self, dim, _correction(unbiased, correction)))
    np.copyto(out, spread.reshape(out.shape), casting="unsafe")
    return out


def _norm_plan(self: Operand, p: float | None, dim: Any, keepdim: bool, dtype: DType | None) -> Computed:
    own = self.meta.dtype
    if not (own.is_floating_point or own.is_complex):
        raise DTypeError(
            f"linalg.vector_norm: Expected a floating point or complex tensor as input. Got {own.title}"
        )
    if dtype is not None:
        _refuse_norm_dtype(own, dtype)
    answer = reduced(self, dim, keepdim, real_of(dtype or own))
    if p is not None and (p < 0 or math.isinf(p)):
        order = "inf" if p == math.inf else f"{p:g}"
        empty = [at for at in reduced_dims(dim, self.meta.ndim) if self.meta.shape[at] == 0]
        if empty and dim in (None, ()):
            raise BadValueError(
                f"linalg.vector_norm cannot compute the {order} norm on an empty tensor because the operation does "
                "not have an identity"
            )
        if empty:
            raise BadValueError(
                f"linalg.vector_norm cannot compute the {order} norm on the dimension {empty[0]}because this "
                "dimension is empty and the operation does not have an identity"
            )
    return answer


def _refuse_norm_dtype(own: DType, dtype: DType) -> None:
    if not (dtype.is_floating_point or dtype.is_complex):
        raise DTypeError(
            f"linalg.vector_norm: dtype should be floating point or complex, but got {dtype.title}"
        )
    if own.is_complex is not dtype.is_complex:
        kind = "complex" if own.is_complex else "real"
        raise DTypeError(
            f"linalg.vector_norm: dtype should be {kind} for {kind} inputs, but got {dtype.title}"
        )
    if dtype.itemsize < own.itemsize:
        raise DTypeError(
            f"linalg.vector_norm: the dtype of the input ({own.title}) should be convertible without narrowing to "
            f"the specified dtype ({dtype.title})"
        )


@op(plan=_norm_plan)
def norm(
    out: Out,
    self: Tensor,
    p: float | None = None,
    dim: Dims | None = None,
    keepdim: bool = False,
    dtype: DType | None = None,
) -> Tensor:
    """Return the p-norm over the given dimensions, or over all.

    ``p`` is 2 by default; ``inf`` and ``-inf`` give the largest and smallest magnitude, 0 how many are not zero.
    """
    order = 2.0 if p is None else float(p)
    axes = reduced_dims(dim, self.ndim)
    if math.isinf(order):
        extreme = np.maximum if order > 0 else np.minimum
        size = np.abs(self)
        np.copyto(out, extreme.reduce(size, axis=axes, keepdims=True).reshape(out.shape), casting="unsafe")
    elif (
        order == 2.0
        and len(axes) == self.ndim
        and self.flags.c_contiguous
        and self.dtype.kind == "f"
        and (self.dtype == out.dtype != np.float16)
    ):
        flat = self.reshape(-1)
        out[...] = np.sqrt(np.dot(flat, flat))
    else:
        total = _add_blocks(self, axes, _powers(order))
        np.copyto(
            out,
            (total if order in (0.0, 1.0) else total ** (1.0 / order)).reshape(out.shape),
            casting="unsafe",
        )
    return out


def _powers(order: float) -> Callable[[Array], Array]:
    """Return what a norm adds up, in float64."""

    def transform(part: Array) -> Array:
        if order == 0.0:
            return np.asarray(part != 0, np.float64)
        size = np.asarray(np.abs(part.astype(np.result_type(part.dtype, np.float64))))
        return size if order == 1.0 else np.asarray(np.power(size, order, out=size))

    return transform


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
