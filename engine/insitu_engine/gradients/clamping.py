"""Gradients of the larger and the smaller of two, and of what lies between bounds.

The one rule: what was not chosen gets zero, whatever the gradient is, so masks choose and do not multiply.
"""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.formulas import gradient


def _inside(g: Any, self: Any, min: Any, max: Any) -> Any:
    """Return the gradient of what lies between the bounds, or on them."""
    if max is None:
        return _above(g, self, min)
    if min is None:
        return _below(g, self, max)
    return self.ge(min).logical_and(self.le(max)).where(g, 0)


def _above(g: Any, self: Any, min: Any) -> Any:
    return self.ge(min).where(g, 0)


def _below(g: Any, self: Any, max: Any) -> Any:
    return self.le(max).where(g, 0)


def _lower(g: Any, self: Any, min: Any) -> Any:
    """Return the gradient of a lower bound, where it was needed."""
    return self.lt(min).where(g, 0)


def _upper(g: Any, self: Any, max: Any) -> Any:
    """Return the gradient of an upper bound, where it was needed."""
    return self.gt(max).where(g, 0)


def _lower_of_two(g: Any, self: Any, min: Any, max: Any) -> Any:
    """Return the gradient of a lower bound, which gives way to an upper one that is not above it."""
    return _lower(g, self, min) if max is None else self.lt(min).logical_and(min.lt(max)).where(g, 0)


def _upper_of_two(g: Any, self: Any, min: Any, max: Any) -> Any:
    """Return the gradient of an upper bound, which holds too where the lower one is above it."""
    return _upper(g, self, max) if min is None else self.gt(max).logical_or(max.lt(min)).where(g, 0)


gradient("clamp", self=_inside, min=_lower_of_two, max=_upper_of_two)
gradient("clamp_min", self=_above, min=_lower)
gradient("clamp_max", self=_below, max=_upper)


def _shared(g: Any, self: Any, other: Any) -> Any:
    """Return the gradient, and half of it where both are alike, as each of them gets then."""
    return self.eq(other).where(g / 2, g)


gradient(
    "maximum",
    self=lambda g, self, other: self.lt(other).where(0, _shared(g, self, other)),
    other=lambda g, self, other: self.gt(other).where(0, _shared(g, self, other)),
)
gradient(
    "minimum",
    self=lambda g, self, other: self.gt(other).where(0, _shared(g, self, other)),
    other=lambda g, self, other: self.lt(other).where(0, _shared(g, self, other)),
)
gradient(
    "fmax",
    self=lambda g, self, other: self.ge(other).logical_or(other.isnan()).where(g, 0),
    other=lambda g, self, other: self.ge(other).logical_or(other.isnan()).where(0, g),
)
gradient(
    "fmin",
    self=lambda g, self, other: self.le(other).logical_or(other.isnan()).where(g, 0),
    other=lambda g, self, other: self.le(other).logical_or(other.isnan()).where(0, g),
)
