"""Reductions: sums, products, extremes without positions, truth.

The one rule: sums of float16 run in float32, and sums of float32 that NumPy would add up one by one run in float64, so
that a long reduction is as accurate as PyTorch's.
"""
# ruff: noqa: ARG001 - a kernel's signature is the op's: what it leaves alone, the plan has read

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from insitu_engine.answers import Computed, Unchanged
from insitu_engine.dtypes import DType, bool_, int64, uint8
from insitu_engine.errors import (
    ArgumentError,
    BadValueError,
    DTypeError,
    IndexRangeError,
    ShapeError,
    UnsupportedError,
)
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.optable import Array, Dims, Out, Size, Tensor, op
from insitu_engine.promotion import to_accumulator
from insitu_engine.rules import normalize_dim, normalize_dims

#: Reduced lengths from which a float32 sum over an outer dimension needs a wider accumulator.
_LONG: Final = 1024


def reduced_dims(dim: Any, ndim: int) -> tuple[int, ...]:
    """Return the dimensions that are reduced, counted from the front; None and () name all of them."""
    dims = normalize_dims(None if dim == () else dim, ndim)
    return dims if ndim else ()


def reduced_shape(shape: Shape, dims: tuple[int, ...], keepdim: bool) -> Shape:
    """Return what is left of a shape."""
    if keepdim:
        return tuple(1 if at in dims else size for at, size in enumerate(shape))
    return tuple(size for at, size in enumerate(shape) if at not in dims)


def reduced(self: Operand, dim: Any, keepdim: bool, dtype: DType, compute: DType | None = None) -> Computed:
    """Answer with one tensor of what is left of the shape."""
    shape = self.meta.shape
    return Computed((meta(dtype, reduced_shape(shape, reduced_dims(dim, len(shape)), keepdim)),), compute)


def _accumulator(array: Array, axes: tuple[int, ...], dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Return the dtype in which to add up: wider where NumPy does not add in pairs."""
    if dtype == np.float16:
        return np.dtype(np.float32)
    outer_only = array.ndim > 0 and array.ndim - 1 not in axes
    if (
        dtype in (np.float32, np.complex64)
        and outer_only
        and max((array.shape[a] for a in axes), default=0) >= _LONG
    ):
        return np.dtype(np.float64 if dtype == np.float32 else np.complex128)
    return dtype


def _convertible(array: Array, out: Out) -> Array:
    """Return the real parts where the result has no others, as NumPy would warn."""
    return array.real if array.dtype.kind == "c" != out.dtype.kind else array


def reduce_into(ufunc: np.ufunc, out: Out, array: Array, dim: Any, keepdim: bool) -> None:
    """Reduce in the accumulator's dtype, and store."""
    axes = reduced_dims(dim, array.ndim)
    wide = _accumulator(array, axes, out.dtype)
    array = _convertible(array, out)
    if wide == out.dtype:
        ufunc.reduce(array, axis=axes, dtype=wide, out=out, keepdims=keepdim)
    else:
        np.copyto(out, ufunc.reduce(array, axis=axes, dtype=wide, keepdims=keepdim), casting="unsafe")


def _sum_plan(self: Operand, dim: Any, keepdim: bool, dtype: DType | None) -> Computed:
    return reduced(self, dim, keepdim, dtype or to_accumulator(self.meta.dtype))


@op(plan=_sum_plan)
def sum(
    out: Out, self: Tensor, dim: Dims | None = None, keepdim: bool = False, *, dtype: DType | None = None
) -> Tensor:
    """Return the sum over the given dimensions, or over all.

    Integers and booleans are added up in int64 unless ``dtype`` says otherwise; ``dtype`` converts before adding.
    """
    reduce_into(np.add, out, self, dim, keepdim)
    return out


def _fitting_dims(given: Shape, size: Shape) -> tuple[int, ...] | None:
    """Return the dimensions to add up so that ``size`` is left, beside those in front; None where it does not fit."""
    lead = len(given) - len(size)
    if lead < 0 or False in [mine in (1, own) for mine, own in zip(size, given[lead:], strict=True)]:
        return None
    return tuple(at for at, own in enumerate(given) if at < lead or size[at - lead] != own)


def _sum_to_size_plan(self: Operand, size: Shape) -> Computed | Unchanged:
    given = self.meta
    dims = _fitting_dims(given.shape, size)
    if dims is None:
        raise ShapeError(f"size {{{list(size)}}} is not expandable to size {{{list(given.shape)}}}.")
    if size and size == given.shape:
        return Unchanged()
    return Computed((meta(to_accumulator(given.dtype), size),))


@op(plan=_sum_to_size_plan, variadic="size", where=("method",))
def sum_to_size(out: Out, self: Tensor, size: Size) -> Tensor:
    """Return the sum over the dimensions along which a tensor of this size would be expanded to this one's."""
    dims = _fitting_dims(self.shape, size)
    kept = out.reshape(reduced_shape(self.shape, dims or (), keepdim=True))
    reduce_into(np.add, kept, self, dims, keepdim=True)
    return out


def _prod_plan(self: Operand, dim: int | None, keepdim: bool, dtype: DType | None) -> Computed:
    if dim is None and keepdim:
        raise ArgumentError("prod() takes keepdim only beside dim")
    return reduced(self, dim, keepdim, dtype or to_accumulator(self.meta.dtype))


@op(plan=_prod_plan)
def prod(
    out: Out, self: Tensor, dim: int | None = None, keepdim: bool = False, *, dtype: DType | None = None
) -> Tensor:
    """Return the product over one dimension, or over all; integers and booleans multiply in int64."""
    reduce_into(np.multiply, out, self, dim, keepdim)
    return out


def _mean_plan(self: Operand, dim: Any, keepdim: bool, dtype: DType | None) -> Computed:
    chosen = dtype or self.meta.dtype
    if not (chosen.is_floating_point or chosen.is_complex):
        given = "Optional" if dtype else "Input"
        raise DTypeError(
            f"mean(): could not infer output dtype. {given} dtype must be either a floating point or complex dtype. "
            f"Got: {chosen.title}"
        )
    return reduced(self, dim, keepdim, chosen)


@op(plan=_mean_plan)
def mean(
    out: Out, self: Tensor, dim: Dims | None = None, keepdim: bool = False, *, dtype: DType | None = None
) -> Tensor:
    """Return the mean over the given dimensions, or over all; nan where there is nothing."""
    axes = reduced_dims(dim, self.ndim)
    terms = _convertible(self, out)
    count = math.prod(self.shape[axis] for axis in axes)
    wide = _accumulator(self, axes, out.dtype)
    total = np.add.reduce(terms, axis=axes, dtype=wide, keepdims=True)
    np.copyto(out, (total / wide.type(count)).reshape(out.shape), casting="unsafe")
    return out


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
        answer = reduced(self, dim, keepdim, self.meta.dtype)
        _refuse_empty(name, self.meta, dim)
        if self.meta.dtype.is_complex:
            raise UnsupportedError(f"\"{kernel}\" not implemented for '{self.meta.dtype.title}'")
        return answer

    return plan


@op(plan=_extreme_plan("amax", "max_values_cpu"))
def amax(out: Out, self: Tensor, dim: Dims = (), keepdim: bool = False) -> Tensor:
    """Return the largest element over the given dimensions, or over all; nan wins."""
    np.maximum.reduce(self, axis=reduced_dims(dim, self.ndim), out=out, keepdims=keepdim)
    return out


@op(plan=_extreme_plan("amin", "min_values_cpu"))
def amin(out: Out, self: Tensor, dim: Dims = (), keepdim: bool = False) -> Tensor:
    """Return the smallest element over the given dimensions, or over all; nan wins."""
    np.minimum.reduce(self, axis=reduced_dims(dim, self.ndim), out=out, keepdims=keepdim)
    return out


def _truth_plan(self: Operand, dim: Any, keepdim: bool) -> Computed:
    dtype = uint8 if self.meta.dtype is uint8 else bool_
    if dim == ():
        return Computed((meta(dtype, self.meta.shape),))
    return reduced(self, dim, keepdim, dtype)


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
    return out


@op(plan=_truth_plan)
def all(out: Out, self: Tensor, dim: Dims | None = None, keepdim: bool = False) -> Tensor:
    """Return whether no element over the given dimensions, or of all, is zero; uint8 stays uint8."""
    _reduce_truth(np.logical_and, out, self, dim, keepdim)
    return out


def _count_plan(self: Operand, dim: Any) -> Computed:
    return reduced(self, dim, keepdim=False, dtype=int64)


@op(plan=_count_plan)
def count_nonzero(out: Out, self: Tensor, dim: Dims | None = None) -> Tensor:
    """Return how many elements over the given dimensions, or of all, are not zero."""
    axes = reduced_dims(dim, self.ndim)
    out[...] = np.count_nonzero(self, axis=axes) if self.ndim else np.count_nonzero(self)
    return out


def extreme_dim(name: str, given: Meta, dim: int | None, *, positional: bool = False) -> int | None:
    """Return the dimension of an extreme with a position, None for all; refuse what has none."""
    at = None if dim is None else normalize_dim(dim, given.ndim)
    _refuse_empty(name, given, dim, positional=positional)
    return at
