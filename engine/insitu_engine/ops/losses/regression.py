"""Losses of numbers beside those that were wanted: by how far they are apart.

The one rule: shapes broadcast, and a loss that is refused is refused in PyTorch's order: shapes, reduction, dtypes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import real_of
from insitu_engine.errors import BadValueError
from insitu_engine.meta import Operand
from insitu_engine.ops.losses.reducing import FUNCTIONAL, reduced, require_reduction, require_storable, write
from insitu_engine.ops.pointwise.arithmetic import refuse_truths
from insitu_engine.optable import Array, Out, Tensor, op
from insitu_engine.rules import broadcast, promoted, refuse_unless


def _mse_plan(input: Operand, target: Operand, reduction: str) -> Computed:
    shape = broadcast(input, target)
    require_reduction(reduction)
    dtype = promoted(input, target)
    refuse_unless(dtype.is_floating_point, "mse_cpu", dtype)
    return reduced(dtype, shape, reduction, dtype)


@op(plan=_mse_plan, where=FUNCTIONAL)
def mse_loss(out: Out, input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """Return the squared differences, their mean or their sum; shapes broadcast."""
    return write(out, reduction, lambda x, y: np.square(x - y), input, target)


def _l1_plan(input: Operand, target: Operand, reduction: str) -> Computed:
    shape = broadcast(input, target)
    require_reduction(reduction)
    refuse_truths(input, target)
    dtype = promoted(input, target)
    return reduced(real_of(dtype), shape, reduction, dtype)


@op(plan=_l1_plan, where=FUNCTIONAL)
def l1_loss(out: Out, input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """Return the magnitudes of differences, their mean or their sum; shapes broadcast."""
    return write(out, reduction, lambda x, y: np.abs(x - y), input, target)


def _smooth_l1_plan(input: Operand, target: Operand, reduction: str, beta: float) -> Computed:
    shape = broadcast(input, target)
    require_reduction(reduction)
    if beta < 0:
        raise BadValueError("smooth_l1_loss does not support negative values for beta.")
    if beta == 0:
        return _l1_plan(input, target, reduction)
    dtype = promoted(input, target)
    refuse_unless(dtype.is_floating_point, "smooth_l1_cpu", dtype)
    return reduced(dtype, shape, reduction, dtype)


@op(plan=_smooth_l1_plan, where=FUNCTIONAL)
def smooth_l1_loss(
    out: Out, input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0
) -> Tensor:
    """Return the magnitudes of differences, but squared where they are below ``beta``: smooth at 0; shapes broadcast.

    Source: Girshick, "Fast R-CNN", 2015. ``beta`` is at least 0, for which it is `l1_loss`.
    """

    def loss(x: Array, y: Array) -> Any:
        size = np.abs(x - y)
        return np.where(size < beta, 0.5 * size * size / beta, size - 0.5 * beta)

    return write(out, reduction, loss if beta else lambda x, y: np.abs(x - y), input, target)


def _huber_plan(input: Operand, target: Operand, reduction: str, delta: float) -> Computed:
    shape = broadcast(input, target)
    require_reduction(reduction)
    if delta <= 0:
        raise BadValueError("huber_loss does not support non-positive values for delta.")
    dtype = promoted(input, target)
    require_storable(dtype, input.meta.dtype)
    refuse_unless(dtype.is_floating_point, "huber_cpu", dtype)
    return reduced(input.meta.dtype, shape, reduction, dtype)


@op(plan=_huber_plan, where=FUNCTIONAL)
def huber_loss(
    out: Out, input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0
) -> Tensor:
    """Return half the squared differences, but linear from ``delta`` > 0 on; shapes broadcast.

    Source: Huber, "Robust Estimation of a Location Parameter", 1964.
    """

    def loss(x: Array, y: Array) -> Any:
        size = np.abs(x - y)
        return np.where(size <= delta, 0.5 * size * size, delta * (size - 0.5 * delta))

    return write(out, reduction, loss, input, target)
