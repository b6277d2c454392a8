"""Gradients of normalizations by exponentials, and of the logarithm of their sum."""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.formulas import conj, gradient
from insitu_engine.gradients.reductions.sums import restored


def _softmax(g: Any, result: Any, dim: int) -> Any:
    weighted = g * result
    return weighted - result * weighted.sum(dim, keepdim=True)


gradient("softmax", self=_softmax)
gradient("softmin", self=lambda g, result, dim: -_softmax(g, result, dim))
gradient("log_softmax", self=lambda g, result, dim: g - result.exp() * g.sum(dim, keepdim=True))


def _logsumexp(g: Any, self: Any, dim: Any, keepdim: bool, result: Any) -> Any:
    shares = self - restored(result, dim, keepdim, self.meta)
    return restored(g, dim, keepdim, self.meta) * conj(shares.exp())


gradient("logsumexp", self=_logsumexp)
