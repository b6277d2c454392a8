"""Gradients of distances and cosines of vectors, and of the losses made of them."""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.algebra.distances import vector_norm
from insitu_engine.gradients.formulas import gradient
from insitu_engine.gradients.losses.regression import shared
from insitu_engine.ops.losses.similarities import TINY
from insitu_engine.rules import broadcast_shapes

# --- distances --------------------------------------------------------------------------------------------------------


def _length(gap: Any, p: float) -> tuple[Any, Any]:
    """Return the lengths of vectors along the last dimension, which stays, and how they move with each element."""
    along = -1 if gap.meta.ndim else None
    length = gap.linalg_vector_norm(p, along, True)
    return length, vector_norm(length.ones_like(), gap, length, p, along)


def _distance(g: Any, gap: Any, p: float, keepdim: bool) -> Any:
    return _length(gap, p)[1] * (g if keepdim else _column(g, gap))


def _column(value: Any, gap: Any) -> Any:
    """Return one number for each vector as it stands beside its elements."""
    return value.unsqueeze(-1) if gap.meta.ndim else value


gradient(
    "pairwise_distance",
    keep={"gap": lambda x1, x2, eps: x1 - x2 + eps},
    x1=_distance,
    x2=lambda g, gap, p, keepdim: -_distance(g, gap, p, keepdim),
)


def _gaps(anchor: Any, positive: Any, negative: Any, eps: float, swap: bool) -> tuple[Any, ...]:
    """Return what is between the anchor and either, and with ``swap`` between the two."""
    gaps = (anchor - positive + eps, anchor - negative + eps)
    return (*gaps, positive - negative + eps) if swap else gaps


def _ways(g: Any, gaps: tuple[Any, ...], margin: float, p: float, reduction: str) -> tuple[Any, ...]:
    """Return the gradient of each of these gaps."""
    (near, toward), (far, away), *swapped = (_length(gap, p) for gap in gaps)
    if not swapped:
        each = _each(g, near - far + margin, gaps[0], reduction)
        return toward * each, -away * each
    ((other, across),) = swapped
    share = (far.lt(other).to(far.dtype) + far.le(other).to(far.dtype)) / 2
    each = _each(g, near - far.minimum(other) + margin, gaps[0], reduction)
    return toward * each, -away * each * share, -across * each * (1 - share)


def _each(g: Any, losses: Any, gap: Any, reduction: str) -> Any:
    """Return what each loss gets of the gradient, where it is not cut off at 0."""
    kept = losses.squeeze(-1) if gap.meta.ndim else losses
    return _column(shared(g, reduction, kept.meta).masked_fill(kept.lt(0), 0), gap)


def _anchor(g: Any, gaps: Any, margin: float, p: float, reduction: str) -> Any:
    first, second, *_ = _ways(g, gaps, margin, p, reduction)
    return first + second


def _positive(g: Any, gaps: Any, margin: float, p: float, reduction: str) -> Any:
    first, _, *swapped = _ways(g, gaps, margin, p, reduction)
    return swapped[0] - first if swapped else -first


def _negative(g: Any, gaps: Any, margin: float, p: float, reduction: str) -> Any:
    _, second, *swapped = _ways(g, gaps, margin, p, reduction)
    return -(second + swapped[0]) if swapped else -second


gradient("triplet_margin_loss", keep={"gaps": _gaps}, anchor=_anchor, positive=_positive, negative=_negative)

# --- cosines ----------------------------------------------------------------------------------------------------------


def _lengths(vectors: Any, dim: int, eps: float) -> tuple[Any, Any]:
    """Return lengths, and what vectors are divided by: at least ``eps``, which moves as if it were the length."""
    length = vectors.linalg_vector_norm(2, dim, True)
    return length, length + (eps - length.detach()).clamp_min(0)


def _direction(vectors: Any, beside: Any, dim: int, eps: float) -> Any:
    vectors = _wide(vectors, beside.meta)
    return vectors / _lengths(vectors, dim, eps)[1]


def _wide(vectors: Any, other: Any) -> Any:
    """Return vectors in the shape to which both sides broadcast."""
    return vectors.expand(broadcast_shapes(vectors.meta.shape, other.shape) or (1,))


def _cosine(g: Any, vectors: Any, direction: Any, dim: int, eps: float) -> Any:
    """Return the gradient of one side's vectors, by the other's directions."""
    vectors = _wide(vectors, direction.meta)
    length, divisor = _lengths(vectors, dim, eps)
    cosine = (vectors / divisor * direction).sum(dim, keepdim=True)
    slope = vector_norm(cosine, vectors, length, 2, dim)
    return (direction - slope) / divisor * (g.unsqueeze(dim) if g.meta.ndim else g)


gradient(
    "cosine_similarity",
    keep={
        "direction1": lambda x1, x2, dim, eps: _direction(x1, x2, dim, eps),
        "direction2": lambda x1, x2, dim, eps: _direction(x2, x1, dim, eps),
    },
    x1=lambda g, x1, direction2, dim, eps: _cosine(g, x1, direction2, dim, eps),
    x2=lambda g, x2, direction1, dim, eps: _cosine(g, x2, direction1, dim, eps),
)


def _alike(g: Any, mine: Any, other: Any, alike: Any, apart: Any, margin: float, reduction: str) -> Any:
    """Return the gradient of one side's vectors of `cosine_embedding_loss`."""
    square, beside = ((vectors * vectors).sum(-1, keepdim=True) + TINY for vectors in (mine, other))
    length = (square * beside).sqrt()
    cosine = (mine * other).sum(-1, keepdim=True) / length
    close = cosine.squeeze(-1).ge(margin).logical_and(apart)
    each = shared(g, reduction, close.meta)
    each = close.where(each, 0) - alike.where(each, 0)
    return (other / length - cosine * mine / square) * each.unsqueeze(-1)


gradient(
    "cosine_embedding_loss",
    keep={"alike": lambda target: target.eq(1), "apart": lambda target: target.eq(-1)},
    input1=lambda g, input1, input2, alike, apart, margin, reduction: _alike(
        g, input1, input2, alike, apart, margin, reduction
    ),
    input2=lambda g, input1, input2, alike, apart, margin, reduction: _alike(
        g, input2, input1, alike, apart, margin, reduction
    ),
)
