"""Gradients of covariances and of correlation coefficients."""

from __future__ import annotations

from math import inf
from typing import Any

from insitu_engine.gradients.formulas import conj, gradient


def _weights(fweights: Any, aweights: Any) -> Any:
    """Return how much each observation weighs, as a vector, None where all weigh 1."""
    given = [weights.reshape((-1,)) for weights in (fweights, aweights) if weights is not None]
    return None if not given else given[0] if len(given) == 1 else given[0] * given[1]


def _freedom(correction: float, count: int, weights: Any, aweights: Any) -> Any:
    """Return what a sum of products is divided by for a covariance."""
    if weights is None:
        return max(float(count) - correction, 0.0)
    total = weights.sum()
    if aweights is None:
        return (total - correction).clamp_min(0)
    return (total - (weights * aweights.reshape((-1,))).sum() / total * correction).clamp_min(0)


def _distances(self: Any, weights: Any) -> Any:
    """Return rows of observations without their (weighted) means."""
    rows = self.reshape((1, -1)) if self.meta.ndim < 2 else self
    if weights is None:
        return rows - rows.mean(1, keepdim=True)
    return rows - (rows * weights).sum(1, keepdim=True) / weights.sum()


def _cov_self(g: Any, self: Any, correction: int, fweights: Any, aweights: Any) -> Any:
    weights = _weights(fweights, aweights)
    rows = _distances(self, weights)
    weighted = rows if weights is None else rows * weights
    freedom = _freedom(correction, rows.meta.shape[1], weights, aweights)
    square = g.reshape((rows.meta.shape[0],) * 2) / (
        freedom or inf if isinstance(freedom, float) else freedom
    )
    # Means move nothing: weighted distances from them add up to zero.
    return (square + square.adjoint()).mm(weighted).reshape(self.meta.shape)


def _real(value: Any) -> Any:
    return value.real() if value.dtype.is_complex else value


def _cov_weights(g: Any, self: Any, correction: int, fweights: Any, aweights: Any, result: Any) -> Any:
    """Return the gradient of ``aweights``, by what is added up and by what that is divided by."""
    weights = _weights(fweights, aweights)
    rows = _distances(self, weights)
    own = aweights.reshape((-1,))
    times = 1 if fweights is None else fweights.reshape((-1,)).to(own.dtype)
    total = weights.sum()
    share = (weights * own).sum() / total
    squares = _real((conj(rows) * g.reshape((rows.meta.shape[0],) * 2).mm(rows)).sum(0))
    whole = _real((conj(g) * result).sum())
    moved = 1 - (own * 2 - share) / total * correction
    return ((squares - moved * whole) / (total - share * correction) * times).reshape(aweights.meta.shape)


gradient("cov", self=_cov_self, aweights=_cov_weights)


def _corrcoef(g: Any, self: Any) -> Any:
    """Return the gradient through the covariances, of which each is divided by both deviations."""
    covariance = self.cov()
    if not g.meta.ndim:
        return (g - g) * self / covariance
    variances = covariance.diagonal()
    deviations = _real(variances).sqrt()
    scaled = g / deviations.unsqueeze(1) / deviations
    pull = _real(conj(scaled) * covariance)
    lost = (pull.sum(0) + pull.sum(1)) / (deviations * deviations) / 2
    through = scaled - lost.to(scaled.dtype).diag_embed()
    return _cov_self(through, self, 1, None, None)


gradient("corrcoef", self=_corrcoef)
