"""Linear equations: general, triangular and factored ones, least squares, and equations of tensors.

The one rule: a right side is a batch of vectors where it has one dimension less than the matrices and fits so, as
PyTorch's ``solve`` has it; everywhere else it is matrices.
"""
# ruff: noqa: ARG001 - a kernel's signature is the op's: what it leaves alone, the plan has read

from __future__ import annotations

import math
from typing import Any

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import int32
from insitu_engine.errors import BadValueError, DTypeError, ShapeError
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.ops.algebra.matrices import (
    cubic,
    factored,
    inverse_of,
    refuse_failed,
    require_inexact,
    require_lapack,
    require_matrices,
    require_square,
    zero_places,
)
from insitu_engine.optable import Array, Out, Size, Tensor, Tensors, op
from insitu_engine.rules import broadcast_shapes, normalize_dim

_SINGULAR = "The solver failed because the input matrix is singular."


def refuse_unfit(name: str, matrices: Shape, sides: Shape, *, left: bool) -> None:
    """Raise ShapeError unless ``AX = B``, or ``XA = B``, can be."""
    if matrices[-2] != sides[-2 if left else -1]:
        raise ShapeError(
            f"{name}: Incompatible shapes of A and B for the equation {'AX = B' if left else 'XA = B'} "
            f"({matrices[-2]}x{matrices[-1]} and {sides[-2]}x{sides[-1]})"
        )


def _is_vectors(matrices: Shape, sides: Shape) -> bool:
    """Return whether the right side is a vector for each matrix."""
    return len(sides) == 1 or (len(matrices) - 1 == len(sides) and sides == matrices[:-1])


def _refuse_mixed(given: Meta, sides: Meta) -> None:
    if given.dtype is not sides.dtype:
        raise DTypeError(
            f"linalg.solve: Expected A and B to have the same dtype, but found A of type {given.dtype.title} and B of "
            f"type {sides.dtype.title} instead"
        )


def _solution(self: Operand, other: Operand, left: bool) -> tuple[Meta, Shape]:
    """Return the meta of the solution, and the shape of the matrices with its batch."""
    given, sides = self.meta, other.meta
    require_square("linalg.solve", given)
    require_inexact("linalg.solve", given.dtype)
    _refuse_mixed(given, sides)
    vectors = _is_vectors(given.shape, sides.shape)
    if not vectors:
        require_matrices("linalg.solve", sides, "B")
    shape = (*sides.shape, 1) if vectors else sides.shape
    refuse_unfit("linalg.solve", given.shape, shape, left=left)
    batch = broadcast_shapes(given.shape[:-2], shape[:-2])
    tail = shape[-2:-1] if vectors else shape[-2:]
    return meta(given.dtype, batch + tail), batch + given.shape[-2:]


def _solve(out: Out, matrices: Array, sides: Array, *, left: bool) -> None:
    columns = sides[..., None] if _is_vectors(matrices.shape, sides.shape) else sides
    if left:
        found = np.linalg.solve(matrices, columns)
    else:
        turned = np.linalg.solve(np.swapaxes(matrices, -1, -2), np.swapaxes(columns, -1, -2))
        found = np.swapaxes(turned, -1, -2)
    out[...] = found.reshape(out.shape)


def _solve_plan(self: Operand, other: Operand, left: bool) -> Computed:
    solution, _ = _solution(self, other, left)
    return Computed((solution,), work=cubic(self.meta))


@op(plan=_solve_plan, where=())
def linalg_solve(out: Out, self: Tensor, other: Tensor, *, left: bool = True) -> Tensor:
    """Return X with ``self @ X == other``, or ``X @ self == other`` with ``left=False``; refuse a singular matrix.

    ``self`` is (..., n, n), ``other`` (..., n, k) or, for each matrix, a vector (..., n).
    """
    try:
        _solve(out, self, other, left=left)
    except np.linalg.LinAlgError:
        refuse_failed("torch.linalg.solve", zero_places(self), _SINGULAR)
        raise
    return out


def _solve_ex_plan(self: Operand, other: Operand, left: bool, check_errors: bool) -> Computed:
    solution, matrices = _solution(self, other, left)
    metas = (solution, meta(int32, matrices[:-2]))
    return Computed(metas, work=cubic(self.meta), fields=("result", "info"))


@op(plan=_solve_ex_plan, where=())
def linalg_solve_ex(
    out: Tensors, self: Tensor, other: Tensor, *, left: bool = True, check_errors: bool = False
) -> Tensors:
    """Return the solution as `linalg.solve` does, and the place of the first zero on the LU factors' diagonal, or 0.

    What singular matrices give is undefined: nan.
    """
    solution, infos = out
    found = factored(self)[2]
    if check_errors:
        refuse_failed("linalg.solve_ex", found, _SINGULAR)
    infos[...] = found
    regular = np.where(found[..., None, None] == 0, self, np.eye(self.shape[-1], dtype=self.dtype))
    _solve(solution, regular, other, left=left)
    if found.any():
        depth = solution.ndim - infos.ndim
        solution[np.broadcast_to((infos != 0).reshape(*infos.shape, *(1,) * depth), solution.shape)] = np.nan
    return out


def triangular(
    out: Out,
    matrices: Array,
    sides: Array,
    *,
    upper: bool,
    unit: bool = False,
    adjoint: int = 0,
    left: bool = True,
) -> None:
    """Write X with ``op(A) @ X == B``, or ``X @ op(A) == B``: op is nothing, the transpose (1) or the adjoint (2)."""
    from scipy.linalg.blas import get_blas_funcs

    batch = out.shape[:-2]
    matrices = np.broadcast_to(matrices, batch + matrices.shape[-2:])
    sides = np.broadcast_to(sides, out.shape)
    trsm = get_blas_funcs("trsm", (matrices,))
    for at in np.ndindex(batch) if out.size else ():
        out[at] = trsm(1, matrices[at], sides[at], side=not left, lower=not upper, trans_a=adjoint, diag=unit)


def _solve_triangular_plan(
    self: Operand, other: Operand, upper: bool, left: bool, unitriangular: bool
) -> Computed:
    name = "linalg.solve_triangular"
    given, sides = self.meta, other.meta
    require_square(name, given)
    require_matrices(name, sides, "B")
    refuse_unfit(name, given.shape, sides.shape, left=left)
    batch = broadcast_shapes(given.shape[:-2], sides.shape[:-2])
    require_lapack("triangular_solve_cpu", given.dtype)
    return Computed((meta(given.dtype, batch + sides.shape[-2:]),), work=cubic(given))


@op(plan=_solve_triangular_plan, where=())
def linalg_solve_triangular(
    out: Out, self: Tensor, other: Tensor, *, upper: bool, left: bool = True, unitriangular: bool = False
) -> Tensor:
    """Return X with ``self @ X == other``, or ``X @ self == other`` with ``left=False``, reading one triangle only.

    With ``unitriangular`` the diagonal is taken to be ones.
    """
    triangular(out, self, other, upper=upper, unit=unitriangular, left=left)
    return out


def _require_factors(name: str, sides: Meta, matrices: Meta) -> Shape:
    """Return the batch of ``b`` and ``A`` of PyTorch's older functions; raise what they do."""
    if matrices.shape[-1] != matrices.shape[-2]:
        raise ShapeError(
            "A must be batches of square matrices, but they are "
            f"{matrices.shape[-2]} by {matrices.shape[-1]} matrices"
        )
    if matrices.shape[-2] != sides.shape[-2]:
        raise ShapeError(
            f"Incompatible matrix sizes for {name}: each A matrix is {matrices.shape[-1]} by {matrices.shape[-1]} but "
            f"each b matrix is {sides.shape[-2]} by {sides.shape[-1]}"
        )
    if sides.dtype is not matrices.dtype:
        raise DTypeError(
            f"Expected b and A to have the same dtype, but found b of type {sides.dtype.title} and A of type "
            f"{matrices.dtype.title} instead."
        )
    return broadcast_shapes(sides.shape[:-2], matrices.shape[:-2])


def _triangular_solve_plan(
    self: Operand,
    A: Operand,  # noqa: N803 - PyTorch's name
    upper: bool,
    transpose: bool,
    unitriangular: bool,
) -> Computed:
    for letter, given in (("b", self.meta), ("A", A.meta)):
        if given.ndim < 2:
            raise ShapeError(
                f"torch.triangular_solve: Expected {letter} to have at least 2 dimensions, but it has {given.ndim} "
                "dimensions instead"
            )
    batch = _require_factors("triangular_solve", self.meta, A.meta)
    dtype = self.meta.dtype
    require_lapack("triangular_solve_cpu", dtype)
    metas = (meta(dtype, batch + self.meta.shape[-2:]), meta(dtype, batch + A.meta.shape[-2:]))
    return Computed(metas, work=cubic(A.meta), fields=("solution", "cloned_coefficient"))


@op(plan=_triangular_solve_plan)
def triangular_solve(
    out: Tensors,
    self: Tensor,
    A: Tensor,  # noqa: N803 - PyTorch's name
    upper: bool = True,
    transpose: bool = False,
    unitriangular: bool = False,
) -> Tensors:
    """Return X with ``A @ X == self``, reading one triangle of A only, and a copy of A.

    With ``transpose`` it is the transpose of A.
    """
    triangular(out[0], A, self, upper=upper, unit=unitriangular, adjoint=int(transpose))
    out[1][...] = A
    return out


def _cholesky_solve_plan(self: Operand, input2: Operand, upper: bool) -> Computed:
    for letter, given in (("b", self.meta), ("u", input2.meta)):
        if given.ndim < 2:
            raise ShapeError(
                f"{letter} should have at least 2 dimensions, but has {given.ndim} dimensions instead"
            )
    batch = _require_factors("cholesky_solve", self.meta, input2.meta)
    require_lapack("cholesky_solve_cpu", self.meta.dtype)
    return Computed((meta(self.meta.dtype, batch + self.meta.shape[-2:]),), work=cubic(input2.meta))


def _solve_factored(out: Out, factors: Array, sides: Array, *, upper: bool) -> None:
    """Solve with a matrix of which the Cholesky factors are given: one triangle after the other."""
    triangular(out, factors, sides, upper=upper, adjoint=2 if upper else 0)
    triangular(out, factors, out.copy(), upper=upper, adjoint=0 if upper else 2)


@op(plan=_cholesky_solve_plan)
def cholesky_solve(out: Out, self: Tensor, input2: Tensor, upper: bool = False) -> Tensor:
    """Return X with ``A @ X == self``, where ``input2`` is the Cholesky factor of A."""
    _solve_factored(out, input2, self, upper=upper)
    return out


def _cholesky_inverse_plan(self: Operand, upper: bool) -> Computed:
    require_square("cholesky_inverse", self.meta)
    require_lapack("cholesky_inverse_out_cpu", self.meta.dtype)
    return Computed((meta(self.meta.dtype, self.meta.shape),), work=cubic(self.meta))


@op(plan=_cholesky_inverse_plan)
def cholesky_inverse(out: Out, self: Tensor, upper: bool = False) -> Tensor:
    """Return the inverses of the matrices whose Cholesky factors are given."""
    _solve_factored(out, self, np.eye(self.shape[-1], dtype=self.dtype), upper=upper)
    return out


def _inverse_shape(given: Meta, ind: int) -> Shape:
    if ind <= 0:
        raise BadValueError(f"Expected a strictly positive integer for 'ind', but got {ind}")
    shape = given.shape
    rows, columns = math.prod(shape[ind:]), math.prod(shape[:ind])
    if rows != columns:
        raise ShapeError(
            "Expected self to satisfy the requirement prod(self.shape[ind:]) == prod(self.shape[:ind]), but got "
            f"{rows} != {columns}"
        )
    return shape[ind:] + shape[:ind]


def _tensorinv_plan(self: Operand, ind: int) -> Computed:
    shape = _inverse_shape(self.meta, ind)
    require_inexact("linalg.inv", self.meta.dtype)
    return Computed((meta(self.meta.dtype, shape),), work=self.meta.numel**2)


@op(plan=_tensorinv_plan, where=())
def linalg_tensorinv(out: Out, self: Tensor, ind: int = 2) -> Tensor:
    """Return the tensor that undoes ``tensordot(self, X, X.ndim)``: the inverse of the matrix that ``ind`` folds."""
    side = math.prod(self.shape[:ind])
    out[...] = inverse_of(self.reshape(side, side), "inv").reshape(out.shape)
    return out


def _moved(ndim: int, dims: tuple[int, ...] | None) -> list[int]:
    """Return the order of dimensions with some of them moved to the end."""
    last = [normalize_dim(dim, ndim) for dim in dims or ()]
    return [dim for dim in range(ndim) if dim not in last] + last


def _tensorsolve_plan(self: Operand, other: Operand, dims: Any) -> Computed:
    shape = tuple(self.meta.shape[dim] for dim in _moved(self.meta.ndim, dims))
    tail = shape[other.meta.ndim :]
    rows, columns = math.prod(tail), math.prod(shape[: other.meta.ndim])
    if rows != columns:
        raise ShapeError(
            "Expected self to satisfy the requirement prod(self.shape[other.ndim:]) == prod(self.shape[:other.ndim]), "
            f"but got {rows} != {columns}"
        )
    if columns != other.meta.numel:
        raise ShapeError(
            f"linalg.solve: Incompatible shapes of A and B for the equation AX = B ({columns}x{columns} and "
            f"{other.meta.numel}x1)"
        )
    require_inexact("linalg.solve", self.meta.dtype)
    _refuse_mixed(self.meta, other.meta)
    return Computed((meta(self.meta.dtype, tail),), work=self.meta.numel**2)


@op(plan=_tensorsolve_plan, where=())
def linalg_tensorsolve(out: Out, self: Tensor, other: Tensor, dims: Size | None = None) -> Tensor:
    """Return X with ``tensordot(self, X, X.ndim) == other``; ``dims`` of ``self`` are moved to the end before."""
    side = other.size
    matrix = self.transpose(_moved(self.ndim, dims)).reshape(side, side)
    solution = np.empty(side, out.dtype)
    linalg_solve(solution, matrix, other.reshape(-1))
    out[...] = solution.reshape(out.shape)
    return out
