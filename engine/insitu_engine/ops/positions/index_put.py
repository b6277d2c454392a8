"""Values put, or added, where index tensors or a mask point: index_put."""

from __future__ import annotations

import math

import numpy as np

from insitu_engine.answers import Computed, Overlap
from insitu_engine.errors import IndexRangeError
from insitu_engine.meta import Operand, meta
from insitu_engine.ops.positions import accumulation
from insitu_engine.ops.positions.indexing import (
    refuse_empty_dim,
    refuse_shape,
    refuse_value,
    warn_of_expanded_index,
)
from insitu_engine.ops.positions.picking import basic_view, counted_shape, picks, refuse_out_of_range
from insitu_engine.ops.positions.subscripts import read, read_array
from insitu_engine.optable import Array, Out, Tensor, Tensors, op


def _index_put_plan(
    self: Operand, indices: tuple[Operand, ...], values: Operand, accumulate: bool
) -> Computed:
    given = self.meta
    if not indices:
        raise IndexRangeError("index_put_(): at least one index tensor is wanted")
    subscript = read(
        given, indices, too_many=f"too many indices for tensor of dimension {given.ndim} (got {len(indices)})"
    )
    refuse_value(given, values.meta, values.meta.shape, subscript, accumulate=accumulate)
    if not subscript.has_masks:
        refuse_empty_dim(subscript)
    return Computed((meta(given.dtype, given.shape),))


def _check_index_put(self: Array, indices: tuple[Array, ...], values: Array, accumulate: bool) -> None:
    del accumulate
    subscript = read_array(self, indices)
    if subscript.is_basic:
        return
    shape = counted_shape(subscript)
    refuse_shape(values.shape, shape)
    refuse_out_of_range(subscript, shape)


@op(
    plan=_index_put_plan,
    check=_check_index_put,
    inplace=True,
    overlap=Overlap.NONE,
    memory_before=True,
    writes_expanded=True,
    warns=warn_of_expanded_index,
)
def index_put(out: Out, self: Tensor, indices: Tensors, values: Tensor, accumulate: bool = False) -> Tensor:
    """Return the tensor with values put, or added, where index tensors or a mask point.

    With ``accumulate`` an index that comes twice counts twice; without, the last value stays.
    """
    if out is not self:
        np.copyto(out, self)
    subscript = read_array(self, indices)
    view = basic_view(out, indices)
    if subscript.is_basic:  # 0-d positions alone
        view[...] = view + values if accumulate else values
        return out
    if math.prod(counted_shape(subscript)) == 0:
        return out
    where = picks(subscript)
    if not accumulate:
        view[where] = values
    elif len(where) == view.ndim and not subscript.has_masks:
        accumulation.accumulate(np.add, view, where, values)
    elif len(where) == 1 and not subscript.has_masks:
        positions = where[0].reshape(-1) % len(view)
        entries = np.broadcast_to(values, (*where[0].shape, *view.shape[1:]))
        accumulation.accumulate_entries(
            np.add, view, positions, entries.reshape(len(positions), *view.shape[1:])
        )
    else:
        np.add.at(view, where, values.astype(out.dtype, copy=False))
    return out
