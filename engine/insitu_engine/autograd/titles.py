"""What PyTorch calls the nodes of its graph. A call has one node here; its title is that of the last one it has there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from insitu_engine.autograd.steps import is_copied, step_of
from insitu_engine.dtypes import bool_
from insitu_engine.meta import Operand
from insitu_engine.optable import Op

#: Nodes that are no op's.
_TITLES: Final = {
    "copy_": "CopyBackwards",
    "fill_diagonal_": "CopySlices",
    "floor_divide": "NotImplemented",
    "heaviside": "NotImplemented",
    "set_": "NotImplemented",
}


def name_of(op: Op, args: tuple[Any, ...]) -> str:
    """Return the name that PyTorch gives the node of a call: ``AddBackward0``."""
    title = _TITLES.get((op.base or op).name)
    if title is not None:
        return title
    if op.name == "setitem_":
        return _name_of_assignment(*args)
    if op.name == "getitem":
        return f"{capitalized(last_step(args[1], args[0].meta.shape))}Backward0"
    if op.name == "pad" and args[2] == "circular":
        return "CopySlices"
    step, number = step_of(op, args)
    return f"{capitalized(step)}Backward{number}{'_copy' if is_copied(op) else ''}"


def capitalized(name: str) -> str:
    """Return an op's name as PyTorch's nodes have it: ``IndexPut``, ``Log1P``."""
    return "".join(part.title() for part in name.split("_"))


def _name_of_assignment(target: Operand, index: tuple[Any, ...], value: Any) -> str:
    if shows_part(index, target.meta.shape):
        return "CopySlices"
    if any(isinstance(item, Operand) for item in index):
        return "IndexPutBackward0"
    return "CopyBackwards" if isinstance(value, Operand) else "FillBackward3"


def part_written(op: Op, args: tuple[Any, ...]) -> str:
    """Return the op that makes the view through which a call writes a part of its first argument, "" where none does."""
    if op.name == "fill_diagonal_":
        return "as_strided"
    shape = args[0].meta.shape
    if op.name != "setitem_" or not shows_part(args[1], shape):
        return ""
    return last_step(args[1], shape, assigned=True)


def last_step(index: tuple[Any, ...], shape: tuple[int, ...], *, assigned: bool = False) -> str:
    """Return the op that makes the last view of a chain that stands for an index, before tensors are looked at."""
    step = "slice" if len(index) == 1 and isinstance(index[0], slice) else "alias"
    for item, size in _about(index, shape):
        if isinstance(item, bool | Operand) and not assigned:
            return "index"
        if item is None or isinstance(item, bool) or (isinstance(item, Operand) and not item.meta.shape):
            step = "unsqueeze"
        elif isinstance(item, slice):
            step = step if item.indices(size) == (0, size, 1) else "slice"
        elif item is not Ellipsis and not isinstance(item, Operand):
            step = "select"
    return step


def shows_part(index: tuple[Any, ...], shape: tuple[int, ...]) -> bool:
    """Return whether an assignment goes through a view: whether the index is more than tensors and whole slices."""
    return any(
        item.indices(size) != (0, size, 1)
        if isinstance(item, slice)
        else item is not Ellipsis and not (isinstance(item, Operand) and item.meta.shape)
        for item, size in _about(index, shape)
    )


def _about(index: tuple[Any, ...], shape: tuple[int, ...]) -> Iterator[tuple[Any, int]]:
    """Yield each item of an index with the size of the dimension that it is about."""
    taken = sum(map(_dims_taken, index))
    dim = 0
    for item in index:
        yield item, shape[dim] if dim < len(shape) else 0
        dim += len(shape) - taken if item is Ellipsis else _dims_taken(item)


def _dims_taken(item: Any) -> int:
    """Return how many dimensions an item of an index is about."""
    if item is None or item is Ellipsis or isinstance(item, bool):
        return 0
    return item.meta.ndim if isinstance(item, Operand) and item.meta.dtype is bool_ else 1
