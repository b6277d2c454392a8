"""Truth values and bits."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, bool_
from insitu_engine.meta import meta
from insitu_engine.optable import Out, Tensor, TensorLike, op
from insitu_engine.rules import INTEGRAL, broadcast, like_first, promote, same, within

INTEGERS: Final = frozenset({Category.INT})


def _truth(*operands: Any) -> Computed:
    """Compute truth values of operands in whatever dtypes they are."""
    return Computed((meta(bool_, broadcast(*operands)),))


@op(plan=_truth, inplace=True)
def logical_and(out: Out, self: Tensor, other: Tensor) -> Tensor:
    """Return whether both elements are not zero."""
    return np.logical_and(self, other, out=out)


@op(plan=_truth, inplace=True)
def logical_or(out: Out, self: Tensor, other: Tensor) -> Tensor:
    """Return whether at least one of both elements is not zero."""
    return np.logical_or(self, other, out=out)


@op(plan=_truth, inplace=True)
def logical_xor(out: Out, self: Tensor, other: Tensor) -> Tensor:
    """Return whether exactly one of both elements is not zero."""
    return np.logical_xor(self, other, out=out)


@op(plan=_truth, inplace=True)
def logical_not(out: Out, self: Tensor) -> Tensor:
    """Return whether each element is zero."""
    return np.logical_not(self, out=out)


@op(dtype=within(INTEGRAL, "bitwise_and_cpu", promote), shape=broadcast, inplace=True)
def bitwise_and(out: Out, self: TensorLike, other: TensorLike) -> Tensor:
    """Return the AND of the bits of integers, or of truth values."""
    return np.bitwise_and(self, other, out=out)


@op(dtype=within(INTEGRAL, "bitwise_or_cpu", promote), shape=broadcast, inplace=True)
def bitwise_or(out: Out, self: TensorLike, other: TensorLike) -> Tensor:
    """Return the OR of the bits of integers, or of truth values."""
    return np.bitwise_or(self, other, out=out)


@op(dtype=within(INTEGRAL, "bitwise_xor_cpu", promote), shape=broadcast, inplace=True)
def bitwise_xor(out: Out, self: TensorLike, other: TensorLike) -> Tensor:
    """Return the XOR of the bits of integers, or of truth values."""
    return np.bitwise_xor(self, other, out=out)


@op(dtype=within(INTEGRAL, "bitwise_not_cpu", same), shape=like_first, inplace=True)
def bitwise_not(out: Out, self: Tensor) -> Tensor:
    """Return integers with all bits flipped, truth values negated."""
    return np.invert(self, out=out)


@op(dtype=within(INTEGERS, "lshift_cpu", promote), shape=broadcast, inplace=True)
def bitwise_left_shift(out: Out, self: TensorLike, other: TensorLike) -> Tensor:
    """Return integers with their bits shifted left by ``other``.

    The result is 0 where ``other`` is negative or no less than the number of bits.
    """
    return np.left_shift(self, other, out=out)


@op(dtype=within(INTEGERS, "rshift_cpu", promote), shape=broadcast, inplace=True)
def bitwise_right_shift(out: Out, self: TensorLike, other: TensorLike) -> Tensor:
    """Return integers with their bits shifted right by ``other``, the sign filling in.

    Only the sign is left, 0 or -1, where ``other`` is negative or no less than the number of bits.
    """
    return np.right_shift(self, other, out=out)
