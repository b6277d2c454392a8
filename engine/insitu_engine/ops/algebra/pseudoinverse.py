"""What singular values tell of a matrix: its rank and its pseudoinverse.

The one rule: a singular value counts as zero unless it is above ``max(atol, rtol * largest)``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, DType, int64
from insitu_engine.errors import ArgumentError, DTypeError, ShapeError
from insitu_engine.meta import Meta, Operand, meta
from insitu_engine.ops.algebra.decompositions import singular
from insitu_engine.ops.algebra.matrices import cubic, require_matrices, require_square
from insitu_engine.optable import Array, Out, Tensor, TensorLike, op
from insitu_engine.rules import broadcast_shapes


def _thresholds(values: Array, atol: Any, rtol: Any, shape: tuple[int, ...]) -> Array:
    """Return of each matrix the bound for its singular values, which stand last.

    Without bounds the relative one is the dtype's epsilon times the larger side of the matrix; beside an absolute one
    above zero it is zero.
    """
    default = np.finfo(values.dtype).eps * max(shape[-2:])
    if rtol is None:
        rtol = default if atol is None else np.where(np.asarray(atol) > 0, 0.0, default)
    least, share = np.asarray(0.0 if atol is None else atol), np.asarray(rtol)
    peak = values.max(axis=-1, initial=0.0, keepdims=True)
    return np.asarray(np.maximum(least[..., None], share[..., None] * peak))


def _batch(name: str, given: Meta, atol: Any, rtol: Any) -> tuple[int, ...]:
    """Return the shape of the batch with those of the bounds; refuse complex bounds."""
    shape = given.shape[:-2]
    for title, bound in (("atol", atol), ("rtol", rtol)):
        if isinstance(bound, Operand):
            if bound.meta.dtype.is_complex:
                raise DTypeError(
                    f"{name}: {title} tensor of complex type is not supported. Got {bound.meta.dtype.title}"
                )
            shape = broadcast_shapes(shape, bound.meta.shape)
    return shape


def _inexact(dtype: DType) -> bool:
    return dtype.category >= Category.FLOAT and dtype.itemsize > 2


def _rank_plan(self: Operand, tol: Any, hermitian: bool, atol: Any, rtol: Any) -> Computed:
    given = self.meta
    if tol is not None and not (atol is None and rtol is None):
        raise ArgumentError("linalg_matrix_rank() takes either tol or atol and rtol")
    require_matrices("torch.linalg.matrix_rank", given, "input")
    name = "torch.linalg.matrix_rank"
    shape = _batch(name, given, atol if tol is None else tol, rtol)
    if not _inexact(given.dtype):
        raise DTypeError("This function doesn't handle types other than float and double")
    if hermitian:
        require_square("linalg.eigh", given)
    return Computed((meta(int64, shape),), work=cubic(given))


@op(plan=_rank_plan, where=())
def linalg_matrix_rank(
    out: Out,
    self: Tensor,
    tol: TensorLike | None = None,
    hermitian: bool = False,
    *,
    atol: TensorLike | None = None,
    rtol: TensorLike | None = None,
) -> Tensor:
    """Return how many singular values of each matrix are above its bound; ``tol`` is an absolute one."""
    if tol is not None:
        atol, rtol = tol, 0.0
    if not self.size:
        out[...] = 0
        return out
    values = np.abs(np.linalg.eigvalsh(self)) if hermitian else singular(self, full=False, vectors=False)
    out[...] = np.count_nonzero(values > _thresholds(values, atol, rtol, self.shape), axis=-1)
    return out


def _pseudoinverse_plan(self: Operand, rcond: Any, hermitian: bool, atol: Any, rtol: Any) -> Computed:
    given = self.meta
    if given.ndim < 2 or not _inexact(given.dtype):
        raise ShapeError(
            f"linalg.pinv({given.dtype.title}{{{list(given.shape)}}}): expected a tensor with 2 or more dimensions of "
            "float, double, cfloat or cdouble types"
        )
    shape = _batch("torch.linalg.pinv", given, atol, rcond if rtol is None else rtol)
    if hermitian and given.numel:
        require_square("linalg.eigh", given)
    return Computed((meta(given.dtype, (*shape, given.shape[-1], given.shape[-2])),), work=cubic(given))


@op(plan=_pseudoinverse_plan, where=())
def linalg_pinv(
    out: Out,
    self: Tensor,
    rcond: TensorLike | None = None,
    hermitian: bool = False,
    *,
    atol: TensorLike | None = None,
    rtol: TensorLike | None = None,
) -> Tensor:
    """Return the pseudoinverses (Moore and Penrose) of matrices (..., m, n), which are (..., n, m).

    Singular values above the bound are inverted, the others are left out. ``rcond`` is another name of ``rtol``.
    """
    if not self.size:
        out[...] = 0
        return out
    if hermitian:
        signed, vectors = np.linalg.eigh(self)
        left, right = vectors, np.conj(np.swapaxes(vectors, -1, -2))
    else:
        left, signed, right = singular(self, full=False)
    values = np.abs(signed)
    kept = values > _thresholds(values, atol, rcond if rtol is None else rtol, self.shape)
    inverted = np.divide(1, signed, out=np.zeros(kept.shape, signed.dtype), where=kept)
    scaled = np.conj(np.swapaxes(right, -1, -2)) * inverted[..., None, :]
    np.matmul(scaled, np.conj(np.swapaxes(left, -1, -2)), out=out)
    return out


def _pinverse_plan(self: Operand, rcond: float) -> Computed:
    return _pseudoinverse_plan(self, rcond, False, None, None)


@op(plan=_pinverse_plan)
def pinverse(out: Out, self: Tensor, rcond: float = 1e-15) -> Tensor:
    """Return the pseudoinverses of matrices; singular values up to ``rcond`` times the largest count as zero."""
    linalg_pinv(out, self, rcond)
    return out
