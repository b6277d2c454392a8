"""What max pooling kept, put back where it was: images that are zero elsewhere.

The one rule: of several elements for one place the last one stays.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import int64
from insitu_engine.errors import BadValueError, DTypeError, IndexRangeError, InvalidValueError, ShapeError
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.ops.positions.picking import first_outside
from insitu_engine.optable import Array, Dims, IndexTensor, Out, Tensor, op
from insitu_engine.rules import refuse_unless

#: What PyTorch calls the images of so many dimensions: rows are images of width 1.
_WORDS: Final = {2: "3d or 4d", 3: "4d or 5d"}


def _each(value: Any, ndim: int) -> Shape:
    given = (value,) * ndim if isinstance(value, int) else tuple(value)
    if len(given) < ndim:
        raise IndexRangeError("tuple index out of range")
    return given


def _sizes(image: Shape, ndim: int, kernel_size: Any, stride: Any, padding: Any, output_size: Any) -> Shape:
    """Return the sizes of the images that windows were taken from; raise InvalidValueError for others than they may have."""
    kernel = _each(kernel_size, ndim)
    if len(kernel) > ndim or len(image) < ndim:
        raise IndexRangeError("tuple index out of range")
    steps = kernel if stride is None else _each(stride, ndim)
    rows = zip(image[-ndim:], kernel, steps, _each(padding, ndim), strict=False)
    usual = tuple((count - 1) * step + taps - 2 * pad for count, taps, step, pad in rows)
    made = usual if output_size is None else _wanted(usual, steps, output_size)
    for dim, size in enumerate(made):
        if size < 0:
            raise InvalidValueError(
                "max_unpooling: output_size must contain non-negative spatial dimensions, but got "
                f"output_size[{dim}]={size}"
            )
    return made


def _wanted(usual: Shape, steps: Shape, output_size: Any) -> Shape:
    """Return the sizes that a user wants, which pooling brings down to what there is."""
    given = (output_size,) if isinstance(output_size, int) else tuple(output_size)
    ndim = len(usual)
    made = given[2:] if len(given) == ndim + 2 else given
    if len(made) != ndim:
        raise InvalidValueError(
            f"output_size should be a sequence containing {ndim} or {ndim + 2} elements, but it has a length of "
            f"'{len(made)}'"
        )
    for dim, (size, least, step) in enumerate(zip(made, usual, steps, strict=False)):
        if not least - step < size < least + step:
            raise InvalidValueError(
                f'invalid output_size "{made}" (dim {dim} must be between {least - step} and {least + step})'
            )
    return made


def _plan(ndim: int) -> Callable[..., Computed]:
    """Return the plan of an unpooling that makes images with so many dimensions."""

    def plan(
        input: Operand, indices: Operand, kernel_size: Any, stride: Any, padding: Any, output_size: Any
    ) -> Computed:
        given = input.meta
        sizes = _sizes(given.shape, ndim, kernel_size, stride, padding, output_size)
        _refuse(ndim, given, indices.meta, _each(kernel_size if stride is None else stride, ndim))
        return Computed((meta(given.dtype, (*given.shape[:-ndim], *sizes)),))

    return plan


def _refuse(ndim: int, given: Meta, indices: Meta, steps: Shape) -> None:
    """Raise what PyTorch's kernel refuses, to which rows are images of width 1."""
    width = (1,) if ndim == 1 else ()
    shape, other = (*given.shape, *width), (*indices.shape, *width)
    planar = max(ndim, 2)
    if indices.dtype is not int64:
        told = f" but got: {indices.dtype.title}" if planar == 2 else ""
        raise DTypeError(f"elements in indices should be type int64{told}")
    if len(shape) not in (planar + 1, planar + 2):
        raise ShapeError(
            f"Input to max_unpooling{planar}d should be a {_WORDS[planar]} Tensor, but got a tensor with {len(shape)} "
            "dimensions."
        )
    if ndim == 3 and min(steps) <= 0:
        raise BadValueError(f"strides should be greater than zero, but got stride: {list(steps)}")
    if shape != other:
        raise ShapeError(
            f"Expected shape of indices to be same as that of the input tensor ({list(shape)}) but got indices tensor "
            f"with shape: {list(other)}"
        )
    for dim in range(1, len(shape)):
        if shape[dim] == 0:
            raise ShapeError(
                f"max_unpooling{planar}d_forward_out_cpu(): Expected input to have non-zero size for non-batch "
                f"dimensions, but got {list(shape)} with dimension {dim} being empty."
            )
    refuse_unless(given.dtype.is_floating_point, f"max_unpool{planar}d", given.dtype)


def _define(ndim: int) -> None:
    """Add the row that makes images with so many dimensions."""

    def check(
        input: Array, indices: Array, kernel_size: Any, stride: Any, padding: Any, output_size: Any
    ) -> None:
        sizes = _sizes(input.shape, ndim, kernel_size, stride, padding, output_size)
        found = first_outside(indices, 0, math.prod(sizes)) if 0 not in sizes else None
        if found is not None:
            told = "x".join(map(str, (*sizes, *[1] * (ndim == 1))))
            raise BadValueError(f"Found an invalid max index: {found} (output volumes are of size {told})")

    @op(name=f"max_unpool{ndim}d", plan=_plan(ndim), check=check, where=("functional",))
    def unpool(
        out: Out,
        input: Tensor,
        indices: IndexTensor,
        kernel_size: Dims,
        stride: Dims | None = None,
        padding: Dims = 0,
        output_size: Dims | None = None,
    ) -> Tensor:
        """Return images (N, C, ...) or (C, ...) of what was kept of each window, at its place, and of zeros elsewhere.

        ``indices`` are those of `max_pool1d`, `max_pool2d` or `max_pool3d`. ``output_size`` picks one of the sizes that
        the images may have had.
        """
        del kernel_size, stride, padding, output_size  # the plan has read them
        out[...] = 0
        if out.size:
            images = out.reshape(-1, math.prod(out.shape[-ndim:]))
            kept = input.reshape(len(images), -1)
            np.put_along_axis(images, indices.reshape(kept.shape), kept, 1)
        return out


for _ndim in (1, 2, 3):
    _define(_ndim)
