"""How windows slide over images, one dimension at a time.

The one rule: whole numbers say all of it, so that planning, kernels and gradients read the same description.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insitu_engine.errors import BadValueError
from insitu_engine.meta import Shape


@dataclass(frozen=True, slots=True)
class Slide:
    """The windows along one dimension of an image: ``count`` of them, each with ``taps`` places ``spread`` apart.

    The first begins ``before`` places in front of the image, and each other one ``step`` places after the one before it;
    places outside of the image are padding. A ``step`` of 0 cuts the image into parts as equal as there are, which may
    share a place and have up to ``taps`` of them.
    """

    size: int
    count: int
    taps: int
    step: int
    before: int = 0
    spread: int = 1

    @property
    def reach(self) -> int:
        """How many places a window covers, with those between its own."""
        return self.spread * (self.taps - 1) + 1

    @property
    def extent(self) -> int:
        """How many places there are from the first window's begin to the end of the last one, or of the image."""
        return max((self.count - 1) * self.step + self.reach, self.before + self.size)

    def begin(self, at: int) -> int:
        """Return the place of a window's first tap, negative in front of the image."""
        return at * self.step - self.before if self.step else at * self.size // self.count

    def span(self, at: int) -> slice:
        """Return the places of the image that a window sees."""
        begin = self.begin(at)
        if not self.step:
            return slice(begin, -(-(at + 1) * self.size // self.count))
        first = begin % self.spread if begin < 0 else begin
        return slice(first, max(min(begin + self.reach, self.size), first), self.spread)

    def seen(self, tap: int) -> tuple[slice, slice]:
        """Return the windows of which a tap is inside of the image, and the places that it has there."""
        shift = tap * self.spread - self.before
        first = max(0, -(shift // self.step))
        last = max(first, min(self.count, (self.size - 1 - shift) // self.step + 1))
        begin = first * self.step + shift
        end = begin + (last - first - 1) * self.step + 1 if last > first else begin
        return slice(first, last), slice(begin, end, self.step)

    @property
    def inside(self) -> bool:
        """Whether all windows lie inside of the image as a whole."""
        return self.before == 0 and self.begin(self.count - 1) + self.reach <= self.size

    @property
    def by_taps(self) -> bool:
        """Whether there are fewer taps than windows, of which each tap is at a regular distance."""
        return self.step > 0 and self.taps <= self.count

    def steps(self) -> Iterator[tuple[slice, slice]]:
        """Yield windows and the places that they see: of one tap after the other, or of one window after the other."""
        if self.by_taps:
            return map(self.seen, range(self.taps))
        return ((slice(at, at + 1), self.span(at)) for at in range(self.count))

    def begins(self) -> NDArray[np.int64]:
        """Return the places of all windows' first taps."""
        at = np.arange(self.count)
        return at * self.step - self.before if self.step else at * self.size // self.count

    def blind(self) -> list[int]:
        """Return the windows that see nothing of the image: all of their taps are beside it."""
        if self.spread == 1 or not self.before:
            return []
        spans = ((at, self.span(at)) for at in range(self.count))
        return [at for at, seen in spans if seen.start >= seen.stop]


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a convolution, one for each image dimension."""

    stride: Shape
    #: Zeros before and after.
    around: tuple[tuple[int, int], ...]
    dilation: Shape
    #: Places that a transposed convolution adds at the end.
    more: Shape

    @classmethod
    def of(
        cls, ndim: int, kernel: Shape, stride: Any, padding: Any, dilation: Any, output_padding: Any = (0,)
    ) -> Settings:
        """Return settings as a user gives them, for so many dimensions; raise BadValueError where they do not fit.

        ``ndim`` is that of the op, which spreads single numbers; kernels may have another one.
        """
        count = len(kernel)
        named = isinstance(padding, str)
        steps = _each("stride", stride, ndim, count)
        pads = () if named else _each("padding", padding, ndim, count)
        far = _each("dilation", dilation, ndim, count)
        around = tuple((pad, pad) for pad in pads)
        if named:
            around = tuple(_sides(padding, taps, spread) for taps, spread in zip(kernel, far, strict=True))
        return cls(steps, around, far, _each("output_padding", output_padding, ndim, count))

    def refuse(self) -> None:
        """Raise BadValueError for numbers with which nothing slides."""
        if min(min(pad) for pad in self.around) < 0:
            raise BadValueError("negative padding is not supported")
        if min(self.more) < 0:
            raise BadValueError("negative output_padding is not supported")
        if min(self.stride) <= 0:
            raise BadValueError("non-positive stride is not supported")
        if min(self.dilation) < 0:
            raise BadValueError("dilation should be greater than zero")


def _each(name: str, value: Any, ndim: int, count: int) -> Shape:
    given = (value,) * ndim if isinstance(value, int) else tuple(value)
    if len(given) not in (1, count):
        raise BadValueError(
            f"expected {name} to be a single integer value or a list of {count} values to match the convolution "
            f"dimensions, but got {name}={list(given)}"
        )
    return given * count if len(given) == 1 else given


def _sides(padding: str, taps: int, spread: int) -> tuple[int, int]:
    """Return the zeros before and after a dimension that a named padding means."""
    total = spread * (taps - 1) if padding == "same" else 0
    return total // 2, total - total // 2


def slides_of(image: Shape, kernel: Shape, stride: Any, padding: Any, dilation: Any) -> tuple[Slide, ...]:
    """Return how kernels slide over images, of which the shapes without channels are given."""
    found = Settings.of(len(kernel), kernel, stride, padding, dilation)
    rows = zip(image, kernel, found.stride, found.around, found.dilation, strict=True)
    return tuple(
        Slide(size, (size + sum(pad) - spread * (taps - 1) - 1) // step + 1, taps, step, pad[0], spread)
        for size, taps, step, pad, spread in rows
    )


def slides_back(
    results: Shape, kernel: Shape, stride: Any, padding: Any, dilation: Any, output_padding: Any
) -> tuple[Slide, ...]:
    """Return how kernels slide over the images that a transposed convolution makes of so many results."""
    found = Settings.of(len(kernel), kernel, stride, padding, dilation, output_padding)
    rows = zip(results, kernel, found.stride, found.around, found.dilation, found.more, strict=True)
    return tuple(
        Slide(
            (count - 1) * step + spread * (taps - 1) + 1 - sum(pad) + more, count, taps, step, pad[0], spread
        )
        for count, taps, step, pad, spread, more in rows
    )


@dataclass(frozen=True, slots=True)
class Pool:
    """The windows of a pooling, one number for each image dimension."""

    kernel: Shape
    stride: Shape
    padding: Shape
    dilation: Shape

    @classmethod
    def of(cls, ndim: int, kernel_size: Any, stride: Any, padding: Any = 0, dilation: Any = 1) -> Pool:
        """Return settings as a user gives them, for so many dimensions; windows lie side by side if no stride is given."""
        kernel = _spread(kernel_size, ndim)
        step = kernel if stride in (None, ()) else _spread(stride, ndim)
        return cls(kernel, step, _spread(padding, ndim), _spread(dilation, ndim))

    def slides(self, sizes: Shape, *, ceil_mode: bool = False) -> tuple[Slide, ...]:
        """Return the windows over images of a size."""
        rows = zip(sizes, self.kernel, self.stride, self.padding, self.dilation, strict=True)
        return tuple(
            Slide(size, _windows(size, taps, step, pad, spread, ceil_mode=ceil_mode), taps, step, pad, spread)
            for size, taps, step, pad, spread in rows
        )


def _spread(value: Any, ndim: int) -> Shape:
    given = (value,) if isinstance(value, int) else tuple(value)
    return given * ndim if len(given) == 1 else given


def _windows(size: int, taps: int, step: int, pad: int, spread: int, *, ceil_mode: bool) -> int:
    """Return how many windows there are; in ``ceil_mode`` also one that begins inside and ends beyond."""
    room = size + 2 * pad - spread * (taps - 1) - 1
    count = (room + (step - 1 if ceil_mode else 0)) // step + 1
    return count - 1 if ceil_mode and (count - 1) * step >= size + pad else count


def equal_parts(sizes: Shape, counts: Shape) -> tuple[Slide, ...]:
    """Return windows that cut images into so many parts, as equal as there are."""
    return tuple(
        Slide(size, count, size // count, size // count)
        if count and not size % count
        else Slide(size, count, size // max(count, 1) + 2, 0)
        for size, count in zip(sizes, counts, strict=True)
    )
