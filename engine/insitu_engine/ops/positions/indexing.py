"""Reading and writing ``x[...]``."""

from __future__ import annotations

import math
from typing import Any, cast

import numpy as np

from insitu_engine.answers import Computed, Overlap, Part, Unchanged, Viewed, Waiting
from insitu_engine.dtypes import bool_, dtype_of_array, float64
from insitu_engine.errors import DTypeError, IndexRangeError, ShapeError
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.ops.pointwise.scalars import stored
from insitu_engine.ops.positions.picking import basic_view, counted_shape, picks, refuse_out_of_range
from insitu_engine.ops.positions.subscripts import Subscript, is_plain, item_dtype, read, read_array
from insitu_engine.ops.strided.views import expanded
from insitu_engine.optable import Array, Index, Out, Tensor, TensorLike, op
from insitu_engine.overlap import (
    MASKED,
    PLACED,
    refuse_any,
    refuse_expanded,
    refuse_partial,
    warn_of_expanded,
)
from insitu_engine.rules import require_convertible


def refuse_empty_dim(subscript: Subscript) -> None:
    """Refuse to pick from a dimension that has nothing to pick."""
    if math.prod(subscript.picked_shape) == 0:
        return
    for pick in subscript.picked:
        if not isinstance(pick.item, bool) and subscript.view.shape[pick.dim] == 0:
            raise IndexRangeError("index is out of bounds for dimension with size 0")


def _getitem_plan(self: Operand, index: tuple[Any, ...]) -> Viewed | Computed | Waiting:
    subscript = read(self.meta, index)
    if subscript.has_masks:
        return Waiting()
    if subscript.is_basic and not subscript.dynamic:
        return Viewed(((subscript.view, subscript.offset),))
    shape = subscript.result_shape
    refuse_empty_dim(subscript)
    return Computed((meta(self.meta.dtype, shape),), work=math.prod(shape))


def _check_getitem(self: Array, index: tuple[Any, ...]) -> None:
    subscript = read_array(self, index)
    if not subscript.is_basic:
        refuse_out_of_range(subscript, counted_shape(subscript))


@op(plan=_getitem_plan, check=_check_getitem, where=("method",))
def getitem(out: Out | None, self: Tensor, index: Index) -> Tensor:
    """Return ``self[index]``.

    Ints, slices, None and ``...`` alone give a view. Tensors of int64 or int32 positions or of bool (uint8 counts as
    bool), and True and False, give a copy.
    """
    view = basic_view(self, index)
    subscript = read_array(self, index)
    if out is None:
        return cast("Tensor", (view[picks(subscript)],))
    if subscript.is_basic:
        np.copyto(out, view)
    elif out.size and len(subscript.picked) == 1 and not isinstance(subscript.picked[0].item, bool):
        pick = subscript.picked[0]
        # "wrap" is never needed but for -1 and its like: the bounds are checked.
        np.take(view, pick.item, axis=pick.dim, out=out, mode="wrap")
    elif out.size:
        out[...] = view[picks(subscript)]
    return out


# --- writing --------------------------------------------------------------------------------------------------------


def _without_leading_ones(shape: Shape) -> Shape:
    for at, size in enumerate(shape):
        if size != 1:
            return shape[at:]
    return ()


def refuse_shape(value: Shape, wanted: Shape) -> None:
    """Refuse a value that does not broadcast to what is picked."""
    lead = len(wanted) - len(value)
    if lead < 0 or any(size not in (1, wanted[lead + at]) for at, size in enumerate(value)):
        raise ShapeError(
            f"shape mismatch: value tensor of shape {list(value)} cannot be broadcast to indexing result of shape "
            f"{list(wanted)}"
        )


def refuse_value(
    target: Meta, value: Meta, size: Shape, subscript: Subscript, *, accumulate: bool = False
) -> None:
    """Refuse a value of another shape or dtype than what is picked; a mask may be filled with one value of any dtype."""
    if not subscript.has_masks:
        refuse_shape(size, subscript.result_shape)
    if _fills(subscript, value) and not accumulate:
        _refuse_byte_mask(subscript)
    elif value.dtype is not target.dtype:
        raise DTypeError(
            f"Index put requires the source and destination dtypes match, got {target.dtype.title} for the destination "
            f"and {value.dtype.title} for the source."
        )


def _fills(subscript: Subscript, value: Any) -> bool:
    """Return whether PyTorch calls masked_fill: one mask of some dimensions, and one value."""
    if len(subscript.picked) != 1 or (isinstance(value, Meta) and value.numel != 1):
        return False
    (pick,) = subscript.picked
    return pick.is_mask and pick.shape != ()


def _refuse_byte_mask(subscript: Subscript) -> None:
    dtype = item_dtype(subscript.picked[0].item)
    if dtype is not bool_:
        raise DTypeError(f"masked_fill_ only supports boolean masks, but got mask with dtype {dtype.c_name}")


def _is_bool(index: tuple[Any, ...], wanted: bool) -> bool:
    return len(index) == 1 and index[0] is wanted


def _written(index: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the index with a lone True as what it writes like: None."""
    return (None,) if _is_bool(index, wanted=True) else index


def _setitem_plan(self: Operand, index: tuple[Any, ...], value: Any) -> Computed | Unchanged:
    given = self.meta
    if not isinstance(value, Operand):
        # A number too large for float16 becomes inf here, by way of float64.
        require_convertible(
            value, float64 if given.dtype.itemsize == 2 and given.dtype.is_floating_point else given.dtype
        )
    if _is_bool(index, wanted=False):
        return Unchanged()
    index = _written(index)
    subscript = read(given, index)
    if isinstance(value, Operand):
        size = _without_leading_ones(value.meta.shape)
        if subscript.is_basic:
            expanded(meta(value.meta.dtype, size), subscript.view.shape)
        else:
            refuse_value(given, value.meta, size, subscript)
    elif _fills(subscript, value):
        _refuse_byte_mask(subscript)
    if not subscript.is_basic and not subscript.has_masks:
        refuse_empty_dim(subscript)
    work = given.numel if subscript.has_masks else math.prod(subscript.result_shape)
    return Computed((meta(given.dtype, given.shape),), work=work)


def _part(self: Operand, index: tuple[Any, ...], value: Any) -> Part | None:
    """Return what an assignment writes: the view that the basic part of the index selects.

    Where there is nothing but a basic part, the value is read as large as what is written.
    """
    if _is_bool(index, wanted=False):
        return None
    subscript = read(self.meta, _written(index))
    if subscript.dynamic:
        return None
    view, distance = subscript.view, subscript.offset
    if not subscript.is_basic:
        if isinstance(value, Operand) and not _writes_itself(index, value):
            value = value.seen_as(value.meta)
        return Part(view, distance, Overlap.NONE, (*index, value))
    if not isinstance(value, Operand) or (not value.meta.shape and view.shape):
        refuse_expanded(view)
        return Part(view, distance, Overlap.ANY, ())  # one number is read first
    written = value.seen_as(_as_written(value.meta, view))
    if (written.root, written.offset, written.meta) == (self.root, self.offset + distance, view):
        return Part(view, distance, Overlap.ANY, ())  # PyTorch does not copy what is there already
    refuse_expanded(view)
    return Part(view, distance, Overlap.SAME, (written,))


_warn_of_places = warn_of_expanded("index_put_", PLACED)
_warn_of_mask = warn_of_expanded("masked_fill_", MASKED)


def warn_of_expanded_index(self: Operand, index: tuple[Any, ...], value: Any, *_: Any) -> tuple[str, ...]:
    """Return what PyTorch warns of, which writes through an index of tensors by `index_put_`, a number by `masked_fill_`."""
    if not any(isinstance(item, Operand) for item in index):
        return ()
    subscript = read(self.meta, index)
    shown = Operand()
    shown.meta = subscript.view
    filled = _fills(subscript, value.meta if isinstance(value, Operand) else value)
    return _warn_of_places(shown) + (_warn_of_mask(shown) if filled else ())


def _writes_itself(index: tuple[Any, ...], value: Operand) -> bool:
    """Return whether PyTorch sees both sides as they are given, and not views made of them."""
    whole = all(isinstance(item, Operand) or item in (slice(None), ...) for item in index)
    return whole and value.meta.shape[:1] != (1,)


def _as_written(value: Meta, target: Meta) -> Meta:
    """Return the value's meta, expanded to the shape of what is written."""
    if value.shape == target.shape:
        return value
    lead = value.ndim - len(_without_leading_ones(value.shape))
    size = meta(value.dtype, value.shape[lead:], value.strides[lead:])
    return meta(value.dtype, target.shape, expanded(size, target.shape))


def _lying(array: Array) -> tuple[Meta, int]:
    """Return the meta of an array and where it lies, in elements."""
    strides = tuple(stride // array.itemsize for stride in array.strides)
    address: int = array.__array_interface__["data"][0]
    return meta(dtype_of_array(array), array.shape, strides), address // array.itemsize


def _check_setitem(self: Array, index: tuple[Any, ...], value: Any) -> None:
    index = _written(index)
    if is_plain(index) and not (isinstance(value, np.ndarray) and np.may_share_memory(self, value)):
        return
    subscript = read_array(self, index)
    target = (subscript.view, _lying(self)[1] + subscript.offset)
    if not subscript.is_basic:
        _refuse_shared(target, value)
        for pick in subscript.picked:
            _refuse_shared(target, pick.item)
        shape = counted_shape(subscript)
        if isinstance(value, np.ndarray):
            refuse_shape(_without_leading_ones(value.shape), shape)
        refuse_out_of_range(subscript, shape)
    elif isinstance(value, np.ndarray) and (value.ndim or not subscript.view.shape):
        # One number for several is read first.
        written, place = _lying(value)
        refuse_partial(*target, _as_written(written, target[0]), place)


def _refuse_shared(target: tuple[Meta, int], value: Any) -> None:
    """Refuse an array in the memory that is written."""
    if isinstance(value, np.ndarray):
        refuse_any(*target, *_lying(value))


@op(
    plan=_setitem_plan,
    check=_check_setitem,
    part=_part,
    memory_before=True,
    writes_expanded=True,
    warns=warn_of_expanded_index,
    by_value=True,
    where=("method",),
)
def setitem_(out: Out, self: Tensor, index: Index, value: TensorLike) -> Tensor:
    """Write ``self[index] = value``: a number, or a tensor that broadcasts to what the index selects.

    With ints, slices, None and ``...`` the value is converted; with tensors in the index its dtype must be the
    target's. Where an index comes twice, the last value stays.
    """
    index = _written(index)
    view = basic_view(out, index)
    source = stored(value, out)
    if isinstance(source, np.ndarray):
        source = source.reshape(_without_leading_ones(source.shape))
    if is_plain(index):
        np.copyto(view, source, casting="unsafe")
        return out
    subscript = read_array(self, index)
    if subscript.is_basic:
        np.copyto(view, source, casting="unsafe")
    elif math.prod(counted_shape(subscript)):
        view[picks(subscript)] = source
    return out
