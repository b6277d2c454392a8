"""How a line of values becomes one of another length: which values each new one is made of, with which weights.

The one rule: an image is resampled one dimension after the other, each by `taps`: the first values that all new ones take,
then the second ones, and so on. Source: ``aten/src/ATen/native/cpu/UpSampleKernel.cpp`` and ``UpSample.h``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np

from insitu_engine.optable import Array

#: Modes in which a line of the same length is the same line, whatever the factor.
_BY_SIZE: Final = ("area", "linear", "bilinear", "trilinear")


class Tap(NamedTuple):
    """One of the old values of each new one that has so many."""

    #: Positions of the new values, None for all of them.
    reached: Array | None
    #: Of the old values, one for each.
    seen: Array
    weights: Array


@dataclass(frozen=True, slots=True)
class Line:
    """How one dimension is resampled."""

    mode: str
    size: int
    wanted: int
    #: How many times as long it is to be, where that is not the quotient of the sizes.
    factor: float | None
    align_corners: bool
    antialias: bool
    #: Of the nearest in an image: the same size or twice as much is that whatever the factor.
    image: bool

    @property
    def same(self) -> bool:
        """Whether each new value is the old one; in some modes of PyTorch's also where a factor says otherwise."""
        if self.size != self.wanted:
            return False
        by_size = self.antialias or self.mode in _BY_SIZE or (self.mode == "nearest" and self.image)
        return by_size or self.factor in (None, 1.0)

    @property
    def step(self) -> float:
        """How far apart new values are in the old line."""
        if self.align_corners:
            return (self.size - 1) / (self.wanted - 1) if self.wanted > 1 else 0.0
        return 1 / self.factor if self.factor else self.size / self.wanted


def nearest(line: Line, dtype: np.dtype[Any]) -> Array | None:
    """Return which old value each new one is, None in modes that mix several.

    Places are computed in ``dtype``, float32 for one that is none of floating point, as PyTorch's are.
    """
    if not line.mode.startswith("nearest"):
        return None
    number = dtype.type if dtype.kind == "f" else np.float32
    places = np.arange(line.wanted)
    if line.mode == "nearest" and line.image and line.wanted == 2 * line.size:
        return places // 2
    step = number(line.step)
    if line.mode == "nearest":
        centres = places.astype(number) * step
    else:
        half = number(0.5)
        centres = np.maximum((places.astype(number) + half) * step - half, 0) + half
    return np.minimum(np.floor(centres.astype(np.float32)).astype(np.int64), line.size - 1)


def taps(line: Line) -> list[Tap]:
    """Return what new values are made of, in modes that mix several."""
    if line.antialias:
        return _filtered(line)
    if line.mode == "area":
        return _averaged(line)
    return _cubic(line) if line.mode == "bicubic" else _linear(line)


def _centres(line: Line) -> Array:
    """Return where new values are in the old line, whose values are at whole numbers."""
    places = np.arange(line.wanted)
    return places * line.step if line.align_corners else (places + 0.5) * line.step - 0.5


def _linear(line: Line) -> list[Tap]:
    centres = np.maximum(_centres(line), 0)
    first = np.minimum(centres.astype(np.int64), line.size - 1)
    share = np.minimum(centres - first, 1.0)
    return [Tap(None, first, 1 - share), Tap(None, np.minimum(first + 1, line.size - 1), share)]


def _cubic(line: Line) -> list[Tap]:
    """Return the four values around each, by Keys' cubic convolution with -0.75."""
    centres = _centres(line)
    first = np.floor(centres)
    share = centres - first
    return [
        Tap(
            None,
            np.clip(first.astype(np.int64) + shift, 0, line.size - 1),
            keys(np.abs(share - shift), -0.75),
        )
        for shift in (-1, 0, 1, 2)
    ]


def _averaged(line: Line) -> list[Tap]:
    """Return windows that part the line as evenly as whole values allow; they may overlap."""
    places = np.arange(line.wanted)
    first = places * line.size // line.wanted
    last = -(-(places + 1) * line.size // line.wanted)
    return _windows(first, last, lambda at, _: 1 / (last - first)[at])


def _filtered(line: Line) -> list[Tap]:
    """Return windows as wide as a filter's support in old values where these are closer than new ones, else in new ones."""
    radius, weight = FILTERS[line.mode]
    stretch = max(line.step, 1.0)
    centres = (np.arange(line.wanted) + 0.5) * line.step
    first = np.maximum((centres - radius * stretch + 0.5).astype(np.int64), 0)
    last = np.minimum((centres + radius * stretch + 0.5).astype(np.int64), line.size)
    total = np.zeros(line.wanted)
    for at, seen in _within(first, last):
        total[at] += weight((seen - centres[at] + 0.5) / stretch)
    return _windows(first, last, lambda at, seen: weight((seen - centres[at] + 0.5) / stretch) / total[at])


def _within(first: Array, last: Array) -> Iterator[tuple[Array, Array]]:
    """Yield the first places of windows, those of the windows and those that they see, then the second ones, and so on."""
    for shift in range(int((last - first).max(initial=0))):
        at = np.nonzero(first + shift < last)[0]
        yield at, first[at] + shift


def _windows(first: Array, last: Array, weights: Callable[[Array, Array], Array]) -> list[Tap]:
    """Return taps of windows of their own lengths: from ``first`` to before ``last``."""
    return [
        Tap(None if at.size == first.size else at, seen, weights(at, seen))
        for at, seen in _within(first, last)
    ]


def keys(distance: Array, a: float) -> Array:
    """Return the weights of the cubic convolution. Source: Keys, "Cubic Convolution Interpolation", 1981."""
    near = ((a + 2) * distance - (a + 3)) * distance * distance + 1
    far = ((distance - 5) * distance + 8) * distance * a - 4 * a
    return np.where(distance <= 1, near, np.where(distance < 2, far, 0.0))


def _triangle(distance: Array) -> Array:
    return np.asarray(np.maximum(1 - np.abs(distance), 0))


def _lanczos(distance: Array) -> Array:
    return np.where(np.abs(distance) < 3, np.asarray(np.sinc(distance) * np.sinc(distance / 3)), 0.0)


#: Of modes that may be filtered: how far the filter reaches, and its weight at a distance.
FILTERS: Final[dict[str, tuple[float, Callable[[Array], Array]]]] = {
    "bilinear": (1.0, _triangle),
    "bicubic": (2.0, lambda distance: keys(np.abs(distance), -0.5)),
    "lanczos": (3.0, _lanczos),
}


def resampled(x: Array, axis: int, line: Line) -> Array:
    """Return an array with one dimension resampled; bytes are rounded and stay within their range."""
    places = nearest(line, x.dtype)
    if places is not None:
        return np.take(x, places, axis=axis)
    found = taps(line)
    digits = _digits(found) if x.dtype == np.uint8 else None
    shape = (*x.shape[:axis], line.wanted, *x.shape[axis + 1 :])
    total = np.zeros(shape, x.dtype if digits is None else np.int32)
    for reached, seen, weights in found:
        factors = weights.astype(x.dtype) if digits is None else _fixed(weights, digits)
        part = np.take(x, seen, axis=axis) * factors.reshape((-1,) + (1,) * (x.ndim - 1 - axis))
        total[(slice(None),) * axis + (slice(None) if reached is None else reached,)] += part
    if digits is None:
        return total
    return np.asarray(np.clip((total + (1 << digits >> 1)) >> digits, 0, 255), np.uint8)


def _fixed(weights: Array, digits: int) -> Array:
    """Return weights as whole numbers of ``2 ** -digits``."""
    return np.asarray(np.trunc(weights * (1 << digits) + np.copysign(0.5, weights)), np.int32)


def _digits(found: list[Tap]) -> int:
    """Return how many binary digits the weights of bytes have: as many as 16 bits hold of the largest, 22 at most."""
    largest = max(float(tap.weights.max()) for tap in found)
    return next((digits for digits in range(22) if int(0.5 + largest * (1 << digits + 1)) >= 1 << 15), 22)
