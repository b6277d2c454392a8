"""Random numbers, all drawn from the session's generator.

A kernel takes ``random.numbers`` once, which is where the numbers of its call begin. Elements are drawn in the order of their indices, whatever the layout of the tensor, so that the same seed and the same
calls give the same values.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.blocks import blocks
from insitu_engine.dtypes import Category, DType, bool_, dtype_of_array, float32, int64, uint8
from insitu_engine.errors import ArgumentError, BadValueError, DTypeError
from insitu_engine.generator import STATE_BYTES
from insitu_engine.limits import digits, largest
from insitu_engine.meta import Operand, meta
from insitu_engine.ops.factories.creation import sized, sized_like
from insitu_engine.optable import Out, Random, Size, Tensor, TensorLike, op
from insitu_engine.rules import broadcast, checked_size, refuse_unless, require_convertible

FUNCTION: Final = ("function",)


def draw(out: Out, sample: Callable[[Any, Any], Any]) -> Out:
    """Fill ``out`` from ``sample(count, dtype)``, whose dtype is float32 or float64."""
    if out.dtype.kind == "c":
        draw(out.real, sample)
        draw(out.imag, sample)
        return out
    drawn = np.float32 if out.dtype.itemsize <= float32.itemsize else np.float64
    for (part,) in blocks(out, order="C"):
        np.copyto(part, sample(part.size, drawn), casting="unsafe")
    return out


def require_uniform(planned: Computed) -> Computed:
    """Return the plan of evenly distributed numbers; refuse integers and bool."""
    dtype = planned.metas[0].dtype
    refuse_unless(dtype.category >= Category.FLOAT, "check_uniform_bounds", dtype)
    return planned


def require_gaussian(planned: Computed) -> Computed:
    """Return the plan of normally distributed numbers; refuse integers and bool."""
    dtype = planned.metas[0].dtype
    refuse_unless(dtype.category >= Category.FLOAT, "normal_kernel_cpu", dtype)
    return planned


def require_range(low: int, high: int, dtype: DType) -> None:
    """Refuse bounds of random integers that are empty or that the dtype cannot hold."""
    if dtype.is_complex:
        raise DTypeError("check_random_bounds handles only integral, floating-point and boolean types")
    if low >= high:
        raise BadValueError(f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}")
    smallest, most = integer_limits(dtype)
    for name, value in (("from", low), ("to - 1", high - 1)):
        if not smallest <= value <= most:
            raise BadValueError(f"{name} is out of bounds for {dtype.c_name}")


def integer_limits(dtype: DType) -> tuple[int, int]:
    """Return the smallest and the largest integer that the dtype holds and the generator draws."""
    if dtype is bool_:
        return 0, 1
    if dtype.is_floating_point:
        most = min(int(largest(dtype)), 2**63 - 1)
        return -most, most
    limits = np.iinfo(dtype.numpy)
    return limits.min, limits.max


def draw_integers(out: Out, low: int, high: int, random: Random) -> Out:
    """Fill ``out`` with integers from ``low`` to before ``high``."""
    numbers = random.numbers
    for (part,) in blocks(out, order="C"):
        np.copyto(part, numbers.integers(low, high, size=part.size), casting="unsafe")
    return out


def draw_uniform(out: Out, low: float, high: float, random: Random) -> Out:
    """Fill ``out`` evenly from ``low`` to before ``high``, with as many random bits as its fraction has."""
    numbers = random.numbers
    steps = 2.0 ** digits(dtype_of_array(out))

    def sample(count: int, drawn: Any) -> Any:
        values = numbers.random(count, dtype=drawn)
        # Two-byte floats would round up what is nearly 1.
        return (np.floor(values * steps) / steps if out.dtype.itemsize == 2 else values) * (high - low) + low

    return draw(out, sample)


@op(
    plan=lambda size, dtype: require_uniform(sized(size, dtype)),
    variadic="size",
    where=FUNCTION,
    as_stored=True,
)
def rand(out: Out, size: Size, *, dtype: DType | None = None, random: Random) -> Tensor:
    """Return random numbers, evenly distributed from 0 to before 1."""
    del size, dtype
    return draw_uniform(out, 0, 1, random)


@op(plan=lambda self, dtype: require_uniform(sized_like(self, dtype)), where=FUNCTION, as_stored=True)
def rand_like(out: Out, self: Tensor, *, dtype: DType | None = None, random: Random) -> Tensor:
    """Return random numbers in the shape of ``self``, evenly distributed from 0 to before 1."""
    del self, dtype
    return draw_uniform(out, 0, 1, random)


@op(plan=lambda size, dtype: require_gaussian(sized(size, dtype)), variadic="size", where=FUNCTION)
def randn(out: Out, size: Size, *, dtype: DType | None = None, random: Random) -> Tensor:
    """Return random numbers, normally distributed with mean 0 and variance 1."""
    del size, dtype
    return draw_normal(out, 0, 1, random)


@op(plan=lambda self, dtype: require_gaussian(sized_like(self, dtype)), where=FUNCTION)
def randn_like(out: Out, self: Tensor, *, dtype: DType | None = None, random: Random) -> Tensor:
    """Return random numbers in the shape of ``self``, normally distributed with mean 0 and variance 1."""
    del self, dtype
    return draw_normal(out, 0, 1, random)


def draw_normal(out: Out, mean: float, std: float, random: Random) -> Out:
    """Fill ``out`` with normally distributed numbers; a complex one's parts have half the variance each."""
    numbers = random.numbers
    if out.dtype.kind != "c":
        return draw(out, lambda count, drawn: numbers.standard_normal(count, dtype=drawn) * std + mean)
    spread = std * math.sqrt(0.5)
    draw(out.real, lambda count, drawn: numbers.standard_normal(count, dtype=drawn) * spread + mean)
    draw(out.imag, lambda count, drawn: numbers.standard_normal(count, dtype=drawn) * spread)
    return out


def _integers(low: int, high: int, size: Size, dtype: DType | None) -> Computed:
    planned = sized(size, int64 if dtype is None else dtype)
    require_range(low, high, planned.metas[0].dtype)
    return planned


@op(plan=_integers, where=FUNCTION)
def randint(
    out: Out, low: int, high: int, size: Size, *, dtype: DType | None = None, random: Random
) -> Tensor:
    """Return random integers from ``low`` to before ``high``, int64 unless another dtype is given."""
    del size, dtype
    return draw_integers(out, low, high, random)


def _integers_like(self: Operand, low: int, high: int, dtype: DType | None) -> Computed:
    planned = sized_like(self, dtype)
    require_range(low, high, planned.metas[0].dtype)
    return planned


@op(plan=_integers_like, where=FUNCTION)
def randint_like(
    out: Out, self: Tensor, low: int, high: int, *, dtype: DType | None = None, random: Random
) -> Tensor:
    """Return random integers from ``low`` to before ``high``, in shape and dtype of ``self`` unless one is given."""
    del self, dtype
    return draw_integers(out, low, high, random)


def _permutation(n: int, dtype: DType | None) -> Computed:
    chosen = int64 if dtype is None else dtype
    shape = checked_size((n,), chosen)
    refuse_unless(chosen is not bool_ and not chosen.is_complex, "randperm", chosen)
    require_convertible(n, chosen)
    # PyTorch takes no more than the dtype can tell apart; of bfloat16 it asks nothing.
    if chosen.is_floating_point and not chosen.narrow and n > 2 ** digits(chosen) + 1:
        raise BadValueError(f"n cannot be greater than {2 ** digits(chosen) + 1} for {chosen.title} type.")
    return Computed((meta(chosen, shape),))


@op(plan=_permutation, where=FUNCTION)
def randperm(out: Out, n: int, *, dtype: DType | None = None, random: Random) -> Tensor:
    """Return the integers from 0 to before ``n`` in random order, int64 unless another dtype is given."""
    del dtype
    np.copyto(out, random.numbers.permutation(n), casting="unsafe")
    return out


def _gaussian(mean: Any, std: Any, size: Size | None, dtype: DType | None) -> Computed:
    if not isinstance(std, Operand) and not std >= 0:
        raise BadValueError(f"normal expects std >= 0.0, but found std {std:g}")
    given = [value for value in (mean, std) if isinstance(value, Operand)]
    if size is not None and not given:
        return require_gaussian(sized(size, dtype))
    if size is not None or dtype is not None or not given:
        raise ArgumentError("normal(): expected tensors, or two numbers and a size")
    if isinstance(std, Operand) and std.meta.dtype.is_complex:
        raise BadValueError("normal expects standard deviation to be non-complex")
    return require_gaussian(Computed((meta(given[0].meta.dtype, broadcast(mean, std)),)))


def _check_gaussian(mean: Any, std: Any, size: Size | None, dtype: DType | None) -> None:  # noqa: ARG001
    if isinstance(std, np.ndarray) and std.size and not np.min(std) >= 0:
        raise BadValueError("normal expects all elements of std >= 0.0")


@op(plan=_gaussian, check=_check_gaussian, by_value=True, where=FUNCTION)
def normal(
    out: Out,
    mean: TensorLike,
    std: TensorLike = 1.0,
    size: Size | None = None,
    *,
    dtype: DType | None = None,
    random: Random,
) -> Tensor:
    """Return random numbers from the normal distributions of these means and standard deviations.

    Either is a tensor, and the result has their common shape; of two numbers ``size`` is the shape.
    """
    del size, dtype
    draw_normal(out, 0, 1, random)
    np.multiply(out, std, out=out, casting="unsafe")
    return np.add(out, mean, out=out, casting="unsafe")


@op(plan=lambda: Computed((meta(uint8, (STATE_BYTES,)),)), where=FUNCTION)
def get_rng_state(out: Out, *, random: Random) -> Tensor:
    """Return what `set_rng_state` takes, so that the same random numbers come again: 16 bytes."""
    np.copyto(out, random.state)
    return out
