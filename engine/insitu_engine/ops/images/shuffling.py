"""Elements moved between channels and places: pixel_shuffle, pixel_unshuffle, channel_shuffle."""

from __future__ import annotations

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.errors import BadValueError, ShapeError
from insitu_engine.meta import Meta, Operand, meta
from insitu_engine.optable import Out, Tensor, op


def _refuse_image(given: Meta, name: str, factor: int, word: str) -> None:
    if given.ndim < 3:
        raise ShapeError(
            f"{name} expects input to have at least 3 dimensions, but got input with {given.ndim} dimension(s)"
        )
    if factor <= 0:
        raise BadValueError(f"{name} expects a positive {word}, but got {factor}")


def _pixel_shuffle_plan(self: Operand, upscale_factor: int) -> Computed:
    given = self.meta
    _refuse_image(given, "pixel_shuffle", upscale_factor, "upscale_factor")
    *batch, channels, height, width = given.shape
    square = upscale_factor**2
    if channels % square:
        raise ShapeError(
            "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, "
            f"but input.size(-3)={channels} is not divisible by {square}"
        )
    shape = (*batch, channels // square, height * upscale_factor, width * upscale_factor)
    return Computed((meta(given.dtype, shape),))


@op(plan=_pixel_shuffle_plan, where=("function", "functional"))
def pixel_shuffle(out: Out, self: Tensor, upscale_factor: int) -> Tensor:
    """Return ``(..., C * r * r, H, W)`` as ``(..., C, H * r, W * r)``: channels become the pixels between."""
    r = upscale_factor
    *batch, channels, height, width = self.shape
    parts = self.reshape(*batch, channels // r**2, r, r, height, width)
    places = out.reshape(*batch, channels // r**2, height, r, width, r)
    np.copyto(places, np.moveaxis(parts, (-4, -3), (-3, -1)))
    return out


def _pixel_unshuffle_plan(self: Operand, downscale_factor: int) -> Computed:
    given = self.meta
    _refuse_image(given, "pixel_unshuffle", downscale_factor, "downscale_factor")
    *batch, channels, height, width = given.shape
    for size, what, dim in ((height, "height", -2), (width, "width", -1)):
        if size % downscale_factor:
            raise ShapeError(
                f"pixel_unshuffle expects {what} to be divisible by downscale_factor, but input.size({dim})={size} "
                f"is not divisible by {downscale_factor}"
            )
    shape = (*batch, channels * downscale_factor**2, height // downscale_factor, width // downscale_factor)
    return Computed((meta(given.dtype, shape),))


@op(plan=_pixel_unshuffle_plan, where=("function", "functional"))
def pixel_unshuffle(out: Out, self: Tensor, downscale_factor: int) -> Tensor:
    """Return ``(..., C, H * r, W * r)`` as ``(..., C * r * r, H, W)``: what `pixel_shuffle` takes."""
    r = downscale_factor
    *batch, channels, height, width = self.shape
    parts = self.reshape(*batch, channels, height // r, r, width // r, r)
    places = out.reshape(*batch, channels, r, r, height // r, width // r)
    np.copyto(places, np.moveaxis(parts, (-3, -1), (-4, -3)))
    return out


def _channel_shuffle_plan(self: Operand, groups: int) -> Computed:
    given = self.meta
    if given.ndim < 3:
        raise ShapeError(
            f"channel_shuffle expects input with > 2 dims, but got input with sizes {list(given.shape)}"
        )
    if groups <= 0:
        raise BadValueError(
            f"Number of groups to divide channels in must be positive. Value of groups:{groups}"
        )
    if given.shape[1] % groups:
        raise ShapeError(
            f"Number of channels must be divisible by groups. Got {given.shape[1]} channels and {groups} groups."
        )
    return Computed((meta(given.dtype, given.shape),))


@op(plan=_channel_shuffle_plan, where=("function", "functional"))
def channel_shuffle(out: Out, self: Tensor, groups: int) -> Tensor:
    """Return the tensor with its channels, in groups one after the other, taken from every group in turn."""
    count, channels, *rest = self.shape
    parts = self.reshape(count, groups, channels // groups, *rest)
    np.copyto(out.reshape(count, channels // groups, groups, *rest), parts.swapaxes(1, 2))
    return out
