"""Numbers with mean 0 and variance 1, over the batch, a layer or a group: functions composed of the table's ops.

The one rule: averages that run along are written in place, and nothing of them is read.
"""

from __future__ import annotations

from collections.abc import Sequence

from insitu._tensor import Tensor
from insitu.recording import no_grad
from insitu_engine.errors import BadValueError, InvalidValueError, ShapeError
from insitu_engine.limits import finfo

__all__ = ["batch_norm", "group_norm", "instance_norm", "layer_norm", "normalize", "rms_norm"]


def _along_channels(values: Tensor, ndim: int) -> Tensor:
    """Return one number for each channel as they lie along dimension 1."""
    return values.reshape((1, -1) + (1,) * (ndim - 2))


def _standardized(input: Tensor, dims: tuple[int, ...], eps: float) -> tuple[Tensor, Tensor, Tensor]:
    """Return the input with mean 0 and variance 1 over some dimensions, and what these were before."""
    mean = input.mean(dims, keepdim=True)
    centered = input - mean
    variance = centered.square().mean(dims, keepdim=True)
    return centered * (variance + eps).rsqrt(), mean, variance


def _affine(values: Tensor, weight: Tensor | None, bias: Tensor | None) -> Tensor:
    scaled = values if weight is None else values * weight
    return scaled if bias is None else scaled + bias


@no_grad()
def _follow(running: Tensor | None, value: Tensor, momentum: float | Tensor) -> None:
    """Move an average that runs along towards a value, in place."""
    if running is not None:
        running.mul_(1 - momentum).add_(value.reshape(running.shape) * momentum)


def batch_norm(
    input: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float | Tensor = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """Return (N, C, ...) with each channel's mean 0 and variance 1 over the batch, then times ``weight`` plus ``bias`` (C).

    While training the running averages (C) follow by ``momentum``; otherwise they are what is taken away and divided by.
    """
    if not training and (running_mean is None or running_var is None):
        raise BadValueError("Expected running_mean and running_var to be defined when training=False")
    count = input.numel() // input.shape[1] if input.shape[1] else 0
    if training and count == 1:
        raise InvalidValueError(
            f"Expected more than 1 value per channel when training, got input size {input.shape}"
        )
    weight, bias = (part if part is None else _along_channels(part, input.ndim) for part in (weight, bias))
    if not training:
        assert running_mean is not None
        assert running_var is not None
        scale = _along_channels((running_var + eps).rsqrt(), input.ndim)
        return _affine((input - _along_channels(running_mean, input.ndim)) * scale, weight, bias)
    dims = (0, *range(2, input.ndim))
    values, mean, variance = _standardized(input, dims, eps)
    with no_grad():
        _follow(running_mean, mean, momentum)
        _follow(running_var, variance * (count / max(count - 1, 1)), momentum)
    return _affine(values, weight, bias)


def instance_norm(
    input: Tensor,
    running_mean: Tensor | None = None,
    running_var: Tensor | None = None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """Return (N, C, ...) with mean 0 and variance 1 for each channel of each instance, times ``weight`` plus ``bias`` (C).

    Without ``use_input_stats`` as `batch_norm` does; with them running averages (C) follow by ``momentum``.
    """
    if not use_input_stats:
        return batch_norm(input, running_mean, running_var, weight, bias, False, momentum, eps)
    count = input.shape[2:].numel() if input.ndim > 2 else 1  # type: ignore[attr-defined] # a Size
    if count == 1:
        raise InvalidValueError(
            f"Expected more than 1 spatial element when training, got input size {input.shape}"
        )
    values, mean, variance = _standardized(input, tuple(range(2, input.ndim)), eps)
    with no_grad():
        _follow(running_mean, mean.mean(0), momentum)
        _follow(running_var, variance.mean(0) * (count / (count - 1)), momentum)
    weight, bias = (part if part is None else _along_channels(part, input.ndim) for part in (weight, bias))
    return _affine(values, weight, bias)


def _last(input: Tensor, normalized_shape: Sequence[int]) -> tuple[int, ...]:
    """Return the last dimensions, whose sizes are ``normalized_shape``; refuse others."""
    wanted = tuple(normalized_shape)
    if not wanted:
        raise ShapeError(
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got "
            "normalized_shape = []"
        )
    if tuple(input.shape[-len(wanted) :]) != wanted:
        sizes = "".join(f", {size}" for size in wanted)
        raise ShapeError(
            f"Given normalized_shape={list(wanted)}, expected input with shape [*{sizes}], but got input of size"
            f"{list(input.shape)}"
        )
    return tuple(range(-len(wanted), 0))


def layer_norm(
    input: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """Return the input with mean 0 and variance 1 over its last dimensions, of sizes ``normalized_shape``.

    ``weight`` and ``bias`` are of these sizes. Raises ShapeError for other last dimensions.
    """
    values, _, _ = _standardized(input, _last(input, normalized_shape), eps)
    return _affine(values, weight, bias)


def rms_norm(
    input: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    eps: float | None = None,
) -> Tensor:
    """Return the input divided by its root mean square over its last dimensions, of sizes ``normalized_shape``.

    ``eps`` is the dtype's own by default. Raises ShapeError for other last dimensions.
    """
    dims = _last(input, normalized_shape)
    small = finfo(input.dtype).eps if eps is None else eps
    return _affine(input * (input.square().mean(dims, keepdim=True) + small).rsqrt(), weight, None)


def group_norm(
    input: Tensor,
    num_groups: int,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """Return (N, C, ...) with mean 0 and variance 1 over each group of channels, times ``weight`` plus ``bias`` (C).

    Raises ShapeError where the channels cannot be divided into so many groups.
    """
    if input.ndim < 2:
        raise ShapeError(f"Expected at least 2 dimensions for input tensor but received {input.ndim}")
    channels = input.shape[1]
    if channels % num_groups:
        raise ShapeError(
            "Expected number of channels in input to be divisible by num_groups, but got input of shape "
            f"{list(input.shape)} and num_groups={num_groups}"
        )
    groups = input.reshape((input.shape[0], num_groups, -1))
    values = _standardized(groups, (2,), eps)[0].reshape(input.shape)
    weight, bias = (part if part is None else _along_channels(part, input.ndim) for part in (weight, bias))
    return _affine(values, weight, bias)


def normalize(input: Tensor, p: float = 2.0, dim: int = 1, eps: float = 1e-12) -> Tensor:
    """Return the input divided by its norm of order ``p`` along a dimension, or by ``eps`` where that is larger."""
    return input / input.norm(p, dim, keepdim=True).clamp_min(eps).expand_as(input)
