"""Choices by a mask: where, masked_fill, masked_select, masked_scatter."""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from insitu_engine.answers import Computed, Overlap, Part, Waiting
from insitu_engine.dtypes import bool_, dtype_of_array, float16, uint8
from insitu_engine.errors import ArgumentError, BadValueError, DTypeError, ShapeError
from insitu_engine.meta import Operand, meta
from insitu_engine.ops.pointwise.copying import number_as
from insitu_engine.ops.strided.views import expanded
from insitu_engine.optable import Array, Mask, Out, Tensor, TensorLike, op
from insitu_engine.overlap import MASKED, refuse_expanded, warn_of_expanded
from insitu_engine.rules import broadcast, broadcast_shapes, promoted, require_convertible


def _chosen(condition: Operand, self: Any, other: Any) -> Computed | Waiting:
    if self is None and other is None:
        return Waiting(max(condition.meta.ndim, 1), many=True)
    if self is None or other is None:
        raise ArgumentError("where() takes a condition alone, or with both of self and other")
    if condition.meta.dtype not in (bool_, uint8):
        raise DTypeError(
            "where expected condition to be a boolean tensor, "
            f"but got a tensor with dtype {condition.meta.dtype.title}"
        )
    dtype = promoted(self, other)
    if dtype is not float16:  # PyTorch brings its numbers there by way of float64
        require_convertible(self, dtype)
        require_convertible(other, dtype)
    return Computed((meta(dtype, broadcast(condition, self, other)),), dtype)


@op(plan=_chosen, by_value=True, where=("function",))
def where(
    out: Out | None, condition: Mask, self: TensorLike | None = None, other: TensorLike | None = None
) -> Any:
    """Return the elements of ``self`` where ``condition`` is true, of ``other`` where it is not.

    As a method it is called on ``self``: ``x.where(condition, other)``. With a condition alone it is
    ``condition.nonzero(as_tuple=True)``.
    """
    if out is None:
        return tuple(np.nonzero(condition if condition.ndim else condition.reshape(1)))
    np.copyto(out, cast("Array", other))
    np.copyto(out, cast("Array", self), where=condition if condition.dtype == np.bool_ else condition != 0)
    return out


def _filled(self: Operand, mask: Operand, value: Any) -> Computed:
    if mask.meta.dtype is not bool_:
        raise DTypeError(
            f"masked_fill_ only supports boolean masks, but got mask with dtype {mask.meta.dtype.c_name}"
        )
    if isinstance(value, Operand) and value.meta.shape:
        raise BadValueError(
            "masked_fill_ only supports a 0-dimensional value tensor, "
            f"but got tensor with {len(value.meta.shape)} dimension(s)."
        )
    require_convertible(value, self.meta.dtype)
    return Computed((meta(self.meta.dtype, broadcast(self, mask)),))


def _refuse_overflow(self: Tensor, mask: Mask, value: Any) -> None:  # noqa: ARG001 - whatever the mask says
    if isinstance(value, np.ndarray):
        require_convertible(value.item(), dtype_of_array(self))


def _masked_part(self: Operand, mask: Operand, value: Any) -> Part:  # noqa: ARG001 - it is read first
    return Part(self.meta, 0, Overlap.SAME, (mask,))


@op(
    plan=_filled,
    inplace=True,
    by_value=True,
    check=_refuse_overflow,
    part=_masked_part,
    writes_expanded=True,
    warns=warn_of_expanded("masked_fill_", MASKED),
)
def masked_fill(out: Out, self: Tensor, mask: Mask, value: TensorLike) -> Tensor:
    """Return the tensor with ``value``, a number or a 0-d tensor, where ``mask`` is true."""
    if out is not self:
        np.copyto(out, self)
    number = value.item() if isinstance(value, np.ndarray) else value
    np.copyto(out, number_as(number, dtype_of_array(out)), where=mask)
    return out


def _masked_select_plan(self: Operand, mask: Operand) -> Waiting:
    if mask.meta.dtype is not bool_:
        raise DTypeError("masked_select: expected BoolTensor for mask")
    # PyTorch names the mask first.
    broadcast_shapes(mask.meta.shape, self.meta.shape)
    return Waiting()


@op(plan=_masked_select_plan)
def masked_select(out: None, self: Tensor, mask: Mask) -> Tensor:
    """Return the elements where the mask is true, in one dimension; both broadcast to each other."""
    del out
    values, chosen = np.broadcast_arrays(self, mask)
    return cast("Tensor", (values[chosen],))


# --- masked_scatter -------------------------------------------------------------------------------------------------


def _refuse_scattered(self: Operand, mask: Operand, source: Operand) -> None:
    given, taken = self.meta, source.meta
    if given.dtype is not taken.dtype:
        raise DTypeError(
            "masked_scatter: expected self and source to have same dtypes but got"
            f"{given.dtype.title} and {taken.dtype.title}"
        )
    if mask.meta.dtype is not bool_:
        raise DTypeError(
            f"masked_scatter_ only supports boolean masks, but got mask with dtype {mask.meta.dtype.title}"
        )


def _masked_scatter_plan(self: Operand, mask: Operand, source: Operand) -> Computed:
    shape = broadcast_shapes(mask.meta.shape, self.meta.shape)  # PyTorch names the mask first
    _refuse_scattered(self, mask, source)
    return Computed((meta(self.meta.dtype, shape),))


def _masked_scatter_in_place_plan(self: Operand, mask: Operand, source: Operand) -> Computed:
    refuse_expanded(self.meta)
    _refuse_scattered(self, mask, source)
    if mask.meta.ndim > self.meta.ndim:
        raise ShapeError(
            f"expand(CPUBoolType{{{list(mask.meta.shape)}}}, size={list(self.meta.shape)}): the number of sizes "
            f"provided ({self.meta.ndim}) must be greater or equal to the number of dimensions in the tensor "
            f"({mask.meta.ndim})"
        )
    expanded(mask.meta, self.meta.shape)
    return Computed((meta(self.meta.dtype, self.meta.shape),))


def _refuse_too_few(self: Array, mask: Array, source: Array) -> None:
    shape = np.broadcast_shapes(self.shape, mask.shape)
    if np.count_nonzero(np.broadcast_to(mask, shape)) > source.size:
        raise BadValueError("Number of elements of source < number of ones in mask")


@op(
    plan=_masked_scatter_plan,
    inplace=_masked_scatter_in_place_plan,
    check=_refuse_too_few,
    overlap=Overlap.NONE,
)
def masked_scatter(out: Out, self: Tensor, mask: Mask, source: Tensor) -> Tensor:
    """Return the tensor with elements of ``source``, one after the other, where ``mask`` is true."""
    if out is not self:
        np.copyto(out, self)
    chosen = np.broadcast_to(mask, out.shape)
    out[chosen] = source.reshape(-1)[: np.count_nonzero(chosen)]
    return out
