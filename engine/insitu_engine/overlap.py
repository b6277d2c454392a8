"""Which memory a write may share: PyTorch's rules, with its texts.

Source: ``aten/src/ATen/MemoryOverlap.cpp``. Only tensors without gaps ("non-overlapping and dense") are compared
exactly; for the others PyTorch does not know, and lets them pass. A strict session also asks `strict`, which knows.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from insitu_engine.errors import OverlapError
from insitu_engine.meta import Meta

INTERNAL = (
    "unsupported operation: more than one element of the written-to tensor refers to a single memory location. "
    "Please clone() the tensor before performing the operation."
)
SHARED = (
    "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory "
    "location. Please clone() the tensor before performing the operation."
)
#: What PyTorch's warnings have for examples.
MASKED = "tensor[mask] = scalar"
PLACED = "tensor[indices] = tensor"


class Sharing(Enum):
    """How two tensors of one storage lie to each other."""

    NONE = auto()
    SAME = auto()
    PARTIAL = auto()
    UNKNOWN = auto()


def is_dense(meta: Meta) -> bool:
    """Return whether the elements, in some order of the dimensions, fill their memory without gap or overlap."""
    if meta.contiguous:
        return True
    step = 1
    for stride, size in sorted(
        (stride, size) for stride, size in zip(meta.strides, meta.shape, strict=True) if size != 1
    ):
        if stride != step:
            return False
        step *= size
    return True


def compare(first: Meta, first_offset: int, second: Meta, second_offset: int) -> Sharing:
    """Return how two tensors of one storage lie to each other; offsets are in elements of their own dtypes."""
    if first.numel == 0 or second.numel == 0:
        return Sharing.NONE
    if not (is_dense(first) and is_dense(second)):
        return Sharing.UNKNOWN
    if first is second and first_offset == second_offset:
        return Sharing.SAME
    first_begin = first_offset * first.dtype.itemsize
    second_begin = second_offset * second.dtype.itemsize
    first_end = first_begin + first.nbytes
    second_end = second_begin + second.nbytes
    if first_begin == second_begin and first_end == second_end:
        return Sharing.SAME if first.strides == second.strides else Sharing.PARTIAL
    return Sharing.PARTIAL if first_begin < second_end and second_begin < first_end else Sharing.NONE


def is_expanded(meta: Meta) -> bool:
    """Return whether several elements are one memory location, as ``expand`` makes them."""
    return meta.numel > 0 and any(
        stride == 0 and size > 1 for stride, size in zip(meta.strides, meta.shape, strict=True)
    )


def refuse_expanded(target: Meta) -> None:
    """Raise OverlapError if several elements of ``target`` are one memory location."""
    if is_expanded(target):
        raise OverlapError(INTERNAL)


def warn_of_expanded(name: str, example: str) -> Callable[..., tuple[str, ...]]:
    """Return what PyTorch warns of where an op of this name writes a tensor whose elements share memory."""
    text = (
        f"Use of {name} on expanded tensors is deprecated. Please clone() the tensor before performing this operation. "
        f"This also applies to advanced indexing e.g. {example}"
    )
    return lambda target, *_: (text,) if is_expanded(target.meta) else ()


def refuse_partial(target: Meta, target_offset: int, source: Meta, source_offset: int) -> None:
    """Raise OverlapError if a part of ``source``, but not all of it alike, is what will be written."""
    if compare(target, target_offset, source, source_offset) is Sharing.PARTIAL:
        raise OverlapError(SHARED)


def refuse_any(target: Meta, target_offset: int, source: Meta, source_offset: int) -> None:
    """Raise OverlapError if any element of ``source`` is known to be written."""
    if compare(target, target_offset, source, source_offset) in (Sharing.PARTIAL, Sharing.SAME):
        raise OverlapError(SHARED)
