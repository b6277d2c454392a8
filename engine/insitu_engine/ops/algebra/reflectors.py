"""Householder reflectors, least squares, and matrices of powers.

The one rule: LAPACK keeps an orthonormal matrix as a product of reflectors, their vectors below a triangle and their
factors ``tau`` beside; these ops make it, multiply it out, and multiply with it.
"""
# ruff: noqa: ARG001 - a kernel's signature is the op's: what it leaves alone, the plan has read

from __future__ import annotations

from typing import Any, Final

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, int64, real_of
from insitu_engine.errors import BadValueError, DTypeError, IndexRangeError, ShapeError
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.ops.algebra.decompositions import singular
from insitu_engine.ops.algebra.matrices import cubic, lapack, require_lapack
from insitu_engine.optable import Array, Out, Tensor, Tensors, op
from insitu_engine.promotion import to_accumulator
from insitu_engine.rules import broadcast_shapes


def _require_matrices(name: str, given: Meta) -> None:
    if given.ndim < 2:
        raise ShapeError(f"torch.{name}: input must have at least 2 dimensions.")


def _require_factor_vectors(factors: Meta) -> None:
    if not factors.ndim:
        raise IndexRangeError("Dimension specified as -1 but tensor has no dimensions")


def _geqrf_plan(self: Operand) -> Computed:
    given = self.meta
    _require_matrices("geqrf", given)
    require_lapack("geqrf_cpu", given.dtype)
    taus = meta(given.dtype, (*given.shape[:-2], min(given.shape[-2:])))
    return Computed((meta(given.dtype, given.shape), taus), work=cubic(given), fields=("a", "tau"))


@op(plan=_geqrf_plan)
def geqrf(out: Tensors, self: Tensor) -> Tensors:
    """Return the QR factors of matrices as LAPACK keeps them: R above, reflectors below, and their factors ``tau``."""
    function = lapack("geqrf", self)
    for at in np.ndindex(self.shape[:-2]) if self.size else ():
        out[0][at], out[1][at] = function(self[at])[:2]
    return out


def _product_plan(self: Operand, tau: Operand) -> Computed:
    given, factors = self.meta, tau.meta
    name = "linalg.householder_product"
    _require_matrices(name, given)
    if given.shape[-2] < given.shape[-1]:
        raise ShapeError(f"torch.{name}: input.shape[-2] must be greater than or equal to input.shape[-1]")
    _require_factor_vectors(factors)
    if given.shape[-1] < factors.shape[-1]:
        raise ShapeError(f"torch.{name}: input.shape[-1] must be greater than or equal to tau.shape[-1]")
    if given.ndim - factors.ndim != 1:
        raise ShapeError(
            f"torch.{name}: Expected tau to have one dimension less than input, but got tau.ndim equal to "
            f"{factors.ndim} and input.ndim is equal to {given.ndim}"
        )
    if given.shape[:-2] != factors.shape[:-1]:
        raise ShapeError(
            f"torch.{name}: Expected batch dimensions of tau to be equal to input.shape[:-2], but got "
            f"{list(factors.shape[:-1])}"
        )
    if given.dtype is not factors.dtype:
        raise DTypeError(
            f"torch.{name}: tau dtype {factors.dtype.title} does not match input dtype {given.dtype.title}"
        )
    require_lapack("orgqr_cpu", given.dtype)
    return Computed((meta(given.dtype, given.shape),), work=cubic(given))


@op(plan=_product_plan, aliases=("linalg_householder_product",))
def orgqr(out: Out, self: Tensor, tau: Tensor) -> Tensor:
    """Return the first columns of the product of Householder reflectors (..., m, n) with factors ``tau`` (..., k)."""
    name = "ungqr" if self.dtype.kind == "c" else "orgqr"
    function = lapack(name, self)
    for at in np.ndindex(self.shape[:-2]) if self.size else ():
        out[at] = function(self[at], tau[at])[0] if tau.shape[-1] else np.eye(*self.shape[-2:])
    return out


def _multiply_plan(self: Operand, tau: Operand, other: Operand, left: bool, transpose: bool) -> Computed:
    given, factors, target = self.meta, tau.meta, other.meta
    _require_matrices("ormqr", given)
    if target.ndim < 2:
        raise ShapeError("torch.ormqr: other must have at least 2 dimensions.")
    _require_factor_vectors(factors)
    side = -2 if left else -1
    if target.shape[side] < factors.shape[-1]:
        raise ShapeError(f"torch.ormqr: other.shape[{side}] must be greater than or equal to tau.shape[-1]")
    if target.shape[side] != given.shape[-2]:
        raise ShapeError(f"torch.ormqr: other.shape[{side}] must be equal to input.shape[-2]")
    if factors.shape[-1] != min(target.shape[side], given.shape[-1]):
        raise ShapeError(
            f"torch.ormqr: tau.shape[-1] must be equal to min(other.shape[{side}], input.shape[-1])"
        )
    for ndim, name in ((factors.ndim + 1, "tau"), (target.ndim, "other")):
        if ndim != given.ndim:
            what = (
                "one dimension less than input" if name == "tau" else "the same number of dimensions as input"
            )
            own = factors.ndim if name == "tau" else target.ndim
            raise ShapeError(
                f"torch.ormqr: Expected {name} to have {what}, but got {name}.ndim equal to {own} and input.ndim is "
                f"equal to {given.ndim}"
            )
    for batch, name in ((factors.shape[:-1], "tau"), (target.shape[:-2], "other")):
        if batch != given.shape[:-2]:
            raise ShapeError(
                f"torch.ormqr: Expected batch dimensions of {name} to be equal to input.shape[:-2], but got {list(batch)}"
            )
    for found, name in ((factors.dtype, "tau"), (target.dtype, "other")):
        if found is not given.dtype:
            raise DTypeError(
                "torch.ormqr: Expected input and "
                f"{name} to have the same dtype, but input has dtype {given.dtype.title} and {name} has dtype {found.title}"
            )
    require_lapack("ormqr_cpu", given.dtype)
    return Computed((meta(target.dtype, target.shape),), work=cubic(target))


@op(plan=_multiply_plan)
def ormqr(
    out: Out, self: Tensor, tau: Tensor, other: Tensor, left: bool = True, transpose: bool = False
) -> Tensor:
    """Return ``Q @ other``, or ``other @ Q`` with ``left=False``, where Q is the product of reflectors.

    With ``transpose`` it is Q's adjoint.
    """
    name, adjoint = ("unmqr", "C") if self.dtype.kind == "c" else ("ormqr", "T")
    function = lapack(name, self)
    side, turned = "L" if left else "R", adjoint if transpose else "N"
    np.copyto(out, other)
    count = tau.shape[-1]
    for at in np.ndindex(self.shape[:-2]) if out.size and count else ():
        out[at] = function(side, turned, self[at][:, :count], tau[at], other[at], 64 * max(other.shape[-2:]))[
            0
        ]
    return out


_DRIVERS: Final = ("gels", "gelsy", "gelsd", "gelss")


def _sides(matrices: Shape, other: Shape) -> Shape:
    """Return the shape of right sides as matrices: vectors become columns."""
    vectors = len(matrices) - 1 == len(other) and matrices[:-1] == other
    return (*other, 1) if vectors else other


def _lstsq_plan(self: Operand, b: Operand, rcond: float | None, driver: str | None) -> Computed:
    given, other = self.meta, b.meta
    name = "torch.linalg.lstsq"
    _require_matrices("linalg.lstsq", given)
    if not other.ndim:
        raise ShapeError(f"{name}: other must have at least 1 dimension.")
    if given.dtype.category < Category.FLOAT or given.dtype.itemsize == 2:
        raise DTypeError("This function doesn't handle types other than float and double")
    if given.dtype is not other.dtype:
        raise DTypeError(
            f"{name}: Expected input and other to have the same dtype, but got input's dtype {given.dtype.title} and "
            f"other's dtype {other.dtype.title}"
        )
    gap = given.ndim - other.ndim
    if not 0 <= gap <= 1:
        raise ShapeError(
            f"{name}: input.dim() must be greater or equal to other.dim() and (input.dim() - other.dim()) <= 1"
        )
    shape = _sides(given.shape, other.shape)
    if len(shape) < 2 or given.shape[-2] != shape[-2]:
        at = -1 if len(shape) > other.ndim or gap else -2
        raise ShapeError(f"{name}: input.size(-2) should match other.size({at})")
    if driver is not None and driver not in _DRIVERS:
        raise BadValueError(f"{name}: parameter `driver` should be one of (gels, gelsy, gelsd, gelss)")
    batch = broadcast_shapes(given.shape[:-2], shape[:-2])
    rows, columns = given.shape[-2:]
    solution = (*batch, columns) if len(shape) > other.ndim else (*batch, columns, shape[-1])
    chosen = driver or "gelsy"
    real = real_of(given.dtype)
    residual = (*batch, shape[-1]) if rows > columns and chosen != "gelsy" else (0,)
    rank = batch if chosen != "gels" else (0,)
    values = (*batch, min(rows, columns)) if chosen in ("gelsd", "gelss") else (0,)
    metas = (meta(given.dtype, solution), meta(real, residual), meta(int64, rank), meta(real, values))
    return Computed(metas, work=cubic(given), fields=("solution", "residuals", "rank", "singular_values"))


def _least_squares(matrix: Array, sides: Array, rcond: float | None) -> tuple[Array, int, Array]:
    """Return solution, rank and singular values of one matrix, by its singular values."""
    left, values, right = singular(matrix, full=False)
    bound = np.finfo(values.dtype).eps * max(matrix.shape) if rcond is None or rcond < 0 else rcond
    kept = values > bound * values.max(initial=0)
    inverted = np.divide(1, values, out=np.zeros_like(values), where=kept)
    solution = np.conj(right.T) @ (inverted[:, None] * (np.conj(left.T) @ sides))
    return solution, int(np.count_nonzero(kept)), values


@op(plan=_lstsq_plan, where=())
def linalg_lstsq(
    out: Tensors, self: Tensor, b: Tensor, rcond: float | None = None, *, driver: str | None = None
) -> Tensors:
    """Return the X of the smallest norm with the smallest ``norm(self @ X - b)``, column by column.

    The results are ``(solution, residuals, rank, singular_values)``, those that the driver ("gels", "gelsy", "gelsd" or
    "gelss") does not tell being empty. Residuals are sums of squares.
    """
    solution, residuals, ranks, values = out
    columns = b.reshape(_sides(self.shape, b.shape))
    batch = np.broadcast_shapes(self.shape[:-2], columns.shape[:-2])
    matrices = np.broadcast_to(self, batch + self.shape[-2:])
    columns = np.broadcast_to(columns, batch + columns.shape[-2:])
    target = solution.reshape(*batch, self.shape[-1], columns.shape[-1])
    for at in np.ndindex(batch):
        target[at], rank, found = _least_squares(matrices[at], columns[at], rcond)
        if residuals.shape != (0,):
            gap = matrices[at] @ target[at] - columns[at]
            residuals[at] = np.add.reduce(np.square(np.abs(gap)), axis=0)
        if ranks.shape != (0,):
            if driver == "gels" and rank < min(self.shape[-2:]):
                raise BadValueError("torch.linalg.lstsq: the input matrix does not have full rank")
            ranks[at] = rank
        if values.shape != (0,):
            values[at] = found
    return out


def _vander_plan(self: Operand, N: int | None) -> Computed:  # noqa: N803 - PyTorch's name
    given = self.meta
    if given.dtype.category is Category.BOOL or (given.dtype.is_floating_point and given.dtype.itemsize == 2):
        raise DTypeError(
            f"linalg.vander supports floating point, complex, and integer tensors, but got {given.dtype.title}"
        )
    count = N if N is not None else given.shape[-1] if given.ndim else 1
    if count <= 1:
        raise BadValueError("N must be greater than 1.")
    return Computed((meta(to_accumulator(given.dtype), (*(given.shape or (1,)), count)),))


@op(plan=_vander_plan, where=())
def linalg_vander(out: Out, self: Tensor, *, N: int | None = None) -> Tensor:  # noqa: N803 - PyTorch's name
    """Return matrices of powers: each row is ``1, x, x^2, ...`` of an element x of a vector (..., n)."""
    powers: Any = self.astype(out.dtype).reshape(*out.shape[:-1], 1)
    out[...] = 1
    out[..., 1:] = np.multiply.accumulate(
        np.broadcast_to(powers, (*out.shape[:-1], out.shape[-1] - 1)), axis=-1
    )
    return out
