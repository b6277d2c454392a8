"""New tensors: constants, sequences, and values written out."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from insitu_engine.blocks import BLOCK
from insitu_engine.dtypes import (
    Category,
    DType,
    complex64,
    dtype_of_array,
    float32,
    float64,
    int64,
    python_number_dtype,
    scalar_of,
)
from insitu_engine.errors import BadValueError, DTypeError
from insitu_engine.meta import Operand, meta
from insitu_engine.ops.copying import cast_into, write
from insitu_engine.optable import Computed, Number, Out, Size, Tensor, Value, op
from insitu_engine.promotion import DEFAULT_DTYPE
from insitu_engine.rules import NUMERIC_REAL, checked_size, refuse_unless, require_convertible


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


def _range(start: Any, end: Any, step: Any, dtype: DType | None) -> Computed:
    numbers = [0, start, step] if end is None else [start, end, step]
    inexact = any(isinstance(number, float) for number in numbers)
    chosen = (float32 if inexact else int64) if dtype is None else dtype
    refuse_unless(chosen.category in NUMERIC_REAL, "arange_cpu", chosen)
    for number in numbers:
        require_convertible(number, float64)
    # PyTorch counts in float64 for all dtypes but one.
    first, last, by = _range_numbers(start, end, step, int64 if chosen is int64 else float64)
    if by == 0:
        raise BadValueError("step must be nonzero")
    if not (math.isfinite(first) and math.isfinite(last)):
        raise BadValueError(f"unsupported range: {first:g} -> {last:g}")
    if (last - first) * by < 0:
        raise BadValueError("upper bound and lower bound inconsistent with step sign")
    count = math.ceil((last - first) / by) if isinstance(by, float) else -((first - last) // by)
    if count > 2**63 - 1:
        raise BadValueError("invalid size, possible overflow?")
    return sized((count,), chosen)


def _range_numbers(start: Any, end: Any, step: Any, dtype: DType) -> tuple[Any, Any, Any]:
    """Return first, last and step in the kind of numbers in which PyTorch counts: integers for integer dtypes."""
    if end is None:
        start, end = 0, start
    kind = int if dtype.category is Category.INT else float
    return tuple(kind(number) if math.isfinite(number) else number for number in (start, end, step))  # type: ignore[return-value]


@op(plan=_range, by_value=True, where=("function",))
def arange(
    out: Out, start: Number = 0, end: Number | None = None, step: Number = 1, *, dtype: DType | None = None
) -> Tensor:
    """Return the numbers from ``start`` to before ``end`` by ``step``; from 0 to before the first where it is alone.

    Integers give int64 and floats float32, unless a dtype is given.
    """
    del dtype
    first, _, by = _range_numbers(start, end, step, dtype_of_array(out))
    for begin in range(0, out.size, BLOCK):
        places = np.arange(begin, min(begin + BLOCK, out.size))
        np.copyto(out[begin : begin + BLOCK], first + places * by, casting="unsafe")
    return out


def _line(start: Any, end: Any, steps: int, dtype: DType | None) -> Computed:
    if steps < 0:
        raise BadValueError("number of steps must be non-negative")
    inexact = isinstance(start, complex) or isinstance(end, complex)
    chosen = dtype if dtype is not None else complex64 if inexact else float32
    if inexact and not chosen.is_complex:
        raise DTypeError(
            "torch.linspace(): inferred dtype c10::complex<float> can't be safely cast to passed dtype "
            f"{chosen.title}"
        )
    refuse_unless(chosen.category > Category.BOOL or steps < 2, "linspace_cpu", chosen)
    require_convertible(start, chosen)
    require_convertible(end, chosen)
    return sized((steps,), chosen)


@op(plan=_line, by_value=True, where=("function",))
def linspace(out: Out, start: Number, end: Number, steps: int, *, dtype: DType | None = None) -> Tensor:
    """Return ``steps`` numbers at equal distances, from ``start`` to ``end`` inclusive.

    As in PyTorch the upper half is counted down from ``end``, so that the result is symmetric.
    """
    del dtype
    kind = out.dtype if out.dtype.kind in "fc" and out.dtype != np.float16 else np.dtype(np.float64)
    dtype_of_ends = dtype_of_array(out)
    first, last = kind.type(scalar_of(start, dtype_of_ends)), kind.type(scalar_of(end, dtype_of_ends))
    by = (last - first) / kind.type(max(steps - 1, 1))
    for begin in range(0, steps, BLOCK):
        places = np.arange(begin, min(begin + BLOCK, steps)).astype(kind.type(0).real.dtype)
        upward, downward = first + by * places, last - by * (steps - 1 - places)
        values = np.where((places < steps // 2) | (steps == 1), upward, downward)
        np.copyto(out[begin : begin + BLOCK], values, casting="unsafe")
    return out
