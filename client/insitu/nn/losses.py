"""Losses that are more than their row of the op table: warnings, weights, probabilities in the place of classes.

The one rule: without a weight, and with classes as targets, each is one call, beside the softmax of `cross_entropy`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

from insitu import _functions
from insitu._tensor import Tensor
from insitu.dispatch import call
from insitu.nn import _table
from insitu.nn.reduction import reduction_of
from insitu_engine.errors import BadValueError, InvalidValueError, ShapeError
from insitu_engine.optable import lookup

__all__ = [
    "cross_entropy",
    "huber_loss",
    "kl_div",
    "l1_loss",
    "mse_loss",
    "smooth_l1_loss",
    "triplet_margin_with_distance_loss",
]

_HUBER_LOSS = lookup("huber_loss")
_KL_DIV = lookup("kl_div")
_L1_LOSS = lookup("l1_loss")
_MSE_LOSS = lookup("mse_loss")
_SMOOTH_L1_LOSS = lookup("smooth_l1_loss")


# --- of numbers -------------------------------------------------------------------------------------------------------


def _warn_of_sizes(input: Tensor, target: Tensor) -> None:
    if input.shape != target.shape:
        text = (
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}). This will likely "
            "lead to incorrect results due to broadcasting. Please ensure they have the same size."
        )
        warnings.warn(text, stacklevel=3)


def _weighted(losses: Tensor, weight: Tensor, input: Tensor, reduction: str, *, by_weight: bool) -> Tensor:
    """Return losses times a weight each, and of these the sum, or the mean: by the number of losses, or by their weight."""
    if weight.shape != input.shape:
        raise InvalidValueError("Weights and input must have the same size.")
    losses = losses * weight
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    if reduction == "mean":
        return losses.sum() / weight.sum() if by_weight else losses.mean()
    raise InvalidValueError(f"Invalid reduction mode: {reduction}. Expected one of 'none', 'mean', 'sum'.")


def mse_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """Return the squared differences, their mean or their sum; shapes broadcast, with a warning."""
    _warn_of_sizes(input, target)
    reduction = reduction_of(size_average, reduce, reduction)
    if weight is not None:
        return _weighted((input - target).square(), weight, input, reduction, by_weight=True)
    loss: Tensor = call(_MSE_LOSS, (input, target, reduction))
    return loss


def l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """Return the magnitudes of differences, their mean or their sum; shapes broadcast, with a warning."""
    _warn_of_sizes(input, target)
    reduction = reduction_of(size_average, reduce, reduction)
    if weight is not None:
        return _weighted((input - target).abs(), weight, input, reduction, by_weight=True)
    loss: Tensor = call(_L1_LOSS, (input, target, reduction))
    return loss


def smooth_l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    beta: float = 1.0,
) -> Tensor:
    """Return the magnitudes of differences, but squared where they are below ``beta``: smooth at 0.

    Shapes broadcast, with a warning. Raises BadValueError for ``beta`` < 0.
    """
    _warn_of_sizes(input, target)
    reduction = reduction_of(size_average, reduce, reduction)
    loss: Tensor = call(_SMOOTH_L1_LOSS, (input, target, reduction, beta))
    return loss


def huber_loss(
    input: Tensor,
    target: Tensor,
    reduction: str = "mean",
    delta: float = 1.0,
    weight: Tensor | None = None,
) -> Tensor:
    """Return half the squared differences, but linear from ``delta`` on; shapes broadcast, with a warning.

    Raises BadValueError unless ``delta`` > 0.
    """
    _warn_of_sizes(input, target)
    given = reduction if weight is None else "none"
    loss: Tensor = call(_HUBER_LOSS, (input, target, given, delta))
    return loss if weight is None else _weighted(loss, weight, input, reduction, by_weight=False)


def kl_div(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> Tensor:
    """Return the Kullback-Leibler divergence of ``target`` from log probabilities ``input``, element by element.

    With ``log_target`` that is of log probabilities too. ``reduction="batchmean"`` is the sum divided by the first size,
    as the mathematics has it; of "mean" there is a warning. Shapes broadcast.
    """
    if size_average is None and reduce is None and reduction == "mean":
        text = (
            "reduction: 'mean' divides the total loss by both the batch size and the support size.'batchmean' divides only "
            "by the batch size, and aligns with the KL div math definition.'mean' will be changed to behave the same as "
            "'batchmean' in the next major release."
        )
        warnings.warn(text, stacklevel=2)
    reduction = reduction_of(size_average, reduce, reduction)
    loss: Tensor = call(_KL_DIV, (input, target, reduction, log_target))
    return loss


# --- of classes -------------------------------------------------------------------------------------------------------


def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """Return `nll_loss` of the log softmax of ``input``, which is (N, C, ...) or (C).

    ``target`` are classes, or probabilities of the shape of ``input``. With ``label_smoothing`` so much of each target is
    shared out among all classes. Raises BadValueError where it is above 1.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    if reduction not in ("none", "mean", "sum"):
        raise InvalidValueError(f"{reduction} is not a valid value for reduction")
    probabilities = target.shape == input.shape
    if probabilities:
        _refuse_probabilities(target, ignore_index)
    if label_smoothing > 1:
        raise BadValueError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing}")
    logs = _functions.log_softmax(input, 0 if input.ndim == 1 else 1)
    if probabilities:
        return _of_probabilities(logs, target, weight, reduction, label_smoothing)
    losses = _table.nll_loss(logs, target, weight, ignore_index=ignore_index, reduction=reduction)
    if label_smoothing <= 0:
        return losses
    spread = _of_all(logs, target, weight, ignore_index, reduction)
    return losses * (1 - label_smoothing) + spread * (label_smoothing / _classes(logs))


def _classes(logs: Tensor) -> int:
    return logs.shape[0 if logs.ndim == 1 else 1]


def _along_classes(logs: Tensor, weight: Tensor | None) -> Tensor:
    """Return log probabilities times the weights of their classes."""
    if weight is None:
        return logs
    return logs * weight.reshape((-1,) + (1,) * max(logs.ndim - 2, 0))


def _refuse_probabilities(target: Tensor, ignore_index: int) -> None:
    if not target.is_floating_point():
        raise BadValueError(
            f"Expected floating point type for target with class probabilities, got {target.dtype.title}"
        )
    if ignore_index >= 0:
        raise BadValueError("ignore_index is not supported for floating point target")


def _of_probabilities(
    logs: Tensor, target: Tensor, weight: Tensor | None, reduction: str, smoothing: float
) -> Tensor:
    classes = _classes(logs)
    if weight is not None and tuple(weight.shape) != (classes,):
        raise ShapeError(
            f"cross_entropy: weight tensor should be defined either for all {classes} classes or no classes but got weight "
            f"tensor of shape: {list(weight.shape)}"
        )
    if smoothing > 0:
        target = target * (1 - smoothing) + smoothing / classes
    losses = _along_classes(logs * target, weight)
    if reduction == "none":
        return -losses.sum(0 if logs.ndim == 1 else 1)
    total = -losses.sum()
    return total / (logs.numel() / classes) if reduction == "mean" else total


def _of_all(logs: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int, reduction: str) -> Tensor:
    """Return the losses as if every class were the right one, added up, where there is a right one."""
    ignored = target == ignore_index
    losses = (-_along_classes(logs, weight).sum(0 if logs.ndim == 1 else 1)).masked_fill(ignored, 0)
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    if weight is None:
        return losses.sum() / ignored.logical_not().sum()
    shares = weight.index_select(0, target.masked_fill(ignored, 0).flatten())
    return losses.sum() / shares.masked_fill(ignored.flatten(), 0).sum()


# --- of triplets ------------------------------------------------------------------------------------------------------


def triplet_margin_with_distance_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    *,
    distance_function: Callable[[Tensor, Tensor], Tensor] | None = None,
    margin: float = 1.0,
    swap: bool = False,
    reduction: str = "mean",
) -> Tensor:
    """Return by how much ``negative`` is not farther than ``positive`` from ``anchor`` by ``margin``, by any distance.

    That is `pairwise_distance` if not given. With ``swap`` ``negative`` is to be that far from the nearer of the two.
    """
    if reduction not in ("mean", "sum", "none"):
        raise InvalidValueError(f"{reduction} is not a valid value for reduction")
    if margin <= 0:
        raise InvalidValueError(f"margin must be greater than 0, got {margin}")
    if not anchor.ndim == positive.ndim == negative.ndim:
        raise ShapeError(
            "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: anchor "
            f"{anchor.ndim}D, positive {positive.ndim}D, and negative {negative.ndim}D inputs"
        )
    distance = distance_function or _table.pairwise_distance
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = far.minimum(distance(positive, negative))
    losses = (near + margin - far).clamp_min(0)
    return losses if reduction == "none" else losses.mean() if reduction == "mean" else losses.sum()
