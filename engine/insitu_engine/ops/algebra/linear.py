"""Linear algebra: products of vectors, matrices and batches of them.

The one rule: BLAS writes straight into the result; only float16, which runs in float32, goes through scratch memory.
"""

from __future__ import annotations

import math

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, DType
from insitu_engine.errors import DTypeError, ShapeError, UnsupportedError
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.optable import Array, Out, Tensor, op
from insitu_engine.promotion import promote_types
from insitu_engine.rules import broadcast_shapes


def product_answer(shape: Shape, given: Meta, inner: int) -> Computed:
    """Answer with the product of the first factor's dtype; ``inner`` elements are added up for each of its own."""
    return Computed((meta(given.dtype, shape),), work=max(1, math.prod(shape)) * max(1, inner))


def refuse_bool(name: str, dtype: DType) -> None:
    """Raise UnsupportedError for bool in the name of PyTorch's kernel."""
    if dtype.category is Category.BOOL:
        raise UnsupportedError(f"\"{name}\" not implemented for 'Bool'")


def mm_shape(first: Meta, second: Meta) -> Shape:
    """Return the shape of a product of matrices; raise what PyTorch's ``mm`` does."""
    if first.shape[1] != second.shape[0]:
        raise ShapeError(
            "mat1 and mat2 shapes cannot be multiplied "
            f"({first.shape[0]}x{first.shape[1]} and {second.shape[0]}x{second.shape[1]})"
        )
    if first.dtype is not second.dtype:
        raise DTypeError(
            f"expected m1 and m2 to have the same dtype, but got: {first.dtype.c_name} != {second.dtype.c_name}"
        )
    if first.numel and second.numel:
        refuse_bool("addmm_impl_cpu_", first.dtype)
    return first.shape[0], second.shape[1]


def mv_shape(first: Meta, second: Meta) -> Shape:
    """Return the shape of the product of a matrix and a vector; raise what ``mv`` does."""
    rows, columns = first.shape
    if second.shape != (columns,):
        raise ShapeError(
            f"size mismatch, got input ({rows}), mat ({rows}x{columns}), vec ({second.shape[0]})"
        )
    if first.dtype is not second.dtype:
        raise DTypeError(
            "addmv input tensors must have the same dtype, but got "
            f"{second.dtype.title}, {first.dtype.title}, and {second.dtype.title}"
        )
    refuse_bool("addmv_impl_cpu", first.dtype)
    return (rows,)


def dot_shape(first: Meta, second: Meta) -> Shape:
    """Return the shape of a dot product; raise what ``dot`` does."""
    if first.dtype is not second.dtype:
        raise DTypeError(
            "dot : expected both vectors to have same dtype, but found "
            f"{first.dtype.title} and {second.dtype.title}"
        )
    if first.numel != second.numel:
        raise ShapeError(
            f"inconsistent tensor size, expected tensor {list(first.shape)} and src {list(second.shape)} to have the "
            f"same number of elements, but got {first.numel} and {second.numel} elements respectively"
        )
    refuse_bool("dot", first.dtype)
    return ()


def bmm_shape(first: Meta, second: Meta) -> Shape:
    """Return the shape of a product of batches of matrices; raise what ``bmm`` does."""
    batch, rows, inner = first.shape
    if second.shape[:2] != (batch, inner):
        raise ShapeError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{batch}, {inner}] "
            f"but got: [{second.shape[0]}, {second.shape[1]}]."
        )
    if first.dtype is not second.dtype:
        raise DTypeError(f"expected scalar type {first.dtype.title} but found {second.dtype.title}")
    refuse_bool("bmm", first.dtype)
    return batch, rows, second.shape[2]


def _batched_shape(first: Meta, second: Meta) -> Shape:
    """Return the shape of a product where at least one factor has a batch."""
    if first.ndim >= 3 and second.ndim <= 2:
        rows = meta(first.dtype, (math.prod(first.shape[:-1]), first.shape[-1]))
        folded = mv_shape(rows, second) if second.ndim == 1 else mm_shape(rows, second)
        return first.shape[:-1] + folded[1:]
    left = (1, *first.shape) if first.ndim == 1 else first.shape
    right = (*second.shape, 1) if second.ndim == 1 else second.shape
    batch = broadcast_shapes(left[:-2], right[:-2])
    count = math.prod(batch)
    _, rows_, columns = bmm_shape(
        meta(first.dtype, (count, *left[-2:])), meta(second.dtype, (count, *right[-2:]))
    )
    tail = (() if first.ndim == 1 else (rows_,)) + (() if second.ndim == 1 else (columns,))
    return batch + tail


def _matmul_plan(self: Operand, other: Operand) -> Computed:
    first, second = self.meta, other.meta
    if not (first.ndim and second.ndim):
        raise ShapeError(
            f"both arguments to matmul need to be at least 1D, but they are {first.ndim}D and {second.ndim}D"
        )
    if first.ndim > 2 or second.ndim > 2:
        shape = _batched_shape(first, second)
    elif second.ndim == 1:
        shape = dot_shape(first, second) if first.ndim == 1 else mv_shape(first, second)
    elif first.ndim == 1:
        shape = mm_shape(meta(first.dtype, (1, first.numel)), second)[1:]
    else:
        shape = mm_shape(first, second)
    return product_answer(shape, first, first.shape[-1])


def multiply(out: Out, first: Array, second: Array) -> None:
    """Write ``first @ second`` into fresh memory."""
    if out.dtype == np.float16:
        np.copyto(out, np.matmul(first.astype(np.float32), second.astype(np.float32)), casting="same_kind")
    elif (
        first.ndim > 2
        and second.ndim == 2
        and first.flags.c_contiguous
        and out.flags.c_contiguous
        and out.size
        and first.size
    ):
        # One large product is faster than many small ones.
        np.matmul(first.reshape(-1, first.shape[-1]), second, out=out.reshape(-1, out.shape[-1]))
    else:
        np.matmul(first, second, out=out)


@op(plan=_matmul_plan)
def matmul(out: Out, self: Tensor, other: Tensor) -> Tensor:
    """Return the matrix product; vectors are rows or columns as it fits, leading dimensions are a batch.

    Two vectors give their dot product, batches broadcast to each other.
    """
    multiply(out, self, other)
    return out


def _mm_plan(self: Operand, mat2: Operand) -> Computed:
    if self.meta.ndim != 2:
        raise ShapeError("self must be a matrix")
    if mat2.meta.ndim != 2:
        raise ShapeError("mat2 must be a matrix")
    return product_answer(mm_shape(self.meta, mat2.meta), self.meta, self.meta.shape[1])


@op(plan=_mm_plan)
def mm(out: Out, self: Tensor, mat2: Tensor) -> Tensor:
    """Return the product of two matrices."""
    multiply(out, self, mat2)
    return out


def _bmm_plan(self: Operand, mat2: Operand) -> Computed:
    if self.meta.ndim != 3:
        raise ShapeError("batch1 must be a 3D tensor")
    if mat2.meta.ndim != 3:
        raise ShapeError("batch2 must be a 3D tensor")
    return product_answer(bmm_shape(self.meta, mat2.meta), self.meta, self.meta.shape[2])


@op(plan=_bmm_plan)
def bmm(out: Out, self: Tensor, mat2: Tensor) -> Tensor:
    """Return the products of two batches of matrices, one by one."""
    multiply(out, self, mat2)
    return out


def _mv_plan(self: Operand, vec: Operand) -> Computed:
    if self.meta.ndim != 2 or vec.meta.ndim != 1:
        raise ShapeError(f"vector + matrix @ vector expected, got 1, {self.meta.ndim}, {vec.meta.ndim}")
    return product_answer(mv_shape(self.meta, vec.meta), self.meta, self.meta.shape[1])


@op(plan=_mv_plan)
def mv(out: Out, self: Tensor, vec: Tensor) -> Tensor:
    """Return the product of a matrix and a vector."""
    multiply(out, self, vec)
    return out


def _dot_plan(self: Operand, tensor: Operand) -> Computed:
    if self.meta.ndim != 1 or tensor.meta.ndim != 1:
        raise ShapeError(f"1D tensors expected, but got {self.meta.ndim}D and {tensor.meta.ndim}D tensors")
    return product_answer(dot_shape(self.meta, tensor.meta), self.meta, self.meta.numel)


@op(plan=_dot_plan)
def dot(out: Out, self: Tensor, tensor: Tensor) -> Tensor:
    """Return the dot product of two vectors; complex ones are not conjugated."""
    multiply(out, self, tensor)
    return out


def _outer_plan(self: Operand, vec2: Operand) -> Computed:
    for name, given in (("self", self.meta), ("vec2", vec2.meta)):
        if given.ndim != 1:
            raise ShapeError(f"outer: Expected 1-D argument {name}, but got {given.ndim}-D")
    dtype = promote_types(self.meta.dtype, vec2.meta.dtype)
    return Computed((meta(dtype, (self.meta.numel, vec2.meta.numel)),), dtype)


@op(plan=_outer_plan, aliases=("ger",))
def outer(out: Out, self: Tensor, vec2: Tensor) -> Tensor:
    """Return the matrix of all products of an element of one vector with an element of another."""
    np.multiply(self[:, None], vec2, out=out)
    return out
