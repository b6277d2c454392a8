"""All parameters as one vector, and back."""

from __future__ import annotations

from collections.abc import Iterable

from insitu import _functions
from insitu._tensor import Tensor
from insitu.recording import no_grad
from insitu_engine.errors import ArgumentError


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """Return the elements of all parameters, one after the other, as a vector."""
    return _functions.cat([parameter.reshape(-1) for parameter in parameters])


@no_grad()
def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """Copy the elements of a vector into parameters, in place, as `parameters_to_vector` has them."""
    if not isinstance(vec, Tensor):
        raise ArgumentError(f"expected insitu.Tensor, but got: {type(vec).__name__}")
    at = 0
    for parameter in parameters:
        parameter.copy_(vec[at : at + parameter.numel()].reshape(parameter.shape))
        at += parameter.numel()
