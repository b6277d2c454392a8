"""Comparisons. Results are bool; in place they are 0 and 1 in the tensor's own dtype."""

from __future__ import annotations

import numpy as np

from insitu_engine.blocks import blocks
from insitu_engine.dtypes import DType, bool_
from insitu_engine.errors import BadValueError, DTypeError
from insitu_engine.meta import Operand
from insitu_engine.optable import Out, Tensor, TensorLike, op
from insitu_engine.promotion import to_floating
from insitu_engine.rules import REAL, broadcast, compare, within


@op(dtype=compare, shape=broadcast, inplace=True)
def eq(out: Out, self: Tensor, other: TensorLike) -> Tensor:
    """Return whether each element of ``self`` equals that of ``other``."""
    return np.equal(self, other, out=out)


@op(dtype=compare, shape=broadcast, inplace=True, aliases=("not_equal",))
def ne(out: Out, self: Tensor, other: TensorLike) -> Tensor:
    """Return whether each element of ``self`` differs from that of ``other``."""
    return np.not_equal(self, other, out=out)


@op(dtype=within(REAL, "lt_cpu", compare), shape=broadcast, inplace=True, aliases=("less",))
def lt(out: Out, self: Tensor, other: TensorLike) -> Tensor:
    """Return whether each element of ``self`` is less than that of ``other``."""
    return np.less(self, other, out=out)


@op(dtype=within(REAL, "le_cpu", compare), shape=broadcast, inplace=True, aliases=("less_equal",))
def le(out: Out, self: Tensor, other: TensorLike) -> Tensor:
    """Return whether each element of ``self`` is less than or equals that of ``other``."""
    return np.less_equal(self, other, out=out)


@op(dtype=within(REAL, "gt_cpu", compare), shape=broadcast, inplace=True, aliases=("greater",))
def gt(out: Out, self: Tensor, other: TensorLike) -> Tensor:
    """Return whether each element of ``self`` is greater than that of ``other``."""
    return np.greater(self, other, out=out)


@op(dtype=within(REAL, "ge_cpu", compare), shape=broadcast, inplace=True, aliases=("greater_equal",))
def ge(out: Out, self: Tensor, other: TensorLike) -> Tensor:
    """Return whether each element of ``self`` is greater than or equals that of ``other``."""
    return np.greater_equal(self, other, out=out)


def _close(self: Operand, other: Operand, rtol: float, atol: float, _: bool) -> tuple[DType, DType]:
    dtype = self.meta.dtype
    if dtype is not other.meta.dtype:
        raise DTypeError(f"{dtype.title} did not match {other.meta.dtype.title}")
    for name, value in (("rtol", rtol), ("atol", atol)):
        if not value >= 0:
            raise BadValueError(f"{name} must be greater than or equal to zero, but got {value:g}")
    return to_floating(dtype), bool_


@op(dtype=_close, shape=lambda self, other, *_: broadcast(self, other))
def isclose(
    out: Out, self: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> Tensor:
    """Return whether ``abs(self - other) <= atol + rtol * abs(other)``, of finite elements; equal ones are close."""
    for part, first, second in blocks(out, self, other):
        distance = np.abs(first - second)
        within_reach = distance <= atol + np.abs(rtol * second)
        near = (first == second) | (np.isfinite(distance) & within_reach)
        part[...] = near | (np.isnan(first) & np.isnan(second)) if equal_nan else near
    return out
