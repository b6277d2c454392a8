"""Gradients of norms of channels, layers and groups.

The one rule: nothing is kept but the input and the weight. Moments are computed again, as ops, and so is what a second
derivative needs of them; half precision is computed in float32, as the norms are.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

from insitu_engine.gradients.formulas import conj, gradient, wide
from insitu_engine.ops.norms.layer_norm import smallest


def _scaled(g: Any, weight: Any) -> Any:
    """Return the gradient of what a weight, if there is one, was multiplied with."""
    return wide(g) if weight is None else wide(g) * conj(wide(weight))


def _standardized(x: Any, dims: tuple[int, ...], eps: float) -> tuple[Any, Any]:
    """Return elements with mean 0 and variance 1 over some dimensions, and by what they were scaled."""
    x = wide(x)
    centered = x - x.mean(dims, keepdim=True)
    scale = (centered.square().mean(dims, keepdim=True) + eps).rsqrt()
    return centered * scale, scale


def _unstandardized(g: Any, standardized: Any, scale: Any, dims: tuple[int, ...]) -> Any:
    """Return the gradient of what was standardized: without what moves the mean, and what moves the variance."""
    along = standardized * (g * standardized).mean(dims, keepdim=True)
    return (g - g.mean(dims, keepdim=True) - along) * scale


def _by_channel(values: Any, ndim: int) -> Any:
    """Return one number for each channel as they lie along dimension 1."""
    return None if values is None else wide(values).reshape((-1,) + (1,) * (ndim - 2))


def _besides_channels(ndim: int) -> tuple[int, ...]:
    return (0, *range(2, ndim))


def _channel_norm(dims_of: Callable[[int], tuple[int, ...]]) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Return the formulas of the input and of the weight where channels are standardized over dimensions.

    Where there are the averages ``mean`` and ``variance``, the channels were standardized by those.
    """

    def of_input(g: Any, input: Any, weight: Any, mean: Any, variance: Any, eps: float) -> Any:
        ndim = input.meta.ndim
        g = _scaled(g, _by_channel(weight, ndim))
        if mean is not None:
            return g * (_by_channel(variance, ndim) + eps).rsqrt()
        dims = dims_of(ndim)
        return _unstandardized(g, *_standardized(input, dims, eps), dims)

    def of_weight(g: Any, input: Any, mean: Any, variance: Any, eps: float) -> Any:
        ndim = input.meta.ndim
        if mean is None:
            values, _ = _standardized(input, dims_of(ndim), eps)
        else:
            centered = wide(input) - _by_channel(mean, ndim)
            values = centered * (_by_channel(variance, ndim) + eps).rsqrt()
        return (wide(g) * values).sum(_besides_channels(ndim))

    return of_input, of_weight


def _bias(g: Any) -> Any:
    return wide(g).sum(_besides_channels(g.meta.ndim))


_batch_norm_input, _batch_norm_weight = _channel_norm(_besides_channels)
_instance_norm_input, _instance_norm_weight = _channel_norm(lambda ndim: tuple(range(2, ndim)))
gradient(
    "batch_norm",
    keep={
        "mean": lambda running_mean, training: None if training else running_mean,
        "variance": lambda running_var, training: None if training else running_var,
    },
    input=_batch_norm_input,
    weight=_batch_norm_weight,
    bias=_bias,
)
gradient(
    "instance_norm",
    keep={
        "mean": lambda running_mean, use_input_stats: None if use_input_stats else running_mean,
        "variance": lambda running_var, use_input_stats: None if use_input_stats else running_var,
    },
    input=_instance_norm_input,
    weight=_instance_norm_weight,
    bias=_bias,
)


def _last(normalized_shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(range(-len(normalized_shape), 0))


def _layer_norm_input(g: Any, input: Any, normalized_shape: Any, weight: Any, eps: float) -> Any:
    dims = _last(normalized_shape)
    return _unstandardized(_scaled(g, weight), *_standardized(input, dims, eps), dims)


def _layer_norm_weight(g: Any, input: Any, normalized_shape: Any, eps: float) -> Any:
    return wide(g) * _standardized(input, _last(normalized_shape), eps)[0]


gradient("layer_norm", input=_layer_norm_input, weight=_layer_norm_weight, bias=lambda g: wide(g))


def _root_mean_square(input: Any, normalized_shape: Any, eps: float | None) -> tuple[Any, Any]:
    """Return the input divided by its root mean square, and the inverse of that."""
    x = wide(input)
    mean = x.square().mean(_last(normalized_shape), keepdim=True)
    scale = (mean + (smallest(input.dtype) if eps is None else eps)).rsqrt()
    return x * scale, scale


def _rms_norm_input(g: Any, input: Any, normalized_shape: Any, weight: Any, eps: float | None) -> Any:
    values, scale = _root_mean_square(input, normalized_shape, eps)
    g = _scaled(g, weight)
    along = (g * conj(values)).mean(_last(normalized_shape), keepdim=True)
    return (g - conj(values) * along) * conj(scale)


def _rms_norm_weight(g: Any, input: Any, normalized_shape: Any, eps: float | None) -> Any:
    return wide(g) * conj(_root_mean_square(input, normalized_shape, eps)[0])


gradient("rms_norm", input=_rms_norm_input, weight=_rms_norm_weight)


def _grouped(value: Any, num_groups: int) -> Any:
    """Return (N, C, ...) as (N, groups, elements of a group)."""
    count, channels, *sizes = value.meta.shape
    return value.reshape((count, num_groups, channels // num_groups * prod(sizes)))


def _group_norm_input(g: Any, input: Any, num_groups: int, weight: Any, eps: float) -> Any:
    g = _grouped(_scaled(g, _by_channel(weight, input.meta.ndim)), num_groups)
    standardized = _standardized(_grouped(input, num_groups), (2,), eps)
    return _unstandardized(g, *standardized, (2,)).reshape(input.meta.shape)


def _group_norm_weight(g: Any, input: Any, num_groups: int, eps: float) -> Any:
    values, _ = _standardized(_grouped(input, num_groups), (2,), eps)
    return (wide(g) * values.reshape(input.meta.shape)).sum(_besides_channels(input.meta.ndim))


gradient("group_norm", input=_group_norm_input, weight=_group_norm_weight, bias=_bias)
