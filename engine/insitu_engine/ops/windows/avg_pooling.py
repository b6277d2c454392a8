"""Pooling that averages each window, or takes its norm, of images with one, two or three dimensions.

The one rule: the number of dimensions is a parameter; a row for each number has the same plan and the same kernel.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, DType, bool_, int64
from insitu_engine.errors import BadValueError
from insitu_engine.meta import Operand, meta
from insitu_engine.ops.windows import windowed
from insitu_engine.ops.windows.max_pooling import refuse_max
from insitu_engine.ops.windows.refused_pools import pooled, refuse_lengths, refuse_rank
from insitu_engine.ops.windows.sliding import Pool
from insitu_engine.optable import Array, Dims, Out, Tensor, op
from insitu_engine.promotion import to_floating
from insitu_engine.rules import SINGLE_OR_DOUBLE, promoted, refuse_unless


def _refuse_dtype(ndim: int, dtype: DType) -> None:
    """Raise UnsupportedError for what PyTorch does not average."""
    taken = dtype in SINGLE_OR_DOUBLE if ndim == 3 else dtype.is_floating_point
    refuse_unless(taken or dtype is int64, "avg_pool3d_out_frame" if ndim == 3 else "avg_pool2d", dtype)


def _plan(ndim: int) -> Callable[..., Computed]:
    """Return the plan of a pooling that averages."""
    name = f"avg_pool{ndim}d"

    def plan(
        input: Operand,
        kernel_size: Any,
        stride: Any,
        padding: Any,
        ceil_mode: bool,
        count_include_pad: bool,
        divisor_override: int | None = None,
    ) -> Computed:
        del count_include_pad
        given = input.meta
        refuse_lengths(name, ndim, kernel_size=kernel_size, stride=stride, padding=padding)
        pool = Pool.of(ndim, kernel_size, stride, padding)
        if divisor_override == 0:
            if ndim == 3:
                refuse_rank(name, ndim, given)
            raise BadValueError("divisor must be not zero")
        shape = pooled(name, ndim, given, pool, ceil_mode=ceil_mode)
        _refuse_dtype(ndim, given.dtype)
        return Computed((meta(given.dtype, shape),), work=math.prod(shape) * sum(pool.kernel))

    return plan


def _counts(pool: Pool, sizes: tuple[int, ...], *, ceil_mode: bool, count_include_pad: bool) -> Array:
    """Return how many elements each window has, padding counted or not, but never what lies beyond it."""
    counts = []
    for slide, pad in zip(pool.slides(sizes, ceil_mode=ceil_mode), pool.padding, strict=True):
        begin = slide.begins()
        end = np.minimum(begin + slide.taps, slide.size + pad)
        counts.append(
            end - begin if count_include_pad else np.minimum(end, slide.size) - np.maximum(begin, 0)
        )
    return np.asarray(reduce(np.multiply.outer, counts))


def _average(
    out: Out,
    input: Array,
    pool: Pool,
    *,
    ceil_mode: bool,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Out:
    """Write the mean of each window."""
    sizes = input.shape[-len(pool.kernel) :]
    total = windowed.sums(input, pool.slides(sizes, ceil_mode=ceil_mode))
    counts: Any = divisor_override
    if divisor_override is None:
        counts = _counts(pool, sizes, ceil_mode=ceil_mode, count_include_pad=count_include_pad)
    if out.dtype.kind == "f":
        np.divide(total, np.asarray(counts, total.dtype), out=out, casting="same_kind")
    else:
        # Integers are cut off towards 0.
        remainder = np.remainder(total, counts)
        np.floor_divide(total, counts, out=out)
        out += (remainder != 0) & (out < 0)
    return out


@op(plan=_plan(1), where=("function", "functional"))
def avg_pool1d(
    out: Out,
    input: Tensor,
    kernel_size: Dims,
    stride: Dims | None = None,
    padding: Dims = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:
    """Return the mean of each window of rows (N, C, L) or (C, L).

    ``stride`` is the kernel's size by default. Sums are divided by how many elements a window has, padding counted
    or not.
    """
    pool = Pool.of(1, kernel_size, stride, padding)
    return _average(out, input, pool, ceil_mode=ceil_mode, count_include_pad=count_include_pad)


def _define_avg(ndim: int) -> None:
    """Add the row that averages images with so many dimensions."""

    @op(name=f"avg_pool{ndim}d", plan=_plan(ndim), where=("functional",))
    def avg_pool(
        out: Out,
        input: Tensor,
        kernel_size: Dims,
        stride: Dims | None = None,
        padding: Dims = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> Tensor:
        """Return the mean of each window of images (N, C, ...) or (C, ...).

        ``stride`` is the kernel's size by default. Sums are divided by how many elements a window has, padding counted
        or not, or by ``divisor_override``.
        """
        return _average(
            out,
            input,
            Pool.of(ndim, kernel_size, stride, padding),
            ceil_mode=ceil_mode,
            count_include_pad=count_include_pad,
            divisor_override=divisor_override,
        )


# --- the norm ---------------------------------------------------------------------------------------------------------


def _norm_plan(ndim: int) -> Callable[..., Computed]:
    """Return the plan of a pooling that takes norms."""

    def plan(input: Operand, norm_type: Any, kernel_size: Any, stride: Any, ceil_mode: bool) -> Computed:
        given = input.meta
        if math.isinf(norm_type):
            refuse_unless(given.dtype is not bool_, "abs_cpu", given.dtype)
            shape = refuse_max(ndim, given, kernel_size, stride, ceil_mode=ceil_mode)
            return Computed((meta(given.dtype, shape),), work=math.prod(shape))
        powers = promoted(input, norm_type)
        if norm_type < 0 and powers.category < Category.FLOAT:
            raise BadValueError("Integers to negative integer powers are not allowed.")
        if norm_type == 0:
            raise BadValueError("float division by zero")
        name = f"avg_pool{ndim}d"
        refuse_lengths(name, ndim, kernel_size=kernel_size, stride=stride)
        pool = Pool.of(ndim, kernel_size, stride)
        shape = pooled(name, ndim, given, pool, ceil_mode=ceil_mode)
        _refuse_dtype(ndim, powers)
        work = math.prod(shape) * sum(pool.kernel)
        return Computed((meta(to_floating(powers), shape),), powers, work)

    return plan


def _define_norm(ndim: int) -> None:
    """Add the row that takes norms, for images with so many dimensions."""

    @op(name=f"lp_pool{ndim}d", plan=_norm_plan(ndim), where=("functional",))
    def lp_pool(
        out: Out,
        input: Tensor,
        norm_type: float,
        kernel_size: Dims,
        stride: Dims | None = None,
        ceil_mode: bool = False,
    ) -> Tensor:
        """Return the sum of each window's elements to the power of ``norm_type``, to the power of its inverse.

        ``stride`` is the kernel's size by default. Infinity takes the largest magnitude, minus infinity the smallest.
        A window that ends beyond the images counts as if it were whole.
        """
        pool = Pool.of(ndim, kernel_size, stride)
        if math.isinf(norm_type):
            turned = np.negative if norm_type < 0 else np.positive
            slides = pool.slides(input.shape[-ndim:], ceil_mode=ceil_mode)
            np.copyto(out, turned(windowed.maxima(turned(np.abs(input)), slides)))
            return out
        powers = np.power(input.astype(np.float32) if input.dtype == np.float16 else input, norm_type)
        means = _average(np.empty(out.shape, powers.dtype), powers, pool, ceil_mode=ceil_mode)
        out[...] = np.power(means * math.prod(pool.kernel), 1 / norm_type)
        return out


for _ndim in (1, 2, 3):
    _define_norm(_ndim)
    if _ndim > 1:
        _define_avg(_ndim)
