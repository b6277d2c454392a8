"""Modules in another dtype: each tensor is replaced by what a function makes of it, shared ones by the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from insitu._tensor import Tensor
from insitu.devices import require_cpu
from insitu.nn.parameter import Parameter
from insitu.recording import no_grad
from insitu_engine.dtypes import DType
from insitu_engine.errors import ArgumentError

if TYPE_CHECKING:
    from insitu.nn.modules.module import Module

_AnyModule = TypeVar("_AnyModule", bound="Module")
Cast: TypeAlias = Callable[[Tensor], Tensor]


def floating(dtype: DType) -> Cast:
    """Return the function that casts real floating-point tensors, and returns others as they are."""
    return lambda tensor: tensor.to(dtype) if tensor.is_floating_point() else tensor


def caster(args: tuple[Any, ...], options: dict[str, Any]) -> Cast:
    """Return what ``Module.to`` does to a tensor; raise ArgumentError for a dtype that is neither floating nor complex."""
    dtype: DType | None = None
    for value in (*args, options.get("dtype"), options.get("tensor")):
        if isinstance(value, Tensor):
            dtype = value.dtype
        elif isinstance(value, DType):
            dtype = value
        elif not isinstance(value, bool):  # which is ``non_blocking``
            require_cpu(value)
    require_cpu(options.get("device"))
    if dtype is None:
        return lambda tensor: tensor
    if not (dtype.is_floating_point or dtype.is_complex):
        raise ArgumentError(
            f"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={dtype}"
        )
    return lambda tensor: tensor.to(dtype) if tensor.is_floating_point() or tensor.is_complex() else tensor


def convert(module: _AnyModule, cast: Cast) -> _AnyModule:
    """Replace the tensors of a module and of all within it by their casts, and return it."""
    known: dict[Tensor, Tensor] = {}
    with no_grad():
        for part in module.modules():
            for members in (part._parameters, part._buffers):  # noqa: SLF001 - a module's other half
                for name, tensor in members.items():
                    if tensor is not None:
                        if tensor not in known:
                            known[tensor] = _converted(tensor, cast)
                        members[name] = known[tensor]  # type: ignore[assignment] # a Parameter becomes one
    return module


def _converted(tensor: Tensor, cast: Cast) -> Tensor:
    made = cast(tensor)
    if made is tensor or not isinstance(tensor, Parameter):
        return made
    parameter = Parameter(made, tensor.requires_grad)
    if tensor.grad is not None:
        parameter.grad = cast(tensor.grad)
    return parameter
