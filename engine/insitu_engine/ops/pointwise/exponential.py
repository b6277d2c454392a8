"""Powers, exponentials and logarithms."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from insitu_engine.blocks import blocks
from insitu_engine.dtypes import Category, DType, bool_, complex128, float16, float64
from insitu_engine.errors import BadValueError, DTypeError
from insitu_engine.meta import Operand
from insitu_engine.optable import Array, Out, Tensor, TensorLike, elementwise, op
from insitu_engine.promotion import promote_types
from insitu_engine.rules import (
    broadcast,
    like_first,
    promote_float,
    promoted,
    refuse_unless,
    require_convertible,
)


def _power(self: Any, exponent: Any) -> tuple[DType, DType]:
    dtype = promoted(self, exponent)
    if isinstance(self, Operand) and not isinstance(exponent, Operand):
        if dtype is bool_:
            return dtype, dtype
        if isinstance(exponent, int) and exponent < 0 and dtype.category < Category.FLOAT:
            raise BadValueError("Integers to negative integer powers are not allowed.")
        if dtype is self.meta.dtype and (dtype.category is Category.INT or dtype is float16):
            require_convertible(exponent, dtype)
    return dtype, dtype


def _refuse_truths(self: Any, exponent: Any) -> None:
    """Refuse powers of truth values but for those to a number."""
    dtype = promoted(self, exponent)
    number = isinstance(self, Operand) and not isinstance(exponent, Operand)
    refuse_unless(dtype is not bool_ or number, "pow", dtype)


def _pow_number(out: Out, self: Array, exponent: Any) -> bool:
    """Compute a power that PyTorch computes by a faster op, and return whether it was one.

    Source: ``pow_tensor_scalar_optimized_kernel`` in ``aten/src/ATen/native/cpu/PowKernel.cpp``.
    """
    if exponent == 2:
        np.multiply(self, self, out=out)
    elif exponent == 3:
        for part, base in blocks(out, self):
            np.multiply(base * base, base, out=part)
    elif out.dtype.kind not in "fc":
        return False
    elif exponent == 0.5:
        np.sqrt(self, out=out)
    elif exponent in (-0.5, -1, -2):
        if exponent == -0.5:
            np.sqrt(self, out=out)
        elif exponent == -2:
            np.multiply(self, self, out=out)
        np.reciprocal(self if exponent == -1 else out, out=out)
    else:
        return False
    return True


@op(dtype=_power, shape=broadcast, inplace=True, by_value=True, late=_refuse_truths)
def pow(out: Out, self: TensorLike, exponent: TensorLike) -> Tensor:
    """Return ``self`` to the power of ``exponent``.

    An integer tensor to a negative integer number raises; to a tensor of negative integers it is 0, but for 1 and -1.
    """
    if out.dtype == np.bool_:
        return np.logical_or(self, np.logical_not(exponent), out=out)
    if np.ndim(exponent) == 0 and not isinstance(exponent, np.ndarray) and _pow_number(out, self, exponent):
        return out
    if out.dtype.kind == "c":
        return _pow_complex(out, self, exponent)
    if out.dtype.kind == "f":
        return np.power(self, exponent, out=out)
    for part, base, power in blocks(out, self, exponent):
        negative = power < 0
        raised = np.power(base, np.where(negative, 0, power))
        np.copyto(
            raised, np.where(base == 1, 1, np.where(base == -1, 1 - 2 * (power & 1), 0)), where=negative
        )
        part[...] = raised
    return out


def _pow_complex(out: Out, self: Any, exponent: Any) -> Out:
    """Write powers as C's ``cpow``, where a tensor holds the exponents: it gives nan for 0 to the power of 0."""
    if not isinstance(exponent, np.ndarray):
        np.power(self, exponent, out=out)
        return out
    for part, base, power in blocks(out, self, exponent):
        part[...] = np.where((base == 0) & (power == 0), np.nan + 1j * np.nan, np.power(base, power))
    return out


def _double(self: Any, exponent: Any) -> tuple[DType, DType]:
    dtype = promote_types(promoted(self, exponent), float64)
    return dtype, complex128 if dtype.is_complex else float64


def _double_in_place(self: Operand, exponent: Any) -> tuple[DType, DType]:
    dtype, _ = _double(self, exponent)
    if self.meta.dtype is not dtype:
        raise DTypeError(
            f"the base given to float_power_ has dtype {self.meta.dtype.title} "
            f"but the operation's result requires dtype {dtype.title}"
        )
    return dtype, dtype


@op(dtype=_double, shape=broadcast, inplace=elementwise(_double_in_place, broadcast))
def float_power(out: Out, self: TensorLike, exponent: TensorLike) -> Tensor:
    """Return ``self`` to the power of ``exponent``, computed in float64 or complex128."""
    return _pow_complex(out, self, exponent) if out.dtype.kind == "c" else np.power(self, exponent, out=out)


@op(dtype=lambda self: (promoted(self, 1),) * 2, shape=like_first, inplace=True)
def square(out: Out, self: Tensor) -> Tensor:
    """Return the square of each element; of bool as int64."""
    return np.multiply(self, self, out=out)


@op(dtype=promote_float, shape=like_first, inplace=True)
def sqrt(out: Out, self: Tensor) -> Tensor:
    """Return the square root of each element."""
    return np.sqrt(self, out=out)


@op(dtype=promote_float, shape=like_first, inplace=True)
def rsqrt(out: Out, self: Tensor) -> Tensor:
    """Return ``1 / sqrt(x)`` of each element x."""
    np.sqrt(self, out=out)
    return np.reciprocal(out, out=out)


@op(dtype=promote_float, shape=like_first, inplace=True)
def reciprocal(out: Out, self: Tensor) -> Tensor:
    """Return ``1 / x`` of each element x."""
    return np.reciprocal(self, out=out)


@op(dtype=promote_float, shape=like_first, inplace=True)
def exp(out: Out, self: Tensor) -> Tensor:
    """Return e to the power of each element."""
    return np.exp(self, out=out)


@op(dtype=promote_float, shape=like_first, inplace=True, aliases=("special_exp2",))
def exp2(out: Out, self: Tensor) -> Tensor:
    """Return 2 to the power of each element."""
    if out.dtype.kind != "c":
        return np.exp2(self, out=out)
    np.multiply(self.real, math.log(2), out=out.real)
    np.multiply(self.imag, math.log(2), out=out.imag)
    return np.exp(out, out=out)


@op(dtype=promote_float, shape=like_first, inplace=True, aliases=("special_expm1",))
def expm1(out: Out, self: Tensor) -> Tensor:
    """Return ``exp(x) - 1`` of each element x, exact for small x."""
    return np.expm1(self, out=out)


@op(dtype=promote_float, shape=like_first, inplace=True)
def log(out: Out, self: Tensor) -> Tensor:
    """Return the natural logarithm of each element."""
    return np.log(self, out=out)


@op(dtype=promote_float, shape=like_first, inplace=True)
def log2(out: Out, self: Tensor) -> Tensor:
    """Return the logarithm to base 2 of each element."""
    return np.log2(self, out=out)


@op(dtype=promote_float, shape=like_first, inplace=True)
def log10(out: Out, self: Tensor) -> Tensor:
    """Return the logarithm to base 10 of each element."""
    return np.log10(self, out=out)


@op(dtype=promote_float, shape=like_first, inplace=True, aliases=("special_log1p",))
def log1p(out: Out, self: Tensor) -> Tensor:
    """Return ``log(1 + x)`` of each element x, exact for small x."""
    return np.log1p(self, out=out)
