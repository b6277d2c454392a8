"""Norms of vectors and of matrices, and the condition number.

The one rule: every norm comes down to one of the two, of vectors along dimensions or of matrices in two dimensions.
"""
# ruff: noqa: ARG001 - a kernel's signature is the op's: what it leaves alone, the plan has read

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, DType, real_of
from insitu_engine.errors import BadValueError, DTypeError, ShapeError
from insitu_engine.meta import Operand, meta
from insitu_engine.ops.algebra.decompositions import singular
from insitu_engine.ops.algebra.matrices import (
    cubic,
    factored,
    require_inexact,
    require_matrices,
    require_square,
)
from insitu_engine.ops.reductions.reduction import reduced, reduced_dims, reduced_shape
from insitu_engine.ops.reductions.spread import add_blocks
from insitu_engine.optable import Array, Dims, Number, Out, Size, Tensor, op
from insitu_engine.rules import normalize_dim

#: The orders of matrix norms: of sums of columns or rows, of singular values, of all elements.
_MATRIX_ORDERS: Final = (1, -1, 2, -2, math.inf, -math.inf, "fro", "nuc")


def _order_text(order: Any) -> str:
    """Return an order as PyTorch writes it."""
    return order if isinstance(order, str) else f"{order:g}"


def _refuse_dtype(name: str, own: DType, dtype: DType | None) -> None:
    """Raise DTypeError in the name of an op unless ``own`` is inexact and widens to ``dtype``."""
    if own.category < Category.FLOAT:
        raise DTypeError(f"{name}: Expected a floating point or complex tensor as input. Got {own.title}")
    if dtype is None:
        return
    if dtype.category < Category.FLOAT:
        raise DTypeError(f"{name}: dtype should be floating point or complex, but got {dtype.title}")
    if own.is_complex is not dtype.is_complex:
        kind = "complex" if own.is_complex else "real"
        raise DTypeError(f"{name}: dtype should be {kind} for {kind} inputs, but got {dtype.title}")
    if dtype.itemsize < own.itemsize:
        raise DTypeError(
            f"{name}: the dtype of the input ({own.title}) should be convertible without narrowing to the specified "
            f"dtype ({dtype.title})"
        )


def vector_plan(self: Operand, ord: float, dim: Any, keepdim: bool, dtype: DType | None) -> Computed:
    """Answer with the norms of vectors along dimensions; refuse those that vectors without an element have not."""
    own, shape = self.meta.dtype, self.meta.shape
    _refuse_dtype("linalg.vector_norm", own, dtype)
    answer = reduced(self, dim, keepdim, real_of(dtype or own))
    if ord < 0 or math.isinf(ord):
        order = _order_text(ord)
        empty = [at for at in reduced_dims(dim, len(shape)) if shape[at] == 0]
        if empty and dim in (None, ()):
            raise BadValueError(
                f"linalg.vector_norm cannot compute the {order} norm on an empty tensor because the operation does "
                "not have an identity"
            )
        if empty:
            raise BadValueError(
                f"linalg.vector_norm cannot compute the {order} norm on the dimension {empty[0]}because this "
                "dimension is empty and the operation does not have an identity"
            )
    return answer


def _powers(order: float) -> Callable[[Array], Array]:
    """Return what a norm adds up, in float64."""

    def transform(part: Array) -> Array:
        if order == 0.0:
            return np.asarray(part != 0, np.float64)
        size = np.asarray(np.abs(part.astype(np.result_type(part.dtype, np.float64))))
        return size if order == 1.0 else np.asarray(np.power(size, order, out=size))

    return transform


def vector_norm(out: Out, array: Array, order: float, dim: Any) -> None:
    """Write the norms of vectors along dimensions."""
    axes = reduced_dims(dim, array.ndim)
    if math.isinf(order):
        extreme = np.maximum if order > 0 else np.minimum
        found = extreme.reduce(np.abs(array), axis=axes, keepdims=True)
    elif (
        order == 2.0
        and len(axes) == array.ndim
        and array.flags.c_contiguous
        and array.dtype.kind == "f"
        and array.dtype == out.dtype != np.float16
    ):
        flat = array.reshape(-1)
        found = np.sqrt(np.dot(flat, flat))
    else:
        total = add_blocks(array, axes, _powers(order))
        found = total if order in (0.0, 1.0) else total ** (1.0 / order)
    np.copyto(out, np.asarray(found).reshape(out.shape), casting="unsafe")


@op(plan=vector_plan, where=())
def linalg_vector_norm(
    out: Out,
    self: Tensor,
    ord: float = 2,
    dim: Dims | None = None,
    keepdim: bool = False,
    *,
    dtype: DType | None = None,
) -> Tensor:
    """Return the norms of vectors along the given dimensions, or of all elements.

    The norm of order p is ``sum(abs(x) ** p) ** (1 / p)``; ``inf`` and ``-inf`` give the largest and smallest magnitude,
    0 how many are not zero.
    """
    vector_norm(out, self, float(ord), dim)
    return out


def _matrix_plan(self: Operand, ord: Any, dim: Any, keepdim: bool, dtype: DType | None) -> Computed:
    name, given = "linalg.matrix_norm", self.meta
    if ord not in _MATRIX_ORDERS:
        raise BadValueError(f"{name}: Order {_order_text(ord)} not supported.")
    require_matrices(name, given)
    require_inexact(name, given.dtype, half=ord not in (2, -2, "nuc"))
    named: tuple[int, ...] = (dim,) if isinstance(dim, int) else dim
    if len(named) != 2:
        raise BadValueError(f"{name}: dim must be a 2-tuple. Got {' '.join(map(str, named))}")
    dims = (normalize_dim(named[0], given.ndim), normalize_dim(named[1], given.ndim))
    if dims[0] == dims[1]:
        raise BadValueError(f"{name}: dims must be different. Got ({named[0]}, {named[1]})")
    _refuse_dtype(name, given.dtype, dtype)
    shape = reduced_shape(given.shape, dims, keepdim)
    return Computed((meta(real_of(dtype or given.dtype), shape),), work=cubic(given))


def _matrix_norms(matrices: Array, order: Any) -> Array:
    """Return the norms of matrices, which are in the last two dimensions."""
    if order in (2, -2, "nuc"):
        values = singular(matrices, full=False, vectors=False)
        if order == "nuc":
            return np.asarray(np.add.reduce(values, axis=-1))
    elif order == "fro":
        return np.asarray(
            np.sqrt(np.add.reduce(np.square(np.abs(matrices), dtype=np.float64), axis=(-1, -2)))
        )
    else:
        values = np.add.reduce(np.abs(matrices), axis=-2 if abs(order) == 1 else -1)
    if not values.shape[-1]:
        return np.zeros(values.shape[:-1], values.dtype)
    return np.asarray(values.max(axis=-1) if order > 0 else values.min(axis=-1))


def matrix_norm(out: Out, array: Array, order: Any, dims: Any, dtype: DType | None) -> None:
    """Write the norms of matrices in two dimensions."""
    if dtype is not None:
        array = array.astype(dtype.numpy, copy=False)
    found = _matrix_norms(np.moveaxis(array, dims, (-2, -1)), order)
    np.copyto(out, found.reshape(out.shape), casting="unsafe")


@op(plan=_matrix_plan, where=())
def linalg_matrix_norm(
    out: Out,
    self: Tensor,
    ord: float | str = "fro",
    dim: Size = (-2, -1),
    keepdim: bool = False,
    *,
    dtype: DType | None = None,
) -> Tensor:
    """Return the norms of matrices in two dimensions.

    "fro" is the vector norm of all elements, "nuc" the sum of the singular values, 2 and -2 the largest and smallest of
    them, 1 and -1 the largest and smallest sum of a column's magnitudes, ``inf`` and ``-inf`` of a row's.
    """
    matrix_norm(out, self, ord, dim, dtype)
    return out


def _of_matrices(ndim: int, ord: Any, dim: Any) -> Any:
    """Return the two dimensions in which ``linalg.norm`` sees matrices, None where it sees vectors."""
    if ord is None:
        return None
    if dim is None:
        if ndim not in (1, 2):
            raise ShapeError(
                f"linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got {ndim}D."
            )
        return (-2, -1) if ndim == 2 or isinstance(ord, str) else None
    named = (dim,) if isinstance(dim, int) else dim
    if len(named) not in (1, 2):
        raise ShapeError(f"linalg.norm: If dim is specified, it must be of length 1 or 2. Got {list(named)}")
    return named if len(named) == 2 or isinstance(ord, str) else None


def _linalg_norm_plan(self: Operand, ord: Any, dim: Any, keepdim: bool, dtype: DType | None) -> Computed:
    dims = _of_matrices(self.meta.ndim, ord, dim)
    if dims is not None:
        return _matrix_plan(self, ord, dims, keepdim, dtype)
    return vector_plan(self, 2.0 if ord is None else ord, dim, keepdim, dtype)


@op(plan=_linalg_norm_plan, where=())
def linalg_norm(
    out: Out,
    self: Tensor,
    ord: float | str | None = None,
    dim: Dims | None = None,
    keepdim: bool = False,
    *,
    dtype: DType | None = None,
) -> Tensor:
    """Return the norm of vectors along one dimension, or of matrices in two.

    Without ``ord`` it is the 2-norm of the elements; the orders are those of `vector_norm` and `matrix_norm`.
    """
    dims = _of_matrices(self.ndim, ord, dim)
    if dims is not None:
        matrix_norm(out, self, ord, dims, dtype)
    else:
        vector_norm(out, self, 2.0 if ord is None else float(ord), dim)
    return out


def _named_order(given: int, p: Any, dim: Any) -> tuple[Any, Any]:
    """Return order and dimensions of ``norm``: as a pair of matrix dimensions where the order is a name."""
    if p is None or (p == "fro" and (dim is None or isinstance(dim, int) or len(dim) <= 2)):
        return 2.0, dim
    if isinstance(p, str) and dim is None:
        return p, tuple(range(given))
    return p, dim


def _norm_plan(self: Operand, p: Any, dim: Any, keepdim: bool, dtype: DType | None) -> Computed:
    order, dims = _named_order(self.meta.ndim, p, dim)
    if isinstance(order, str):
        return _matrix_plan(self, order, dims, keepdim, dtype)
    return vector_plan(self, order, dims, keepdim, dtype)


@op(plan=_norm_plan)
def norm(
    out: Out,
    self: Tensor,
    p: float | str | None = "fro",
    dim: Dims | None = None,
    keepdim: bool = False,
    dtype: DType | None = None,
) -> Tensor:
    """Return the p-norm over the given dimensions, or over all.

    ``p`` is 2 by default; ``inf`` and ``-inf`` give the largest and smallest magnitude, 0 how many are not zero, "nuc" the
    sum of a matrix' singular values.
    """
    order, dims = _named_order(self.ndim, p, dim)
    if isinstance(order, str):
        matrix_norm(out, self, order, dims, dtype)
    else:
        vector_norm(out, self, float(order), dims)
    return out


def _renorm_plan(self: Operand, p: Any, dim: int, maxnorm: Any) -> Computed:
    given = self.meta
    if isinstance(p, complex):
        raise BadValueError("renorm: p must be real-valued")
    if p <= 0:
        raise BadValueError("renorm: non-positive-norm not supported")
    if isinstance(maxnorm, complex):
        raise BadValueError("renorm: maxnorm must be real-valued")
    if maxnorm < 0:
        raise BadValueError(f"renorm: expected maxnorm to be >= 0 but got {maxnorm:g}")
    if given.ndim < 2:
        raise BadValueError(f"renorm: input needs at least 2 dimensions, got {given.ndim} dimensions")
    normalize_dim(dim, given.ndim)
    vector_plan(self, float(p), None, False, None)
    return Computed((meta(given.dtype, given.shape),))


@op(plan=_renorm_plan, inplace=True, by_value=True)
def renorm(out: Out, self: Tensor, p: Number, dim: int, maxnorm: Number) -> Tensor:
    """Return the tensor with each entry of a dimension whose p-norm is larger than ``maxnorm`` scaled down to it.

    An entry is multiplied by ``maxnorm / (norm + 1e-7)``.
    """
    axes = tuple(axis for axis in range(self.ndim) if axis != dim % self.ndim)
    if math.isinf(p):
        size = np.maximum.reduce(np.abs(self), axis=axes, keepdims=True, initial=0)
    else:
        size = add_blocks(self, axes, _powers(float(p))) ** (1.0 / p)
    factor = np.where(size > maxnorm, maxnorm / (size + 1e-7), 1.0)
    np.multiply(self, factor.astype(self.real.dtype), out=out)
    return out


def _cond_plan(self: Operand, p: Any) -> Computed:
    given = self.meta
    if given.ndim < 2:
        raise ShapeError("linalg.cond: The input tensor must have at least 2 dimensions.")
    if p is None or p in (2, -2):
        require_inexact("linalg.svd", given.dtype, kernel="linalg_svd_cpu")
    else:
        if p not in _MATRIX_ORDERS and not isinstance(p, str):
            raise BadValueError(f"linalg.cond got an invalid norm type: {_order_text(p)}")
        require_square(f"linalg.cond(ord={_order_text(p)})", given)
        if p not in _MATRIX_ORDERS:
            raise BadValueError(f"linalg.cond got an invalid norm type: {p}")
        require_inexact("linalg.inv_ex", given.dtype)
    return Computed((meta(real_of(given.dtype), given.shape[:-2]),), work=cubic(given))


@op(plan=_cond_plan, where=())
def linalg_cond(out: Out, self: Tensor, p: float | str | None = None) -> Tensor:
    """Return the condition numbers of matrices: the norm times the norm of the inverse, infinite where there is none.

    ``p`` is an order of `matrix_norm`; by default it is the largest singular value divided by the smallest.
    """
    if not self.size:
        out[...] = 0
    elif p is None or p in (2, -2):
        values = singular(self, full=False, vectors=False)
        largest, smallest = values[..., 0], values[..., -1]
        out[...] = smallest / largest if p == -2 else largest / smallest
    else:
        regular = factored(self)[2] == 0
        out[...] = np.inf
        kept = self[regular]
        out[regular] = _matrix_norms(kept, p) * _matrix_norms(np.linalg.inv(kept), p)
    return out
