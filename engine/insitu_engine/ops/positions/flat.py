"""Elements by their positions in the flattened tensor: take and put."""

from __future__ import annotations

import numpy as np

from insitu_engine.answers import Computed, Overlap
from insitu_engine.dtypes import int64
from insitu_engine.errors import DTypeError, IndexRangeError
from insitu_engine.meta import Operand, meta
from insitu_engine.ops.positions import accumulation
from insitu_engine.ops.positions.picking import first_outside
from insitu_engine.ops.positions.scatter import as_lines
from insitu_engine.optable import Array, IndexTensor, Out, Tensor, op


def _refuse_outside(self: Array, index: Array) -> None:
    found = first_outside(index, -self.size, self.size)
    if found is not None:
        raise IndexRangeError(
            f"out of range: tried to access index {found} on a tensor of {self.size} elements."
        )


def _take_plan(self: Operand, index: Operand) -> Computed:
    if index.meta.dtype is not int64:
        raise DTypeError(f"take(): Expected a long tensor for index, but got {index.meta.dtype.title}")
    if self.meta.numel == 0 and index.meta.numel:
        raise IndexRangeError("take(): tried to take from an empty tensor")
    return Computed((meta(self.meta.dtype, index.meta.shape),))


@op(plan=_take_plan, check=_refuse_outside)
def take(out: Out, self: Tensor, index: IndexTensor) -> Tensor:
    """Return the elements at positions of the flattened tensor, in the shape of ``index``."""
    if out.size:
        np.take(self, index, out=out, mode="wrap")  # in range: checked
    return out


def _put_plan(self: Operand, index: Operand, source: Operand, accumulate: bool) -> Computed:
    del accumulate
    given, wanted, written = self.meta, index.meta, source.meta
    if wanted.numel != written.numel:
        raise IndexRangeError(
            "put_(): Expected source and index to have the same number of elements, but got "
            f"source.numel() = {written.numel}, index.numel() = {wanted.numel}"
        )
    if wanted.dtype is not int64:
        raise DTypeError(f"put_(): Expected a long tensor for index, but got {wanted.dtype.title}")
    if given.dtype is not written.dtype:
        raise DTypeError(
            "put_(): self and source expected to have the same dtype, but got "
            f"self.dtype = {given.dtype.title} and source.dtype = {written.dtype.title}"
        )
    if given.numel == 0 and wanted.numel:
        raise IndexRangeError("put_(): Tried to put elements into an empty tensor")
    return Computed((meta(given.dtype, given.shape),), given.dtype)


def _check_put(self: Array, index: Array, source: Array, accumulate: bool) -> None:
    del source, accumulate
    _refuse_outside(self, index)


@op(plan=_put_plan, check=_check_put, inplace=True, overlap=Overlap.NONE)
def put(out: Out, self: Tensor, index: IndexTensor, source: Tensor, accumulate: bool = False) -> Tensor:
    """Return the tensor with ``source`` put, or added, at positions of the flattened tensor.

    With ``accumulate`` a position that comes twice counts twice; without, the last value stays.
    """
    if out is not self:
        np.copyto(out, self)
    if not index.size:
        return out
    lines = as_lines(out)
    where = np.unravel_index(index.reshape(-1) % out.size, lines.shape)
    if accumulate:
        accumulation.accumulate(np.add, lines, where, source.reshape(-1))
    else:
        lines[where] = source.reshape(-1)
    return out
