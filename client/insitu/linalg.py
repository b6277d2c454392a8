# Written by tools/generate_client.py from the op table: do not edit, run `make generate`.
"""Linear algebra: `torch.linalg`."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import insitu_engine.ops  # noqa: F401 - fills the op table
from insitu.dispatch import call
from insitu.options import by_numpy_names
from insitu_engine.dtypes import DType
from insitu_engine.optable import lookup

if TYPE_CHECKING:
    from insitu._tensor import Tensor

Number: TypeAlias = builtins.complex


__all__ = [
    "cholesky",
    "cholesky_ex",
    "cond",
    "cross",
    "det",
    "diagonal",
    "eig",
    "eigh",
    "eigvals",
    "eigvalsh",
    "householder_product",
    "inv",
    "inv_ex",
    "lstsq",
    "lu",
    "lu_factor",
    "lu_factor_ex",
    "lu_solve",
    "matrix_exp",
    "matrix_norm",
    "matrix_power",
    "matrix_rank",
    "multi_dot",
    "norm",
    "pinv",
    "qr",
    "slogdet",
    "solve",
    "solve_ex",
    "solve_triangular",
    "svd",
    "svdvals",
    "tensorinv",
    "tensorsolve",
    "vander",
    "vecdot",
    "vector_norm",
]


_OP_det = lookup("det")
_OP_inverse = lookup("inverse")
_OP_linalg_cholesky = lookup("linalg_cholesky")
_OP_linalg_cholesky_ex = lookup("linalg_cholesky_ex")
_OP_linalg_cond = lookup("linalg_cond")
_OP_linalg_cross = lookup("linalg_cross")
_OP_linalg_diagonal = lookup("linalg_diagonal")
_OP_linalg_eig = lookup("linalg_eig")
_OP_linalg_eigh = lookup("linalg_eigh")
_OP_linalg_eigvals = lookup("linalg_eigvals")
_OP_linalg_eigvalsh = lookup("linalg_eigvalsh")
_OP_linalg_inv_ex = lookup("linalg_inv_ex")
_OP_linalg_lstsq = lookup("linalg_lstsq")
_OP_linalg_lu = lookup("linalg_lu")
_OP_linalg_lu_factor = lookup("linalg_lu_factor")
_OP_linalg_lu_factor_ex = lookup("linalg_lu_factor_ex")
_OP_linalg_lu_solve = lookup("linalg_lu_solve")
_OP_linalg_matrix_norm = lookup("linalg_matrix_norm")
_OP_linalg_matrix_rank = lookup("linalg_matrix_rank")
_OP_linalg_multi_dot = lookup("linalg_multi_dot")
_OP_linalg_norm = lookup("linalg_norm")
_OP_linalg_pinv = lookup("linalg_pinv")
_OP_linalg_qr = lookup("linalg_qr")
_OP_linalg_solve = lookup("linalg_solve")
_OP_linalg_solve_ex = lookup("linalg_solve_ex")
_OP_linalg_solve_triangular = lookup("linalg_solve_triangular")
_OP_linalg_svd = lookup("linalg_svd")
_OP_linalg_svdvals = lookup("linalg_svdvals")
_OP_linalg_tensorinv = lookup("linalg_tensorinv")
_OP_linalg_tensorsolve = lookup("linalg_tensorsolve")
_OP_linalg_vander = lookup("linalg_vander")
_OP_linalg_vecdot = lookup("linalg_vecdot")
_OP_linalg_vector_norm = lookup("linalg_vector_norm")
_OP_matrix_exp = lookup("matrix_exp")
_OP_matrix_power = lookup("matrix_power")
_OP_orgqr = lookup("orgqr")
_OP_slogdet = lookup("slogdet")


def det(input: Tensor) -> Tensor:
    """Alias of `det`."""
    result: Tensor = call(_OP_det, (input,))
    return result


def inv(input: Tensor) -> Tensor:
    """Alias of `inverse`."""
    result: Tensor = call(_OP_inverse, (input,))
    return result


def cholesky(input: Tensor, *, upper: bool = False) -> Tensor:
    """Return the triangular L with ``L @ L.mH == self``, or U with ``U.mH @ U == self``; refuse an indefinite matrix."""
    result: Tensor = call(_OP_linalg_cholesky, (input, upper))
    return result


def cholesky_ex(input: Tensor, *, upper: bool = False, check_errors: bool = False) -> Any:
    """Return the triangular factors, and the orders of the first minors that are not positive-definite, 0 for none."""
    return call(_OP_linalg_cholesky_ex, (input, upper, check_errors))


def cond(input: Tensor, p: float | str | None = None) -> Tensor:
    """Return the condition numbers of matrices: the norm times the norm of the inverse, infinite where there is none.

    ``p`` is an order of `matrix_norm`; by default it is the largest singular value divided by the smallest.
    """
    result: Tensor = call(_OP_linalg_cond, (input, p))
    return result


def cross(input: Tensor, other: Tensor, *, dim: int = -1, **numpy: Any) -> Tensor:
    """Return the cross products of vectors with three entries along a dimension; other dimensions broadcast."""
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    result: Tensor = call(_OP_linalg_cross, (input, other, dim))
    return result


def diagonal(A: Tensor, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """Return a view of a diagonal of the last two dimensions, unless said otherwise, as the last dimension."""
    result: Tensor = call(_OP_linalg_diagonal, (A, offset, dim1, dim2))
    return result


def eig(input: Tensor) -> Any:
    """Return eigenvalues, in no order, and eigenvectors of square matrices; both are complex."""
    return call(_OP_linalg_eig, (input,))


def eigh(input: Tensor, UPLO: str = "L") -> Any:
    """Return eigenvalues, from the smallest up, and orthonormal eigenvectors of symmetric or Hermitian matrices.

    Only the lower triangle is read, with ``UPLO="U"`` the upper one.
    """
    return call(_OP_linalg_eigh, (input, UPLO))


def eigvals(input: Tensor) -> Tensor:
    """Return the eigenvalues of square matrices, in no order; they are complex."""
    result: Tensor = call(_OP_linalg_eigvals, (input,))
    return result


def eigvalsh(input: Tensor, UPLO: str = "L") -> Tensor:
    """Return the eigenvalues of symmetric or Hermitian matrices, from the smallest up."""
    result: Tensor = call(_OP_linalg_eigvalsh, (input, UPLO))
    return result


def inv_ex(input: Tensor, *, check_errors: bool = False) -> Any:
    """Return the inverses, and where the LU factors' diagonals have their first zeros: 0 for regular matrices.

    What a singular matrix gives is undefined: infinities.
    """
    return call(_OP_linalg_inv_ex, (input, check_errors))


def lstsq(input: Tensor, b: Tensor, rcond: float | None = None, *, driver: str | None = None) -> Any:
    """Return the X of the smallest norm with the smallest ``norm(self @ X - b)``, column by column.

    The results are ``(solution, residuals, rank, singular_values)``, those that the driver ("gels", "gelsy", "gelsd" or
    "gelss") does not tell being empty. Residuals are sums of squares.
    """
    return call(_OP_linalg_lstsq, (input, b, rcond, driver))


def lu(input: Tensor, *, pivot: bool = True) -> Any:
    """Return ``(P, L, U)`` with ``P @ L @ U == self``: a permutation, and a lower and an upper triangle."""
    return call(_OP_linalg_lu, (input, pivot))


def lu_factor(input: Tensor, *, pivot: bool = True) -> Any:
    """Return the LU factors of matrices, L without its diagonal and U in one matrix, and the pivots; refuse a singular one."""
    return call(_OP_linalg_lu_factor, (input, pivot))


def lu_factor_ex(input: Tensor, *, pivot: bool = True, check_errors: bool = False) -> Any:
    """Return the LU factors, the pivots, and where U's diagonal has its first zero, or 0."""
    return call(_OP_linalg_lu_factor_ex, (input, pivot, check_errors))


def lu_solve(input: Tensor, pivots: Tensor, B: Tensor, *, left: bool = True, adjoint: bool = False) -> Tensor:
    """Return X with ``A @ X == B``, or ``X @ A == B`` with ``left=False``, where ``self`` and ``pivots`` are A's LU factors.

    With ``adjoint`` it is A's adjoint.
    """
    result: Tensor = call(_OP_linalg_lu_solve, (input, pivots, B, left, adjoint))
    return result


def matrix_norm(
    input: Tensor,
    ord: float | str = "fro",
    dim: int | Sequence[int] = (-2, -1),
    keepdim: bool = False,
    *,
    dtype: DType | None = None,
    **numpy: Any,
) -> Tensor:
    """Return the norms of matrices in two dimensions.

    "fro" is the vector norm of all elements, "nuc" the sum of the singular values, 2 and -2 the largest and smallest of
    them, 1 and -1 the largest and smallest sum of a column's magnitudes, ``inf`` and ``-inf`` of a row's.
    """
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    result: Tensor = call(_OP_linalg_matrix_norm, (input, ord, dim, keepdim, dtype))
    return result


def matrix_rank(
    input: Tensor,
    tol: Tensor | Number | None = None,
    hermitian: bool = False,
    *,
    atol: Tensor | Number | None = None,
    rtol: Tensor | Number | None = None,
) -> Tensor:
    """Return how many singular values of each matrix are above its bound; ``tol`` is an absolute one."""
    result: Tensor = call(_OP_linalg_matrix_rank, (input, tol, hermitian, atol, rtol))
    return result


def multi_dot(tensors: Sequence[Tensor]) -> Tensor:
    """Return the product of two or more matrices, in the order of multiplication that costs least.

    The first may be a vector, a row, and so may the last, a column.
    """
    result: Tensor = call(_OP_linalg_multi_dot, (tensors,))
    return result


def norm(
    input: Tensor,
    ord: float | str | None = None,
    dim: int | Sequence[int] | None = None,
    keepdim: bool = False,
    *,
    dtype: DType | None = None,
    **numpy: Any,
) -> Tensor:
    """Return the norm of vectors along one dimension, or of matrices in two.

    Without ``ord`` it is the 2-norm of the elements; the orders are those of `vector_norm` and `matrix_norm`.
    """
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    result: Tensor = call(_OP_linalg_norm, (input, ord, dim, keepdim, dtype))
    return result


def pinv(
    input: Tensor,
    rcond: Tensor | Number | None = None,
    hermitian: bool = False,
    *,
    atol: Tensor | Number | None = None,
    rtol: Tensor | Number | None = None,
) -> Tensor:
    """Return the pseudoinverses (Moore and Penrose) of matrices (..., m, n), which are (..., n, m).

    Singular values above the bound are inverted, the others are left out. ``rcond`` is another name of ``rtol``.
    """
    result: Tensor = call(_OP_linalg_pinv, (input, rcond, hermitian, atol, rtol))
    return result


def qr(input: Tensor, mode: str = "reduced") -> Any:
    """Return ``(Q, R)`` with ``Q @ R == self``, Q's columns orthonormal and R upper triangular.

    Of matrices (m, n), Q is (m, min(m, n)), with ``mode="complete"`` (m, m); with ``mode="r"`` it is empty.
    """
    return call(_OP_linalg_qr, (input, mode))


def solve(input: Tensor, other: Tensor, *, left: bool = True) -> Tensor:
    """Return X with ``self @ X == other``, or ``X @ self == other`` with ``left=False``; refuse a singular matrix.

    ``self`` is (..., n, n), ``other`` (..., n, k) or, for each matrix, a vector (..., n).
    """
    result: Tensor = call(_OP_linalg_solve, (input, other, left))
    return result


def solve_ex(input: Tensor, other: Tensor, *, left: bool = True, check_errors: bool = False) -> Any:
    """Return the solution as `linalg.solve` does, and the place of the first zero on the LU factors' diagonal, or 0.

    What singular matrices give is undefined: nan.
    """
    return call(_OP_linalg_solve_ex, (input, other, left, check_errors))


def solve_triangular(
    input: Tensor, other: Tensor, *, upper: bool, left: bool = True, unitriangular: bool = False
) -> Tensor:
    """Return X with ``self @ X == other``, or ``X @ self == other`` with ``left=False``, reading one triangle only.

    With ``unitriangular`` the diagonal is taken to be ones.
    """
    result: Tensor = call(_OP_linalg_solve_triangular, (input, other, upper, left, unitriangular))
    return result


def svd(input: Tensor, full_matrices: bool = True, *, driver: str | None = None) -> Any:
    """Return ``(U, S, Vh)`` with ``U @ diag(S) @ Vh == self``, singular values S from the largest down.

    U and Vh are square, or with ``full_matrices=False`` only as wide as there are singular values.
    """
    return call(_OP_linalg_svd, (input, full_matrices, driver))


def svdvals(input: Tensor, *, driver: str | None = None) -> Tensor:
    """Return the singular values of matrices, from the largest down."""
    result: Tensor = call(_OP_linalg_svdvals, (input, driver))
    return result


def tensorinv(input: Tensor, ind: int = 2) -> Tensor:
    """Return the tensor that undoes ``tensordot(self, X, X.ndim)``: the inverse of the matrix that ``ind`` folds."""
    result: Tensor = call(_OP_linalg_tensorinv, (input, ind))
    return result


def tensorsolve(input: Tensor, other: Tensor, dims: int | Sequence[int] | None = None) -> Tensor:
    """Return X with ``tensordot(self, X, X.ndim) == other``; ``dims`` of ``self`` are moved to the end before."""
    result: Tensor = call(_OP_linalg_tensorsolve, (input, other, dims))
    return result


def vander(input: Tensor, *, N: int | None = None) -> Tensor:
    """Return matrices of powers: each row is ``1, x, x^2, ...`` of an element x of a vector (..., n)."""
    result: Tensor = call(_OP_linalg_vander, (input, N))
    return result


def vecdot(input: Tensor, other: Tensor, *, dim: int = -1, **numpy: Any) -> Tensor:
    """Return the dot products of vectors along a dimension of two batches, those of ``self`` conjugated."""
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    result: Tensor = call(_OP_linalg_vecdot, (input, other, dim))
    return result


def vector_norm(
    input: Tensor,
    ord: float = 2,
    dim: int | Sequence[int] | None = None,
    keepdim: bool = False,
    *,
    dtype: DType | None = None,
    **numpy: Any,
) -> Tensor:
    """Return the norms of vectors along the given dimensions, or of all elements.

    The norm of order p is ``sum(abs(x) ** p) ** (1 / p)``; ``inf`` and ``-inf`` give the largest and smallest magnitude,
    0 how many are not zero.
    """
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    result: Tensor = call(_OP_linalg_vector_norm, (input, ord, dim, keepdim, dtype))
    return result


def matrix_exp(input: Tensor) -> Tensor:
    """Alias of `matrix_exp`."""
    result: Tensor = call(_OP_matrix_exp, (input,))
    return result


def matrix_power(input: Tensor, n: int) -> Tensor:
    """Alias of `matrix_power`."""
    result: Tensor = call(_OP_matrix_power, (input, n))
    return result


def householder_product(input: Tensor, tau: Tensor) -> Tensor:
    """Alias of `orgqr`."""
    result: Tensor = call(_OP_orgqr, (input, tau))
    return result


def slogdet(input: Tensor) -> Any:
    """Alias of `slogdet`."""
    return call(_OP_slogdet, (input,))
