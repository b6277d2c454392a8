"""Gradients of pooling: to the largest of each window, or to all of it alike."""

from __future__ import annotations

import math
from typing import Any

from insitu_engine.gradients.formulas import gradient
from insitu_engine.ops.layers.pooling import _pool as window_of


def _max_pool2d(
    g: Any, input: Any, kernel_size: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool
) -> Any:
    _, places = input.max_pool2d(
        kernel_size, stride, padding, dilation, ceil_mode=ceil_mode, return_indices=True
    )
    *lead, height, width = input.meta.shape
    planes = math.prod(lead)
    shape = (planes, math.prod(g.meta.shape[-2:]))
    zeros = g.new_zeros((planes, height * width))
    return zeros.scatter_add(1, places.reshape(shape), g.reshape(shape)).reshape(input.meta.shape)


gradient("max_pool2d", input=_max_pool2d)


def _spread(g: Any, stride: tuple[int, int], before: tuple[int, int], sizes: tuple[int, ...]) -> Any:
    """Return g with ``stride - 1`` zeros between its entries and ``before`` in front, cut or filled up to ``sizes``."""
    *lead, height, width = g.meta.shape
    (down, right), (top, left) = stride, before
    if (down, right) != (1, 1):
        wide = g.reshape((*lead, height, 1, width, 1)).constant_pad_nd((0, right - 1, 0, 0, 0, down - 1))
        height, width = height * down, width * right
        g = wide.reshape((*lead, height, width))
    pad = (left, sizes[1] - left - width, top, sizes[0] - top - height)
    return g.constant_pad_nd(pad) if any(pad) else g


def _avg_pool2d(
    g: Any,
    input_meta: Any,
    kernel_size: Any,
    stride: Any,
    padding: Any,
    ceil_mode: bool,
    count_include_pad: bool,
    divisor_override: int | None,
) -> Any:
    window = window_of("avg_pool2d", kernel_size, stride, padding)
    kernel, pads = window.kernel, window.padding
    ones = g.new_ones((1, *input_meta.shape[-2:]))
    mean = ones.avg_pool2d(kernel, window.stride, pads, ceil_mode, count_include_pad, divisor_override)
    total = ones.avg_pool2d(kernel, window.stride, pads, ceil_mode, divisor_override=1)
    before = (kernel[0] - 1 - pads[0], kernel[1] - 1 - pads[1])
    sizes = tuple(size + taps - 1 for size, taps in zip(input_meta.shape[-2:], kernel, strict=True))
    return _spread(g * (mean / total), window.stride, before, sizes).avg_pool2d(kernel, 1, divisor_override=1)


gradient("avg_pool2d", input=_avg_pool2d)
