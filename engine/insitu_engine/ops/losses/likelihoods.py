"""Losses of distributions beside what came: how surprising that is, and how far one distribution is from another.

The one rule: shapes broadcast, and integers are computed as floating point numbers where PyTorch's formula makes them so.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, bool_
from insitu_engine.errors import BadValueError, DTypeError, InvalidValueError
from insitu_engine.meta import Operand, Shape
from insitu_engine.ops.losses.reducing import FUNCTIONAL, reduced, require_reduction, write
from insitu_engine.ops.pointwise.arithmetic import refuse_truths
from insitu_engine.optable import Array, Out, Tensor, op
from insitu_engine.promotion import to_floating
from insitu_engine.rules import broadcast, broadcast_shapes, promoted, refuse_unless


def _kl_div_plan(input: Operand, target: Operand, reduction: str, log_target: bool) -> Computed:
    del log_target
    require_reduction(reduction, "batchmean")
    categories = {input.meta.dtype.category, target.meta.dtype.category}
    if Category.COMPLEX in categories:
        raise BadValueError("kl_div: Complex inputs not supported.")
    if categories != {Category.FLOAT}:
        raise BadValueError("kl_div: Integral inputs not supported.")
    dtype = promoted(input, target)
    return reduced(dtype, broadcast(target, input), reduction, dtype)


@op(plan=_kl_div_plan, where=FUNCTIONAL)
def kl_div(
    out: Out, input: Tensor, target: Tensor, reduction: str = "mean", log_target: bool = False
) -> Tensor:
    """Return the Kullback-Leibler divergence of ``target`` from log probabilities ``input``, element by element.

    With ``log_target`` that is of log probabilities too. ``reduction="batchmean"`` is the sum divided by the first size, as
    the mathematics has it. Shapes broadcast.
    """
    from scipy.special import xlogy

    def loss(x: Array, y: Array) -> Any:
        return np.exp(y) * (y - x) if log_target else np.asarray(xlogy(y, y) - y * x)

    write(out, "sum" if reduction == "batchmean" else reduction, loss, input, target)
    if reduction == "batchmean" and input.ndim:
        np.divide(out, input.shape[0], out=out)
    return out


def _poisson_plan(
    input: Operand, target: Operand, log_input: bool, full: bool, eps: float, reduction: str
) -> Computed:
    del eps
    require_reduction(reduction)
    given, wanted = input.meta.dtype, target.meta.dtype
    if (full and wanted is bool_) or (given is bool_ and (wanted is bool_ or not log_input)):
        refuse_truths(target if wanted is bool_ else input, 1)
    refuse_unless(not (full and wanted.is_complex), "le_cpu", wanted)
    dtype = to_floating(promoted(input, target))
    return reduced(dtype, broadcast(target, input), reduction, dtype)


@op(plan=_poisson_plan, where=FUNCTIONAL)
def poisson_nll_loss(
    out: Out,
    input: Tensor,
    target: Tensor,
    log_input: bool = True,
    full: bool = False,
    eps: float = 1e-8,
    reduction: str = "mean",
) -> Tensor:
    """Return how surprising counts ``target`` are, of Poisson's distribution with mean ``input`` or its exponential.

    ``full`` adds Stirling's approximation of the logarithm of the factorial, for counts above 1. Without ``log_input``
    ``eps`` is added to the mean before its logarithm is taken. Shapes broadcast.
    """

    def loss(x: Array, y: Array) -> Any:
        losses = np.exp(x) - y * x if log_input else x - y * np.log(x + eps)
        if not full:
            return losses
        return losses + np.where(y <= 1, 0, y * np.log(y) - y + 0.5 * np.log(2 * math.pi * y))

    return write(out, reduction, loss, input, target)


def one_of_each_line(variances: Shape, shape: Shape) -> bool:
    """Return whether there is one variance for each line of the last dimension."""
    return variances != shape and variances == shape[:-1]


def _gaussian_plan(
    input: Operand, target: Operand, var: Any, full: bool, eps: float, reduction: str
) -> Computed:
    del full, eps
    shape = input.meta.shape
    if isinstance(var, Operand):
        refuse_unless(not var.meta.dtype.is_complex, "lt_cpu", var.meta.dtype)
        _refuse_variances(var.meta.shape, shape)
    elif var < 0:
        raise InvalidValueError("var has negative entry/entries")
    if reduction not in ("none", "mean", "sum"):
        raise InvalidValueError(f"{reduction} is not valid")
    if isinstance(var, Operand) and not var.meta.dtype.is_floating_point:
        raise DTypeError(
            f"result type Float can't be cast to the desired output type {var.meta.dtype.c_name}"
        )
    refuse_truths(input, target)
    wide = broadcast(input, target)
    if isinstance(var, Operand):
        each = var.meta.shape
        wide = broadcast_shapes(wide, (*each, 1) if one_of_each_line(each, shape) else each)
    dtype = to_floating(promoted(input, target, var))
    return reduced(dtype, wide, reduction, dtype)


def _refuse_variances(variances: Shape, shape: Shape) -> None:
    """Raise InvalidValueError unless there is one variance for each element, or for each line of one dimension."""
    if variances in (shape, shape[:-1]):
        return
    pairs = list(zip(variances, shape, strict=False))
    if len(variances) != len(shape) or sum(own for own, size in pairs if own != size) != 1:
        raise InvalidValueError("var is of incorrect size")


def _refuse_negative(input: Array, target: Array, var: Any, full: bool, eps: float, reduction: str) -> None:
    del input, target, full, eps, reduction
    if np.any(np.less(np.real(var), 0)):
        raise InvalidValueError("var has negative entry/entries")


@op(plan=_gaussian_plan, check=_refuse_negative, where=FUNCTIONAL)
def gaussian_nll_loss(
    out: Out,
    input: Tensor,
    target: Tensor,
    var: Tensor | float,
    full: bool = False,
    eps: float = 1e-6,
    reduction: str = "mean",
) -> Tensor:
    """Return how surprising ``target`` is, of normal distributions with mean ``input`` and variance ``var``.

    There is one variance for each element, for each line of one dimension, or for all. One below ``eps`` counts as that,
    with the gradient as if it were not. ``full`` adds the constant. Raises InvalidValueError for a negative one.
    """
    constant = 0.5 * math.log(2 * math.pi) if full else 0.0

    def loss(x: Array, y: Array, variance: Array) -> Any:
        return 0.5 * (np.log(variance) + np.square(x - y) / variance) + constant

    spread = np.maximum(np.real(var), np.asarray(eps, np.asarray(np.real(var)).dtype))
    if one_of_each_line(spread.shape, input.shape):
        spread = spread[..., None]
    return write(out, reduction, loss, input, target, spread)
