"""Pooling of images with one, two or three dimensions down to a size: parts as equal as there are, which may overlap.

The one rule: the number of dimensions is a parameter; a row for each number has the same plan and the same kernel.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import DType, int64
from insitu_engine.errors import BadValueError, DTypeError, InvalidValueError, ShapeError
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.ops.windows import windowed
from insitu_engine.ops.windows.refused_pools import as_planes, refuse_rank
from insitu_engine.ops.windows.sliding import Slide, equal_parts
from insitu_engine.optable import Array, Dims, Extents, Out, Tensor, op
from insitu_engine.rules import checked_size, refuse_unless

_FUNCTIONAL: Final = ("functional",)


def parts_of(image: Shape, output_size: Any) -> tuple[Slide, ...]:
    """Return the windows that give so many results in each dimension; None leaves a dimension's own size."""
    wanted = (output_size,) * len(image) if isinstance(output_size, int) else output_size
    counts = tuple(size if count is None else count for size, count in zip(image, wanted, strict=True))
    return equal_parts(image, counts)


def _wanted(name: str, ndim: int, given: Meta, output_size: Any) -> Shape:
    """Return how many results are wanted in each dimension; raise where so many numbers were not given."""
    if isinstance(output_size, int):
        return (output_size,) * ndim
    if ndim == 1:
        if len(output_size) != 1:
            raise BadValueError(
                f"{name}() argument 'output_size' should contain one int (got {len(output_size)})"
            )
        return tuple(output_size)
    if given.ndim <= len(output_size):
        raise InvalidValueError(f"Input dimension should be at least {len(output_size) + 1}")
    own = given.shape[-len(output_size) :] if output_size else ()
    return tuple(size if count is None else count for size, count in zip(own, output_size, strict=True))


def _refuse_rank(name: str, ndim: int, given: Meta, colon: str = "") -> None:
    """Raise ShapeError for a tensor that is no images."""
    if ndim == 1:
        refuse_rank(name, 1, given)
    elif given.ndim not in (ndim + 1, ndim + 2):
        raise ShapeError(
            f"{name}(): Expected {ndim + 1}D or {ndim + 2}D tensor, but got{colon} {list(given.shape)}"
        )


def _refuse_empty(name: str, shape: Shape, first: int) -> None:
    """Raise ShapeError for images without places, or without channels where these matter: from a dimension on."""
    for dim in range(first, len(shape)):
        if shape[dim] == 0:
            raise ShapeError(
                f"{name}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes "
                f"{list(shape)} with dimension {dim} being empty"
            )


def _avg_plan(ndim: int) -> Callable[..., Computed]:
    """Return the plan of an adaptive pooling that averages."""
    name = f"adaptive_avg_pool{ndim}d"

    def plan(input: Operand, output_size: Any) -> Computed:
        given = input.meta
        wanted = _wanted(name, ndim, given, output_size)
        if ndim == 1:
            refuse_rank(name, 1, given)
        if len(wanted) != ndim:
            raise BadValueError(f"{name}: output_size must be {ndim}")
        if min(wanted) < 0:
            raise BadValueError(
                f"adaptive_avg_pool{max(ndim, 2)}d: elements of output_size must be greater than or equal to 0 but "
                f"received {{{_listed(wanted)}}}"
            )
        if set(wanted) == {1} and given.ndim in (ndim + 1, ndim + 2):
            _refuse_mean(given.dtype)
        else:
            _refuse_parts(ndim, given, wanted)
        shape = checked_size((*given.shape[:-ndim], *wanted), given.dtype)
        return Computed((meta(given.dtype, shape),), work=given.numel)

    return plan


def _refuse_parts(ndim: int, given: Meta, wanted: Shape) -> None:
    """Raise what PyTorch's kernels of the mean of parts refuse."""
    if ndim == 3:
        name, kernel = "adaptive_avg_pool3d", "adaptive_avg_pool3d_cpu"
        _refuse_empty(name, given.shape, 1)
        _refuse_rank(name, ndim, given)
    else:
        name = kernel = "adaptive_avg_pool2d"
        _refuse_rank(name, ndim, given)
        shape = as_planes(given.shape, ndim)
        _refuse_empty(name, shape, len(shape) - 2)
    nothing = ndim < 3 and (not given.numel or 0 in wanted)
    refuse_unless(given.dtype.is_floating_point or nothing, kernel, given.dtype)


def _listed(wanted: Shape) -> str:
    """Return sizes as PyTorch lists them there: a space after the first comma alone."""
    shown = (1, *wanted) if len(wanted) == 1 else wanted
    return f"{shown[0]}, {','.join(map(str, shown[1:]))}"


def _refuse_mean(dtype: DType) -> None:
    """Raise DTypeError for what has no mean: PyTorch takes that of the whole image."""
    if not (dtype.is_floating_point or dtype.is_complex):
        raise DTypeError(
            "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: "
            f"{dtype.title}"
        )


def _max_plan(ndim: int, *, indices: bool) -> Callable[..., Computed]:
    """Return the plan of an adaptive pooling that keeps the largest; with ``indices`` it tells always where they were."""
    name = f"adaptive_max_pool{ndim}d"

    def plan(input: Operand, output_size: Any, return_indices: bool) -> Computed:
        given = input.meta
        wanted = _wanted(name, ndim, given, output_size)
        _refuse_rank(name, ndim, given, ":")
        _refuse_empty(name, given.shape, 1)
        if len(wanted) != ndim:
            raise BadValueError(f"{name}(): internal error: output_size.size() must be {ndim}")
        shape = (*given.shape[:-ndim], *wanted)
        if min(wanted) < 0:
            checked_size(as_planes(shape, ndim), given.dtype)
        checked_size(shape, given.dtype)
        kernel = "adaptive_max_pool3d_cpu" if ndim == 3 else "adaptive_max_pool2d"
        refuse_unless(given.dtype.is_floating_point, kernel, given.dtype)
        metas = (meta(given.dtype, shape), meta(int64, shape))
        return Computed(metas if indices or return_indices else metas[:1], work=given.numel)

    return plan


def _average(out: Out, input: Array, slides: tuple[Slide, ...]) -> Out:
    """Write the mean of each part."""
    if out.size:
        total = windowed.sums(input, slides)
        counts = windowed.sums(np.ones([slide.size for slide in slides], total.real.dtype), slides)
        np.divide(total, counts, out=out, casting="same_kind")
    return out


def _largest(out: Any, input: Array, slides: tuple[Slide, ...], *, told: bool) -> Any:
    """Write the largest element of each part, and where in its image it was."""
    if told:
        out[0][...], taps = windowed.largest(input, slides)
        out[1][...] = windowed.places(taps, slides)
    else:
        out[...] = windowed.maxima(input, slides)
    return out


@op(plan=_avg_plan(1), where=("function", "functional"))
def adaptive_avg_pool1d(out: Out, input: Tensor, output_size: Dims) -> Tensor:
    """Return rows (N, C, L) or (C, L) averaged down to a length."""
    return _average(out, input, parts_of(input.shape[-1:], output_size))


@op(plan=_max_plan(1, indices=False), where=_FUNCTIONAL)
def adaptive_max_pool1d(out: Out, input: Tensor, output_size: Dims, return_indices: bool = False) -> Any:
    """Return rows (N, C, L) or (C, L) brought down to a length by the largest elements; nan wins.

    With ``return_indices`` there is a second result: where in its row each of them was.
    """
    return _largest(out, input, parts_of(input.shape[-1:], output_size), told=return_indices)


@op(plan=_max_plan(1, indices=True), where=_FUNCTIONAL)
def adaptive_max_pool1d_with_indices(
    out: Out, input: Tensor, output_size: Dims, return_indices: bool = False
) -> Any:
    """Return rows brought down to a length by the largest elements, and where they were.

    ``return_indices`` changes nothing.
    """
    del return_indices
    return _largest(out, input, parts_of(input.shape[-1:], output_size), told=True)


def _define(ndim: int) -> None:
    """Add the rows for images with so many dimensions."""

    @op(name=f"adaptive_avg_pool{ndim}d", plan=_avg_plan(ndim), where=_FUNCTIONAL)
    def average(out: Out, input: Tensor, output_size: Extents) -> Tensor:
        """Return images (N, C, ...) or (C, ...) averaged down to a size; None leaves a dimension's own."""
        return _average(out, input, parts_of(input.shape[-ndim:], output_size))

    @op(name=f"adaptive_max_pool{ndim}d", plan=_max_plan(ndim, indices=False), where=_FUNCTIONAL)
    def largest(out: Out, input: Tensor, output_size: Extents, return_indices: bool = False) -> Any:
        """Return images (N, C, ...) or (C, ...) brought down to a size by the largest elements; nan wins.

        None leaves a dimension's own size. With ``return_indices`` there is a second result: where in its flattened
        image each of them was.
        """
        return _largest(out, input, parts_of(input.shape[-ndim:], output_size), told=return_indices)

    @op(name=f"adaptive_max_pool{ndim}d_with_indices", plan=_max_plan(ndim, indices=True), where=_FUNCTIONAL)
    def largest_with_indices(
        out: Out, input: Tensor, output_size: Extents, return_indices: bool = False
    ) -> Any:
        """Return images brought down to a size by the largest elements, and where in its flattened image each was.

        ``return_indices`` changes nothing.
        """
        del return_indices
        return _largest(out, input, parts_of(input.shape[-ndim:], output_size), told=True)


for _ndim in (2, 3):
    _define(_ndim)
