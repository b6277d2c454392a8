"""Reductions into the places that an index names: scatter_reduce and index_reduce."""

from __future__ import annotations

import numpy as np

from insitu_engine.answers import Computed, Overlap
from insitu_engine.dtypes import bool_
from insitu_engine.errors import BadValueError
from insitu_engine.meta import Operand
from insitu_engine.ops.positions.accumulation import (
    REDUCTIONS,
    accumulate,
    accumulate_entries,
    divide_by_counts,
    grid,
    identity,
)
from insitu_engine.ops.positions.indexed import first, index_add_plan, refuse_index_outside
from insitu_engine.ops.positions.scatter import as_lines, plan_scatter, refuse_positions
from insitu_engine.optable import Array, IndexTensor, Out, Tensor, op
from insitu_engine.rules import NUMERIC_REAL, refuse_unless


def _scatter_reduce_plan(
    self: Operand, dim: int, index: Operand, src: Operand, reduce: str, include_self: bool
) -> Computed:
    del include_self
    if reduce not in REDUCTIONS:
        raise BadValueError(f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}")
    answer = plan_scatter(self, dim, index, src)
    dtype = self.meta.dtype
    taken = dtype is not bool_ if reduce == "mean" else not (dtype.is_complex and reduce in ("amax", "amin"))
    if index.meta.numel:
        refuse_unless(taken, f"scatter_gather_tensor_cpu_reduce_{reduce}", dtype)
    return answer


def _check_scatter_reduce(
    self: Array, dim: int, index: Array, src: Array, reduce: str, include_self: bool
) -> None:
    del src, reduce, include_self
    lines = as_lines(self)
    refuse_positions(index, dim % lines.ndim, lines.shape[dim])


@op(plan=_scatter_reduce_plan, check=_check_scatter_reduce, inplace=True, overlap=Overlap.NONE)
def scatter_reduce(
    out: Out,
    self: Tensor,
    dim: int,
    index: IndexTensor,
    src: Tensor,
    reduce: str,
    *,
    include_self: bool = True,
) -> Tensor:
    """Return the tensor with elements of ``src`` reduced where ``index`` points along a dimension.

    ``reduce`` is "sum", "prod", "mean", "amax" or "amin". Without ``include_self`` what was there before does not take
    part; where nothing points it stays.
    """
    if out is not self:
        np.copyto(out, self)
    if not index.size:
        return out
    target, positions = as_lines(out), as_lines(index)
    where = grid(positions, dim % target.ndim)
    values = as_lines(src)[tuple(slice(size) for size in positions.shape)]
    if not include_self:
        target[where] = identity(reduce, out.dtype)
    accumulate(REDUCTIONS[reduce], target, where, values)
    if reduce == "mean":
        counts = np.full(target.shape, include_self, np.int64)
        accumulate(np.add, counts, where, 1)
        divide_by_counts(target, counts)
    return out


def _index_reduce_plan(
    self: Operand, dim: int, index: Operand, source: Operand, reduce: str, include_self: bool
) -> Computed:
    if reduce not in ("prod", "mean", "amax", "amin"):
        raise BadValueError(
            f"index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got {reduce}."
        )
    answer = index_add_plan("index_reduce_", self, dim, index, source)
    dtype = self.meta.dtype
    real = dtype.category in NUMERIC_REAL
    refuse_unless(include_self or real, "index_reduce_func_exclude_input_init", dtype)
    if reduce == "mean":
        refuse_unless(dtype is not bool_, "div_floor_cpu", dtype)
    elif reduce != "prod":
        refuse_unless(not dtype.is_complex, "maximum_cpu" if reduce == "amax" else "minimum_cpu", dtype)
    return answer


def _check_index_reduce(
    self: Array, dim: int, index: Array, source: Array, reduce: str, include_self: bool
) -> None:
    del source, reduce, include_self
    refuse_index_outside(self, dim, index)


@op(plan=_index_reduce_plan, check=_check_index_reduce, inplace=True, overlap=Overlap.NONE)
def index_reduce(
    out: Out,
    self: Tensor,
    dim: int,
    index: IndexTensor,
    source: Tensor,
    reduce: str,
    *,
    include_self: bool = True,
) -> Tensor:
    """Return the tensor with entries of ``source`` reduced into the entries at the positions of a dimension.

    ``reduce`` is "prod", "mean", "amax" or "amin". Without ``include_self`` what was there before does not take part.
    """
    if out is not self:
        np.copyto(out, self)
    target, positions = first(out, dim), as_lines(index)
    if not include_self:
        target[positions] = identity(reduce, out.dtype)
    accumulate_entries(REDUCTIONS[reduce], target, positions, first(source, dim))
    if reduce == "mean":
        counts = np.bincount(positions, minlength=len(target)) + include_self
        divide_by_counts(target, counts.reshape(-1, *[1] * (target.ndim - 1)))
    return out
