"""What planning knows of a tensor: dtype, shape and strides, without a byte of it.

The one rule: equal metas are the same object, so that plans can be looked up by identity.
"""

from __future__ import annotations

import math
from typing import Any, Final, Protocol
from weakref import WeakValueDictionary

from insitu_engine.dtypes import DType
from insitu_engine.errors import ShapeError

Shape = tuple[int, ...]

#: NumPy's limit, and PyTorch's.
MOST_DIMS: Final = 64


class Meta:
    """Dtype, shape and strides (in elements) of a tensor. Made by `meta` alone, so equality is identity."""

    __slots__ = ("__weakref__", "contiguous", "dtype", "nbytes", "numel", "shape", "strides")

    def __init__(self, dtype: DType, shape: Shape, strides: Shape) -> None:
        self.dtype = dtype
        self.shape = shape
        self.strides = strides
        self.numel = math.prod(shape)
        #: Bytes of the elements, not of the storage.
        self.nbytes = self.numel * dtype.itemsize
        self.contiguous = is_contiguous(shape, strides)

    @property
    def ndim(self) -> int:
        """Number of dimensions."""
        return len(self.shape)

    def __repr__(self) -> str:
        return f"Meta({self.dtype.name}, {list(self.shape)}, strides={list(self.strides)})"


class Root(Protocol):
    """What tensors that share bytes have in common: the server's storage, or the client's image of it."""

    version: int
    nbytes: int
    #: Itself, or what it shares the bytes of and has a version apart from.
    origin: Any


class Operand:
    """A tensor as planning sees it: the base of the server's tensor and of the client's."""

    __slots__ = ("base", "creation", "history", "meta", "offset", "root", "since")

    meta: Meta
    #: Shared by all views of the same bytes.
    root: Any
    #: In elements, from the start of the storage.
    offset: int
    #: The tensor that this one is a view of, itself no view; None where this one is none.
    base: Any
    #: What it knows of gradients; None where that is nothing.
    history: Any
    #: Of a view: how it was made, and the version when its place in the graph was last looked up.
    creation: Any
    since: int

    def seen_as(self, meta: Meta) -> Operand:
        """Return another view of the same place, for planning alone."""
        seen = Operand()
        seen.meta, seen.root, seen.offset, seen.base = meta, self.root, self.offset, self.base
        return seen


_METAS: WeakValueDictionary[tuple[DType, Shape, Shape], Meta] = WeakValueDictionary()


def meta(dtype: DType, shape: Shape, strides: Shape | None = None) -> Meta:
    """Return the one meta of this dtype, shape and strides (row-major if left out); refuse too many dimensions."""
    key = (dtype, shape, row_major(shape) if strides is None else strides)
    found = _METAS.get(key)
    if found is not None:
        return found
    if len(shape) > MOST_DIMS:
        raise ShapeError(f"only tensors with up to {MOST_DIMS} dims are supported")
    return _METAS.setdefault(key, Meta(*key))


def row_major(shape: Shape) -> Shape:
    """Return the strides, in elements, of a contiguous tensor of this shape."""
    strides = []
    step = 1
    for size in reversed(shape):
        strides.append(step)
        step *= max(size, 1)
    return tuple(reversed(strides))


def is_contiguous(shape: Shape, strides: Shape) -> bool:
    """Return whether the elements lie row-major without gaps; strides of dimensions of size 1 do not count.

    A tensor without elements does, whatever its strides.
    """
    if 0 in shape:
        return True
    step = 1
    for size, stride in zip(reversed(shape), reversed(strides), strict=True):
        if size != 1:
            if stride != step:
                return False
            step *= size
    return True


def span(shape: Shape, strides: Shape) -> int:
    """Return how many elements of storage lie from the first to past the last element."""
    if 0 in shape:
        return 0
    return 1 + sum((size - 1) * stride for size, stride in zip(shape, strides, strict=True))


def needed_bytes(meta: Meta, offset: int) -> int:
    """Return how large a storage must be that holds a tensor of this meta at an offset in elements."""
    return (offset + span(meta.shape, meta.strides)) * meta.dtype.itemsize if meta.numel else 0
