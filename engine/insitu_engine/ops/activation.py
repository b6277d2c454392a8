"""Activation functions."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from insitu_engine.blocks import blocks
from insitu_engine.dtypes import DType, bool_, dtype_of_array, scalar_of
from insitu_engine.errors import BadValueError, DTypeError, InvalidValueError, UnsupportedError
from insitu_engine.meta import Operand, meta
from insitu_engine.optable import Array, Computed, Number, Out, Tensor, op
from insitu_engine.rules import (
    FLOATING,
    INEXACT,
    NUMERIC_REAL,
    DTypeRule,
    like_first,
    normalize_dim,
    promote_float,
    refuse_unless,
    require_convertible,
    same,
    within,
)

FUNCTIONAL: Final = ("functional",)
EVERYWHERE: Final = ("method", "function", "functional")


def _floating(kernel: str) -> DTypeRule:
    """Return the rule of an activation of floating-point tensors."""
    return within(FLOATING, kernel, same)


def _clipped(refusal: str) -> DTypeRule:
    def rule(self: Operand, *_: Any) -> tuple[DType, DType]:
        dtype = self.meta.dtype
        if dtype is bool_:
            raise DTypeError(refusal)
        if dtype.is_complex:
            raise UnsupportedError("clamp is not supported for complex types")
        return dtype, dtype

    return rule


@op(dtype=_clipped("Boolean inputs not supported for relu"), shape=like_first, inplace=True, where=EVERYWHERE)
def relu(out: Out, self: Tensor) -> Tensor:
    """Return each element, or 0 where it is negative."""
    return np.maximum(self, 0, out=out)


@op(
    dtype=_clipped("Bool inputs not supported for hardtanh"), shape=like_first, inplace=True, where=FUNCTIONAL
)
def relu6(out: Out, self: Tensor) -> Tensor:
    """Return each element, or the bound beyond which it lies: 0 or 6."""
    np.clip(self, self.dtype.type(0), self.dtype.type(6), out=out)
    return out


def _bounded(self: Operand, min_val: float, max_val: float) -> tuple[DType, DType]:
    compute, result = _clipped("Bool inputs not supported for hardtanh")(self)
    if min_val > max_val:
        raise InvalidValueError("min_val cannot be greater than max_val")
    if not compute.signed and min_val < 0:
        raise BadValueError("cannot do hardtanh on an unsigned type with negative limits")
    return compute, result


@op(dtype=_bounded, shape=like_first, inplace=True, where=FUNCTIONAL)
def hardtanh(out: Out, self: Tensor, min_val: float = -1.0, max_val: float = 1.0) -> Tensor:
    """Return each element, or the bound beyond which it lies: ``min_val`` or ``max_val``."""
    dtype = dtype_of_array(self)
    np.clip(self, scalar_of(min_val, dtype), scalar_of(max_val, dtype), out=out)
    return out


def _threshold(self: Operand, threshold: Any, value: Any) -> tuple[DType, DType]:
    dtype = self.meta.dtype
    refuse_unless(dtype.category in NUMERIC_REAL, "threshold_cpu", dtype)
    require_convertible(threshold, dtype)
    require_convertible(value, dtype)
    return dtype, dtype


@op(dtype=_threshold, shape=like_first, inplace=True, by_value=True, where=FUNCTIONAL)
def threshold(out: Out, self: Tensor, threshold: Number, value: Number) -> Tensor:
    """Return each element, or ``value`` where it is not above ``threshold``."""
    for part, x in blocks(out, self):
        part[...] = np.where(x <= threshold, value, x)
    return out


@op(dtype=_floating("leaky_relu_cpu"), shape=like_first, inplace=True, where=FUNCTIONAL)
def leaky_relu(out: Out, self: Tensor, negative_slope: float = 0.01) -> Tensor:
    """Return each element, times ``negative_slope`` where it is negative."""
    for part, x in blocks(out, self):
        part[...] = np.where(x > 0, x, x * negative_slope)
    return out


@op(dtype=_floating("elu_cpu"), shape=like_first, inplace=True, where=FUNCTIONAL)
def elu(out: Out, self: Tensor, alpha: float = 1.0) -> Tensor:
    """Return each element x, ``alpha * (exp(x) - 1)`` where it is negative."""
    for part, x in blocks(out, self):
        part[...] = np.where(x > 0, x, np.expm1(x) * alpha)
    return out


@op(dtype=_floating("elu_cpu"), shape=like_first, inplace=True, where=("function", "functional"))
def celu(out: Out, self: Tensor, alpha: float = 1.0) -> Tensor:
    """Return each element x, ``alpha * (exp(x / alpha) - 1)`` where it is negative."""
    for part, x in blocks(out, self):
        part[...] = np.where(x > 0, x, np.expm1(x / alpha) * alpha)
    return out


#: Fixed points of mean 0 and variance 1. Source: Klambauer et al., "Self-Normalizing Neural Networks", 2017.
_SELU_ALPHA: Final = 1.6732632423543772848170429916717
_SELU_SCALE: Final = 1.0507009873554804934193349852946


@op(dtype=_floating("elu_cpu"), shape=like_first, inplace=True, where=("function", "functional"))
def selu(out: Out, self: Tensor) -> Tensor:
    """Return the scaled exponential linear unit of each element, which keeps mean 0 and variance 1.

    Source: Klambauer et al., "Self-Normalizing Neural Networks", 2017.
    """
    for part, x in blocks(out, self):
        part[...] = np.where(x > 0, x * _SELU_SCALE, np.expm1(x) * (_SELU_ALPHA * _SELU_SCALE))
    return out


@op(dtype=within(INEXACT, "silu_cpu", same), shape=like_first, inplace=True, where=FUNCTIONAL)
def silu(out: Out, self: Tensor) -> Tensor:
    """Return ``x * sigmoid(x)`` of each element x."""
    for part, x in blocks(out, self):
        part[...] = x / (1 + np.exp(-x))
    return out


@op(dtype=_floating("mish_cpu"), shape=like_first, inplace=True, where=FUNCTIONAL)
def mish(out: Out, self: Tensor) -> Tensor:
    """Return ``x * tanh(softplus(x))`` of each element x."""
    for part, x in blocks(out, self):
        part[...] = x * np.tanh(np.logaddexp(x, x.dtype.type(0)))
    return out


def _gelu(self: Operand, approximate: str) -> tuple[DType, DType]:
    if approximate not in {"none", "tanh"}:
        raise BadValueError("approximate argument must be either none or tanh.")
    return _floating("GeluKernelImpl")(self)


@op(dtype=_gelu, shape=like_first, where=FUNCTIONAL)
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


@op(dtype=lambda self, *_: _floating("softplus_cpu")(self), shape=like_first, where=FUNCTIONAL)
def softplus(out: Out, self: Tensor, beta: float = 1, threshold: float = 20) -> Tensor:
    """Return ``log(1 + exp(beta * x)) / beta`` of each element x, and x itself where ``beta * x`` exceeds ``threshold``."""
    for part, x in blocks(out, self):
        scaled = x * beta
        part[...] = np.where(scaled > threshold, x, np.log1p(np.exp(scaled)) / beta)
    return out


@op(dtype=_floating("hardsigmoid_cpu"), shape=like_first, inplace=True, where=FUNCTIONAL)
def hardsigmoid(out: Out, self: Tensor) -> Tensor:
    """Return ``relu6(x + 3) / 6`` of each element x."""
    for part, x in blocks(out, self):
        part[...] = np.clip(x + 3, 0, 6) / 6
    return out


@op(dtype=_floating("hardswish_cpu"), shape=like_first, inplace=True, where=FUNCTIONAL)
def hardswish(out: Out, self: Tensor) -> Tensor:
    """Return ``x * relu6(x + 3) / 6`` of each element x."""
    for part, x in blocks(out, self):
        part[...] = x * np.clip(x + 3, 0, 6) / 6
    return out


@op(dtype=_floating("log_sigmoid_cpu"), shape=like_first, where=FUNCTIONAL)
def logsigmoid(out: Out, self: Tensor) -> Tensor:
    """Return ``log(sigmoid(x))`` of each element x, exact for large ones."""
    for part, x in blocks(out, self):
        part[...] = np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))
    return out


def _softsign(self: Operand) -> tuple[DType, DType]:
    refuse_unless(self.meta.dtype is not bool_, "abs_cpu", self.meta.dtype)
    return promote_float(self)


@op(dtype=_softsign, shape=like_first, where=FUNCTIONAL)
def softsign(out: Out, self: Tensor) -> Tensor:
    """Return ``x / (1 + abs(x))`` of each element x."""
    for part, x in blocks(out, self):
        part[...] = x / (1 + np.abs(x))
    return out


def _along(name: str) -> Callable[..., Computed]:
    """Return the plan of a normalization along a dimension."""

    def plan(self: Operand, dim: int, dtype: DType | None) -> Computed:
        at = normalize_dim(dim, self.meta.ndim)
        compute = self.meta.dtype if dtype is None else dtype
        last = "_lastdim" if at == max(self.meta.ndim - 1, 0) else ""
        refuse_unless(compute.is_floating_point, f"{name}{last}_kernel_impl", compute)
        # The kernel itself drops an imaginary part.
        return Computed((meta(compute, self.meta.shape),), None if self.meta.dtype.is_complex else compute)

    return plan


@op(plan=_along("softmax"), where=EVERYWHERE)
def softmax(out: Out, self: Tensor, dim: int, dtype: DType | None = None) -> Tensor:
    """Return ``exp(x) / sum(exp(x))`` along ``dim``, without overflow in between; ``dtype`` converts before."""
    del dtype
    return _normalize(out, self, dim, log=False)


@op(plan=_along("log_softmax"), where=EVERYWHERE)
def log_softmax(out: Out, self: Tensor, dim: int, dtype: DType | None = None) -> Tensor:
    """Return the logarithm of `softmax` along ``dim``, exact for small ones; ``dtype`` converts before."""
    del dtype
    return _normalize(out, self, dim, log=True)


def _normalize(out: Out, x: Array, dim: int, *, log: bool) -> Out:
    """Write the softmax of ``x``, or its logarithm; float16 is computed in float32."""
    if out.size == 0:
        return out
    if x.dtype.kind == "c":
        x = x.real.astype(out.dtype)
    if out.dtype == np.float16:
        np.copyto(
            out,
            _normalize(np.empty(out.shape, np.float32), x.astype(np.float32), dim, log=log),
            casting="same_kind",
        )
        return out
    axis = dim if out.ndim else None
    np.subtract(x, x.max(axis=axis, keepdims=True), out=out)
    if log:
        total = np.exp(out).sum(axis=axis, keepdims=True)
        np.subtract(out, np.log(total), out=out)
    else:
        np.exp(out, out=out)
        np.divide(out, out.sum(axis=axis, keepdims=True), out=out)
    return out
