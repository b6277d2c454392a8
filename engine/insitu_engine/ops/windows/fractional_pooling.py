"""Pooling down to any size over windows whose distances are drawn: Graham, "Fractional Max-Pooling", 2014.

The one rule: each plane of images has windows of its own, from one number in [0, 1) for each dimension.
Source of the windows: ``aten/src/ATen/native/FractionalMaxPooling.h``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, int64
from insitu_engine.errors import BadValueError, DTypeError, IndexRangeError, InvalidValueError, ShapeError
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.optable import Array, Dims, Numbers, Out, Random, Tensor, op
from insitu_engine.rules import checked_size, normalize_dim, refuse_unless

_WORDS: Final = {2: ("height", "width"), 3: ("time", "height", "width")}
#: How PyTorch calls its kernels, and the settings that these take.
_KERNELS: Final = {2: "fractional_max_pool2d()", 3: "fractional_max_pool3d_out()"}
_SETTINGS: Final = {2: "tuple of Ints", 3: "tuple of three Ints"}


def _wanted(name: str, ndim: int, given: Meta, output_size: Any, output_ratio: Any) -> Any:
    """Return the size that is wanted, or the one of which a part is; raise InvalidValueError where neither is given."""
    if output_size is not None:
        return output_size
    if output_ratio is None:
        raise InvalidValueError(f"{name} requires specifying either an output_size or an output_ratio")
    ratios = output_ratio if isinstance(output_ratio, tuple) else (output_ratio,) * ndim
    if len(ratios) > ndim:
        raise InvalidValueError(f"{name} requires output_ratio to either be a single Int or tuple of Ints.")
    if len(ratios) < ndim or given.ndim < ndim:
        raise IndexRangeError("tuple index out of range")
    return tuple(int(size * ratio) for size, ratio in zip(given.shape[-ndim:], ratios, strict=True))


def _each(name: str, ndim: int, what: str, value: Any) -> Shape:
    given = (value,) * ndim if isinstance(value, int) else tuple(value)
    if len(given) != ndim:
        raise BadValueError(f"{name}: {what} must either be a single Int or {_SETTINGS[ndim]}")
    return given


def _plan(ndim: int, *, indices: bool) -> Callable[..., Computed]:
    """Return the plan for images with so many dimensions; with ``indices`` it tells always where the largest were."""
    name = f"fractional_max_pool{ndim}d"

    def plan(
        input: Operand,
        kernel_size: Any,
        output_size: Any,
        output_ratio: Any,
        return_indices: bool,
        samples: Operand | None,
    ) -> Computed:
        given = input.meta
        wanted = _wanted(name, ndim, given, output_size, output_ratio)
        normalize_dim(-ndim - 1, given.ndim)
        if samples is None:
            refuse_unless(given.dtype.category >= Category.FLOAT, "check_uniform_bounds", given.dtype)
        kernel = _each(name, ndim, "kernel_size", kernel_size)
        sizes = _each(name, ndim, "output_size", wanted)
        _refuse_images(ndim, given, kernel, sizes)
        shape = checked_size((*given.shape[:-ndim], *sizes), given.dtype)
        if samples is not None:
            _refuse_samples(ndim, given, samples.meta)
        refuse_unless(given.dtype.is_floating_point, f"{name}_out_frame", given.dtype)
        metas = (meta(given.dtype, shape), meta(int64, shape))
        told = indices or return_indices
        return Computed(metas if told else metas[:1], work=math.prod(shape) * math.prod(kernel))

    return plan


def _refuse_images(ndim: int, given: Meta, kernel: Shape, wanted: Shape) -> None:
    """Raise ShapeError for a tensor that is no images, or smaller than windows and results together."""
    name = _KERNELS[ndim]
    if given.ndim not in (ndim + 1, ndim + 2):
        raise ShapeError(f"{name}: Expected {ndim + 1}D or {ndim + 2}D tensor, but got: {list(given.shape)}")
    for dim in range(given.ndim - ndim - 1, given.ndim):
        if given.shape[dim] == 0:
            raise ShapeError(
                f"{name}: Expected input to have non-zero size for non-batch dimensions, but got{list(given.shape)} with "
                f"dimension {dim} being empty."
            )
    for word, size, taps, count in zip(_WORDS[ndim], given.shape[-ndim:], kernel, wanted, strict=True):
        if count + taps - 1 > size:
            raise ShapeError(f"{name}: pool {word} {taps} too large relative to input {word} {size}")


def _refuse_samples(ndim: int, given: Meta, samples: Meta) -> None:
    """Raise for numbers that are not one for each plane and dimension."""
    if samples.dtype is not given.dtype:
        raise DTypeError("Expect _random_samples to have the same dtype as input")
    if samples.ndim != 3:
        raise ShapeError(f"Expect _random_samples to have 3 dimensions, got {samples.ndim}")
    batch = 1 if given.ndim == ndim + 1 else given.shape[0]
    if samples.shape[0] < batch:
        raise ShapeError("Expect _random_samples.size(0) no less then input batch size.")
    if samples.shape[1] != given.shape[-ndim - 1]:
        raise ShapeError("Expect _random_samples.size(1) equals to input channel size.")
    if samples.shape[2] != ndim:
        raise ShapeError(f"Expect _random_samples.size(2) equals to {ndim}; got {samples.shape[2]}.")


def _begins(samples: Array, size: int, count: int, taps: int) -> Array:
    """Return where windows begin, (planes, count), one number a plane: the last one ends with the image."""
    begins = np.full((len(samples), count), size - taps)
    if count > 1:
        step = samples.dtype.type((size - taps) / (count - 1))
        at = np.arange(count - 1, dtype=samples.dtype)
        first = (samples * step).astype(np.int64)[:, np.newaxis]
        begins[:, :-1] = ((at + samples[:, np.newaxis]) * step).astype(np.int64) - first
    return np.asarray(np.clip(begins, 0, size - taps))


def _largest(out: Any, input: Array, kernel: Shape, samples: Array, *, told: bool) -> Any:
    """Write the largest element of each window, and where in its image it was."""
    ndim = len(kernel)
    values = out[0] if told else out
    planes = input.reshape(-1, math.prod(input.shape[-ndim:]))
    # PyTorch takes the width's number first where there is no depth.
    order = (1, 0) if ndim == 2 else (0, 1, 2)
    places = np.zeros((len(planes), *[1] * ndim), np.int64)
    offsets = np.zeros((), np.int64)
    sizes = input.shape[-ndim:]
    for dim, (size, count, taps) in enumerate(zip(sizes, values.shape[-ndim:], kernel, strict=True)):
        stride = math.prod(sizes[dim + 1 :])
        begins = _begins(samples[:, order[dim]], size, count, taps) * stride
        places = places + begins.reshape(len(planes), *[count if at == dim else 1 for at in range(ndim)])
        offsets = np.add.outer(offsets, np.arange(taps) * stride)
    flat = places.reshape(len(planes), -1)
    largest = np.full(flat.shape, -np.inf, values.dtype)
    where = flat.copy()
    for offset in offsets.reshape(-1).tolist():
        found = np.take_along_axis(planes, flat + offset, 1)
        better = (found > largest) | np.isnan(found)
        np.copyto(largest, found, where=better)
        np.copyto(where, flat + offset, where=better)
    values[...] = largest.reshape(values.shape)
    if told:
        out[1][...] = where.reshape(values.shape)
    return out


def _define(ndim: int) -> None:
    """Add the rows for images with so many dimensions."""

    def pool(
        out: Any, input: Array, kernel_size: Any, samples: Array | None, random: Random, *, told: bool
    ) -> Any:
        lead = input.shape[:-ndim]
        kernel = (kernel_size,) * ndim if isinstance(kernel_size, int) else tuple(kernel_size)
        if samples is None:
            samples = random.numbers.random((math.prod(lead), ndim)).astype(input.dtype)
            # Rounded up to 1, a window would begin beyond its last place.
            samples = np.minimum(samples, np.nextafter(input.dtype.type(1), input.dtype.type(0)))
        else:
            samples = samples[: lead[0] if len(lead) == 2 else 1].reshape(-1, ndim)
        values = out[0] if told else out
        return _largest(out, input, kernel, samples, told=told) if values.size else out

    @op(name=f"fractional_max_pool{ndim}d", plan=_plan(ndim, indices=False), where=("functional",))
    def fractional(
        out: Out,
        input: Tensor,
        kernel_size: Dims,
        output_size: Dims | None = None,
        output_ratio: Numbers | float | None = None,
        return_indices: bool = False,
        _random_samples: Tensor | None = None,
        *,
        random: Random,
    ) -> Any:
        """Return images (N, C, ...) or (C, ...) brought down to a size by the largest elements of windows that are drawn.

        ``output_ratio`` is a part of the images' own size. With ``return_indices`` there is a second result: where in
        its flattened image each element was. ``_random_samples`` (N, C, dimensions) are the numbers to be drawn.
        """
        del output_size, output_ratio  # the plan has read them
        return pool(out, input, kernel_size, _random_samples, random, told=return_indices)

    @op(
        name=f"fractional_max_pool{ndim}d_with_indices", plan=_plan(ndim, indices=True), where=("functional",)
    )
    def fractional_with_indices(
        out: Out,
        input: Tensor,
        kernel_size: Dims,
        output_size: Dims | None = None,
        output_ratio: Numbers | float | None = None,
        return_indices: bool = False,
        _random_samples: Tensor | None = None,
        *,
        random: Random,
    ) -> Any:
        """Return images brought down to a size by the largest elements of windows that are drawn, and where they were.

        ``return_indices`` changes nothing.
        """
        del output_size, output_ratio, return_indices
        return pool(out, input, kernel_size, _random_samples, random, told=True)


for _ndim in (2, 3):
    _define(_ndim)
