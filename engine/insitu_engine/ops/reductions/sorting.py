"""Sorting: sort, argsort, topk.

The one rule: every sort is stable, so that indices of equal elements are the same everywhere; nan is the largest.
"""
# ruff: noqa: ARG001 - a kernel's signature is the op's: what it leaves alone, the plan has read

from __future__ import annotations

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, int64
from insitu_engine.errors import BadValueError, DTypeError
from insitu_engine.meta import Operand, meta
from insitu_engine.optable import Array, Out, Tensor, Tensors, op
from insitu_engine.rules import normalize_dim


def _order(array: Array, axis: int, descending: bool) -> Array:
    """Return the stable order of the entries along an axis."""
    if not descending:
        return np.asarray(np.argsort(array, axis=axis, kind="stable"))
    backwards = np.argsort(np.flip(array, axis), axis=axis, kind="stable")
    return np.asarray(array.shape[axis] - 1 - np.flip(backwards, axis))


def _sort_plan(self: Operand, dim: int, descending: bool, stable: bool) -> Computed:
    given = self.meta
    normalize_dim(dim, given.ndim)
    if given.dtype.category is Category.COMPLEX:
        raise DTypeError(" Sort does not support complex dtypes on CPU")
    metas = (meta(given.dtype, given.shape), meta(int64, given.shape))
    return Computed(metas, work=given.numel * max(1, given.numel.bit_length()), fields=("values", "indices"))


@op(plan=_sort_plan)
def sort(
    out: Tensors, self: Tensor, dim: int = -1, descending: bool = False, stable: bool = False
) -> Tensors:
    """Return the entries along a dimension in order, as a named tuple ``(values, indices)``.

    The order is always stable, whatever ``stable`` says; nan is the largest.
    """
    values, indices = out
    if self.ndim == 0:
        values[...], indices[...] = self, 0
        return out
    order = _order(self, dim, descending)
    indices[...] = order
    values[...] = np.take_along_axis(self, order, dim)
    return out


def _argsort_plan(self: Operand, dim: int, descending: bool, stable: bool) -> Computed:
    answer = _sort_plan(self, dim, descending, stable)
    return Computed(answer.metas[1:], work=answer.work)


@op(plan=_argsort_plan)
def argsort(out: Out, self: Tensor, dim: int = -1, descending: bool = False, stable: bool = False) -> Tensor:
    """Return the indices that sort the entries along a dimension; the order is always stable."""
    out[...] = _order(self, dim, descending) if self.ndim else 0
    return out


def _topk_plan(self: Operand, k: int, dim: int, largest: bool, sorted: bool) -> Computed:
    given = self.meta
    at = normalize_dim(dim, given.ndim)
    if not 0 <= k <= (given.shape[at] if given.ndim else 1):
        raise BadValueError("selected index k out of range")
    if given.dtype.category in (Category.COMPLEX, Category.BOOL):
        kind = "bool" if given.dtype.category is Category.BOOL else "complex"
        raise DTypeError(f"{' ' if kind == 'complex' else ''}topk does not support {kind} dtypes on CPU")
    shape = (*given.shape[:at], k, *given.shape[at + 1 :]) if given.ndim else ()
    return Computed((meta(given.dtype, shape), meta(int64, shape)), fields=("values", "indices"))


@op(plan=_topk_plan)
def topk(
    out: Tensors, self: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True
) -> Tensors:
    """Return the ``k`` largest or smallest entries along a dimension, as a named tuple ``(values, indices)``.

    They come in order, whatever ``sorted`` says; which ones of equal entries are taken is left open.
    """
    values, indices = out
    if self.ndim == 0:
        values[...], indices[...] = self, 0
        return out
    lines = np.moveaxis(self, dim, -1)
    length = lines.shape[-1]
    if 0 < k < length // 8:
        # First those that are among them, in their order, then the order by value.
        chosen = np.argpartition(lines, length - k if largest else k - 1, axis=-1)
        chosen = np.sort(chosen[..., -k:] if largest else chosen[..., :k], axis=-1)
        among = _order(np.take_along_axis(lines, chosen, axis=-1), -1, largest)
        order = np.take_along_axis(chosen, among, axis=-1)
    else:
        order = _order(lines, -1, largest)[..., :k]
    np.moveaxis(indices, dim, -1)[...] = order
    np.moveaxis(values, dim, -1)[...] = np.take_along_axis(lines, order, axis=-1)
    return out


def _msort_plan(self: Operand) -> Computed:
    answer = _sort_plan(self, 0, False, False)
    return Computed(answer.metas[:1], work=answer.work)


@op(plan=_msort_plan)
def msort(out: Out, self: Tensor) -> Tensor:
    """Return the entries of the first dimension in order, of each column; nan is the largest."""
    np.copyto(out, np.sort(self, axis=0) if self.ndim else self)
    return out
