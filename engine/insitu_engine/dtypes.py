"""The dtypes, one frozen row each, and what PyTorch calls them in its texts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

import ml_dtypes
import numpy as np

from insitu_engine.errors import BadValueError, DTypeError


class Category(IntEnum):
    """Kinds of numbers, in the order in which they win over each other."""

    BOOL = 0
    INT = 1
    FLOAT = 2
    COMPLEX = 3


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DType:
    """One element type. There is one instance each, so ``is`` compares them."""

    name: str
    numpy: np.dtype[Any]
    category: Category
    #: PyTorch's ScalarType name, as in "result type Float can't be cast ...".
    title: str
    #: PyTorch's C name, as in "can't be cast to the desired output type long int".
    c_name: str
    signed: bool = True
    #: Whether its numbers are computed in float32 and rounded once, for NumPy has no arithmetic of its own for it.
    narrow: bool = False

    @property
    def itemsize(self) -> int:
        """Bytes of one element."""
        return self.numpy.itemsize

    @property
    def is_floating_point(self) -> bool:
        """Whether it is a real floating-point type."""
        return self.category is Category.FLOAT

    @property
    def is_complex(self) -> bool:
        """Whether it is a complex type."""
        return self.category is Category.COMPLEX

    @property
    def is_signed(self) -> bool:
        """Whether it has negative values."""
        return self.signed

    def __repr__(self) -> str:
        return f"insitu.{self.name}"

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return dtype_named, (self.name,)


def _row(name: str, category: Category, title: str, c_name: str, *, signed: bool = True) -> DType:
    return DType(name, np.dtype(name), category, title, c_name, signed)


bool_ = _row("bool", Category.BOOL, "Bool", "bool", signed=False)
uint8 = _row("uint8", Category.INT, "Byte", "unsigned char", signed=False)
int8 = _row("int8", Category.INT, "Char", "signed char")
int16 = _row("int16", Category.INT, "Short", "short")
int32 = _row("int32", Category.INT, "Int", "int")
int64 = _row("int64", Category.INT, "Long", "long int")
float16 = _row("float16", Category.FLOAT, "Half", "c10::Half")
bfloat16 = DType(
    "bfloat16", np.dtype(ml_dtypes.bfloat16), Category.FLOAT, "BFloat16", "c10::BFloat16", narrow=True
)
float32 = _row("float32", Category.FLOAT, "Float", "float")
float64 = _row("float64", Category.FLOAT, "Double", "double")
complex64 = _row("complex64", Category.COMPLEX, "ComplexFloat", "c10::complex<float>")
complex128 = _row("complex128", Category.COMPLEX, "ComplexDouble", "c10::complex<double>")

ALL: Final[tuple[DType, ...]] = (
    bool_, uint8, int8, int16, int32, int64, float16, bfloat16, float32, float64, complex64, complex128,
)  # fmt: skip
#: Second names, as PyTorch has them.
ALIASES: Final = {
    "half": "float16", "float": "float32", "double": "float64", "short": "int16", "int": "int32",
    "long": "int64", "cfloat": "complex64", "cdouble": "complex128",
}  # fmt: skip
_BY_NAME: Final = {dtype.name: dtype for dtype in ALL}
_BY_NUMPY: Final = {dtype.numpy: dtype for dtype in ALL}
_COMPLEX_OF: Final = {float16: complex64, bfloat16: complex64, float32: complex64, float64: complex128}
_REAL_OF: Final = {complex64: float32, complex128: float64}


def dtype_named(name: str) -> DType:
    """Return the dtype called ``name`` ("float32", "long", "torch.int8", ...); raise DTypeError if there is none."""
    short = name.rpartition(".")[2]
    found = _BY_NAME.get(ALIASES.get(short, short))
    if found is None:
        raise DTypeError(f"unknown dtype {name!r}: expected one of {', '.join(_BY_NAME)}")
    return found


def dtype_of_array(array: np.ndarray[Any, Any]) -> DType:
    """Return the dtype of a NumPy array; raise ArgumentError-like DTypeError for one that insitu has not."""
    found = _BY_NUMPY.get(array.dtype.newbyteorder("="))
    if found is None:
        raise DTypeError(
            f"can't convert np.ndarray of type {array.dtype}. "
            f"The only supported types are: {', '.join(dtype.name for dtype in reversed(ALL))}."
        )
    return found


def complex_of(dtype: DType) -> DType:
    """Return the complex dtype whose parts are ``dtype`` (itself if complex already)."""
    return dtype if dtype.is_complex else _COMPLEX_OF[dtype]


def real_of(dtype: DType) -> DType:
    """Return the dtype of a complex dtype's parts (itself if real already)."""
    return _REAL_OF.get(dtype, dtype)


def scalar_of(value: complex, dtype: DType) -> Any:
    """Return a Python number as a NumPy scalar of ``dtype``, wrapping integers as PyTorch does."""
    if dtype.category is Category.INT and isinstance(value, int):
        bits = 8 * dtype.itemsize
        wrapped = int(value) & ((1 << bits) - 1)
        if dtype.signed and wrapped >> (bits - 1):
            wrapped -= 1 << bits
        return dtype.numpy.type(wrapped)
    if dtype.category < Category.COMPLEX and isinstance(value, complex):
        raise BadValueError(f"value cannot be converted to type {dtype.c_name} without overflow")
    with np.errstate(all="ignore"):
        array = np.asarray(value)
        # PyTorch's two-byte floats are made of a float32.
        array = array.astype(np.float32) if dtype.is_floating_point and dtype.itemsize == 2 else array
        return array.astype(dtype.numpy)[()]


def widened(dtype: DType) -> DType:
    """Return the dtype in which numbers of ``dtype`` are computed."""
    return float32 if dtype.narrow else dtype


def python_number_dtype(kind: type) -> DType:
    """Return the dtype that a tensor made of Python numbers of this type has."""
    if issubclass(kind, bool):
        return bool_
    if issubclass(kind, int):
        return int64
    return float32 if issubclass(kind, float) else complex64
