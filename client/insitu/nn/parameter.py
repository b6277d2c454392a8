"""Tensors that a module learns: a Parameter is a leaf that asks for a gradient and that a module finds among its attributes.

The one rule: a Parameter is made of a tensor without a copy; both show the same bytes.
"""

from __future__ import annotations

from typing import Any, Self

from insitu import _functions
from insitu._tensor import Tensor
from insitu_engine.errors import ArgumentError

__all__ = ["Parameter"]


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
        made = _functions.empty(0) if data is None else data.detach()
        # A tensor is made by its session. This class adds no slot, so such a one becomes a Parameter in place.
        made.__class__ = cls
        made.requires_grad_(requires_grad)
        assert isinstance(made, cls)
        return made

    def __init__(self, data: Tensor | None = None, requires_grad: bool = True) -> None:
        """Do nothing: the tensor is whole already."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Parameter:
        return type(self)(self.detach().clone(), self.requires_grad)

    def __repr__(self) -> str:
        return f"Parameter containing:\n{super().__repr__()}"
