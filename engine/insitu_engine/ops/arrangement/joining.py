"""Joining and repeating tensors."""
# ruff: noqa: ARG001 - a kernel's signature is the op's: what it leaves alone, the plan has read

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from insitu_engine.answers import Computed, Waiting
from insitu_engine.dtypes import DType, int32, int64
from insitu_engine.errors import BadValueError, IndexRangeError, InvalidValueError, ShapeError
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.optable import Array, IndexTensor, Out, Size, Tensor, Tensors, op
from insitu_engine.promotion import result_type
from insitu_engine.rules import checked_size, normalize_dim, refuse_unless


def _joined_dtype(metas: list[Meta]) -> DType:
    return result_type(*metas)


def _is_nothing(shape: Shape) -> bool:
    """Return whether a shape is that of the empty vector, which joins with anything."""
    return shape == (0,)


def _cat_plan(tensors: tuple[Operand, ...], dim: int) -> Computed:
    return cat_metas([tensor.meta for tensor in tensors], dim)


def cat_metas(metas: list[Meta], dim: int) -> Computed:
    """Answer with tensors of these metas one after the other along a dimension."""
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
    join(out, tensors, dim % out.ndim)
    return out


def join(out: Out, parts: Sequence[Array], axis: int) -> None:
    """Write arrays one after the other along an axis."""
    begin = 0
    for part in parts:
        if not _is_nothing(part.shape):
            end = begin + part.shape[axis]
            np.copyto(out[(slice(None),) * axis + (slice(begin, end),)], part, casting="unsafe")
            begin = end


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


def _repeat_interleave_plan(
    self: Operand, repeats: Any, dim: int | None, output_size: int | None
) -> Computed | Waiting:
    given = self.meta
    if repeats is None:
        _refuse_repeats(given)
        return _counted(given.dtype, (), (), output_size)
    axis = 0 if dim is None else normalize_dim(dim, given.ndim)
    shape = (given.numel,) if dim is None else given.shape
    if isinstance(repeats, Operand):
        _refuse_repeats(repeats.meta, dim, shape)
        return _counted(given.dtype, shape[:axis], shape[axis + 1 :], output_size)
    if repeats < 0:
        raise BadValueError("Repeats must be non-negative")
    if not shape:
        raise IndexRangeError("Dimension out of range (expected to be in range of [-1, 0], but got 1)")
    length = shape[axis] * repeats
    if output_size not in (None, length):
        raise BadValueError(
            f"repeat_interleave: Invalid output_size, expected {length} but got {output_size}"
        )
    return Computed((meta(given.dtype, (*shape[:axis], length, *shape[axis + 1 :])),))


def _counted(dtype: DType, before: Shape, after: Shape, size: int | None) -> Computed | Waiting:
    """Answer with what the repeats come to, which their values say unless ``size`` does."""
    return Waiting() if size is None else Computed((meta(dtype, (*before, size, *after)),))


def _refuse_repeats(repeats: Meta, dim: int | None = None, shape: Shape | None = None) -> None:
    if shape is None:
        if repeats.ndim != 1:
            raise BadValueError("repeat_interleave only accept 1D vector as repeat")
    elif repeats.ndim > 1:
        raise BadValueError("repeats must be 0-dim or 1-dim tensor")
    elif not shape:
        raise IndexRangeError(f"Dimension specified as {dim} but tensor has no dimensions")
    elif repeats.shape not in ((), (1,)) and repeats.shape[0] != shape[dim or 0]:
        raise ShapeError(
            f"repeats must have the same size as input along dim, but got repeats.size(0) = {repeats.shape[0]} and "
            f"input.size({dim or 0}) = {shape[dim or 0]}"
        )
    refuse_unless(repeats.dtype in (int64, int32), "repeat_interleave_cpu", repeats.dtype)


def _check_repeats(self: Array, repeats: Any, dim: int | None, output_size: int | None) -> None:
    counts = self if repeats is None else repeats
    if not isinstance(counts, np.ndarray):
        return
    if counts.size and counts.min() < 0:
        raise BadValueError("repeats can not be negative")
    times = 1 if repeats is None or counts.size > 1 else self.size if dim is None else self.shape[dim]
    if output_size not in (None, counts.sum() * times):
        raise BadValueError("allocated size does not match required size")


@op(plan=_repeat_interleave_plan, check=_check_repeats)
def repeat_interleave(
    out: Out | None,
    self: Tensor,
    repeats: IndexTensor | int | None = None,
    dim: int | None = None,
    *,
    output_size: int | None = None,
) -> Any:
    """Return every entry of a dimension, or every element, so many times in a row.

    ``repeats`` is one number for all, or a vector of one for each. A vector of repeats by itself repeats its own places.
    ``output_size`` says what the repeats come to, where it is known, so that nobody has to wait for it.
    """
    if repeats is None:
        values = np.repeat(np.arange(self.size, dtype=self.dtype), self)
    else:
        lines = self.reshape(-1) if dim is None else self
        axis = 0 if dim is None else dim
        values = np.repeat(lines, repeats if np.ndim(repeats) else int(repeats), axis)
    if out is None:
        return (values,)
    np.copyto(out, values)
    return out
