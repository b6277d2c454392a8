"""Gradients of losses of probabilities beside truths."""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.formulas import gradient
from insitu_engine.gradients.losses.regression import shared

#: What the product of a probability and its complement counts as at least.
_LEAST = 1e-12


def _weighted(value: Any, weight: Any) -> Any:
    return value if weight is None else value * weight


def _input(g: Any, input: Any, target: Any, weight: Any, reduction: str) -> Any:
    slope = (input - target) / ((1 - input) * input).clamp_min(_LEAST)
    return _weighted(slope * shared(g, reduction, input.meta), weight)


def _target(g: Any, input: Any, weight: Any, reduction: str) -> Any:
    slope = (1 - input).log().clamp_min(-100) - input.log().clamp_min(-100)
    return _weighted(slope * shared(g, reduction, input.meta), weight)


gradient("binary_cross_entropy", input=_input, target=_target)


def _logits(g: Any, input: Any, target: Any, weight: Any, reduction: str, pos_weight: Any) -> Any:
    share = input.sigmoid()
    if pos_weight is None:
        slope = share - target
    else:
        truths = pos_weight * target
        slope = (truths + 1 - target) * share - truths
    return _weighted(slope * shared(g, reduction, input.meta), weight)


def _logits_target(g: Any, input: Any, weight: Any, reduction: str, pos_weight: Any) -> Any:
    slope = -input if pos_weight is None else (-input).logsigmoid() - pos_weight * input.logsigmoid()
    return _weighted(slope * shared(g, reduction, input.meta), weight)


gradient("binary_cross_entropy_with_logits", input=_logits, target=_logits_target)


def _each(g: Any, reduction: str, input_meta: Any, *others: Any) -> Any:
    """Return what the loss of each class gets: the classes are in the last dimension of the input."""
    at, classes = input_meta.ndim - 1, input_meta.shape[-1]
    metas = [input_meta, *(other for other in others if other is not None)]
    if reduction == "none":
        return shared(g.unsqueeze(at) / classes, "none", *metas)
    every = shared(g, reduction, *metas)
    return every if reduction == "mean" else every / classes


def _labels(
    g: Any, input: Any, target: Any, weight: Any, weight_meta: Any, target_meta: Any, reduction: str
) -> Any:
    each = _each(g, reduction, input.meta, target_meta, weight_meta)
    return _weighted((input.sigmoid() - target) * each, weight)


def _labels_target(
    g: Any, input: Any, weight: Any, weight_meta: Any, target_meta: Any, reduction: str
) -> Any:
    return _weighted(-input * _each(g, reduction, input.meta, target_meta, weight_meta), weight)


def _labels_weight(
    g: Any, input: Any, target: Any, weight_meta: Any, target_meta: Any, reduction: str
) -> Any:
    losses = (1 - target) * input - input.logsigmoid()
    return losses * _each(g, reduction, input.meta, target_meta, weight_meta)


gradient("multilabel_soft_margin_loss", input=_labels, target=_labels_target, weight=_labels_weight)
