"""Each value once: unique and unique_consecutive."""

from __future__ import annotations

from typing import Any

import numpy as np

from insitu_engine.answers import Waiting
from insitu_engine.errors import BadValueError, IndexRangeError
from insitu_engine.meta import Operand
from insitu_engine.optable import Array, Tensor, op
from insitu_engine.rules import normalize_dim, refuse_unless


def _refuse(self: Operand, dim: int | None) -> None:
    given = self.meta
    if dim is None:
        refuse_unless(not given.dtype.is_complex, "unique", given.dtype)
        return
    if given.ndim == 0:
        raise IndexRangeError(f"Dimension specified as {dim} but tensor has no dimensions")
    axis = normalize_dim(dim, given.ndim)
    if 0 in given.shape and (given.shape[axis] or given.shape.count(0) > 1):
        raise BadValueError(
            "There are 0 sized dimensions, and they aren't selected, so unique cannot be applied"
        )
    refuse_unless(not given.dtype.is_complex, "unique_dim", given.dtype)


def _results(return_inverse: bool, return_counts: bool) -> Waiting:
    count = 1 + return_inverse + return_counts
    return Waiting(count, many=count > 1)


def _unique_plan(
    self: Operand, sorted: bool, return_inverse: bool, return_counts: bool, dim: int | None
) -> Waiting:
    del sorted
    _refuse(self, dim)
    return _results(return_inverse, return_counts)


@op(plan=_unique_plan)
def unique(
    out: None,
    self: Tensor,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """Return each value, or each entry of a dimension, once and in order.

    With ``return_inverse`` also where each element's value is among them, with ``return_counts`` how often each one
    comes. Each nan is a value of its own. The order is that of size, whatever ``sorted`` says.
    """
    del out, sorted
    values, inverse, counts = np.unique(
        self, return_inverse=True, return_counts=True, axis=dim, equal_nan=False
    )
    return _chosen(
        values, inverse.reshape(self.shape if dim is None else -1), counts, return_inverse, return_counts
    )


def _chosen(values: Array, inverse: Array, counts: Array, return_inverse: bool, return_counts: bool) -> Any:
    return (
        values,
        *([inverse.astype(np.int64)] if return_inverse else []),
        *([counts.astype(np.int64)] if return_counts else []),
    )


def _consecutive_plan(self: Operand, return_inverse: bool, return_counts: bool, dim: int | None) -> Waiting:
    _refuse(self, dim)
    return _results(return_inverse, return_counts)


@op(plan=_consecutive_plan)
def unique_consecutive(
    out: None,
    self: Tensor,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """Return the elements, or entries of a dimension, without those that equal the one before.

    With ``return_inverse`` also where each element went, with ``return_counts`` how many each one stands for.
    """
    del out
    entries = self.reshape(-1) if dim is None else np.moveaxis(self, dim, 0)
    begins = np.ones(len(entries), np.bool_)
    differs = entries[1:] != entries[:-1]
    begins[1:] = differs.any(axis=tuple(range(1, differs.ndim)))
    inverse = np.cumsum(begins) - 1
    counts = np.bincount(inverse, minlength=0)
    values = entries[begins]
    if dim is None:
        inverse = inverse.reshape(self.shape)
    else:
        values = np.moveaxis(values, 0, dim)
    return _chosen(values, inverse, counts, return_inverse, return_counts)
