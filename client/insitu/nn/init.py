"""How parameters begin: each function fills a tensor in place, recorded for no backward, and returns the tensor itself.

Random numbers are the session's own: the same seed gives the same numbers here, others than PyTorch's.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from insitu import _functions, linalg
from insitu._tensor import Tensor
from insitu.recording import no_grad
from insitu_engine.errors import InvalidValueError

__all__ = [
    "calculate_gain",
    "constant",
    "constant_",
    "dirac",
    "dirac_",
    "eye",
    "eye_",
    "kaiming_normal",
    "kaiming_normal_",
    "kaiming_uniform",
    "kaiming_uniform_",
    "normal",
    "normal_",
    "ones_",
    "orthogonal",
    "orthogonal_",
    "sparse",
    "sparse_",
    "trunc_normal_",
    "uniform",
    "uniform_",
    "xavier_normal",
    "xavier_normal_",
    "xavier_uniform",
    "xavier_uniform_",
    "zeros_",
]

_P = ParamSpec("_P")

_GAINS = {
    **dict.fromkeys(("linear", "conv1d", "conv2d", "conv3d", "sigmoid"), 1.0),
    **dict.fromkeys(("conv_transpose1d", "conv_transpose2d", "conv_transpose3d"), 1.0),
    "tanh": 5.0 / 3,
    "relu": math.sqrt(2.0),
    "selu": 3.0 / 4,
}


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """Return by how much larger weights begin before this function; ``param`` is the slope of "leaky_relu".

    Raises InvalidValueError for an unknown function, or a slope that is no number.
    """
    if nonlinearity in _GAINS:
        return _GAINS[nonlinearity]
    if nonlinearity != "leaky_relu":
        raise InvalidValueError(f"Unsupported nonlinearity {nonlinearity}")
    slope = 0.01 if param is None else param
    if isinstance(slope, bool) or not isinstance(slope, int | float):
        raise InvalidValueError(f"negative_slope {param} not a valid number")
    return math.sqrt(2.0 / (1 + slope**2))


@no_grad()
def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: None = None) -> Tensor:
    """Fill with numbers between ``a`` and ``b``, all equally likely."""
    return tensor.uniform_(a, b, generator=generator)


@no_grad()
def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: None = None) -> Tensor:
    """Fill with normally distributed numbers."""
    return tensor.normal_(mean, std, generator=generator)


@no_grad()
def trunc_normal_(
    tensor: Tensor,
    mean: float = 0.0,
    std: float = 1.0,
    a: float = -2.0,
    b: float = 2.0,
    generator: None = None,
) -> Tensor:
    """Fill with normally distributed numbers, those alone that lie between ``a`` and ``b``."""
    if mean < a - 2 * std or mean > b + 2 * std:
        warnings.warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of values may be incorrect.",
            stacklevel=2,
        )
    low, high = (math.erf((bound - mean) / std / math.sqrt(2.0)) for bound in (a, b))
    tensor.uniform_(low, high, generator=generator)  # the distribution's quantiles, by its inverse
    return tensor.erfinv_().mul_(std * math.sqrt(2.0)).add_(mean).clamp_(min=a, max=b)


@no_grad()
def constant_(tensor: Tensor, val: float) -> Tensor:
    """Fill with one number."""
    return tensor.fill_(val)


@no_grad()
def ones_(tensor: Tensor) -> Tensor:
    """Fill with ones."""
    return tensor.fill_(1.0)


@no_grad()
def zeros_(tensor: Tensor) -> Tensor:
    """Fill with zeros."""
    return tensor.zero_()


@no_grad()
def eye_(tensor: Tensor) -> Tensor:
    """Make a matrix the identity, as far as its shape allows; raise InvalidValueError for another number of dimensions."""
    if tensor.ndim != 2:
        raise InvalidValueError("Only tensors with 2 dimensions are supported")
    tensor.zero_().diagonal().fill_(1)
    return tensor


@no_grad()
def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """Make convolution kernels that let each channel through as it is.

    Raises InvalidValueError unless the tensor has 3, 4 or 5 dimensions, the first divisible by ``groups``.
    """
    if tensor.ndim not in (3, 4, 5):
        raise InvalidValueError("Only tensors with 3, 4, or 5 dimensions are supported")
    if tensor.shape[0] % groups:
        raise InvalidValueError("dim 0 must be divisible by groups")
    middle = tuple(size // 2 for size in tensor.shape[2:])
    tensor.zero_()
    for group in tensor.chunk(groups, 0):
        group[(slice(None), slice(None), *middle)].diagonal().fill_(1)
    return tensor


def _calculate_fan_in_and_fan_out(tensor: Tensor) -> tuple[int, int]:
    """Return how many numbers go into each of a layer's outputs, and from each of its inputs."""
    if tensor.ndim < 2:
        raise InvalidValueError(
            "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions"
        )
    field = math.prod(tensor.shape[2:])
    return tensor.shape[1] * field, tensor.shape[0] * field


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: None = None) -> Tensor:
    """Fill uniformly, so that variances stay alike both ways; at least 2 dimensions, else InvalidValueError (Glorot 2010)."""
    bound = gain * math.sqrt(6.0 / sum(_calculate_fan_in_and_fan_out(tensor)))
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: None = None) -> Tensor:
    """Fill normally, so that variances stay alike both ways; at least 2 dimensions, else InvalidValueError (Glorot 2010)."""
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / sum(_calculate_fan_in_and_fan_out(tensor))), generator)


def _calculate_correct_fan(tensor: Tensor, mode: str) -> int:
    """Return one of the two numbers, by ``mode``; raise InvalidValueError for another word."""
    modes = ["fan_in", "fan_out"]
    if mode.lower() not in modes:
        raise InvalidValueError(f"Mode {mode.lower()} not supported, please use one of {modes}")
    return _calculate_fan_in_and_fan_out(tensor)[modes.index(mode.lower())]


def _kaiming_std(tensor: Tensor, a: float, mode: str, nonlinearity: str) -> float:
    fan = _calculate_correct_fan(tensor, mode)
    return calculate_gain(nonlinearity, a) / math.sqrt(fan)


def kaiming_uniform_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: None = None,
) -> Tensor:
    """Fill uniformly, so that variances stay alike on the way in or out (He 2015); ``a`` is the slope of "leaky_relu".

    Raises InvalidValueError for fewer than 2 dimensions, an unknown mode or function. A tensor without elements stays.
    """
    if 0 in tensor.shape:
        warnings.warn("Initializing zero-element tensors is a no-op", stacklevel=2)
        return tensor
    bound = math.sqrt(3.0) * _kaiming_std(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: None = None,
) -> Tensor:
    """Fill normally, as `kaiming_uniform_` does uniformly."""
    if 0 in tensor.shape:
        warnings.warn("Initializing zero-element tensors is a no-op", stacklevel=2)
        return tensor
    return normal_(tensor, 0.0, _kaiming_std(tensor, a, mode, nonlinearity), generator)


@no_grad()
def orthogonal_(tensor: Tensor, gain: float = 1, generator: None = None) -> Tensor:
    """Make a random matrix with orthonormal rows or columns, whichever are fewer, times ``gain`` (Saxe 2013).

    Dimensions after the first are one. Raises InvalidValueError for fewer than 2 dimensions.
    """
    if tensor.ndim < 2:
        raise InvalidValueError("Only tensors with 2 or more dimensions are supported")
    if not tensor.numel():
        return tensor
    rows = tensor.shape[0]
    drawn = _functions.empty((rows, tensor.numel() // rows), dtype=tensor.dtype)
    drawn.normal_(0, 1, generator=generator)
    tall = drawn.shape[0] >= drawn.shape[1]
    q, r = linalg.qr(drawn if tall else drawn.t())
    q *= r.diagonal().sign()  # all such matrices equally likely
    return tensor.copy_((q if tall else q.t()).reshape(tensor.shape)).mul_(gain)


@no_grad()
def sparse_(tensor: Tensor, sparsity: float, std: float = 0.01, generator: None = None) -> Tensor:
    """Fill a matrix normally, and make a share of each column zero, rounded up (Martens 2010).

    Raises InvalidValueError for another number of dimensions.
    """
    if tensor.ndim != 2:
        raise InvalidValueError("Only tensors with 2 dimensions are supported")
    rank = _functions.rand(tensor.shape).argsort(0)  # of each element in its column
    tensor.normal_(0, std, generator=generator)
    return tensor.masked_fill_(rank < math.ceil(sparsity * tensor.shape[0]), 0)


def _renamed(function: Callable[_P, Tensor]) -> Callable[_P, Tensor]:
    """Return a function under the name that it had before all that write in place got their underscore."""
    new = function.__name__
    old = new.removesuffix("_")

    @wraps(function)
    def deprecated(*args: _P.args, **kwargs: _P.kwargs) -> Tensor:
        warnings.warn(
            f"`nn.init.{old}` is now deprecated in favor of `nn.init.{new}`.", FutureWarning, stacklevel=2
        )
        return function(*args, **kwargs)

    deprecated.__name__ = old
    return deprecated


constant = _renamed(constant_)
dirac = _renamed(dirac_)
eye = _renamed(eye_)
kaiming_normal = _renamed(kaiming_normal_)
kaiming_uniform = _renamed(kaiming_uniform_)
normal = _renamed(normal_)
orthogonal = _renamed(orthogonal_)
sparse = _renamed(sparse_)
uniform = _renamed(uniform_)
xavier_normal = _renamed(xavier_normal_)
xavier_uniform = _renamed(xavier_uniform_)


def fill_as_linear(weight: Tensor, bias: Tensor | None) -> None:
    """Fill what a linear or convolution layer learns, as PyTorch does by default."""
    kaiming_uniform_(weight, a=math.sqrt(5))
    fan_in = _calculate_fan_in_and_fan_out(weight)[0]
    if bias is not None and fan_in:
        bound = 1 / math.sqrt(fan_in)
        uniform_(bias, -bound, bound)
