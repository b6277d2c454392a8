"""Sums, products, quotients and remainders of two tensors, or of a tensor and a number."""

from __future__ import annotations

from typing import Any

import numpy as np

from insitu_engine.blocks import blocks
from insitu_engine.dtypes import Category, DType, bool_
from insitu_engine.errors import BadValueError
from insitu_engine.meta import Operand, Shape
from insitu_engine.optable import Number, Out, Tensor, TensorLike, op
from insitu_engine.rules import (
    FLOATING,
    NUMERIC_REAL,
    broadcast,
    promote,
    promote_float,
    promoted,
    refuse_unless,
    within,
)


def _sum(self: Any, other: Any, alpha: Any) -> tuple[DType, DType]:  # noqa: ARG001 - takes no part
    return promote(self, other)


def _refuse_alpha(self: Any, other: Any, alpha: Any) -> None:
    """Refuse what PyTorch's ``alpha_check`` refuses."""
    dtype = promoted(self, other)
    if isinstance(alpha, bool) and dtype is not bool_:
        raise BadValueError("Boolean alpha only supported for Boolean results.")
    if isinstance(alpha, float | complex) and dtype.category < Category.FLOAT:
        raise BadValueError("For integral input tensors, argument alpha must not be a floating point number.")
    if isinstance(alpha, complex) and not dtype.is_complex:
        raise BadValueError("For non-complex input tensors, argument alpha must not be a complex number.")


def _sum_shape(self: Any, other: Any, alpha: Any) -> Shape:  # noqa: ARG001 - takes no part
    return broadcast(self, other)


def _difference_shape(self: Any, other: Any, alpha: Any) -> Shape:  # noqa: ARG001 - takes no part
    """Refuse truth values, before shapes as PyTorch does."""
    refuse_truths(self, other)
    return broadcast(self, other)


def refuse_truths(first: Any, second: Any) -> None:
    """Raise BadValueError where truth values are subtracted, or subtracted from."""
    truths = [_is_truth(first), _is_truth(second)]
    if all(truths):
        raise BadValueError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. "
            "Use the `^` or `logical_xor()` operator instead."
        )
    if any(truths):
        raise BadValueError(
            "Subtraction, the `-` operator, with a bool tensor is not supported. "
            "If you are trying to invert a mask, use the `~` or `logical_not()` operator instead."
        )


def _is_truth(operand: Any) -> bool:
    return operand.meta.dtype is bool_ if isinstance(operand, Operand) else isinstance(operand, bool)


def _quotient(self: Any, other: Any, rounding_mode: str | None) -> tuple[DType, DType]:
    if rounding_mode is None:
        return promote_float(self, other)
    if rounding_mode not in {"trunc", "floor"}:
        raise BadValueError(
            "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '"
            + rounding_mode
            + "'"
        )
    return promote(self, other)


def _refuse_rounding(self: Any, other: Any, rounding_mode: str | None) -> None:
    dtype = promoted(self, other)
    taken = rounding_mode is None or dtype.category in NUMERIC_REAL
    refuse_unless(taken, f"div_{rounding_mode}_cpu", dtype)


def _refuse_zero(self: Any, other: Any) -> None:  # noqa: ARG001 - any integer divided by zero
    """Refuse an integer divisor of zero, as the processor does."""
    if other.dtype.kind in "iu" and not np.all(other):
        raise BadValueError("ZeroDivisionError")


def _refuse_zero_quotient(self: Any, other: Any, rounding_mode: str | None) -> None:
    if rounding_mode is not None:
        _refuse_zero(self, other)


@op(dtype=_sum, shape=_sum_shape, inplace=True, late=_refuse_alpha)
def add(out: Out, self: TensorLike, other: TensorLike, *, alpha: Number = 1) -> Tensor:
    """Return ``self + alpha * other``, broadcast to a common shape."""
    return _accumulate(np.add, out, self, other, alpha)


@op(dtype=_sum, shape=_difference_shape, inplace=True, late=_refuse_alpha, aliases=("subtract",))
def sub(out: Out, self: TensorLike, other: TensorLike, *, alpha: Number = 1) -> Tensor:
    """Return ``self - alpha * other``, broadcast to a common shape."""
    return _accumulate(np.subtract, out, self, other, alpha)


@op(dtype=_sum, shape=_difference_shape, late=_refuse_alpha, where=("function",))
def rsub(out: Out, self: Tensor, other: TensorLike, *, alpha: Number = 1) -> Tensor:
    """Return ``other - alpha * self``, broadcast to a common shape."""
    return _accumulate(np.subtract, out, other, self, alpha)


def _accumulate(ufunc: np.ufunc, out: Out, self: Any, other: Any, alpha: Any) -> Out:
    """Write ``self`` plus or minus ``alpha * other``; PyTorch multiplies complex ones by 1 too, which infinities show."""
    if alpha == 1 and out.dtype.kind != "c":
        ufunc(self, other, out=out)
        return out
    for part, first, second in blocks(out, self, other):
        ufunc(first, second * alpha, out=part)
    return out


@op(dtype=promote, shape=broadcast, inplace=True, aliases=("multiply",))
def mul(out: Out, self: TensorLike, other: TensorLike) -> Tensor:
    """Return ``self * other``, broadcast to a common shape."""
    return np.multiply(self, other, out=out)


@op(
    dtype=_quotient,
    shape=lambda self, other, _: broadcast(self, other),
    inplace=True,
    aliases=("divide", "true_divide"),
    check=_refuse_zero_quotient,
    late=_refuse_rounding,
)
def div(out: Out, self: TensorLike, other: TensorLike, *, rounding_mode: str | None = None) -> Tensor:
    """Return ``self / other``, in floating point unless ``rounding_mode`` is "trunc" or "floor".

    "trunc" rounds the quotient towards zero as C does, "floor" downwards as Python's ``//`` does. An integer divided
    by the integer zero raises.
    """
    if rounding_mode is None:
        np.true_divide(self, other, out=out)
    elif rounding_mode == "floor" or out.dtype.kind == "u":
        np.floor_divide(self, other, out=out)
    elif out.dtype.kind == "f":
        np.true_divide(self, other, out=out)
        np.trunc(out, out=out)
    else:
        for part, dividend, divisor in blocks(out, self, other):
            quotient = np.floor_divide(dividend, divisor)
            inexact = quotient * divisor != dividend
            quotient += inexact & ((dividend < 0) != (divisor < 0))
            part[...] = quotient
    return out


@op(
    dtype=within(NUMERIC_REAL, "div_floor_cpu", promote),
    shape=broadcast,
    inplace=True,
    check=_refuse_zero,
)
def floor_divide(out: Out, self: TensorLike, other: TensorLike) -> Tensor:
    """Return the quotient rounded downwards, as Python's ``//`` does."""
    return np.floor_divide(self, other, out=out)


@op(
    dtype=within(NUMERIC_REAL, "remainder_cpu", promote),
    shape=broadcast,
    inplace=True,
    check=_refuse_zero,
)
def remainder(out: Out, self: TensorLike, other: TensorLike) -> Tensor:
    """Return what floor division leaves, with the sign of the divisor, as Python's ``%`` does."""
    if out.dtype.kind != "f":
        return np.remainder(self, other, out=out)
    for part, dividend, divisor in blocks(out, self, other):
        rest = np.fmod(dividend, divisor)
        np.add(rest, divisor, out=rest, where=(rest != 0) & ((rest < 0) != (divisor < 0)))
        part[...] = rest
    return out


@op(dtype=within(NUMERIC_REAL, "fmod_cpu", promote), shape=broadcast, inplace=True, check=_refuse_zero)
def fmod(out: Out, self: Tensor, other: TensorLike) -> Tensor:
    """Return what division rounded towards zero leaves, with the sign of the dividend, as C's ``fmod`` does."""
    return np.fmod(self, other, out=out)


@op(
    dtype=within(FLOATING, "hypot_cpu", promote),
    shape=broadcast,
    inplace=True,
)
def hypot(out: Out, self: Tensor, other: Tensor) -> Tensor:
    """Return ``sqrt(self**2 + other**2)`` without overflow in between."""
    return np.hypot(self, other, out=out)


@op(
    dtype=within(FLOATING, "copysign_cpu", promote_float),
    shape=broadcast,
    inplace=True,
)
def copysign(out: Out, self: Tensor, other: TensorLike) -> Tensor:
    """Return the magnitude of ``self`` with the sign of ``other``."""
    return np.copysign(self, other, out=out)
