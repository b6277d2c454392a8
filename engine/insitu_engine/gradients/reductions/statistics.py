"""Gradients of variances and standard deviations."""

from __future__ import annotations

from math import inf, nan
from typing import Any

from insitu_engine.gradients.formulas import gradient
from insitu_engine.gradients.reductions.sums import reduced_count, restored, spread
from insitu_engine.ops.reductions.reduction import reduced_dims


def _chosen(dim: Any, unbiased: bool | None, correction: float | None) -> tuple[Any, float]:
    """Return dimensions and correction, as `insitu_engine.ops.reductions.spread` reads them."""
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    if unbiased is not None:
        return dim, float(unbiased)
    return dim, 1.0 if correction is None else float(correction)


def _from_variance(g: Any, self: Any, dim: Any, correction: float, keepdim: bool) -> Any:
    """Return the gradient of what the variance was computed of."""
    distance = self - self.mean(reduced_dims(dim, self.meta.ndim) or None, keepdim=True)
    freedom = reduced_count(dim, self.meta) - correction
    g = restored(g, dim, keepdim, self.meta)
    if freedom <= 0 and (dim is None or not self.meta.ndim):  # zero times infinity is not a number
        return g * distance.eq(0).where(nan, distance.ones_like() * inf)
    return g * (2.0 / freedom if freedom else inf) * distance


def _from_deviation(g: Any, self: Any, dim: Any, correction: float, keepdim: bool, deviation: Any) -> Any:
    """Return the gradient of what the standard deviation was computed of; none comes from where that is zero."""
    still = deviation.eq(0)
    return _from_variance(still.where(0, g / (still.where(1, deviation) * 2)), self, dim, correction, keepdim)


def _var(g: Any, self: Any, dim: Any, unbiased: Any, keepdim: bool, correction: Any) -> Any:
    return _from_variance(g, self, *_chosen(dim, unbiased, correction), keepdim)


def _std(g: Any, self: Any, dim: Any, unbiased: Any, keepdim: bool, correction: Any, result: Any) -> Any:
    return _from_deviation(g, self, *_chosen(dim, unbiased, correction), keepdim, result)


def _with_mean(through: Any, g: Any, dim: Any, keepdim: bool, self_meta: Any) -> Any:
    """Return the sum of a gradient, or None, and the mean's, or None."""
    if g is None:
        return through
    mean = spread(g / max(reduced_count(dim, self_meta), 1), dim, keepdim, self_meta)
    return mean if through is None else through + mean


def _var_mean(grads: Any, self: Any, dim: Any, unbiased: Any, keepdim: bool, correction: Any) -> Any:
    dim, correction = _chosen(dim, unbiased, correction)
    spread_g, mean_g = grads
    through = None if spread_g is None else _from_variance(spread_g, self, dim, correction, keepdim)
    return _with_mean(through, mean_g, dim, keepdim, self.meta)


def _std_mean(
    grads: Any, self: Any, dim: Any, unbiased: Any, keepdim: bool, correction: Any, results: Any
) -> Any:
    dim, correction = _chosen(dim, unbiased, correction)
    spread_g, mean_g = grads
    through = None
    if spread_g is not None:
        through = _from_deviation(spread_g, self, dim, correction, keepdim, results[0])
    return _with_mean(through, mean_g, dim, keepdim, self.meta)


gradient("var", self=_var)
gradient("std", self=_std)
gradient("var_mean", self=_var_mean)
gradient("std_mean", self=_std_mean)
