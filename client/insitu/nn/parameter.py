"""Tensors that a module finds among its attributes: Parameters, which it learns, and Buffers, which it only keeps.

The one rule: either is made of a tensor without a copy; both show the same bytes.
"""

from __future__ import annotations

from typing import Any, Self, TypeVar

from insitu import _functions
from insitu._tensor import Tensor
from insitu.options import as_leaf
from insitu_engine.errors import ArgumentError

__all__ = ["Buffer", "Parameter"]

_Kind = TypeVar("_Kind", bound=Tensor)


class Parameter(Tensor):
    """A tensor that, assigned to a module's attribute, is one of its `Module.parameters`.

    ``Parameter(data)`` shows the bytes of ``data``, without its history; without ``data`` it is empty. Raises
    ArgumentError for what is no tensor, GradientError for a dtype without gradients unless ``requires_grad=False``.
    What is computed from a Parameter is a plain Tensor.
    """

    __slots__ = ()

    def __new__(cls, data: Tensor | None = None, requires_grad: bool = True) -> Self:
        """Return another tensor on the bytes of ``data``."""
        if data is not None and not isinstance(data, Tensor):
            raise ArgumentError(f"Parameter(): expected a Tensor, got {type(data).__name__}")
        made = _of(cls, _functions.empty(0) if data is None else data)
        as_leaf(made, requires_grad)
        return made

    def __init__(self, data: Tensor | None = None, requires_grad: bool = True) -> None:
        """Do nothing: the tensor is whole already."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return type(self)(self.detach().clone(), self.requires_grad)

    def __repr__(self) -> str:
        return f"Parameter containing:\n{super().__repr__()}"


class Buffer(Tensor):
    """A tensor that, assigned to a module's attribute, is one of its buffers, and in its state if ``persistent``."""

    __slots__ = ()
    persistent: bool

    def __new__(cls, data: Tensor | None = None, *, persistent: bool = True) -> Self:
        """Return another tensor on the bytes of ``data``."""
        made = _of(cls, _functions.empty(0) if data is None else data)
        made.requires_grad_(data is not None and data.requires_grad)
        made.persistent = persistent
        return made

    def __init__(self, data: Tensor | None = None, *, persistent: bool = True) -> None:
        """Do nothing: the tensor is whole already."""


def _of(kind: type[_Kind], data: Tensor) -> _Kind:
    """Return another tensor on the bytes of ``data``, of a kind that adds no slot: it becomes one in place."""
    made = data.detach()
    made.__class__ = kind
    assert isinstance(made, kind)
    return made
