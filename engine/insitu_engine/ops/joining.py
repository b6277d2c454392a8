"""Joining and repeating tensors."""
# ruff: noqa: ARG001 - a kernel's signature is the op's: what it leaves alone, the plan has read

from __future__ import annotations

import numpy as np

from insitu_engine.dtypes import DType
from insitu_engine.errors import BadValueError, InvalidValueError, ShapeError
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.optable import Array, Computed, Out, Size, Tensor, Tensors, op
from insitu_engine.promotion import result_type
from insitu_engine.rules import checked_size, normalize_dim


def _joined_dtype(metas: list[Meta]) -> DType:
    return result_type(*metas)


def _is_nothing(shape: Shape) -> bool:
    """Return whether a shape is that of the empty vector, which joins with anything."""
    return shape == (0,)


def _cat_plan(tensors: tuple[Operand, ...], dim: int) -> Computed:
    metas = [tensor.meta for tensor in tensors]
    if not metas:
        raise InvalidValueError("torch.cat(): expected a non-empty list of Tensors")
    for at, given in enumerate(metas):
        if given.ndim == 0:
            raise ShapeError(f"zero-dimensional tensor (at position {at}) cannot be concatenated")
    first = next((given.shape for given in metas if not _is_nothing(given.shape)), (0,))
    axis = normalize_dim(dim, len(first))
    length = 0
    for at, given in enumerate(metas):
        if _is_nothing(given.shape):
            continue
        if given.ndim != len(first):
            raise ShapeError(
                f"Tensors must have same number of dimensions: got {len(first)} and {given.ndim}"
            )
        for other, (wanted, size) in enumerate(zip(first, given.shape, strict=True)):
            if other != axis and wanted != size:
                raise ShapeError(
                    f"Sizes of tensors must match except in dimension {axis}. Expected size {wanted} but got size "
                    f"{size} for tensor number {at} in the list."
                )
        length += given.shape[axis]
    shape = (*first[:axis], length, *first[axis + 1 :])
    return Computed((meta(_joined_dtype(metas), checked_size(shape, metas[0].dtype)),))


@op(plan=_cat_plan, aliases=("concat", "concatenate"), where=("function",))
def cat(out: Out, tensors: Tensors, dim: int = 0) -> Tensor:
    """Return the tensors one after the other along a dimension, in the dtype that they promote to."""
    axis = dim % out.ndim
    begin = 0
    for part in tensors:
        if not _is_nothing(part.shape):
            end = begin + part.shape[axis]
            np.copyto(out[(slice(None),) * axis + (slice(begin, end),)], part, casting="unsafe")
            begin = end
    return out


def _stack_plan(tensors: tuple[Operand, ...], dim: int) -> Computed:
    metas = [tensor.meta for tensor in tensors]
    if not metas:
        raise BadValueError("stack expects a non-empty TensorList")
    shape = metas[0].shape
    axis = normalize_dim(dim, len(shape) + 1)
    for at, given in enumerate(metas):
        if given.shape != shape:
            raise ShapeError(
                f"stack expects each tensor to be equal size, but got {list(shape)} at entry 0 and "
                f"{list(given.shape)} at entry {at}"
            )
    return Computed((meta(_joined_dtype(metas), (*shape[:axis], len(metas), *shape[axis:])),))


@op(plan=_stack_plan, where=("function",))
def stack(out: Out, tensors: Tensors, dim: int = 0) -> Tensor:
    """Return tensors of one shape one after the other along a new dimension, in the dtype that they promote to."""
    axis = dim % out.ndim
    for at, part in enumerate(tensors):
        np.copyto(out[(slice(None),) * axis + (at, ...)], part, casting="unsafe")
    return out


def _repeat_plan(self: Operand, repeats: Shape) -> Computed:
    given = self.meta
    if len(repeats) < given.ndim:
        raise BadValueError(
            "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor"
        )
    wide = (1,) * (len(repeats) - given.ndim) + given.shape
    shape = tuple(size * times for size, times in zip(wide, repeats, strict=True))
    return Computed((meta(given.dtype, checked_size(shape, given.dtype)),))


def _fill_repeated(out: Out, array: Array) -> None:
    """Write copies side by side until ``out`` is full."""
    if out.size == 0:
        return
    pairs = []
    wide = (1,) * (out.ndim - array.ndim) + array.shape
    for size, full in zip(wide, out.shape, strict=True):
        pairs += [full // size, size]
    blocks = out.reshape(pairs)
    np.copyto(blocks, array.reshape([number for size in wide for number in (1, size)]))


@op(plan=_repeat_plan, variadic="repeats", where=("method",))
def repeat(out: Out, self: Tensor, repeats: Size) -> Tensor:
    """Return copies of the tensor side by side: so many along each dimension, new dimensions in front."""
    _fill_repeated(out, self)
    return out


def _tile_plan(self: Operand, dims: Shape) -> Computed:
    return _repeat_plan(self, (1,) * (self.meta.ndim - len(dims)) + dims)


@op(plan=_tile_plan, variadic="dims")
def tile(out: Out, self: Tensor, dims: Size) -> Tensor:
    """Return copies of the tensor side by side, as `repeat`; dimensions that are not named come in front, once."""
    _fill_repeated(out, self)
    return out


def _repeat_interleave_plan(self: Operand, repeats: int, dim: int | None) -> Computed:
    given = self.meta
    if repeats < 0:
        raise BadValueError("Repeats must be non-negative")
    if dim is None:
        return Computed((meta(given.dtype, (given.numel * repeats,)),))
    axis = normalize_dim(dim, given.ndim)
    shape = given.shape if given.ndim else (1,)
    return Computed((meta(given.dtype, (*shape[:axis], shape[axis] * repeats, *shape[axis + 1 :])),))


@op(plan=_repeat_interleave_plan)
def repeat_interleave(out: Out, self: Tensor, repeats: int, dim: int | None = None) -> Tensor:
    """Return every entry of a dimension, or every element, so many times in a row."""
    lines = self.reshape(-1) if dim is None or self.ndim == 0 else self
    axis = 0 if dim is None else dim % lines.ndim
    if out.size:
        grouped = out.reshape(*lines.shape[: axis + 1], repeats, *lines.shape[axis + 1 :])
        np.copyto(grouped, np.expand_dims(lines, axis + 1))
    return out
