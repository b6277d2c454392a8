"""Extremes and where they are: max, min, argmax, argmin."""
# ruff: noqa: ARG001 - a kernel's signature is the op's: what it leaves alone, the plan has read

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, int64
from insitu_engine.errors import ArgumentError, DTypeError, UnsupportedError
from insitu_engine.meta import Operand, meta
from insitu_engine.ops.reductions.reduction import extreme_dim, reduced_shape
from insitu_engine.optable import Array, Out, Tensor, TensorLike, op
from insitu_engine.rules import broadcast, promoted


def _extreme_plan(name: str) -> Callable[..., Computed]:
    def plan(self: Operand, dim: Any, keepdim: bool, other: Any) -> Computed:
        against = dim if isinstance(dim, Operand) else other
        if against is not None:
            dtype = promoted(self, against)
            if dtype.is_complex:
                raise UnsupportedError(f"{name}imum not implemented for complex tensors.")
            return Computed((meta(dtype, broadcast(self, against)),), dtype)
        given = self.meta
        if dim is None:
            if keepdim:
                raise ArgumentError(f"{name}() takes keepdim only beside dim")
            extreme_dim(name, given, None)
            if given.dtype.is_complex:
                raise UnsupportedError(f"\"{name}_all\" not implemented for '{given.dtype.title}'")
            return Computed((meta(given.dtype, ()),))
        if isinstance(dim, bool) or not isinstance(dim, int):
            raise ArgumentError(f"{name}(): argument 'dim' must be int or Tensor, not {type(dim).__name__}")
        at = extreme_dim(name, given, dim)
        if given.dtype.is_complex:
            raise DTypeError(f"{name}(): does not support complex input")
        assert at is not None
        shape = reduced_shape(given.shape, (at,), keepdim)
        return Computed((meta(given.dtype, shape), meta(int64, shape)), fields=("values", "indices"))

    return plan


def _extreme(ufunc: np.ufunc, find: Callable[..., Any], out: Any, array: Array, dim: Any, other: Any) -> None:
    against = dim if isinstance(dim, np.ndarray) else other
    if against is not None:
        ufunc(array, against, out=out)
    elif dim is None:
        ufunc.reduce(array, axis=None, out=out)
    else:
        values, indices = out
        lines = array.reshape(1) if array.ndim == 0 else array
        ufunc.reduce(lines, axis=dim, out=values.reshape(_without(lines, dim)))
        find(lines, axis=dim, out=indices.reshape(_without(lines, dim)))


def _without(array: Array, dim: int) -> tuple[int, ...]:
    return reduced_shape(array.shape, (dim % array.ndim,), keepdim=False)


@op(plan=_extreme_plan("max"), by_value=True)
def max(
    out: Out,
    self: Tensor,
    dim: TensorLike | None = None,
    keepdim: bool = False,
    *,
    other: Tensor | None = None,
) -> Tensor:
    """Return the largest element; along ``dim``, the largest elements and their indices; beside a tensor, the larger.

    ``max(self)`` is one element. ``max(self, dim)`` is a named tuple ``(values, indices)`` with the first index of each
    extreme. ``max(self, other)`` is `maximum`. nan wins.
    """
    _extreme(np.maximum, np.argmax, out, self, dim, other)
    return out


@op(plan=_extreme_plan("min"), by_value=True)
def min(
    out: Out,
    self: Tensor,
    dim: TensorLike | None = None,
    keepdim: bool = False,
    *,
    other: Tensor | None = None,
) -> Tensor:
    """Return the smallest element; along ``dim``, the smallest elements and their indices; beside a tensor, the smaller.

    ``min(self)`` is one element. ``min(self, dim)`` is a named tuple ``(values, indices)`` with the first index of each
    extreme. ``min(self, other)`` is `minimum`. nan wins.
    """
    _extreme(np.minimum, np.argmin, out, self, dim, other)
    return out


def _position_plan(name: str) -> Callable[..., Computed]:
    def plan(self: Operand, dim: int | None, keepdim: bool) -> Computed:
        given = self.meta
        if given.dtype.category in (Category.BOOL, Category.COMPLEX):
            kind = "bool" if given.dtype.category is Category.BOOL else "complex"
            raise DTypeError(f"{name}(): does not support {kind} input")
        at = extreme_dim(name, given, dim, positional=True)
        dims = tuple(range(given.ndim)) if at is None else (at,)
        return Computed((meta(int64, reduced_shape(given.shape, dims, keepdim)),))

    return plan


def _position(find: Callable[..., Any], out: Out, array: Array, dim: int | None) -> None:
    lines = array.reshape(1) if array.ndim == 0 else array
    if dim is None:
        out[...] = find(lines)
    else:
        find(lines, axis=dim, out=out.reshape(_without(lines, dim)))


@op(plan=_position_plan("argmax"))
def argmax(out: Out, self: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """Return the index of the largest element along a dimension, or in the flattened tensor; the first of several."""
    _position(np.argmax, out, self, dim)
    return out


@op(plan=_position_plan("argmin"))
def argmin(out: Out, self: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """Return the index of the smallest element along a dimension, or in the flattened tensor; the first of several."""
    _position(np.argmin, out, self, dim)
    return out
