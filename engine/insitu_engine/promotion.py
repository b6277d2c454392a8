"""PyTorch's type promotion.

Operands fall in three classes: tensors with dimensions, zero-dimensional tensors, Python numbers. A lower class
changes the result only where its category (bool < int < float < complex) is higher. NumPy's rules differ in a dozen
places, so none of them is used.
"""

from __future__ import annotations

from typing import Final

from insitu_engine.dtypes import (
    ALL,
    Category,
    DType,
    bfloat16,
    bool_,
    complex_of,
    float16,
    float32,
    int16,
    int64,
    python_number_dtype,
    real_of,
    uint8,
)
from insitu_engine.errors import ArgumentError, UnsupportedError
from insitu_engine.meta import Meta

#: What a Python float becomes, and what integers become under true division.
DEFAULT_DTYPE: Final = float32


def get_default_dtype() -> DType:
    """Return the dtype of new floating-point tensors, float32."""
    return DEFAULT_DTYPE


def set_default_dtype(d: DType) -> None:
    """Take float32, which is the default dtype; refuse every other one, for all clients of a session plan alike."""
    if not d.is_floating_point:
        raise ArgumentError("only floating-point types are supported as the default type")
    if d is not DEFAULT_DTYPE:
        raise UnsupportedError(
            f"the default dtype is {DEFAULT_DTYPE.name}, for all clients of a session: got {d.name}"
        )


_RANK: Final = {dtype: rank for rank, dtype in enumerate(ALL)}


def promote_types(first: DType, second: DType) -> DType:
    """Return the smallest dtype that both convert to, as ``torch.promote_types`` has it.

    Source: the table ``_promoteTypesLookup`` documented under "Type promotion" in PyTorch's tensor attributes.
    """
    if first is second:
        return first
    low, high = sorted((first, second), key=_RANK.__getitem__)
    if low is float16 and high is bfloat16:
        return float32  # neither holds the other
    if low is uint8 and high.category is Category.INT:
        return int16 if high.itemsize == 1 else high
    if high.is_complex and low.is_floating_point:
        wider = real_of(high) if real_of(high).itemsize >= low.itemsize else low
        return complex_of(wider)
    return high


class _Class:
    """The promoted dtype of one priority class, None while it is empty."""

    __slots__ = ("dtype",)

    def __init__(self) -> None:
        self.dtype: DType | None = None

    def add(self, dtype: DType) -> None:
        self.dtype = dtype if self.dtype is None else promote_types(self.dtype, dtype)


def result_type(*operands: Meta | complex) -> DType:
    """Return the dtype in which PyTorch computes an op on these operands (``torch.result_type``)."""
    dimensioned, zero_dim, number = _Class(), _Class(), _Class()
    for operand in operands:
        if isinstance(operand, Meta):
            (dimensioned if operand.shape else zero_dim).add(operand.dtype)
        else:
            number.add(python_number_dtype(type(operand)))
    combined = _combine(dimensioned.dtype, zero_dim.dtype)
    combined = _combine(combined, number.dtype)
    return bool_ if combined is None else combined


def _combine(higher: DType | None, lower: DType | None) -> DType | None:
    """Return what ``higher`` becomes beside ``lower``: itself, unless the lower's category is above its own."""
    if higher is None:
        return lower
    if lower is None or lower.category <= higher.category:
        return higher
    if lower.is_complex and higher.is_floating_point:
        return complex_of(higher)  # whatever the precision of the lower
    return promote_types(higher, lower)


def to_floating(dtype: DType) -> DType:
    """Return ``dtype`` where it is floating or complex, the default dtype for integers and bool."""
    return dtype if dtype.category >= Category.FLOAT else DEFAULT_DTYPE


def to_accumulator(dtype: DType) -> DType:
    """Return what sums and products of ``dtype`` are in: int64 for integers and bool."""
    return dtype if dtype.category >= Category.FLOAT else int64


def can_cast(source: DType, target: DType) -> bool:
    """Return whether a result of ``source`` may be stored in ``target``: never to a lower category."""
    if target.category is Category.BOOL:
        return source.category is Category.BOOL
    return min(source.category, Category.COMPLEX) <= target.category
