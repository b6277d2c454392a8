"""How far tensors are from each other: equal, allclose, dist, cdist, pdist.

The one rule: distances are computed in double precision and stored in the dtype given.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, bool_, real_of
from insitu_engine.errors import BadValueError, DTypeError, InvalidValueError, ShapeError
from insitu_engine.meta import Operand, meta
from insitu_engine.ops.reductions.norms import vector_norm
from insitu_engine.optable import Array, Out, Tensor, op
from insitu_engine.rules import broadcast, broadcast_shapes, promoted, refuse_unless


def _equal_plan(self: Operand, other: Operand) -> Computed:
    return Computed((meta(bool_, ()),), promoted(self, other))


@op(plan=_equal_plan)
def equal(out: Out, self: Tensor, other: Tensor) -> bool:
    """Return whether both tensors have the same shape and equal elements; nan equals nothing."""
    out[...] = np.array_equal(self, other)
    return bool(out)


def _allclose_plan(self: Operand, other: Operand, rtol: float, atol: float, equal_nan: bool) -> Computed:  # noqa: ARG001
    first, second = self.meta.dtype, other.meta.dtype
    if first is not second:
        raise DTypeError(f"{first.title} did not match {second.title}")
    for name, bound in (("rtol", rtol), ("atol", atol)):
        if not bound >= 0:
            raise BadValueError(f"{name} must be greater than or equal to zero, but got {bound:g}")
    broadcast(self, other)
    return Computed((meta(bool_, ()),))


@op(plan=_allclose_plan)
def allclose(
    out: Out, self: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> bool:
    """Return whether ``abs(self - other) <= atol + rtol * abs(other)`` holds everywhere."""
    out[...] = np.isclose(self, other, rtol=rtol, atol=atol, equal_nan=equal_nan).all()
    return bool(out)


def _dist_plan(self: Operand, other: Operand, p: Any) -> Computed:
    dtype = promoted(self, other)
    broadcast(self, other)
    if isinstance(p, complex):
        raise BadValueError("linalg.vector_norm: Expected a non-complex scalar as the order of norm.")
    if dtype.category < Category.FLOAT:
        raise DTypeError(
            f"norm(): input dtype should be either floating point or complex. Got {dtype.title} instead."
        )
    return Computed((meta(real_of(dtype), ()),), dtype)


@op(plan=_dist_plan, by_value=True)
def dist(out: Out, self: Tensor, other: Tensor, p: float = 2) -> Tensor:
    """Return the p-norm of the difference of two tensors, which broadcast."""
    vector_norm(out, np.asarray(np.subtract(self, other)), float(p), None)
    return out


_MODES = ("use_mm_for_euclid_dist_if_necessary", "use_mm_for_euclid_dist", "donot_use_mm_for_euclid_dist")


def _cdist_plan(x1: Operand, x2: Operand, p: float, compute_mode: str) -> Computed:
    if compute_mode not in _MODES:
        raise InvalidValueError(f"{compute_mode} is not a valid value for compute_mode")
    first, second = x1.meta, x2.meta
    for name, given in (("X1", first), ("X2", second)):
        if given.ndim < 2:
            raise ShapeError(f"cdist only supports at least 2D tensors, {name} got: {given.ndim}D")
    if first.shape[-1] != second.shape[-1]:
        raise ShapeError(
            f"X1 and X2 must have the same number of columns. X1: {first.shape[-1]} X2: {second.shape[-1]}"
        )
    for name, given in (("X1", first), ("X2", second)):
        if not given.dtype.is_floating_point:
            raise DTypeError(f"cdist only supports floating-point dtypes, {name} got: {given.dtype.title}")
    if p < 0:
        raise BadValueError("cdist only supports non-negative p values")
    batch = broadcast_shapes(first.shape[:-2], second.shape[:-2])
    if first.dtype is not second.dtype:
        raise DTypeError(f"expected scalar type {first.dtype.title} but found {second.dtype.title}")
    refuse_unless(first.dtype.itemsize > 2, "cdist", first.dtype)
    shape = (*batch, first.shape[-2], second.shape[-2])
    return Computed((meta(first.dtype, shape),), work=math.prod(shape) * max(1, first.shape[-1]))


def pairwise(rows: Array, others: Array, p: float) -> Array:
    """Return the distances of all rows of one matrix from all of another, by SciPy, in float64."""
    from scipy.spatial.distance import cdist as distances

    if p == 0:
        return np.asarray(distances(rows, others, "hamming") * rows.shape[1])
    if math.isinf(p):
        return np.asarray(distances(rows, others, "chebyshev"))
    if p in (1, 2):
        return np.asarray(distances(rows, others, "cityblock" if p == 1 else "euclidean"))
    if p > 1:
        return np.asarray(distances(rows, others, "minkowski", p=p))
    gaps = np.abs(rows[:, None, :] - others[None, :, :])
    return np.asarray(np.add.reduce(gaps**p, axis=-1) ** (1 / p))


@op(plan=_cdist_plan, where=("function",))
def cdist(
    out: Out,
    x1: Tensor,
    x2: Tensor,
    p: float = 2.0,
    compute_mode: str = "use_mm_for_euclid_dist_if_necessary",  # noqa: ARG001 - how PyTorch computes it
) -> Tensor:
    """Return the p-norm distances of all rows of ``x1`` (..., P, M) from all of ``x2`` (..., R, M), as (..., P, R)."""
    if not x1.shape[-1]:
        out[...] = 0
        return out
    batch = out.shape[:-2]
    first = np.broadcast_to(x1, batch + x1.shape[-2:])
    second = np.broadcast_to(x2, batch + x2.shape[-2:])
    for at in np.ndindex(batch) if out.size else ():
        out[at] = pairwise(first[at].astype(np.float64), second[at].astype(np.float64), float(p))
    return out


def _pdist_plan(self: Operand, p: float) -> Computed:
    given = self.meta
    if given.ndim != 2:
        raise ShapeError(f"pdist only supports 2D tensors, got: {given.ndim}D")
    if not given.dtype.is_floating_point:
        raise DTypeError("pdist only supports floating-point dtypes")
    if p < 0:
        raise BadValueError("pdist only supports non-negative p values")
    rows, columns = given.shape
    refuse_unless(given.dtype.itemsize > 2, "pdist", given.dtype)
    pairs = rows * (rows - 1) // 2
    return Computed((meta(given.dtype, (pairs,)),), work=pairs * max(1, columns))


@op(plan=_pdist_plan, where=("function", "functional"))
def pdist(out: Out, self: Tensor, p: float = 2) -> Tensor:
    """Return the p-norm distances of all pairs of rows of a matrix: of the first from the others, then of the second."""
    rows, columns = self.shape
    if not columns:
        out[...] = 0
    elif out.size:
        wide = self.astype(np.float64)
        np.copyto(out, pairwise(wide, wide, float(p))[np.triu_indices(rows, 1)], casting="same_kind")
    return out
