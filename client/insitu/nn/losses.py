"""How far predictions are from what was wanted, as a number to go down: functions composed of the table's ops.

The one rule: nothing is read. What ``ignore_index`` leaves out is left out by the server.
"""

from __future__ import annotations

import math
import warnings

from insitu import _functions, special
from insitu._tensor import Tensor
from insitu.composed import broadcast_shapes
from insitu.nn import _table
from insitu_engine.errors import BadValueError, InvalidValueError, ShapeError

__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "gaussian_nll_loss",
    "hinge_embedding_loss",
    "huber_loss",
    "kl_div",
    "l1_loss",
    "margin_ranking_loss",
    "mse_loss",
    "poisson_nll_loss",
    "smooth_l1_loss",
    "soft_margin_loss",
]


def reduction_of(size_average: bool | None, reduce: bool | None, reduction: str) -> str:
    """Return how to reduce, from what PyTorch takes today and from what it took before."""
    if size_average is None and reduce is None:
        return reduction
    chosen = "none" if reduce is False else "sum" if size_average is False else "mean"
    text = f"size_average and reduce args will be deprecated, please use reduction='{chosen}' instead."
    warnings.warn(text, stacklevel=4)
    return chosen


def reduced(losses: Tensor, reduction: str, weight: Tensor | None = None) -> Tensor:
    """Return the losses, their "mean" or their "sum"; with weights the mean is divided by the weights' sum."""
    if reduction not in ("none", "mean", "sum"):
        raise InvalidValueError(f"{reduction} is not a valid value for reduction")
    if weight is not None:
        weight = weight.expand(losses.shape)
        losses = losses * weight
        if reduction == "mean":
            return losses.sum() / weight.sum()
    return losses if reduction == "none" else losses.mean() if reduction == "mean" else losses.sum()


def _broadcast(input: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """Return both in their common shape, with PyTorch's warning if that is not theirs."""
    if input.shape == target.shape:
        return input, target
    shapes = f"({target.shape}) that is different to the input size ({input.shape})"
    text = (
        f"Using a target size {shapes}. This will likely lead to incorrect results due to broadcasting. Please ensure they "
        "have the same size."
    )
    warnings.warn(text, stacklevel=4)
    shape = broadcast_shapes(input.shape, target.shape)
    return input.expand(shape), target.expand(shape)


def mse_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """Return the squared differences, their mean or their sum; shapes broadcast, with a warning."""
    reduction = reduction_of(size_average, reduce, reduction)
    input, target = _broadcast(input, target)
    return reduced((input - target).square(), reduction, weight)


def l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """Return the absolute differences, their mean or their sum; shapes broadcast, with a warning."""
    reduction = reduction_of(size_average, reduce, reduction)
    input, target = _broadcast(input, target)
    return reduced((input - target).abs(), reduction, weight)


def smooth_l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    beta: float = 1.0,
) -> Tensor:
    """Return absolute differences, squared where they are below ``beta``: smooth at 0; BadValueError for ``beta`` < 0."""
    reduction = reduction_of(size_average, reduce, reduction)
    if beta < 0:
        raise BadValueError("smooth_l1_loss does not support negative values for beta.")
    if beta == 0:
        return l1_loss(input, target, reduction=reduction)
    input, target = _broadcast(input, target)
    size = (input - target).abs()
    near = size.clamp_max(beta)  # a parabola as far as beta, a line from there: x² / 2 + beta (z - x)
    return reduced(near * near * (0.5 / beta) + (size - near), reduction)


def huber_loss(
    input: Tensor,
    target: Tensor,
    reduction: str = "mean",
    delta: float = 1.0,
    weight: Tensor | None = None,
) -> Tensor:
    """Return squared differences, linear from ``delta`` on; BadValueError unless ``delta`` > 0."""
    if delta <= 0:
        raise BadValueError("huber_loss does not support non-positive values for delta.")
    input, target = _broadcast(input, target)
    size = (input - target).abs()
    near = size.clamp_max(delta)
    return reduced(near * near * 0.5 + (size - near) * delta, reduction, weight)


def _require_same_shape(input: Tensor, target: Tensor) -> None:
    if input.shape != target.shape:
        raise InvalidValueError(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}) is deprecated. Please "
            "ensure they have the same size."
        )


def binary_cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Return how surprising truths ``target`` are where their probabilities are ``input``, each at most 100.

    Raises InvalidValueError for another shape of the target. ``weight`` broadcasts.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    _require_same_shape(input, target)
    losses = (target - 1) * (-input).log1p().clamp_min(-100) - target * input.log().clamp_min(-100)
    return reduced(losses if weight is None else losses * weight, reduction)


def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """Return `binary_cross_entropy` of the sigmoid of ``input``, without its rounding; truths count ``pos_weight`` times."""
    reduction = reduction_of(size_average, reduce, reduction)
    if input.shape != target.shape:
        raise InvalidValueError(
            f"Target size ({target.shape}) must be the same as input size ({input.shape})"
        )
    likely = _table.logsigmoid(input)
    if pos_weight is not None:
        likely = likely * ((pos_weight - 1) * target + 1)
    losses = (1 - target) * input - likely
    return reduced(losses if weight is None else losses * weight, reduction)


def kl_div(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> Tensor:
    """Return the Kullback-Leibler divergence of ``target`` from log probabilities ``input``, by element.

    ``reduction="batchmean"`` is the sum divided by the first size, as the mathematics has it.
    """
    if reduction == "mean" and size_average is None and reduce is None:
        text = (
            "reduction: 'mean' divides the total loss by both the batch size and the support size. 'batchmean' divides only "
            "by the batch size, and aligns with the KL div math definition. 'mean' will be changed to behave the same as "
            "'batchmean' in the next major release."
        )
        warnings.warn(text, stacklevel=2)
    reduction = reduction_of(size_average, reduce, reduction)
    losses = target.exp() * (target - input) if log_target else special.xlogy(target, target) - target * input
    if reduction == "batchmean":
        return losses.sum() / input.shape[0] if input.ndim else losses.sum()
    return reduced(losses, reduction)


def poisson_nll_loss(
    input: Tensor,
    target: Tensor,
    log_input: bool = True,
    full: bool = False,
    size_average: bool | None = None,
    eps: float = 1e-8,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Return how surprising counts ``target`` are, of Poisson's distribution with mean ``input`` or its exponential."""
    reduction = reduction_of(size_average, reduce, reduction)
    losses = input.exp() - target * input if log_input else input - target * (input + eps).log()
    if full:  # Stirling's approximation, where it is one
        many = target * target.log() - target + 0.5 * (2 * math.pi * target).log()
        losses = losses + many.masked_fill(target <= 1, 0)
    return reduced(losses, reduction)


def gaussian_nll_loss(
    input: Tensor,
    target: Tensor,
    var: Tensor | float,
    full: bool = False,
    eps: float = 1e-6,
    reduction: str = "mean",
) -> Tensor:
    """Return how surprising ``target`` is, of normal distributions with mean ``input`` and variance ``var``, at least ``eps``."""
    spread = var if isinstance(var, Tensor) else var * _functions.ones_like(input)
    if spread.ndim == input.ndim - 1 and spread.shape == input.shape[:-1]:
        spread = spread.unsqueeze(-1)
    floor = (eps - spread.detach()).clamp_min(0)
    spread = spread + floor  # clamped, with the gradient as if it were not
    losses = 0.5 * (spread.log() + (input - target).square() / spread)
    return reduced(losses + 0.5 * math.log(2 * math.pi) if full else losses, reduction)


def soft_margin_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Return log(1 + exp(-target * input)) for targets -1 and 1."""
    reduction = reduction_of(size_average, reduce, reduction)
    return reduced((-target * input).exp().log1p(), reduction)


def hinge_embedding_loss(
    input: Tensor,
    target: Tensor,
    margin: float = 1.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Return ``input`` where ``target`` is 1, and max(0, margin - input) where it is -1."""
    reduction = reduction_of(size_average, reduce, reduction)
    far = (margin - input).clamp_min(0)
    return reduced(far * (target != 1).to(far.dtype) + input * (target != -1).to(far.dtype), reduction)


def margin_ranking_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Return max(0, -target * (input1 - input2) + margin): who is to come first, for targets 1 and -1."""
    reduction = reduction_of(size_average, reduce, reduction)
    if not input1.ndim == input2.ndim == target.ndim:
        raise ShapeError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: "
            f"{input1.shape}, input2: {input2.shape}, target: {target.shape} "
        )
    return reduced((-target * (input1 - input2) + margin).clamp_min(0), reduction)
