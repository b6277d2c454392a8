"""LU factors and Householder reflectors: matrices as LAPACK keeps them, and what is done with them.

The one rule: pivots are LAPACK's, rows counted from 1, each swapped with the row of its place, one after the other.
"""
# ruff: noqa: ARG001 - a kernel's signature is the op's: what it leaves alone, the plan has read

from __future__ import annotations

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import int32
from insitu_engine.errors import BadValueError, DTypeError, ShapeError
from insitu_engine.meta import Meta, Operand, meta
from insitu_engine.ops.algebra.matrices import cubic, factored, lapack, require_lapack, require_matrices
from insitu_engine.ops.algebra.solving import refuse_unfit
from insitu_engine.optable import Array, IndexTensor, Out, Tensor, Tensors, op
from insitu_engine.rules import broadcast_shapes


def _require_matrices(name: str, given: Meta) -> None:
    if given.ndim < 2:
        raise ShapeError(
            f"{name}: Expected tensor with 2 or more dimensions. Got size: {list(given.shape)} instead"
        )


def _require_factorable(name: str, given: Meta, *, pivot: bool) -> None:
    _require_matrices(name, given)
    require_lapack("lu_cpu", given.dtype)
    if not pivot:
        raise BadValueError("linalg.lu_factor: LU without pivoting is not implemented on the CPU")


def _factor_metas(given: Meta, *, infos: bool) -> tuple[Meta, ...]:
    batch = given.shape[:-2]
    metas = (meta(given.dtype, given.shape), meta(int32, (*batch, min(given.shape[-2:]))))
    return (*metas, meta(int32, batch)) if infos else metas


def _refuse_singular(name: str, infos: Array) -> None:
    failed = np.flatnonzero(infos)
    if failed.size:
        batch = f"(Batch element {failed[0]}): " if infos.ndim else ""
        at = infos.reshape(-1)[failed[0]]
        raise BadValueError(
            f"{name}: {batch}U[{at},{at}] is zero and using it on lu_solve would result in a division by zero. If you "
            "still want to perform the factorization, consider calling linalg.lu(A, pivot) or linalg.lu_factor_ex(A, pivot)"
        )


def _lu_factor_plan(self: Operand, pivot: bool) -> Computed:
    _require_factorable("torch.lu_factor", self.meta, pivot=pivot)
    return Computed(_factor_metas(self.meta, infos=False), work=cubic(self.meta), fields=("LU", "pivots"))


@op(plan=_lu_factor_plan, where=())
def linalg_lu_factor(out: Tensors, self: Tensor, *, pivot: bool = True) -> Tensors:
    """Return the LU factors of matrices, L without its diagonal and U in one matrix, and the pivots; refuse a singular one."""
    out[0][...], out[1][...], infos = factored(self)
    _refuse_singular("torch.linalg.lu_factor", infos)
    return out


def _lu_factor_ex_plan(self: Operand, pivot: bool, check_errors: bool) -> Computed:
    _require_factorable("torch.lu_factor", self.meta, pivot=pivot)
    metas = _factor_metas(self.meta, infos=True)
    return Computed(metas, work=cubic(self.meta), fields=("LU", "pivots", "info"))


@op(plan=_lu_factor_ex_plan, where=())
def linalg_lu_factor_ex(
    out: Tensors, self: Tensor, *, pivot: bool = True, check_errors: bool = False
) -> Tensors:
    """Return the LU factors, the pivots, and where U's diagonal has its first zero, or 0."""
    for result, found in zip(out, factored(self), strict=True):
        result[...] = found
    if check_errors:
        _refuse_singular("torch.linalg.lu_factor_ex", out[2])
    return out


def _old_lu_plan(self: Operand, pivot: bool, get_infos: bool) -> Computed:
    _require_factorable("torch.lu_factor", self.meta, pivot=pivot)
    fields = ("LU", "pivots", "info") if get_infos else ()
    return Computed(_factor_metas(self.meta, infos=get_infos), work=cubic(self.meta), fields=fields)


@op(plan=_old_lu_plan)
def lu(out: Tensors, self: Tensor, pivot: bool = True, get_infos: bool = False) -> Tensors:
    """Return the LU factors and the pivots, and with ``get_infos`` where U's diagonal has its first zero, or 0."""
    for result, found in zip(out, factored(self), strict=False):
        result[...] = found
    return out


def _permutations(pivots: Array, rows: int) -> Array:
    """Return for each pivoted row of a matrix which row of the matrix before it is."""
    order = np.broadcast_to(np.arange(rows), (*pivots.shape[:-1], rows)).copy()
    for at in range(pivots.shape[-1]):
        other = pivots[..., at : at + 1].astype(np.int64) - 1
        swapped = np.take_along_axis(order, other, axis=-1)
        np.put_along_axis(order, other, order[..., at : at + 1].copy(), axis=-1)
        order[..., at : at + 1] = swapped
    return order


def _unpack(out: Tensors, factors: Array, pivots: Array | None, *, data: bool) -> None:
    """Write the permutation matrix P where there are pivots, and the triangles L and U with ``data``."""
    if pivots is not None:
        order = _permutations(pivots, factors.shape[-2])
        out[0][...] = np.swapaxes(np.eye(factors.shape[-2], dtype=factors.dtype)[order], -1, -2)
    if data:
        inner = min(factors.shape[-2:])
        out[1][...] = np.tril(factors[..., :inner], -1) + np.eye(*out[1].shape[-2:], dtype=factors.dtype)
        out[2][...] = np.triu(factors[..., :inner, :])


def _triangle_metas(given: Meta) -> tuple[Meta, Meta, Meta]:
    batch, (rows, columns) = given.shape[:-2], given.shape[-2:]
    inner = min(rows, columns)
    shapes = ((rows, rows), (rows, inner), (inner, columns))
    first, second, third = (meta(given.dtype, batch + shape) for shape in shapes)
    return first, second, third


def _linalg_lu_plan(self: Operand, pivot: bool) -> Computed:
    _require_factorable("linalg.lu", self.meta, pivot=pivot)
    return Computed(_triangle_metas(self.meta), work=cubic(self.meta), fields=("P", "L", "U"))


@op(plan=_linalg_lu_plan, where=())
def linalg_lu(out: Tensors, self: Tensor, *, pivot: bool = True) -> Tensors:
    """Return ``(P, L, U)`` with ``P @ L @ U == self``: a permutation, and a lower and an upper triangle."""
    factors, pivots, _ = factored(self)
    _unpack(out, factors, pivots, data=True)
    return out


def _lu_unpack_plan(
    LU_data: Operand,  # noqa: N803 - PyTorch's name
    LU_pivots: Operand,  # noqa: N803 - PyTorch's name
    unpack_data: bool,
    unpack_pivots: bool,
) -> Computed:
    _require_matrices("torch.lu_unpack", LU_data.meta)
    if unpack_pivots and LU_pivots.meta.dtype is not int32:
        raise DTypeError(
            "torch.lu_unpack: LU_pivots is expected to be a contiguous tensor of torch.int32 dtype."
        )
    permutation, lower, upper = _triangle_metas(LU_data.meta)
    nothing = meta(LU_data.meta.dtype, (0,))
    return Computed(
        (
            permutation if unpack_pivots else nothing,
            *((lower, upper) if unpack_data else (nothing, nothing)),
        ),
        fields=("P", "L", "U"),
    )


@op(plan=_lu_unpack_plan, where=("function",))
def lu_unpack(
    out: Tensors,
    LU_data: Tensor,  # noqa: N803 - PyTorch's name
    LU_pivots: IndexTensor,  # noqa: N803 - PyTorch's name
    unpack_data: bool = True,
    unpack_pivots: bool = True,
) -> Tensors:
    """Return ``(P, L, U)`` of LU factors and pivots; what is not asked for is empty."""
    _unpack(out, LU_data, LU_pivots if unpack_pivots else None, data=unpack_data)
    return out


def _lu_solve_meta(factors: Meta, pivots: Meta, sides: Meta, *, left: bool) -> Meta:
    """Return the meta of the solution; raise what ``linalg.lu_solve`` does."""
    require_matrices("torch.linalg.lu_solve", factors)
    require_matrices("linalg.lu_solve", sides, "B")
    require_lapack("lu_solve_cpu", factors.dtype)
    if factors.dtype is not sides.dtype:
        raise DTypeError(
            f"linalg.lu_solve: Expected LU and B to have the same dtype, but found LU of type {factors.dtype.title} and "
            f"B of type {sides.dtype.title} instead"
        )
    if pivots.dtype is not int32:
        raise DTypeError("linalg.lu_solve: pivots should be a Tensor of scalar type torch.int32")
    rows, columns = factors.shape[-2:]
    if rows != columns:
        raise ShapeError(
            f"torch.linalg.lu_solve: A must be batches of square matrices, but they are {rows} by {columns} matrices"
        )
    refuse_unfit("linalg.lu_solve", factors.shape, sides.shape, left=left)
    if pivots.shape[-1:] != factors.shape[-1:]:
        raise ShapeError(
            "linalg.lu_solve: Number of pivots per batch should be same as the dimension of the matrix"
        )
    if pivots.shape[:-1] != factors.shape[:-2]:
        raise ShapeError(
            f"linalg.lu_solve: Expected LU.shape[:-1] and pivots.shape to be the same, but got pivots with shape "
            f"{list(pivots.shape)} instead"
        )
    return meta(factors.dtype, broadcast_shapes(factors.shape[:-2], sides.shape[:-2]) + sides.shape[-2:])


def _solve(out: Out, factors: Array, pivots: Array, sides: Array, *, left: bool, adjoint: bool) -> None:
    batch = out.shape[:-2]
    factors = np.broadcast_to(factors, batch + factors.shape[-2:])
    pivots = np.broadcast_to(pivots, batch + pivots.shape[-1:]) - 1
    sides = np.broadcast_to(sides, out.shape)
    getrs = lapack("getrs", factors)
    for at in np.ndindex(batch) if out.size else ():
        if left:
            out[at] = getrs(factors[at], pivots[at], sides[at], trans=2 if adjoint else 0)[0]
        elif adjoint:
            out[at] = np.conj(getrs(factors[at], pivots[at], np.conj(sides[at].T))[0].T)
        else:
            out[at] = getrs(factors[at], pivots[at], sides[at].T, trans=1)[0].T


def _linalg_lu_solve_plan(self: Operand, pivots: Operand, B: Operand, left: bool, adjoint: bool) -> Computed:  # noqa: N803 - PyTorch's name
    return Computed((_lu_solve_meta(self.meta, pivots.meta, B.meta, left=left),), work=cubic(self.meta))


@op(plan=_linalg_lu_solve_plan, where=())
def linalg_lu_solve(
    out: Out,
    self: Tensor,
    pivots: IndexTensor,
    B: Tensor,  # noqa: N803 - PyTorch's name
    *,
    left: bool = True,
    adjoint: bool = False,
) -> Tensor:
    """Return X with ``A @ X == B``, or ``X @ A == B`` with ``left=False``, where ``self`` and ``pivots`` are A's LU factors.

    With ``adjoint`` it is A's adjoint.
    """
    _solve(out, self, pivots, B, left=left, adjoint=adjoint)
    return out


def _lu_solve_plan(self: Operand, LU_data: Operand, LU_pivots: Operand) -> Computed:  # noqa: N803 - PyTorch's name
    return Computed(
        (_lu_solve_meta(LU_data.meta, LU_pivots.meta, self.meta, left=True),), work=cubic(LU_data.meta)
    )


@op(plan=_lu_solve_plan)
def lu_solve(
    out: Out,
    self: Tensor,
    LU_data: Tensor,  # noqa: N803 - PyTorch's name
    LU_pivots: IndexTensor,  # noqa: N803 - PyTorch's name
) -> Tensor:
    """Return X with ``A @ X == self``, where the LU factors and pivots of A are given."""
    _solve(out, LU_data, LU_pivots, self, left=True, adjoint=False)
    return out
