"""The dropout family: activations that are lost at random, in training only.

The one rule: what changes nothing (not training, nothing to drop, nothing there) is the tensor itself, and no write.
Source: ``aten/src/ATen/native/Dropout.cpp``; ``alpha`` is that of SELU.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from insitu_engine.answers import Computed, Unchanged, Viewed
from insitu_engine.dtypes import Category, DType, bool_, int64
from insitu_engine.errors import DTypeError, InvalidValueError, ShapeError
from insitu_engine.meta import Operand, Shape, meta
from insitu_engine.optable import Array, Out, Random, Tensor, op
from insitu_engine.rules import refuse_unless

#: What SELU tends to for large negative numbers, and so what stands for "nothing" in a network of its kind.
_SATURATED: Final = -1.7580993408473766
FUNCTIONAL: Final = ("functional",)


def _require_probability(p: float) -> None:
    if not 0 <= p <= 1:
        raise InvalidValueError(f"dropout probability has to be between 0 and 1, but got {p}")


def _plan(
    *, features: int = 0, alpha: bool = False, inplace: bool = False
) -> Callable[..., Computed | Unchanged | Viewed]:
    """Return the plan of a dropout: of ``features`` dimensions that live or die together, 0 for single elements."""

    def plan(self: Operand, p: float, training: bool) -> Computed | Unchanged | Viewed:
        given = self.meta
        _require_probability(p)
        if features == 1 and given.ndim not in (2, 3):
            raise ShapeError(
                f"dropout1d: Expected 2D or 3D input, but received a {given.ndim}D input. Note that dropout1d exists to "
                "provide channel-wise dropout on inputs with 1 spatial dimension, a channel dimension, and an optional "
                "batch dimension (i.e. 2D or 3D inputs)."
            )
        if p == 0 or not training or not given.numel:
            # PyTorch adds a batch dimension there and takes it away again, and so has a view.
            viewed = _is_unbatched(given.ndim, features) and not inplace
            return Viewed(((given, 0),)) if viewed else Unchanged()
        if p < 1:
            _require_scalable(given.dtype, alpha=alpha)
            if features and given.ndim + _is_unbatched(given.ndim, features) < 2:
                raise ShapeError("Feature dropout requires at least 2 dimensions in the input")
        return Computed((meta(given.dtype, given.shape),))

    return plan


def _require_scalable(dtype: DType, *, alpha: bool) -> None:
    refuse_unless(not dtype.is_complex, "bernoulli_scalar_cpu_", dtype)
    if dtype.category < Category.FLOAT:
        stored = int64 if alpha and dtype is bool_ else dtype
        raise DTypeError(f"result type Float can't be cast to the desired output type {stored.title}")


def _is_unbatched(ndim: int, features: int) -> bool:
    """Return whether PyTorch takes a tensor of so many dimensions for one without a batch."""
    return (features == 1 and ndim != 3) or (features == 3 and ndim != 5)


def survivors(shape: Shape, features: int, p: float, random: Random) -> Array:
    """Draw which elements stay, in a shape that broadcasts to ``shape``: channels stay as a whole."""
    if features:
        lead = 1 if _is_unbatched(len(shape), features) else 2
        shape = (*shape[:lead], *(1,) * (len(shape) - lead))
    kept: Array = random.numbers.random(shape, dtype=np.float32) >= p
    return kept


def _drop(out: Out, self: Tensor, p: float, features: int, random: Random) -> Out:
    """Write ``self`` with a part ``p`` of it zero and the rest scaled up so that the mean stays."""
    if p == 1:
        np.multiply(self, self.dtype.type(0), out=out)
        return out
    noise = survivors(self.shape, features, p, random).astype(self.dtype) / (1 - p)
    np.multiply(self, noise, out=out)
    return out


def _drop_alpha(out: Out, self: Tensor, p: float, features: int, random: Random) -> Out:
    """Write ``self`` with a part ``p`` of it saturated, then scaled and shifted so that mean and variance stay."""
    if p == 1:
        np.multiply(self, self.dtype.type(0), out=out)
        return out
    scale = 1 / math.sqrt((_SATURATED**2 * p + 1) * (1 - p))
    kept = survivors(self.shape, features, p, random)
    number: Any = self.dtype.type
    shift = np.where(kept, number(-_SATURATED * scale * p), number(_SATURATED * scale * (1 - p)))
    np.multiply(self, np.where(kept, number(scale), number(0)), out=out)
    np.add(out, shift, out=out)
    return out


@op(plan=_plan(), inplace=True, where=FUNCTIONAL)
def dropout(out: Out, self: Tensor, p: float = 0.5, training: bool = True, *, random: Random) -> Tensor:
    """Return the tensor with each element zero with probability ``p`` and the others scaled up, while training."""
    del training
    return _drop(out, self, p, 0, random)


@op(plan=_plan(features=1), inplace=_plan(features=1, inplace=True), where=FUNCTIONAL)
def dropout1d(out: Out, self: Tensor, p: float = 0.5, training: bool = True, *, random: Random) -> Tensor:
    """Return the tensor with each channel zero with probability ``p``, while training; 2D or 3D, channels before the last."""
    del training
    return _drop(out, self, p, 1, random)


@op(plan=_plan(features=2), inplace=True, where=FUNCTIONAL)
def dropout2d(out: Out, self: Tensor, p: float = 0.5, training: bool = True, *, random: Random) -> Tensor:
    """Return the tensor with each channel (dimension 1) zero with probability ``p``, while training."""
    del training
    return _drop(out, self, p, 2, random)


@op(plan=_plan(features=3), inplace=_plan(features=3, inplace=True), where=FUNCTIONAL)
def dropout3d(out: Out, self: Tensor, p: float = 0.5, training: bool = True, *, random: Random) -> Tensor:
    """Return the tensor with each channel zero with probability ``p``, while training; dimension 1 of 5, else dimension 0."""
    del training
    return _drop(out, self, p, 3, random)


@op(plan=_plan(alpha=True), inplace=True, where=FUNCTIONAL)
def alpha_dropout(
    out: Out, self: Tensor, p: float = 0.5, training: bool = False, *, random: Random
) -> Tensor:
    """Return the tensor with each element saturated with probability ``p``, its mean and variance kept, while training."""
    del training
    return _drop_alpha(out, self, p, 0, random)


@op(plan=_plan(features=2, alpha=True), inplace=True, where=FUNCTIONAL)
def feature_alpha_dropout(
    out: Out, self: Tensor, p: float = 0.5, training: bool = False, *, random: Random
) -> Tensor:
    """Return the tensor with each channel (dimension 1) saturated with probability ``p``, as `alpha_dropout` does."""
    del training
    return _drop_alpha(out, self, p, 2, random)
