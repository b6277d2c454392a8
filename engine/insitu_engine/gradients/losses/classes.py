"""Gradients of losses of scores by class: to the score of the right class, and by margins to those that come too near."""

from __future__ import annotations

from math import inf
from typing import Any

from insitu_engine.dtypes import int64
from insitu_engine.gradients.formulas import gradient


def _nll(
    ops: Any, g: Any, input_meta: Any, target: Any, weight: Any, ignore_index: int, reduction: str
) -> Any:
    dim = min(input_meta.ndim - 1, 1)
    target = target.to(int64).reshape(input_meta.shape[:dim] + input_meta.shape[dim + 1 :])
    ignored = target.eq(ignore_index)
    places = target.masked_fill(ignored, 0)
    if weight is None:
        shares = ops("ones", target.meta.shape, dtype=g.dtype)
    else:
        shares = weight.index_select(0, places.reshape((-1,))).reshape(target.meta.shape)
    shares = shares.masked_fill(ignored, 0)
    each = -shares * (g / shares.sum() if reduction == "mean" else g)
    return ops("zeros", input_meta.shape, dtype=g.dtype).scatter(
        dim, places.unsqueeze(dim), each.unsqueeze(dim)
    )


gradient("nll_loss", input=_nll)


def _by_row(g: Any, reduction: str, samples: int) -> Any:
    """Return what the loss of each sample gets, as a column."""
    if reduction == "none":
        return g.reshape((samples, 1))
    return g / samples if reduction == "mean" else g


def _as_rows(value: Any) -> Any:
    return value if value.meta.ndim == 2 else value.reshape((1, -1))


def _multi_margin(
    g: Any, input: Any, target: Any, p: float, margin: float, weight: Any, reduction: str
) -> Any:
    scores, right = _as_rows(input), target.reshape((-1, 1))
    samples, classes = scores.meta.shape
    near = (scores - scores.gather(1, right) + margin).scatter(1, right, 0)
    slope = near.gt(0).to(g.dtype) if p == 1 else near.clamp_min(0) * 2
    if weight is not None:
        slope = slope * weight.index_select(0, target.reshape((-1,))).unsqueeze(1)
    slope = slope * (_by_row(g, reduction, samples) / classes)
    found = slope.scatter_add(1, right, -slope.sum(1, keepdim=True))
    return found.reshape(input.meta.shape)


gradient("multi_margin_loss", input=_multi_margin)


def _multilabel_margin(g: Any, input: Any, target: Any, reduction: str) -> Any:
    """Return how many pairs of a label that is there and one that is not move each score: by sorting, for there may be many."""
    scores, labels = _as_rows(input), _as_rows(target)
    samples, classes = scores.meta.shape
    listed = labels.ge(0).to(int64).cumprod(1)
    unlisted = listed.eq(0)
    places = labels.masked_fill(unlisted, 0)
    there = listed.zeros_like().scatter_add(1, places, listed).gt(0)
    right = scores.gather(1, places)
    below = right.masked_fill(unlisted, inf).sort(1)[0].searchsorted((scores + 1).contiguous())
    above = scores.masked_fill(there, -inf).sort(1)[0].searchsorted((right - 1).contiguous(), right=True)
    counts = below.masked_fill(there, 0).scatter_add(1, places, (above - classes) * listed)
    return (counts.to(g.dtype) * (_by_row(g, reduction, samples) / classes)).reshape(input.meta.shape)


gradient("multilabel_margin_loss", input=_multilabel_margin)
