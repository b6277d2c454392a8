"""Activation functions that are smooth."""

from __future__ import annotations

import math

import numpy as np

from insitu_engine.blocks import blocks
from insitu_engine.dtypes import DType, bool_
from insitu_engine.errors import BadValueError, ShapeError
from insitu_engine.meta import Operand, Shape
from insitu_engine.ops.activations.rectifiers import FUNCTIONAL, floating
from insitu_engine.optable import Out, Tensor, op
from insitu_engine.promotion import to_floating
from insitu_engine.rules import INEXACT, like_first, normalize_dim, promote_float, refuse_unless, same, within


@op(dtype=within(INEXACT, "silu_cpu", same), shape=like_first, inplace=True, where=FUNCTIONAL)
def silu(out: Out, self: Tensor) -> Tensor:
    """Return ``x * sigmoid(x)`` of each element x."""
    for part, x in blocks(out, self):
        part[...] = x / (1 + np.exp(-x))
    return out


@op(dtype=floating("mish_cpu"), shape=like_first, inplace=True, where=FUNCTIONAL)
def mish(out: Out, self: Tensor) -> Tensor:
    """Return ``x * tanh(softplus(x))`` of each element x."""
    for part, x in blocks(out, self):
        part[...] = x * np.tanh(np.logaddexp(x, x.dtype.type(0)))
    return out


def _gelu(self: Operand, approximate: str) -> tuple[DType, DType]:
    if approximate not in {"none", "tanh"}:
        raise BadValueError("approximate argument must be either none or tanh.")
    return floating("GeluKernelImpl")(self)


@op(dtype=_gelu, shape=like_first, inplace=True, where=FUNCTIONAL)
def gelu(out: Out, self: Tensor, *, approximate: str = "none") -> Tensor:
    """Return each element x times the normal distribution function of x, exact or with ``approximate="tanh"``.

    Source: Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016.
    """
    if approximate == "tanh":
        for part, x in blocks(out, self):
            part[...] = 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)))
        return out
    from scipy.special import erf

    for part, x in blocks(out, self):
        part[...] = 0.5 * x * (1 + erf(x * math.sqrt(0.5)))
    return out


@op(dtype=lambda self, *_: floating("softplus_cpu")(self), shape=like_first, where=FUNCTIONAL)
def softplus(out: Out, self: Tensor, beta: float = 1, threshold: float = 20) -> Tensor:
    """Return ``log(1 + exp(beta * x)) / beta`` of each element x, and x itself where ``beta * x`` exceeds ``threshold``."""
    for part, x in blocks(out, self):
        scaled = x * beta
        part[...] = np.where(scaled > threshold, x, np.log1p(np.exp(scaled)) / beta)
    return out


@op(dtype=floating("log_sigmoid_cpu"), shape=like_first, where=FUNCTIONAL)
def logsigmoid(out: Out, self: Tensor) -> Tensor:
    """Return ``log(sigmoid(x))`` of each element x, exact for large ones."""
    for part, x in blocks(out, self):
        part[...] = np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))
    return out


def _softsign(self: Operand) -> tuple[DType, DType]:
    refuse_unless(self.meta.dtype is not bool_, "abs_cpu", self.meta.dtype)
    return self.meta.dtype, to_floating(self.meta.dtype)


@op(dtype=_softsign, shape=like_first, where=FUNCTIONAL)
def softsign(out: Out, self: Tensor) -> Tensor:
    """Return ``x / (1 + abs(x))`` of each element x, whose divisor wraps in its own dtype."""
    for part, x in blocks(out, self):
        divisor = np.abs(x) + 1
        np.divide(x.astype(part.dtype, copy=False), divisor.astype(part.dtype, copy=False), out=part)
    return out


def _shrinkage(self: Operand) -> tuple[DType, DType]:
    if self.meta.dtype is bool_:
        raise BadValueError(
            "Subtraction, the `-` operator, with a bool tensor is not supported. "
            "If you are trying to invert a mask, use the `~` or `logical_not()` operator instead."
        )
    return promote_float(self)


@op(dtype=_shrinkage, shape=like_first, where=FUNCTIONAL)
def tanhshrink(out: Out, self: Tensor) -> Tensor:
    """Return ``x - tanh(x)`` of each element x."""
    for part, x in blocks(out, self):
        np.subtract(x, np.tanh(x), out=part)
    return out


def _halved(self: Operand, dim: int) -> Shape:
    shape = self.meta.shape
    if not shape:
        raise ShapeError("glu does not support scalars because halving size must be even")
    at = normalize_dim(dim, len(shape))
    if shape[at] % 2:
        raise ShapeError(f"Halving dimension must be even, but dimension {at} is size {shape[at]}")
    return (*shape[:at], shape[at] // 2, *shape[at + 1 :])


@op(dtype=floating("glu_cpu"), shape=_halved, where=FUNCTIONAL)
def glu(out: Out, self: Tensor, dim: int = -1) -> Tensor:
    """Return the first half along ``dim`` times the sigmoid of the second.

    Source: Dauphin et al., "Language Modeling with Gated Convolutional Networks", 2017.
    """
    value, gate = np.split(self, 2, axis=dim)
    for part, x, y in blocks(out, value, gate):
        part[...] = x / (1 + np.exp(-y))
    return out
