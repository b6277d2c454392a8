"""Convolution by im2col and BLAS.

The one rule: scratch memory is bounded, whatever the batch and the image; products go straight into the result.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.lib.stride_tricks import as_strided

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category
from insitu_engine.errors import BadValueError, DTypeError, ShapeError, UnsupportedError
from insitu_engine.meta import Meta, Operand, meta
from insitu_engine.optable import Array, Dims, Out, Tensor, op

#: Elements of patches that are laid out at once, at least one row of the result.
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class _Window:
    """How the kernel slides: for both image dimensions."""

    stride: tuple[int, int]
    #: Added before and after.
    padding: tuple[tuple[int, int], tuple[int, int]]
    dilation: tuple[int, int]

    def extents(self, image: tuple[int, ...], kernel: tuple[int, ...]) -> tuple[int, int]:
        """Return height and width of the result."""
        height, width = (
            (size + sum(pad) - dilation * (taps - 1) - 1) // step + 1
            for size, taps, step, pad, dilation in zip(
                image, kernel, self.stride, self.padding, self.dilation, strict=True
            )
        )
        return height, width


def _pair(name: str, value: Any) -> tuple[int, int]:
    if isinstance(value, int):
        return value, value
    if len(value) == 1:
        return value[0], value[0]
    if len(value) != 2:
        raise BadValueError(
            f"expected {name} to be a single integer value or a list of 2 values to match the convolution dimensions, "
            f"but got {name}={list(value)}"
        )
    return value[0], value[1]


def _window(kernel: tuple[int, ...], stride: Any, padding: Any, dilation: Any) -> _Window:
    """Return the window of a call; raise BadValueError for one that cannot slide."""
    steps, spread = _pair("stride", stride), _pair("dilation", dilation)
    if isinstance(padding, str):
        around = _named_padding(padding, kernel, steps, spread)
    else:
        height, width = _pair("padding", padding)
        around = ((height, height), (width, width))
    if min(min(pad) for pad in around) < 0:
        raise BadValueError("negative padding is not supported")
    if min(steps) <= 0:
        raise BadValueError("non-positive stride is not supported")
    if min(spread) <= 0:
        given = f", but got {list(spread)}" if min(spread) == 0 else ""
        raise BadValueError(f"dilation should be greater than zero{given}")
    return _Window(steps, around, spread)


def _named_padding(
    padding: str, kernel: tuple[int, ...], stride: tuple[int, int], dilation: tuple[int, int]
) -> tuple[tuple[int, int], tuple[int, int]]:
    if padding == "valid":
        return (0, 0), (0, 0)
    if padding != "same":
        raise BadValueError(f"Invalid padding string: '{padding}'")
    if stride != (1, 1):
        raise BadValueError("padding='same' is not supported for strided convolutions")
    height, width = (step * (taps - 1) for step, taps in zip(dilation, kernel, strict=True))
    return (height // 2, height - height // 2), (width // 2, width - width // 2)


def _conv2d_plan(
    input: Operand,
    weight: Operand,
    bias: Operand | None,
    stride: Any,
    padding: Any,
    dilation: Any,
    groups: int,
) -> Computed:
    given, kernel = input.meta, weight.meta
    if given.ndim not in (3, 4):
        raise ShapeError(
            f"Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: {list(given.shape)}"
        )
    if kernel.ndim != 4:
        _refuse_kernel(kernel, given, stride, padding)
    window = _window(kernel.shape[2:], stride, padding, dilation)
    _refuse_channels(given, kernel, None if bias is None else bias.meta, groups)
    _refuse_dtypes(given, kernel, None if bias is None else bias.meta)
    padded = [size + sum(pad) for size, pad in zip(given.shape[-2:], window.padding, strict=True)]
    reach = [step * (taps - 1) + 1 for step, taps in zip(window.dilation, kernel.shape[2:], strict=True)]
    if padded[0] < reach[0] or padded[1] < reach[1]:
        raise ShapeError(
            f"Calculated padded input size per channel: ({padded[0]} x {padded[1]}). "
            f"Kernel size: ({reach[0]} x {reach[1]}). Kernel size can't be greater than actual input size"
        )
    shape = (*given.shape[:-3], kernel.shape[0], *window.extents(given.shape[-2:], kernel.shape[2:]))
    return Computed((meta(given.dtype, shape),), work=math.prod(shape) * math.prod(kernel.shape[1:]))


def _refuse_kernel(kernel: Meta, given: Meta, stride: Any, padding: Any) -> None:
    """Raise what PyTorch finds wrong first with a kernel of another number of dimensions."""
    if isinstance(padding, str):
        batched = given.shape if given.ndim == 4 else (1, *given.shape)
        raise ShapeError(
            f"Expected {kernel.ndim}-dimensional input for {kernel.ndim}-dimensional weight{list(kernel.shape)}, but got "
            f"4-dimensional input of size {list(batched)} instead"
        )
    raise ShapeError(
        f"expected stride to be a single integer value or a list of {kernel.ndim - 2} values to match the convolution "
        f"dimensions, but got stride={list(_pair('stride', stride))}"
    )


def _refuse_channels(given: Meta, kernel: Meta, bias: Meta | None, groups: int) -> None:
    if groups <= 0:
        raise BadValueError("non-positive groups is not supported")
    size = list(kernel.shape)
    if kernel.shape[0] < groups:
        raise ShapeError(
            f"Given groups={groups}, expected weight to be at least {groups} at dimension 0, but got weight of size "
            f"{size} instead"
        )
    if kernel.shape[0] % groups:
        raise ShapeError(
            f"Given groups={groups}, expected weight to be divisible by {groups} at dimension 0, but got weight of "
            f"size [{size}] instead"
        )
    channels = given.shape[-3]
    if channels != kernel.shape[1] * groups:
        batched = list(given.shape) if given.ndim == 4 else [1, *given.shape]
        raise ShapeError(
            f"Given groups={groups}, weight of size {size}, expected input{batched} to have "
            f"{kernel.shape[1] * groups} channels, but got {channels} channels instead"
        )
    if bias is not None and bias.shape != kernel.shape[:1]:
        raise ShapeError(
            f"Given weight of size {size}, expected bias to be 1-dimensional with {size[0]} elements, but got bias of "
            f"size {list(bias.shape)} instead"
        )
    if 0 in kernel.shape[2:]:
        raise ShapeError(
            f"kernel size should be greater than zero, but got kernel_height: {size[2]} kernel_width: {size[3]}"
        )


def _refuse_dtypes(given: Meta, kernel: Meta, bias: Meta | None) -> None:
    if given.dtype is not kernel.dtype:
        raise DTypeError(f"expected scalar type {given.dtype.title} but found {kernel.dtype.title}")
    if bias is not None and bias.dtype is not given.dtype:
        raise DTypeError(
            f"Input type ({given.dtype.c_name}) and bias type ({bias.dtype.c_name}) should be the same"
        )
    if given.dtype.category is Category.BOOL:
        raise UnsupportedError("\"slow_conv2d_cpu\" not implemented for 'Bool'")


@op(plan=_conv2d_plan, where=("functional",))
def conv2d(
    out: Out,
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Dims = 1,
    padding: Dims | str = 0,
    dilation: Dims = 1,
    groups: int = 1,
) -> Tensor:
    """Return the 2-d cross-correlation of images with kernels.

    ``input`` is (N, C, H, W) or (C, H, W), ``weight`` (out, C / groups, kh, kw), ``bias`` (out). ``padding`` is zeros
    on both sides of each image dimension, or "same" or "valid".
    """
    window = _window(weight.shape[2:], stride, padding, dilation)
    # float16 is multiplied in float32.
    dtype = np.dtype(np.float32) if out.dtype == np.float16 else out.dtype
    images = input.reshape(1, *input.shape) if input.ndim == 3 else input
    results = out.reshape(-1, *out.shape[-3:])
    kernels = weight.astype(dtype, copy=False).reshape(
        groups, weight.shape[0] // groups, math.prod(weight.shape[1:])
    )
    if out.size == 0:
        return out
    layout = _Layout.of(images, weight, window, results.shape[2:], dtype)
    for image, result in zip(images, results, strict=True):
        _convolve(image, kernels, layout, result)
    if bias is not None:
        out += bias[:, None, None]
    return out


@dataclass(frozen=True, slots=True)
class _Layout:
    """Scratch memory of one call, and how patches are cut out of it."""

    window: _Window
    kernel: tuple[int, int]
    extents: tuple[int, int]
    #: One image with its padding; None where there is none.
    padded: Array | None
    #: Room for the patches of some rows of the result; None where the image itself is its patches.
    patches: Array | None
    rows: int

    @classmethod
    def of(cls, images: Array, weight: Array, window: _Window, extents: Any, dtype: np.dtype[Any]) -> _Layout:
        _, channels, height, width = images.shape
        (top, bottom), (left, right) = window.padding
        padded = None
        if top or bottom or left or right:
            padded = np.zeros((channels, top + height + bottom, left + width + right), dtype)
        taps = weight.shape[2:]
        if taps == (1, 1) and window.stride == (1, 1):
            return cls(window, taps, extents, padded, None, extents[0])
        per_row = channels * math.prod(taps) * extents[1]
        rows = max(1, min(extents[0], _BLOCK // max(per_row, 1)))
        return cls(window, taps, extents, padded, np.empty(per_row * rows, dtype), rows)


def _convolve(image: Array, kernels: Array, layout: _Layout, result: Array) -> None:
    """Convolve one image, a block of rows at a time."""
    groups, outputs, depth = kernels.shape
    if layout.padded is not None:
        (top, _), (left, _) = layout.window.padding
        layout.padded[:, top : top + image.shape[1], left : left + image.shape[2]] = image
        image = layout.padded
    height, width = layout.extents
    target = result.reshape(groups, outputs, height * width)
    for first in range(0, height, layout.rows):
        last = min(first + layout.rows, height)
        patches = image if layout.patches is None else _patches(image, layout, first, last)
        columns = patches.reshape(groups, depth, (last - first) * width).astype(kernels.dtype, copy=False)
        part = target[:, :, first * width : last * width]
        if part.dtype == kernels.dtype:
            np.matmul(kernels, columns, out=part)
        else:
            np.copyto(part, np.matmul(kernels, columns), casting="same_kind")


def _patches(image: Array, layout: _Layout, first: int, last: int) -> Array:
    """Lay out what each element of rows ``first`` to ``last`` of the result sees, and return it."""
    channels = image.shape[0]
    (step_y, step_x), (spread_y, spread_x) = layout.window.stride, layout.window.dilation
    at_channel, at_y, at_x = image.strides
    shape = (channels, *layout.kernel, last - first, layout.extents[1])
    seen = as_strided(
        image[:, first * step_y :],
        shape,
        (at_channel, at_y * spread_y, at_x * spread_x, at_y * step_y, at_x * step_x),
        writeable=False,
    )
    assert layout.patches is not None
    patches = layout.patches[: math.prod(shape)].reshape(shape)
    np.copyto(patches, seen, casting="unsafe")
    return patches
