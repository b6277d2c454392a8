"""What pooling refuses, in PyTorch's words and order.

The one rule: rows are images of height 1, as they are to PyTorch's kernels; `as_planes` makes them so.
Source: ``aten/src/ATen/native/Pool.h``, and ``MaxPooling.cpp`` for rows without indices.
"""

from __future__ import annotations

import math
from typing import Any, Final

from insitu_engine.errors import BadValueError, ShapeError
from insitu_engine.meta import Meta, Shape
from insitu_engine.ops.windows.sliding import Pool
from insitu_engine.rules import normalize_dim

#: How PyTorch calls the image dimensions.
_LETTERS: Final = {2: "HW", 3: "THW"}
_WORDS: Final = {2: "two", 3: "three"}
_EITHER: Final = {
    "kernel_size": "must either be",
    "stride": "must either be omitted,",
    "padding": "must either be",
    "dilation": "must be either",
}
_PLAINLY: Final = {"kernel_size": "must be", "stride": "must be omitted,", "padding": "must be"}


def as_planes(shape: Shape, ndim: int) -> Shape:
    """Return the shape of images as PyTorch's kernels have it: rows are images of height 1."""
    return (*shape[:-1], 1, shape[-1]) if ndim == 1 else shape


def pooled(name: str, ndim: int, given: Meta, pool: Pool, *, ceil_mode: bool) -> Shape:
    """Return the shape of a pooling's results; raise what PyTorch refuses of windows and images."""
    refuse_rank(name, ndim, given)
    refuse_steps(pool)
    counts = tuple(slide.count for slide in pool.slides(given.shape[-ndim:], ceil_mode=ceil_mode))
    refuse_windows(name, ndim, given, pool, counts)
    return (*given.shape[:-ndim], *counts)


def refuse_lengths(name: str, ndim: int, **settings: Any) -> None:
    """Raise BadValueError for settings of another number of dimensions."""
    for what, value in settings.items():
        omitted = what == "stride" and value in (None, ())
        if isinstance(value, int) or omitted or len(value) in (1, ndim):
            continue
        if ndim == 1:
            raise BadValueError(f"{name}() argument '{what}' should contain one int (got {len(value)})")
        word = (_PLAINLY if name == "avg_pool3d" else _EITHER)[what]
        raise BadValueError(f"{name}: {what} {word} a single int, or a tuple of {_WORDS[ndim]} ints")


def refuse_rank(name: str, ndim: int, given: Meta) -> None:
    """Raise ShapeError for a tensor that is no images."""
    if given.ndim in (ndim + 1, ndim + 2):
        return
    if ndim == 1:
        raise ShapeError(
            f"Expected 2 to 3 dimensions, but got {given.ndim}-dimensional tensor for argument #1 'self' "
            f"(while checking arguments for {name})"
        )
    if name == "avg_pool2d":
        normalize_dim(-3, given.ndim)
        return  # which it finds later
    raise ShapeError(f"non-empty {ndim + 1}D or {ndim + 2}D (batch mode) tensor expected for input")


def refuse_steps(pool: Pool) -> None:
    """Raise BadValueError for strides and paddings with which windows cannot be counted."""
    for taps, step, pad, spread in zip(pool.kernel, pool.stride, pool.padding, pool.dilation, strict=True):
        if step == 0:
            raise BadValueError("stride should not be zero")
        if pad < 0:
            raise BadValueError(f"pad must be non-negative, but got pad: {pad}")
        if pad > math.trunc(((taps - 1) * spread + 1) / 2):
            raise BadValueError(
                f"pad should be at most half of effective kernel size, but got pad={pad}, kernel_size={taps} and "
                f"dilation={spread}"
            )


def refuse_windows(name: str, ndim: int, given: Meta, pool: Pool, counts: Shape) -> None:
    """Raise what PyTorch finds wrong with windows, the images that they slide over, and what comes out."""
    kernel, stride, dilation = (_planar(each) for each in (pool.kernel, pool.stride, pool.dilation))
    padding = _planar(pool.padding, 0)
    letters = _LETTERS[len(kernel)]
    for what, prefix, each in (
        ("kernel size", "k", kernel),
        ("stride", "d", stride),
        ("dilation", "dilation", dilation),
    ):
        if min(each) <= 0:
            raise BadValueError(f"{what} should be greater than zero, but got {_told(prefix, letters, each)}")
    shape = as_planes(given.shape, ndim)
    if ndim == 3:
        _refuse_empty_volumes(name, given.shape)
    elif len(shape) not in (3, 4) or 0 in shape[-3:]:
        raise ShapeError(
            "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:"
            f"{list(shape)}"
        )
    sizes = shape[-len(kernel) :]
    if name == "avg_pool3d" and any(size < taps for size, taps in zip(sizes, kernel, strict=True)):
        raise ShapeError(
            f"input image ({_told('', letters, sizes)}) smaller than kernel size ({_told('k', letters, kernel)})"
        )
    if any(taps // 2 < pad for taps, pad in zip(kernel, padding, strict=True)):
        told = (
            f"{_told('k', 'TWH', kernel[:1] + kernel[:0:-1])} {_told('pad', 'TWH', padding[:1] + padding[:0:-1])}"
            if ndim == 3
            else f"padW = {padding[1]}, padH = {padding[0]}, kW = {kernel[1]}, kH = {kernel[0]}"
        )
        raise BadValueError(f"pad should be smaller than or equal to half of kernel size, but got {told}")
    made = _planar(counts)
    if min(made) < 1:
        planes = shape[-len(kernel) - 1]
        raise ShapeError(
            f"Given input size: ({_by(planes, sizes)}). Calculated output size: ({_by(planes, made)}). "
            "Output size is too small"
        )


def _refuse_empty_volumes(name: str, shape: Shape) -> None:
    for size in shape[-4:]:
        if size == 0:
            kernel = "max_pool3d_with_indices_out_cpu_template" if name == "max_pool3d" else name
            raise ShapeError(
                f"{kernel}(): Expected input's non-batch dimensions to have positive length, but input has a shape of "
                f"{list(shape)} and non-batch dimension {size} has length zero!"
            )


def refuse_rows(given: Meta, kernel_size: Any, stride: Any, padding: Any, dilation: Any) -> None:
    """Raise what PyTorch's own kernel for the largest elements of rows refuses, but for what comes out."""
    name = "max_pool1d"
    if given.ndim not in (2, 3) or 0 in given.shape[-2:]:
        raise ShapeError(
            f"{name}: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:"
            f"{list(given.shape)}"
        )
    for what, value, word in (
        ("kernel_size", kernel_size, "an int, list of ints or tuple"),
        ("stride", () if stride is None else stride, "None, an int, list of ints, or tuple"),
        ("padding", padding, "an int, list of ints, or tuple"),
        ("dilation", dilation, "an int, list of ints or tuple"),
    ):
        if not isinstance(value, int) and len(value) != 1 and not (what == "stride" and not value):
            raise BadValueError(f"{name}() {what} must be {word} of ints of size 1 but got size {len(value)}")
    pool = Pool.of(1, kernel_size, stride, padding, dilation)
    (taps,), (step,), (pad,), (spread,) = pool.kernel, pool.stride, pool.padding, pool.dilation
    for what, number in (("kernel_size", taps), ("stride", step)):
        if number <= 0:
            raise BadValueError(f"{name}() {what} must be greater than zero, but got {number}")
    if pad < 0:
        raise BadValueError(f"{name}() padding must be non-negative, but got {pad}")
    if pad > taps // 2:
        raise BadValueError(
            f"{name}() padding should be at most half of kernel size, but got padding={pad} and kernel_size={taps}"
        )
    if spread <= 0:
        raise BadValueError(f"{name}() dilation must be greater than zero, but got {spread}")


def refuse_no_rows(counts: Shape) -> None:
    """Raise ShapeError where rows have no window."""
    if counts[0] < 1:
        raise ShapeError(f"max_pool1d() Invalid computed output size: {counts[0]}")


def _planar(each: Shape, missing: int = 1) -> Shape:
    return (missing, *each) if len(each) == 1 else each


def _told(prefix: str, letters: str, each: Shape) -> str:
    return " ".join(f"{prefix}{letter}: {number}" for letter, number in zip(letters, each, strict=True))


def _by(planes: int, sizes: Shape) -> str:
    return "x".join(map(str, (planes, *sizes)))
