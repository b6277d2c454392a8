"""Gradients of powers, exponentials and logarithms."""

from __future__ import annotations

import math
from typing import Any, Final

from insitu_engine.gradients.formulas import conj, gradient, nothing

_LN2: Final = math.log(2)
_LN10: Final = math.log(10)


def _base(g: Any, self: Any, exponent: Any) -> Any:
    """Return the gradient of what is raised: 0 to the power of 0 does not move."""
    if isinstance(exponent, int | float | complex):
        return nothing(g) if exponent == 0 else g * conj(self.to(g.dtype) ** (exponent - 1) * exponent)
    slope = self.to(g.dtype).pow(exponent - 1) * exponent
    return exponent.eq(0).where(0, g * conj(slope))


def _exponent(g: Any, self: Any, exponent: Any, result: Any, ops: Any) -> Any:
    """Return the gradient of an exponent: no power of 0 moves, but for negative and complex ones."""
    if isinstance(self, int | float | complex):
        self = ops("full", (), self, dtype=g.dtype)
    still = self.eq(0).logical_and(_is_positive(exponent))
    return still.where(0, g * conj(result * self.to(g.dtype).log()))


def _is_positive(exponent: Any) -> Any:
    """Return where exponents are real and not negative."""
    if exponent.dtype.is_complex:
        return exponent.real().ge(0).logical_and(exponent.imag().eq(0))
    return exponent.ge(0)


gradient("pow", "float_power", self=_base, exponent=_exponent)
gradient("square", self=lambda g, self: g * conj(self) * 2)
gradient("sqrt", self=lambda g, result: g / (conj(result) * 2))
gradient("rsqrt", self=lambda g, result: g * -0.5 * conj(result * result * result))
gradient("exp", self=lambda g, result: g * conj(result))
gradient("exp2", self=lambda g, result: g * conj(result) * _LN2)
gradient("expm1", self=lambda g, result: g * (conj(result) + 1))
gradient("log", self=lambda g, self: g / conj(self))
gradient("log2", self=lambda g, self: g / (conj(self) * _LN2))
gradient("log10", self=lambda g, self: g / (conj(self) * _LN10))
gradient("log1p", self=lambda g, self: g / (conj(self) + 1))
gradient(
    "ldexp",
    self=lambda g, other: g * conj(other.to(g.dtype).exp2()),
    other=lambda g, result: g * conj(result) * _LN2,
)
gradient(
    "logaddexp",
    self=lambda g, self, other: g / conj((other - self).exp() + 1),
    other=lambda g, self, other: g / conj((self - other).exp() + 1),
)
gradient(
    "logaddexp2",
    self=lambda g, self, other: g / conj((other - self).exp2() + 1),
    other=lambda g, self, other: g / conj((self - other).exp2() + 1),
)


def _factor(g: Any, self: Any, other: Any, ops: Any, *, plus: int) -> Any:
    """Return the gradient of what a logarithm is multiplied by: 0 where that product is 0 by definition."""
    product = ops("special_xlog1py" if plus else "xlogy", g, other)
    beyond = other <= -plus if isinstance(other, int | float) else other.le(-plus)
    if beyond is False:
        return product
    still = self.eq(0) if beyond is True else self.eq(0).logical_and(beyond)
    return still.where(0, product)


gradient(
    "xlogy",
    self=lambda g, self, other, ops: _factor(g, self, other, ops, plus=0),
    other=lambda g, self, other: g * self / other,
)
gradient(
    "special_xlog1py",
    self=lambda g, self, other, ops: _factor(g, self, other, ops, plus=1),
    other=lambda g, self, other: g * self / (other + 1),
)
