"""Running sums and products."""
# ruff: noqa: ARG001 - a kernel's signature is the op's: what it leaves alone, the plan has read

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from insitu_engine.dtypes import Category, DType
from insitu_engine.errors import DTypeError, UnsupportedError
from insitu_engine.meta import Operand, meta
from insitu_engine.optable import Array, Computed, Out, Tensor, define, in_place_form, lookup, op
from insitu_engine.promotion import to_accumulator
from insitu_engine.rules import normalize_dim


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
        np.copyto(out, ufunc.accumulate(array, axis=dim, dtype=wide), casting="unsafe")


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
    define(replace(in_place_form(lookup(_name)), plan=_in_place_plan(_name)))
