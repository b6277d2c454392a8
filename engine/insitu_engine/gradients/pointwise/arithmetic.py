"""Gradients of sums, products, quotients and remainders, of signs and rounding, and of values written over a tensor."""

from __future__ import annotations

import math
from typing import Any

from insitu_engine.gradients.formulas import conj, gradient, nothing

gradient("add", self=lambda g: g, other=lambda g, alpha: g * conj(alpha))
gradient("sub", self=lambda g: g, other=lambda g, alpha: g * -conj(alpha))
gradient("rsub", self=lambda g, alpha: g * -conj(alpha), other=lambda g: g)
gradient("mul", self=lambda g, other: g * conj(other), other=lambda g, self: g * conj(self))
gradient("neg", self=lambda g: -g)
gradient("reciprocal", self=lambda g, result: -g * conj(result * result))


def _divisor(g: Any, self: Any, other: Any, rounding_mode: str | None) -> Any:
    """Return the gradient of what is divided by; a rounded quotient is constant."""
    return nothing(g) if rounding_mode is not None else -g * conj(self / other / other)


gradient(
    "div",
    self=lambda g, other, rounding_mode: g / conj(other) if rounding_mode is None else nothing(g),
    other=_divisor,
)
gradient(
    "fmod",
    self=lambda g: g,
    other=lambda g, self, other, ops: -g * ops("div", self, other, rounding_mode="trunc"),
)
gradient(
    "remainder",
    self=lambda g: g,
    other=lambda g, self, other, ops: -g * ops("div", self, other, rounding_mode="floor"),
)
gradient(
    "hypot",
    self=lambda g, self, result: g * (self / result),
    other=lambda g, other, result: g * (other / result),
)
gradient(
    "copysign",
    self=lambda g, self, result: g * (result / self).masked_fill(self.eq(0), 0),
    other=nothing,
)


def _turned(self: Any, other: Any) -> Any:
    """Return where `copysign` gives elements another sign."""
    wanted = math.copysign(1, other) < 0 if isinstance(other, int | float) else other.signbit()
    return self.signbit().ne(wanted)


gradient(
    "copysign_",
    keep={"turned": _turned, "zero": lambda self: self.eq(0)},
    self=lambda g, turned, zero: zero.where(0, turned.where(-g, g)),
    other=nothing,
)

gradient("floor", "ceil", "round", "special_round", "trunc", "sign", self=nothing)
gradient("frac", self=lambda g: g)
gradient("nan_to_num", masks={"finite": lambda self: self.isfinite()}, self=lambda g, finite: g * finite)
gradient(
    "nextafter",
    masks={"moved": lambda self, other: self.ne(other)},
    self=lambda g, moved: moved.where(g, 0),
    other=nothing,
)
gradient(
    "frexp",
    self=lambda grads, results: None if grads[0] is None else grads[0] / results[1].exp2(),
)

gradient("fill", "fill_", self=nothing, value=lambda g: g)
gradient("zero_", self=nothing)
gradient("copy_", self=nothing, src=lambda g: g)
