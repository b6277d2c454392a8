"""Choices by a mask: where and masked_fill."""

from __future__ import annotations

from typing import Any

import numpy as np

from insitu_engine.dtypes import bool_, dtype_of_array, float16, uint8
from insitu_engine.errors import BadValueError, DTypeError
from insitu_engine.meta import Operand, meta
from insitu_engine.ops.copying import number_as
from insitu_engine.optable import Computed, Mask, Out, Tensor, TensorLike, op
from insitu_engine.rules import broadcast, promoted, require_convertible


def _chosen(condition: Operand, self: Any, other: Any) -> Computed:
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
def where(out: Out, condition: Mask, self: TensorLike, other: TensorLike) -> Tensor:
    """Return the elements of ``self`` where ``condition`` is true, of ``other`` where it is not.

    As a method it is called on ``self``: ``x.where(condition, other)``.
    """
    np.copyto(out, other)
    np.copyto(out, self, where=condition if condition.dtype == np.bool_ else condition != 0)
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


@op(plan=_filled, inplace=True, by_value=True, check=_refuse_overflow, writes_expanded=True)
def masked_fill(out: Out, self: Tensor, mask: Mask, value: TensorLike) -> Tensor:
    """Return the tensor with ``value``, a number or a 0-d tensor, where ``mask`` is true."""
    if out is not self:
        np.copyto(out, self)
    number = value.item() if isinstance(value, np.ndarray) else value
    np.copyto(out, number_as(number, dtype_of_array(out)), where=mask)
    return out
