"""Which memory a write may share: PyTorch's rules, with its texts.

Source: ``aten/src/ATen/MemoryOverlap.cpp``. Only tensors without gaps ("non-overlapping and dense") are compared
exactly; for the others PyTorch does not know, and lets them pass. A strict session also asks `strict`, which knows.
"""

from __future__ import annotations

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
    if first is second and first_offset == second_offset:
        return Sharing.SAME
    if not (is_dense(first) and is_dense(second)):
        return Sharing.UNKNOWN
    first_begin = first_offset * first.dtype.itemsize
    second_begin = second_offset * second.dtype.itemsize
    first_end = first_begin + first.nbytes
    second_end = second_begin + second.nbytes
    if first_begin == second_begin and first_end == second_end:
        return Sharing.SAME if first.strides == second.strides else Sharing.PARTIAL
    return Sharing.PARTIAL if first_begin < second_end and second_begin < first_end else Sharing.NONE


def refuse_expanded(target: Meta) -> None:
    """Raise OverlapError if several elements of ``target`` are one memory location, as ``expand`` makes them."""
    if target.numel and any(
        stride == 0 and size > 1 for stride, size in zip(target.strides, target.shape, strict=True)
    ):
        raise OverlapError(INTERNAL)


def refuse_partial(target: Meta, target_offset: int, source: Meta, source_offset: int) -> None:
    """Raise OverlapError if a part of ``source``, but not all of it alike, is what will be written."""
    if compare(target, target_offset, source, source_offset) is Sharing.PARTIAL:
        raise OverlapError(SHARED)


def refuse_any(target: Meta, target_offset: int, source: Meta, source_offset: int) -> None:
    """Raise OverlapError if any element of ``source`` is known to be written."""
    if compare(target, target_offset, source, source_offset) in (Sharing.PARTIAL, Sharing.SAME):
        raise OverlapError(SHARED)
