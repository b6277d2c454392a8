"""Patches of images as the columns of matrices, and the three products that convolutions are made of.

A correlation of images with kernels is linear in both: `correlate` answers with its results, `spread` with what results
give back to images, `correlate_kernels` with what they give back to kernels. The one rule: patches are laid out a bounded
block at a time, and the images of a block lie innermost, so that runs in memory are long however small an image is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

import numpy as np
from numpy.lib.stride_tricks import as_strided

from insitu_engine.ops.windows.sliding import Slide
from insitu_engine.optable import Array, Out

#: Elements of patches that are laid out at once, at least one row of results: with their product they stay in the cache.
_BLOCK: Final = 1 << 18
_ALL: Final = slice(None)


@dataclass(frozen=True, slots=True)
class _Layout:
    """How images are cut into blocks, and a block into patches."""

    slides: tuple[Slide, ...]
    groups: int
    channels: int
    dtype: np.dtype[Any]
    #: Room for the patches of one block.
    room: Array
    #: How many images a block has, and how many rows of their results.
    images: int
    rows: int

    @classmethod
    def of(
        cls, slides: tuple[Slide, ...], groups: int, channels: int, count: int, dtype: np.dtype[Any]
    ) -> _Layout:
        """Return the layout for ``count`` images."""
        patch = channels * math.prod(slide.taps for slide in slides)
        row = patch * math.prod(slide.count for slide in slides[1:])
        height = slides[0].count
        rows = max(1, min(height, _BLOCK // max(row, 1)))
        images = max(1, min(count, _BLOCK // max(row * height, 1)))
        return cls(slides, groups, channels, dtype, np.empty(row * rows * images, dtype), images, rows)

    def blocks(self, count: int) -> Iterator[slice]:
        """Yield which images are taken at once."""
        return (slice(first, first + self.images) for first in range(0, count, self.images))

    def parts(self) -> Iterator[tuple[int, int]]:
        """Yield which rows of the results are computed at once."""
        height = self.slides[0].count
        return ((first, min(first + self.rows, height)) for first in range(0, height, self.rows))

    def whole(self, count: int) -> Array:
        """Return zeros for ``count`` images with all that windows cover around them, the images innermost."""
        return np.zeros((self.channels, *(slide.extent for slide in self.slides), count), self.dtype)

    def inner(self, whole: Array) -> Array:
        """Return the images themselves of what `whole` has."""
        inside = (slice(slide.before, slide.before + slide.size) for slide in self.slides)
        return np.asarray(whole[(_ALL, *inside)])

    def padded(self, images: Array) -> Array:
        """Return images with zeros wherever windows reach beyond them, the images innermost."""
        moved = np.moveaxis(images, 0, -1)
        if all(slide.extent == slide.size for slide in self.slides):
            return np.ascontiguousarray(moved, self.dtype)
        whole = self.whole(len(images))
        np.copyto(self.inner(whole), moved, casting="unsafe")
        return whole

    def columns(self, whole: Array, first: int, last: int) -> Array:
        """Return the patches that rows ``first`` to ``last`` of the results see: (groups, patch, results)."""
        at_channel, *at_place, at_image = whole.strides
        counts = (last - first, *(slide.count for slide in self.slides[1:]))
        seen = as_strided(
            whole[:, first * self.slides[0].step :],
            (self.channels, *(slide.taps for slide in self.slides), *counts, whole.shape[-1]),
            (
                at_channel,
                *(step * slide.spread for step, slide in zip(at_place, self.slides, strict=True)),
                *(step * slide.step for step, slide in zip(at_place, self.slides, strict=True)),
                at_image,
            ),
            writeable=False,
        )
        if not seen.flags.c_contiguous:
            patches = self.room[: seen.size].reshape(seen.shape)
            np.copyto(patches, seen)
            seen = patches
        return seen.reshape(self.groups, -1, math.prod(counts) * whole.shape[-1])

    def rows_of(self, results: Array, first: int, last: int) -> Array:
        """Return rows of some images' results as a matrix for each group: (groups, channels, results)."""
        moved = np.moveaxis(results[:, :, first:last], 0, -1)
        return moved.astype(self.dtype, order="C", copy=False).reshape(
            self.groups, results.shape[1] // self.groups, -1
        )


def _widened(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Return the dtype of sums: float16 is added in float32."""
    return np.dtype(np.float32) if dtype == np.float16 else dtype


def _matrices(kernels: Array, groups: int, dtype: np.dtype[Any]) -> Array:
    """Return kernels (outputs, channels, ...) as (groups, outputs, patch)."""
    return kernels.astype(dtype, copy=False).reshape(
        groups, kernels.shape[0] // groups, math.prod(kernels.shape[1:])
    )


def _product(a: Array, b: Array) -> Array:
    """Return the product of matrices; a column times a row is no work for BLAS."""
    return np.asarray(np.multiply(a, b) if a.shape[-1] == 1 else np.matmul(a, b))


def correlate(
    out: Out, images: Array, kernels: Array, bias: Array | None, slides: tuple[Slide, ...], groups: int
) -> None:
    """Write the results (N, outputs, ...) of images (N, channels, ...) and kernels (outputs, channels / groups, ...)."""
    layout = _Layout.of(slides, groups, images.shape[1], len(images), _widened(out.dtype))
    matrices = _matrices(kernels, groups, layout.dtype)
    for block in layout.blocks(len(images)):
        whole = layout.padded(images[block])
        target = np.moveaxis(out[block], 0, -1)
        for first, last in layout.parts():
            made = np.matmul(matrices, layout.columns(whole, first, last))
            if bias is not None:
                made += bias.reshape(groups, -1, 1)
            part = target[:, first:last]
            np.copyto(part, made.reshape(part.shape), casting="unsafe")


def spread(
    out: Out, results: Array, kernels: Array, bias: Array | None, slides: tuple[Slide, ...], groups: int
) -> None:
    """Write the images (N, channels, ...) of which each place is the sum of all that results give back to it."""
    layout = _Layout.of(slides, groups, out.shape[1], len(results), _widened(out.dtype))
    matrices = np.ascontiguousarray(_matrices(kernels, groups, layout.dtype).swapaxes(1, 2))
    taps = tuple(product(*(range(slide.taps) for slide in slides)))
    for block in layout.blocks(len(results)):
        whole = layout.whole(len(results[block]))
        for first, last in layout.parts():
            columns = _product(matrices, layout.rows_of(results[block], first, last))
            _add_patches(whole, columns, slides, taps, (first, last))
        target = np.moveaxis(out[block], 0, -1)
        inner = layout.inner(whole)
        if bias is not None:
            inner += bias.reshape(-1, *[1] * (inner.ndim - 1))
        np.copyto(target, inner, casting="unsafe")


def _add_patches(
    whole: Array, columns: Array, slides: tuple[Slide, ...], taps: Any, rows: tuple[int, int]
) -> None:
    """Add patches, of some rows of the results, to the places that they were taken from."""
    first, last = rows
    counts = (last - first, *(slide.count for slide in slides[1:]))
    starts = (first * slides[0].step, *[0] * (len(slides) - 1))
    patches = columns.reshape(len(whole), len(taps), *counts, whole.shape[-1])
    for number, tap in enumerate(taps):
        places = tuple(
            slice(
                start + at * slide.spread,
                start + at * slide.spread + (count - 1) * slide.step + 1,
                slide.step,
            )
            for start, at, slide, count in zip(starts, tap, slides, counts, strict=True)
        )
        whole[(_ALL, *places)] += patches[:, number]


def correlate_kernels(
    out: Out, images: Array, results: Array, slides: tuple[Slide, ...], groups: int
) -> None:
    """Write the kernels (outputs, channels / groups, ...) of which each tap is the sum of what it saw times its results."""
    layout = _Layout.of(slides, groups, images.shape[1], len(images), _widened(out.dtype))
    total = np.zeros((groups, len(out) // groups, math.prod(out.shape[1:])), layout.dtype)
    for block in layout.blocks(len(images)):
        whole = layout.padded(images[block])
        for first, last in layout.parts():
            columns = layout.columns(whole, first, last)
            total += np.matmul(layout.rows_of(results[block], first, last), columns.swapaxes(1, 2))
    np.copyto(out, total.reshape(out.shape), casting="unsafe")
