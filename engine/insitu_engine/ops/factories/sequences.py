"""New tensors: numbers in sequence.

The one rule: numbers are counted in PyTorch's precision for the dtype, in blocks, so that temporaries stay small.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.blocks import BLOCK
from insitu_engine.dtypes import Category, DType, complex64, dtype_of_array, float32, float64, int64
from insitu_engine.errors import BadValueError, DTypeError, InvalidValueError
from insitu_engine.meta import Operand
from insitu_engine.ops.factories.creation import sized
from insitu_engine.ops.pointwise.copying import cast_into, number_as
from insitu_engine.optable import Number, Out, Tensor, TensorLike, op
from insitu_engine.rules import NUMERIC_REAL, refuse_unless, require_convertible


def _range(start: Any, end: Any, step: Any, dtype: DType | None) -> Computed:
    numbers = [0, start, step] if end is None else [start, end, step]
    inexact = any(isinstance(number, float) for number in numbers)
    chosen = (float32 if inexact else int64) if dtype is None else dtype
    refuse_unless(chosen.category in NUMERIC_REAL, "arange_cpu", chosen)
    for number in numbers:
        require_convertible(number, float64)
    # PyTorch counts in float64 for all dtypes but one.
    if step == 0:
        raise BadValueError("step must be nonzero")
    first, last, by = _range_numbers(start, end, step, int64 if chosen is int64 else float64)
    if by == 0:
        raise InvalidValueError("step must be nonzero")
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


def _line(op_name: str, start: Any, end: Any, steps: int, dtype: DType | None) -> Computed:
    """Plan ``steps`` numbers from ``start`` to ``end``, numbers or 0-d tensors."""
    tensors = [
        (name, bound) for name, bound in (("start", start), ("end", end)) if isinstance(bound, Operand)
    ]
    if any(bound.meta.shape for _, bound in tensors):
        given = " and ".join(f"{name} with {bound.meta.ndim} dimension(s)" for name, bound in tensors)
        raise BadValueError(f"{op_name} only supports 0-dimensional start and end tensors, but got {given}.")
    if steps < 0:
        raise BadValueError("number of steps must be non-negative")
    inexact = _is_complex(start) or _is_complex(end)
    chosen = dtype if dtype is not None else complex64 if inexact else float32
    if inexact and not chosen.is_complex:
        raise DTypeError(
            f"torch.{op_name}(): inferred dtype c10::complex<float> can't be safely cast to passed dtype "
            f"{chosen.title}"
        )
    refuse_unless(chosen.category > Category.BOOL or steps < 2, f"{op_name}_cpu", chosen)
    require_convertible(start, chosen)
    require_convertible(end, chosen)
    return sized((steps,), chosen)


def _is_complex(bound: Any) -> bool:
    return bound.meta.dtype.is_complex if isinstance(bound, Operand) else isinstance(bound, complex)


def _number(bound: Any, dtype: DType) -> Any:
    """Return a number, or the one in a 0-d tensor, as a NumPy scalar of ``dtype``."""
    return number_as(bound.item() if isinstance(bound, np.ndarray) else bound, dtype)


def _spread(first: Any, last: Any, steps: int) -> Iterator[tuple[slice, Any]]:
    """Yield ``steps`` numbers at equal distances, block by block.

    As in PyTorch the upper half is counted down from ``last``, so that the result is symmetric.
    """
    by = (last - first) / max(steps - 1, 1)
    for begin in range(0, steps, BLOCK):
        part = slice(begin, min(begin + BLOCK, steps))
        places = np.arange(part.start, part.stop).astype(np.asarray(first).real.dtype)
        upward, downward = first + by * places, last - by * (steps - 1 - places)
        yield part, np.where((places < steps // 2) | (steps == 1), upward, downward)


@op(plan=lambda *args: _line("linspace", *args), by_value=True, where=("function",))
def linspace(
    out: Out, start: TensorLike, end: TensorLike, steps: int, *, dtype: DType | None = None
) -> Tensor:
    """Return ``steps`` numbers at equal distances, from ``start`` to ``end`` inclusive."""
    del dtype
    kind = out.dtype if out.dtype.kind in "fc" and out.dtype != np.float16 else np.dtype(np.float64)
    ends = dtype_of_array(out)
    for part, values in _spread(kind.type(_number(start, ends)), kind.type(_number(end, ends)), steps):
        np.copyto(out[part], values, casting="unsafe")
    return out


@op(
    plan=lambda start, end, steps, base, dtype: _line("logspace", start, end, steps, dtype),  # noqa: ARG005
    by_value=True,
    where=("function",),
)
def logspace(
    out: Out,
    start: TensorLike,
    end: TensorLike,
    steps: int,
    base: float = 10.0,
    *,
    dtype: DType | None = None,
) -> Tensor:
    """Return ``steps`` powers of ``base``, whose exponents are at equal distances from ``start`` to ``end`` inclusive."""
    del dtype
    kind = out.dtype if out.dtype.kind == "c" else np.dtype(np.float64)
    ends = dtype_of_array(out)
    for part, exponents in _spread(kind.type(_number(start, ends)), kind.type(_number(end, ends)), steps):
        cast_into(out[part], np.power(kind.type(base), exponents))
    return out
