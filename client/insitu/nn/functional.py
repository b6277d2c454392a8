"""`torch.nn.functional`'s names: functions of the op table, and those that take ``inplace=``.

``inplace=True`` is the op's own in-place form: the input's bytes change where they are, and the input comes back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from insitu.nn import _functional as ops
from insitu.nn._functional import *  # noqa: F403 - generated, with an __all__ of its own

if TYPE_CHECKING:
    from insitu.tensor import Tensor


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """Return ``max(input, 0)``."""
    return input.relu_() if inplace else input.relu()


def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """Return ``input`` where it is positive, ``negative_slope * input`` elsewhere."""
    return (ops.leaky_relu_ if inplace else ops.leaky_relu)(input, negative_slope)


def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """Return ``min(max(input, 0), 6)``."""
    return (ops.relu6_ if inplace else ops.relu6)(input)


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """Return ``input`` where it is positive, ``alpha * (exp(input) - 1)`` elsewhere."""
    return (ops.elu_ if inplace else ops.elu)(input, alpha)


def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """Return the scaled exponential linear unit of ``input``."""
    return (ops.selu_ if inplace else ops.selu)(input)


def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """Return ``input * sigmoid(input)``."""
    return (ops.silu_ if inplace else ops.silu)(input)


def hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Tensor:
    """Return ``input`` held between ``min_val`` and ``max_val``."""
    return (ops.hardtanh_ if inplace else ops.hardtanh)(input, min_val, max_val)


def threshold(input: Tensor, threshold: float, value: float, inplace: bool = False) -> Tensor:
    """Return ``input`` where it is above ``threshold``, ``value`` elsewhere."""
    return (ops.threshold_ if inplace else ops.threshold)(input, threshold, value)


_WITH_INPLACE = ["elu", "hardtanh", "leaky_relu", "relu", "relu6", "selu", "silu", "threshold"]


__all__ = sorted({*ops.__all__, *_WITH_INPLACE})  # noqa: PLE0605 - strings, generated
