"""The rules that rows of the op table share: which dtype and which shape follow from the arguments.

Every rule takes the bound arguments as the plan sees them: an `Operand` for a tensor, Python's numbers, None where
there is nothing. The one rule: nothing here looks at a tensor's values, and what is refused is refused in
PyTorch's words.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from insitu_engine.dtypes import ALL, Category, DType, bool_, float32, float64, int32
from insitu_engine.errors import BadValueError, IndexRangeError, ShapeError, UnsupportedError
from insitu_engine.limits import finfo
from insitu_engine.meta import Operand, Shape
from insitu_engine.promotion import result_type, to_floating

DTypeRule = Callable[..., tuple[DType, DType]]

#: Groups of categories that ops take.
FLOATING: Final = frozenset({Category.FLOAT})
INTEGRAL: Final = frozenset({Category.BOOL, Category.INT})
REAL: Final = frozenset({Category.BOOL, Category.INT, Category.FLOAT})
NUMERIC: Final = frozenset({Category.INT, Category.FLOAT, Category.COMPLEX})
NUMERIC_REAL: Final = frozenset({Category.INT, Category.FLOAT})
INEXACT: Final = frozenset({Category.FLOAT, Category.COMPLEX})
#: For kernels that PyTorch has not in half precision.
SINGLE_OR_DOUBLE: Final = frozenset({float32, float64})

#: The most bytes that a size may ask for: PyTorch counts them in a signed 64-bit integer.
_MOST_BYTES: Final = 2**63 - 1


def broadcast(*operands: Any) -> Shape:
    """Return the shape to which the tensors among the operands broadcast; raise ShapeError."""
    shape: Shape | None = None
    for operand in operands:
        if isinstance(operand, Operand):
            shape = operand.meta.shape if shape is None else broadcast_shapes(shape, operand.meta.shape)
    return () if shape is None else shape


def broadcast_shapes(first: Shape, second: Shape) -> Shape:
    """Return the shape to which two shapes broadcast; raise ShapeError."""
    if first == second:
        return first
    ndim = max(len(first), len(second))
    wide = (1,) * (ndim - len(first)) + first
    other = (1,) * (ndim - len(second)) + second
    sizes = []
    for dim in reversed(range(ndim)):
        here, there = wide[dim], other[dim]
        if here != there and 1 not in (here, there):
            raise ShapeError(
                f"The size of tensor a ({here}) must match the size of tensor b ({there}) "
                f"at non-singleton dimension {dim}"
            )
        sizes.append(there if here == 1 else here)
    return tuple(reversed(sizes))


def like_first(first: Operand, *_: Any) -> Shape:
    """Return the shape of the first argument."""
    return first.meta.shape


def promoted(*operands: Any) -> DType:
    """Return the dtype that the tensors and numbers among the operands promote to."""
    return result_type(*_promoting(operands))


def promote(*operands: Any) -> tuple[DType, DType]:
    """Compute in the promoted dtype, and return it."""
    dtype = promoted(*operands)
    return dtype, dtype


def promote_float(*operands: Any) -> tuple[DType, DType]:
    """Compute in the promoted dtype, with integers and bool as float32, and return it."""
    dtype = to_floating(promoted(*operands))
    return dtype, dtype


def compare(*operands: Any) -> tuple[DType, DType]:
    """Compute in the promoted dtype, return bool."""
    return promoted(*operands), bool_


def same(first: Operand, *_: Any) -> tuple[DType, DType]:
    """Compute in the first argument's dtype, and return it."""
    return first.meta.dtype, first.meta.dtype


def test(first: Operand, *_: Any) -> tuple[DType, DType]:
    """Compute in the first argument's dtype, return bool."""
    return first.meta.dtype, bool_


@dataclass(frozen=True, slots=True)
class Within:
    """A dtype rule that refuses a computation in other categories or dtypes than ``taken``, as a kernel of PyTorch does.

    As part of a row it refuses last, as kernels do; called by a plan of its own it refuses at once.
    """

    taken: Collection[Category | DType]
    kernel: str
    rule: DTypeRule

    def __call__(self, *args: Any) -> tuple[DType, DType]:
        """Return the dtypes of the rule; raise UnsupportedError."""
        compute, result = self.rule(*args)
        refuse_unless(compute.category in self.taken or compute in self.taken, self.kernel, compute)
        return compute, result

    def refuse(self, *args: Any) -> None:
        """Raise UnsupportedError in the name of PyTorch's kernel unless it computes in a dtype it takes."""
        self(*args)


def within(taken: Collection[Category | DType], kernel: str, rule: DTypeRule) -> Within:
    """Return ``rule``, refusing what PyTorch's ``kernel`` does not compute in: all but these categories and dtypes."""
    return Within(taken, kernel, rule)


def refuse_unless(taken: bool, kernel: str, dtype: DType) -> None:
    """Raise UnsupportedError in the name of PyTorch's ``kernel`` unless ``taken``."""
    if not taken:
        raise UnsupportedError(f"\"{kernel}\" not implemented for '{dtype.title}'")


def require_convertible(value: Any, dtype: DType) -> None:
    """Raise BadValueError where PyTorch does not convert the number ``value`` to ``dtype``: it would not fit.

    Source: ``c10/util/overflows.h``. Unsigned dtypes take small negative integers, which wrap.
    """
    if isinstance(value, Operand) or dtype is bool_ or _fits(value, dtype):
        return
    name = _CONVERTED_NAMES.get(dtype, dtype.c_name)
    raise BadValueError(f"value cannot be converted to type {name} without overflow")


_CONVERTED_NAMES: Final = {
    **{dtype: f"{dtype.name}_t" for dtype in ALL if dtype.category is Category.INT},
    int32: "int",
}


def _fits(value: Any, dtype: DType) -> bool:
    if isinstance(value, complex):
        if dtype.is_complex:
            return _fits(value.real, dtype) and _fits(value.imag, dtype)
        return value.imag == 0 and _fits(value.real, dtype)
    if dtype.category is Category.INT:
        limits = np.iinfo(dtype.numpy)
        lowest = limits.min if dtype.signed or isinstance(value, float) else -limits.max
        highest = float(limits.max) if isinstance(value, float) else limits.max
        return bool(lowest <= value <= highest)
    if isinstance(value, float) and not math.isfinite(value):
        return True
    return bool(abs(value) <= finfo(dtype).max)


def normalize_dim(dim: int, ndim: int) -> int:
    """Return ``dim`` counted from the front; raise IndexRangeError. A 0-d tensor has a dimension 0 to name."""
    extent = max(ndim, 1)
    if not -extent <= dim < extent:
        raise IndexRangeError(
            f"Dimension out of range (expected to be in range of [{-extent}, {extent - 1}], but got {dim})"
        )
    return dim + extent if dim < 0 else dim


def normalize_dims(dims: int | Iterable[int] | None, ndim: int) -> tuple[int, ...]:
    """Return the dimensions counted from the front, all of them for None; refuse one that is named twice."""
    if dims is None:
        return tuple(range(ndim))
    if isinstance(dims, int):
        return (normalize_dim(dims, ndim),)
    normal = tuple(normalize_dim(dim, ndim) for dim in dims)
    for at, dim in enumerate(normal):
        if dim in normal[:at]:
            raise BadValueError(f"dim {dim} appears multiple times in the list of dims")
    return normal


def checked_size(size: Iterable[int], dtype: DType) -> Shape:
    """Return ``size`` as a shape; refuse a negative size, and one whose bytes cannot be counted."""
    shape = tuple(size)
    for extent in shape:
        if extent < 0:
            raise BadValueError(f"Trying to create tensor with negative dimension {extent}: {list(shape)}")
    if math.prod(shape) * dtype.itemsize > _MOST_BYTES:
        raise BadValueError(f"Storage size calculation overflowed with sizes={list(shape)}")
    return shape


def _promoting(operands: Iterable[Any]) -> list[Any]:
    """Return what takes part in promotion: metas of tensors, and numbers."""
    metas = [operand.meta if isinstance(operand, Operand) else operand for operand in operands]
    return [operand for operand in metas if operand is not None and not isinstance(operand, str)]
