"""Norms of an instance by itself: over its last dimensions, or over groups of its channels."""
# ruff: noqa: ARG001 - a kernel's signature is the op's: what it leaves alone, the plan has read

from __future__ import annotations

import math
from typing import Final

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, DType, dtype_of_array, float32
from insitu_engine.errors import BadValueError, InvalidValueError, ShapeError
from insitu_engine.limits import finfo
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.ops.norms.standardizing import along, moments, require_dtypes, standardize
from insitu_engine.ops.reductions.spread import add_blocks
from insitu_engine.optable import Array, Out, Size, Tensor, op
from insitu_engine.rules import refuse_unless

FUNCTIONAL: Final = ("functional",)


def _require_last(given: Meta, normalized_shape: Shape, *, separator: str) -> None:
    """Raise ShapeError unless the sizes of the last dimensions are ``normalized_shape``."""
    if given.ndim < len(normalized_shape) or given.shape[-len(normalized_shape) :] != normalized_shape:
        sizes = ", ".join(map(str, normalized_shape))
        raise ShapeError(
            f"Given normalized_shape={list(normalized_shape)}, expected input with shape [*{separator}{sizes}], but got "
            f"input of size{list(given.shape)}"
        )


def _require_shapes(normalized_shape: Shape, **parameters: Operand | None) -> None:
    """Raise ShapeError unless there are dimensions to normalize, and the parameters have just their sizes."""
    if not normalized_shape:
        raise ShapeError(
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got "
            "normalized_shape = []"
        )
    for name, parameter in parameters.items():
        if parameter is not None and parameter.meta.shape != normalized_shape:
            raise ShapeError(
                f"Expected {name} to be of same shape as normalized_shape, but got {name} of shape "
                f"{list(parameter.meta.shape)} and normalized_shape = {list(normalized_shape)}"
            )


def _last(x: Array, normalized_shape: Shape) -> tuple[int, ...]:
    return tuple(range(x.ndim - len(normalized_shape), x.ndim))


def _layer_norm_plan(
    input: Operand, normalized_shape: Shape, weight: Operand | None, bias: Operand | None, eps: float
) -> Computed:
    given = input.meta
    _require_shapes(normalized_shape, weight=weight, bias=bias)
    _require_last(given, normalized_shape, separator=", ")
    parameters = [parameter.meta for parameter in (weight, bias) if parameter is not None]
    require_dtypes("LayerNormKernelImpl", given, parameters)
    return Computed((meta(given.dtype, given.shape),))


@op(plan=_layer_norm_plan, where=FUNCTIONAL)
def layer_norm(
    out: Out,
    input: Tensor,
    normalized_shape: Size,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """Return the input with mean 0 and variance 1 over its last dimensions, then times ``weight`` plus ``bias``.

    ``normalized_shape`` are the sizes of these dimensions, and those of the parameters. ``eps`` is added to variances.
    Source: Ba et al., "Layer Normalization", 2016.
    """
    mean, variance = moments(input, _last(input, normalized_shape))
    standardize(out, input, mean, 1 / np.sqrt(variance + eps), weight, bias)
    return out


def _rms_norm_plan(
    input: Operand, normalized_shape: Shape, weight: Operand | None, eps: float | None
) -> Computed:
    given = input.meta
    _require_shapes(normalized_shape, weight=weight)
    if given.ndim < len(normalized_shape):
        raise InvalidValueError(
            f"Input tensor must have at least {len(normalized_shape)} dimensions, but got {given.ndim}"
        )
    _require_last(given, normalized_shape, separator="")
    refuse_unless(given.dtype.category >= Category.FLOAT, "rms_norm", given.dtype)
    return Computed((meta(given.dtype, given.shape),), float32 if given.dtype.itemsize == 2 else given.dtype)


def smallest(dtype: DType) -> float:
    """Return what a root mean square norm adds to the mean by default: the eps of the dtype in which it computes."""
    return finfo(float32 if dtype.itemsize == 2 else dtype).eps


@op(plan=_rms_norm_plan, where=FUNCTIONAL)
def rms_norm(
    out: Out, input: Tensor, normalized_shape: Size, weight: Tensor | None = None, eps: float | None = None
) -> Tensor:
    """Return the input divided by its root mean square over its last dimensions, then times ``weight``.

    ``normalized_shape`` are the sizes of these dimensions, and those of the weight. ``eps`` is added to the mean; by
    default it is that of the dtype, of float32 for half precision. Source: Zhang and Sennrich, "Root Mean Square Layer
    Normalization", 2019.
    """
    axes = _last(input, normalized_shape)
    count = math.prod(normalized_shape)
    if input.dtype.kind == "c":
        total = np.add.reduce(np.square(input, dtype=np.complex128), axis=axes, keepdims=True)
    else:
        total = add_blocks(input, axes, lambda part: np.square(part, dtype=np.float64))
    small = smallest(dtype_of_array(input)) if eps is None else eps
    standardize(out, input, 0, 1 / np.sqrt(total / np.float64(count) + small), weight)
    return out


def _group_norm_plan(
    input: Operand, num_groups: int, weight: Operand | None, bias: Operand | None, eps: float
) -> Computed:
    given = input.meta
    if given.ndim < 2:
        raise ShapeError(f"Expected at least 2 dimensions for input tensor but received {given.ndim}")
    count, channels, *sizes = given.shape
    if num_groups > 0 and count * channels // num_groups * math.prod(sizes) == 1:
        raise InvalidValueError(
            "Expected more than 1 value per channel when training, got input size "
            f"{[count * channels // num_groups, num_groups, *sizes]}"
        )
    if num_groups <= 0:
        raise BadValueError(f"Expected num groups to be greater than 0, got {num_groups}")
    if channels % num_groups:
        raise ShapeError(
            "Expected number of channels in input to be divisible by num_groups, but got input of shape "
            f"{list(given.shape)} and num_groups={num_groups}"
        )
    for name, parameter in (("weight", weight), ("bias", bias)):
        if parameter is not None and parameter.meta.shape != (channels,):
            shown = (
                parameter if weight is None else weight
            )  # PyTorch's text has the weight's shape for either
            raise ShapeError(
                f"Expected {name} to be a vector of size equal to the number of channels in input, but got {name} of "
                f"shape {list(shown.meta.shape)} and input of shape {list(given.shape)}"
            )
    parameters = [parameter.meta for parameter in (weight, bias) if parameter is not None]
    require_dtypes("GroupNormKernelImpl", given, parameters)
    return Computed((meta(given.dtype, given.shape),))


@op(plan=_group_norm_plan, where=FUNCTIONAL)
def group_norm(
    out: Out,
    input: Tensor,
    num_groups: int,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """Return (N, C, ...) with mean 0 and variance 1 of each of ``num_groups`` groups of the channels of each instance.

    Then it is times ``weight`` plus ``bias`` (C). ``eps`` is added to variances. Source: Wu and He, "Group Normalization",
    2018.
    """
    if not out.size:
        return out
    grouped = (*input.shape[:1], num_groups, input.shape[1] // num_groups, *input.shape[2:])
    moment = moments(input.reshape(grouped), tuple(range(2, input.ndim + 1)))

    def each(values: Array) -> Array:
        """Return a number of each group as one of each of its channels."""
        by_channel = np.repeat(values.reshape(grouped[:2]), grouped[2], axis=1)
        return by_channel.reshape(by_channel.shape + (1,) * (input.ndim - 2))

    mean, variance = map(each, moment)
    scale = 1 / np.sqrt(variance + eps)
    standardize(out, input, mean, scale, along(weight, input.ndim), along(bias, input.ndim))
    return out
