"""Views: other shapes and strides over the same bytes.

The one rule: nothing here copies. Where PyTorch gives a view or a copy, as with reshape, the plan says which.
"""
# ruff: noqa: ARG001 - a kernel's signature is the op's: what it leaves alone, the plan has read

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np

from insitu_engine.answers import Computed, Unchanged, Viewed
from insitu_engine.dtypes import DType, bfloat16, bool_
from insitu_engine.errors import ArgumentError, BadValueError, ShapeError
from insitu_engine.meta import Meta, Operand, Shape, meta, row_major
from insitu_engine.optable import Dims, Out, Size, define, in_place_form, lookup, op, view
from insitu_engine.rules import checked_size, normalize_dim, normalize_dims

#: A plan sees operands where a kernel sees arrays; what the schema reads is the annotation's name.
Tensor: TypeAlias = Any
Tensors: TypeAlias = Any


def viewed(given: Meta, shape: Sequence[int], strides: Sequence[int], offset: int = 0) -> Viewed:
    """Answer with one view."""
    return Viewed(((meta(given.dtype, tuple(shape), tuple(strides)), offset),))


def inferred(size: Shape, numel: int) -> Shape:
    """Return ``size`` with its -1 filled in; raise unless it holds ``numel`` elements."""
    wanted = list(size)
    open_at = None
    known = 1
    for at, extent in enumerate(wanted):
        if extent == -1:
            if open_at is not None:
                raise BadValueError("only one dimension can be inferred")
            open_at = at
        elif extent < 0:
            raise BadValueError(f"invalid shape dimension {extent} at index {at} of shape {wanted}")
        else:
            known *= extent
    fits = numel == known if open_at is None else known > 0 and numel % known == 0
    if open_at is not None and known == 0 and numel == 0:
        raise BadValueError(
            f"cannot reshape tensor of 0 elements into shape {wanted} because the unspecified dimension size -1 can "
            "be any value and is ambiguous"
        )
    if not fits:
        raise ShapeError(f"shape '{wanted}' is invalid for input of size {numel}")
    if open_at is not None:
        wanted[open_at] = numel // known
    return tuple(wanted)


def strides_for(given: Meta, shape: Shape) -> Shape | None:
    """Return the strides with which ``shape`` views the same elements in the same order; None if none do.

    Source: ``computeStride_impl`` in ``aten/src/ATen/TensorUtils.cpp``. ``shape`` has as many elements as ``given``.
    """
    if given.numel == 0:
        return given.strides if given.shape == shape else row_major(shape)
    if not given.shape:
        return (1,) * len(shape)
    strides = [0] * len(shape)
    at = len(shape) - 1
    step = given.strides[-1]
    covered = laid = 1
    for dim in reversed(range(given.ndim)):
        covered *= given.shape[dim]
        if dim and (given.shape[dim - 1] == 1 or given.strides[dim - 1] == covered * step):
            continue
        while at >= 0 and (laid < covered or shape[at] == 1):
            strides[at] = laid * step
            laid *= shape[at]
            at -= 1
        if laid != covered:
            return None
        if dim:
            step = given.strides[dim - 1]
            covered = laid = 1
    return tuple(strides) if at < 0 else None


def _type_name(dtype: DType) -> str:
    """Return PyTorch's name of the type of a tensor, which it has two sorts of."""
    modern = dtype in (bool_, bfloat16) or dtype.is_complex
    return f"CPU{dtype.title}Type" if modern else f"torch.{dtype.title}Tensor"


def expanded(given: Meta, size: Shape) -> Shape:
    """Return the strides of ``given`` expanded to ``size`` (without -1); raise ShapeError."""
    if not given.shape:
        return (0,) * len(size)
    if len(size) < given.ndim:
        raise ShapeError(
            f"expand({_type_name(given.dtype)}{{{list(given.shape)}}}, size={list(size)}): the number of sizes "
            f"provided ({len(size)}) must be greater or equal to the number of dimensions in the tensor ({given.ndim})"
        )
    lead = len(size) - given.ndim
    strides = [0] * len(size)
    for at in reversed(range(len(size))):
        own = given.shape[at - lead] if at >= lead else 1
        if own != size[at] and own != 1:
            raise ShapeError(
                f"The expanded size of the tensor ({size[at]}) must match the existing size ({own}) at "
                f"non-singleton dimension {at}.  Target sizes: {list(size)}.  Tensor sizes: {list(given.shape)}"
            )
        if own == size[at]:
            last = size[at + 1] * strides[at + 1] if at + 1 < len(size) else 1
            strides[at] = given.strides[at - lead] if at >= lead else last
    return tuple(strides)


def _expand(self: Operand, size: Shape) -> Viewed:
    given = self.meta
    lead = len(size) - given.ndim
    wanted = list(size)
    for at, extent in enumerate(size):
        if extent == -1 and lead >= 0:
            if at < lead:
                raise BadValueError(
                    f"The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension {at}"
                )
            wanted[at] = given.shape[at - lead]
    strides = expanded(given, tuple(wanted))
    return viewed(given, checked_size(wanted, given.dtype), strides)


def reshaped(given: Meta, size: Shape) -> Viewed:
    """Answer with the view in another shape; raise where the strides do not allow it."""
    shape = inferred(size, given.numel)
    strides = strides_for(given, shape)
    if strides is None:
        raise ShapeError(
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across "
            "two contiguous subspaces). Use .reshape(...) instead."
        )
    return viewed(given, shape, strides)


# --- other shapes ---------------------------------------------------------------------------------------------------


@view()
def view_as(self: Tensor, other: Tensor) -> Tensor:
    """Return the same elements in the shape of ``other``."""
    return reshaped(self.meta, other.meta.shape)


def _reshape_plan(self: Operand, shape: Shape) -> Viewed | Computed:
    given = self.meta
    wanted = inferred(shape, given.numel)
    strides = strides_for(given, wanted)
    return Computed((meta(given.dtype, wanted),)) if strides is None else viewed(given, wanted, strides)


@op(plan=_reshape_plan, variadic="shape")
def reshape(out: Out, self: Tensor, shape: Size) -> Tensor:
    """Return the same elements in another shape: a view where the strides allow it, else a copy."""
    np.copyto(out.reshape(self.shape), self)
    return out


def _reshape_as_plan(self: Operand, other: Operand) -> Viewed | Computed:
    return _reshape_plan(self, other.meta.shape)


@op(plan=_reshape_as_plan)
def reshape_as(out: Out, self: Tensor, other: Tensor) -> Tensor:
    """Return the same elements in the shape of ``other``: a view where the strides allow it, else a copy."""
    np.copyto(out.reshape(self.shape), self)
    return out


def _flatten_plan(self: Operand, start_dim: int, end_dim: int) -> Viewed | Computed | Unchanged:
    given = self.meta
    start = normalize_dim(start_dim, given.ndim)
    end = normalize_dim(end_dim, given.ndim)
    if start > end:
        raise BadValueError("flatten() has invalid args: start_dim cannot come after end_dim")
    if given.ndim == 0:
        return viewed(given, (1,), (1,))
    if start == end:
        return Unchanged()
    flat = math.prod(given.shape[start : end + 1])
    return _reshape_plan(self, (*given.shape[:start], flat, *given.shape[end + 1 :]))


@op(plan=_flatten_plan)
def flatten(out: Out, self: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """Return the tensor with a run of dimensions as one: itself, a view where the strides allow it, else a copy."""
    np.copyto(out.reshape(self.shape), self)
    return out


def _ravel_plan(self: Operand) -> Viewed | Computed:
    given = self.meta
    return (
        reshaped(given, (given.numel,))
        if given.contiguous
        else Computed((meta(given.dtype, (given.numel,)),))
    )


@op(plan=_ravel_plan)
def ravel(out: Out, self: Tensor) -> Tensor:
    """Return all elements in one dimension: a view of a contiguous tensor, else a copy."""
    np.copyto(out.reshape(self.shape), self)
    return out


@view()
def unflatten(self: Tensor, dim: int, sizes: Size) -> Tensor:
    """Return a view with one dimension as several; one size may be -1."""
    given: Meta = self.meta
    at = normalize_dim(dim, given.ndim)
    if not sizes:
        raise BadValueError("unflatten: sizes must be non-empty")
    extent = given.shape[at] if given.ndim else 1
    fits = math.prod(sizes) == extent if -1 not in sizes else sizes.count(-1) > 1 or _divides(sizes, extent)
    if not fits:
        raise ShapeError(
            f"unflatten: Provided sizes {list(sizes)} don't multiply up to the size of dim {at} ({extent}) in the "
            "input tensor"
        )
    return reshaped(given, given.shape[:at] + inferred(sizes, extent) + given.shape[at + 1 :])


def _divides(sizes: Shape, extent: int) -> bool:
    known = math.prod(size for size in sizes if size != -1)
    return known > 0 and extent % known == 0


@view(variadic="size")
def expand(self: Tensor, size: Size) -> Tensor:
    """Return a view in which dimensions of size 1, and new ones in front, are as large as wanted; -1 keeps a size.

    All elements along an expanded dimension are the same bytes.
    """
    return _expand(self, size)


@view()
def expand_as(self: Tensor, other: Tensor) -> Tensor:
    """Return a view expanded to the shape of ``other``."""
    return _expand(self, other.meta.shape)


@view(variadic="size")
def broadcast_to(self: Tensor, size: Size) -> Tensor:
    """Return a view expanded to a shape, as `expand` does."""
    return _expand(self, size)


@view()
def detach(self: Tensor) -> Tensor:
    """Return the tensor under another name that has no history: it shares the bytes, but is no view."""
    return Viewed(((self.meta, 0),), based=False)


# --- dimensions in another order ------------------------------------------------------------------------------------


def _ordered(given: Meta, order: Sequence[int]) -> Viewed:
    return viewed(given, [given.shape[dim] for dim in order], [given.strides[dim] for dim in order])


@view(inplace=True, aliases=("swapaxes", "swapdims"))
def transpose(self: Tensor, dim0: int, dim1: int) -> Tensor:
    """Return a view with two dimensions exchanged."""
    given: Meta = self.meta
    first, second = normalize_dim(dim0, given.ndim), normalize_dim(dim1, given.ndim)
    order = list(range(given.ndim))
    if order:
        order[first], order[second] = second, first
    return _ordered(given, order)


def _transposed(self: Operand, name: str) -> Viewed:
    given = self.meta
    if given.ndim > 2:
        raise ShapeError(f"{name}() expects a tensor with <= 2 dimensions, but self is {given.ndim}D")
    return _ordered(given, tuple(reversed(range(given.ndim))))


@view()
def t(self: Tensor) -> Tensor:
    """Return a view of a matrix with its dimensions exchanged; vectors and 0-d tensors stay as they are."""
    return _transposed(self, "t")


define(replace(in_place_form(lookup("t")), reshapes=True, plan=lambda self: _transposed(self, "t_")))


@view(variadic="dims")
def permute(self: Tensor, dims: Size) -> Tensor:
    """Return a view with the dimensions in another order."""
    given: Meta = self.meta
    if len(dims) != given.ndim:
        raise BadValueError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired "
            f"ordering of dimensions i.e. input.dim() = {given.ndim} is not equal to len(dims) = {len(dims)}"
        )
    order = [normalize_dim(dim, given.ndim) for dim in dims]
    if len(set(order)) < len(order):
        raise BadValueError("permute(): duplicate dims are not allowed.")
    return _ordered(given, order)


@view(aliases=("moveaxis",))
def movedim(self: Tensor, source: Dims, destination: Dims) -> Tensor:
    """Return a view with dimensions moved to other places; the others keep their order."""
    given: Meta = self.meta
    if isinstance(source, int) is not isinstance(destination, int):
        raise ArgumentError("movedim(): source and destination must both be int, or both be tuples of ints")
    sources = (source,) if isinstance(source, int) else source
    places = (destination,) if isinstance(destination, int) else destination
    if len(sources) != len(places):
        raise BadValueError(
            f"movedim: Invalid source or destination dims: source ({list(sources)} dims) should contain the same "
            f"number of dims as destination ({list(places)} dims)"
        )
    moved = [normalize_dim(dim, given.ndim) for dim in sources]
    wanted = [normalize_dim(dim, given.ndim) for dim in places]
    for name, dims, said in (("source", moved, sources), ("destination", wanted, places)):
        if len(set(dims)) < len(dims):
            raise BadValueError(f"movedim: repeated dim in `{name}` ({list(said)})")
    if given.ndim == 0:
        return viewed(given, (), ())
    rest = (dim for dim in range(given.ndim) if dim not in moved)
    at = dict(zip(wanted, moved, strict=True))
    return _ordered(given, [at[dim] if dim in at else next(rest) for dim in range(given.ndim)])


# --- dimensions of size 1 -------------------------------------------------------------------------------------------


@view(inplace=True)
def squeeze(self: Tensor, dim: Dims | None = None) -> Tensor:
    """Return a view without the dimensions of size 1, or without those of the given ones that are."""
    given: Meta = self.meta
    dims = normalize_dims(dim, given.ndim)
    kept = [at for at in range(given.ndim) if at not in dims or given.shape[at] != 1]
    return _ordered(given, kept)


@view(inplace=True)
def unsqueeze(self: Tensor, dim: int) -> Tensor:
    """Return a view with a new dimension of size 1 at a place."""
    given: Meta = self.meta
    at = normalize_dim(dim, given.ndim + 1)
    step = given.shape[at] * given.strides[at] if at < given.ndim else 1
    return viewed(
        given, (*given.shape[:at], 1, *given.shape[at:]), (*given.strides[:at], step, *given.strides[at:])
    )
