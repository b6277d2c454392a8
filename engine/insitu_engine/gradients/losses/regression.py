"""Gradients of losses of numbers beside those that were wanted.

The one rule: a loss that PyTorch computes in one step saves its arguments, and one that it composes keeps what lies between
them, which later writes leave alone: as PyTorch does, and never more bytes than it keeps.
"""

from __future__ import annotations

from math import prod
from typing import Any

from insitu_engine.gradients.formulas import gradient
from insitu_engine.rules import broadcast_shapes


def shared(g: Any, reduction: str, *metas: Any) -> Any:
    """Return what each loss gets of the gradient, in the shape to which these broadcast."""
    shape = metas[0].shape
    for other in metas[1:]:
        shape = broadcast_shapes(shape, other.shape)
    if reduction == "mean":
        g = g / prod(shape)
    return g.expand(shape)


def _mse(g: Any, input: Any, target: Any, reduction: str) -> Any:
    return (input - target) * (shared(g, reduction, input.meta, target.meta) * 2)


def _smooth_l1(g: Any, input: Any, target: Any, reduction: str, beta: float) -> Any:
    gap = input - target
    slope = gap.sgn() if beta == 0 else (gap / beta).clamp(-1, 1)
    return slope * shared(g, reduction, gap.meta)


def _huber(g: Any, input: Any, target: Any, reduction: str, delta: float) -> Any:
    gap = input - target
    return gap.clamp(-delta, delta) * shared(g, reduction, gap.meta)


gradient(
    "mse_loss", input=_mse, target=lambda g, input, target, reduction: -_mse(g, input, target, reduction)
)
gradient(
    "smooth_l1_loss",
    input=_smooth_l1,
    target=lambda g, input, target, reduction, beta: -_smooth_l1(g, input, target, reduction, beta),
)
gradient(
    "huber_loss",
    input=_huber,
    target=lambda g, input, target, reduction, delta: -_huber(g, input, target, reduction, delta),
)


def _gap(input: Any, target: Any) -> Any:
    """Return on which side of the target the input is, two bits for each number; of complex ones, what is between them."""
    if input.dtype.is_complex or target.dtype.is_complex:
        return input - target
    return input.gt(target), input.lt(target)


def _l1(g: Any, gap: Any, input_meta: Any, target_meta: Any, reduction: str) -> Any:
    each = shared(g, reduction, input_meta, target_meta)
    if not isinstance(gap, tuple):
        return each * gap.sgn()
    above, below = gap
    return above.where(each, below.where(-each, 0))


gradient(
    "l1_loss",
    keep={"gap": _gap},
    input=_l1,
    target=lambda g, gap, input_meta, target_meta, reduction: (
        -_l1(g, gap, input_meta, target_meta, reduction)
    ),
)
