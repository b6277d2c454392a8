"""Losses of scores by class beside the right classes: by the score of the right one, or by margins between scores.

The one rule: what is no class is refused before anything is computed, but for what says that there is none.
"""

from __future__ import annotations

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import float32, float64, int64, uint8
from insitu_engine.errors import BadValueError, DTypeError, IndexRangeError, InvalidValueError, ShapeError
from insitu_engine.meta import Meta, Operand
from insitu_engine.ops.losses.reducing import FUNCTIONAL, reduced, require_reduction, write_whole
from insitu_engine.ops.positions.picking import first_outside
from insitu_engine.optable import Array, IndexTensor, Out, Tensor, op
from insitu_engine.rules import refuse_unless

# --- the right class's own score --------------------------------------------------------------------------------------


def _nll_plan(
    input: Operand, target: Operand, weight: Operand | None, ignore_index: int, reduction: str
) -> Computed:
    del ignore_index
    given, wanted = input.meta, target.meta
    require_reduction(reduction)
    _refuse_shapes(given, wanted)
    _refuse_weight(given, None if weight is None else weight.meta)
    images = given.ndim > 2
    refuse_unless(
        given.dtype.is_floating_point,
        "nll_loss2d_forward_out_frame" if images else "nll_loss_out_frame",
        given.dtype,
    )
    if wanted.dtype not in (int64, uint8):
        raise DTypeError(f"expected target dtype to be Long or Byte, but got {wanted.dtype.title}")
    if images and wanted.dtype is uint8:
        raise DTypeError("expected scalar type Long but found Byte")
    if weight is not None and weight.meta.dtype is not given.dtype:
        raise DTypeError(f"expected scalar type {given.dtype.title} but found {weight.meta.dtype.title}")
    shape = wanted.shape if given.ndim > 1 else ()
    return reduced(given.dtype, shape, reduction)


def _refuse_shapes(given: Meta, wanted: Meta) -> None:
    if not given.ndim:
        raise InvalidValueError("Expected 1 or more dimensions (got 0)")
    batch = wanted.shape[0] if wanted.ndim else 0
    if given.ndim > 1 and given.shape[0] != batch:
        raise InvalidValueError(
            f"Expected input batch_size ({given.shape[0]}) to match target batch_size ({batch})."
        )
    if given.ndim == 4:
        if wanted.ndim != 3:
            raise ShapeError(
                "only batches of spatial targets supported (3D tensors) but got targets of dimension: "
                f"{wanted.ndim}"
            )
        if given.shape[2:] != wanted.shape[1:]:
            raise ShapeError(f"size mismatch (got input: {list(given.shape)} , target: {list(wanted.shape)}")
    elif given.ndim > 2:
        shape = (*given.shape[:1], *given.shape[2:])
        if wanted.shape != shape:
            raise ShapeError(f"Expected target size {list(shape)}, got {list(wanted.shape)}")
    elif wanted.ndim > 1:
        raise ShapeError("0D or 1D target tensor expected, multi-target not supported")
    elif given.ndim == 1 and wanted.numel != 1:
        raise InvalidValueError(
            f"For 1D input, 1D target must have size 1, but got target size: {wanted.shape[0]}"
        )


def _refuse_weight(given: Meta, weight: Meta | None) -> None:
    classes = given.shape[min(given.ndim - 1, 1)]
    if weight is None or weight.shape == (classes,):
        return
    if given.ndim > 2:
        raise ShapeError("weight tensor should be defined either for all or no classes")
    raise ShapeError(
        f"weight tensor should be defined either for all {classes} classes or no classes but got weight tensor of shape: "
        f"{list(weight.shape)}"
    )


def _refuse_classes(
    input: Array, target: Array, weight: Array | None, ignore_index: int, reduction: str
) -> None:
    del weight, reduction
    classes = input.shape[min(input.ndim - 1, 1)]
    found = first_outside(target[target != ignore_index], 0, classes)
    if found is not None:
        raise IndexRangeError(f"Target {found} is out of bounds.")


@op(plan=_nll_plan, check=_refuse_classes, where=FUNCTIONAL)
def nll_loss(
    out: Out,
    input: Tensor,
    target: IndexTensor,
    weight: Tensor | None = None,
    ignore_index: int = -100,
    reduction: str = "mean",
) -> Tensor:
    """Return minus the log probability that ``input`` gives to each class ``target``.

    ``input`` is (N, C, ...) or (C), ``target`` of shape (N, ...) or (). ``weight`` (C) is by class; the mean is
    divided by the sum of the weights. Targets that are ``ignore_index`` do not count.
    """
    scores = input if input.ndim > 1 else input.reshape(1, -1)
    places = target.reshape(scores.shape[:1] + scores.shape[2:])
    counted = places != ignore_index
    places = np.where(counted, places, 0).astype(np.intp)
    wide = np.result_type(input, np.float32)
    if not scores.size:  # there is no class 0 to stand for none
        picked = np.zeros(places.shape, wide)
    else:
        picked = np.take_along_axis(scores, places[:, None], 1)[:, 0].astype(wide)
    shares = counted.astype(wide) if weight is None else np.where(counted, weight[places], 0).astype(wide)
    losses = np.where(counted, -picked * shares, 0)
    if reduction != "mean":
        return write_whole(out, reduction, losses)
    out[...] = np.divide(*(np.add.reduce(part, axis=None, dtype=np.float64) for part in (losses, shares)))
    return out


# --- margins between scores -------------------------------------------------------------------------------------------


def _refuse_scores(given: Meta) -> None:
    if given.ndim > 2 or 0 in given.shape[-1:]:
        raise ShapeError(
            f"Expected non-empty vector or matrix with optional 0-dim batch size, but got: {list(given.shape)}"
        )


def _as_rows(array: Array) -> Array:
    """Return one sample a row, of a matrix, of a vector, or of a number."""
    return array.reshape(1, -1) if array.ndim < 2 else array


def _multi_margin_plan(
    input: Operand, target: Operand, p: float, margin: float, weight: Operand | None, reduction: str
) -> Computed:
    del margin
    given, wanted = input.meta, target.meta
    require_reduction(reduction)
    if p not in (1, 2):
        raise InvalidValueError("only p == 1 and p == 2 supported")
    if weight is not None and weight.meta.ndim != 1:
        raise InvalidValueError("weight must be one-dimensional")
    _refuse_scores(given)
    samples = given.shape[0] if given.ndim == 2 else 1
    if wanted.ndim > 1 or wanted.numel != samples or (given.ndim == 2 and wanted.ndim == 0):
        raise ShapeError(
            "multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples (batch size). "
            f"Expected target size [{samples}], but got {list(wanted.shape)}. Input has shape {list(given.shape)}."
        )
    classes = given.shape[-1] if given.ndim else 1
    if weight is not None and weight.meta.shape != (classes,):
        raise ShapeError(f"inconsistent weight size, expected {classes} but got {list(weight.meta.shape)}")
    refuse_unless(given.dtype in (float32, float64), "multi_margin_loss_cpu_kernel", given.dtype)
    _require_long(wanted)
    if weight is not None and weight.meta.dtype is not given.dtype:
        raise DTypeError(f"expected scalar type {given.dtype.title} but found {weight.meta.dtype.title}")
    return reduced(given.dtype, wanted.shape, reduction)


def _require_long(wanted: Meta) -> None:
    if wanted.dtype is not int64:
        raise DTypeError(f"expected scalar type Long but found {wanted.dtype.title}")


def _refuse_targets(
    input: Array, target: Array, p: float, margin: float, weight: Array | None, reduction: str
) -> None:
    del p, margin, weight, reduction
    if first_outside(target, 0, _as_rows(input).shape[1]) is not None:
        raise BadValueError("target out of range")


@op(plan=_multi_margin_plan, check=_refuse_targets, where=FUNCTIONAL)
def multi_margin_loss(
    out: Out,
    input: Tensor,
    target: IndexTensor,
    p: float = 1,
    margin: float = 1.0,
    weight: Tensor | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Return by how much other classes' scores come nearer to that of class ``target`` than ``margin``, to the power ``p``.

    ``input`` is (N, C) or (C), ``target`` (N) or (). That is a mean over the classes; ``weight`` (C) is by target.
    """
    scores, right = _as_rows(input), target.reshape(-1, 1)
    near = np.maximum(margin - np.take_along_axis(scores, right, 1) + scores, 0)
    np.put_along_axis(near, right, 0, 1)
    losses = np.add.reduce(near if p == 1 else np.square(near), axis=1) / scores.shape[1]
    losses = losses if weight is None else losses * weight[right[:, 0]]
    return write_whole(out, reduction, losses)


def _multilabel_margin_plan(input: Operand, target: Operand, reduction: str) -> Computed:
    given, wanted = input.meta, target.meta
    require_reduction(reduction)
    _refuse_scores(given)
    if wanted.shape != given.shape and not (wanted.numel == given.numel == 1 and wanted.ndim < 2):
        raise ShapeError(
            f"inconsistent target size: {list(wanted.shape)} for input of size: {list(given.shape)}"
        )
    kernel = "multilabel_margin_loss_forward_out_frame"
    refuse_unless(given.dtype in (float32, float64), kernel, given.dtype)
    _require_long(wanted)
    return reduced(given.dtype, given.shape[:-1], reduction)


def _refuse_labels(input: Array, target: Array, reduction: str) -> None:
    del reduction
    if first_outside(target, -1, _as_rows(input).shape[1]) is not None:
        raise BadValueError("argument #2 'target' is out of range")


@op(plan=_multilabel_margin_plan, check=_refuse_labels, where=FUNCTIONAL)
def multilabel_margin_loss(out: Out, input: Tensor, target: IndexTensor, reduction: str = "mean") -> Tensor:
    """Return by how much scores of labels that are not there come nearer than 1 to scores of those that are.

    ``input`` is (N, C) or (C), ``target`` likewise: labels, and -1 after the last one. Sums over the pairs are divided by C.
    """
    scores, labels = _as_rows(input), _as_rows(target)
    losses = np.zeros(len(scores), scores.dtype)
    for at, (row, listed) in enumerate(zip(scores, labels, strict=True)):
        there = listed[np.cumprod(listed >= 0) == 1]
        absent = np.delete(row, there)
        losses[at] = np.maximum(1 - row[there][:, None] + absent, 0).sum() / scores.shape[1]
    return write_whole(out, reduction, losses)
