"""Convolutions of images with one, two or three dimensions, and those transposed.

The one rule: the number of dimensions is a parameter; a row for each number has the same plan and the same kernel.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.errors import ShapeError
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.ops.windows import patches
from insitu_engine.ops.windows.refused_convolutions import refuse_dtypes, refuse_shapes, refuse_transposed
from insitu_engine.ops.windows.sliding import slides_back, slides_of
from insitu_engine.optable import Array, Dims, Out, Size, Tensor, op
from insitu_engine.rules import checked_size

_PLACES: Final = ("function", "functional")


def _batched(array: Array, ndim: int) -> Array:
    """Return images with a batch dimension, of which one is made if there is none."""
    return array[np.newaxis] if array.ndim == ndim + 1 else array


def _meta_of(optional: Operand | None) -> Meta | None:
    return None if optional is None else optional.meta


def _plan(ndim: int) -> Callable[..., Computed]:
    """Return the plan of a convolution of images with so many dimensions."""

    def plan(
        input: Operand,
        weight: Operand,
        bias: Operand | None,
        stride: Any,
        padding: Any,
        dilation: Any,
        groups: int,
    ) -> Computed:
        given, kernel = input.meta, weight.meta
        refuse_shapes(ndim, given, kernel, _meta_of(bias), groups, (stride, padding, dilation))
        refuse_dtypes(ndim, given, kernel, _meta_of(bias), dilation)
        slides = slides_of(given.shape[-ndim:], kernel.shape[2:], stride, padding, dilation)
        outputs = kernel.shape[0] if given.shape[-ndim - 1] else 0
        shape = (*given.shape[: -ndim - 1], outputs, *(slide.count for slide in slides))
        return Computed((meta(given.dtype, shape),), work=math.prod(shape) * math.prod(kernel.shape[1:]))

    return plan


def _transposed_plan(ndim: int) -> Callable[..., Computed]:
    """Return the plan of a transposed convolution that makes images with so many dimensions."""

    def plan(
        input: Operand,
        weight: Operand,
        bias: Operand | None,
        stride: Any,
        padding: Any,
        output_padding: Any,
        groups: int,
        dilation: Any,
    ) -> Computed:
        given, kernel = input.meta, weight.meta
        settings = (stride, padding, dilation, output_padding)
        refuse_transposed(ndim, given, kernel, _meta_of(bias), groups, settings)
        slides = slides_back(given.shape[-ndim:], kernel.shape[2:], stride, padding, dilation, output_padding)
        shape = (*given.shape[: -ndim - 1], kernel.shape[1] * groups, *(slide.size for slide in slides))
        return Computed((meta(given.dtype, shape),), work=given.numel * math.prod(kernel.shape[1:]))

    return plan


def _define(ndim: int) -> None:
    """Add the rows for images with so many dimensions."""

    @op(name=f"conv{ndim}d", plan=_plan(ndim), where=_PLACES)
    def convolve(
        out: Out,
        input: Tensor,
        weight: Tensor,
        bias: Tensor | None = None,
        stride: Dims = 1,
        padding: Dims | str = 0,
        dilation: Dims = 1,
        groups: int = 1,
    ) -> Tensor:
        """Return the cross-correlation of images with kernels.

        ``input`` is (N, C, ...) or (C, ...) with as many dimensions of images as the name says, ``weight``
        (out, C / groups, ...), ``bias`` (out). ``padding`` is zeros on both sides of each dimension, or "same" or "valid".
        """
        if out.size:
            slides = slides_of(input.shape[-ndim:], weight.shape[2:], stride, padding, dilation)
            patches.correlate(_batched(out, ndim), _batched(input, ndim), weight, bias, slides, groups)
        return out

    @op(name=f"conv_transpose{ndim}d", plan=_transposed_plan(ndim), where=_PLACES)
    def transpose(
        out: Out,
        input: Tensor,
        weight: Tensor,
        bias: Tensor | None = None,
        stride: Dims = 1,
        padding: Dims = 0,
        output_padding: Dims = 0,
        groups: int = 1,
        dilation: Dims = 1,
    ) -> Tensor:
        """Return what a convolution's results give back to its images: the transposed convolution.

        ``input`` is (N, C, ...) or (C, ...) with as many dimensions of images as the name says, ``weight``
        (C, out / groups, ...), ``bias`` (out). ``output_padding`` makes the images larger at the end.
        """
        if out.size:
            slides = slides_back(
                input.shape[-ndim:], weight.shape[2:], stride, padding, dilation, output_padding
            )
            patches.spread(_batched(out, ndim), _batched(input, ndim), weight, bias, slides, groups)
        return out


for _ndim in (1, 2, 3):
    _define(_ndim)


def _weight_plan(
    input: Operand,
    weight_size: Shape,
    grad_output: Operand,
    stride: Any,
    padding: Any,
    dilation: Any,
    groups: int,
) -> Computed:
    given, results = input.meta, grad_output.meta
    ndim = len(weight_size) - 2
    kernel = meta(given.dtype, checked_size(weight_size, given.dtype))
    refuse_shapes(ndim, given, kernel, None, groups, (stride, padding, dilation))
    refuse_dtypes(ndim, given, meta(results.dtype, kernel.shape), None, dilation)
    slides = slides_of(given.shape[-ndim:], weight_size[2:], stride, padding, dilation)
    wanted = (*given.shape[: -ndim - 1], weight_size[0], *(slide.count for slide in slides))
    fits = len(wanted) == results.ndim and wanted[:-ndim] == results.shape[:-ndim]
    if not fits or any(have > most for have, most in zip(results.shape, wanted, strict=True)):
        raise ShapeError(f"conv_weight: expected grad_output {list(wanted)}, but got {list(results.shape)}")
    return Computed((kernel,), work=results.numel * math.prod(weight_size[1:]))


@op(plan=_weight_plan, where=())
def conv_weight(
    out: Out,
    input: Tensor,
    weight_size: Size,
    grad_output: Tensor,
    stride: Dims = 1,
    padding: Dims | str = 0,
    dilation: Dims = 1,
    groups: int = 1,
) -> Tensor:
    """Return the gradient of a convolution's kernels from its images and the gradient of its results.

    Results may be fewer than there are windows: those of the first ones.
    """
    ndim = len(weight_size) - 2
    slides = slides_of(input.shape[-ndim:], weight_size[2:], stride, padding, dilation)
    found = tuple(
        replace(slide, count=count) for slide, count in zip(slides, grad_output.shape[-ndim:], strict=True)
    )
    if out.size:
        patches.correlate_kernels(out, _batched(input, ndim), _batched(grad_output, ndim), found, groups)
    return out
