"""What is in windows of images: sums, largest elements and where these are, and the way back.

The one rule: one dimension of the images is taken after the other, by each tap of the windows or by each window, whichever
are fewer.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

import numpy as np

from insitu_engine.dtypes import DType, int16, int32, int64, uint8
from insitu_engine.errors import BadValueError
from insitu_engine.ops.windows.sliding import Slide
from insitu_engine.optable import Array, Out

Slides: TypeAlias = tuple[Slide, ...]
#: Elements that are put or taken at once.
_BLOCK: Final = 1 << 17


def _along(axis: int, part: Any) -> tuple[Any, ...]:
    """Return the index of a part of a dimension, which is counted from the end."""
    return (..., part, *(slice(None),) * (-axis - 1))


def _by_axis(slides: Slides) -> Iterator[tuple[int, Slide]]:
    """Yield each dimension of the images, counted from the end, with its windows; those left alone are left out."""
    for axis, slide in zip(range(-len(slides), 0), slides, strict=True):
        if slide.taps > 1 or slide.size != slide.count or slide.before or slide.step != 1:
            yield axis, slide


def _resized(images: Array, axis: int, size: int, value: Any) -> Array:
    shape = list(images.shape)
    shape[axis] = size
    return np.full(shape, value, images.dtype)


def _reduced(ufunc: np.ufunc, images: Array, axis: int, slide: Slide, start: Any) -> Array:
    """Return what ``ufunc`` makes of all that each window sees along one dimension, beginning with ``start``."""
    if slide.by_taps and slide.inside:
        first, *others = (images[_along(axis, seen)] for _, seen in slide.steps())
        for at, part in enumerate(others):
            first = ufunc(first, part, out=first if at else None)
        return np.asarray(first)
    made = _resized(images, axis, slide.count, start)
    for windows, seen in slide.steps():
        part, so_far = images[_along(axis, seen)], made[_along(axis, windows)]
        if not slide.by_taps:
            part = ufunc.reduce(part, axis, dtype=part.dtype, keepdims=True, initial=start)
        ufunc(so_far, part, out=so_far)
    return made


def _widened(numbers: Array) -> Array:
    """Return numbers in the dtype in which they are added: float16 in float32."""
    return numbers.astype(np.float32) if numbers.dtype == np.float16 else numbers


def sums(images: Array, slides: Slides) -> Array:
    """Return the sum of what each window sees; of float16 in float32."""
    images = _widened(images)
    for axis, slide in _by_axis(slides):
        images = _reduced(np.add, images, axis, slide, 0)
    return images


def back(results: Array, slides: Slides) -> Array:
    """Return images of which each place is the sum of the results of the windows that see it; of float16 in float32."""
    results = _widened(results)
    for axis, slide in reversed(tuple(_by_axis(slides))):
        images = _resized(results, axis, slide.size, 0)
        for windows, seen in slide.steps():
            images[_along(axis, seen)] += results[_along(axis, windows)]
        results = images
    return results


def lowest(dtype: np.dtype[Any]) -> Any:
    """Return what no element is below."""
    return -np.inf if dtype.kind == "f" else np.iinfo(dtype).min


def maxima(images: Array, slides: Slides) -> Array:
    """Return the largest element that each window sees; nan wins."""
    for axis, slide in _by_axis(slides):
        images = _reduced(np.maximum, images, axis, slide, lowest(images.dtype))
    return images


# --- which tap of a window --------------------------------------------------------------------------------------------


def taps_dtype(slides: Slides) -> DType:
    """Return the smallest dtype of the numbers of a window's taps."""
    most = math.prod(slide.taps for slide in slides)
    for dtype in (uint8, int16, int32, int64):
        if most <= np.iinfo(dtype.numpy).max:
            return dtype
    raise BadValueError(f"windows: {most} taps are more than can be counted")


def largest(images: Array, slides: Slides) -> tuple[Array, Array]:
    """Return the largest element of each window, and the number of the tap that has it: the first one, of nans the last.

    Taps are numbered row by row.
    """
    numbers: Array | None = None
    known = taps_dtype(slides).numpy.type(1)
    for axis, slide in reversed(tuple(zip(range(-len(slides), 0), slides, strict=True))):
        step = _by_taps if slide.by_taps else _by_windows
        images, numbers = step(images, numbers, known, axis, slide)
        known *= known.dtype.type(slide.taps)
    assert numbers is not None
    return images, numbers


def _by_taps(images: Array, behind: Array | None, known: Any, axis: int, slide: Slide) -> tuple[Array, Array]:
    """Take the largest along one dimension; ``behind`` are the taps, of ``known``, in the dimensions behind it."""
    steps = [(_along(axis, windows), _along(axis, seen)) for windows, seen in slide.steps()]
    numbers = [known * known.dtype.type(tap) for tap in range(slide.taps)]

    def number(tap: int) -> Any:
        return numbers[tap] if behind is None else behind[steps[tap][1]] + numbers[tap]

    found = _resized(images, axis, slide.count, lowest(images.dtype))
    taps = np.zeros(found.shape, known.dtype)
    # Until there is something larger it is the first tap that is inside of the image.
    for tap in range(0 if slide.inside else slide.taps - 1, -1, -1):
        taps[steps[tap][0]] = number(tap)
    for tap, (windows, seen) in enumerate(steps):
        part, best, so_far = images[seen], found[windows], taps[windows]
        if tap or not slide.inside:  # a later tap has a larger number, and so stays
            better = np.greater(part, best).astype(taps.dtype)
            np.maximum(so_far, np.multiply(better, number(tap), out=better), out=so_far)
        np.maximum(best, part, out=best)
    if found.dtype.kind == "f" and np.isnan(found).any():
        for tap, (windows, seen) in enumerate(steps):
            np.copyto(taps[windows], number(tap), where=np.isnan(images[seen]))
    return found, taps


def _by_windows(
    images: Array, behind: Array | None, known: Any, axis: int, slide: Slide
) -> tuple[Array, Array]:
    """Do the same by each window."""
    found = _resized(images, axis, slide.count, lowest(images.dtype))
    taps = np.zeros(found.shape, known.dtype)
    for at, (windows, seen) in enumerate(slide.steps()):
        part = images[_along(axis, seen)]
        if not part.size:
            continue
        where = part.argmax(axis, keepdims=True)
        best = np.take_along_axis(part, where, axis)
        if best.dtype.kind == "f" and np.isnan(best).any():
            last = part.shape[axis] - 1 - np.isnan(np.flip(part, axis)).argmax(axis, keepdims=True)
            where = np.where(np.isnan(best), last, where)
        found[_along(axis, windows)] = best
        number = (where + (seen.start - slide.begin(at)) // slide.spread).astype(known.dtype) * known
        if behind is not None:
            number += np.take_along_axis(behind[_along(axis, seen)], where, axis)
        taps[_along(axis, windows)] = number
    return found, taps


# --- elements by tap --------------------------------------------------------------------------------------------------


def places(taps: Array, slides: Slides) -> Array:
    """Return where in its image each window's tap is, all images' places counted row by row."""
    sizes = [slide.size for slide in slides]
    strides = [math.prod(sizes[at + 1 :]) for at in range(len(sizes))]
    found = np.zeros(taps.shape, np.int64)
    for axis, slide, stride in reversed(tuple(zip(range(-len(slides), 0), slides, strides, strict=True))):
        number = taps.dtype.type(slide.taps)
        rest = taps // number
        found += (taps - rest * number).astype(np.int64) * (slide.spread * stride)
        found += (slide.begins() * stride).reshape(-1, *[1] * (-axis - 1))
        taps = rest
    return np.clip(found, 0, math.prod(sizes) - 1, out=found)


def _planes(taps: Array, slides: Slides) -> Iterator[tuple[slice, Array, Array | None]]:
    """Yield images some at a time, with the places of their taps counted through them, and which windows see some."""
    ndim = len(slides)
    flat = taps.reshape(-1, *taps.shape[-ndim:])
    size = math.prod(slide.size for slide in slides)
    step = max(1, _BLOCK // max(flat[:1].size, 1))
    sighted = _sighted(slides)
    for first in range(0, len(flat), step):
        part = flat[first : first + step]
        found = places(part, slides)
        found += (np.arange(len(part)) * size).reshape(-1, *[1] * ndim)
        yield slice(first, first + step), found, sighted


def _sighted(slides: Slides) -> Array | None:
    """Return which windows see something, None where all do."""
    blind = [slide.blind() for slide in slides]
    if not any(map(len, blind)):
        return None
    sighted = np.ones([slide.count for slide in slides], np.bool_)
    for axis, found in zip(range(-len(slides), 0), blind, strict=True):
        sighted[_along(axis, found)] = False
    return sighted


def take(out: Out, images: Array, taps: Array, slides: Slides) -> None:
    """Write each window's element at a tap, 0 where it sees nothing."""
    ndim = len(slides)
    given, target = images.reshape(-1, *images.shape[-ndim:]), out.reshape(-1, *out.shape[-ndim:])
    for planes, found, sighted in _planes(taps, slides):
        np.take(given[planes], found, out=target[planes])
        if sighted is not None:
            target[planes] *= sighted


def put(out: Out, results: Array, taps: Array, slides: Slides) -> None:
    """Write images in which each result is added where its window's tap is."""
    ndim = len(slides)
    out[...] = 0
    given, target = results.reshape(-1, *results.shape[-ndim:]), out.reshape(-1, *out.shape[-ndim:])
    for planes, found, sighted in _planes(taps, slides):
        values = given[planes] if sighted is None else given[planes] * sighted
        np.add.at(target[planes].reshape(-1), found.reshape(-1), values.reshape(-1))
