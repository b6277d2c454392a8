"""Angles: trigonometric and hyperbolic functions and their inverses."""

from __future__ import annotations

import numpy as np

from insitu_engine.dtypes import DType
from insitu_engine.errors import BadValueError
from insitu_engine.meta import Operand
from insitu_engine.optable import Out, Tensor, op
from insitu_engine.rules import FLOATING, DTypeRule, broadcast, like_first, promote_float, within


@op(dtype=within(FLOATING, "atan2_cpu", promote_float), shape=broadcast, inplace=True, aliases=("arctan2",))
def atan2(out: Out, self: Tensor, other: Tensor) -> Tensor:
    """Return the angle in radians between the x axis and the point (x=``other``, y=``self``)."""
    return np.arctan2(self, other, out=out)


def _turned(name: str) -> DTypeRule:
    def rule(self: Operand) -> tuple[DType, DType]:
        if self.meta.dtype.is_complex:
            raise BadValueError(f"{name} is not supported for complex tensors.")
        return promote_float(self)

    return rule


@op(dtype=_turned("deg2rad"), shape=like_first, inplace=True)
def deg2rad(out: Out, self: Tensor) -> Tensor:
    """Return each angle, given in degrees, in radians."""
    return np.deg2rad(self, out=out)


@op(dtype=_turned("rad2deg"), shape=like_first, inplace=True)
def rad2deg(out: Out, self: Tensor) -> Tensor:
    """Return each angle, given in radians, in degrees."""
    return np.rad2deg(self, out=out)


@op(dtype=promote_float, shape=like_first, inplace=True)
def sin(out: Out, self: Tensor) -> Tensor:
    """Return the sine of each element, in radians."""
    return np.sin(self, out=out)


@op(dtype=promote_float, shape=like_first, inplace=True)
def cos(out: Out, self: Tensor) -> Tensor:
    """Return the cosine of each element, in radians."""
    return np.cos(self, out=out)


@op(dtype=promote_float, shape=like_first, inplace=True)
def tan(out: Out, self: Tensor) -> Tensor:
    """Return the tangent of each element, in radians."""
    return np.tan(self, out=out)


@op(dtype=promote_float, shape=like_first, inplace=True, aliases=("arcsin",))
def asin(out: Out, self: Tensor) -> Tensor:
    """Return the angle in radians whose sine is each element."""
    return np.arcsin(self, out=out)


@op(dtype=promote_float, shape=like_first, inplace=True, aliases=("arccos",))
def acos(out: Out, self: Tensor) -> Tensor:
    """Return the angle in radians whose cosine is each element."""
    return np.arccos(self, out=out)


@op(dtype=promote_float, shape=like_first, inplace=True, aliases=("arctan",))
def atan(out: Out, self: Tensor) -> Tensor:
    """Return the angle in radians whose tangent is each element."""
    return np.arctan(self, out=out)


@op(dtype=promote_float, shape=like_first, inplace=True)
def sinh(out: Out, self: Tensor) -> Tensor:
    """Return the hyperbolic sine of each element."""
    return np.sinh(self, out=out)


@op(dtype=promote_float, shape=like_first, inplace=True)
def cosh(out: Out, self: Tensor) -> Tensor:
    """Return the hyperbolic cosine of each element."""
    return np.cosh(self, out=out)


@op(dtype=promote_float, shape=like_first, inplace=True, where=("method", "function", "functional"))
def tanh(out: Out, self: Tensor) -> Tensor:
    """Return the hyperbolic tangent of each element."""
    return np.tanh(self, out=out)


@op(dtype=promote_float, shape=like_first, inplace=True, aliases=("arcsinh",))
def asinh(out: Out, self: Tensor) -> Tensor:
    """Return the inverse hyperbolic sine of each element."""
    return np.arcsinh(self, out=out)


@op(dtype=promote_float, shape=like_first, inplace=True, aliases=("arccosh",))
def acosh(out: Out, self: Tensor) -> Tensor:
    """Return the inverse hyperbolic cosine of each element."""
    return np.arccosh(self, out=out)


@op(dtype=promote_float, shape=like_first, inplace=True, aliases=("arctanh",))
def atanh(out: Out, self: Tensor) -> Tensor:
    """Return the inverse hyperbolic tangent of each element."""
    return np.arctanh(self, out=out)
