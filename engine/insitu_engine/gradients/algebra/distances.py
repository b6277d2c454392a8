"""Gradients of distances: of all elements together, of all rows from all others, and of all pairs of rows."""

from __future__ import annotations

import math
from typing import Any

from insitu_engine.gradients.formulas import gradient, nothing


def _slope(gaps: Any, length: Any, p: float) -> Any:
    """Return how a p-norm moves with each gap that it is of; where the length is zero, or infinite, it moves nowhere."""
    if p == 1:
        return gaps.sgn()
    zero = length.eq(0)
    safe = length.masked_fill(zero, 1)
    if p == 2:
        return (gaps / safe).masked_fill(zero, 0)
    still = gaps.eq(0)
    powers = (gaps.abs().masked_fill(still, 1) / safe) ** (p - 1)
    return gaps.sgn() * powers.masked_fill(still, 0).masked_fill(zero, 0)


def vector_norm(g: Any, vectors: Any, length: Any, p: float, dims: Any = None) -> Any:
    """Return the gradient of vectors along ``dims``, or of all elements, whose p-norms are ``length``: 1 long there, as g."""
    if p == 0:
        return vectors.zeros_like()
    if math.isinf(p):
        reached = vectors.abs().eq(length).to(g.dtype)
        count = reached.sum() if dims is None else reached.sum(dims, keepdim=True)
        return vectors.sgn() * (reached * (g / count))
    return _slope(vectors, length, p) * g


gradient(
    "dist",
    self=lambda g, self, other, p, result: vector_norm(g, self - other, result, p),
    other=lambda g, self, other, p, result: -vector_norm(g, self - other, result, p),
)


def _many(first: Any, second: Any) -> bool:
    rows: int = max(first.meta.shape[-2], second.meta.shape[-2])
    return rows > 25


def _rows(g: Any, first: Any, second: Any, lengths: Any, p: float) -> Any:
    """Return the gradient of the first's rows, by their distances from all of the second's."""
    if p == 0 or not first.meta.numel or not second.meta.numel:
        return nothing(first)
    if p == 2 and _many(first, second):  # as a product of matrices, which needs no room for the gaps
        zero = lengths.eq(0)
        share = (g / lengths.masked_fill(zero, 1)).masked_fill(zero, 0)
        return first * share.sum(-1).unsqueeze(-1) - share.matmul(second)
    gaps = first.unsqueeze(-2) - second.unsqueeze(-3)
    lengths, g = lengths.unsqueeze(-1), g.unsqueeze(-1)
    slope = gaps.sgn() * gaps.abs().eq(lengths).to(g.dtype) if math.isinf(p) else _slope(gaps, lengths, p)
    return (slope * g).sum(-2)


gradient(
    "cdist",
    x1=lambda g, x1, x2, p, result: _rows(g, x1, x2, result, p),
    x2=lambda g, x1, x2, p, result: _rows(g.transpose(-1, -2), x2, x1, result.transpose(-1, -2), p),
)


def _pdist(ops: Any, g: Any, self: Any, p: float, result: Any) -> Any:
    """Return the gradient of rows from that of their distances, which become a whole matrix with zeros along its diagonal."""
    rows = self.meta.shape[0]
    first, second = ops("triu_indices", rows, rows, 1).unbind(0)

    def whole(values: Any) -> Any:
        half = values.new_zeros((rows, rows)).index_put((first, second), values)
        return half + half.transpose(0, 1)

    return _rows(whole(g), self, self, whole(result), p)


gradient("pdist", self=_pdist)
