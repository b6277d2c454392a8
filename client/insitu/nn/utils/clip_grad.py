"""Gradients made smaller in place, where they are too large.

The one rule: nothing is read, unless ``error_if_nonfinite`` asks for it. The server scales, by 1 where nothing is to do.
"""

from __future__ import annotations

import warnings
from collections.abc import Generator, Iterable
from typing import Any, TypeAlias

from insitu import _functions, linalg
from insitu._tensor import Tensor
from insitu.recording import no_grad
from insitu_engine.errors import BadValueError

Tensors: TypeAlias = Tensor | Iterable[Tensor]


def _listed(tensors: Tensors) -> list[Tensor]:
    return [tensors] if isinstance(tensors, Tensor) else list(tensors)


def _grads(parameters: Tensors) -> list[Tensor]:
    return [parameter.grad for parameter in _listed(parameters) if parameter.grad is not None]


@no_grad()
def get_total_norm(
    tensors: Tensors, norm_type: float = 2.0, error_if_nonfinite: bool = False, foreach: bool | None = None
) -> Tensor:
    """Return the norm of all elements of all tensors, 0 for none; ``error_if_nonfinite`` waits for it.

    Raises BadValueError if it is asked to and the norm is nan or infinite.
    """
    del foreach  # calls are recorded together anyway
    order = float(norm_type)
    norms: list[Any] = [linalg.vector_norm(tensor, order) for tensor in _listed(tensors)]
    if not norms:
        return _functions.zeros(())
    total: Tensor = linalg.vector_norm(_functions.stack(norms), order)
    if error_if_nonfinite and not bool(total.isfinite()):
        raise BadValueError(
            f"The total norm of order {order} for gradients from `parameters` is non-finite, so it cannot be "
            "clipped. To disable this error and scale the gradients by the non-finite norm anyway, set "
            "`error_if_nonfinite=False`"
        )
    return total


@no_grad()
def clip_grads_with_norm_(
    parameters: Tensors, max_norm: float, total_norm: Tensor, foreach: bool | None = None
) -> None:
    """Scale the gradients of parameters whose norm is ``total_norm``, in place, so that it is at most ``max_norm``."""
    del foreach
    factor = (max_norm / (total_norm + 1e-6)).clamp_max(1.0)
    for grad in _grads(parameters):
        grad.mul_(factor)


def clip_grad_norm_(
    parameters: Tensors,
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """Scale the gradients of parameters in place, so that the norm of all of them is at most ``max_norm``.

    Returns the norm as it was, a tensor without dimensions. Raises as `get_total_norm` does.
    """
    several = _listed(parameters)
    if isinstance(parameters, Generator) and not several:
        warnings.warn("`parameters` is an empty generator, no gradient clipping will occur.", stacklevel=2)
    total = get_total_norm(_grads(several), norm_type, error_if_nonfinite, foreach)
    clip_grads_with_norm_(several, max_norm, total, foreach)
    return total


def clip_grad_norm(
    parameters: Tensors,
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """Do as `clip_grad_norm_`, under the name that it had before."""
    warnings.warn(
        "`torch.nn.utils.clip_grad_norm` is now deprecated in favor of `torch.nn.utils.clip_grad_norm_`.",
        FutureWarning,
        stacklevel=2,
    )
    return clip_grad_norm_(parameters, max_norm, norm_type, error_if_nonfinite, foreach)


@no_grad()
def clip_grad_value_(parameters: Tensors, clip_value: float, foreach: bool | None = None) -> None:
    """Clamp the gradients of parameters in place, between minus ``clip_value`` and ``clip_value``."""
    del foreach
    for grad in _grads(parameters):
        grad.clamp_(min=-float(clip_value), max=float(clip_value))
