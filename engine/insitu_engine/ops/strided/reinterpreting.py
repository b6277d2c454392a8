"""Views that read the same bytes otherwise: by strides of one's own, as another dtype, as parts of complex numbers.

The one rule: what depends on where a tensor lies in its storage is refused by ``place``, at every call; the rest is
planned from metas.
"""

# ruff: noqa: ARG001 - a plan's signature is the op's

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from insitu_engine.answers import Computed, Unchanged, Viewed
from insitu_engine.dtypes import DType, complex_of, float16, float32, float64, real_of
from insitu_engine.errors import BadValueError, ShapeError, UnsupportedError
from insitu_engine.meta import Meta, Operand, Shape, meta, needed_bytes
from insitu_engine.ops.strided.views import reshaped
from insitu_engine.optable import Out, Size, op, view

#: A plan sees operands where a kernel sees arrays; what the schema reads is the annotation's name.
Tensor: TypeAlias = Any


# --- strides of one's own -------------------------------------------------------------------------------------------


def require_room(shown: Operand, wanted: Meta, offset: int) -> None:
    """Raise unless a tensor of this meta at this offset lies within the storage of ``shown``."""
    needed = needed_bytes(wanted, offset)
    if needed > shown.root.nbytes:
        raise BadValueError(
            f"setStorage: sizes {list(wanted.shape)}, strides {list(wanted.strides)}, storage offset {offset}, and "
            f"itemsize {wanted.dtype.itemsize} requiring a storage size of {needed} are out of bounds for storage of "
            f"size {shown.root.nbytes}"
        )


def _require_room(self: Operand, size: Shape, stride: Shape, storage_offset: int | None = None) -> None:
    require_room(
        self, meta(self.meta.dtype, size, stride), self.offset if storage_offset is None else storage_offset
    )


@view(inplace=True, place=_require_room)
def as_strided(self: Tensor, size: Size, stride: Size, storage_offset: int | None = None) -> Tensor:
    """Return a view of the whole storage with a shape, strides and an offset of one's own, in elements.

    What lies outside the storage is refused. Strides may make elements share memory; in-place writes to such a view
    are refused by a strict session only.
    """
    given: Meta = self.meta
    if len(size) != len(stride):
        raise BadValueError("mismatch in length of strides and shape")
    if any(step < 0 for step in stride):
        raise BadValueError(
            f"as_strided: Negative strides are not supported at the moment, got strides: {list(stride)}"
        )
    if any(extent < 0 for extent in size):
        raise BadValueError(f"Trying to create tensor with negative dimension {min(size)}: {list(size)}")
    if storage_offset is not None and storage_offset < 0:
        raise BadValueError(f"Tensor: invalid storage offset {storage_offset}")
    shown = meta(given.dtype, size, stride)
    return Viewed(((shown, storage_offset or 0),), absolute=storage_offset is not None)


# --- another dtype --------------------------------------------------------------------------------------------------


def _as_dtype(given: Meta, dtype: DType) -> Viewed:
    """Return the same bytes as another dtype; the last dimension grows or shrinks with its size.

    Source: ``view_dtype`` in ``aten/src/ATen/native/TensorConversions.cpp``. As there, the result is a view in all but
    name: it has no base.
    """
    before, after = given.dtype.itemsize, dtype.itemsize
    if before == after:
        return Viewed(((meta(dtype, given.shape, given.strides), 0),), based=False)
    if not given.shape:
        raise ShapeError(f"self.dim() cannot be 0 to view {_as(given, dtype)} (different element sizes)")
    if before > after:
        _require_step(given, dtype)
        ratio = before // after
        shape = (*given.shape[:-1], given.shape[-1] * ratio)
        strides = (*(step * ratio for step in given.strides[:-1]), 1)
        return Viewed(((meta(dtype, shape, strides), 0),), based=False)
    ratio = after // before
    if given.shape[-1] % ratio:
        raise ShapeError(
            f"self.size(-1) must be divisible by {ratio} to view {_as(given, dtype)} (different element sizes), but "
            f"got {given.shape[-1]}"
        )
    shape = (*given.shape[:-1], given.shape[-1] // ratio)
    strides = (*(step // ratio for step in given.strides[:-1]), 1)
    return Viewed(((meta(dtype, shape, strides), 0),), based=False)


def _require_step(given: Meta, dtype: DType) -> None:
    if given.strides[-1] != 1:
        raise ShapeError(
            f"self.stride(-1) must be 1 to view {_as(given, dtype)} (different element sizes), but got "
            f"{given.strides[-1]}"
        )


def _as(given: Meta, dtype: DType) -> str:
    return f"{given.dtype.title} as {dtype.title}"


def _require_aligned(self: Operand, size: Shape | DType) -> None:
    if not isinstance(size, DType) or size.itemsize <= self.meta.dtype.itemsize:
        return
    ratio = size.itemsize // self.meta.dtype.itemsize
    if self.offset % ratio:
        raise ShapeError(
            f"self.storage_offset() must be divisible by {ratio} to view {_as(self.meta, size)} (different element "
            f"sizes), but got {self.offset}"
        )
    _require_step(self.meta, size)
    for dim, step in enumerate(self.meta.strides[:-1]):
        if step % ratio:
            raise ShapeError(
                f"self.stride({dim}) must be divisible by {ratio} to view {_as(self.meta, size)} (different element "
                f"sizes), but got {step}"
            )


@view(variadic="size", place=_require_aligned)
def view__op(self: Tensor, size: Size | DType) -> Tensor:
    """Return the same elements in another shape, of which one size may be -1, or the same bytes as another dtype.

    Refused where the strides do not allow it: a view is never a copy. `reshape` copies where it must.
    """
    given: Meta = self.meta
    if isinstance(size, DType):
        return _as_dtype(given, size)
    return reshaped(given, size)


# --- parts of complex numbers ---------------------------------------------------------------------------------------


def _part(given: Meta, distance: int) -> Viewed:
    shown = meta(real_of(given.dtype), given.shape, tuple(2 * step for step in given.strides))
    return Viewed(((shown, distance),))


@view(where=("function",))
def real(self: Tensor) -> Tensor:
    """Return the real parts as a view; a real tensor itself."""
    return _part(self.meta, 0) if self.meta.dtype.is_complex else Unchanged()


@view(where=("function",))
def imag(self: Tensor) -> Tensor:
    """Return the imaginary parts as a view; refuse a real tensor."""
    if not self.meta.dtype.is_complex:
        raise UnsupportedError("imag is not implemented for tensors with non-complex dtypes.")
    return _part(self.meta, 1)


@view(where=("function",))
def view_as_real(self: Tensor) -> Tensor:
    """Return complex numbers as a real view with a last dimension of size 2: real and imaginary parts."""
    given: Meta = self.meta
    if not given.dtype.is_complex:
        raise UnsupportedError("view_as_real is only supported for complex tensors")
    strides = (*(2 * step for step in given.strides), 1)
    return Viewed(((meta(real_of(given.dtype), (*given.shape, 2), strides), 0),))


def _require_even(self: Operand) -> None:
    if self.offset % 2:
        raise ShapeError("Tensor must have a storage_offset divisible by 2")
    if any(step % 2 for step in self.meta.strides[:-1]):
        raise ShapeError("Tensor must have a stride divisible by 2 for all but last dimension")


@view(place=_require_even, where=("function",))
def view_as_complex(self: Tensor) -> Tensor:
    """Return a real tensor whose last dimension has size 2 as a view of complex numbers."""
    given: Meta = self.meta
    if given.dtype not in (float16, float32, float64):
        raise UnsupportedError(
            "view_as_complex is only supported for half, float and double tensors, but got a tensor of scalar type: "
            f"{given.dtype.title}"
        )
    if given.dtype is float16:
        raise UnsupportedError("view_as_complex of float16 needs complex32, which is not among the dtypes")
    if not given.shape:
        raise ShapeError("Input tensor must have one or more dimensions")
    if given.shape[-1] != 2:
        raise ShapeError("Tensor must have a last dimension of size 2")
    if given.strides[-1] != 1:
        raise ShapeError("Tensor must have a last dimension with stride 1")
    strides = tuple(step // 2 for step in given.strides[:-1])
    return Viewed(((meta(complex_of(given.dtype), given.shape[:-1], strides), 0),))


@view(aliases=("resolve_neg",))
def resolve_conj(self: Tensor) -> Tensor:
    """Return the tensor itself: conjugates and negatives are never left undone here."""
    return Unchanged()


def _turned(self: Operand) -> Meta:
    given = self.meta
    order = (*range(given.ndim - 2), given.ndim - 1, given.ndim - 2)
    return meta(given.dtype, tuple(given.shape[at] for at in order), tuple(given.strides[at] for at in order))


def _adjoint_plan(self: Operand) -> Viewed | Computed:
    if self.meta.ndim < 2:
        raise ShapeError(
            "tensor.adjoint() is only supported on matrices or batches of matrices. Got "
            f"{self.meta.ndim}-D tensor."
        )
    turned = _turned(self)
    if self.meta.dtype.is_complex:
        return Computed((meta(turned.dtype, turned.shape),))
    return Viewed(((turned, 0),))


@op(plan=_adjoint_plan)
def adjoint(out: Out, self: Tensor) -> Tensor:
    """Return matrices turned and conjugated: a view of a real tensor, a new tensor of a complex one."""
    return np.conjugate(np.swapaxes(self, -1, -2), out=out)
