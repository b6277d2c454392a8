"""Activation functions of straight pieces and exponentials: relu and what came after it."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from insitu_engine.blocks import blocks
from insitu_engine.dtypes import Category, DType, bool_, dtype_of_array, scalar_of
from insitu_engine.errors import BadValueError, DTypeError, InvalidValueError, ShapeError, UnsupportedError
from insitu_engine.limits import finfo
from insitu_engine.meta import Operand, Shape
from insitu_engine.optable import Number, Out, Random, Tensor, op
from insitu_engine.rules import (
    FLOATING,
    NUMERIC_REAL,
    DTypeRule,
    like_first,
    refuse_unless,
    require_convertible,
    same,
    within,
)

FUNCTIONAL: Final = ("functional",)
FUNCTION: Final = ("function", "functional")


def floating(kernel: str) -> DTypeRule:
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


@op(
    dtype=_clipped("Boolean inputs not supported for relu"),
    shape=like_first,
    inplace=True,
    where=("method", "function", "functional"),
)
def relu(out: Out, self: Tensor) -> Tensor:
    """Return each element, or 0 where it is negative."""
    return np.maximum(0, self, out=out)


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


@op(dtype=_threshold, shape=like_first, inplace=True, by_value=True, where=FUNCTION)
def threshold(out: Out, self: Tensor, threshold: Number, value: Number) -> Tensor:
    """Return each element, or ``value`` where it is not above ``threshold``."""
    for part, x in blocks(out, self):
        part[...] = np.where(x <= threshold, value, x)
    return out


@op(dtype=floating("leaky_relu_cpu"), shape=like_first, inplace=True, where=FUNCTIONAL)
def leaky_relu(out: Out, self: Tensor, negative_slope: float = 0.01) -> Tensor:
    """Return each element, times ``negative_slope`` where it is negative."""
    for part, x in blocks(out, self):
        part[...] = np.where(x > 0, x, x * negative_slope)
    return out


def _randomized(self: Operand, lower: float, upper: float, training: bool) -> tuple[DType, DType]:
    dtype = self.meta.dtype
    for name, bound in (("lower", lower), ("upper", upper)):
        if not math.isfinite(bound):
            raise BadValueError(f"rrelu: {name} bound must be finite, got {bound:g}")
    if lower > upper:
        raise BadValueError("Lower bound should be less than or equal to the upper bound")
    refuse_unless(
        dtype.is_floating_point, "rrelu_with_noise_out_cpu" if training else "leaky_relu_cpu", dtype
    )
    return dtype, dtype


@op(dtype=_randomized, shape=like_first, inplace=True, where=FUNCTION)
def rrelu(
    out: Out,
    self: Tensor,
    lower: float = 1 / 8,
    upper: float = 1 / 3,
    training: bool = False,
    *,
    random: Random,
) -> Tensor:
    """Return each element, times a slope where it is negative: drawn evenly from ``lower`` to ``upper`` in training.

    Otherwise the slope is their mean. Source: Xu et al., "Empirical Evaluation of Rectified Activations", 2015.
    """
    if not training:
        leaky_relu(out, self, (lower + upper) / 2)
        return out
    numbers = random.numbers
    for part, x in blocks(out, self, order="C"):
        part[...] = np.where(x > 0, x, x * numbers.uniform(lower, upper, x.shape).astype(x.dtype))
    return out


def _parametric(self: Operand, weight: Operand) -> tuple[DType, DType]:
    dtype, other = self.meta.dtype, weight.meta.dtype
    if dtype is not other:
        raise DTypeError(f"prelu: Type promoting not supported. Got {dtype.title} and {other.title}")
    return dtype, dtype


def _parametric_shape(self: Operand, weight: Operand) -> Shape:
    given, slopes = self.meta, weight.meta
    _parametric(self, weight)
    if slopes.numel != 1:
        if given.ndim == 0:
            raise ShapeError("Not allow zero-dim input tensor.")
        channels = given.shape[1] if given.ndim > 1 else 1
        if channels != slopes.numel:
            raise ShapeError(
                "Mismatch of parameter numbers and input channel size. "
                f"Found parameter numbers = {slopes.numel} and channel size = {channels}."
            )
    if slopes.ndim > 1:
        raise ShapeError(
            f"prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {slopes.ndim}"
        )
    return given.shape


@op(
    dtype=within(FLOATING, "prelu_cpu", _parametric),
    shape=_parametric_shape,
    where=("method", "function", "functional"),
)
def prelu(out: Out, self: Tensor, weight: Tensor) -> Tensor:
    """Return each element, times ``weight`` where it is negative; a weight of several elements is one a channel.

    Source: He et al., "Delving Deep into Rectifiers", 2015.
    """
    slopes = weight.reshape(()) if weight.size == 1 else weight.reshape((-1,) + (1,) * (self.ndim - 2))
    for part, x, slope in blocks(out, self, slopes):
        part[...] = np.where(x > 0, x, x * slope)
    return out


@op(dtype=floating("elu_cpu"), shape=like_first, inplace=True, where=FUNCTIONAL)
def elu(out: Out, self: Tensor, alpha: float = 1.0) -> Tensor:
    """Return each element x, ``alpha * (exp(x) - 1)`` where it is negative."""
    for part, x in blocks(out, self):
        part[...] = np.where(x > 0, x, np.expm1(x) * alpha)
    return out


@op(dtype=floating("elu_cpu"), shape=like_first, inplace=True, where=FUNCTION)
def celu(out: Out, self: Tensor, alpha: float = 1.0) -> Tensor:
    """Return each element x, ``alpha * (exp(x / alpha) - 1)`` where it is negative."""
    for part, x in blocks(out, self):
        part[...] = np.where(x > 0, x, np.expm1(x / alpha) * alpha)
    return out


#: Fixed points of mean 0 and variance 1. Source: Klambauer et al., "Self-Normalizing Neural Networks", 2017.
_SELU_ALPHA: Final = 1.6732632423543772848170429916717
_SELU_SCALE: Final = 1.0507009873554804934193349852946


@op(dtype=floating("elu_cpu"), shape=like_first, inplace=True, where=FUNCTION)
def selu(out: Out, self: Tensor) -> Tensor:
    """Return the scaled exponential linear unit of each element, which keeps mean 0 and variance 1.

    Source: Klambauer et al., "Self-Normalizing Neural Networks", 2017.
    """
    for part, x in blocks(out, self):
        part[...] = np.where(x > 0, x * _SELU_SCALE, np.expm1(x) * (_SELU_ALPHA * _SELU_SCALE))
    return out


@op(dtype=floating("hardsigmoid_cpu"), shape=like_first, inplace=True, where=FUNCTIONAL)
def hardsigmoid(out: Out, self: Tensor) -> Tensor:
    """Return ``relu6(x + 3) / 6`` of each element x."""
    for part, x in blocks(out, self):
        part[...] = np.clip(x + 3, 0, 6) / 6
    return out


@op(dtype=floating("hardswish_cpu"), shape=like_first, inplace=True, where=FUNCTIONAL)
def hardswish(out: Out, self: Tensor) -> Tensor:
    """Return ``x * relu6(x + 3) / 6`` of each element x."""
    for part, x in blocks(out, self):
        part[...] = x * np.clip(x + 3, 0, 6) / 6
    return out


@op(
    dtype=floating("hardshrink_cpu"),
    shape=like_first,
    where=("method", "function", "functional"),
)
def hardshrink(out: Out, self: Tensor, lambd: Number = 0.5) -> Tensor:
    """Return each element, or 0 where it is between ``-lambd`` and ``lambd``."""
    for part, x in blocks(out, self):
        part[...] = np.where((x >= -lambd) & (x <= lambd), 0, x)
    return out


def _shrunk(self: Operand, lambd: float) -> tuple[DType, DType]:
    dtype = self.meta.dtype
    refuse_unless(dtype.category is Category.FLOAT, "softshrink_check", dtype)
    largest = finfo(dtype).max
    if not 0 <= lambd <= largest:
        raise BadValueError(
            f"lambda must be in range [0, {largest:g}] for input dtype {dtype.title}, but found {lambd:g}"
        )
    return dtype, dtype


@op(dtype=_shrunk, shape=like_first, by_value=True, where=FUNCTIONAL)
def softshrink(out: Out, self: Tensor, lambd: Number = 0.5) -> Tensor:
    """Return each element moved by ``lambd`` towards 0, and 0 where it would pass it."""
    for part, x in blocks(out, self):
        part[...] = np.where(x > lambd, x - lambd, np.where(x < -lambd, x + lambd, x * 0))
    return out
