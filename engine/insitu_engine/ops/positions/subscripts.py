"""What stands between the brackets of ``x[...]``, read as PyTorch reads it.

Ints, slices, None and ``...`` make a view first; tensors and booleans then pick from that view. That order is
PyTorch's: NumPy lets an int beside an index array take part in the picking, which puts dimensions elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from insitu_engine.dtypes import Category, DType, bool_, dtype_of_array, int32, int64, uint8
from insitu_engine.errors import IndexRangeError, InvalidValueError
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.optable import Array

_NOT_AN_INDEX: Final = "tensors used as indices must be long, int, byte or bool tensors"


@dataclass(frozen=True, slots=True)
class Picked:
    """One tensor or boolean that picks along a dimension of the view; a mask along several."""

    dim: int
    item: Any
    is_mask: bool
    #: Its own shape; (1,) or (0,) for a boolean.
    shape: Shape

    @property
    def dims(self) -> int:
        """How many dimensions of the view it takes the place of."""
        return len(self.shape) if self.is_mask and self.shape else 1


@dataclass(frozen=True, slots=True)
class Subscript:
    """An index, taken apart."""

    #: Shape, strides and offset of what the basic part selects.
    view: Meta
    offset: int
    picked: tuple[Picked, ...]
    #: A 0-d integer tensor took the place of an int: the offset is not known before its value is.
    dynamic: bool

    @property
    def is_basic(self) -> bool:
        """Whether the result is a view."""
        return not self.picked

    @property
    def has_masks(self) -> bool:
        """Whether the shape of the result depends on values."""
        return any(pick.is_mask for pick in self.picked)

    def shape(self, picks: list[Shape]) -> Shape:
        """Return the shape of the result, given the shapes of the index tensors; raise IndexRangeError."""
        common = broadcast_indices(picks)
        taken = {dim for pick in self.picked for dim in range(pick.dim, pick.dim + pick.dims)}
        rest = [(dim, size) for dim, size in enumerate(self.view.shape) if dim not in taken]
        first, last = min(taken), max(taken)
        if len(taken) <= last - first:  # picked dimensions with others between them go to the front
            return common + tuple(size for _, size in rest)
        before = tuple(size for dim, size in rest if dim < first)
        return before + common + tuple(size for dim, size in rest if dim > first)

    @property
    def picked_shape(self) -> Shape:
        """The shape to which the index tensors broadcast, known unless there are masks."""
        return broadcast_indices([pick.shape for pick in self.picked])

    @property
    def result_shape(self) -> Shape:
        """The shape of the result, known unless there are masks."""
        return self.view.shape if self.is_basic else self.shape([pick.shape for pick in self.picked])


def item_dtype(item: Any) -> DType:
    """Return the dtype of a tensor in an index."""
    return item.meta.dtype if isinstance(item, Operand) else dtype_of_array(item)


def _item_shape(item: Any) -> Shape:
    shape: Shape = item.meta.shape if isinstance(item, Operand) else item.shape
    return shape


def is_tensor(item: Any) -> bool:
    """Return whether an item of an index is a tensor: an operand while planning, an array while computing."""
    return isinstance(item, Operand | np.ndarray)


def is_plain(index: tuple[Any, ...]) -> bool:
    """Return whether an index has ints, slices, None and ``...`` alone: all about it is known before values are."""
    return not any(isinstance(item, bool | Operand | np.ndarray) for item in index)


def is_number_tensor(item: Any) -> bool:
    """Return whether an item is a 0-d tensor that stands for an int."""
    return (
        is_tensor(item)
        and not _item_shape(item)
        and item_dtype(item).category is Category.INT
        and item_dtype(item) is not uint8
    )


def consumed(item: Any) -> int:
    """Return how many dimensions an item of an index stands for."""
    if item is None or item is ... or isinstance(item, bool):
        return 0
    if is_tensor(item) and item_dtype(item) in (bool_, uint8):
        return len(_item_shape(item))
    return 1


class _Reader:
    """Walks along an index, turning a tensor's shape and strides into those of the view."""

    def __init__(self, given: Meta, index: tuple[Any, ...], too_many: str) -> None:
        self.shape = list(given.shape)
        self.strides = list(given.strides)
        self.offset = 0
        self.dim = 0
        self.picked: list[Picked] = []
        self.dynamic = False
        self.given = given
        self.free = given.ndim - sum(map(consumed, index))
        if self.free < 0:
            if given.ndim == 0 and len(index) == 1 and isinstance(index[0], int):
                raise IndexRangeError(
                    "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to "
                    "convert a 0-dim tensor to a number"
                )
            raise IndexRangeError(too_many)

    def read(self, position: int, item: Any) -> None:
        if item is ...:
            self.dim += self.free
            self.free = 0
        elif item is None:
            self.unsqueeze()
            self.dim += 1
        elif isinstance(item, bool):
            self.unsqueeze()
            self.pick(item, is_mask=False, shape=(1,) if item else (0,))
            self.dim += 1
        elif isinstance(item, slice):
            self.cut(item)
        elif is_tensor(item):
            self.tensor(position, item)
        else:
            self.select(position, int(item))

    def unsqueeze(self) -> None:
        at = self.dim
        step = self.shape[at] * self.strides[at] if at < len(self.shape) else 1
        self.shape.insert(at, 1)
        self.strides.insert(at, step)

    def pick(self, item: Any, *, is_mask: bool, shape: Shape) -> None:
        self.picked.append(Picked(self.dim, item, is_mask, shape))

    def cut(self, item: slice) -> None:
        if item.step == 0:
            raise InvalidValueError("slice step cannot be zero")
        if item.step is not None and item.step < 0:
            raise InvalidValueError("step must be greater than zero")
        start, stop, step = item.indices(self.shape[self.dim])
        self.offset += start * self.strides[self.dim]
        self.shape[self.dim] = len(range(start, max(start, stop), step))
        self.strides[self.dim] *= step
        self.dim += 1

    def select(self, position: int, at: int) -> None:
        size = self.shape[self.dim]
        if not -size <= at < size:
            raise IndexRangeError(f"index {at} is out of bounds for dimension {position} with size {size}")
        self.offset += (at % size) * self.strides[self.dim]
        del self.shape[self.dim], self.strides[self.dim]

    def tensor(self, position: int, item: Any) -> None:
        dtype, shape = item_dtype(item), _item_shape(item)
        if is_number_tensor(item):
            self.dynamic = True
            self.select(position, int(item) if isinstance(item, np.ndarray) else 0)
            return
        is_mask = dtype in (bool_, uint8)
        if is_mask and not shape:
            self.unsqueeze()
        self.pick(item, is_mask=is_mask, shape=shape)
        self.dim += self.picked[-1].dims

    def finish(self) -> Subscript:
        view = meta(self.given.dtype, tuple(self.shape), tuple(self.strides))
        for pick in self.picked:
            if is_tensor(pick.item) and item_dtype(pick.item) not in (int64, int32, bool_, uint8):
                raise IndexRangeError(_NOT_AN_INDEX)
        for pick in self.picked:
            if pick.is_mask:
                _refuse_mask(pick, view.shape)
        return Subscript(view, self.offset, tuple(self.picked), self.dynamic)


def read(given: Meta, index: tuple[Any, ...], *, too_many: str = "") -> Subscript:
    """Take an index apart; raise IndexRangeError for what is out of range, InvalidValueError for a bad slice."""
    reader = _Reader(given, index, too_many or f"too many indices for tensor of dimension {given.ndim}")
    for position, item in enumerate(index):
        reader.read(position, item)
    return reader.finish()


def read_array(array: Array, index: tuple[Any, ...]) -> Subscript:
    """Take an index of arrays apart, as `read` does."""
    strides = tuple(stride // array.itemsize for stride in array.strides)
    return read(meta(dtype_of_array(array), array.shape, strides), index)


def _refuse_mask(pick: Picked, shape: Shape) -> None:
    for at, size in enumerate(pick.shape):
        if size != shape[pick.dim + at]:
            raise IndexRangeError(
                f"The shape of the mask {list(pick.shape)} at index {at} does not match the shape of the indexed tensor "
                f"{list(shape)} at index {pick.dim + at}"
            )


def broadcast_indices(shapes: list[Shape]) -> Shape:
    """Return the shape to which index tensors broadcast; raise IndexRangeError."""
    common: list[int] = []
    for shape in shapes:
        wide = [1] * (len(shape) - len(common)) + common
        lead = len(wide) - len(shape)
        for at, size in enumerate(shape):
            here = wide[lead + at]
            if here != size and 1 not in (here, size):
                raise IndexRangeError(
                    "shape mismatch: indexing tensors could not be broadcast together with shapes "
                    + ", ".join(str(list(each)) for each in shapes)
                )
            wide[lead + at] = size if here == 1 else here
        common = wide
    return tuple(common)
