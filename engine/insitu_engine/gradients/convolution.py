"""Gradients of convolutions, one tap of the kernel after the other: a product of matrices each, for the whole batch."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from insitu_engine.gradients.formulas import conj, gradient
from insitu_engine.ops.layers.convolution import _window as window_of


def _taps(window: Any, kernel: Any, extents: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each tap's place in the kernel, and what it sees of the padded images."""
    for y in range(kernel[0]):
        for x in range(kernel[1]):
            rows, columns = (
                slice(tap * far, tap * far + (extent - 1) * step + 1, step)
                for tap, far, extent, step in zip(
                    (y, x), window.dilation, extents, window.stride, strict=True
                )
            )
            yield (..., y, x), (..., rows, columns)


def _conv2d_input(
    ops: Any,
    g: Any,
    weight: Any,
    input_meta: Any,
    stride: Any,
    padding: Any,
    dilation: Any,
    groups: int,
) -> Any:
    outputs, channels, *kernel = weight.meta.shape
    window = window_of(weight.meta.shape[2:], stride, padding, dilation)
    *lead, height, width = input_meta.shape
    count, extents = math.prod(lead[:-1]), g.meta.shape[-2:]
    (top, bottom), (left, right) = window.padding
    grads = g.reshape((count, groups, outputs // groups, math.prod(extents)))
    images = ops(
        "zeros", (count, groups * channels, top + height + bottom, left + width + right), dtype=g.dtype
    )
    for place, seen in _taps(window, kernel, extents):
        factors = weight[place].reshape((groups, outputs // groups, channels)).adjoint()
        part = factors.matmul(grads).reshape((count, groups * channels, *extents))
        ops("add_", images[seen], part)
    return images[..., top : top + height, left : left + width].reshape(input_meta.shape)


def _conv2d_weight(
    ops: Any,
    g: Any,
    input: Any,
    weight_meta: Any,
    stride: Any,
    padding: Any,
    dilation: Any,
    groups: int,
) -> Any:
    outputs, channels, *kernel = weight_meta.shape
    window = window_of(weight_meta.shape[2:], stride, padding, dilation)
    count, extents = math.prod(input.meta.shape[:-3]), g.meta.shape[-2:]
    (top, bottom), (left, right) = window.padding
    images = conj(input)
    if top or bottom or left or right:
        images = images.constant_pad_nd((left, right, top, bottom))
    places = math.prod(extents)
    grads = g.reshape((count, groups, outputs // groups, places))
    parts = []
    for _, seen in _taps(window, kernel, extents):
        columns = images[seen].reshape((count, groups, channels, places)).transpose(-1, -2)
        parts.append(grads.matmul(columns).sum(0))
    return ops("stack", parts, -1).reshape(weight_meta.shape)


gradient("conv2d", input=_conv2d_input, weight=_conv2d_weight, bias=lambda g: g.sum((-1, -2)))
