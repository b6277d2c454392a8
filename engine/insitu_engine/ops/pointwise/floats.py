"""Floating-point numbers taken apart, put together, and their neighbours."""

from __future__ import annotations

from typing import Any

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.blocks import blocks
from insitu_engine.dtypes import Category, DType, bool_, dtype_of_array, int32
from insitu_engine.errors import DTypeError
from insitu_engine.meta import Operand, meta
from insitu_engine.optable import Array, Out, Tensor, op
from insitu_engine.promotion import result_type, to_floating
from insitu_engine.rules import FLOATING, broadcast, promote, refuse_unless, within


@op(dtype=within(FLOATING, "nextafter_cpu", promote), shape=broadcast, inplace=True)
def nextafter(out: Out, self: Tensor, other: Tensor) -> Tensor:
    """Return the floating-point number after ``self`` on the way to ``other``."""
    return np.nextafter(self, other, out=out)


def _has_exponents(self: Operand, other: Operand) -> bool:
    """Return whether the numbers have exponents to add to, and ``other`` is such."""
    return self.meta.dtype.is_floating_point and other.meta.dtype.category < Category.FLOAT


def _scaled(self: Operand, other: Operand) -> Computed:
    """Plan an addition to exponents, or else ``self * 2.0**other``, whose factors PyTorch promotes one by one."""
    shape = broadcast(self, other)
    if _has_exponents(self, other):
        return Computed((meta(self.meta.dtype, shape),))
    factor = meta(to_floating(other.meta.dtype), other.meta.shape)
    return Computed((meta(result_type(self.meta, factor), shape),))


def _scaled_in_place(self: Operand, other: Operand) -> Computed:
    answer = _scaled(self, other)
    given = self.meta.dtype
    if given.category < Category.FLOAT:
        raise DTypeError(f"ldexp can't be cast to the desired output type {given.title}")
    return answer


def _refuse_exponents(self: Operand, other: Operand) -> None:
    taken = not _has_exponents(self, other) or other.meta.dtype is not bool_
    refuse_unless(taken, "ldexp_cpu_exp", other.meta.dtype)


@op(plan=_scaled, inplace=_scaled_in_place, late=_refuse_exponents)
def ldexp(out: Out, self: Tensor, other: Tensor) -> Tensor:
    """Return ``self * 2**other``, in floating point."""
    if self.dtype.kind == "f" and other.dtype.kind in "iu":
        for part, x, exponent in blocks(out, self, other):
            np.ldexp(x, exponent.astype(np.int32), out=part)
        return out
    exponent = other.astype(to_floating(dtype_of_array(other)).numpy, copy=False)
    factor = np.power(exponent.dtype.type(2), exponent)
    np.multiply(self.astype(out.dtype, copy=False), factor.astype(out.dtype, copy=False), out=out)
    return out


def _parts(self: Operand) -> Computed:
    dtype: DType = self.meta.dtype
    if not dtype.is_floating_point:
        raise DTypeError("torch.frexp() only supports floating-point dtypes")
    shape = self.meta.shape
    return Computed((meta(dtype, shape), meta(int32, shape)), fields=("mantissa", "exponent"))


@op(plan=_parts)
def frexp(out: tuple[Array, Array], self: Tensor) -> Any:
    """Return each element as ``mantissa * 2**exponent``, a named tuple; mantissas lie in [0.5, 1), or are 0."""
    mantissa, exponent = out
    np.frexp(self, mantissa, exponent)
    exponent[~np.isfinite(self)] = 0
    return out
