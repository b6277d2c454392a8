"""Gradients of reading images at places that a grid says, by the values read and by the places; and of affine grids.

The one rule: how a place moves what is read is the same line in both: its weights' slope.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from math import prod
from typing import Any, NamedTuple

from insitu_engine.dtypes import int64
from insitu_engine.gradients.formulas import gradient, wide
from insitu_engine.ops.images.grids import corners, edges


class _Tap(NamedTuple):
    """What is read along one dimension: where, with which weight, and how that moves with the place."""

    place: Any
    weight: Any
    slope: Any


def _reflected(places: Any, size: int, *, align_corners: bool) -> tuple[Any, Any]:
    """Return places reflected at the edges, and by how much they move with the place."""
    low, high = edges(size, align_corners=align_corners)
    span = high - low
    if not span:
        return places.zeros_like(), places.zeros_like()
    shifted = places - low
    rest = shifted.abs().fmod(span)
    back = (shifted.abs() / span).floor().remainder(2).ne(0)
    moved = back.where(span - rest, rest) + low
    slope = 1 - 2 * back.ne(shifted.lt(0)).to(places.dtype)
    return moved, slope


def _inside(places: Any, size: int, padding_mode: str, *, align_corners: bool) -> tuple[Any, Any]:
    """Return places moved inside as padding says, and by how much they move with the place: not at all at a border."""
    slope = places.ones_like()
    if padding_mode == "zeros":
        return places, slope
    if padding_mode == "reflection":
        places, slope = _reflected(places, size, align_corners=align_corners)
    still = places.le(0).logical_or(places.ge(size - 1))
    return places.clamp(0, size - 1), slope.masked_fill(still, 0)


def _cubic(share: Any, shift: int) -> tuple[Any, Any]:
    """Return the weight of one of four neighbours, and its slope. Source: Keys, "Cubic Convolution Interpolation", 1981."""
    distance, sign = (share - shift, 1) if shift <= 0 else (shift - share, -1)
    if shift in (0, 1):
        weight = (distance * 1.25 - 2.25) * distance * distance + 1
        return weight, (distance * 3.75 - 4.5) * distance * sign
    weight = ((distance * -0.75 + 3.75) * distance - 6) * distance + 3
    return weight, ((distance * -2.25 + 7.5) * distance - 6) * sign


def _taps(grid: Any, size: int, mode: str, padding_mode: str, *, align_corners: bool) -> list[_Tap]:
    factor = (size - 1) / 2 if align_corners else size / 2
    places = (grid + 1) * factor - (0 if align_corners else 0.5)
    fixed = places.detach()
    if mode == "bicubic":
        first = fixed.floor()
        found = []
        for shift in (-1, 0, 1, 2):
            place, _ = _inside(first + shift, size, padding_mode, align_corners=align_corners)
            weight, slope = _cubic(places - first, shift)
            found.append(_Tap(place, weight, slope * factor))
        return found
    moved, slope = _inside(fixed, size, padding_mode, align_corners=align_corners)
    if mode == "nearest":
        return [_Tap(moved.round(), slope.ones_like(), None)]
    places = places * slope + (moved - fixed * slope)  # as if padding were a straight line
    first = moved.floor()
    share = places - first
    return [_Tap(first, 1 - share, slope * -factor), _Tap(first + 1, share, slope * factor)]


class _Reading(NamedTuple):
    """One of the values read at each point: where among all of a channel's, and the taps and sizes of its dimensions."""

    at: Any
    inside: Any
    taps: tuple[_Tap, ...]

    def weight(self, without: int | None = None) -> Any:
        """Return the product of the weights by dimension, in one of them of the slope instead."""
        parts = [tap.slope if dim == without else tap.weight for dim, tap in enumerate(self.taps)]
        product = self.inside
        for part in parts:
            product = product * part
        return product


def _readings(
    grid: Any, sizes: tuple[int, ...], mode: str, padding_mode: str, *, align_corners: bool
) -> Iterator[_Reading]:
    """Yield all that is read at each point of a grid (N, points, dimensions): as many values as neighbours count."""
    lines = [
        _taps(grid[..., -1 - dim], size, mode, padding_mode, align_corners=align_corners)
        for dim, size in enumerate(sizes)
    ]
    for taps in itertools.product(*lines):
        at, inside = 0, 1
        for tap, size in zip(taps, sizes, strict=True):
            at = tap.place.clamp(0, size - 1).to(int64) + at * size
            inside = tap.place.ge(0).logical_and(tap.place.lt(size)).to(grid.dtype) * inside
        yield _Reading(at, inside, taps)


def _points(grid: Any) -> Any:
    count, *points, dims = grid.meta.shape
    return wide(grid).reshape((count, prod(points), dims))


def _lines(values: Any) -> Any:
    """Return images or volumes with the values of each channel in one line."""
    count, channels, *sizes = values.meta.shape
    return wide(values).reshape((count, channels, prod(sizes)))


def _input(
    g: Any, grid: Any, input_meta: Any, mode: str, padding_mode: str, align_corners: bool | None
) -> Any:
    if not g.meta.numel:
        return g.new_zeros(input_meta.shape)
    lines = _lines(g)
    count, channels, *sizes = input_meta.shape
    total = lines.new_zeros((count, channels, prod(sizes)))
    found = _readings(_points(grid), tuple(sizes), mode, padding_mode, align_corners=bool(align_corners))
    for reading in found:
        places = reading.at.unsqueeze(1).expand(lines.meta.shape)
        total = total.scatter_add(2, places, lines * reading.weight().unsqueeze(1))
    return total.reshape(input_meta.shape)


def _grid(
    ops: Any, g: Any, input: Any, grid: Any, mode: str, padding_mode: str, align_corners: bool | None
) -> Any:
    if mode == "nearest" or not g.meta.numel:
        return grid.zeros_like()
    lines, values = _lines(g), _lines(input)
    dims = grid.meta.shape[-1]
    totals: list[Any] = [0] * dims
    found = _readings(
        _points(grid), input.meta.shape[2:], mode, padding_mode, align_corners=bool(align_corners)
    )
    for reading in found:
        read = values.gather(2, reading.at.unsqueeze(1).expand(lines.meta.shape))
        through = (lines * read).sum(1)
        for dim in range(dims):
            totals[dim] = through * reading.weight(without=dim) + totals[dim]
    return ops("stack", totals[::-1], -1).reshape(grid.meta.shape)


gradient("grid_sample", input=_input, grid=_grid)


def _theta(ops: Any, g: Any, size: tuple[int, ...], align_corners: bool | None) -> Any:
    places = ops("tensor", corners(size[2:], align_corners=bool(align_corners)), dtype=wide(g).dtype)
    return _points(g).transpose(1, 2).matmul(places)


gradient("affine_grid", theta=_theta)
