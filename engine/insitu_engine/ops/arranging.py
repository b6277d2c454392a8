"""Elements in another order, and triangles: flip, roll, tril, triu."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np

from insitu_engine.errors import BadValueError, IndexRangeError
from insitu_engine.meta import Operand, meta
from insitu_engine.optable import Array, Computed, Dims, Out, Size, Tensor, op
from insitu_engine.rules import normalize_dim, normalize_dims


def _flip_plan(self: Operand, dims: tuple[int, ...]) -> Computed:
    normalize_dims(dims, self.meta.ndim)
    return Computed((meta(self.meta.dtype, self.meta.shape),))


@op(plan=_flip_plan, variadic="dims")
def flip(out: Out, self: Tensor, dims: Size) -> Tensor:
    """Return a copy with the order of the entries of the given dimensions reversed."""
    np.copyto(out, np.flip(self, dims) if self.ndim else self)
    return out


def _as_tuple(value: Any) -> tuple[int, ...]:
    return (value,) if isinstance(value, int) else value


def _roll_plan(self: Operand, shifts: Any, dims: Any) -> Computed:
    by, along = _as_tuple(shifts), _as_tuple(() if dims is None else dims)
    if not by:
        raise BadValueError("`shifts` required")
    if len(by) != len(along) and (along or len(by) != 1):
        raise BadValueError(f"shifts and dimensions must align. shifts: {len(by)}, dims:{len(along)}")
    if along and self.meta.ndim == 0:
        raise IndexRangeError(f"Dimension specified as {along[0]} but tensor has no dimensions")
    for dim in along:
        normalize_dim(dim, self.meta.ndim)
    return Computed((meta(self.meta.dtype, self.meta.shape),))


@op(plan=_roll_plan)
def roll(out: Out, self: Tensor, shifts: Dims, dims: Dims | None = None) -> Tensor:
    """Return a copy with entries moved along dimensions, those that leave at the end coming in at the start.

    Without ``dims`` the tensor is rolled as if flattened.
    """
    if out.size == 0:
        return out
    by, along = _as_tuple(shifts), _as_tuple(() if dims is None else dims)
    source, target = (self, out) if along else (self.reshape(-1), out.reshape(-1))
    total = [0] * source.ndim
    for shift, dim in zip(by, along or (0,), strict=True):
        total[dim] = (total[dim] + shift) % source.shape[dim]
    moves = [
        [(slice(shift, None), slice(None, size - shift)), (slice(None, shift), slice(size - shift, None))]
        if shift
        else [(slice(None), slice(None))]
        for shift, size in zip(total, source.shape, strict=True)
    ]
    for parts in product(*moves):
        target[tuple(to for to, _ in parts)] = source[tuple(start for _, start in parts)]
    return out


def _triangle_plan(name: str) -> Callable[..., Computed]:
    def plan(self: Operand, diagonal: int) -> Computed:
        del diagonal
        if self.meta.ndim < 2:
            raise BadValueError(f"{name}: input tensor must have at least 2 dimensions")
        return Computed((meta(self.meta.dtype, self.meta.shape),))

    return plan


def _clear(out: Out, array: Array, outside: Array) -> None:
    """Copy unless in place, and write 0 outside of the triangle."""
    if out is not array:
        np.copyto(out, array)
    np.copyto(out, out.dtype.type(0), where=outside)


def _below(array: Array, diagonal: int) -> Array:
    """Return where a matrix is on or below a diagonal; far diagonals are brought near, as NumPy adds them up."""
    rows, columns = array.shape[-2:]
    return np.tri(rows, columns, min(max(diagonal, -rows - 1), columns + 1), dtype=np.bool_)


@op(plan=_triangle_plan("tril"), inplace=True)
def tril(out: Out, self: Tensor, diagonal: int = 0) -> Tensor:
    """Return the lower triangles of matrices, 0 above the given diagonal."""
    _clear(out, self, ~_below(self, diagonal))
    return out


@op(plan=_triangle_plan("triu"), inplace=True)
def triu(out: Out, self: Tensor, diagonal: int = 0) -> Tensor:
    """Return the upper triangles of matrices, 0 below the given diagonal."""
    _clear(out, self, _below(self, diagonal - 1))
    return out
