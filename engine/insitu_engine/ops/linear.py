"""Linear algebra: products of vectors, matrices and batches of them.

The one rule: BLAS writes straight into the result; only an in-place product, which PyTorch lets overlap with its
factors, and float16, which runs in float32, go through scratch memory.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from insitu_engine.dtypes import Category, DType
from insitu_engine.errors import BadValueError, DTypeError, ShapeError, UnsupportedError
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.ops.views import expanded
from insitu_engine.optable import (
    Array,
    Computed,
    Number,
    Out,
    Overlap,
    Tensor,
    define,
    in_place_form,
    lookup,
    op,
)
from insitu_engine.promotion import promote_types
from insitu_engine.rules import broadcast_shapes, normalize_dim


def _product(shape: Shape, given: Meta, inner: int) -> Computed:
    return Computed((meta(given.dtype, shape),), work=max(1, math.prod(shape)) * max(1, inner))


def _refuse_bool(name: str, dtype: DType) -> None:
    if dtype.category is Category.BOOL:
        raise UnsupportedError(f"\"{name}\" not implemented for 'Bool'")


def _mm_shape(first: Meta, second: Meta) -> Shape:
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
        _refuse_bool("addmm_impl_cpu_", first.dtype)
    return first.shape[0], second.shape[1]


def _mv_shape(first: Meta, second: Meta) -> Shape:
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
    _refuse_bool("addmv_impl_cpu", first.dtype)
    return (rows,)


def _dot_shape(first: Meta, second: Meta) -> Shape:
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
    _refuse_bool("dot", first.dtype)
    return ()


def _bmm_shape(first: Meta, second: Meta) -> Shape:
    batch, rows, inner = first.shape
    if second.shape[:2] != (batch, inner):
        raise ShapeError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{batch}, {inner}] "
            f"but got: [{second.shape[0]}, {second.shape[1]}]."
        )
    if first.dtype is not second.dtype:
        raise DTypeError(f"expected scalar type {first.dtype.title} but found {second.dtype.title}")
    _refuse_bool("bmm", first.dtype)
    return batch, rows, second.shape[2]


def _batched_shape(first: Meta, second: Meta) -> Shape:
    """Return the shape of a product where at least one factor has a batch."""
    if first.ndim >= 3 and second.ndim <= 2:
        rows = meta(first.dtype, (math.prod(first.shape[:-1]), first.shape[-1]))
        folded = _mv_shape(rows, second) if second.ndim == 1 else _mm_shape(rows, second)
        return first.shape[:-1] + folded[1:]
    left = (1, *first.shape) if first.ndim == 1 else first.shape
    right = (*second.shape, 1) if second.ndim == 1 else second.shape
    batch = broadcast_shapes(left[:-2], right[:-2])
    count = math.prod(batch)
    _, rows_, columns = _bmm_shape(
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
        shape = _dot_shape(first, second) if first.ndim == 1 else _mv_shape(first, second)
    elif first.ndim == 1:
        shape = _mm_shape(meta(first.dtype, (1, first.numel)), second)[1:]
    else:
        shape = _mm_shape(first, second)
    return _product(shape, first, first.shape[-1])


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
    return _product(_mm_shape(self.meta, mat2.meta), self.meta, self.meta.shape[1])


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
    return _product(_bmm_shape(self.meta, mat2.meta), self.meta, self.meta.shape[2])


@op(plan=_bmm_plan)
def bmm(out: Out, self: Tensor, mat2: Tensor) -> Tensor:
    """Return the products of two batches of matrices, one by one."""
    multiply(out, self, mat2)
    return out


def _mv_plan(self: Operand, vec: Operand) -> Computed:
    if self.meta.ndim != 2 or vec.meta.ndim != 1:
        raise ShapeError(f"vector + matrix @ vector expected, got 1, {self.meta.ndim}, {vec.meta.ndim}")
    return _product(_mv_shape(self.meta, vec.meta), self.meta, self.meta.shape[1])


@op(plan=_mv_plan)
def mv(out: Out, self: Tensor, vec: Tensor) -> Tensor:
    """Return the product of a matrix and a vector."""
    multiply(out, self, vec)
    return out


def _dot_plan(self: Operand, tensor: Operand) -> Computed:
    if self.meta.ndim != 1 or tensor.meta.ndim != 1:
        raise ShapeError(f"1D tensors expected, but got {self.meta.ndim}D and {tensor.meta.ndim}D tensors")
    return _product(_dot_shape(self.meta, tensor.meta), self.meta, self.meta.numel)


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


# --- a product added to something -----------------------------------------------------------------------------------


def _add_product(out: Out, self: Array, first: Array, second: Array, beta: Any, alpha: Any) -> None:
    """Write ``beta * self + alpha * (first @ second)``; with beta 0, self's values do not matter, not even nan."""
    half = out.dtype == np.float16
    if half:
        first, second = first.astype(np.float32), second.astype(np.float32)
    product = np.matmul(first, second) if half or out is self else np.matmul(first, second, out=out)
    if alpha != 1:
        product *= alpha
    if beta != 0:
        if out is self and not half:
            out *= beta
            out += product
            return
        product += self if beta == 1 else self * beta
    if product is not out:
        np.copyto(out, product, casting="same_kind")


def _refuse_reshaping(given: Meta, shape: Shape) -> None:
    if given.shape != shape:
        raise ShapeError(
            f"Bad in-place call: input tensor size {list(given.shape)} and output tensor size {list(shape)} should match"
        )


def _in_place(name: str) -> None:
    """Define the in-place form of a row, in PyTorch's words for a target that does not fit."""
    row = lookup(name)

    def plan(self: Operand, *rest: Any) -> Any:
        fitting = Operand()
        fitting.meta = meta(self.meta.dtype, ())
        answer = row.plan(fitting, *rest)
        assert isinstance(answer, Computed)
        _refuse_reshaping(self.meta, answer.metas[0].shape)
        return answer

    define(replace(in_place_form(row), plan=plan))


def _sum_answer(self: Operand, shape: Shape, inner: int) -> Computed:
    dtype = self.meta.dtype
    return Computed((meta(dtype, shape),), dtype, work=max(1, math.prod(shape)) * max(1, inner))


def _addmm_plan(self: Operand, mat1: Operand, mat2: Operand, beta: Any, alpha: Any) -> Computed:
    del beta, alpha
    for name, given in (("mat1", mat1.meta), ("mat2", mat2.meta)):
        if given.ndim != 2:
            raise ShapeError(f"{name} must be a matrix, got {given.ndim}-D tensor")
    for name, left, right in (("self", self, mat2), ("mat1", mat1, mat2)):
        if left.meta.dtype is not right.meta.dtype:
            raise DTypeError(
                f"{name} and mat2 must have the same dtype, but got {left.meta.dtype.title} and {right.meta.dtype.title}"
            )
    shape = _mm_shape(mat1.meta, mat2.meta)
    expanded(self.meta, shape)
    return _sum_answer(self, shape, mat1.meta.shape[1])


@op(plan=_addmm_plan, overlap=Overlap.ANY)
def addmm(
    out: Out, self: Tensor, mat1: Tensor, mat2: Tensor, *, beta: Number = 1, alpha: Number = 1
) -> Tensor:
    """Return ``beta * self + alpha * (mat1 @ mat2)``; with ``beta=0`` the values of ``self`` are not looked at."""
    _add_product(out, self, mat1, mat2, beta, alpha)
    return out


def _addmv_plan(self: Operand, mat: Operand, vec: Operand, beta: Any, alpha: Any) -> Computed:
    del beta, alpha
    if self.meta.ndim > 1 or mat.meta.ndim != 2 or vec.meta.ndim != 1:
        raise ShapeError(
            f"vector + matrix @ vector expected, got {self.meta.ndim}, {mat.meta.ndim}, {vec.meta.ndim}"
        )
    rows, columns = mat.meta.shape
    if vec.meta.numel != columns or self.meta.numel not in (1, rows):
        raise ShapeError(
            f"size mismatch, got input ({self.meta.numel}), mat ({rows}x{columns}), vec ({vec.meta.numel})"
        )
    dtypes = [given.meta.dtype for given in (self, mat, vec)]
    if len(set(dtypes)) > 1:
        raise DTypeError(
            "addmv input tensors must have the same dtype, but got "
            f"{dtypes[0].title}, {dtypes[1].title}, and {dtypes[2].title}"
        )
    _refuse_bool("addmv_impl_cpu", dtypes[0])
    return _sum_answer(self, (rows,), columns)


@op(plan=_addmv_plan, overlap=Overlap.ANY)
def addmv(out: Out, self: Tensor, mat: Tensor, vec: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """Return ``beta * self + alpha * (mat @ vec)``; with ``beta=0`` the values of ``self`` are not looked at."""
    _add_product(out, self, mat, vec, beta, alpha)
    return out


def _baddbmm_plan(self: Operand, batch1: Operand, batch2: Operand, beta: Any, alpha: Any) -> Computed:
    del beta, alpha
    for given in (batch1.meta, batch2.meta):
        normalize_dim(2, given.ndim)
    if batch1.meta.ndim != 3 or batch2.meta.ndim != 3:
        raise BadValueError(f"batch{1 if batch1.meta.ndim != 3 else 2} must be a 3D tensor")
    dtypes = [given.meta.dtype for given in (self, batch1, batch2)]
    if dtypes[1] is dtypes[2] is not dtypes[0]:
        raise DTypeError(
            f"Input dtypes must be the same, got: input {dtypes[0].c_name}, batch1: {dtypes[1].c_name}, "
            f"batch2: {dtypes[2].c_name}"
        )
    shape = _bmm_shape(batch1.meta, batch2.meta)
    expanded(self.meta, shape)
    return _sum_answer(self, shape, batch1.meta.shape[2])


@op(plan=_baddbmm_plan, overlap=Overlap.ANY)
def baddbmm(
    out: Out, self: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1
) -> Tensor:
    """Return ``beta * self + alpha * (batch1 @ batch2)`` matrix by matrix."""
    _add_product(out, self, batch1, batch2, beta, alpha)
    return out


for _name in ("addmm", "addmv", "baddbmm"):
    _in_place(_name)


# --- layers ---------------------------------------------------------------------------------------------------------


def _linear_plan(input: Operand, weight: Operand, bias: Operand | None) -> Computed:
    given, matrix = input.meta, weight.meta
    if not (given.ndim and matrix.ndim):
        raise ShapeError(
            f"both arguments to linear need to be at least 1D, but they are {given.ndim}D and {matrix.ndim}D"
        )
    if matrix.ndim > 2:
        raise ShapeError(f"t() expects a tensor with <= 2 dimensions, but self is {matrix.ndim}D")
    rows = meta(given.dtype, (math.prod(given.shape[:-1]), given.shape[-1]))
    if bias is not None and bias.meta.dtype is not matrix.dtype:
        raise DTypeError(
            f"self and mat2 must have the same dtype, but got {bias.meta.dtype.title} and {matrix.dtype.title}"
        )
    if matrix.ndim == 1:
        if bias is not None and (bias.meta.ndim or given.ndim == 2):
            raise ShapeError("mat2 must be a matrix, got 1-D tensor")
        tail = _dot_shape(given, matrix) if given.ndim == 1 else _mv_shape(rows, matrix)[1:]
    else:
        whole = _mm_shape(rows, meta(matrix.dtype, matrix.shape[::-1]))
        tail = whole[1:]
        if bias is not None:
            _refuse_bias(bias.meta, whole, given.shape[:-1] + tail)
    return _product(given.shape[:-1] + tail, given, given.shape[-1])


def _refuse_bias(bias: Meta, folded: Shape, shape: Shape) -> None:
    """Refuse a bias that does not fit the product, folded to a matrix or as it is."""
    if bias.ndim == 1 or len(shape) == 2:
        expanded(bias, folded)
        return
    wide = broadcast_shapes(shape, bias.shape)
    if math.prod(wide) != math.prod(shape):
        raise ShapeError(
            f"output with shape {list(shape)} doesn't match the broadcast shape {list(wide)}"
        )


@op(plan=_linear_plan, where=("functional",))
def linear(out: Out, input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Return ``input @ weight.T + bias``: the affine map of a dense layer.

    ``input`` is (..., in), ``weight`` (out, in) or (in), ``bias`` (out).
    """
    multiply(out, input, weight.T)
    if bias is not None:
        out += bias.reshape(bias.shape[max(0, bias.ndim - out.ndim) :])
    return out
