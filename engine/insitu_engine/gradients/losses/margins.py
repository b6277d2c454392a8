"""Gradients of losses of scores beside signs: none where a score is on its side by the margin.

The one rule: a sign that is only looked at gets no gradient, and bits of it are kept.
"""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.formulas import conj, gradient
from insitu_engine.gradients.losses.regression import shared


def _soft_margin(g: Any, input: Any, target: Any, reduction: str) -> Any:
    share = (-target * input).sigmoid()
    return conj(-target * share) * shared(g, reduction, input.meta, target.meta)


gradient("soft_margin_loss", input=_soft_margin)


def _hinge(g: Any, alike: Any, near: Any, reduction: str) -> Any:
    each = shared(g, reduction, near.meta, alike.meta)
    return each.masked_fill(alike.logical_not(), 0) - each.masked_fill(near.logical_not(), 0)


gradient(
    "hinge_embedding_loss",
    keep={
        "alike": lambda target: target.ne(-1),
        "near": lambda input, target, margin: target.ne(1).logical_and(input.le(margin)),
    },
    input=_hinge,
)


def _lost(input1: Any, input2: Any, target: Any, margin: float) -> Any:
    """Return which losses move: where the scores are not apart by more than the margin."""
    return (-target * (input1 - input2) + margin).ge(0)


def _pull(g: Any, lost: Any, turned: Any, reduction: str) -> Any:
    return lost.where(turned, 0) * shared(g, reduction, lost.meta)


gradient(
    "margin_ranking_loss",
    keep={
        "lost": _lost,
        "turned": lambda target: -target,
        "gap": lambda input1, input2: input1 - input2,
    },
    input1=_pull,
    input2=lambda g, lost, turned, reduction: -_pull(g, lost, turned, reduction),
    target=lambda g, lost, gap, reduction: lost.where(-gap, 0) * shared(g, reduction, lost.meta),
)
