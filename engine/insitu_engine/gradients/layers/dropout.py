"""Gradients of what draws numbers: by the same draws, for which ``random`` stands.

The one rule: nothing is kept of what was drawn, for the op that is run again with its call's ``random`` draws it again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from insitu_engine.gradients.activations.activation import leaky, leaky_in_place
from insitu_engine.gradients.formulas import gradient


def _dropped(name: str) -> Callable[..., Any]:
    """Return the formula of a dropout: what was lost is so in the gradient, and what was scaled up likewise."""
    return lambda g, p, training, ops, random: ops(name, g, p, training, random=random)


def _saturated(name: str) -> Callable[..., Any]:
    """Return the formula of an alpha dropout, which is linear but for what it makes of zeros."""

    def formula(g: Any, p: float, ops: Any, random: Any) -> Any:
        shift = ops(name, g.zeros_like(), p, True, random=random)
        return ops(name, g, p, True, random=random) - shift

    return formula


for _name in ("dropout", "dropout1d", "dropout2d", "dropout3d"):
    gradient(_name, self=_dropped(_name))
for _name in ("alpha_dropout", "feature_alpha_dropout"):
    gradient(_name, self=_saturated(_name))


def _slopes(self: Any, lower: float, upper: float, ops: Any, random: Any) -> Any:
    """Return the slope that each element of a randomized relu got, or would have got below 0."""
    return -ops("rrelu", -self.ones_like(), lower, upper, True, random=random)


def _rrelu(g: Any, self: Any, lower: float, upper: float, training: bool, ops: Any, random: Any) -> Any:
    slope = _slopes(self, lower, upper, ops, random) if training else (lower + upper) / 2
    return leaky(g, self.gt(0), slope)


def _rrelu_in_place(
    g: Any, above: Any, result: Any, lower: float, upper: float, training: bool, ops: Any, random: Any
) -> Any:
    if training:
        return above.where(g, g * _slopes(result, lower, upper, ops, random))
    return leaky_in_place(g, result.gt(0), (lower + upper) / 2)


gradient("rrelu", self=_rrelu)
gradient("rrelu_", keep={"above": lambda self: self.gt(0)}, self=_rrelu_in_place)
