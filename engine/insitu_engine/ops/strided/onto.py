"""Copies with a part replaced: select_scatter, slice_scatter, diagonal_scatter, as_strided_scatter.

The one rule: the part is the view that select, slicing, diagonal and as_strided give of the same arguments.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from insitu_engine.answers import Computed
from insitu_engine.errors import BadValueError, IndexRangeError, ShapeError
from insitu_engine.meta import Meta, Operand, Shape, meta, span
from insitu_engine.optable import Out, Size, Tensor, lookup, op
from insitu_engine.overlap import refuse_expanded
from insitu_engine.rules import normalize_dim


def _copied(self: Operand) -> Computed:
    return Computed((meta(self.meta.dtype, self.meta.shape),))


def _refuse_part(part: Shape, src: Meta, what: str) -> None:
    if src.shape != part:
        raise ShapeError(
            f"expected src to have a size equal to the {what} of self. src size = {list(src.shape)}, "
            f"{what} size = {list(part)}"
        )


def _select_scatter_plan(self: Operand, src: Operand, dim: int, index: int) -> Computed:
    ((part, _),) = lookup("select").plan(self, dim, index).views  # type: ignore[union-attr] # a view op
    _refuse_part(part.shape, src.meta, "slice")
    return _copied(self)


@op(plan=_select_scatter_plan)
def select_scatter(out: Out, self: Tensor, src: Tensor, dim: int, index: int) -> Tensor:
    """Return a copy with one entry of a dimension replaced by ``src``."""
    np.copyto(out, self)
    np.copyto(np.moveaxis(out, dim, 0)[index, ...], src, casting="unsafe")
    return out


def _slice(shape: Shape, dim: int, start: int | None, end: int | None, step: int) -> tuple[int, slice]:
    axis = normalize_dim(dim, len(shape))
    if step <= 0:
        raise BadValueError("slice step must be positive")
    low, high, step = slice(start, end, step).indices(shape[axis])
    return axis, slice(low, max(low, high), step)


def _slice_scatter_plan(
    self: Operand, src: Operand, dim: int, start: int | None, end: int | None, step: int
) -> Computed:
    shape = self.meta.shape
    if not shape:
        raise IndexRangeError("slice() cannot be applied to a 0-dim tensor.")
    axis, cut = _slice(shape, dim, start, end, step)
    length = len(range(cut.start, cut.stop, cut.step))
    _refuse_part((*shape[:axis], length, *shape[axis + 1 :]), src.meta, "slice")
    return _copied(self)


@op(plan=_slice_scatter_plan)
def slice_scatter(
    out: Out,
    self: Tensor,
    src: Tensor,
    dim: int = 0,
    start: int | None = None,
    end: int | None = None,
    step: int = 1,
) -> Tensor:
    """Return a copy with the entries ``start:end:step`` of a dimension replaced by ``src``."""
    np.copyto(out, self)
    axis, cut = _slice(out.shape, dim, start, end, step)
    np.copyto(np.moveaxis(out, axis, 0)[cut], np.moveaxis(src, axis, 0), casting="unsafe")
    return out


def _diagonal_scatter_plan(self: Operand, src: Operand, offset: int, dim1: int, dim2: int) -> Computed:
    ((part, _),) = lookup("diagonal").plan(self, offset, dim1, dim2).views  # type: ignore[union-attr] # a view op
    _refuse_part(part.shape, src.meta, "slice")
    return _copied(self)


@op(plan=_diagonal_scatter_plan)
def diagonal_scatter(
    out: Out, self: Tensor, src: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1
) -> Tensor:
    """Return a copy with a diagonal of two dimensions replaced by ``src``."""
    np.copyto(out, self)
    if src.size:
        part = np.diagonal(out, offset, dim1, dim2)
        part.flags.writeable = True
        np.copyto(part, src, casting="unsafe")
    return out


def _as_strided_scatter_plan(
    self: Operand, src: Operand, size: Shape, stride: Shape, storage_offset: int | None
) -> Computed:
    ((part, _),) = lookup("as_strided").plan(self, size, stride, storage_offset).views  # type: ignore[union-attr]
    _refuse_part(part.shape, src.meta, "slice")
    refuse_expanded(part)
    needed = ((storage_offset or 0) + span(part.shape, part.strides)) * self.meta.dtype.itemsize
    if part.numel and needed > self.meta.nbytes:
        raise BadValueError(
            f"setStorage: sizes {list(size)}, strides {list(stride)}, storage offset {storage_offset or 0}, and itemsize "
            f"{self.meta.dtype.itemsize} requiring a storage size of {needed} are out of bounds for storage of size "
            f"{self.meta.nbytes}"
        )
    return _copied(self)


@op(plan=_as_strided_scatter_plan)
def as_strided_scatter(
    out: Out, self: Tensor, src: Tensor, size: Size, stride: Size, storage_offset: int | None = None
) -> Tensor:
    """Return a copy with the elements that ``as_strided`` of it shows replaced by ``src``.

    The elements lie in the order of their strides and without gaps; an offset counts from the first one.
    """
    order = sorted(range(self.ndim), key=lambda axis: -self.strides[axis])
    lines = np.ascontiguousarray(self.transpose(order)).copy()
    start: Any = lines.reshape(-1)[storage_offset or 0 :]
    np.copyto(as_strided(start, size, [step * out.itemsize for step in stride]), src, casting="unsafe")
    np.copyto(out.transpose(order), lines)
    return out
