"""Pooling that keeps the largest element of each window, of images with one, two or three dimensions.

The one rule: the number of dimensions is a parameter; a row for each number has the same plan and the same kernel.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, int64
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.ops.windows import windowed
from insitu_engine.ops.windows.refused_pools import pooled, refuse_lengths, refuse_no_rows, refuse_rows
from insitu_engine.ops.windows.sliding import Pool
from insitu_engine.optable import Array, Dims, Out, Tensor, op
from insitu_engine.rules import refuse_unless


def refuse_max(
    ndim: int,
    given: Meta,
    kernel_size: Any,
    stride: Any,
    padding: Any = 0,
    dilation: Any = 1,
    *,
    ceil_mode: bool,
    told: bool = False,
) -> Shape:
    """Return the shape of the largest elements; raise what PyTorch refuses, with other words where indices are ``told``."""
    name = f"max_pool{ndim}d"
    if ndim == 1 and not told:
        refuse_rows(given, kernel_size, stride, padding, dilation)
        pool = Pool.of(1, kernel_size, stride, padding, dilation)
        counts = tuple(slide.count for slide in pool.slides(given.shape[-1:], ceil_mode=ceil_mode))
        refuse_no_rows(counts)
        refuse_unless(given.dtype.is_floating_point, "max_pool1d_impl", given.dtype)
        return (*given.shape[:-1], *counts)
    refuse_lengths(name, ndim, kernel_size=kernel_size, stride=stride, padding=padding, dilation=dilation)
    pool = Pool.of(ndim, kernel_size, stride, padding, dilation)
    shape = pooled(name, ndim, given, pool, ceil_mode=ceil_mode)
    taken = given.dtype.category in (Category.INT, Category.FLOAT)
    refuse_unless(taken, f"max_pool{max(ndim, 2)}d", given.dtype)
    return shape


def _plan(ndim: int, *, indices: bool) -> Callable[..., Computed]:
    """Return the plan of a pooling that keeps the largest; with ``indices`` it tells always where they were."""

    def plan(
        input: Operand,
        kernel_size: Any,
        stride: Any,
        padding: Any,
        dilation: Any,
        ceil_mode: bool,
        return_indices: bool,
    ) -> Computed:
        given = input.meta
        told = indices or return_indices
        shape = refuse_max(
            ndim, given, kernel_size, stride, padding, dilation, ceil_mode=ceil_mode, told=told
        )
        metas = (meta(given.dtype, shape), meta(int64, shape))
        taps = sum(Pool.of(ndim, kernel_size, stride).kernel)
        return Computed(metas if told else metas[:1], work=math.prod(shape) * taps)

    return plan


def _define(ndim: int) -> None:
    """Add the rows that keep the largest, for images with so many dimensions."""

    def keep(out: Any, input: Array, pool: Pool, *, ceil_mode: bool, told: bool) -> Any:
        slides = pool.slides(input.shape[-ndim:], ceil_mode=ceil_mode)
        if told:
            out[0][...], taps = windowed.largest(input, slides)
            out[1][...] = windowed.places(taps, slides)
        else:
            out[...] = windowed.maxima(input, slides)
        return out

    @op(name=f"max_pool{ndim}d", plan=_plan(ndim, indices=False), where=("functional",))
    def max_pool(
        out: Out,
        input: Tensor,
        kernel_size: Dims,
        stride: Dims | None = None,
        padding: Dims = 0,
        dilation: Dims = 1,
        ceil_mode: bool = False,
        return_indices: bool = False,
    ) -> Any:
        """Return the largest element of each window of images (N, C, ...) or (C, ...); nan wins.

        ``stride`` is the kernel's size by default. With ``return_indices`` there is a second result: where in its
        flattened image each largest element was.
        """
        pool = Pool.of(ndim, kernel_size, stride, padding, dilation)
        return keep(out, input, pool, ceil_mode=ceil_mode, told=return_indices)

    @op(name=f"max_pool{ndim}d_with_indices", plan=_plan(ndim, indices=True), where=("functional",))
    def max_pool_with_indices(
        out: Out,
        input: Tensor,
        kernel_size: Dims,
        stride: Dims | None = None,
        padding: Dims = 0,
        dilation: Dims = 1,
        ceil_mode: bool = False,
        return_indices: bool = False,
    ) -> Any:
        """Return the largest element of each window of images, and where in its flattened image it was.

        ``return_indices`` changes nothing.
        """
        del return_indices
        pool = Pool.of(ndim, kernel_size, stride, padding, dilation)
        return keep(out, input, pool, ceil_mode=ceil_mode, told=True)


for _ndim in (1, 2, 3):
    _define(_ndim)
