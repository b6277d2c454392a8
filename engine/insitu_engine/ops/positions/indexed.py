"""Entries of one dimension by a vector of positions, and positions of what is not zero."""

from __future__ import annotations

from typing import Any

import numpy as np

from insitu_engine.answers import Computed, Overlap, Part, Waiting
from insitu_engine.dtypes import Category, int32, int64
from insitu_engine.errors import BadValueError, DTypeError, IndexRangeError, ShapeError
from insitu_engine.meta import Meta, Operand, meta
from insitu_engine.ops.pointwise.scalars import stored
from insitu_engine.ops.positions.accumulation import accumulate_entries
from insitu_engine.ops.positions.picking import first_outside
from insitu_engine.ops.positions.scatter import as_lines, refuse_positions
from insitu_engine.optable import Array, IndexTensor, Number, Out, Tensor, TensorLike, op
from insitu_engine.overlap import MASKED, warn_of_expanded
from insitu_engine.rules import normalize_dim, require_convertible


def _without(shape: tuple[int, ...], at: int) -> tuple[int, ...]:
    return shape[:at] + shape[at + 1 :]


def first(array: Array, dim: int) -> Array:
    """Return a view with the dimension in front; a 0-d array has one."""
    return np.moveaxis(as_lines(array), dim, 0)


def _index_select_plan(self: Operand, dim: int, index: Operand) -> Computed:
    given, wanted = self.meta, index.meta
    axis = normalize_dim(dim, given.ndim)
    if wanted.ndim > 1:
        raise IndexRangeError("index_select(): Index is supposed to be a vector")
    if wanted.dtype not in (int64, int32):
        raise DTypeError("index_select(): Expected dtype int32 or int64 for index")
    if given.ndim == 0:
        if wanted.numel != 1:
            raise BadValueError(
                f"index_select(): Index to scalar can have only 1 value, got {wanted.numel} value(s)"
            )
        return Computed((meta(given.dtype, ()),))
    if given.ndim > 1 and given.shape[axis] == 0 and wanted.numel:
        raise BadValueError("index_select(): self indexing axis dim should be positive")
    shape = (*given.shape[:axis], wanted.numel, *given.shape[axis + 1 :])
    return Computed((meta(given.dtype, shape),))


def refuse_index_outside(self: Array, dim: int, index: Array) -> None:
    """Raise IndexRangeError for a position outside of a dimension; negative ones are outside."""
    if first_outside(index, 0, as_lines(self).shape[dim]) is not None:
        raise IndexRangeError("index out of range in self")


@op(plan=_index_select_plan, check=refuse_index_outside)
def index_select(out: Out, self: Tensor, dim: int, index: IndexTensor) -> Tensor:
    """Return the entries of a dimension that a vector of positions names."""
    if out.size:
        target = as_lines(out)
        np.take(as_lines(self), as_lines(index), axis=dim, out=target, mode="clip")  # in range: checked
    return out


# --- index_add ------------------------------------------------------------------------------------------------------


def index_add_plan(name: str, self: Operand, dim: int, index: Operand, source: Operand) -> Computed:
    """Answer with the tensor's own meta; refuse in the name of an op that takes entries in."""
    given, wanted, added = self.meta, index.meta, source.meta
    axis = normalize_dim(dim, given.ndim)
    if wanted.ndim > 1:
        raise IndexRangeError(
            f"{name}(): Index is supposed to be a vector, but got dim: {wanted.ndim} with type: "
            f"{wanted.dtype.title} and size: {list(wanted.shape)}"
        )
    if wanted.dtype not in (int64, int32):
        raise DTypeError(f"{name}(): Expected dtype int32/int64 for index but got: {wanted.dtype.title}")
    if given.dtype is not added.dtype:
        raise DTypeError(
            f"{name}(): self ({given.dtype.title}) and source ({added.dtype.title}) must have the same scalar type"
        )
    _refuse_entries(name, given, axis, wanted, added)
    return Computed((meta(given.dtype, given.shape),), given.dtype, work=added.numel)


def _refuse_entries(name: str, given: Meta, axis: int, wanted: Meta, added: Meta) -> None:
    if axis >= max(added.ndim, 1):
        raise BadValueError(
            f"{name}(): Indexing dim {axis} is out of bounds of the source tensor with dim {added.ndim}"
        )
    if added.ndim == 0 and wanted.numel != 1:
        raise IndexRangeError(f"Dimension specified as {axis} but tensor has no dimensions")
    count = added.shape[axis] if added.ndim else 1
    if wanted.numel != count:
        raise BadValueError(
            f"{name}(): Number of indices ({wanted.numel}) should be equal to source.size(dim): ({count}), "
            f"for dim: {axis}"
        )
    if given.ndim != added.ndim or _without(given.shape, axis) != _without(added.shape, axis):
        raise ShapeError(
            "source tensor shape must match self tensor shape, excluding the specified dimension. "
            f"Got self.shape = {list(given.shape)} source.shape = {list(added.shape)}"
        )


def _index_add_plan(self: Operand, dim: int, index: Operand, source: Operand, alpha: Any) -> Computed:
    del alpha
    return index_add_plan("index_add_", self, dim, index, source)


def _check_index_add(self: Array, dim: int, index: Array, source: Array, alpha: Any) -> None:
    del source, alpha
    if not self.size:
        return
    lines = as_lines(self)
    if self.ndim <= 1:
        refuse_index_outside(self, dim, index)
    else:
        refuse_positions(index, dim % lines.ndim, lines.shape[dim])


@op(plan=_index_add_plan, check=_check_index_add, inplace=True, overlap=Overlap.NONE)
def index_add(
    out: Out, self: Tensor, dim: int, index: IndexTensor, source: Tensor, *, alpha: Number = 1
) -> Tensor:
    """Return the tensor with ``alpha`` times the entries of ``source`` added at the positions; twice counts twice."""
    if out is not self:
        np.copyto(out, self)
    target, positions, added = first(out, dim), as_lines(index), first(source, dim)
    if alpha != 1:
        added = added * alpha
    if out.size:
        accumulate_entries(np.add, target, positions, added)
    return out


# --- index_fill -----------------------------------------------------------------------------------------------------


def _index_fill_plan(self: Operand, dim: int, index: Operand, value: Any) -> Computed:
    given, wanted = self.meta, index.meta
    normalize_dim(dim, given.ndim)
    if wanted.dtype is not int64:
        raise IndexRangeError("index_fill_(): Expected dtype int64 for index.")
    if isinstance(value, Operand):
        if value.meta.ndim:
            raise BadValueError(
                "index_fill_ only supports a 0-dimensional value tensor, but got tensor with "
                f"{value.meta.ndim} dimension(s)."
            )
    elif isinstance(value, complex) and given.dtype.category < Category.COMPLEX:
        raise DTypeError("index_fill_(): Converting complex Scalar to non-complex type is not supported")
    if wanted.ndim > 1:
        raise BadValueError("Index has to be a vector/scalar")
    require_convertible(value, given.dtype)
    return Computed((meta(given.dtype, given.shape),))


def _check_index_fill(self: Array, dim: int, index: Array, value: Any) -> None:
    del value
    if not self.size:
        return
    lines = as_lines(self)
    size = lines.shape[dim]
    found = first_outside(index, -size, size)
    if found is not None:
        raise IndexRangeError(
            f"index {found} is out of bounds for dimension {dim % lines.ndim} with size {size}"
        )


def _filled_part(self: Operand, dim: int, index: Operand, value: Any) -> Part:
    """Return that the index must not lie in the memory that is written; a 0-d value is read first."""
    del dim, value
    return Part(self.meta, 0, Overlap.NONE, (index,))


@op(
    plan=_index_fill_plan,
    check=_check_index_fill,
    inplace=True,
    part=_filled_part,
    writes_expanded=True,
    warns=warn_of_expanded("index_fill_", MASKED),
    by_value=True,
)
def index_fill(out: Out, self: Tensor, dim: int, index: IndexTensor, value: TensorLike) -> Tensor:
    """Return the tensor with the entries at the positions filled with one value, a number or a 0-d tensor."""
    if out is not self:
        np.copyto(out, self)
    if out.size:
        first(out, dim)[as_lines(index)] = stored(value, out)
    return out


# --- index_copy -----------------------------------------------------------------------------------------------------


def _index_copy_plan(self: Operand, dim: int, index: Operand, source: Operand) -> Computed:
    given, wanted, copied = self.meta, index.meta, source.meta
    axis = normalize_dim(dim, given.ndim)
    if wanted.ndim > 1:
        raise IndexRangeError(f"index_copy_(): Index should have dimension 1 or 0 (got {wanted.ndim})")
    if copied.ndim == 0 and wanted.numel != 1:
        raise IndexRangeError(
            f"index_copy_(): When source is scalar, index should have one element (got {wanted.numel})"
        )
    if copied.ndim != given.ndim and copied.ndim and given.ndim:
        raise IndexRangeError(
            "index_copy_(): When source and destination are not scalars, their dimensionality must match. "
            f"Source dimensionality ({copied.ndim}), destination dimensionality ({given.ndim})"
        )
    if wanted.dtype is not int64:
        raise DTypeError(f"index_copy_(): Expected a long tensor for index, but got {wanted.dtype.title}")
    if given.dtype is not copied.dtype:
        raise DTypeError(
            "index_copy_(): self and source expected to have the same dtype, but got (self) "
            f"{given.dtype.title} and (source) {copied.dtype.title}"
        )
    into, beside = _without(given.shape, axis), _without(copied.shape, axis)
    if into != beside:
        raise ShapeError(
            "index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: "
            f"{_words(into)} at dimension {axis} and source slice shape: {_words(beside)} at dimension 0."
        )
    if copied.ndim and wanted.numel != copied.shape[axis]:
        raise IndexRangeError(
            f"index_copy_(): Number of indices ({wanted.numel}) should be equal to source.size(dim) "
            f"({copied.shape[axis]})"
        )
    return Computed((meta(given.dtype, given.shape),))


def _words(shape: tuple[int, ...]) -> str:
    return " ".join(map(str, shape))


def _check_index_copy(self: Array, dim: int, index: Array, source: Array) -> None:
    del source
    lines = as_lines(self)
    size = lines.shape[dim]
    found = first_outside(index, 0, size)
    if found is not None:
        raise IndexRangeError(
            f"index_copy_(): index {found} is out of bounds for dimension {dim % lines.ndim} with size {size}"
        )


@op(plan=_index_copy_plan, check=_check_index_copy, inplace=True, overlap=Overlap.NONE, memory_before=True)
def index_copy(out: Out, self: Tensor, dim: int, index: IndexTensor, source: Tensor) -> Tensor:
    """Return the tensor with entries of ``source`` copied to the positions; the last of several stays."""
    if out is not self:
        np.copyto(out, self)
    first(out, dim)[as_lines(index)] = first(source, dim)
    return out


# --- how many, only the values tell ---------------------------------------------------------------------------------


def _nonzero_plan(self: Operand, as_tuple: bool) -> Waiting:
    return Waiting(max(self.meta.ndim, 1), many=True) if as_tuple else Waiting()


@op(plan=_nonzero_plan)
def nonzero(out: None, self: Tensor, *, as_tuple: bool = False) -> Any:
    """Return the positions of the elements that are not zero: one row each, or with ``as_tuple`` one vector a dimension."""
    del out
    if as_tuple:
        return tuple(np.nonzero(as_lines(self)))
    return (np.argwhere(self),)


@op(plan=lambda _: Waiting())
def argwhere(out: None, self: Tensor) -> Any:
    """Return the positions of the elements that are not zero, one row each."""
    del out
    return (np.argwhere(self),)
