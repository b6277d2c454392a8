"""Windows: weights that let a stretch of a signal fade in and out.

The one rule: a periodic window is a symmetric one of one point more, without its last point.
Source: ``aten/src/ATen/native/TensorFactories.cpp``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, DType
from insitu_engine.errors import BadValueError, DTypeError
from insitu_engine.ops.factories.creation import sized
from insitu_engine.optable import Array, Out, Tensor, op
from insitu_engine.rules import refuse_unless

FUNCTION: Final = ("function",)


def _plan(name: str) -> Callable[..., Computed]:
    """Return the plan of a window: so many points, in a floating-point dtype."""

    def plan(window_length: int, *args: Any) -> Computed:
        dtype: DType | None = args[-1]
        if dtype is not None and dtype.category < Category.FLOAT:
            raise DTypeError(
                f"{name} expects floating point dtypes, got: TensorOptions(dtype={dtype.c_name}, device=cpu, "
                "layout=Strided (default), requires_grad=false (default), pinned_memory=false, "
                "memory_format=(nullopt))"
            )
        if window_length < 0:
            raise BadValueError(
                f"{name} requires non-negative window_length, got window_length={window_length}"
            )
        refuse_unless(dtype is None or not dtype.is_complex or window_length < 2, "arange_cpu", dtype)  # type: ignore[arg-type] # None is taken
        return sized((window_length,), dtype)

    return plan


def _write(out: Out, periodic: bool, shape: Callable[[Array], Any]) -> Out:
    """Write ``shape`` of the places from 0 to 1, at equal distances; a window of one point is 1."""
    if out.size == 1:
        out[...] = 1
        return out
    np.copyto(out, shape(np.arange(out.size) / (out.size - (not periodic))), casting="unsafe")
    return out


def _cosines(*weights: float) -> Callable[[Array], Any]:
    """Return the sum of cosines of these weights, with signs by turns."""

    def shape(places: Array) -> Any:
        turns = 2 * math.pi * places
        return sum((-1) ** at * weight * np.cos(at * turns) for at, weight in enumerate(weights))

    return shape


@op(plan=_plan("hann_window"), where=FUNCTION)
def hann_window(out: Out, window_length: int, periodic: bool = True, *, dtype: DType | None = None) -> Tensor:
    """Return the Hann window: one period of a cosine, from 0 to 1 and back."""
    del window_length, dtype
    return _write(out, periodic, _cosines(0.5, 0.5))


@op(plan=_plan("hamming_window"), where=FUNCTION)
def hamming_window(
    out: Out,
    window_length: int,
    periodic: bool = True,
    alpha: float = 0.54,
    beta: float = 0.46,
    *,
    dtype: DType | None = None,
) -> Tensor:
    """Return the Hamming window: ``alpha`` less ``beta`` times one period of a cosine."""
    del window_length, dtype
    return _write(out, periodic, _cosines(alpha, beta))


@op(plan=_plan("blackman_window"), where=FUNCTION)
def blackman_window(
    out: Out, window_length: int, periodic: bool = True, *, dtype: DType | None = None
) -> Tensor:
    """Return the Blackman window: a sum of two cosines that begins and ends flat."""
    del window_length, dtype
    return _write(out, periodic, _cosines(0.42, 0.5, 0.08))


@op(plan=_plan("bartlett_window"), where=FUNCTION)
def bartlett_window(
    out: Out, window_length: int, periodic: bool = True, *, dtype: DType | None = None
) -> Tensor:
    """Return the Bartlett window: straight from 0 to 1 and back."""
    del window_length, dtype
    return _write(out, periodic, lambda places: 1 - np.abs(2 * places - 1))


@op(plan=_plan("kaiser_window"), where=FUNCTION)
def kaiser_window(
    out: Out, window_length: int, periodic: bool = True, beta: float = 12.0, *, dtype: DType | None = None
) -> Tensor:
    """Return the Kaiser window, which is the narrower the larger ``beta``."""
    from scipy import special

    del window_length, dtype
    return _write(
        out,
        periodic,
        lambda places: special.i0(beta * np.sqrt(1 - (2 * places - 1) ** 2)) / special.i0(beta),
    )
