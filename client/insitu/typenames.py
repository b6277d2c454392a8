"""PyTorch's older names of dtypes, ``FloatTensor`` and its kin: each makes tensors of one dtype, and knows its own.

The one rule: such a name and its dtype are the same fact, and the dtype's row has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from insitu_engine.dtypes import (
    ALIASES,
    ALL,
    DType,
    bfloat16,
    bool_,
    dtype_named,
    float16,
    float32,
    float64,
    int8,
    int16,
    int32,
    int64,
    uint8,
)
from insitu_engine.errors import ArgumentError, InvalidValueError
from insitu_engine.meta import Operand

if TYPE_CHECKING:
    from insitu._tensor import Tensor


@dataclass(frozen=True, slots=True, repr=False)
class TensorType:
    """What makes tensors of a dtype: ``LongTensor([1, 2])`` of data, ``LongTensor(2, 3)`` of sizes, not filled."""

    dtype: DType

    def __call__(self, *args: Any) -> Tensor:
        """Return a new tensor of data, or of sizes."""
        from insitu import _functions
        from insitu.making import tensor

        if len(args) == 1 and isinstance(args[0], float | complex | str):
            raise ArgumentError(f"new(): data must be a sequence (got {type(args[0]).__name__})")
        if len(args) == 1 and not isinstance(args[0], int):
            return tensor(args[0], dtype=self.dtype)
        return _functions.empty(args or (0,), dtype=self.dtype)

    def __instancecheck__(self, value: object) -> bool:
        return isinstance(value, Operand) and value.meta.dtype is self.dtype

    def __str__(self) -> str:
        return f"insitu.{self.dtype.title}Tensor"

    def __repr__(self) -> str:
        return f"<class {str(self)!r}>"


BoolTensor: Final = TensorType(bool_)
ByteTensor: Final = TensorType(uint8)
CharTensor: Final = TensorType(int8)
ShortTensor: Final = TensorType(int16)
IntTensor: Final = TensorType(int32)
LongTensor: Final = TensorType(int64)
HalfTensor: Final = TensorType(float16)
BFloat16Tensor: Final = TensorType(bfloat16)
FloatTensor: Final = TensorType(float32)
DoubleTensor: Final = TensorType(float64)
_BY_NAME: Final = {str(kind).rpartition(".")[2]: kind for kind in map(TensorType, ALL)}
_DTYPES: Final = frozenset({*(dtype.name for dtype in ALL), *ALIASES})


def dtype_of(wanted: DType | TensorType | str) -> DType:
    """Return the dtype that is told by itself, by name, or by an older name; raise InvalidValueError for another word."""
    if isinstance(wanted, DType):
        return wanted
    if isinstance(wanted, TensorType):
        return wanted.dtype
    name = wanted.rpartition(".")[2]
    if name.endswith("Tensor"):
        if name not in _BY_NAME:
            raise InvalidValueError(f"invalid type: {wanted!r}")
        return _BY_NAME[name].dtype
    return dtype_named(wanted)


def is_dtype_name(word: str) -> bool:
    """Return whether a word is a dtype's name: "float32", "long", "torch.int8"."""
    return word.rpartition(".")[2] in _DTYPES


def typename(obj: object) -> str:
    """Return the name of an object's type as errors tell it: with its module, a tensor's with its dtype."""
    if isinstance(obj, Operand):
        return str(TensorType(obj.meta.dtype))
    named = obj if hasattr(obj, "__qualname__") else type(obj)
    place = getattr(named, "__module__", None) or "builtins"
    return named.__qualname__ if place == "builtins" else f"{place}.{named.__qualname__}"
