"""Functions of square matrices and batches of them: determinants, inverses, powers, the exponential.

The one rule: a matrix that has no inverse is refused with the place of the first zero on the diagonal of its LU
factors, as PyTorch does; LAPACK tells it.
"""
# ruff: noqa: ARG001 - a kernel's signature is the op's: what it leaves alone, the plan has read

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, DType, int32, real_of
from insitu_engine.errors import BadValueError, DTypeError, ShapeError
from insitu_engine.meta import Meta, Operand, meta
from insitu_engine.ops.algebra.linear import refuse_bool
from insitu_engine.optable import Array, Out, Tensor, Tensors, op
from insitu_engine.rules import refuse_unless


def require_matrices(name: str, given: Meta, letter: str = "A") -> None:
    """Raise ShapeError in the name of an op unless there are two dimensions at least."""
    if given.ndim < 2:
        raise ShapeError(f"{name}: The input tensor {letter} must have at least 2 dimensions.")


def require_square(name: str, given: Meta) -> None:
    """Raise ShapeError in the name of an op unless it is square matrices."""
    lead = f"{name}: " if name else ""
    require_matrices(name, given)
    rows, columns = given.shape[-2:]
    if rows != columns:
        raise ShapeError(
            f"{lead}A must be batches of square matrices, but they are {rows} by {columns} matrices"
        )


def require_inexact(name: str, dtype: DType, *, kernel: str = "", half: bool = False) -> None:
    """Raise DTypeError in the name of an op for integers and bool, and for 16-bit floats unless ``half``.

    With ``kernel`` those are left to PyTorch's kernel of this name, which refuses them.
    """
    if dtype.category < Category.FLOAT:
        raise DTypeError(f"{name}: Expected a floating point or complex tensor as input. Got {dtype.title}")
    if kernel:
        require_lapack(kernel, dtype)
    elif dtype.itemsize == 2 and not half:
        raise DTypeError(f"{name}: Low precision dtypes not supported. Got {dtype.title}")


def require_lapack(kernel: str, dtype: DType) -> None:
    """Raise UnsupportedError in the name of PyTorch's ``kernel`` for a dtype in which LAPACK does not compute."""
    refuse_unless(dtype.category >= Category.FLOAT and dtype.itemsize > 2, kernel, dtype)


def cubic(given: Meta) -> int:
    """Return the arithmetic of an op that takes the cube of a matrix' size."""
    return given.numel * max(1, *given.shape[-2:])


def lapack(name: str, matrices: Array) -> Callable[..., Any]:
    """Return LAPACK's function of this name for matrices of this dtype."""
    from scipy.linalg.lapack import get_lapack_funcs

    function: Any = get_lapack_funcs(name, (matrices,))
    return cast("Callable[..., Any]", function)


def factored(matrices: Array) -> tuple[Array, Array, Array]:
    """Return LU factors in one matrix each, their pivots from 1 on, and where each diagonal has its first zero (or 0)."""
    factors = np.empty(matrices.shape, matrices.dtype)
    batch, (rows, columns) = matrices.shape[:-2], matrices.shape[-2:]
    pivots = np.empty((*batch, min(rows, columns)), np.int32)
    infos = np.zeros(batch, np.int32)
    getrf = lapack("getrf", matrices)
    for at in np.ndindex(batch) if pivots.size else ():
        factors[at], pivots[at], infos[at] = getrf(matrices[at])
    pivots += 1
    return factors, pivots, infos


def refuse_failed(name: str, infos: Array, why: str) -> None:
    """Raise BadValueError where LAPACK reports a failure; ``why`` may name its place as ``{info}``."""
    failed = np.flatnonzero(infos)
    if failed.size:
        batch = f"(Batch element {failed[0]}): " if infos.ndim else ""
        raise BadValueError(f"{name}: {batch}{why.format(info=infos.reshape(-1)[failed[0]])}")


def zero_places(matrices: Array) -> Array:
    """Return where the LU factors of singular matrices have their first zeros on the diagonal, 0 for regular ones.

    Where LAPACK finds none, rounding hid it: then it is the last one.
    """
    infos = factored(matrices)[2]
    return infos if infos.any() else np.full_like(infos, matrices.shape[-1])


_SINGULAR = "The diagonal element {info} is zero, the inversion could not be completed because the input matrix is singular."


def inverse_of(matrices: Array, name: str = "linalg.inv") -> Array:
    """Return the inverses; raise BadValueError in the name of an op for a singular matrix."""
    try:
        return np.linalg.inv(matrices)
    except np.linalg.LinAlgError:
        refuse_failed(name, zero_places(matrices), _SINGULAR)
        raise


def _inverse_plan(self: Operand) -> Computed:
    require_square("linalg.inv", self.meta)
    require_inexact("linalg.inv", self.meta.dtype)
    return Computed((meta(self.meta.dtype, self.meta.shape),), work=cubic(self.meta))


@op(plan=_inverse_plan, aliases=("linalg_inv",))
def inverse(out: Out, self: Tensor) -> Tensor:
    """Return the inverses of square matrices (..., n, n); refuse a singular one."""
    out[...] = inverse_of(self)
    return out


def _inverse_ex_plan(self: Operand, check_errors: bool) -> Computed:
    require_square("linalg.inv_ex", self.meta)
    require_inexact("linalg.inv_ex", self.meta.dtype)
    metas = (meta(self.meta.dtype, self.meta.shape), meta(int32, self.meta.shape[:-2]))
    return Computed(metas, work=cubic(self.meta), fields=("inverse", "info"))


@op(plan=_inverse_ex_plan, where=())
def linalg_inv_ex(out: Tensors, self: Tensor, *, check_errors: bool = False) -> Tensors:
    """Return the inverses, and where the LU factors' diagonals have their first zeros: 0 for regular matrices.

    What a singular matrix gives is undefined: infinities.
    """
    inverses, infos = out
    _, _, infos[...] = factored(self)
    if check_errors:
        refuse_failed("linalg.inv_ex", infos, _SINGULAR)
    regular = infos == 0
    inverses[...] = np.inf
    inverses[regular] = np.linalg.inv(self[regular])
    return out


def _determinant_plan(self: Operand) -> Computed:
    require_square("linalg.det", self.meta)
    require_inexact("linalg.det", self.meta.dtype, kernel="lu_cpu")
    return Computed((meta(self.meta.dtype, self.meta.shape[:-2]),), work=cubic(self.meta))


@op(plan=_determinant_plan, aliases=("linalg_det",))
def det(out: Out, self: Tensor) -> Tensor:
    """Return the determinants of square matrices."""
    out[...] = np.linalg.det(self)
    return out


def _slogdet_plan(self: Operand) -> Computed:
    given = self.meta
    require_square("linalg.slogdet", given)
    require_inexact("linalg.slogdet", given.dtype)
    metas = (meta(given.dtype, given.shape[:-2]), meta(real_of(given.dtype), given.shape[:-2]))
    return Computed(metas, work=cubic(given), fields=("sign", "logabsdet"))


@op(plan=_slogdet_plan, aliases=("linalg_slogdet",))
def slogdet(out: Tensors, self: Tensor) -> Tensors:
    """Return the determinants' signs and the logarithms of their magnitudes, as ``(sign, logabsdet)``."""
    out[0][...], out[1][...] = np.linalg.slogdet(self)
    return out


def _logdet_plan(self: Operand) -> Computed:
    require_square("logdet", self.meta)
    require_inexact("logdet", self.meta.dtype)
    return Computed((meta(self.meta.dtype, self.meta.shape[:-2]),), work=cubic(self.meta))


@op(plan=_logdet_plan)
def logdet(out: Out, self: Tensor) -> Tensor:
    """Return the logarithms of determinants; nan for a negative one."""
    sign, logarithm = np.linalg.slogdet(self)
    out[...] = logarithm + np.log(sign)
    return out


def _power_plan(self: Operand, n: int) -> Computed:
    require_square("linalg.matrix_power", self.meta)
    if n < 0:
        require_inexact("linalg.inv", self.meta.dtype)
    elif n > 1:
        refuse_bool("addmm_impl_cpu_" if self.meta.ndim == 2 else "bmm", self.meta.dtype)
    return Computed((meta(self.meta.dtype, self.meta.shape),), work=cubic(self.meta))


@op(plan=_power_plan, aliases=("linalg_matrix_power",))
def matrix_power(out: Out, self: Tensor, n: int) -> Tensor:
    """Return the ``n``-th powers of square matrices; negative ones are powers of the inverse."""
    base = inverse_of(self) if n < 0 else self
    if self.dtype == np.float16:
        base = base.astype(np.float32)
    np.copyto(out, np.linalg.matrix_power(base, abs(n)), casting="unsafe")
    return out


def _exponential_plan(self: Operand) -> Computed:
    require_square("linalg.matrix_exp", self.meta)
    require_inexact("linalg.matrix_exp", self.meta.dtype, half=True)
    return Computed((meta(self.meta.dtype, self.meta.shape),), work=cubic(self.meta))


@op(plan=_exponential_plan, aliases=("linalg_matrix_exp",))
def matrix_exp(out: Out, self: Tensor) -> Tensor:
    """Return the exponentials of square matrices: ``sum(A^k / k!)``, by Padé's approximation in double precision."""
    if out.size:
        from scipy.linalg import expm

        wide = np.result_type(self.dtype, np.float64)
        np.copyto(out, expm(self.astype(wide)), casting="unsafe")
    return out
