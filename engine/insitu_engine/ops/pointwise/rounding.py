"""Rounding, and numbers that are none: nan and infinities."""

from __future__ import annotations

from typing import Any

import numpy as np

from insitu_engine.blocks import blocks
from insitu_engine.dtypes import Category, DType
from insitu_engine.errors import BadValueError, UnsupportedError
from insitu_engine.meta import Operand
from insitu_engine.optable import Array, Out, Tensor, op
from insitu_engine.rules import (
    FLOATING,
    NUMERIC_REAL,
    DTypeRule,
    like_first,
    refuse_unless,
    same,
    test,
    within,
)


def _rounded(name: str) -> DTypeRule:
    def rule(self: Operand) -> tuple[DType, DType]:
        dtype = self.meta.dtype
        if dtype.is_complex:
            raise UnsupportedError(f"{name} is not supported for complex inputs")
        return dtype, dtype

    return within(NUMERIC_REAL, f"{name}_vml_cpu", rule)


def _refuse_rounding(self: Operand, decimals: int) -> None:
    dtype = self.meta.dtype
    if decimals == 0:
        refuse_unless(dtype.category in NUMERIC_REAL, "round_vml_cpu", dtype)
    else:
        refuse_unless(dtype.category is Category.FLOAT, "round_cpu", dtype)


def _no_complex(name: str) -> DTypeRule:
    def rule(self: Operand) -> tuple[DType, DType]:
        if self.meta.dtype.is_complex:
            raise BadValueError(f"{name} does not support complex inputs.")
        return test(self)

    return rule


@op(dtype=_rounded("floor"), shape=like_first, inplace=True)
def floor(out: Out, self: Tensor) -> Tensor:
    """Return the largest integer not above each element."""
    return np.floor(self, out=out)


@op(dtype=_rounded("ceil"), shape=like_first, inplace=True)
def ceil(out: Out, self: Tensor) -> Tensor:
    """Return the smallest integer not below each element."""
    return np.ceil(self, out=out)


@op(dtype=_rounded("trunc"), shape=like_first, inplace=True, aliases=("fix",))
def trunc(out: Out, self: Tensor) -> Tensor:
    """Return the integer part of each element, rounded towards zero."""
    return np.trunc(self, out=out)


@op(dtype=within(FLOATING, "frac_cpu", same), shape=like_first, inplace=True)
def frac(out: Out, self: Tensor) -> Tensor:
    """Return the fractional part of each element, with its sign."""
    for part, x in blocks(out, self):
        np.subtract(x, np.trunc(x), out=part)
    return out


@op(dtype=same, shape=like_first, inplace=True, late=_refuse_rounding)
def round(out: Out, self: Tensor, *, decimals: int = 0) -> Tensor:
    """Return each element rounded to ``decimals`` digits behind the point, a half to the even neighbour.

    Negative ``decimals`` round to tens, hundreds and so on.
    """
    if decimals == 0:
        if out.dtype.kind == "f":
            return np.rint(self, out=out)
        np.copyto(out, self)
        return out
    for part, x in blocks(out, self):
        scale = x.dtype.type(10.0 ** np.abs(decimals))
        into, back = (np.multiply, np.divide) if decimals > 0 else (np.divide, np.multiply)
        back(np.rint(into(x, scale)), scale, out=part)
    return out


def _rounded_float(self: Operand, decimals: int) -> tuple[DType, DType]:
    dtype = self.meta.dtype
    refuse_unless(dtype.is_floating_point, "round_cpu" if decimals else "round_vml_cpu", dtype)
    return dtype, dtype


@op(dtype=_rounded_float, shape=like_first, where=("function",))
def special_round(out: Out, self: Tensor, *, decimals: int = 0) -> Tensor:
    """Return each element rounded as by `round`; refuse integers."""
    round(out, self, decimals=decimals)
    return out


@op(
    dtype=lambda self, *_: same(self),
    shape=like_first,
    inplace=True,
)
def nan_to_num(
    out: Out, self: Tensor, nan: float | None = None, posinf: float | None = None, neginf: float | None = None
) -> Tensor:
    """Return the tensor with nan replaced by ``nan`` and infinities by ``posinf`` and ``neginf``.

    Left out, they are 0 and the largest and smallest finite numbers of the dtype. Integers are never replaced.
    """
    if out.dtype.kind == "c":
        _replace(out.real, self.real, nan, posinf, neginf)
        _replace(out.imag, self.imag, nan, posinf, neginf)
    elif out.dtype.kind == "f":
        _replace(out, self, nan, posinf, neginf)
    else:
        np.copyto(out, self)
    return out


def _replace(out: Array, x: Array, nan: Any, posinf: Any, neginf: Any) -> None:
    limits = np.finfo(out.dtype)
    as_nan = out.dtype.type(0 if nan is None else nan)
    highest = limits.max if posinf is None else out.dtype.type(posinf)
    lowest = limits.min if neginf is None else out.dtype.type(neginf)
    for part, given in blocks(out, x):
        changed = np.where(given == np.inf, highest, np.where(given == -np.inf, lowest, given))
        part[...] = np.where(np.isnan(given), as_nan, changed)


@op(dtype=test, shape=like_first)
def isnan(out: Out, self: Tensor) -> Tensor:
    """Return whether each element is nan."""
    return np.isnan(self, out=out)


@op(dtype=test, shape=like_first)
def isinf(out: Out, self: Tensor) -> Tensor:
    """Return whether each element is infinite."""
    return np.isinf(self, out=out)


@op(dtype=test, shape=like_first)
def isfinite(out: Out, self: Tensor) -> Tensor:
    """Return whether each element is neither infinite nor nan."""
    return np.isfinite(self, out=out)


@op(dtype=_no_complex("isposinf"), shape=like_first)
def isposinf(out: Out, self: Tensor) -> Tensor:
    """Return whether each element is positive infinity."""
    return np.equal(self, np.inf, out=out) if self.dtype.kind == "f" else _nowhere(out)


@op(dtype=_no_complex("isneginf"), shape=like_first)
def isneginf(out: Out, self: Tensor) -> Tensor:
    """Return whether each element is negative infinity."""
    return np.equal(self, -np.inf, out=out) if self.dtype.kind == "f" else _nowhere(out)


@op(dtype=test, shape=like_first)
def isreal(out: Out, self: Tensor) -> Tensor:
    """Return whether each element has no imaginary part."""
    np.equal(self.imag, 0, out=out)
    return out


def _nowhere(out: Out) -> Out:
    out[...] = False
    return out
