"""How losses become one number: all of them stay, or their mean or their sum does.

The one rule: losses that become one number are added up in double precision, a block at a time, and never lie in memory.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.blocks import blocks, readings
from insitu_engine.dtypes import Category, DType
from insitu_engine.errors import DTypeError, InvalidValueError
from insitu_engine.meta import Shape, meta
from insitu_engine.optable import Array, Out
from insitu_engine.promotion import can_cast, to_accumulator

FUNCTIONAL: Final = ("functional",)


def require_reduction(reduction: str, *more: str) -> None:
    """Raise InvalidValueError unless ``reduction`` is "none", "mean" or "sum", or one of ``more``."""
    if reduction not in ("none", "mean", "sum", *more):
        raise InvalidValueError(f"{reduction} is not a valid value for reduction")


def require_storable(dtype: DType, into: DType) -> None:
    """Raise DTypeError where losses of one dtype cannot be stored in another one."""
    if not can_cast(dtype, into):
        raise DTypeError(f"result type {dtype.title} can't be cast to the desired output type {into.title}")


def reduced(dtype: DType, shape: Shape, reduction: str, compute: DType | None = None) -> Computed:
    """Answer with losses of this dtype and shape, or with the one number that they become; of integers there is no mean."""
    if reduction == "none":
        return Computed((meta(dtype, shape),), compute)
    if reduction == "mean" and dtype.category < Category.FLOAT:
        raise DTypeError(
            "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. "
            f"Got: {dtype.title}"
        )
    return Computed((meta(to_accumulator(dtype), ()),), compute, work=math.prod(shape))


def write(out: Out, reduction: str, loss: Callable[..., Any], *inputs: Array) -> Out:
    """Write what ``loss`` makes of elements at the same place, or the mean or the sum of that; the inputs broadcast."""
    if reduction == "none":
        for part, *given in blocks(out, *inputs):
            part[...] = loss(*given)
        return out
    total: Any = 0
    count = 0
    for several in readings(*inputs):
        total += np.add.reduce(loss(*several)).item()
        count += several[0].size
    return _settle(out, total, count if reduction == "mean" else 1)


def write_whole(out: Out, reduction: str, losses: Array) -> Out:
    """Write losses that are there, one for each sample, or their mean or their sum."""
    if reduction == "none":
        np.copyto(out, losses.reshape(out.shape), casting="unsafe")
        return out
    return _settle(
        out, np.add.reduce(losses, axis=None, dtype=np.float64), losses.size if reduction == "mean" else 1
    )


def _settle(out: Out, total: Any, count: int) -> Out:
    """Write a sum divided by a number, nan for nothing divided by nothing."""
    out[...] = np.divide(total, count) if count != 1 else total
    return out
