"""An index with its values: what NumPy picks with, what that comes to, and whether it is in range."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from insitu_engine.errors import IndexRangeError
from insitu_engine.meta import Shape
from insitu_engine.ops.positions.subscripts import (
    Picked,
    Subscript,
    broadcast_indices,
    consumed,
    is_number_tensor,
    is_tensor,
)
from insitu_engine.optable import Array


def basic_view(array: Array, index: tuple[Any, ...]) -> Array:
    """Return the view that the basic part of an index selects."""
    basic: list[Any] = []
    for item in index:
        if item is ...:
            if ... not in basic:
                basic.append(...)
        elif isinstance(item, bool) or item is None:
            basic.append(None)
        elif not is_tensor(item):
            basic.append(item)
        elif is_number_tensor(item):
            basic.append(int(item))
        else:
            basic.extend([slice(None)] * consumed(item) or [None])
    if ... not in basic:
        basic.append(...)
    view: Array = array[tuple(basic)]
    return view


def picks(subscript: Subscript) -> tuple[Any, ...]:
    """Return the index with which NumPy picks from the view."""
    slots: list[Any] = []
    for pick in subscript.picked:
        slots += [slice(None)] * (pick.dim - sum(_slots(slot) for slot in slots))
        slots.append(_pick_array(pick))
    return tuple(slots)


def _pick_array(pick: Picked) -> Array:
    if isinstance(pick.item, bool):
        return np.zeros(pick.shape, np.int64)
    if not pick.is_mask:
        array: Array = pick.item
        return array
    mask: Array = pick.item.astype(np.bool_, copy=False)
    # A 0-d mask picks from the dimension that was made for it.
    return mask if mask.ndim else mask.reshape(1)


def _slots(slot: Any) -> int:
    return slot.ndim if isinstance(slot, np.ndarray) and slot.dtype == np.bool_ else 1


def counted_shape(subscript: Subscript) -> Shape:
    """Return the shape of the result, with masks counted; raise IndexRangeError."""
    shapes = [
        (int(np.count_nonzero(pick.item)),) if pick.is_mask else pick.shape for pick in subscript.picked
    ]
    if len(shapes) > 1 and _disagree(shapes):
        # PyTorch names the shapes after it has made index tensors of the masks: one for each of their dimensions.
        shapes = [
            shape for pick, shape in zip(subscript.picked, shapes, strict=True) for _ in range(pick.dims)
        ]
    return subscript.shape(shapes)


def _disagree(shapes: list[Shape]) -> bool:
    try:
        broadcast_indices(shapes)
    except IndexRangeError:
        return True
    return False


def refuse_out_of_range(subscript: Subscript, shape: Shape) -> None:
    """Raise IndexRangeError for an index tensor that points outside; nothing is checked where nothing is picked."""
    if math.prod(shape) == 0:
        return
    place = 0
    for pick in subscript.picked:
        if isinstance(pick.item, np.ndarray) and not pick.is_mask:
            size = subscript.view.shape[pick.dim]
            found = first_outside(pick.item, -size, size)
            if found is not None:
                raise IndexRangeError(
                    f"index {found} is out of bounds for dimension {place} with size {size}"
                )
        place += pick.dims


def first_outside(indices: Array, low: int, high: int) -> int | None:
    """Return the first index that is not in ``range(low, high)``, None if all are."""
    if indices.size == 0 or (indices.min() >= low and indices.max() < high):
        return None
    return int(indices[(indices < low) | (indices >= high)].flat[0])
