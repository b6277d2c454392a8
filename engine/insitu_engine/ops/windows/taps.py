"""What gradients of pooling are made of: sums over windows and their way back, and elements of windows by tap.

The one rule: ``windows`` are the whole numbers of a `Slide` for each of the images' dimensions, which are the last ones.
"""

from __future__ import annotations

from typing import Any

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category
from insitu_engine.errors import BadValueError, ShapeError
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.ops.windows import windowed
from insitu_engine.ops.windows.sliding import Slide
from insitu_engine.optable import IndexTensor, Out, Pairs, Tensor, op
from insitu_engine.rules import checked_size, refuse_unless


def numbers(slides: tuple[Slide, ...]) -> tuple[Shape, ...]:
    """Return windows as ops take them."""
    return tuple((s.size, s.count, s.taps, s.step, s.before, s.spread) for s in slides)


def _slides(windows: Any) -> tuple[Slide, ...]:
    """Return the windows that numbers describe; raise BadValueError for numbers that describe none."""
    for each in windows:
        if len(each) != 6 or min(each[0], each[2], each[5]) < 1 or min(each) < 0:
            raise BadValueError(
                f"windows: expected size, count, taps, step, before and spread, but got {list(each)}"
            )
        if not each[3] and (each[2] < -(-each[0] // max(each[1], 1)) + 1 or each[4] or each[5] != 1):
            raise BadValueError(
                f"windows: equal parts have more taps than {each[2]}, and nothing around: {list(each)}"
            )
    if not windows:
        raise BadValueError("windows: expected some dimensions")
    return tuple(Slide(*each) for each in windows)


def _resized(name: str, given: Meta, had: Shape, wanted: Shape) -> Meta:
    """Return the meta with other last sizes; raise ShapeError where the tensor has not those that it should have."""
    if given.shape[-len(had) :] != had:
        raise ShapeError(f"{name}: expected the last sizes {list(had)}, but got {list(given.shape)}")
    return meta(given.dtype, checked_size((*given.shape[: -len(had)], *wanted), given.dtype))


def _sizes(slides: tuple[Slide, ...]) -> Shape:
    return tuple(slide.size for slide in slides)


def _counts(slides: tuple[Slide, ...]) -> Shape:
    return tuple(slide.count for slide in slides)


def _work(result: Meta, slides: tuple[Slide, ...]) -> int:
    return result.numel * sum(slide.taps for slide in slides)


def _sum_plan(input: Operand, windows: Any) -> Computed:
    slides = _slides(windows)
    made = _resized("sum_windows", input.meta, _sizes(slides), _counts(slides))
    return Computed((made,), work=_work(made, slides))


@op(plan=_sum_plan, where=())
def sum_windows(out: Out, input: Tensor, windows: Pairs) -> Tensor:
    """Return the sum of what each window of images sees."""
    out[...] = windowed.sums(input, _slides(windows))
    return out


def _spread_plan(input: Operand, windows: Any) -> Computed:
    slides = _slides(windows)
    made = _resized("spread_windows", input.meta, _counts(slides), _sizes(slides))
    return Computed((made,), work=_work(input.meta, slides))


@op(plan=_spread_plan, where=())
def spread_windows(out: Out, input: Tensor, windows: Pairs) -> Tensor:
    """Return images of which each place is the sum of the numbers of the windows that see it."""
    out[...] = windowed.back(input, _slides(windows))
    return out


def _max_plan(input: Operand, windows: Any) -> Computed:
    slides = _slides(windows)
    given = input.meta
    refuse_unless(given.dtype.category in (Category.INT, Category.FLOAT), "max_taps", given.dtype)
    made = _resized("max_taps", given, _sizes(slides), _counts(slides))
    return Computed((meta(windowed.taps_dtype(slides), made.shape),), work=_work(made, slides))


@op(plan=_max_plan, where=())
def max_taps(out: Out, input: Tensor, windows: Pairs) -> Tensor:
    """Return which tap of each window has the largest element, counted row by row: the first one, of nans the last."""
    out[...] = windowed.largest(input, _slides(windows))[1]
    return out


def _taps_of(taps: Operand, slides: tuple[Slide, ...], lead: Shape) -> None:
    wanted = meta(windowed.taps_dtype(slides), (*lead, *_counts(slides)))
    if taps.meta.shape != wanted.shape or taps.meta.dtype is not wanted.dtype:
        raise ShapeError(
            f"expected taps {wanted.dtype.name}{list(wanted.shape)}, but got {taps.meta.dtype.name}"
            f"{list(taps.meta.shape)}"
        )


def _take_plan(input: Operand, taps: Operand, windows: Any) -> Computed:
    slides = _slides(windows)
    made = _resized("take_taps", input.meta, _sizes(slides), _counts(slides))
    _taps_of(taps, slides, input.meta.shape[: -len(slides)])
    return Computed((made,))


@op(plan=_take_plan, where=())
def take_taps(out: Out, input: Tensor, taps: IndexTensor, windows: Pairs) -> Tensor:
    """Return the element of each window of images at its tap, 0 where the window sees nothing."""
    if out.size:
        windowed.take(out, input, taps, _slides(windows))
    return out


def _put_plan(input: Operand, taps: Operand, windows: Any) -> Computed:
    slides = _slides(windows)
    made = _resized("put_taps", input.meta, _counts(slides), _sizes(slides))
    _taps_of(taps, slides, input.meta.shape[: -len(slides)])
    return Computed((made,))


@op(plan=_put_plan, where=())
def put_taps(out: Out, input: Tensor, taps: IndexTensor, windows: Pairs) -> Tensor:
    """Return images in which the number of each window is added where its tap is."""
    if out.size:
        windowed.put(out, input, taps, _slides(windows))
    return out
