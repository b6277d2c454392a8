"""Products of vectors and matrices with something added: addr, addmv, addmm, addbmm, baddbmm, and the linear layer.

The one rule: an in-place product, which PyTorch lets overlap with its factors, is computed beside its target first.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from insitu_engine.answers import Computed, Overlap
from insitu_engine.dtypes import Category
from insitu_engine.errors import BadValueError, DTypeError, ShapeError
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.ops.algebra.linear import (
    bmm_shape,
    dot_shape,
    mm_shape,
    multiply,
    mv_shape,
    product_answer,
    refuse_bool,
)
from insitu_engine.ops.strided.views import expanded
from insitu_engine.optable import Array, Number, Out, Tensor, define, in_place_form, lookup, op
from insitu_engine.rules import broadcast_shapes, normalize_dim, promoted, require_convertible


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


def _in_place(name: str, *, first: bool = False) -> None:
    """Define the in-place form of a row, in PyTorch's words for a target that does not fit, looked at last or ``first``."""
    row = lookup(name)

    def plan(self: Operand, *rest: Any) -> Any:
        fitting = Operand()
        fitting.meta = meta(self.meta.dtype, ())
        answer = row.plan(self if first else fitting, *rest)
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
    shape = mm_shape(mat1.meta, mat2.meta)
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
    refuse_bool("addmv_impl_cpu", dtypes[0])
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
    shape = bmm_shape(batch1.meta, batch2.meta)
    expanded(self.meta, shape)
    return _sum_answer(self, shape, batch1.meta.shape[2])


@op(plan=_baddbmm_plan, overlap=Overlap.ANY)
def baddbmm(
    out: Out, self: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1
) -> Tensor:
    """Return ``beta * self + alpha * (batch1 @ batch2)`` matrix by matrix."""
    _add_product(out, self, batch1, batch2, beta, alpha)
    return out


def _addbmm_plan(self: Operand, batch1: Operand, batch2: Operand, beta: Any, alpha: Any) -> Computed:
    del beta, alpha
    first, second = batch1.meta, batch2.meta
    normalize_dim(1, first.ndim)
    normalize_dim(2, second.ndim)
    shape = (first.shape[1], second.shape[2])
    expanded(self.meta, shape)
    for name, given in (("batch1", first), ("batch2", second)):
        if given.ndim != 3:
            raise ShapeError(f"{name} must be a 3D tensor")
    if first.shape[0] != second.shape[0]:
        raise ShapeError(
            f"batch1 and batch2 must have same number of batches, got {first.shape[0]} and {second.shape[0]}"
        )
    if first.shape[2] != second.shape[1]:
        raise ShapeError(
            f"Incompatible matrix sizes for bmm ({first.shape[1]}x{first.shape[2]} and "
            f"{second.shape[1]}x{second.shape[2]})"
        )
    for name, left in (("self", self.meta), ("mat1", first)):
        if left.dtype is not second.dtype:
            raise DTypeError(
                f"{name} and mat2 must have the same dtype, but got {left.dtype.title} and {second.dtype.title}"
            )
    refuse_bool("addmm_impl_cpu_", second.dtype)
    return _sum_answer(self, shape, first.shape[0] * first.shape[2])


@op(plan=_addbmm_plan, inplace=True, overlap=Overlap.ANY)
def addbmm(
    out: Out, self: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1
) -> Tensor:
    """Return ``beta * self + alpha * sum(batch1 @ batch2)``: the products of the batches, added up.

    ``batch1`` is (b, n, m), ``batch2`` (b, m, p), ``self`` broadcasts to the result (n, p). The sum over the batch is
    part of one large product: (n, b * m) times (b * m, p).
    """
    rows, columns = batch1.shape[1], batch2.shape[2]
    wide = batch1.transpose(1, 0, 2).reshape(rows, batch1.shape[0] * batch1.shape[2])
    _add_product(out, self, wide, batch2.reshape(wide.shape[1], columns), beta, alpha)
    return out


_in_place("addmm")
_in_place("addmv", first=True)
_in_place("baddbmm")


def _refuse_factors(vec1: Operand, vec2: Operand) -> None:
    for name, given in (("vec1", vec1.meta), ("vec2", vec2.meta)):
        if given.ndim != 1:
            raise ShapeError(f"addr: Expected 1-D argument {name}, but got {given.ndim}-D")


def _addr_answer(self: Operand, vec1: Operand, vec2: Operand, beta: Any, alpha: Any) -> Computed:
    dtype = promoted(self, vec1, vec2)
    for name, factor in (("beta", beta), ("alpha", alpha)):
        if isinstance(factor, float) and not dtype.category >= Category.FLOAT:
            raise BadValueError(
                f"For integral input tensors, argument {name} must not be a floating point number."
            )
        if isinstance(factor, bool) and dtype.category is not Category.BOOL:
            raise BadValueError(f"Boolean {name} only supported for Boolean results.")
        if isinstance(factor, complex) and not dtype.is_complex:
            require_convertible(1j, dtype)
    return Computed((meta(dtype, (vec1.meta.numel, vec2.meta.numel)),), dtype)


def _addr_plan(self: Operand, vec1: Operand, vec2: Operand, beta: Any, alpha: Any) -> Computed:
    _refuse_factors(vec1, vec2)
    expanded(self.meta, (vec1.meta.numel, vec2.meta.numel))
    return _addr_answer(self, vec1, vec2, beta, alpha)


def _addr_in_place(self: Operand, vec1: Operand, vec2: Operand, beta: Any, alpha: Any) -> Computed:
    _refuse_factors(vec1, vec2)
    if self.meta.ndim != 2:
        raise ShapeError(f"2D tensor expected, got {self.meta.ndim}D tensor for input")
    if self.meta.shape != (vec1.meta.numel, vec2.meta.numel):
        raise ShapeError(
            f"size mismatch, input: {list(self.meta.shape)}, v1: {list(vec1.meta.shape)}, v2: {list(vec2.meta.shape)}"
        )
    return _addr_answer(self, vec1, vec2, beta, alpha)


@op(plan=_addr_plan, inplace=_addr_in_place)
def addr(
    out: Out, self: Tensor, vec1: Tensor, vec2: Tensor, *, beta: Number = 1, alpha: Number = 1
) -> Tensor:
    """Return ``beta * self + alpha * outer(vec1, vec2)``; with ``beta=0`` the values of ``self`` are not looked at.

    ``vec1`` is (n), ``vec2`` (m), ``self`` broadcasts to the result (n, m). Truth values are joined by AND and OR.
    """
    product = np.multiply(vec1[:, None] * vec1.dtype.type(alpha), vec2)
    if beta:
        np.add(product, self if beta == 1 else self * beta, out=out)
    else:
        np.copyto(out, product)
    return out


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
        tail = dot_shape(given, matrix) if given.ndim == 1 else mv_shape(rows, matrix)[1:]
    else:
        whole = mm_shape(rows, meta(matrix.dtype, matrix.shape[::-1]))
        tail = whole[1:]
        if bias is not None:
            _refuse_bias(bias.meta, whole, given.shape[:-1] + tail)
    return product_answer(given.shape[:-1] + tail, given, given.shape[-1])


def _refuse_bias(bias: Meta, folded: Shape, shape: Shape) -> None:
    """Refuse a bias that does not fit the product, folded to a matrix or as it is."""
    if bias.ndim == 1 or len(shape) == 2:
        expanded(bias, folded)
        return
    wide = broadcast_shapes(shape, bias.shape)
    if math.prod(wide) != math.prod(shape):
        raise ShapeError(f"output with shape {list(shape)} doesn't match the broadcast shape {list(wide)}")


@op(plan=_linear_plan, where=("functional",))
def linear(out: Out, input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Return ``input @ weight.T + bias``: the affine map of a dense layer.

    ``input`` is (..., in), ``weight`` (out, in) or (in), ``bias`` (out).
    """
    multiply(out, input, weight.T)
    if bias is not None:
        out += bias.reshape(bias.shape[max(0, bias.ndim - out.ndim) :])
    return out
