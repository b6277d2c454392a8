"""Norms of channels: over the batch, or over each of its instances.

The one rule: averages that run along are read here, never written. While training a call gives mean and variance besides,
which an in-place ``lerp_`` moves them towards.
"""
# ruff: noqa: ARG001 - a kernel's signature is the op's: what it leaves alone, the plan has read

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.errors import BadValueError, IndexRangeError, InvalidValueError, ShapeError
from insitu_engine.meta import Meta, Operand, meta
from insitu_engine.ops.norms.standardizing import along, moments, require_dtypes, standardize
from insitu_engine.optable import Array, Out, Tensor, op
from insitu_engine.rules import normalize_dim

FUNCTIONAL: Final = ("functional",)


def _planned(
    given: Meta,
    averages: tuple[Operand | None, Operand | None],
    affine: tuple[Operand | None, Operand | None],
    *,
    moving: bool,
    instances: int = 1,
) -> Computed:
    """Answer with the result, and with the moments where they are computed; refuse parameters that do not fit.

    Over each of ``instances`` PyTorch counts the parameters once for each, and so do its texts.
    """
    result = meta(given.dtype, given.shape)
    if not given.numel:
        return Computed((result,))
    channels = given.shape[1] if given.ndim > 1 else 0
    names = ("running_mean", "running_var", "weight", "bias")
    for name, parameter in zip(names, (*averages, *affine), strict=True):
        if parameter is not None and parameter.meta.numel != channels:
            count = parameter.meta.numel * instances
            raise ShapeError(f"{name} should contain {channels * instances} elements not {count}")
    for average in averages:
        if average is not None and average.meta.ndim != 1:
            raise ShapeError(f"TensorAccessor expected 1 dims but tensor has {average.meta.ndim}")
    normalize_dim(1, given.ndim)
    parameters = [parameter.meta for parameter in (*affine, *averages) if parameter is not None]
    require_dtypes("batch_norm", given, parameters)
    if not moving:
        return Computed((result,))
    # Beside half precision the parameters may be float32, and with them the moments.
    moment = meta(parameters[-1].dtype, (channels,))
    return Computed((result, moment, moment))


def _require_both(running_mean: Operand | None, running_var: Operand | None) -> None:
    if (running_mean is None) is not (running_var is None):
        raise InvalidValueError("running_mean and running_var must either both be None or neither be None")


def _batch_norm_plan(
    input: Operand,
    running_mean: Operand | None,
    running_var: Operand | None,
    weight: Operand | None,
    bias: Operand | None,
    training: bool,
    momentum: float,
    eps: float,
) -> Computed:
    given = input.meta
    if training:
        if not given.ndim:
            raise IndexRangeError("tuple index out of range")
        if given.shape[0] * math.prod(given.shape[2:]) == 1:
            raise InvalidValueError(
                f"Expected more than 1 value per channel when training, got input size torch.Size({list(given.shape)})"
            )
    if eps < 0 or (training and eps == 0):
        wanted = "positive during training" if training else "non-negative"
        raise InvalidValueError(f"batch_norm eps must be {wanted}, but got {eps}")
    if training:
        _require_both(running_mean, running_var)
    elif given.numel:
        for name, average in (("running_mean", running_mean), ("running_var", running_var)):
            if average is None:
                raise BadValueError(f"{name} must be defined in evaluation mode")
    moving = training and running_mean is not None
    return _planned(given, (running_mean, running_var), (weight, bias), moving=moving)


@op(plan=_batch_norm_plan, where=FUNCTIONAL)
def batch_norm(
    out: Out,
    input: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Any:
    """Return (N, C, ...) less averages (C) and divided by the roots of variances, then times ``weight`` plus ``bias`` (C).

    While training these are the batch's own mean and variance. If there are averages, they are the second and third
    result, the variance unbiased: ``running_mean`` and ``running_var`` are to follow them by ``lerp_`` with ``momentum``.
    ``eps`` is added to variances. Source: Ioffe and Szegedy, "Batch Normalization", 2015.
    """
    if not input.size:
        return out
    if not training:
        return _by_averages(out, input, running_mean, running_var, weight, bias, eps)
    _by_moments(out, input, (0, *range(2, input.ndim)), weight, bias, eps)
    return out


def _instance_norm_plan(
    input: Operand,
    running_mean: Operand | None,
    running_var: Operand | None,
    weight: Operand | None,
    bias: Operand | None,
    use_input_stats: bool,
    momentum: float,
    eps: float,
) -> Computed:
    given = input.meta
    if use_input_stats:
        if math.prod(given.shape[2:]) == 1:
            raise InvalidValueError(
                f"Expected more than 1 spatial element when training, got input size torch.Size({list(given.shape)})"
            )
        _require_both(running_mean, running_var)
    elif running_mean is None or running_var is None:
        raise BadValueError(
            "Expected running_mean and running_var to be defined when use_input_stats is false"
        )
    normalize_dim(1, given.ndim)
    moving = use_input_stats and running_mean is not None
    affine = (weight, bias)
    return _planned(given, (running_mean, running_var), affine, moving=moving, instances=given.shape[0])


@op(plan=_instance_norm_plan, where=FUNCTIONAL)
def instance_norm(
    out: Out,
    input: Tensor,
    running_mean: Tensor | None = None,
    running_var: Tensor | None = None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Any:
    """Return (N, C, ...) with mean 0 and variance 1 of each channel of each instance, then times ``weight`` plus ``bias`` (C).

    With averages (C) their means over the batch, the variance unbiased, are the second and third result:
    ``running_mean`` and ``running_var`` are to follow them by ``lerp_`` with ``momentum``. Without ``use_input_stats`` the
    averages are what is taken away and divided by. Source: Ulyanov et al., "Instance Normalization", 2016.
    """
    if not input.size:
        return out
    if not use_input_stats:
        return _by_averages(out, input, running_mean, running_var, weight, bias, eps)
    _by_moments(out, input, tuple(range(2, input.ndim)), weight, bias, eps)
    return out


def _by_averages(
    out: Out, x: Array, average: Any, variance: Any, weight: Array | None, bias: Array | None, eps: float
) -> Out:
    """Write the norm by the averages that training has left."""
    scale = 1 / np.sqrt(np.asarray(along(variance.astype(np.float64), x.ndim)) + eps)
    standardize(out, x, along(average, x.ndim), scale, along(weight, x.ndim), along(bias, x.ndim))
    return out


def _by_moments(
    out: Any, x: Array, axes: tuple[int, ...], weight: Array | None, bias: Array | None, eps: float
) -> None:
    """Write the norm by the input's own moments; where they are wanted, their means over the batch, unbiased, too."""
    mean, variance = moments(x, axes)
    values, *wanted = out if isinstance(out, tuple) else (out,)
    standardize(values, x, mean, 1 / np.sqrt(variance + eps), along(weight, x.ndim), along(bias, x.ndim))
    if wanted:
        count = math.prod(x.shape[axis] for axis in axes)
        np.copyto(wanted[0], mean.mean(axis=0).reshape(-1), casting="same_kind")
        unbiased = variance.mean(axis=0).reshape(-1) * (count / (count - 1))
        np.copyto(wanted[1], unbiased, casting="same_kind")
