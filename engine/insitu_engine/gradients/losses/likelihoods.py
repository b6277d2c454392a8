"""Gradients of losses of distributions.

The one rule: those of PyTorch's are composed, and keep what they do not find in an argument that they keep anyway; so do these.
"""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.formulas import conj, gradient
from insitu_engine.gradients.losses.regression import shared
from insitu_engine.ops.losses.likelihoods import one_of_each_line


def _divergence(g: Any, reduction: str, input_meta: Any, target_meta: Any) -> Any:
    if reduction == "batchmean" and input_meta.ndim:
        g = g / input_meta.shape[0]
    return shared(g, reduction, input_meta, target_meta)


# --- Kullback-Leibler -------------------------------------------------------------------------------------------------


def _kl_div_target(
    g: Any, chances: Any, against: Any, input_meta: Any, target_meta: Any, reduction: str, log_target: bool
) -> Any:
    each = _divergence(g, reduction, input_meta, target_meta)
    return each * (chances * (against + 1) if log_target else chances.log() - against + 1)


gradient(
    "kl_div",
    keep={
        "chances": lambda target, log_target: target.exp() if log_target else target,
        "against": lambda input, target, log_target: target - input if log_target else input,
    },
    input=lambda g, chances, input_meta, target_meta, reduction: (
        -chances * _divergence(g, reduction, input_meta, target_meta)
    ),
    target=_kl_div_target,
)

# --- Poisson's --------------------------------------------------------------------------------------------------------


def _poisson_input(g: Any, target: Any, mean: Any, log_input: bool, reduction: str) -> Any:
    each = shared(g, reduction, mean.meta, target.meta)
    return each * conj(mean - target if log_input else 1 - target / mean)


def _poisson_target(g: Any, target: Any, score: Any, log_input: bool, full: bool, reduction: str) -> Any:
    slope = -score if log_input else -score.log()
    if full:
        few = target.le(1)
        many = target.masked_fill(few, 1)
        slope = slope + (many.log() + 0.5 / many).masked_fill(few, 0)
    return conj(slope) * shared(g, reduction, score.meta, target.meta)


gradient(
    "poisson_nll_loss",
    keep={
        "mean": lambda input, log_input, eps: input.exp() if log_input else input + eps,
        "score": lambda input, log_input, eps: input if log_input else input + eps,
    },
    input=_poisson_input,
    target=_poisson_target,
)

# --- normal -----------------------------------------------------------------------------------------------------------


def _spread(input: Any, var: Any, eps: float) -> Any:
    """Return variances that broadcast, with the gradient as if those below ``eps`` were not lifted to it."""
    if isinstance(var, int | float):
        return max(var, eps)
    lifted = var + (eps - var.detach()).clamp_min(0)
    return lifted.unsqueeze(-1) if one_of_each_line(var.meta.shape, input.meta.shape) else lifted


def _normal(g: Any, gap: Any, spread: Any, reduction: str) -> Any:
    pull = gap / spread
    return conj(pull) * shared(g, reduction, pull.meta)


def _normal_var(g: Any, gap: Any, spread: Any, reduction: str, var_meta: Any, input_meta: Any) -> Any:
    slope = (1 / spread - (gap / spread).square()) * 0.5
    found = conj(slope) * shared(g, reduction, slope.meta)
    return found.sum(-1) if one_of_each_line(var_meta.shape, input_meta.shape) else found


gradient(
    "gaussian_nll_loss",
    keep={"gap": lambda input, target: input - target, "spread": _spread},
    input=_normal,
    target=lambda g, gap, spread, reduction: -_normal(g, gap, spread, reduction),
    var=_normal_var,
)
