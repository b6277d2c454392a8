"""Gradients of trigonometric and hyperbolic functions, and of their inverses."""

from __future__ import annotations

import math
from typing import Any

from insitu_engine.gradients.formulas import conj, gradient

gradient("deg2rad", self=lambda g: g * (math.pi / 180))
gradient("rad2deg", self=lambda g: g * (180 / math.pi))
gradient("sin", self=lambda g, self: g * conj(self.cos()))
gradient("cos", self=lambda g, self: -g * conj(self.sin()))
gradient("tan", self=lambda g, result: g * conj(result * result + 1))
gradient("asin", self=lambda g, self: g * conj((1 - self * self).rsqrt()))
gradient("acos", self=lambda g, self: -g * conj((1 - self * self).rsqrt()))
gradient("atan", self=lambda g, self: g / conj(self * self + 1))
gradient("sinh", self=lambda g, self: g * conj(self.cosh()))
gradient("cosh", self=lambda g, self: g * conj(self.sinh()))
gradient("tanh", self=lambda g, result: g * (1 - conj(result * result)))
gradient("asinh", self=lambda g, self: g * conj((self * self + 1).rsqrt()))
gradient("atanh", self=lambda g, self: g / conj(1 - self * self))


def _acosh(g: Any, self: Any) -> Any:
    """Return the gradient of acosh, of complex numbers by two roots, whose product lies on the right branch."""
    if not self.dtype.is_complex:
        return g * (self * self - 1).rsqrt()
    return g * conj((self - 1).rsqrt() * (self + 1).rsqrt())


gradient("acosh", self=_acosh)


def _per_square(self: Any, other: Any) -> Any:
    """Return one over the square of the distance from the origin, and 0 there."""
    square = self * self + other * other
    return square.reciprocal().masked_fill(square.eq(0), 0)


gradient(
    "atan2",
    self=lambda g, self, other: g * other * _per_square(self, other),
    other=lambda g, self, other: g * -self * _per_square(self, other),
)


def _sinc(g: Any, self: Any) -> Any:
    """Return the gradient of sinc, which has its top at 0."""
    angle, area = self * math.pi, self * self * math.pi
    return area.eq(0).where(0, g * conj((angle * angle.cos() - angle.sin()) / area))


gradient("sinc", self=_sinc)
