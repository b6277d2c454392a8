"""Logistic curves, logarithms of sums and products, and other functions of analysis."""

from __future__ import annotations

from typing import Any

import numpy as np

from insitu_engine.blocks import blocks
from insitu_engine.dtypes import DType
from insitu_engine.optable import Array, Out, Tensor, TensorLike, op
from insitu_engine.rules import (
    FLOATING,
    INEXACT,
    broadcast,
    like_first,
    promote,
    promote_float,
    within,
)


@op(
    dtype=promote_float,
    shape=like_first,
    inplace=True,
    aliases=("special_expit",),
    where=("method", "function", "functional"),
)
def sigmoid(out: Out, self: Tensor) -> Tensor:
    """Return ``1 / (1 + exp(-x))`` of each element x."""
    for part, x in blocks(out, self):
        np.negative(x, out=part)
        np.exp(part, out=part)
        np.add(part, 1, out=part)
        np.reciprocal(part, out=part)
    return out


def _logit(self: Any, eps: Any) -> tuple[DType, DType]:  # noqa: ARG001 - takes no part
    return within(FLOATING, "logit_cpu", promote_float)(self)


@op(dtype=_logit, shape=like_first, inplace=True, aliases=("special_logit",))
def logit(out: Out, self: Tensor, eps: float | None = None) -> Tensor:
    """Return ``log(x / (1 - x))`` of each element x, clamped to [eps, 1 - eps] where ``eps`` is given."""
    for part, given in blocks(out, self):
        x = given if eps is None else np.clip(given, given.dtype.type(eps), given.dtype.type(1 - eps))
        np.log(x / (1 - x), out=part)
    return out


@op(
    dtype=within(FLOATING, "xlogy_cpu", promote_float),
    shape=broadcast,
    inplace=True,
    aliases=("special_xlogy",),
)
def xlogy(out: Out, self: TensorLike, other: TensorLike) -> Tensor:
    """Return ``self * log(other)``, which is 0 where ``self`` is 0 and nan where ``other`` is."""
    from scipy.special import xlogy

    return xlogy(self, other, out=out)


@op(dtype=within(INEXACT, "logaddexp_cpu", promote), shape=broadcast)
def logaddexp(out: Out, self: Tensor, other: Tensor) -> Tensor:
    """Return ``log(exp(self) + exp(other))`` without overflow in between."""
    if out.dtype.kind == "f":
        return np.logaddexp(self, other, out=out)
    for part, first, second in blocks(out, self, other):
        part[...] = _complex_logaddexp(first, second)
    return out


def _complex_logaddexp(first: Array, second: Array) -> Array:
    """Return the logarithm of a sum of exponentials, of which the one with the larger real part is taken out.

    Source: ``_log_add_exp_helper`` in ``aten/src/ATen/native/cpu/LogAddExp.h``.
    """
    swapped = np.isnan(second) | (~np.isnan(first) & (first.real >= second.real))
    low, high = np.where(swapped, second, first), np.where(swapped, first, second)
    value = np.log1p(np.exp(low - high)) + high
    level = np.isinf(low.real) & (low.real == high.real)
    value = np.where(level, np.where(low.real < 0, low, np.log(np.exp(low) + np.exp(high))), value)
    return np.where(np.isnan(low) | np.isnan(high), np.nan + 1j * np.nan, value)


@op(dtype=within(FLOATING, "logaddexp2_cpu", promote), shape=broadcast)
def logaddexp2(out: Out, self: Tensor, other: Tensor) -> Tensor:
    """Return ``log2(2**self + 2**other)`` without overflow in between."""
    return np.logaddexp2(self, other, out=out)


@op(dtype=within(FLOATING, "xlog1py_cpu", promote_float), shape=broadcast, where=("function",))
def special_xlog1py(out: Out, self: TensorLike, other: TensorLike) -> Tensor:
    """Return ``self * log1p(other)``, which is 0 where ``self`` is 0 and nan where ``other`` is."""
    from scipy.special import xlog1py

    return xlog1py(self, other, out=out)


@op(dtype=within(FLOATING, "entr_cpu", promote_float), shape=like_first, where=("function",))
def special_entr(out: Out, self: Tensor) -> Tensor:
    """Return ``-x * log(x)`` of each element x, which is 0 at 0 and -inf where x is negative."""
    from scipy.special import entr

    return entr(self, out=out)


@op(dtype=promote_float, shape=like_first, inplace=True, aliases=("special_sinc",))
def sinc(out: Out, self: Tensor) -> Tensor:
    """Return ``sin(pi * x) / (pi * x)`` of each element x, which is 1 at 0."""
    for part, x in blocks(out, self):
        angle = x * x.dtype.type(np.pi)
        part[...] = np.where(angle == 0, 1, np.sin(angle) / angle)
    return out
