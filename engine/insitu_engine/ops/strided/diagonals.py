"""Diagonals written, read and laid out: fill_diagonal_, diag, diag_embed, diagflat."""

from __future__ import annotations

from typing import Any

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import dtype_of_array
from insitu_engine.errors import BadValueError
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.ops.pointwise.copying import number_as
from insitu_engine.optable import Array, Number, Out, Tensor, op
from insitu_engine.rules import normalize_dim, require_convertible


def _fill_diagonal_plan(self: Operand, fill_value: Any, wrap: bool) -> Computed:
    del wrap
    given = self.meta
    if given.ndim < 2:
        raise BadValueError("dimensions must larger than 1")
    if given.ndim > 2 and len(set(given.shape)) > 1:
        raise BadValueError("all dimensions of input must be of equal length")
    require_convertible(fill_value, given.dtype)
    return Computed((meta(given.dtype, given.shape),))


@op(plan=_fill_diagonal_plan, by_value=True, writes_expanded=True, where=("method",))
def fill_diagonal_(out: Out, self: Tensor, fill_value: Number, wrap: bool = False) -> Tensor:
    """In place: set the elements whose indices are all the same to a number.

    With ``wrap`` the diagonal of a matrix with more rows than columns begins anew after every ``columns + 1`` rows.
    """
    del self
    number = number_as(fill_value, dtype_of_array(out))
    if wrap and out.ndim == 2:
        where: Any = np.unravel_index(np.arange(0, out.size, out.shape[1] + 1), out.shape)
    else:
        where = (np.arange(min(out.shape)),) * out.ndim
    out[where] = number
    return out


def _places(length: int, offset: int) -> tuple[slice, slice]:
    """Return rows and columns between which a diagonal of so many elements lies."""
    below, right = max(-offset, 0), max(offset, 0)
    return slice(below, below + length), slice(right, right + length)


def _lay_out(out: Out, values: Array, offset: int) -> None:
    """Write zeros, and ``values`` along a diagonal of the last two dimensions."""
    out[...] = 0
    length = values.shape[-1]
    rows, columns = _places(length, offset)
    square = out[..., rows, columns]
    np.einsum("...ii->...i", square)[...] = values


def _diag_plan(self: Operand, diagonal: int) -> Computed:
    given = self.meta
    if given.ndim == 1:
        size = given.shape[0] + abs(diagonal)
        return Computed((meta(given.dtype, (size, size)),))
    if given.ndim == 2:
        return Computed((meta(given.dtype, (_length(given, diagonal),)),))
    raise BadValueError(f"diag(): Supports 1D or 2D tensors. Got {given.ndim}D")


def _length(given: Meta, offset: int) -> int:
    rows, columns = given.shape
    return max(0, min(rows - max(-offset, 0), columns - max(offset, 0)))


@op(plan=_diag_plan)
def diag(out: Out, self: Tensor, diagonal: int = 0) -> Tensor:
    """Return the matrix with a vector as its diagonal, or a copy of the diagonal of a matrix."""
    if self.ndim == 1:
        _lay_out(out, self, diagonal)
    elif out.size:
        np.copyto(out, np.diagonal(self, diagonal))
    return out


def _diag_embed_plan(self: Operand, offset: int, dim1: int, dim2: int) -> Computed:
    given = self.meta
    ndim = given.ndim + 1
    first, second = normalize_dim(dim1, ndim), normalize_dim(dim2, ndim)
    if first == second:
        raise BadValueError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    size = given.shape[-1] + abs(offset)
    rest = list(given.shape[:-1])
    for at in sorted((first, second)):
        rest.insert(at, size)
    return Computed((meta(given.dtype, tuple(rest)),))


@op(plan=_diag_embed_plan)
def diag_embed(out: Out, self: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """Return matrices, in two dimensions of the result, with the entries of the last dimension as their diagonals."""
    _lay_out(np.moveaxis(out, (dim1, dim2), (-2, -1)), self, offset)
    return out


def _diagflat_plan(self: Operand, offset: int) -> Computed:
    size = self.meta.numel + abs(offset)
    shape: Shape = (size, size)
    return Computed((meta(self.meta.dtype, shape),))


@op(plan=_diagflat_plan)
def diagflat(out: Out, self: Tensor, offset: int = 0) -> Tensor:
    """Return the matrix with all elements of the tensor, flattened, as its diagonal."""
    _lay_out(out, self.reshape(-1), offset)
    return out
