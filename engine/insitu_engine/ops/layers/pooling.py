"""Pooling over windows of an image.

The one rule: no window is ever laid out; each of a kernel's taps is one pass over the result.
"""
# ruff: noqa: ARG001 - a kernel's signature is the op's: what it leaves alone, the plan has read

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, int64
from insitu_engine.errors import BadValueError, ShapeError, UnsupportedError
from insitu_engine.meta import Meta, Operand, meta
from insitu_engine.optable import Array, Dims, Out, Tensor, op
from insitu_engine.rules import normalize_dim


@dataclass(frozen=True, slots=True)
class _Pool:
    """A window's size and movement: for both image dimensions."""

    kernel: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]
    dilation: tuple[int, int]

    def extents(self, image: tuple[int, ...], ceil_mode: bool) -> tuple[int, int]:
        """Return height and width of the result."""
        height, width = (
            _extent(size, taps, step, pad, spread, ceil_mode)
            for size, taps, step, pad, spread in zip(
                image, self.kernel, self.stride, self.padding, self.dilation, strict=True
            )
        )
        return height, width

    def taps(self, image: tuple[int, ...], result: tuple[int, ...]) -> Iterator[tuple[Any, Any]]:
        """Yield for each tap the part of the result that it reaches, and what it sees there of the image."""
        for y in range(self.kernel[0]):
            for x in range(self.kernel[1]):
                rows, seen_rows = self._reach(0, y, image[0], result[0])
                columns, seen_columns = self._reach(1, x, image[1], result[1])
                yield (..., rows, columns), (..., seen_rows, seen_columns)

    def _reach(self, axis: int, tap: int, size: int, extent: int) -> tuple[slice, slice]:
        step = self.stride[axis]
        shift = tap * self.dilation[axis] - self.padding[axis]
        first = max(0, -(shift // step))
        last = max(first, min(extent, (size - 1 - shift) // step + 1))
        begin = first * step + shift
        return slice(first, last), slice(
            begin, begin + (last - first - 1) * step + 1 if last > first else begin, step
        )


def _extent(size: int, taps: int, step: int, pad: int, dilation: int, ceil_mode: bool) -> int:
    """Return how many windows there are; in ``ceil_mode`` also one that begins inside and ends beyond."""
    room = size + 2 * pad - dilation * (taps - 1) - 1
    extent = (room + (step - 1 if ceil_mode else 0)) // step + 1
    return extent - 1 if ceil_mode and (extent - 1) * step >= size + pad else extent


def _pair(name: str, what: str, value: Any) -> tuple[int, int]:
    if isinstance(value, int):
        return value, value
    if len(value) not in (1, 2):
        raise BadValueError(f"{name}: {what} a single int, or a tuple of two ints")
    return value[0], value[-1]


def _pool(name: str, kernel_size: Any, stride: Any, padding: Any, dilation: Any = 1) -> _Pool:
    kernel = _pair(name, "kernel_size must either be", kernel_size)
    step = kernel if stride in (None, ()) else _pair(name, "stride must either be omitted,", stride)
    pool = _Pool(
        kernel,
        step,
        _pair(name, "padding must either be", padding),
        _pair(name, "dilation must be either", dilation),
    )
    if 0 in step:
        raise BadValueError("stride should not be zero")
    if min(kernel) <= 0 or min(step) < 0:
        raise BadValueError(f"{name}: kernel_size and stride must be greater than zero")
    if min(pool.dilation) <= 0:
        raise BadValueError(
            f"dilation should be greater than zero, but got dilationH: {pool.dilation[0]} dilationW: {pool.dilation[1]}"
        )
    for pad, taps, spread in zip(pool.padding, kernel, pool.dilation, strict=True):
        if pad < 0:
            raise BadValueError(f"pad must be non-negative, but got pad: {pad}")
        if pad > ((taps - 1) * spread + 1) // 2:
            raise BadValueError(
                f"pad should be at most half of effective kernel size, but got pad={pad}, kernel_size={taps} and "
                f"dilation={spread}"
            )
    return pool


def _pooled(given: Meta, pool: _Pool, ceil_mode: bool) -> tuple[int, ...]:
    """Return the shape of the result; raise ShapeError where an image is empty or smaller than a window."""
    if given.ndim not in (3, 4):
        raise ShapeError("non-empty 3D or 4D (batch mode) tensor expected for input")
    if 0 in given.shape[-3:]:
        raise ShapeError(
            "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:"
            f"{list(given.shape)}"
        )
    (pad_y, pad_x), (taps_y, taps_x) = pool.padding, pool.kernel
    if pad_y > taps_y // 2 or pad_x > taps_x // 2:
        raise BadValueError(
            "pad should be smaller than or equal to half of kernel size, but got "
            f"padW = {pad_x}, padH = {pad_y}, kW = {taps_x}, kH = {taps_y}"
        )
    extents = pool.extents(given.shape[-2:], ceil_mode)
    if min(extents) < 1:
        planes, height, width = given.shape[-3:]
        raise ShapeError(
            f"Given input size: ({planes}x{height}x{width}). "
            f"Calculated output size: ({planes}x{extents[0]}x{extents[1]}). Output size is too small"
        )
    return (*given.shape[:-2], *extents)


def _max_pool2d_plan(
    input: Operand,
    kernel_size: Any,
    stride: Any,
    padding: Any,
    dilation: Any,
    ceil_mode: bool,
    return_indices: bool,
) -> Computed:
    given = input.meta
    pool = _pool("max_pool2d", kernel_size, stride, padding, dilation)
    shape = _pooled(given, pool, ceil_mode)
    if given.dtype.category in (Category.BOOL, Category.COMPLEX):
        raise UnsupportedError(f"\"max_pool2d\" not implemented for '{given.dtype.title}'")
    metas = (meta(given.dtype, shape), meta(int64, shape))
    work = math.prod(shape) * math.prod(pool.kernel)
    return Computed(metas if return_indices else metas[:1], work=work)


@op(plan=_max_pool2d_plan, where=("functional",))
def max_pool2d(
    out: Out,
    input: Tensor,
    kernel_size: Dims,
    stride: Dims | None = None,
    padding: Dims = 0,
    dilation: Dims = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """Return the largest element of each window of images (N, C, H, W) or (C, H, W); nan wins.

    ``stride`` is the kernel's size by default. With ``return_indices`` there is a second result: where in its
    flattened image each largest element was.
    """
    pool = _pool("max_pool2d", kernel_size, stride, padding, dilation)
    values = out[0] if return_indices else out
    lowest = -np.inf if values.dtype.kind == "f" else np.iinfo(values.dtype).min
    values[...] = lowest
    image, result = input.shape[-2:], values.shape[-2:]
    if not return_indices:
        for reached, seen in pool.taps(image, result):
            np.maximum(values[reached], input[seen], out=values[reached])
        return out
    positions = np.arange(math.prod(image)).reshape(image)
    indices = out[1]
    _first_positions(indices, pool, positions)
    for reached, seen in pool.taps(image, result):
        candidate = input[seen]
        better = (candidate > values[reached]) | (candidate != candidate)  # noqa: PLR0124 - nan
        np.copyto(values[reached], candidate, where=better)
        np.copyto(indices[reached], np.broadcast_to(positions[seen], candidate.shape), where=better)
    return out


def _first_positions(indices: Array, pool: _Pool, positions: Array) -> None:
    """Write where each window begins inside of its image: the answer while nothing is larger than nothing."""
    image, result = positions.shape, indices.shape[-2:]
    indices[...] = 0
    for reached, seen in reversed(list(pool.taps(image, result))):
        indices[reached] = positions[seen]


def _avg_pool2d_plan(
    input: Operand,
    kernel_size: Any,
    stride: Any,
    padding: Any,
    ceil_mode: bool,
    count_include_pad: bool,
    divisor_override: int | None,
) -> Computed:
    given = input.meta
    pool = _pool("avg_pool2d", kernel_size, stride, padding)
    if divisor_override == 0:
        raise BadValueError("divisor must be not zero")
    normalize_dim(-3, given.ndim)
    shape = _pooled(given, pool, ceil_mode)
    if not (given.dtype.is_floating_point or given.dtype is int64):
        raise UnsupportedError(f"\"avg_pool2d\" not implemented for '{given.dtype.title}'")
    return Computed((meta(given.dtype, shape),), work=math.prod(shape) * math.prod(pool.kernel))


@op(plan=_avg_pool2d_plan, where=("functional",))
def avg_pool2d(
    out: Out,
    input: Tensor,
    kernel_size: Dims,
    stride: Dims | None = None,
    padding: Dims = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """Return the mean of each window of images (N, C, H, W) or (C, H, W).

    ``stride`` is the kernel's size by default. Sums are divided by how many elements a window has, padding counted
    or not, or by ``divisor_override``.
    """
    pool = _pool("avg_pool2d", kernel_size, stride, padding)
    image, result = input.shape[-2:], out.shape[-2:]
    total = np.zeros(out.shape, np.float32) if out.dtype == np.float16 else out
    total[...] = 0
    for reached, seen in pool.taps(image, result):
        total[reached] += input[seen]
    if divisor_override is not None:
        counts: Any = np.int64(divisor_override)
    else:
        rows = _counts(pool, 0, image[0], result[0], count_include_pad)
        counts = rows[:, None] * _counts(pool, 1, image[1], result[1], count_include_pad)
    if out.dtype.kind == "f":
        np.copyto(out, np.divide(total, counts.astype(total.dtype), out=total), casting="same_kind")
    else:
        # Integers are cut off towards 0.
        remainder = np.remainder(total, counts)
        np.floor_divide(total, counts, out=out)
        out += (remainder != 0) & (out < 0)
    return out


def _counts(pool: _Pool, axis: int, size: int, extent: int, count_include_pad: bool) -> Array:
    """Return how many entries of a dimension each window has."""
    begin = np.arange(extent) * pool.stride[axis] - pool.padding[axis]
    end = np.minimum(begin + pool.kernel[axis], size + pool.padding[axis])
    if count_include_pad:
        return np.asarray(end - begin)
    return np.asarray(np.minimum(end, size) - np.maximum(begin, 0))
