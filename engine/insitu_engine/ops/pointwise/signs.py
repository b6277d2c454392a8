"""Signs and magnitudes."""

from __future__ import annotations

import numpy as np

from insitu_engine.answers import Unchanged
from insitu_engine.blocks import blocks
from insitu_engine.dtypes import DType, bool_, real_of
from insitu_engine.errors import BadValueError, UnsupportedError
from insitu_engine.meta import Operand
from insitu_engine.optable import Out, Tensor, elementwise, op
from insitu_engine.rules import NUMERIC, broadcast, like_first, same, within


def refuse_truth(operand: Operand) -> None:
    """Raise BadValueError where truth values are negated."""
    if operand.meta.dtype is bool_:
        raise BadValueError(
            "Negation, the `-` operator, on a bool tensor is not supported. "
            "If you are trying to invert a mask, use the `~` or `logical_not()` operator instead."
        )


def _negation(self: Operand) -> tuple[DType, DType]:
    refuse_truth(self)
    return same(self)


def _magnitude(self: Operand) -> tuple[DType, DType]:
    return self.meta.dtype, real_of(self.meta.dtype)


def _magnitude_in_place(self: Operand) -> tuple[DType, DType]:
    if self.meta.dtype.is_complex:
        raise BadValueError("In-place abs is not supported for complex tensors.")
    return _magnitude(self)


def _sign(self: Operand) -> tuple[DType, DType]:
    if self.meta.dtype.is_complex:
        raise UnsupportedError(
            "Unlike NumPy, torch.sign is not intended to support complex numbers. Please use torch.sgn instead."
        )
    return same(self)


def _sign_bit(self: Operand) -> tuple[DType, DType]:
    if self.meta.dtype.is_complex:
        raise UnsupportedError("signbit is not implemented for complex tensors.")
    return self.meta.dtype, bool_


def _positive(self: Operand) -> Unchanged:
    if self.meta.dtype is bool_:
        raise BadValueError("The `+` operator, on a bool tensor is not supported.")
    return Unchanged()


@op(dtype=_negation, shape=like_first, inplace=True, aliases=("negative",))
def neg(out: Out, self: Tensor) -> Tensor:
    """Return the negative of each element."""
    return np.negative(self, out=out)


@op(plan=_positive)
def positive(out: Out, self: Tensor) -> Tensor:
    """Return the tensor itself; refuse bool."""
    np.copyto(out, self)
    return out


@op(
    dtype=within(NUMERIC, "abs_cpu", _magnitude),
    shape=like_first,
    inplace=elementwise(_magnitude_in_place, like_first),
    aliases=("absolute",),
)
def abs(out: Out, self: Tensor) -> Tensor:
    """Return the absolute value of each element, real for complex ones."""
    return np.absolute(self, out=out)


@op(dtype=_sign, shape=like_first, inplace=True)
def sign(out: Out, self: Tensor) -> Tensor:
    """Return -1, 0 or 1 by the sign of each element; 0 for nan."""
    return _sign_of(out, self)


@op(dtype=same, shape=like_first, inplace=True)
def sgn(out: Out, self: Tensor) -> Tensor:
    """Return ``x / abs(x)`` of each complex element x, 0 at 0; the sign of a real one."""
    if out.dtype.kind != "c":
        return _sign_of(out, self)
    for part, x in blocks(out, self):
        length = np.absolute(x)
        part[...] = np.where(length == 0, 0, x / length)
    return out


def _sign_of(out: Out, self: Tensor) -> Tensor:
    if out.dtype.kind == "b":
        np.copyto(out, self)
    elif out.dtype.kind != "f":
        np.sign(self, out=out)
    else:
        for part, x in blocks(out, self):
            np.subtract((x > 0).view(np.int8), (x < 0).view(np.int8), out=part)
    return out


@op(dtype=_sign_bit, shape=like_first)
def signbit(out: Out, self: Tensor) -> Tensor:
    """Return whether each element is negative, -0.0 included."""
    if self.dtype.kind == "f":
        return np.signbit(self, out=out)
    return np.less(self, 0, out=out)


def _step(self: Operand, values: Operand) -> tuple[DType, DType]:
    if self.meta.dtype.is_complex or values.meta.dtype.is_complex:
        raise BadValueError("heaviside is not yet implemented for complex tensors.")
    if self.meta.dtype is not values.meta.dtype:
        raise BadValueError("heaviside is not yet implemented for tensors with different dtypes.")
    return same(self)


@op(dtype=_step, shape=broadcast, inplace=True)
def heaviside(out: Out, self: Tensor, values: Tensor) -> Tensor:
    """Return 1 where an element is positive, 0 where it is negative or nan, and that of ``values`` where it is 0."""
    for part, x, at_zero in blocks(out, self, values):
        part[...] = np.where(x == 0, at_zero, x > 0)
    return out
