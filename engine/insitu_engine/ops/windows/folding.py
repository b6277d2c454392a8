"""Patches of images as columns, and columns added up to images.

The one rule: each tap of the windows is one pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category
from insitu_engine.errors import BadValueError, ShapeError
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.ops.windows.sliding import Pool, Slide
from insitu_engine.optable import Dims, Out, Tensor, op
from insitu_engine.rules import normalize_dim, refuse_unless


def _pool(**settings: Any) -> Pool:
    """Return the windows that these describe; raise BadValueError for those that cannot slide."""
    for name, value in settings.items():
        if not isinstance(value, int) and len(value) != 2:
            raise BadValueError(f"It is expected {name} equals to 2, but got size {len(value)}")
    pool = Pool.of(2, **{name: value for name, value in settings.items() if name != "output_size"})
    for what, each in (
        ("kernel", ("kernel size", pool.kernel)),
        ("dilation", ("dilation", pool.dilation)),
        ("stride", ("stride", pool.stride)),
    ):
        name, (height, width) = each
        if min(height, width) <= 0:
            raise BadValueError(
                f"{name} should be greater than zero, but got {what}_height: {height} {what}_width: {width}"
            )
    height, width = pool.padding
    if min(height, width) < 0:
        raise BadValueError(
            f"padding should be non-negative, but got pad_height: {height} pad_width: {width}"
        )
    return pool


def _told(numbers: Any) -> str:
    return f"({', '.join(map(str, numbers))})"


def _refuse_dtype(given: Meta, kernel: str) -> None:
    refuse_unless(given.dtype.category is not Category.INT, kernel, given.dtype)


def _columns_plan(input: Operand, kernel_size: Any, dilation: Any, padding: Any, stride: Any) -> Computed:
    given = input.meta
    pool = _pool(kernel_size=kernel_size, dilation=dilation, padding=padding, stride=stride)
    normalize_dim(2, given.ndim)
    if given.ndim not in (3, 4) or 0 in given.shape[-3:]:
        raise ShapeError(
            "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, "
            f"but got: {list(given.shape)}"
        )
    slides = pool.slides(given.shape[-2:])
    counts = tuple(slide.count for slide in slides)
    if min(counts) < 1:
        raise ShapeError(
            f"Given input with spatial size {_told(given.shape[-2:])}, kernel_size={_told(pool.kernel)}, "
            f"dilation={_told(pool.dilation)}, padding={_told(pool.padding)}, calculated shape of the array of sliding "
            f"blocks as {_told(counts)}, but its components must be at least one."
        )
    _refuse_dtype(given, "im2col_out_cpu")
    rows = given.shape[-3] * pool.kernel[0] * pool.kernel[1]
    return Computed((meta(given.dtype, (*given.shape[:-3], rows, counts[0] * counts[1])),))


def _taps(slides: tuple[Slide, ...]) -> Iterator[tuple[Any, Any]]:
    """Yield the place of each tap in patches laid out in all dimensions, and the places that it sees of images."""
    for y, x in product(*(range(slide.taps) for slide in slides)):
        (down, rows), (along, columns) = slides[0].seen(y), slides[1].seen(x)
        yield (..., y, x, down, along), (..., rows, columns)


def _laid_out(columns: Any, slides: tuple[Slide, ...]) -> Any:
    """Return columns (..., C * kh * kw, L) as (..., C, kh, kw, rows of windows, windows of a row)."""
    height, width = slides
    return columns.reshape(*columns.shape[:-2], -1, height.taps, width.taps, height.count, width.count)


@op(plan=_columns_plan, where=("functional",))
def im2col(
    out: Out, input: Tensor, kernel_size: Dims, dilation: Dims = 1, padding: Dims = 0, stride: Dims = 1
) -> Tensor:
    """Return the patches of images (N, C, H, W) or (C, H, W) as columns (N, C * kh * kw, patches): ``F.unfold``."""
    slides = _pool(kernel_size=kernel_size, dilation=dilation, padding=padding, stride=stride).slides(
        input.shape[-2:]
    )
    out[...] = 0
    if out.size:
        patches = _laid_out(out, slides)
        for place, seen in _taps(slides):
            patches[place] = input[seen]
    return out


def _images_plan(
    input: Operand, output_size: Any, kernel_size: Any, dilation: Any, padding: Any, stride: Any
) -> Computed:
    given = input.meta
    pool = _pool(
        output_size=output_size, kernel_size=kernel_size, dilation=dilation, padding=padding, stride=stride
    )
    if given.ndim not in (2, 3) or 0 in given.shape[-2:]:
        raise ShapeError(
            "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for "
            f"input, but got: {list(given.shape)}"
        )
    batched = given.ndim == 3
    taps = pool.kernel[0] * pool.kernel[1]
    if given.shape[-2] % taps:
        raise ShapeError(
            f"Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got "
            f"input.size(1)={given.shape[-2]} and kernel_size={_told(pool.kernel)}."
        )
    sizes = _image(output_size)
    counts = [slide.count for slide in pool.slides(sizes)]
    if counts[0] * counts[1] != given.shape[-1]:
        raise ShapeError(
            f"Given output_size={_told(sizes)}, kernel_size={_told(pool.kernel)}, dilation={_told(pool.dilation)}, "
            f"padding={_told(pool.padding)}, stride={_told(pool.stride)}, expected size of input's dimension 2 to match the "
            f"calculated number of sliding blocks {counts[0]} * {counts[1]} = {counts[0] * counts[1]}, but got "
            f"input.size(2)={given.shape[-1]}."
        )
    if min(counts) < 1:
        raise ShapeError(
            f"Given output_size={_told(sizes)}, kernel_size={_told(pool.kernel)}, dilation={_told(pool.dilation)}, "
            f"padding={_told(pool.padding)}, stride={_told(pool.stride)}, calculated shape of the array of sliding blocks as "
            f"{_told(counts)}, which is too small (non-positive)"
        )
    _refuse_dtype(given, "col2im_out_cpu")
    return Computed((meta(given.dtype, (*given.shape[:batched], given.shape[-2] // taps, *sizes)),))


def _image(output_size: Any) -> Shape:
    return (output_size,) * 2 if isinstance(output_size, int) else tuple(output_size)


@op(plan=_images_plan, where=("functional",))
def col2im(
    out: Out,
    input: Tensor,
    output_size: Dims,
    kernel_size: Dims,
    dilation: Dims = 1,
    padding: Dims = 0,
    stride: Dims = 1,
) -> Tensor:
    """Return images (N, C, H, W) or (C, H, W) of which each place is the sum of its elements in columns: ``F.fold``."""
    pool = _pool(kernel_size=kernel_size, dilation=dilation, padding=padding, stride=stride)
    slides = pool.slides(_image(output_size))
    images = np.zeros(out.shape, np.float32 if out.dtype == np.float16 else out.dtype)
    if out.size:
        patches = _laid_out(input, slides)
        for place, seen in _taps(slides):
            images[seen] += patches[place]
    out[...] = images
    return out
