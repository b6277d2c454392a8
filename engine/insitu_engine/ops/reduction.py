"""Reductions: sums, products, extremes without positions, truth, spread and norms.

The one rule: sums of float16 run in float32, and sums of float32 that NumPy would add up one by one run in float64, so
that a long reduction is as accurate as PyTorch's.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from insitu_engine.dtypes import DType, bool_, float32, int64, real_of, uint8
from insitu_engine.errors import ArgumentError, BadValueError, DTypeError, IndexRangeError, UnsupportedError
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.optable import Array, Computed, Dims, Out, Tensor, op
from insitu_engine.promotion import to_accumulator, to_floating
from insitu_engine.rules import normalize_dim, normalize_dims

#: Reduced lengths from which a float32 sum over an outer dimension needs a wider accumulator.
_LONG: Final = 1024
#: Elements of scratch memory in reductions that transform what they add.
_BLOCK: Final = 1 << 18


def reduced_dims(dim: Any, ndim: int) -> tuple[int, ...]:
    """Return the dimensions that are reduced, counted from the front; None and () name all of them."""
    dims = normalize_dims(None if dim == () else dim, ndim)
    return dims if ndim else ()


def reduced_shape(shape: Shape, dims: tuple[int, ...], keepdim: bool) -> Shape:
    """Return what is left of a shape."""
    if keepdim:
        return tuple(1 if at in dims else size for at, size in enumerate(shape))
    return tuple(size for at, size in enumerate(shape) if at not in dims)


def _reduced(self: Operand, dim: Any, keepdim: bool, dtype: DType, compute: DType | None = None) -> Computed:
    shape = self.meta.shape
    return Computed((meta(dtype, reduced_shape(shape, reduced_dims(dim, len(shape)), keepdim)),), compute)


def _accumulator(array: Array, axes: tuple[int, ...], dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Return the dtype in which to add up: wider where NumPy does not add in pairs."""
    if dtype == np.float16:
        return np.dtype(np.float32)
    outer_only = array.ndim > 0 and array.ndim - 1 not in axes
    if dtype in (np.float32, np.complex64) and outer_only and max((array.shape[a] for a in axes), default=0) >= _LONG:
        return np.dtype(np.float64 if dtype == np.float32 else np.complex128)
    return dtype


def _reduce(ufunc: np.ufunc, out: Out, array: Array, dim: Any, keepdim: bool) -> None:
    """Reduce in the accumulator's dtype, and store."""
    axes = reduced_dims(dim, array.ndim)
    wide = _accumulator(array, axes, out.dtype)
    if np.iscomplexobj(array) and out.dtype.kind != "c":
        array = array.real
    if wide == out.dtype:
        ufunc.reduce(array, axis=axes, dtype=wide, out=out, keepdims=keepdim)
    else:
        np.copyto(out, ufunc.reduce(array, axis=axes, dtype=wide, keepdims=keepdim), casting="unsafe")


def _sum_plan(self: Operand, dim: Any, keepdim: bool, dtype: DType | None) -> Computed:
    return _reduced(self, dim, keepdim, dtype or to_accumulator(self.meta.dtype))


@op(plan=_sum_plan)
def sum(out: Out, self: Tensor, dim: Dims | None = None, keepdim: bool = False, *, dtype: DType | None = None) -> Tensor:
    """Return the sum over the given dimensions, or over all.

    Integers and booleans are added up in int64 unless ``dtype`` says otherwise; ``dtype`` converts before adding.
    """
    _reduce(np.add, out, self, dim, keepdim)


def _prod_plan(self: Operand, dim: int | None, keepdim: bool, dtype: DType | None) -> Computed:
    return _reduced(self, dim, keepdim, dtype or to_accumulator(self.meta.dtype))


@op(plan=_prod_plan)
def prod(out: Out, self: Tensor, dim: int | None = None, keepdim: bool = False, *, dtype: DType | None = None) -> Tensor:
    """Return the product over one dimension, or over all; integers and booleans multiply in int64."""
    _reduce(np.multiply, out, self, dim, keepdim)


def _mean_plan(self: Operand, dim: Any, keepdim: bool, dtype: DType | None) -> Computed:
    chosen = dtype or self.meta.dtype
    if not (chosen.is_floating_point or chosen.is_complex):
        given = "Optional" if dtype else "Input"
        raise DTypeError(
            f"mean(): could not infer output dtype. {given} dtype must be either a floating point or complex dtype. "
            f"Got: {chosen.title}"
        )
    return _reduced(self, dim, keepdim, chosen)


@op(plan=_mean_plan)
def mean(out: Out, self: Tensor, dim: Dims | None = None, keepdim: bool = False, *, dtype: DType | None = None) -> Tensor:
    """Return the mean over the given dimensions, or over all; nan where there is nothing."""
    axes = reduced_dims(dim, self.ndim)
    count = math.prod(self.shape[axis] for axis in axes)
    wide = _accumulator(self, axes, out.dtype)
    total = np.asarray(np.add.reduce(self, axis=axes, dtype=wide, keepdims=keepdim))
    np.copyto(out, total / wide.type(count), casting="unsafe")


def _refuse_empty(name: str, given: Meta, dim: Any, *, positional: bool = False) -> None:
    """Refuse what has no extreme; ``positional`` is argmax's way to say it."""
    if given.numel:
        return
    if dim in (None, ()):
        text = f"{name}(): Expected reduction dim to be specified for input.numel() == 0."
        if positional:
            raise IndexRangeError(text)
        raise BadValueError(f"{text} Specify the reduction dim with the 'dim' argument.")
    for at in normalize_dims(dim, given.ndim):
        if given.shape[at] == 0:
            raise IndexRangeError(f"{name}(): Expected reduction dim {at} to have non-zero size.")


def _extreme_plan(name: str, kernel: str) -> Callable[..., Computed]:
    def plan(self: Operand, dim: Any, keepdim: bool) -> Computed:
        if self.meta.dtype.is_complex:
            raise UnsupportedError(f"\"{kernel}\" not implemented for '{self.meta.dtype.title}'")
        answer = _reduced(self, dim, keepdim, self.meta.dtype)
        _refuse_empty(name, self.meta, dim)
        return answer

    return plan


@op(plan=_extreme_plan("amax", "max_values_cpu"))
def amax(out: Out, self: Tensor, dim: Dims = (), keepdim: bool = False) -> Tensor:
    """Return the largest element over the given dimensions, or over all; nan wins."""
    np.maximum.reduce(self, axis=reduced_dims(dim, self.ndim), out=out, keepdims=keepdim)


@op(plan=_extreme_plan("amin", "min_values_cpu"))
def amin(out: Out, self: Tensor, dim: Dims = (), keepdim: bool = False) -> Tensor:
    """Return the smallest element over the given dimensions, or over all; nan wins."""
    np.minimum.reduce(self, axis=reduced_dims(dim, self.ndim), out=out, keepdims=keepdim)


def _truth_plan(self: Operand, dim: Any, keepdim: bool) -> Computed:
    dtype = uint8 if self.meta.dtype is uint8 else bool_
    if dim == ():
        return Computed((meta(dtype, self.meta.shape),))
    return _reduced(self, dim, keepdim, dtype)


def _reduce_truth(ufunc: np.ufunc, out: Out, array: Array, dim: Any, keepdim: bool) -> None:
    axes = () if dim == () else reduced_dims(dim, array.ndim)
    if axes:
        np.copyto(out, ufunc.reduce(array, axis=axes, keepdims=keepdim), casting="unsafe")
    else:
        np.copyto(out, array != 0, casting="unsafe")


@op(plan=_truth_plan)
def any(out: Out, self: Tensor, dim: Dims | None = None, keepdim: bool = False) -> Tensor:
    """Return whether any element over the given dimensions, or of all, is not zero; uint8 stays uint8."""
    _reduce_truth(np.logical_or, out, self, dim, keepdim)


@op(plan=_truth_plan)
def all(out: Out, self: Tensor, dim: Dims | None = None, keepdim: bool = False) -> Tensor:
    """Return whether no element over the given dimensions, or of all, is zero; uint8 stays uint8."""
    _reduce_truth(np.logical_and, out, self, dim, keepdim)


def _count_plan(self: Operand, dim: Any) -> Computed:
    return _reduced(self, dim, keepdim=False, dtype=int64)


@op(plan=_count_plan)
def count_nonzero(out: Out, self: Tensor, dim: Dims | None = None) -> Tensor:
    """Return how many elements over the given dimensions, or of all, are not zero."""
    axes = reduced_dims(dim, self.ndim)
    out[...] = np.count_nonzero(self, axis=axes) if self.ndim else np.count_nonzero(self)


def _add_blocks(array: Array, axes: tuple[int, ...], transform: Callable[..., Array], *beside: Array) -> Array:
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
    return _reduced(self, dim, keepdim, real_of(dtype))


def _square_distance(part: Array, centre: Array, imaginary: Array | None = None) -> Array:
    distance = np.subtract(part.real, centre, dtype=np.float64)
    np.square(distance, out=distance)
    if imaginary is not None:
        distance += np.square(np.subtract(part.imag, imaginary, dtype=np.float64))
    return distance


def _variance(array: Array, dim: Any, correction: float) -> Array:
    """Return the variance in float64; two passes, as one loses digits."""
    axes = reduced_dims(dim, array.ndim)
    count = math.prod(array.shape[axis] for axis in axes)
    centres = [np.add.reduce(array.real, axis=axes, dtype=np.float64, keepdims=True) / np.float64(count)]
    if np.iscomplexobj(array):
        centres.append(np.add.reduce(array.imag, axis=axes, dtype=np.float64, keepdims=True) / np.float64(count))
    return _add_blocks(array, axes, _square_distance, *map(np.asarray, centres)) / max(0.0, count - correction)


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
    np.copyto(out, _variance(self, dim, _correction(unbiased, correction)).reshape(out.shape), casting="unsafe")


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


def _norm_plan(self: Operand, p: float | None, dim: Any, keepdim: bool, dtype: DType | None) -> Computed:
    own = self.meta.dtype
    if not (own.is_floating_point or own.is_complex):
        raise DTypeError(
            f"linalg.vector_norm: Expected a floating point or complex tensor as input. Got {own.title}"
        )
    if dtype is not None:
        _refuse_norm_dtype(own, dtype)
    answer = _reduced(self, dim, keepdim, real_of(dtype or own))
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
        raise DTypeError(f"linalg.vector_norm: dtype should be floating point or complex, but got {dtype.title}")
    if own.is_complex is not dtype.is_complex:
        kind = "complex" if own.is_complex else "real"
        raise DTypeError(f"linalg.vector_norm: dtype should be {kind} for {kind} inputs, but got {dtype.title}")
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
        np.copyto(out, extreme.reduce(size, axis=axes, keepdims=keepdim), casting="unsafe")
    elif order == 2.0 and len(axes) == self.ndim and self.flags.c_contiguous and self.dtype.kind == "f" and (
        self.dtype == out.dtype != np.float16
    ):
        flat = self.reshape(-1)
        out[...] = np.sqrt(np.dot(flat, flat))
    else:
        total = _add_blocks(self, axes, _powers(order))
        np.copyto(out, (total if order in (0.0, 1.0) else total ** (1.0 / order)).reshape(out.shape), casting="unsafe")


def _powers(order: float) -> Callable[[Array], Array]:
    """Return what a norm adds up, in float64."""

    def transform(part: Array) -> Array:
        if order == 0.0:
            return (part != 0).astype(np.float64)
        size = np.abs(part.astype(np.result_type(part.dtype, np.float64)))
        return size if order == 1.0 else np.power(size, order, out=size)

    return transform


def _logsumexp_plan(self: Operand, dim: Any, keepdim: bool) -> Computed:
    dtype = to_floating(self.meta.dtype)
    return _reduced(self, dim, keepdim, dtype, float32 if dtype.itemsize == 2 else dtype)


@op(plan=_logsumexp_plan)
def logsumexp(out: Out, self: Tensor, dim: Dims, keepdim: bool = False) -> Tensor:
    """Return ``log(sum(exp(self)))`` over the given dimensions, without overflow.

    The largest element is taken out of the sum first: ``m + log(sum(exp(self - m)))``.
    """
    axes = reduced_dims(dim, self.ndim)
    peak = np.asarray(np.maximum.reduce(self.real, axis=axes, keepdims=True, initial=-np.inf))
    peak = np.where(np.isinf(peak), self.dtype.type(0).real, peak)
    terms = self - peak
    np.exp(terms, out=terms)
    total = np.log(np.add.reduce(terms, axis=axes, keepdims=True)) + peak
    np.copyto(out, total.reshape(out.shape), casting="unsafe")


def extreme_dim(name: str, given: Meta, dim: int | None, *, positional: bool = False) -> int | None:
    """Return the dimension of an extreme with a position, None for all; refuse what has none."""
    at = None if dim is None else normalize_dim(dim, given.ndim)
    _refuse_empty(name, given, dim, positional=positional)
    return at
