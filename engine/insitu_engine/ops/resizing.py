"""In-place ops that change what a tensor shows, not its elements: another size, another storage, no history."""
# ruff: noqa: ARG001 - a plan's signature is the op's

from __future__ import annotations

from typing import Any, TypeAlias

from insitu_engine.errors import BadValueError, DTypeError
from insitu_engine.meta import Meta, Operand, meta
from insitu_engine.optable import Size, Unchanged, Viewed, view
from insitu_engine.rules import checked_size

#: A plan sees operands where a kernel sees arrays; what the schema reads is the annotation's name.
Tensor: TypeAlias = Any

METHOD = ("method",)


@view(variadic="size", where=METHOD)
def resize_(self: Tensor, size: Size) -> Tensor:
    """Give the tensor another size, row-major, over the same storage, which grows where it is too small.

    The elements that the storage had keep their places; new ones are zero. Nothing is counted as a write where the
    size is the same already.
    """
    given: Meta = self.meta
    shape = checked_size(size, given.dtype)
    if shape == given.shape:
        return Unchanged()
    return Viewed(((meta(given.dtype, shape), 0),), grows=True)


@view(where=METHOD)
def resize_as_(self: Tensor, other: Tensor) -> Tensor:
    """Give the tensor the size of ``other``, as `resize_` does."""
    return resize_(self, other.meta.shape)


@view(where=METHOD)
def set_(self: Tensor, source: Tensor) -> Tensor:
    """Have the tensor show the same bytes as ``source``, with its shape and strides; nothing is copied.

    Only a tensor of the same dtype can be shown. The write is counted for the storage shown from now on, whose
    version the tensor shares.
    """
    given: Meta = self.meta
    shown: Meta = source.meta
    if shown.dtype is not given.dtype:
        raise DTypeError(
            f"Could not set tensor of type {shown.dtype.c_name} to a tensor of type {given.dtype.c_name}"
        )
    return Viewed(((shown, 0),), of=1)


def _refuse_view(self: Operand) -> None:
    if self.base is not None:
        raise BadValueError("Can't detach views in-place. Use detach() instead.")


@view(place=_refuse_view)
def detach_(self: Tensor) -> Tensor:
    """Forget the tensor's history; refuse a view. The tensor itself is returned, and no write is counted."""
    return Unchanged()
