"""Triangles of matrices: tril, triu, and the indices of their elements."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, DType, int64
from insitu_engine.errors import BadValueError
from insitu_engine.meta import Operand, meta
from insitu_engine.optable import Array, Out, Tensor, op
from insitu_engine.rules import refuse_unless


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


def _below(rows: int, columns: int, diagonal: int) -> Array:
    """Return where a matrix is on or below a diagonal; far diagonals are brought near, as NumPy adds them up."""
    return np.tri(rows, columns, min(max(diagonal, -rows - 1), columns + 1), dtype=np.bool_)


@op(plan=_triangle_plan("tril"), inplace=True, writes_expanded=True)
def tril(out: Out, self: Tensor, diagonal: int = 0) -> Tensor:
    """Return the lower triangles of matrices, 0 above the given diagonal."""
    rows, columns = self.shape[-2:]
    _clear(out, self, ~_below(rows, columns, diagonal))
    return out


@op(plan=_triangle_plan("triu"), inplace=True, writes_expanded=True)
def triu(out: Out, self: Tensor, diagonal: int = 0) -> Tensor:
    """Return the upper triangles of matrices, 0 below the given diagonal."""
    rows, columns = self.shape[-2:]
    _clear(out, self, _below(rows, columns, diagonal - 1))
    return out


def _indices_plan(name: str) -> Callable[..., Computed]:
    def plan(row: int, col: int, offset: int, dtype: DType | None) -> Computed:
        dtype = dtype or int64
        for size, what in ((row, "row"), (col, "col")):
            if size < 0:
                raise BadValueError(f"{what} must be non-negative, got{size}")
        refuse_unless(dtype.category is Category.INT, name, dtype)
        inside = _elements_below(row, col, offset if name == "tril_indices" else offset - 1)
        count = inside if name == "tril_indices" else row * col - inside
        return Computed((meta(dtype, (2, count)),))

    return plan


def _elements_below(rows: int, columns: int, diagonal: int) -> int:
    """Return how many elements of a matrix are on or below a diagonal."""
    empty = min(max(-diagonal, 0), rows)
    growing = min(max(columns - diagonal, 0), rows)  # from here on, rows are full
    slanted = max(growing - empty, 0)
    first = empty + diagonal + 1
    return slanted * (2 * first + slanted - 1) // 2 + (rows - max(growing, empty)) * columns


@op(plan=_indices_plan("tril_indices"), where=("function",))
def tril_indices(out: Out, row: int, col: int, offset: int = 0, *, dtype: DType | None = None) -> Tensor:
    """Return the indices of a lower triangle, row by row: one vector of rows and one of columns."""
    del dtype
    out[...] = np.nonzero(_below(row, col, offset))
    return out


@op(plan=_indices_plan("triu_indices"), where=("function",))
def triu_indices(out: Out, row: int, col: int, offset: int = 0, *, dtype: DType | None = None) -> Tensor:
    """Return the indices of an upper triangle, row by row: one vector of rows and one of columns."""
    del dtype
    out[...] = np.nonzero(~_below(row, col, offset - 1))
    return out
