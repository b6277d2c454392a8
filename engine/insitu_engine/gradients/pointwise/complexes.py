"""Gradients of complex numbers' parts: magnitudes, signs, angles, and of numbers made of parts."""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.formulas import conj, gradient, nothing

gradient("conj", "conj_physical", self=lambda g: g.conj())
gradient("complex", real=lambda g: g.real(), imag=lambda g: g.imag())
gradient("abs", self=lambda g, self: g * self.sgn())
gradient(
    "abs_",  # of real numbers alone: two bits tell the sign
    keep={"above": lambda self: self.gt(0), "below": lambda self: self.lt(0)},
    self=lambda g, above, below: above.where(g, below.where(-g, 0)),
)


def _turn(g: Any, self: Any, result: Any) -> Any:
    """Return the gradient of ``x / abs(x)``: what goes along the circle, none at 0, nor of a real number."""
    if self is None or not self.dtype.is_complex:
        return nothing(g)
    length = self.abs()
    share = g / length
    return length.eq(0).where(0, share - result * (share * conj(result)).real())


def _angle(g: Any, self: Any) -> Any:
    """Return the gradient of an angle; that of a real number is constant."""
    if not self.dtype.is_complex:
        return nothing(g)
    length = self.abs()
    return self.eq(0).where(0, self * g / (length * length)) * 1j


gradient("sgn", self=_turn)
gradient(
    "sgn_",  # the number's length goes with it, so that a complex one is kept; a real one's gradient is 0
    keep={"before": lambda self: self.clone() if self.dtype.is_complex else None},
    self=lambda g, before, result: _turn(g, before, result),
)
gradient("angle", self=_angle)
gradient(
    "polar",
    abs=lambda g, result: (conj(g) * result.sgn()).real(),
    angle=lambda g, result: (conj(g) * (result * 1j)).real(),
)
