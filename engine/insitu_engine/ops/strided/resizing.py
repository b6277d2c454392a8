"""In-place ops that change what a tensor shows, not its elements: another size, another storage, no history."""
# ruff: noqa: ARG001 - a plan's signature is the op's

from __future__ import annotations

from typing import Any, TypeAlias

from insitu_engine.answers import Unchanged, Viewed
from insitu_engine.autograd.history import requires_grad
from insitu_engine.errors import BadValueError, DTypeError, GradientError
from insitu_engine.meta import Meta, Operand, Shape, meta, row_major
from insitu_engine.ops.strided.reinterpreting import require_room
from insitu_engine.optable import Size, view
from insitu_engine.rules import checked_size

#: A plan sees operands where a kernel sees arrays; what the schema reads is the annotation's name.
Tensor: TypeAlias = Any

METHOD = ("method",)


def _refuse_gradient(self: Operand, *_: Any) -> None:
    if requires_grad(self):
        raise GradientError("cannot resize variables that require grad")


@view(variadic="size", where=METHOD, place=_refuse_gradient)
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


@view(place=_refuse_gradient)
def resize_as_(self: Tensor, the_template: Tensor) -> Tensor:
    """Give the tensor the size of ``the_template``, as `resize_` does."""
    return resize_(self, the_template.meta.shape)


def _require_room(
    self: Operand,
    source: Operand,
    storage_offset: int = 0,
    size: Shape | None = None,
    stride: Shape | None = None,
) -> None:
    if size is not None:
        require_room(source, _shown(source.meta, size, stride), storage_offset)


def _shown(source: Meta, size: Shape, stride: Shape | None) -> Meta:
    return meta(source.dtype, size, stride or row_major(size))


@view(where=METHOD, place=_require_room)
def set_(
    self: Tensor,
    source: Tensor,
    storage_offset: int = 0,
    size: Size | None = None,
    stride: Size | None = None,
) -> Tensor:
    """Have the tensor show the same bytes as ``source``, with its shape and strides; nothing is copied.

    With a ``size`` it shows the storage of ``source`` from ``storage_offset`` on, row-major or by ``stride``. Only a
    tensor of the same dtype can be shown. The write is counted for the storage shown from now on, whose version the
    tensor shares.
    """
    given: Meta = self.meta
    shown: Meta = source.meta
    if shown.dtype is not given.dtype:
        raise DTypeError(
            f"Could not set tensor of type {shown.dtype.c_name} to a tensor of type {given.dtype.c_name}"
        )
    if size is None:
        return Viewed(((shown, 0),), of=1)
    if stride and len(stride) != len(size):
        raise BadValueError("mismatch in length of strides and shape")
    return Viewed(((_shown(shown, size, stride), storage_offset),), of=1, absolute=True)


def _refuse_view(self: Operand) -> None:
    if self.base is not None:
        raise GradientError(
            "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for "
            "training, and gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence detach_() "
            "cannot be called on these gradients. To fix this error, please refer to the Optimizer.zero_grad() function in "
            "torch/optim/optimizer.py as the solution."
        )


@view(place=_refuse_view)
def detach_(self: Tensor) -> Tensor:
    """Forget the tensor's history; refuse a view. The tensor itself is returned, and no write is counted."""
    return Unchanged()
