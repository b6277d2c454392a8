"""Losses of probabilities beside truths: minus the logarithm of how probable each truth was taken to be.

The one rule: logarithms are taken so that a loss stays finite wherever its logit is.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import bool_
from insitu_engine.errors import BadValueError, DTypeError, IndexRangeError, InvalidValueError, ShapeError
from insitu_engine.meta import Meta, Operand, Shape
from insitu_engine.ops.losses.reducing import (
    FUNCTIONAL,
    reduced,
    require_reduction,
    require_storable,
    write,
    write_whole,
)
from insitu_engine.ops.pointwise.arithmetic import refuse_truths
from insitu_engine.optable import Array, Out, Tensor, op
from insitu_engine.rules import broadcast, broadcast_shapes, promoted, refuse_unless


def _size(given: Meta) -> str:
    return f"torch.Size({list(given.shape)})"


def _refuse_wider(shape: Shape, *others: Operand | None) -> None:
    """Raise ShapeError where what is multiplied in place with losses of a shape would make it another one."""
    for other in others:
        if other is not None:
            wide = broadcast_shapes(shape, other.meta.shape)
            if wide != shape:
                raise ShapeError(
                    f"output with shape {list(shape)} doesn't match the broadcast shape {list(wide)}"
                )


def _cross_entropy_plan(input: Operand, target: Operand, weight: Operand | None, reduction: str) -> Computed:
    given, wanted = input.meta, target.meta
    require_reduction(reduction)
    if given.shape != wanted.shape:
        raise InvalidValueError(
            f"Using a target size ({_size(wanted)}) that is different to the input size ({_size(given)}) is deprecated. "
            "Please ensure they have the same size."
        )
    if weight is not None:
        _refuse_weight(wanted.shape, weight.meta)
        require_storable(weight.meta.dtype, given.dtype)
    if given.dtype is not wanted.dtype:
        raise DTypeError(f"Found dtype {wanted.dtype.title} but expected {given.dtype.title}")
    refuse_unless(given.dtype.is_floating_point, "binary_cross_entropy", given.dtype)
    _refuse_wider(given.shape, weight)
    return reduced(given.dtype, given.shape, reduction, given.dtype)


def _refuse_weight(shape: Shape, weight: Meta) -> None:
    """Raise ShapeError for a weight that does not broadcast, as ``torch.broadcast_shapes`` tells it."""
    for at in range(-1, -1 - min(len(shape), weight.ndim), -1):
        if weight.shape[at] != shape[at] and 1 not in (weight.shape[at], shape[at]):
            raise ShapeError(
                f"Attempting to broadcast a dimension of length {weight.shape[at]} at {at}! Mismatching argument at index "
                f"1 had {_size(weight)}; but expected shape should be broadcastable to {list(shape)}"
            )


def _refuse_improbable(input: Array, target: Array, weight: Array | None, reduction: str) -> None:
    del weight, reduction
    for name, values in (("input", input), ("target", target)):
        if not np.all((values >= 0) & (values <= 1)):
            raise BadValueError(f"all elements of {name} should be between 0 and 1")


@op(plan=_cross_entropy_plan, check=_refuse_improbable, where=FUNCTIONAL)
def binary_cross_entropy(
    out: Out, input: Tensor, target: Tensor, weight: Tensor | None = None, reduction: str = "mean"
) -> Tensor:
    """Return how surprising truths ``target`` are where their probabilities are ``input``, each at most 100.

    Both are between 0 and 1, and of one shape. ``weight`` broadcasts.
    """

    def loss(x: Array, y: Array, *weights: Array) -> Any:
        losses = (y - 1) * np.maximum(np.log1p(-x), -100) - y * np.maximum(np.log(x), -100)
        return losses * weights[0] if weights else losses

    return write(out, reduction, loss, input, target, *([] if weight is None else [weight]))


def _logits_plan(
    input: Operand, target: Operand, weight: Operand | None, reduction: str, pos_weight: Operand | None
) -> Computed:
    given, wanted = input.meta, target.meta
    require_reduction(reduction)
    if given.shape != wanted.shape:
        raise InvalidValueError(
            f"Target size ({_size(wanted)}) must be the same as input size ({_size(given)})"
        )
    refuse_unless(given.dtype.is_floating_point, "log_sigmoid_cpu", given.dtype)
    if wanted.dtype is bool_:
        refuse_truths(target, target)
    refuse_unless(not wanted.dtype.is_complex, "log_sigmoid_cpu", wanted.dtype)
    require_storable(given.dtype, wanted.dtype)
    if pos_weight is not None:
        broadcast_shapes(pos_weight.meta.shape, wanted.shape)
    _refuse_wider(wanted.shape, pos_weight, weight)
    for factor in (pos_weight, weight):
        if factor is not None:
            require_storable(factor.meta.dtype, wanted.dtype)
    return reduced(wanted.dtype, wanted.shape, reduction, wanted.dtype)


def _likely(x: Array) -> Array:
    """Return the logarithm of the sigmoid, exact for large magnitudes."""
    return np.asarray(np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x))))


@op(plan=_logits_plan, where=FUNCTIONAL)
def binary_cross_entropy_with_logits(
    out: Out,
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """Return `binary_cross_entropy` of the sigmoid of ``input``, without its rounding; truths count ``pos_weight`` times.

    Both weights broadcast.
    """
    one = np.ones((), input.dtype)

    def loss(x: Array, y: Array, factor: Array, truth: Array) -> Any:
        return factor * ((1 - y) * x - ((truth - 1) * y + 1) * _likely(x))

    weights = (one if given is None else given for given in (weight, pos_weight))
    return write(out, reduction, loss, input, target, *weights)


def _labels_plan(input: Operand, target: Operand, weight: Operand | None, reduction: str) -> Computed:
    given = input.meta
    refuse_unless(given.dtype.is_floating_point, "log_sigmoid_cpu", given.dtype)
    if target.meta.dtype is bool_:
        refuse_truths(target, input)
    shape = broadcast(target, input)
    shape = shape if weight is None else broadcast_shapes(shape, weight.meta.shape)
    dtype = promoted(input, target, weight)
    refuse_unless(not dtype.is_complex, "log_sigmoid_cpu", dtype)
    if not given.ndim:
        raise IndexRangeError("Dimension specified as -1 but tensor has no dimensions")
    if reduction not in ("none", "mean", "sum"):
        raise InvalidValueError(f"{reduction} is not valid")
    at = given.ndim - 1
    return reduced(dtype, (*shape[:at], *shape[at + 1 :]), reduction, dtype)


@op(plan=_labels_plan, where=FUNCTIONAL)
def multilabel_soft_margin_loss(
    out: Out, input: Tensor, target: Tensor, weight: Tensor | None = None, reduction: str = "mean"
) -> Tensor:
    """Return the mean over the classes, the last dimension, of how surprising labels 0 and 1 are at logits ``input``.

    ``weight`` broadcasts.
    """
    weights = [] if weight is None else [weight]

    def loss(x: Array, y: Array, *factors: Array) -> Any:
        losses = (1 - y) * x - _likely(x)
        return losses * factors[0] if factors else losses

    shape = np.broadcast_shapes(*(given.shape for given in (input, target, *weights)))
    each = write(np.empty(shape, np.result_type(out, np.float32)), "none", loss, input, target, *weights)
    return write_whole(out, reduction, np.add.reduce(each, axis=input.ndim - 1) / input.shape[-1])
