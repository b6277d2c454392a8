"""Values looked up among others: searchsorted, bucketize, isin."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, DType, bool_, int32, int64
from insitu_engine.errors import ArgumentError, BadValueError, DTypeError, ShapeError
from insitu_engine.meta import Meta, Operand, meta
from insitu_engine.ops.positions.picking import first_outside
from insitu_engine.optable import Array, IndexTensor, Out, Tensor, TensorLike, op
from insitu_engine.rules import promoted, refuse_unless


def _search_plan(boundaries: Operand, values: Any, out_int32: bool) -> Computed:
    dtype = promoted(boundaries, values)
    given = values.meta if isinstance(values, Operand) else None
    shape = () if given is None else given.shape
    count = math.prod(shape)
    refuse_unless(
        dtype.category in (Category.INT, Category.FLOAT) or not count, "searchsorted_out_cpu", dtype
    )
    work = count * max(1, boundaries.meta.numel.bit_length())
    return Computed((meta(int32 if out_int32 else int64, shape),), dtype, work=work)


def _search(out: Out, lines: Array, values: Any, right: bool) -> Out:
    """Write where each value would be inserted, by halving as PyTorch does, all values at once.

    ``lines`` is one line for all values, or as many as the values have.
    """
    wanted = np.broadcast_to(np.asarray(values), out.shape)
    begin = np.zeros(out.shape, np.int64)
    end = np.full(out.shape, lines.shape[-1], np.int64)
    for _ in range(lines.shape[-1].bit_length()):
        middle = (begin + end) >> 1
        near = np.minimum(middle, lines.shape[-1] - 1)
        found = lines[near] if lines.ndim == 1 else np.take_along_axis(lines, near, -1)
        onwards = ~(found > wanted if right else found >= wanted) & (begin < end)
        begin = np.where(onwards, middle + 1, begin)
        end = np.where(onwards, end, middle)
    out[...] = begin
    return out


def _refuse_lines(lines: Meta, values: Any) -> None:
    shape = values.meta.shape if isinstance(values, Operand) else ()
    if not shape and lines.ndim != 1:
        raise ShapeError(
            "torch.searchsorted(): input value can be a scalar only when boundaries tensor dimension is 1, but we got "
            f"boundaries tensor dim({lines.ndim}) and input value's dim(0) numel(1)"
        )
    if lines.ndim == 0:
        raise ShapeError(
            "torch.searchsorted(): boundaries tensor should have positive dimension, but got 0 dimension"
        )
    if lines.ndim != 1 and (lines.ndim != len(shape) or lines.shape[:-1] != shape[:-1]):
        raise ShapeError(
            "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries "
            f"tensor and input value tensor must match, but we got boundaries tensor {list(lines.shape)} and input "
            f"value tensor {list(shape)}"
        )


def _searchsorted_plan(
    sorted_sequence: Operand,
    input: Any,
    out_int32: bool,
    right: bool,
    side: str | None,
    sorter: Operand | None,
) -> Computed:
    lines = sorted_sequence.meta
    if side not in (None, "left", "right"):
        raise BadValueError(f"torch.searchsorted(): side can only be 'left' or 'right' but got {side}")
    if side == "left" and right:
        raise BadValueError(
            "torch.searchsorted(): side and right can't be set to opposites, got side of left while right was True"
        )
    _refuse_lines(lines, input)
    if sorter is not None:
        if sorter.meta.shape != lines.shape:
            raise ShapeError(
                "torch.searchsorted(): boundary and sorter must have the same size, but got boundary tensor "
                f"{list(lines.shape)}and got sorter tensor {list(sorter.meta.shape)}"
            )
        if sorter.meta.dtype is not int64:
            raise DTypeError(
                "torch.searchsorted(): sorter must be a tensor of long dtype but got dtype "
                f"{sorter.meta.dtype.title}"
            )
    return _search_plan(sorted_sequence, input, out_int32)


def _check_sorter(
    sorted_sequence: Array, input: Any, out_int32: bool, right: bool, side: str | None, sorter: Array | None
) -> None:
    del input, out_int32, right, side
    if sorter is not None and first_outside(sorter, 0, sorted_sequence.shape[-1]) is not None:
        raise BadValueError("torch.searchsorted(): sorter index out of range")


@op(plan=_searchsorted_plan, check=_check_sorter, where=("function",))
def searchsorted(
    out: Out,
    sorted_sequence: Tensor,
    input: TensorLike,
    *,
    out_int32: bool = False,
    right: bool = False,
    side: str | None = None,
    sorter: IndexTensor | None = None,
) -> Tensor:
    """Return where each value of ``input`` would be inserted into a sorted line so that it stays sorted.

    The lines are in the last dimension of ``sorted_sequence``: one for all values, or one for each line of ``input``.
    ``right`` inserts behind equal values. ``sorter`` says in which order the lines are sorted.
    """
    del out_int32
    lines = sorted_sequence if sorter is None else np.take_along_axis(sorted_sequence, sorter, -1)
    return _search(out, lines, input, right or side == "right")


def _bucketize_plan(self: Any, boundaries: Operand, out_int32: bool, right: bool) -> Computed:
    del right
    if boundaries.meta.ndim != 1:
        raise ShapeError(f"boundaries tensor must be 1 dimension, but got dim({boundaries.meta.ndim})")
    return _search_plan(boundaries, self, out_int32)


@op(plan=_bucketize_plan, where=("function",))
def bucketize(
    out: Out, self: TensorLike, boundaries: Tensor, *, out_int32: bool = False, right: bool = False
) -> Tensor:
    """Return the number of the bucket that each value falls into; boundaries are sorted, and belong to their left.

    With ``right`` they belong to the bucket on their right.
    """
    del out_int32
    return _search(out, boundaries, self, right)


def _isin_plan(elements: Any, test_elements: Any, assume_unique: bool, invert: bool) -> Computed:
    del assume_unique, invert
    for given in (elements, test_elements):
        if isinstance(given, Operand) and not _comparable(given.meta.dtype):
            raise DTypeError(f"Unsupported input type encountered for isin(): {given.meta.dtype.title}")
    if not (isinstance(elements, Operand) or isinstance(test_elements, Operand)):
        raise ArgumentError(
            "isin() takes a tensor of elements or of test elements: one of them may be a number"
        )
    shape = elements.meta.shape if isinstance(elements, Operand) else ()
    return Computed((meta(bool_, shape),), promoted(elements, test_elements))


def _comparable(dtype: DType) -> bool:
    return dtype.category in (Category.INT, Category.FLOAT)


@op(plan=_isin_plan, where=("function",))
def isin(
    out: Out,
    elements: TensorLike,
    test_elements: TensorLike,
    *,
    assume_unique: bool = False,
    invert: bool = False,
) -> Tensor:
    """Return for each element whether it is among the test elements; with ``invert``, whether it is not."""
    del assume_unique
    out[...] = np.isin(elements, test_elements, invert=invert)
    return out
