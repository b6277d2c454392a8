"""Views of consecutive parts of a dimension, several at a time.

The one rule: every part is a view; the parts share bytes and version with each other and with what was split.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, TypeAlias

from insitu_engine.answers import Viewed
from insitu_engine.errors import BadValueError, IndexRangeError, ShapeError
from insitu_engine.meta import Meta, meta
from insitu_engine.optable import Dims, Size, view
from insitu_engine.rules import normalize_dim

#: A plan sees operands where a kernel sees arrays; what the schema reads is the annotation's name.
Tensor: TypeAlias = Any
Tensors: TypeAlias = Any


def cut(given: Meta, at: int, sizes: Sequence[int], *, together: bool = True) -> Viewed:
    """Answer with consecutive parts of a dimension, of which gradients know together or one by one."""
    views = []
    begin = 0
    for size in sizes:
        shape = (*given.shape[:at], size, *given.shape[at + 1 :])
        views.append((meta(given.dtype, shape, given.strides), begin * given.strides[at]))
        begin += size
    return Viewed(tuple(views), many=True, together=together)


def cut_evenly(given: Meta, at: int, size: int) -> Viewed:
    """Answer with parts of one size but the last."""
    extent = given.shape[at]
    count = max(1, -(-extent // size)) if size else 1
    return cut(given, at, [min(size, extent - part * size) for part in range(count)])


def _split(given: Meta, size: int, dim: int) -> Viewed:
    if given.ndim == 0:
        raise BadValueError("split expects at least a 1-dimensional tensor")
    if size < 0:
        raise BadValueError(f"split expects split_size be non-negative, but got split_size={size}")
    at = normalize_dim(dim, given.ndim)
    if size == 0 and given.shape[at]:
        raise BadValueError(
            f"split_size can only be 0 if dimension size is 0, but got dimension size of {given.shape[at]}"
        )
    return cut_evenly(given, at, size)


def _split_with_sizes(given: Meta, sizes: Sequence[int], dim: int) -> Viewed:
    if given.ndim == 0:
        raise BadValueError("split expects at least a 1-dimensional tensor")
    at = normalize_dim(dim, given.ndim)
    if any(size < 0 for size in sizes):
        raise BadValueError(
            f"split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes={list(sizes)}"
        )
    if sum(sizes) != given.shape[at]:
        raise ShapeError(
            f"split_with_sizes expects split_sizes to sum exactly to {given.shape[at]} (input tensor's size at "
            f"dimension {at}), but got split_sizes={list(sizes)}"
        )
    return cut(given, at, sizes)


@view(where=("method",))
def split(self: Tensor, split_size: Dims, dim: int = 0) -> Tensors:
    """Return views of consecutive parts of a dimension: all of one size but the last, or of the sizes given."""
    if isinstance(split_size, int):
        return _split(self.meta, split_size, dim)
    return _split_with_sizes(self.meta, split_size, dim)


@view(aliases=("unsafe_split_with_sizes",))
def split_with_sizes(self: Tensor, split_sizes: Size, dim: int = 0) -> Tensors:
    """Return views of consecutive parts of a dimension, of the sizes given."""
    return _split_with_sizes(self.meta, split_sizes, dim)


@view()
def unsafe_split(self: Tensor, split_size: int, dim: int = 0) -> Tensors:
    """Return consecutive parts of a dimension that share its bytes, as `split` does, and are no views of it."""
    return replace(_split(self.meta, split_size, dim), based=False)


@view()
def tensor_split(self: Tensor, indices_or_sections: Dims, dim: int = 0) -> Tensors:
    """Return views of so many parts of a dimension, as even as can be, or of the parts between given indices."""
    if self.meta.ndim == 0:
        raise BadValueError(
            "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims"
        )
    return _tensor_split(self.meta, indices_or_sections, normalize_dim(dim, self.meta.ndim))


def _tensor_split(given: Meta, where: int | Sequence[int], at: int) -> Viewed:
    extent = given.shape[at]
    if isinstance(where, int):
        if where <= 0:
            raise BadValueError(f"number of sections must be larger than 0, got {where}")
        least, larger = divmod(extent, where)
        return cut(given, at, [least + (part < larger) for part in range(where)], together=False)
    bounds = [0, *(slice(index, None).indices(extent)[0] for index in where), extent]
    views = []
    for begin, end in pairwise(bounds):
        shape = (*given.shape[:at], max(end - begin, 0), *given.shape[at + 1 :])
        views.append((meta(given.dtype, shape, given.strides), begin * given.strides[at]))
    return Viewed(tuple(views), many=True)


def _split_along(given: Meta, name: str, where: int | Sequence[int], least: int, at: int) -> Viewed:
    if given.ndim < least:
        raise ShapeError(
            f"torch.{name} requires a tensor with at least {least} dimension, but got a tensor with {given.ndim} "
            "dimensions!"
        )
    if isinstance(where, int) and (where <= 0 or given.shape[at] % where):
        raise ShapeError(
            f"torch.{name} attempted to split along dimension {at}, but the size of the dimension "
            f"{given.shape[at]} is not divisible by the split_size {where}!"
        )
    return _tensor_split(given, where, at)


@view()
def hsplit(self: Tensor, indices_or_sections: Dims) -> Tensors:
    """Return views of equal parts, or of the parts between indices, along dimension 1; 0 of a 1-d tensor."""
    return _split_along(self.meta, "hsplit", indices_or_sections, 1, min(self.meta.ndim - 1, 1))


@view()
def vsplit(self: Tensor, indices_or_sections: Dims) -> Tensors:
    """Return views of equal parts, or of the parts between indices, along dimension 0."""
    return _split_along(self.meta, "vsplit", indices_or_sections, 2, 0)


@view()
def dsplit(self: Tensor, indices_or_sections: Dims) -> Tensors:
    """Return views of equal parts, or of the parts between indices, along dimension 2."""
    return _split_along(self.meta, "dsplit", indices_or_sections, 3, 2)


def _chunk(given: Meta, chunks: int, dim: int) -> Viewed:
    if given.ndim == 0:
        raise BadValueError("chunk expects at least a 1-dimensional tensor")
    if chunks <= 0:
        raise BadValueError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    at = normalize_dim(dim, given.ndim)
    extent = given.shape[at]
    return cut(given, at, [0] * chunks) if extent == 0 else cut_evenly(given, at, -(-extent // chunks))


@view()
def chunk(self: Tensor, chunks: int, dim: int = 0) -> Tensors:
    """Return views of at most ``chunks`` consecutive parts of a dimension, all of one size but the last."""
    return _chunk(self.meta, chunks, dim)


@view()
def unsafe_chunk(self: Tensor, chunks: int, dim: int = 0) -> Tensors:
    """Return consecutive parts of a dimension that share its bytes, as `chunk` does, and are no views of it."""
    return replace(_chunk(self.meta, chunks, dim), based=False)


@view()
def unbind(self: Tensor, dim: int = 0) -> Tensors:
    """Return a view of every entry of a dimension, without that dimension."""
    given: Meta = self.meta
    if given.ndim == 0:
        raise IndexRangeError("Dimension specified as 0 but tensor has no dimensions")
    at = normalize_dim(dim, given.ndim)
    part = meta(
        given.dtype,
        (*given.shape[:at], *given.shape[at + 1 :]),
        (*given.strides[:at], *given.strides[at + 1 :]),
    )
    parts = tuple((part, begin * given.strides[at]) for begin in range(given.shape[at]))
    return Viewed(parts, many=True, together=True)
