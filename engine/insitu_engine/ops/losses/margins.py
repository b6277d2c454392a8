"""Losses of scores beside signs: nothing is lost where a score is on its side by a margin.

The one rule: signs are 1 and -1, and shapes broadcast.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, bool_, dtype_of_array, scalar_of
from insitu_engine.errors import DTypeError, ShapeError, UnsupportedError
from insitu_engine.meta import Operand
from insitu_engine.ops.losses.reducing import FUNCTIONAL, reduced, require_reduction, require_storable, write
from insitu_engine.ops.pointwise.arithmetic import refuse_truths
from insitu_engine.ops.pointwise.signs import refuse_truth
from insitu_engine.optable import Array, Out, Tensor, op
from insitu_engine.promotion import to_floating
from insitu_engine.rules import broadcast, broadcast_shapes, promoted, require_convertible


def require_ordered(*operands: Operand) -> None:
    """Raise UnsupportedError for complex numbers, of which none is the larger one."""
    if any(operand.meta.dtype.is_complex for operand in operands):
        raise UnsupportedError("clamp is not supported for complex types")


def _soft_margin_plan(input: Operand, target: Operand, reduction: str) -> Computed:
    given = input.meta
    require_reduction(reduction)
    refuse_truth(input)
    shape = broadcast(input, target)
    if shape != given.shape:
        raise ShapeError(
            f"output with shape {list(given.shape)} doesn't match the broadcast shape {list(shape)}"
        )
    require_storable(promoted(input, target), given.dtype)
    if given.dtype.category < Category.FLOAT:
        raise DTypeError(f"result type Float can't be cast to the desired output type {given.dtype.title}")
    return reduced(given.dtype, shape, reduction, given.dtype)


@op(plan=_soft_margin_plan, where=FUNCTIONAL)
def soft_margin_loss(out: Out, input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """Return ``log(1 + exp(-target * input))``, finite for every margin."""

    def loss(x: Array, y: Array) -> Any:
        margin = -y * x
        return np.log1p(np.exp(margin)) if margin.dtype.kind == "c" else np.logaddexp(0, margin)

    return write(out, reduction, loss, input, target)


def _hinge_plan(input: Operand, target: Operand, margin: float, reduction: str) -> Computed:
    dtype = input.meta.dtype
    require_reduction(reduction)
    require_convertible(margin, dtype)
    if dtype is bool_:
        refuse_truths(input, input)
    require_ordered(input)
    return reduced(dtype, broadcast(target, input), reduction)


@op(plan=_hinge_plan, where=FUNCTIONAL)
def hinge_embedding_loss(
    out: Out, input: Tensor, target: Tensor, margin: float = 1.0, reduction: str = "mean"
) -> Tensor:
    """Return ``input`` where ``target`` is 1, and ``max(0, margin - input)`` where it is -1; both where it is neither."""
    far = margin if input.dtype.kind == "f" else scalar_of(margin, dtype_of_array(input))

    def loss(x: Array, y: Array) -> Any:
        return np.where(y != 1, np.maximum(far - x, 0), 0) + np.where(y != -1, x, 0)

    return write(out, reduction, loss, input, target)


def _ranking_plan(
    input1: Operand, input2: Operand, target: Operand, margin: float, reduction: str
) -> Computed:
    del margin
    require_reduction(reduction)
    sizes = [f"torch.Size({list(given.meta.shape)})" for given in (input1, input2, target)]
    if not input1.meta.ndim == input2.meta.ndim == target.meta.ndim:
        raise ShapeError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes: "
            f"input1: {sizes[0]}, input2: {sizes[1]}, target: {sizes[2]} "
        )
    refuse_truths(input1, input2)
    shape = broadcast(input1, input2)
    refuse_truth(target)
    shape = broadcast_shapes(target.meta.shape, shape)
    require_ordered(input1, input2, target)
    dtype = promoted(input1, input2, target)
    return reduced(to_floating(dtype), shape, reduction, dtype)


@op(plan=_ranking_plan, where=FUNCTIONAL)
def margin_ranking_loss(
    out: Out, input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0.0, reduction: str = "mean"
) -> Tensor:
    """Return ``max(0, -target * (input1 - input2) + margin)``: which of two is to be larger, 1 for the first.

    The product of integers wraps in their own dtype.
    """
    return write(
        out,
        reduction,
        lambda first, second, y: np.maximum(-y * (first - second) + margin, 0),
        input1,
        input2,
        target,
    )
