"""Running sums, products, extremes, and sums of exponentials.

The one rule: rounding errors add up along the way, so that sums and products run in twice the precision.
"""
# ruff: noqa: ARG001 - a kernel's signature is the op's: what it leaves alone, the plan has read

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from insitu_engine.answers import Computed, Overlap
from insitu_engine.dtypes import Category, DType, int64
from insitu_engine.errors import DTypeError, UnsupportedError
from insitu_engine.meta import Operand, meta
from insitu_engine.optable import Array, Out, Tensor, Tensors, define, in_place_form, lookup, op
from insitu_engine.promotion import to_accumulator
from insitu_engine.rules import INEXACT, REAL, normalize_dim, refuse_unless


def _running_plan(self: Operand, dim: int, dtype: DType | None) -> Computed:
    normalize_dim(dim, self.meta.ndim)
    return Computed((meta(dtype or to_accumulator(self.meta.dtype), self.meta.shape),))


def _in_place_plan(name: str) -> Callable[..., Computed]:
    """Return the plan of the in-place form, which keeps the target's dtype and takes no other."""

    def plan(self: Operand, dim: int, dtype: DType | None) -> Computed:
        own = self.meta.dtype
        normalize_dim(dim, self.meta.ndim)
        if dtype is not None and dtype is not own:
            raise DTypeError(
                f"Bad in-place call: input tensor dtype {own.c_name} and output tensor dtype {dtype.c_name} should match"
            )
        if own.category is Category.BOOL and self.meta.ndim and self.meta.numel:
            raise UnsupportedError(f"\"{name}_out_cpu\" not implemented for '{own.title}'")
        return Computed((self.meta,))

    return plan


def _run(ufunc: np.ufunc, out: Out, array: Array, dim: int) -> None:
    """Accumulate in twice the precision, as rounding errors add up along the way."""
    wide = {"float16": np.float32, "float32": np.float64, "complex64": np.complex128}.get(out.dtype.name)
    if np.iscomplexobj(array) and out.dtype.kind != "c":
        array = array.real
    if array.ndim == 0:
        np.copyto(out, array, casting="unsafe")
    elif wide is None:
        ufunc.accumulate(array, axis=dim, dtype=out.dtype, out=out)
    else:
        # NumPy casts along the way slower than beforehand.
        running = array.astype(wide)
        np.copyto(out, ufunc.accumulate(running, axis=dim, out=running), casting="unsafe")


@op(plan=_running_plan)
def cumsum(out: Out, self: Tensor, dim: int, *, dtype: DType | None = None) -> Tensor:
    """Return the running sum along a dimension; integers and booleans add up in int64."""
    _run(np.add, out, self, dim)
    return out


@op(plan=_running_plan)
def cumprod(out: Out, self: Tensor, dim: int, *, dtype: DType | None = None) -> Tensor:
    """Return the running product along a dimension; integers and booleans multiply in int64."""
    _run(np.multiply, out, self, dim)
    return out


for _name in ("cumsum", "cumprod"):
    define(replace(in_place_form(lookup(_name)), plan=_in_place_plan(_name), overlap=Overlap.NONE))


def _running_extreme_plan(name: str) -> Callable[..., Computed]:
    def plan(self: Operand, dim: int) -> Computed:
        given = self.meta
        normalize_dim(dim, given.ndim)
        refuse_unless(given.dtype.category in REAL or not given.ndim, f"{name}_cpu", given.dtype)
        metas = (meta(given.dtype, given.shape), meta(int64, given.shape))
        return Computed(metas, fields=("values", "indices"))

    return plan


def _run_extreme(extreme: np.ufunc, reaches: np.ufunc, out: Tensors, array: Array, dim: int) -> None:
    """Write the running extremes, and for each the last place where it was reached; nan wins from its place on."""
    values, indices = out
    if not array.ndim:
        values[...], indices[...] = array, 0
        return
    extreme.accumulate(array, axis=dim, out=values)
    reached = reaches(array, values)
    if array.dtype.kind == "f":
        reached |= np.isnan(array)
    places = np.arange(array.shape[dim]).reshape(
        [-1 if at == dim % array.ndim else 1 for at in range(array.ndim)]
    )
    np.maximum.accumulate(np.where(reached, places, 0), axis=dim, out=indices)


@op(plan=_running_extreme_plan("cummax"))
def cummax(out: Tensors, self: Tensor, dim: int) -> Tensors:
    """Return the largest elements so far along a dimension, and where each was last, as ``(values, indices)``."""
    _run_extreme(np.maximum, np.greater_equal, out, self, dim)
    return out


@op(plan=_running_extreme_plan("cummin"))
def cummin(out: Tensors, self: Tensor, dim: int) -> Tensors:
    """Return the smallest elements so far along a dimension, and where each was last, as ``(values, indices)``."""
    _run_extreme(np.minimum, np.less_equal, out, self, dim)
    return out


def _running_exponentials_plan(self: Operand, dim: int) -> Computed:
    given = self.meta
    normalize_dim(dim, given.ndim)
    refuse_unless(given.dtype.category in INEXACT, "logcumsumexp_out_cpu", given.dtype)
    return Computed((meta(given.dtype, given.shape),))


@op(plan=_running_exponentials_plan)
def logcumsumexp(out: Out, self: Tensor, dim: int) -> Tensor:
    """Return the logarithms of the running sums of exponentials along a dimension, without overflow."""
    if not self.ndim:
        np.copyto(out, self)
    elif self.dtype.kind == "c":
        _run_complex(np.moveaxis(out, dim, 0), np.moveaxis(self, dim, 0))
    else:
        wide = self.astype(np.float64)
        np.copyto(out, np.logaddexp.accumulate(wide, axis=dim), casting="same_kind")
    return out


def _run_complex(out: Out, array: Array) -> None:
    """Write ``log(exp(a) + exp(b))`` entry by entry of the first dimension.

    The one with the larger real part is taken out of the sum, and its phase is kept as it is.
    """
    running = np.full(array.shape[1:], -np.inf, np.complex128)
    for at, entry in enumerate(array.astype(np.complex128)):
        less = entry.real < running.real
        low, high = np.where(less, entry, running), np.where(less, running, entry)
        running = np.log1p(np.exp(low - high)) + high
        out[at] = running
