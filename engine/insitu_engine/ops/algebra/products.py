"""Products beyond those of matrices: inner, vdot, kron, tensordot, chains of matrices, cross products, the trace.

The one rule: what is a product of matrices in disguise is left to BLAS; float16 is added up in float32.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category
from insitu_engine.errors import (
    ArgumentError,
    BadValueError,
    DTypeError,
    IndexRangeError,
    ShapeError,
    UnsupportedError,
)
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.ops.algebra.linear import dot_shape, product_answer, refuse_bool
from insitu_engine.optable import Array, Out, Pairs, Tensor, Tensors, op
from insitu_engine.promotion import to_accumulator
from insitu_engine.rules import broadcast, broadcast_shapes, normalize_dim, promoted


def _wide(array: Array) -> Array:
    """Return float16 as float32, anything else as it is."""
    return array.astype(np.float32) if array.dtype == np.float16 else array


def _vdot_plan(self: Operand, other: Operand) -> Computed:
    if self.meta.ndim != 1 or other.meta.ndim != 1:
        raise ShapeError(f"1D tensors expected, but got {self.meta.ndim}D and {other.meta.ndim}D tensors")
    return product_answer(dot_shape(self.meta, other.meta), self.meta, self.meta.numel)


@op(plan=_vdot_plan)
def vdot(out: Out, self: Tensor, other: Tensor) -> Tensor:
    """Return the dot product of two vectors of one length, the first one conjugated."""
    out[...] = np.vdot(_wide(self), _wide(other))
    return out


def _contracted(first: Meta, second: Meta, dims: tuple[int, ...], others: tuple[int, ...]) -> Computed:
    """Answer with the sum over pairs of dimensions; raise what ``tensordot`` does."""
    own = _counted(dims, first.ndim)
    met = _counted(others, second.ndim)
    if dims and not (first.ndim and second.ndim):
        raise IndexRangeError("Dimension specified as 0 but tensor has no dimensions")
    for dim, other in zip(dims, others, strict=True):
        here, there = first.shape[dim], second.shape[other]
        if here != there and 1 not in (here, there):
            raise ShapeError(
                f"contracted dimensions need to match, but first has size {here} in dim {dim} and second has size "
                f"{there} in dim {other}"
            )
    refuse_bool("addmm_impl_cpu_", first.dtype)
    shape = tuple(size for at, size in enumerate(first.shape) if at not in own)
    shape += tuple(size for at, size in enumerate(second.shape) if at not in met)
    return product_answer(shape, first, math.prod(first.shape[dim] for dim in own))


def _counted(dims: tuple[int, ...], ndim: int) -> tuple[int, ...]:
    """Return dimensions counted from the front; refuse one that is named twice."""
    counted = tuple(normalize_dim(dim, ndim) for dim in dims)
    for at, dim in enumerate(counted):
        if dim in counted[:at]:
            raise BadValueError(f"dim {dim} appears multiple times in the list of dims")
    return counted


def _contract(out: Out, first: Array, second: Array, dims: tuple[int, ...], others: tuple[int, ...]) -> None:
    """Write the sum over pairs of dimensions; one of size 1 goes with all entries of its partner."""
    first, second = _wide(first), _wide(second)
    for dim, other in zip(dims, others, strict=True):
        if first.shape[dim] == 1:
            second = np.add.reduce(second, axis=other, keepdims=True)
        elif second.shape[other] == 1:
            first = np.add.reduce(first, axis=dim, keepdims=True)
    np.copyto(out, np.tensordot(first, second, axes=(dims, others)), casting="unsafe")


def _inner_plan(self: Operand, other: Operand) -> Computed:
    first, second = self.meta, other.meta
    if not (first.ndim and second.ndim):
        dtype = promoted(self, other)
        return Computed((meta(dtype, first.shape or second.shape),), dtype)
    if first.shape[-1] != second.shape[-1]:
        raise ShapeError(
            "inner() the last dimension must match on both input tensors but got shapes "
            f"{list(first.shape)} and {list(second.shape)}"
        )
    _refuse_mixed(first, second)
    return _contracted(first, second, (first.ndim - 1,), (second.ndim - 1,))


@op(plan=_inner_plan)
def inner(out: Out, self: Tensor, other: Tensor) -> Tensor:
    """Return the sums of products over the last dimension of both: (..., n) and (---, n) give (..., ---).

    A 0-d tensor multiplies the other one.
    """
    if self.ndim and other.ndim:
        _contract(out, self, other, (self.ndim - 1,), (other.ndim - 1,))
    else:
        np.multiply(self, other, out=out)
    return out


def _refuse_mixed(first: Meta, second: Meta) -> None:
    if first.dtype is not second.dtype:
        raise DTypeError("both inputs should have same dtype")


def _pairs(first: int, second: int, dims: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the dimensions that ``tensordot`` sums over, of tensors with so many dimensions."""
    if isinstance(dims, int):
        if dims < 0:
            raise BadValueError(f"tensordot expects dims >= 0, but got dims={dims}")
        if dims > min(first, second):
            raise BadValueError(f"tensordot expects dims < ndim_a or ndim_b, but got dims={dims}")
        return tuple(range(-dims, 0)), tuple(range(dims))
    if len(dims) != 2:
        raise ArgumentError(
            f"tensordot(): argument 'dims' must be int or two lists of ints, not {len(dims)} of them"
        )
    own, others = dims
    if len(own) != len(others):
        raise BadValueError("both dimension lists should have same length")
    return own, others


def _tensordot_plan(self: Operand, other: Operand, dims: Any) -> Computed:
    first, second = self.meta, other.meta
    own, others = _pairs(first.ndim, second.ndim, dims)
    _refuse_mixed(first, second)
    return _contracted(first, second, own, others)


@op(plan=_tensordot_plan, where=("function",))
def tensordot(out: Out, self: Tensor, other: Tensor, dims: Pairs | int = 2) -> Tensor:
    """Return the sums of products over pairs of dimensions, the generalized product of matrices.

    ``dims`` is how many of the last dimensions of ``self`` meet the first ones of ``other``, or two lists of dimensions
    that meet in this order.
    """
    _contract(out, self, other, *_pairs(self.ndim, other.ndim, dims))
    return out


def _kron_plan(self: Operand, other: Operand) -> Computed:
    dtype = promoted(self, other)
    long, wide = _aligned(self.meta.shape, other.meta.shape)
    shape = tuple(here * there for here, there in zip(long, wide, strict=True))
    return Computed((meta(dtype, shape),), dtype)


def _aligned(first: Shape, second: Shape) -> tuple[Shape, Shape]:
    """Return both shapes with the same number of dimensions: ones in front."""
    ndim = max(len(first), len(second))
    return (1,) * (ndim - len(first)) + first, (1,) * (ndim - len(second)) + second


@op(plan=_kron_plan)
def kron(out: Out, self: Tensor, other: Tensor) -> Tensor:
    """Return the Kronecker product: every element of ``self`` times all of ``other``, block by block."""
    blocks, block = _aligned(self.shape, other.shape)
    outer = self.reshape([size for pair in blocks for size in (pair, 1)])
    inner = other.reshape([size for pair in block for size in (1, pair)])
    both = [size for pair in zip(blocks, block, strict=True) for size in pair]
    np.multiply(outer, inner, out=out.reshape(both))
    return out


def _chain_plan(tensors: tuple[Operand, ...]) -> Computed:
    metas = [tensor.meta for tensor in tensors]
    last = len(metas) - 1
    if last < 1:
        raise BadValueError(f"multi_dot(): expected at least 2 tensors but got {len(metas)}")
    for at, given in enumerate(metas):
        if at not in (0, last) and given.ndim != 2:
            raise ShapeError(f"multi_dot(): tensor {at} must be 2D but got {given.ndim}D")
        if at in (0, last) and given.ndim not in (1, 2):
            place = "first" if at == 0 else "last"
            raise ShapeError(f"multi_dot(): the {place} tensor must be 1D or 2D but got {given.ndim}D")
        if given.dtype is not metas[0].dtype:
            raise DTypeError(
                f"multi_dot(): all tensors must have be the same dtype but tensor 0 is {metas[0].dtype.c_name} and "
                f"tensor {at} {given.dtype.c_name}"
            )
    for at, (left, right) in enumerate(pairwise(metas)):
        if left.shape[-1] != right.shape[0]:
            raise ShapeError(
                f"multi_dot(): tensors {at} and {at + 1} with shapes {list(left.shape)} and {list(right.shape)} "
                "cannot be multiplied"
            )
    refuse_bool("addmm_impl_cpu_", metas[0].dtype)
    inner = math.prod(given.shape[-1] for given in metas[:-1])
    return product_answer(metas[0].shape[:-1] + metas[-1].shape[1:], metas[0], inner)


@op(plan=_chain_plan, where=())
def linalg_multi_dot(out: Out, tensors: Tensors) -> Tensor:
    """Return the product of two or more matrices, in the order of multiplication that costs least.

    The first may be a vector, a row, and so may the last, a column.
    """
    np.copyto(out, np.linalg.multi_dot([_wide(tensor) for tensor in tensors]), casting="unsafe")
    return out


def _matrices_plan(matrices: tuple[Operand, ...]) -> Computed:
    if not matrices:
        raise BadValueError("chain_matmul(): Expected one or more matrices")
    for matrix in matrices:
        if matrix.meta.ndim != 2:
            raise ShapeError(f"Tensor dimension is {matrix.meta.ndim}, expected 2 instead.")
    return (
        _chain_plan(matrices)
        if len(matrices) > 1
        else Computed((meta(matrices[0].meta.dtype, matrices[0].meta.shape),))
    )


@op(plan=_matrices_plan, variadic="matrices", where=("function",))
def chain_matmul(out: Out, matrices: Tensors) -> Tensor:
    """Return the product of one or more matrices, in the order of multiplication that costs least."""
    if len(matrices) > 1:
        linalg_multi_dot(out, matrices)
    else:
        np.copyto(out, matrices[0])
    return out


def _vecdot_plan(self: Operand, other: Operand, dim: int) -> Computed:
    first, second = self.meta, other.meta
    if first.dtype.category < Category.FLOAT:
        raise DTypeError(
            f"linalg.vecdot: Expected a floating point or complex tensor as input. Got {first.dtype.title}"
        )
    if first.dtype is not second.dtype:
        raise DTypeError(
            "linalg.vecdot: Expected x and y to have the same dtype, but found x of type "
            f"{first.dtype.title} and y of type {second.dtype.title} instead"
        )
    if first.ndim == second.ndim == 1:
        return product_answer(dot_shape(first, second), first, first.numel)
    shape = broadcast(self, other)
    at = normalize_dim(dim, len(shape))
    return product_answer(shape[:at] + shape[at + 1 :], first, shape[at] if shape else 1)


@op(plan=_vecdot_plan, where=())
def linalg_vecdot(out: Out, self: Tensor, other: Tensor, *, dim: int = -1) -> Tensor:
    """Return the dot products of vectors along a dimension of two batches, those of ``self`` conjugated."""
    if not (self.ndim or other.ndim):
        np.multiply(np.conj(self), other, out=out)
        return out
    first, second = np.broadcast_arrays(_wide(self), _wide(other))
    axis = -1 if first.ndim == 1 else dim
    lines = (np.moveaxis(array, axis, -1) for array in (first, second))
    np.copyto(out, np.vecdot(*lines), casting="unsafe")
    return out


def _cross_answer(self: Operand, other: Operand, dim: int) -> Computed:
    first, second = self.meta, other.meta
    if first.ndim != second.ndim:
        raise ShapeError("linalg.cross: inputs must have the same number of dimensions.")
    at = normalize_dim(dim, first.ndim)
    sizes = [given.shape[at] if given.ndim else 1 for given in (first, second)]
    if sizes != [3, 3]:
        raise ShapeError(
            f"linalg.cross: inputs dimension {dim} must have length 3. Got {sizes[0]} and {sizes[1]}"
        )
    shape = broadcast_shapes(first.shape, second.shape)
    refuse_dtype(first, second, "cross")
    return Computed((meta(first.dtype, shape),))


def refuse_dtype(first: Meta, second: Meta, kernel: str) -> None:
    """Raise what PyTorch's ``kernel`` does for bool, and for a second tensor of another dtype than the first."""
    if first.dtype.category is Category.BOOL:
        raise UnsupportedError(f"\"{kernel}\" not implemented for 'Bool'")
    if first.dtype is not second.dtype:
        raise DTypeError(f"expected scalar type {first.dtype.title} but found {second.dtype.title}")


@op(plan=_cross_answer, where=())
def linalg_cross(out: Out, self: Tensor, other: Tensor, *, dim: int = -1) -> Tensor:
    """Return the cross products of vectors with three entries along a dimension; other dimensions broadcast."""
    np.copyto(out, np.cross(self, other, axis=dim), casting="unsafe")
    return out


def _triple_dim(shape: Shape, dim: int | None) -> int:
    if dim is not None:
        return dim
    if 3 not in shape:
        raise ShapeError("no dimension of size 3 in input")
    return shape.index(3)


def _cross_plan(self: Operand, other: Operand, dim: int | None) -> Computed:
    return _cross_answer(self, other, _triple_dim(self.meta.shape, dim))


@op(plan=_cross_plan)
def cross(out: Out, self: Tensor, other: Tensor, dim: int | None = None) -> Tensor:
    """Return the cross products of vectors along ``dim``, by default along the first dimension of size 3."""
    linalg_cross(out, self, other, dim=_triple_dim(self.shape, dim))
    return out


def _trace_plan(self: Operand) -> Computed:
    given = self.meta
    if given.ndim != 2:
        raise ShapeError(f"trace: expected a matrix, but got tensor with dim {given.ndim}")
    refuse_bool("trace", given.dtype)
    return Computed((meta(to_accumulator(given.dtype), ()),))


@op(plan=_trace_plan)
def trace(out: Out, self: Tensor) -> Tensor:
    """Return the sum of the elements on the main diagonal of a matrix; integers are added up in int64."""
    out[...] = np.trace(_wide(self), dtype=np.float32 if out.dtype == np.float16 else out.dtype)
    return out
