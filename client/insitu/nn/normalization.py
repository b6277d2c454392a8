"""Norms whose averages run along: the table's op, and one write in place to each average.

The one rule: nothing of the averages is read here.
"""

from __future__ import annotations

from typing import Any, Final

from insitu._tensor import Tensor
from insitu.dispatch import call
from insitu.recording import no_grad
from insitu_engine.optable import lookup

__all__ = ["batch_norm", "instance_norm"]

_BATCH_NORM = lookup("batch_norm")
_INSTANCE_NORM = lookup("instance_norm")
#: Of the ops, which leave the averages where they are.
_MOMENTUM: Final = 0.1


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

    While training the averages (C) follow by ``momentum``; otherwise they are what is taken away and divided by. Raises
    InvalidValueError for a batch of one value a channel, and ShapeError for other than C parameters.
    """
    args = (input, running_mean, running_var, weight, bias, training, _MOMENTUM, eps)
    return _followed(call(_BATCH_NORM, args), running_mean, running_var, momentum)


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

    Averages (C) follow by ``momentum``; without ``use_input_stats`` they are what is taken away and divided by. Raises
    InvalidValueError for instances of one value a channel, and ShapeError for other than C parameters.
    """
    args = (input, running_mean, running_var, weight, bias, use_input_stats, _MOMENTUM, eps)
    return _followed(call(_INSTANCE_NORM, args), running_mean, running_var, momentum)


def _followed(
    made: Any, running_mean: Tensor | None, running_var: Tensor | None, momentum: float | Tensor
) -> Tensor:
    """Return the norm; where moments come with it, the averages move towards them."""
    if isinstance(made, Tensor):
        return made
    values, mean, variance = made
    assert running_mean is not None
    assert running_var is not None
    with no_grad():
        running_mean.lerp_(mean, momentum)
        running_var.lerp_(variance, momentum)
    result: Tensor = values
    return result
