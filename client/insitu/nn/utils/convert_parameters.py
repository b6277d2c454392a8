"""All parameters as one vector, and back."""

from __future__ import annotations

from collections.abc import Iterable

from insitu import _functions
from insitu._tensor import Tensor
from insitu.typenames import typename
from insitu_engine.errors import ArgumentError


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """Return the elements of all parameters, one after the other, as a vector."""
    return _functions.cat([parameter.view(-1) for parameter in parameters])


def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """Let parameters show the elements of a vector, as `parameters_to_vector` has them: they share its bytes."""
    if not isinstance(vec, Tensor):
        raise ArgumentError(f"expected insitu.Tensor, but got: {typename(vec)}")
    at = 0
    for parameter in parameters:
        parameter.data = vec[at : at + parameter.numel()].view_as(parameter).data
        at += parameter.numel()
