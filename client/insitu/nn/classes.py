"""How far predictions are from the right classes: cross entropy and its half, composed of the table's ops.

The one rule: nothing is read. A class out of range is refused by the server.
"""

from __future__ import annotations

from insitu import _functions
from insitu._tensor import Tensor
from insitu.nn.losses import reduction_of
from insitu_engine.errors import BadValueError, InvalidValueError, ShapeError

__all__ = ["cross_entropy", "nll_loss"]


def nll_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Return minus the log probability that ``input`` gives to each class ``target``.

    ``input`` is (N, C, ...) or (C), ``target`` int64 of shape (N, ...) or (). ``weight`` (C) is by class; the mean is
    divided by the sum of the weights. Targets that are ``ignore_index`` do not count.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    return _reduced(*_picked(input, target, weight, ignore_index), reduction)


def _require_shapes(input: Tensor, target: Tensor) -> None:
    if not input.ndim:
        raise ShapeError("Expected input to have at least 1 dimension, got a scalar")
    wanted = (*input.shape[:1], *input.shape[2:]) if input.ndim > 1 else ()
    if input.ndim > 1 and target.ndim and input.shape[0] != target.shape[0]:
        raise InvalidValueError(
            f"Expected input batch_size ({input.shape[0]}) to match target batch_size ({target.shape[0]})."
        )
    if tuple(target.shape) != wanted:
        raise ShapeError(f"Expected target size {list(wanted)}, got {list(target.shape)}")


def _picked(input: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int) -> tuple[Tensor, Tensor]:
    """Return the weighted losses of the targets' classes, and the weights: 0 for what is ignored."""
    _require_shapes(input, target)
    dim = 1 if input.ndim > 1 else 0
    counts = target != ignore_index
    places = target * counts  # class 0 for what is ignored
    shares = counts.to(input.dtype)
    if weight is not None:
        shares = shares * weight.index_select(0, places.reshape(-1)).reshape(target.shape)
    losses = input.gather(dim, places.unsqueeze(dim)).squeeze(dim)
    # Where what is ignored is infinite, 0 times it would be nan.
    return -(losses.masked_fill(~counts, 0) * shares), shares


def _reduced(losses: Tensor, shares: Tensor, reduction: str) -> Tensor:
    if reduction not in ("none", "mean", "sum"):
        raise InvalidValueError(f"{reduction} is not a valid value for reduction")
    if reduction == "none":
        return losses
    return losses.sum() / shares.sum() if reduction == "mean" else losses.sum()


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
    shared out among all classes. Raises BadValueError for one that is not between 0 and 1.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    if not 0 <= label_smoothing <= 1:
        raise BadValueError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing}")
    dim = 1 if input.ndim > 1 else 0
    logs = _functions.log_softmax(input, dim)
    if target.shape == input.shape and input.ndim:
        return _of_probabilities(logs, target, weight, reduction, label_smoothing)
    losses, shares = _picked(logs, target, weight, ignore_index)
    if not label_smoothing:
        return _reduced(losses, shares, reduction)
    spread = -(logs if weight is None else logs * _along(weight, dim, logs.ndim)).sum(dim)
    spread = spread.masked_fill(target == ignore_index, 0)
    kept = 1 - label_smoothing
    return _reduced(losses * kept + spread * (label_smoothing / logs.shape[dim]), shares, reduction)


def _along(weight: Tensor, dim: int, ndim: int) -> Tensor:
    """Return weights by class as they lie along the classes' dimension."""
    return weight.reshape((-1,) + (1,) * (ndim - 1 - dim))


def _of_probabilities(
    logs: Tensor, target: Tensor, weight: Tensor | None, reduction: str, smoothing: float
) -> Tensor:
    if not target.is_floating_point():
        raise BadValueError(
            f"Expected floating point type for target with class probabilities, got {target.dtype.title}"
        )
    dim = 1 if logs.ndim > 1 else 0
    if smoothing:
        target = target * (1 - smoothing) + smoothing / logs.shape[dim]
    losses = logs * target
    if weight is not None:
        losses = losses * _along(weight, dim, logs.ndim)
    if reduction == "none":
        return -losses.sum(dim)
    total = -losses.sum()
    return total / (logs.numel() // logs.shape[dim]) if reduction == "mean" else total
