"""Modules in another dtype: each parameter stays the tensor that it is, and shows other bytes.

The one rule: what is converted goes through `Convertible._apply`, which a subclass may override.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Never, Self, TypeAlias

from insitu import _functions
from insitu._tensor import Tensor
from insitu.devices import refuse, require_cpu
from insitu.nn.modules.state import Stateful
from insitu.recording import no_grad
from insitu.typenames import TensorType, dtype_of
from insitu_engine.dtypes import DType, bfloat16, float16, float32, float64
from insitu_engine.errors import ArgumentError, UnsupportedError

Cast: TypeAlias = Callable[[Tensor], Tensor]


class Convertible(Stateful):
    """The part of a Module that replaces what its tensors show."""

    def _apply(self, fn: Cast, recurse: bool = True) -> Self:
        """Let each parameter, gradient and buffer show what ``fn`` makes of it; parameters and gradients stay themselves."""
        if recurse:
            for module in self.children():
                module._apply(fn)  # noqa: SLF001 - a module too
        for parameter in self._parameters.values():
            if parameter is not None:
                _show(parameter, fn)
                if parameter.grad is not None:
                    _show(parameter.grad, fn)
        for name, buffer in self._buffers.items():
            if buffer is not None:
                self._buffers[name] = fn(buffer)
        return self

    def to(self, *args: Any, **kwargs: Any) -> Self:
        """Let what is floating or complex have the dtype that ``Tensor.to`` would be told by these arguments."""
        return self._apply(_caster(args, kwargs))

    def type(self, dst_type: DType | TensorType | str) -> Self:
        """Let all parameters and buffers have a dtype."""
        dtype = dtype_of(dst_type)
        return self._apply(lambda tensor: tensor.to(dtype))

    def float(self) -> Self:
        """Let what is floating be float32."""
        return self._apply(_floating(float32))

    def double(self) -> Self:
        """Let what is floating be float64."""
        return self._apply(_floating(float64))

    def half(self) -> Self:
        """Let what is floating be float16."""
        return self._apply(_floating(float16))

    def bfloat16(self) -> Self:
        """Let what is floating be bfloat16."""
        return self._apply(_floating(bfloat16))

    def cpu(self) -> Self:
        """Return the module itself: there is one device."""
        return self

    def cuda(self, device: Any = None) -> Never:  # noqa: ARG002 - PyTorch's argument
        """Raise UnsupportedError: there is one device."""
        refuse("cuda")

    def to_empty(self, *, device: Any, recurse: bool = True) -> Self:
        """Let all tensors show bytes that are not filled yet."""
        require_cpu(device)
        return self._apply(_functions.empty_like, recurse)

    def share_memory(self) -> Never:
        """Raise UnsupportedError: the bytes live on the server, where every client of the session shares them already."""
        raise UnsupportedError(
            "share_memory() is not there: the bytes live on the server, where every client of the session shares them "
            "already: give the tensors names"
        )


def _show(tensor: Tensor, fn: Cast) -> None:
    """Let a tensor show what a function makes of it."""
    with no_grad():
        made = fn(tensor)
    if made is not tensor:
        tensor.data = made


def _floating(dtype: DType) -> Cast:
    """Return the function that casts real floating-point tensors, and returns others as they are."""
    return lambda tensor: tensor.to(dtype) if tensor.is_floating_point() else tensor


def _caster(args: tuple[Any, ...], options: dict[str, Any]) -> Cast:
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
