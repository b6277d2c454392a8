"""Factors of matrices: Cholesky, QR, singular values, eigenvalues.

The one rule: LAPACK computes, matrix by matrix of a batch, in the dtype given; signs and phases of vectors are as it
chooses them.
"""
# ruff: noqa: ARG001 - a kernel's signature is the op's: what it leaves alone, the plan has read

from __future__ import annotations

from typing import Any

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, complex_of, int32, real_of
from insitu_engine.errors import BadValueError, DTypeError
from insitu_engine.meta import Meta, Operand, meta
from insitu_engine.ops.algebra.matrices import (
    cubic,
    lapack,
    refuse_failed,
    require_inexact,
    require_lapack,
    require_matrices,
    require_square,
)
from insitu_engine.optable import Array, Out, Tensor, Tensors, op

_INDEFINITE = (
    "The factorization could not be completed because the input is not positive-definite (the leading minor of order "
    "{info} is not positive-definite)."
)


def _adjoint(matrices: Array) -> Array:
    return np.conj(np.swapaxes(matrices, -1, -2))


def _cholesky_factors(matrices: Array, *, upper: bool) -> tuple[Array, Array]:
    """Return the triangular factors, and the order of each first minor that is not positive-definite (or 0)."""
    infos = np.zeros(matrices.shape[:-2], np.int32)
    factors = np.zeros(matrices.shape, matrices.dtype)
    potrf = lapack("potrf", matrices)
    for at in np.ndindex(infos.shape) if matrices.size else ():
        factors[at], infos[at] = potrf(matrices[at], lower=not upper, clean=True)
    return factors, infos


def _cholesky_plan(self: Operand, upper: bool) -> Computed:
    require_square("cholesky", self.meta)
    require_lapack("cholesky_cpu", self.meta.dtype)
    return Computed((meta(self.meta.dtype, self.meta.shape),), work=cubic(self.meta))


@op(plan=_cholesky_plan)
def cholesky(out: Out, self: Tensor, upper: bool = False) -> Tensor:
    """Return the triangular L with ``L @ L.mH == self``, or U with ``U.mH @ U == self``; refuse an indefinite matrix."""
    out[...], infos = _cholesky_factors(self, upper=upper)
    refuse_failed("cholesky", infos, _INDEFINITE)
    return out


def _linalg_cholesky_plan(self: Operand, upper: bool) -> Computed:
    require_square("linalg.cholesky", self.meta)
    require_inexact("linalg.cholesky", self.meta.dtype, kernel="cholesky_cpu")
    return Computed((meta(self.meta.dtype, self.meta.shape),), work=cubic(self.meta))


@op(plan=_linalg_cholesky_plan, where=())
def linalg_cholesky(out: Out, self: Tensor, *, upper: bool = False) -> Tensor:
    """Return the triangular L with ``L @ L.mH == self``, or U with ``U.mH @ U == self``; refuse an indefinite matrix."""
    out[...], infos = _cholesky_factors(self, upper=upper)
    refuse_failed("linalg.cholesky", infos, _INDEFINITE)
    return out


def _cholesky_ex_plan(self: Operand, upper: bool, check_errors: bool) -> Computed:
    require_square("linalg.cholesky", self.meta)
    require_inexact("linalg.cholesky", self.meta.dtype, kernel="cholesky_cpu")
    metas = (meta(self.meta.dtype, self.meta.shape), meta(int32, self.meta.shape[:-2]))
    return Computed(metas, work=cubic(self.meta), fields=("L", "info"))


@op(plan=_cholesky_ex_plan, where=())
def linalg_cholesky_ex(
    out: Tensors, self: Tensor, *, upper: bool = False, check_errors: bool = False
) -> Tensors:
    """Return the triangular factors, and the orders of the first minors that are not positive-definite, 0 for none."""
    out[0][...], out[1][...] = _cholesky_factors(self, upper=upper)
    if check_errors:
        refuse_failed("linalg.cholesky_ex", out[1], _INDEFINITE)
    return out


def _qr_plan(self: Operand, mode: str) -> Computed:
    given = self.meta
    require_matrices("linalg.qr", given)
    require_inexact("linalg.qr", given.dtype, kernel="geqrf_cpu")
    if mode not in ("reduced", "r", "complete"):
        raise BadValueError(
            f"qr received unrecognized mode '{mode}' but expected one of 'reduced' (default), 'r', or 'complete'"
        )
    batch, (rows, columns) = given.shape[:-2], given.shape[-2:]
    inner = rows if mode == "complete" else min(rows, columns)
    q = (0,) if mode == "r" else (*batch, rows, inner)
    return Computed(
        (meta(given.dtype, q), meta(given.dtype, (*batch, inner, columns))),
        work=cubic(given),
        fields=("Q", "R"),
    )


@op(plan=_qr_plan, where=())
def linalg_qr(out: Tensors, self: Tensor, mode: str = "reduced") -> Tensors:
    """Return ``(Q, R)`` with ``Q @ R == self``, Q's columns orthonormal and R upper triangular.

    Of matrices (m, n), Q is (m, min(m, n)), with ``mode="complete"`` (m, m); with ``mode="r"`` it is empty.
    """
    if mode == "r":
        out[1][...] = np.linalg.qr(self, mode="r")
    else:
        out[0][...], out[1][...] = np.linalg.qr(self, mode=mode)  # type: ignore[call-overload] # one of two words
    return out


def _old_qr_plan(self: Operand, some: bool) -> Computed:
    return _qr_plan(self, "reduced" if some else "complete")


@op(plan=_old_qr_plan)
def qr(out: Tensors, self: Tensor, some: bool = True) -> Tensors:
    """Return ``(Q, R)`` with ``Q @ R == self``; Q is square with ``some=False``."""
    return linalg_qr(out, self, "reduced" if some else "complete")  # type: ignore[no-any-return] # kernels answer so


def _svd_metas(given: Meta, *, full: bool, adjoint: bool) -> tuple[Meta, Meta, Meta]:
    """Return the metas of U, S and V; of V's adjoint with ``adjoint``."""
    batch, (rows, columns) = given.shape[:-2], given.shape[-2:]
    inner = min(rows, columns)
    left, right = (rows, columns) if full else (inner, inner)
    last = (right, columns) if adjoint else (columns, right)
    return (
        meta(given.dtype, (*batch, rows, left)),
        meta(real_of(given.dtype), (*batch, inner)),
        meta(given.dtype, (*batch, *last)),
    )


def singular(matrices: Array, *, full: bool, vectors: bool = True) -> Any:
    """Return singular values, with U and V's adjoint around them; raise BadValueError where there is nan."""
    try:
        return np.linalg.svd(matrices, full_matrices=full, compute_uv=vectors)  # type: ignore[call-overload] # a bool
    except np.linalg.LinAlgError:
        batch = ""
        if matrices.ndim > 2:
            failed = np.isnan(matrices).any(axis=(-1, -2))
            batch = f"(Batch element {int(failed.reshape(-1).argmax())}): "
        raise BadValueError(
            f"linalg.svd: {batch}The algorithm failed to converge because the input matrix contained non-finite values."
        ) from None


def _refuse_driver(driver: str | None) -> None:
    if driver is not None:
        raise BadValueError(
            "torch.linalg.svd: keyword argument `driver=` is only supported on CUDA inputs with cuSOLVER backend."
        )


def _linalg_svd_plan(self: Operand, full_matrices: bool, driver: str | None) -> Computed:
    require_matrices("linalg.svd", self.meta)
    require_inexact("linalg.svd", self.meta.dtype, kernel="linalg_svd_cpu")
    _refuse_driver(driver)
    metas = _svd_metas(self.meta, full=full_matrices, adjoint=True)
    return Computed(metas, work=cubic(self.meta), fields=("U", "S", "Vh"))


@op(plan=_linalg_svd_plan, where=())
def linalg_svd(
    out: Tensors, self: Tensor, full_matrices: bool = True, *, driver: str | None = None
) -> Tensors:
    """Return ``(U, S, Vh)`` with ``U @ diag(S) @ Vh == self``, singular values S from the largest down.

    U and Vh are square, or with ``full_matrices=False`` only as wide as there are singular values.
    """
    for result, found in zip(out, singular(self, full=full_matrices), strict=True):
        result[...] = found
    return out


def _svdvals_plan(self: Operand, driver: str | None) -> Computed:
    require_matrices("linalg.svd", self.meta)
    require_inexact("linalg.svd", self.meta.dtype, kernel="linalg_svd_cpu")
    _refuse_driver(driver)
    return Computed((_svd_metas(self.meta, full=False, adjoint=True)[1],), work=cubic(self.meta))


@op(plan=_svdvals_plan, where=())
def linalg_svdvals(out: Out, self: Tensor, *, driver: str | None = None) -> Tensor:
    """Return the singular values of matrices, from the largest down."""
    out[...] = singular(self, full=False, vectors=False)
    return out


def _svd_plan(self: Operand, some: bool, compute_uv: bool) -> Computed:
    if self.meta.ndim < 2:
        raise DTypeError(
            f"linalg.svd: input should have at least 2 dimensions, but has {self.meta.ndim} dimensions instead"
        )
    require_inexact("linalg.svd", self.meta.dtype, kernel="linalg_svd_cpu")
    metas = _svd_metas(self.meta, full=not (some and compute_uv), adjoint=False)
    return Computed(metas, work=cubic(self.meta), fields=("U", "S", "V"))


@op(plan=_svd_plan)
def svd(out: Tensors, self: Tensor, some: bool = True, compute_uv: bool = True) -> Tensors:
    """Return ``(U, S, V)`` with ``U @ diag(S) @ V.mH == self``; without ``compute_uv`` U and V are zeros.

    With ``some=False`` U and V are square.
    """
    left, values, right = out
    if compute_uv:
        left[...], values[...], adjoint = singular(self, full=not some)
        right[...] = _adjoint(adjoint)
    else:
        left[...] = right[...] = 0
        values[...] = singular(self, full=False, vectors=False)
    return out


def _symmetric(self: Operand, uplo: str) -> Meta:
    require_square("linalg.eigh", self.meta)
    if uplo.upper() not in ("L", "U"):
        raise BadValueError(f"Expected UPLO argument to be 'L' or 'U', but got {uplo}")
    require_lapack("linalg_eigh_cpu", self.meta.dtype)
    return meta(real_of(self.meta.dtype), self.meta.shape[:-1])


def _eigh_plan(self: Operand, UPLO: str) -> Computed:  # noqa: N803 - PyTorch's name
    metas = (_symmetric(self, UPLO), meta(self.meta.dtype, self.meta.shape))
    return Computed(metas, work=cubic(self.meta), fields=("eigenvalues", "eigenvectors"))


@op(plan=_eigh_plan, where=())
def linalg_eigh(out: Tensors, self: Tensor, UPLO: str = "L") -> Tensors:  # noqa: N803 - PyTorch's name
    """Return eigenvalues, from the smallest up, and orthonormal eigenvectors of symmetric or Hermitian matrices.

    Only the lower triangle is read, with ``UPLO="U"`` the upper one.
    """
    out[0][...], out[1][...] = np.linalg.eigh(self, UPLO=UPLO.upper())  # type: ignore[call-overload] # one of two letters
    return out


def _eigvalsh_plan(self: Operand, UPLO: str) -> Computed:  # noqa: N803 - PyTorch's name
    return Computed((_symmetric(self, UPLO),), work=cubic(self.meta))


@op(plan=_eigvalsh_plan, where=())
def linalg_eigvalsh(out: Out, self: Tensor, UPLO: str = "L") -> Tensor:  # noqa: N803 - PyTorch's name
    """Return the eigenvalues of symmetric or Hermitian matrices, from the smallest up."""
    out[...] = np.linalg.eigvalsh(self, UPLO=UPLO.upper())  # type: ignore[call-overload] # one of two letters
    return out


def _eigenvalues(name: str, given: Meta) -> Meta:
    require_square(name, given)
    if given.dtype.category < Category.FLOAT:
        raise DTypeError(f"Unknown Complex ScalarType for {given.dtype.title}")
    require_lapack("linalg_eig_out_cpu", given.dtype)
    return meta(complex_of(given.dtype), given.shape[:-1])


def _eig_plan(self: Operand) -> Computed:
    values = _eigenvalues("linalg.eig", self.meta)
    metas = (values, meta(values.dtype, self.meta.shape))
    return Computed(metas, work=cubic(self.meta), fields=("eigenvalues", "eigenvectors"))


def _refuse_infinite(self: Array) -> None:
    if not np.isfinite(self).all():
        raise BadValueError("torch.linalg.eig: input tensor should not contain infs or NaNs.")


@op(plan=_eig_plan, check=_refuse_infinite, where=())
def linalg_eig(out: Tensors, self: Tensor) -> Tensors:
    """Return eigenvalues, in no order, and eigenvectors of square matrices; both are complex."""
    out[0][...], out[1][...] = np.linalg.eig(self)
    return out


def _eigvals_plan(self: Operand) -> Computed:
    return Computed((_eigenvalues("linalg.eigvals", self.meta),), work=cubic(self.meta))


@op(plan=_eigvals_plan, where=())
def linalg_eigvals(out: Out, self: Tensor) -> Tensor:
    """Return the eigenvalues of square matrices, in no order; they are complex."""
    out[...] = np.linalg.eigvals(self) if np.isfinite(self).all() else np.nan
    return out
