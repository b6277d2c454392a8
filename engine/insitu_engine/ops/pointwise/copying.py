"""Copies, casts, and values written over a whole tensor."""

from __future__ import annotations

from typing import Any

import numpy as np

from insitu_engine.answers import Computed, Overlap, Unchanged
from insitu_engine.dtypes import DType, bool_, dtype_of_array, scalar_of
from insitu_engine.errors import BadValueError
from insitu_engine.meta import Operand, Shape, meta, row_major
from insitu_engine.optable import Array, Out, Tensor, TensorLike, op
from insitu_engine.overlap import refuse_expanded
from insitu_engine.rules import broadcast, like_first, require_convertible, same


def number_as(value: Any, dtype: DType) -> Any:
    """Return a Python number as a NumPy scalar of ``dtype``; an imaginary part is dropped, but counts for bool."""
    if isinstance(value, complex) and not dtype.is_complex:
        return np.bool_(value) if dtype is bool_ else scalar_of(value.real, dtype)
    return scalar_of(value, dtype)


def cast_into(out: Array, values: Array) -> None:
    """Write ``values``, broadcast, into ``out`` of whatever dtype, as PyTorch converts.

    Floats lose their fraction and integers their upper bits; nan becomes some integer; an imaginary part is dropped,
    but counts for bool.
    """
    if values.dtype.kind == "c" and out.dtype.kind not in "cb":
        values = values.real
    if out.dtype == np.uint8 and values.dtype == np.float64:
        values = values.astype(np.int64)  # what NumPy takes to uint8 itself loses the bits above 32
    np.copyto(out, values, casting="unsafe")


@op(dtype=same, shape=like_first)
def clone(out: Out, self: Tensor) -> Tensor:
    """Return a copy with bytes of its own, row-major."""
    np.copyto(out, self)
    return out


def _contiguous(self: Operand) -> Computed | Unchanged:
    given = self.meta
    return Unchanged() if given.contiguous else Computed((meta(given.dtype, given.shape),))


@op(plan=_contiguous, where=("method",))
def contiguous(out: Out, self: Tensor) -> Tensor:
    """Return the tensor itself if it lies row-major in memory, else a copy that does."""
    np.copyto(out, self)
    return out


def _converted(
    self: Operand,
    dtype: DType,
    non_blocking: bool,  # noqa: ARG001 - changes nothing
    copy: bool,
    channels_last: bool,
) -> Computed | Unchanged:
    given = self.meta
    strides = channels_last_strides(given.shape) if channels_last else given.strides
    if dtype is given.dtype and strides == given.strides and not copy:
        return Unchanged()
    return Computed((meta(dtype, given.shape, strides if channels_last else None),))


def channels_last_strides(shape: Shape) -> Shape:
    """Return the strides of a batch of images or volumes whose channels, dimension 1, lie next to each other."""
    if len(shape) not in (4, 5):
        raise BadValueError(f"required rank {4 if len(shape) < 5 else 5} tensor to use channels_last format")
    batch, channels, *space = row_major((shape[0], *shape[2:], shape[1]))
    return (batch, space[-1], channels, *space[:-1])


@op(plan=_converted, where=("method",))
def to(
    out: Out,
    self: Tensor,
    dtype: DType,
    non_blocking: bool = False,
    copy: bool = False,
    channels_last: bool = False,
) -> Tensor:
    """Return the tensor in ``dtype``: itself where it is so already, unless ``copy`` is true.

    Floats lose their fraction and integers their upper bits; nan becomes some integer; an imaginary part is dropped.
    ``non_blocking`` changes nothing. With ``channels_last`` the channels of images lie next to each other in memory.
    """
    del dtype, non_blocking, copy, channels_last
    cast_into(out, self)
    return out


def _copied(self: Operand, src: Any, non_blocking: bool) -> Computed:  # noqa: ARG001 - changes nothing
    return Computed((meta(self.meta.dtype, broadcast(self, src)),))


@op(plan=_copied, keeps_itself=True, where=("method",))
def copy_(out: Out, self: Tensor, src: TensorLike, non_blocking: bool = False) -> Tensor:
    """In place: take over the values of ``src``, broadcast and converted to the tensor's dtype.

    ``non_blocking`` changes nothing.
    """
    del self, non_blocking
    write(out, src)
    return out


def _filled(self: Operand, value: Any) -> Computed:
    if isinstance(value, Operand):
        if value.meta.shape:
            raise BadValueError(
                f"fill_ only supports 0-dimension value tensor but got tensor with {len(value.meta.shape)} dimensions."
            )
        refuse_expanded(self.meta)
    require_convertible(value, self.meta.dtype)
    return Computed((meta(self.meta.dtype, self.meta.shape),))


@op(plan=_filled, by_value=True, where=("function",))
def fill(out: Out, self: Tensor, value: TensorLike) -> Tensor:
    """Return a tensor of the same shape and dtype whose every element is ``value``, a number or a 0-d tensor."""
    del self
    write(out, value)
    return out


@op(plan=_filled, by_value=True, writes_expanded=True, overlap=Overlap.ANY)
def fill_(out: Out, self: Tensor, value: TensorLike) -> Tensor:
    """In place: set every element to ``value``, a number or a 0-d tensor; refuse a number that does not fit."""
    del self
    write(out, value)
    return out


@op(dtype=same, shape=like_first, writes_expanded=True)
def zero_(out: Out, self: Tensor) -> Tensor:
    """In place: set every element to zero."""
    del self
    out[...] = 0
    return out


def write(out: Array, source: Any) -> None:
    """Write an array or a Python number, broadcast and converted."""
    if isinstance(source, np.ndarray):
        cast_into(out, source)
        return
    out[...] = number_as(source, dtype_of_array(out))
