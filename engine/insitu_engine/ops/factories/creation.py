"""New tensors: constants, and values written out."""

from __future__ import annotations

from typing import Any

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import DType, dtype_of_array, python_number_dtype
from insitu_engine.errors import BadValueError, ShapeError
from insitu_engine.meta import Operand, meta, row_major
from insitu_engine.ops.pointwise.copying import cast_into, write
from insitu_engine.optable import Number, Out, Size, Tensor, Value, op
from insitu_engine.promotion import DEFAULT_DTYPE
from insitu_engine.rules import checked_size, require_convertible


def sized(size: Size, dtype: DType | None) -> Computed:
    """Plan a tensor of this size, in the default dtype unless another is given."""
    chosen = DEFAULT_DTYPE if dtype is None else dtype
    return Computed((meta(chosen, checked_size(size, chosen)),))


def sized_like(self: Operand, dtype: DType | None) -> Computed:
    """Plan a tensor of the shape of another one, and of its dtype unless another is given."""
    return Computed((meta(self.meta.dtype if dtype is None else dtype, self.meta.shape),))


def _sized(size: Size, dtype: DType | None) -> Computed:
    return sized(size, dtype)


def _zeros(size: Size, dtype: DType | None) -> Computed:
    if any(extent < 0 for extent in size):
        raise BadValueError("zeros: Dimension size must be non-negative.")
    return sized(size, dtype)


def _like(self: Operand, dtype: DType | None) -> Computed:
    return sized_like(self, dtype)


def _new(self: Operand, size: Size, dtype: DType | None) -> Computed:
    return sized(size, self.meta.dtype if dtype is None else dtype)


def _full(size: Size, fill_value: Any, dtype: DType | None) -> Computed:
    return _constant(
        sized(size, python_number_dtype(type(fill_value)) if dtype is None else dtype), fill_value
    )


def _full_like(self: Operand, fill_value: Any, dtype: DType | None) -> Computed:
    return _constant(sized_like(self, dtype), fill_value)


def _new_full(self: Operand, size: Size, fill_value: Any, dtype: DType | None) -> Computed:
    return _constant(_new(self, size, dtype), fill_value)


def _constant(planned: Computed, value: Any) -> Computed:
    """Return the plan of a tensor that ``value`` fills, refusing a value that does not fit."""
    require_convertible(value, planned.metas[0].dtype)
    return planned


@op(plan=_zeros, variadic="size", where=("function",))
def zeros(out: Out, size: Size, *, dtype: DType | None = None) -> Tensor:
    """Return a tensor of zeros, float32 unless another dtype is given."""
    del size, dtype
    out[...] = 0
    return out


@op(plan=_sized, variadic="size", where=("function",))
def ones(out: Out, size: Size, *, dtype: DType | None = None) -> Tensor:
    """Return a tensor of ones, float32 unless another dtype is given."""
    del size, dtype
    out[...] = 1
    return out


@op(plan=_sized, variadic="size", where=("function",))
def empty(out: Out, size: Size, *, dtype: DType | None = None) -> Tensor:
    """Return a tensor of which nothing is promised but size and dtype, float32 unless another is given."""
    del size, dtype
    # Memory is recycled between sessions: unwritten it would show what another session computed.
    out[...] = 0
    return out


@op(plan=_full, by_value=True, where=("function",))
def full(out: Out, size: Size, fill_value: Number, *, dtype: DType | None = None) -> Tensor:
    """Return a tensor with every element ``fill_value``, in the dtype that follows from it unless one is given."""
    del size, dtype
    write(out, fill_value)
    return out


@op(plan=_like, where=("function",))
def zeros_like(out: Out, self: Tensor, *, dtype: DType | None = None) -> Tensor:
    """Return a tensor of zeros, with the shape of ``self`` and its dtype unless another is given."""
    del self, dtype
    out[...] = 0
    return out


@op(plan=_new, variadic="size", where=("method",))
def new_zeros(out: Out, self: Tensor, size: Size, *, dtype: DType | None = None) -> Tensor:
    """Return a tensor of zeros, of the given size, with the dtype of ``self`` unless another is given."""
    del self, size, dtype
    out[...] = 0
    return out


@op(plan=_like, where=("function",))
def ones_like(out: Out, self: Tensor, *, dtype: DType | None = None) -> Tensor:
    """Return a tensor of ones, with the shape of ``self`` and its dtype unless another is given."""
    del self, dtype
    out[...] = 1
    return out


@op(plan=_new, variadic="size", where=("method",))
def new_ones(out: Out, self: Tensor, size: Size, *, dtype: DType | None = None) -> Tensor:
    """Return a tensor of ones, of the given size, with the dtype of ``self`` unless another is given."""
    del self, size, dtype
    out[...] = 1
    return out


@op(plan=_like, where=("function",))
def empty_like(out: Out, self: Tensor, *, dtype: DType | None = None) -> Tensor:
    """Return a tensor of memory of which nothing is promised; it is zeros, see `empty`, with the shape of ``self`` and its dtype unless another is given."""
    del self, dtype
    out[...] = 0  # recycled memory, as in `empty`
    return out


@op(plan=_new, variadic="size", where=("method",))
def new_empty(out: Out, self: Tensor, size: Size, *, dtype: DType | None = None) -> Tensor:
    """Return a tensor of memory of which nothing is promised; it is zeros, see `empty`, of the given size, with the dtype of ``self`` unless another is given."""
    del self, size, dtype
    out[...] = 0  # recycled memory, as in `empty`
    return out


@op(plan=_full_like, by_value=True, where=("function",))
def full_like(out: Out, self: Tensor, fill_value: Number, *, dtype: DType | None = None) -> Tensor:
    """Return a tensor with every element ``fill_value``, with shape and dtype of ``self`` unless one is given."""
    del self, dtype
    write(out, fill_value)
    return out


@op(plan=_new_full, by_value=True, where=("method",))
def new_full(out: Out, self: Tensor, size: Size, fill_value: Number, *, dtype: DType | None = None) -> Tensor:
    """Return a tensor of the given size with every element ``fill_value``, with the dtype of ``self`` unless given."""
    del self, size, dtype
    write(out, fill_value)
    return out


def _written(data: Value, dtype: DType | None) -> Computed:
    return Computed((meta(dtype_of_array(data) if dtype is None else dtype, tuple(data.shape)),))


@op(plan=_written, where=("function",))
def tensor(out: Out, data: Value, *, dtype: DType | None = None) -> Tensor:
    """Return a tensor of values written out, in their own dtype unless another is given."""
    del dtype
    cast_into(out, data)
    return out


def _eye(n: int, m: int | None, dtype: DType | None) -> Computed:
    for name, value in (("n", n), ("m", m)):
        if value is not None and value < 0:
            raise BadValueError(f"{name} must be greater or equal to 0, got {value}")
    return sized((n, n if m is None else m), dtype)


@op(plan=_eye, where=("function",))
def eye(out: Out, n: int, m: int | None = None, *, dtype: DType | None = None) -> Tensor:
    """Return an ``n`` by ``m`` matrix, square unless ``m`` is given, with ones on the diagonal and zeros elsewhere."""
    del n, m, dtype
    out[...] = 0
    np.fill_diagonal(out[: out.shape[1]], 1)
    return out


def _scalar(s: Any, dtype: DType | None) -> Computed:
    return _constant(sized((), dtype), s)


@op(plan=_scalar, by_value=True, where=("function",))
def scalar_tensor(out: Out, s: Number, *, dtype: DType | None = None) -> Tensor:
    """Return the number ``s`` as a 0-d tensor, float32 unless another dtype is given."""
    del dtype
    write(out, s)
    return out


def _strided(size: Size, stride: Size, dtype: DType | None) -> Computed:
    planned = sized(size, dtype)
    if len(size) != len(stride):
        raise ShapeError(
            f"dimensionality of sizes ({len(size)}) must match dimensionality of strides ({len(stride)})"
        )
    if any(step < 0 for step in stride):
        raise BadValueError(
            f"Storage size calculation overflowed with sizes={list(size)} and strides={list(stride)}"
        )
    return Computed((meta(planned.metas[0].dtype, size, stride),))


@op(plan=_strided, where=("function",))
def empty_strided(out: Out, size: Size, stride: Size, *, dtype: DType | None = None) -> Tensor:
    """Return a tensor of these strides, of which nothing else is promised; it is zeros, see `empty`."""
    del size, stride, dtype
    out[...] = 0  # recycled memory, as in `empty`
    return out


@op(
    plan=lambda self, size, stride, dtype: _strided(size, stride, dtype or self.meta.dtype), where=("method",)
)
def new_empty_strided(
    out: Out, self: Tensor, size: Size, stride: Size, *, dtype: DType | None = None
) -> Tensor:
    """Return a tensor of these strides as `empty_strided` does, with the dtype of ``self`` unless another is given."""
    del self, size, stride, dtype
    out[...] = 0  # recycled memory, as in `empty`
    return out


def _permuted(size: Size, physical_layout: Size, dtype: DType | None) -> Computed:
    ndim = len(size)
    if len(physical_layout) != ndim:
        raise ShapeError(
            "Number of dimensions in size does not match the length of the physical_layout; i.e. "
            f"len(size) = {ndim} is not equal to len(physical_layout) = {len(physical_layout)}"
        )
    for at, dim in enumerate(physical_layout):
        if not 0 <= dim < ndim:
            raise BadValueError(
                f"Dimension out of range (expected to be between 0 and {ndim - 1}, but got {dim} at index {at}).  "
                "NB: negative dims not currently supported; file an issue if you want it."
            )
        if dim in physical_layout[:at]:
            raise BadValueError("Duplicate dim not allowed")
    steps = row_major(tuple(size[dim] for dim in physical_layout))
    strides = tuple(steps[physical_layout.index(dim)] for dim in range(ndim))
    return _strided(size, strides, dtype)


@op(plan=_permuted, where=("function",))
def empty_permuted(out: Out, size: Size, physical_layout: Size, *, dtype: DType | None = None) -> Tensor:
    """Return a dense tensor whose dimensions lie in memory in the order of ``physical_layout``; it is zeros."""
    del size, physical_layout, dtype
    out[...] = 0  # recycled memory, as in `empty`
    return out
