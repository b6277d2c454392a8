"""Gradients of the larger and the smaller of two, and of what lies between bounds.

The one rule: what was not chosen gets zero, whatever the gradient is, so masks choose and do not multiply.
"""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.formulas import gradient


def _chosen(g: Any, mask: Any) -> Any:
    """Return the gradient where it flows."""
    return mask.where(g, 0)


def _inside(self: Any, min: Any, max: Any) -> Any:
    """Return what lies between the bounds, or on them."""
    if max is None:
        return self.ge(min)
    return self.le(max) if min is None else self.ge(min).logical_and(self.le(max))


def _below(self: Any, min: Any, max: Any) -> Any:
    """Return where a lower bound was needed; it gives way to an upper one that is not above it."""
    return self.lt(min) if max is None else self.lt(min).logical_and(min.lt(max))


def _above(self: Any, min: Any, max: Any) -> Any:
    """Return where an upper bound was needed, which holds too where the lower one is above it."""
    return self.gt(max) if min is None else self.gt(max).logical_or(max.lt(min))


gradient(
    "clamp",
    masks={"inside": _inside, "below": _below, "above": _above},
    self=lambda g, inside: _chosen(g, inside),
    min=lambda g, below: _chosen(g, below),
    max=lambda g, above: _chosen(g, above),
)
gradient(
    "clamp_min",
    masks={"inside": lambda self, min: self.ge(min), "below": lambda self, min: self.lt(min)},
    self=lambda g, inside: _chosen(g, inside),
    min=lambda g, below: _chosen(g, below),
)
gradient(
    "clamp_max",
    masks={"inside": lambda self, max: self.le(max), "above": lambda self, max: self.gt(max)},
    self=lambda g, inside: _chosen(g, inside),
    max=lambda g, above: _chosen(g, above),
)


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
