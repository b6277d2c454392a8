"""Gradients of pooling: to the largest of each window, or to all of it alike.

The one rule: of what went in nothing is kept but the number of the tap that has the largest element, in the smallest dtype.
"""

from __future__ import annotations

import math
from typing import Any

from insitu_engine.dtypes import float32
from insitu_engine.gradients.formulas import gradient
from insitu_engine.ops.windows.adaptive_pooling import parts_of
from insitu_engine.ops.windows.sliding import Pool, Slide
from insitu_engine.ops.windows.taps import numbers

gradient("sum_windows", input=lambda ops, g, windows: ops("spread_windows", g, windows))
gradient("spread_windows", input=lambda ops, g, windows: ops("sum_windows", g, windows))
gradient("take_taps", input=lambda ops, g, taps, windows: ops("put_taps", g, taps, windows))
gradient("put_taps", input=lambda ops, g, taps, windows: ops("take_taps", g, taps, windows))


def _max_pool(ndim: int) -> None:
    """Add the gradients of the rows that keep the largest, for images with so many dimensions."""

    def slides(input_meta: Any, pool: Pool, ceil_mode: bool) -> Any:
        return numbers(pool.slides(input_meta.shape[-ndim:], ceil_mode=ceil_mode))

    def taps(
        ops: Any, input: Any, kernel_size: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool
    ) -> Any:
        pool = Pool.of(ndim, kernel_size, stride, padding, dilation)
        return ops("max_taps", input, slides(input.meta, pool, ceil_mode))

    def images(
        ops: Any,
        g: Any,
        taps: Any,
        input_meta: Any,
        kernel_size: Any,
        stride: Any,
        padding: Any,
        dilation: Any,
        ceil_mode: bool,
    ) -> Any:
        pool = Pool.of(ndim, kernel_size, stride, padding, dilation)
        return ops("put_taps", g, taps, slides(input_meta, pool, ceil_mode))

    gradient(f"max_pool{ndim}d", f"max_pool{ndim}d_with_indices", keep={"taps": taps}, input=images)


def _adaptive_pool(ndim: int) -> None:
    """Add the gradients of the rows that pool down to a size, for images with so many dimensions."""

    def windows(input_meta: Any, output_size: Any) -> Any:
        return numbers(parts_of(input_meta.shape[-ndim:], output_size))

    def mean(ops: Any, g: Any, input_meta: Any, output_size: Any) -> Any:
        found = windows(input_meta, output_size)
        return ops("spread_windows", g / ops("sum_windows", _ones(g, input_meta, ndim), found), found)

    gradient(f"adaptive_avg_pool{ndim}d", input=mean)
    gradient(
        f"adaptive_max_pool{ndim}d",
        f"adaptive_max_pool{ndim}d_with_indices",
        keep={
            "taps": lambda ops, input, output_size: ops("max_taps", input, windows(input.meta, output_size))
        },
        input=lambda ops, g, taps, input_meta, output_size: ops(
            "put_taps", g, taps, windows(input_meta, output_size)
        ),
    )


def _ones(g: Any, input_meta: Any, ndim: int) -> Any:
    """Return an image of ones with one channel, of a dtype that counts them."""
    return g.new_ones((1, *input_meta.shape[-ndim:]), dtype=float32 if g.dtype.itemsize == 2 else g.dtype)


def _mean_back(
    ops: Any,
    g: Any,
    input_meta: Any,
    pool: Pool,
    ceil_mode: bool,
    count_include_pad: bool,
    divisor: int | None,
) -> Any:
    """Return the gradient of images from that of the means of their windows."""
    ndim = len(pool.kernel)
    slides: tuple[Slide, ...] = pool.slides(input_meta.shape[-ndim:], ceil_mode=ceil_mode)
    windows = numbers(slides)
    if divisor is not None:
        share = g / divisor
    elif all(slide.inside for slide in slides):
        share = g / math.prod(pool.kernel)
    else:  # of ones the mean is the sum by as many elements as a window has
        ones = _ones(g, input_meta, ndim)
        mean = ops(
            f"avg_pool{ndim}d", ones, pool.kernel, pool.stride, pool.padding, ceil_mode, count_include_pad
        )
        share = g * (mean / ops("sum_windows", ones, windows))
    return ops("spread_windows", share, windows)


def _avg_pool(ndim: int) -> None:
    """Add the gradient of the row that averages images with so many dimensions."""

    def images(
        ops: Any,
        g: Any,
        input_meta: Any,
        kernel_size: Any,
        stride: Any,
        padding: Any,
        ceil_mode: bool,
        count_include_pad: bool,
        divisor_override: int | None,
    ) -> Any:
        pool = Pool.of(ndim, kernel_size, stride, padding)
        return _mean_back(ops, g, input_meta, pool, ceil_mode, count_include_pad, divisor_override)

    gradient(f"avg_pool{ndim}d", input=images)


def _rows_mean(
    ops: Any,
    g: Any,
    input_meta: Any,
    kernel_size: Any,
    stride: Any,
    padding: Any,
    ceil_mode: bool,
    count_include_pad: bool,
) -> Any:
    pool = Pool.of(1, kernel_size, stride, padding)
    return _mean_back(ops, g, input_meta, pool, ceil_mode, count_include_pad, None)


def _lp_pool(ndim: int) -> None:
    """Add the gradient of the row that takes norms of images with so many dimensions."""

    def images(
        ops: Any,
        g: Any,
        input: Any,
        result: Any,
        norm_type: Any,
        kernel_size: Any,
        stride: Any,
        ceil_mode: bool,
    ) -> Any:
        pool = Pool.of(ndim, kernel_size, stride)
        if math.isinf(norm_type):
            size = input.abs() if norm_type > 0 else -input.abs()
            windows = numbers(pool.slides(input.meta.shape[-ndim:], ceil_mode=ceil_mode))
            return ops("put_taps", g, ops("max_taps", size.detach(), windows), windows) * input.sgn()
        # The root of K times the mean of powers.
        share = g * result ** (1 - norm_type) * math.prod(pool.kernel)
        spread = _mean_back(ops, share, input.meta, pool, ceil_mode, True, None)
        return spread * input ** (norm_type - 1)

    gradient(f"lp_pool{ndim}d", input=images)


def _max_unpool(ndim: int) -> None:
    """Add the gradient of the row that puts back what was kept, into images with so many dimensions."""

    def kept(g: Any, indices: Any, input_meta: Any) -> Any:
        lead = math.prod(g.meta.shape[:-ndim])
        images = g.reshape((lead, math.prod(g.meta.shape[-ndim:])))
        places = indices.reshape((lead, math.prod(input_meta.shape[-ndim:])))
        return images.gather(1, places).reshape(input_meta.shape)

    gradient(f"max_unpool{ndim}d", input=kept)


def _fractional_max_pool(ndim: int) -> None:
    """Add the gradients of the rows that keep the largest of windows that are drawn: they are drawn again."""
    name = f"fractional_max_pool{ndim}d"

    def images(
        ops: Any,
        g: Any,
        input: Any,
        kernel_size: Any,
        output_size: Any,
        output_ratio: Any,
        _random_samples: Any,
        random: Any,
    ) -> Any:
        settings = (kernel_size, output_size, output_ratio, True, _random_samples)
        _, places = ops(name, input.detach(), *settings, random=random)
        lead = math.prod(g.meta.shape[:-ndim])
        results = (lead, math.prod(g.meta.shape[-ndim:]))
        zeros = g.new_zeros((lead, math.prod(input.meta.shape[-ndim:])))
        found = zeros.scatter_add(1, places.reshape(results), g.reshape(results))
        return found.reshape(input.meta.shape)

    gradient(name, f"{name}_with_indices", input=images)


gradient("avg_pool1d", input=_rows_mean)
for _ndim in (1, 2, 3):
    _max_pool(_ndim)
    _adaptive_pool(_ndim)
    _lp_pool(_ndim)
    _max_unpool(_ndim)
    if _ndim > 1:
        _avg_pool(_ndim)
        _fractional_max_pool(_ndim)
