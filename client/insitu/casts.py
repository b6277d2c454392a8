"""Tensors in another dtype: `to` and its short forms.

They stand apart from the Tensor class because their names, ``bool`` and ``int`` and ``float``, are types inside of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from insitu.dispatch import call
from insitu_engine.dtypes import (
    DType,
    bool_,
    complex64,
    complex128,
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
from insitu_engine.errors import ArgumentError
from insitu_engine.meta import Meta, Operand
from insitu_engine.optable import lookup

if TYPE_CHECKING:
    from insitu._tensor import Tensor

_TO = lookup("to")


class Casts:
    """Conversions of the dtype."""

    __slots__ = ()

    def to(self, *args: Any, dtype: DType | str | None = None, copy: Any = False) -> Tensor:
        """Return the tensor in another dtype, itself if it has it already and ``copy`` is not set.

        ``to(dtype)``, ``to(other)`` or ``to("cpu")``; there is one device, so a device changes nothing.
        """
        for arg in args:
            if isinstance(arg, DType):
                dtype = arg
            elif isinstance(arg, Operand):
                dtype = arg.meta.dtype
            elif not isinstance(arg, str | None):
                raise ArgumentError(f"to(): expected a dtype, a Tensor or a device, got {type(arg).__name__}")
        meta: Meta = self.meta  # type: ignore[attr-defined] # a Tensor's
        wanted = dtype_named(dtype) if isinstance(dtype, str) else dtype or meta.dtype
        result: Tensor = call(_TO, (self, wanted, *_TO.defaults[2:]))
        return result.clone() if copy and result is self else result

    def type_as(self, other: Tensor) -> Tensor:
        """Return the tensor in the dtype of ``other``."""
        return self.to(other.dtype)

    def bool(self) -> Tensor:
        """Return the tensor as bool."""
        return self.to(bool_)

    def byte(self) -> Tensor:
        """Return the tensor as uint8."""
        return self.to(uint8)

    def char(self) -> Tensor:
        """Return the tensor as int8."""
        return self.to(int8)

    def short(self) -> Tensor:
        """Return the tensor as int16."""
        return self.to(int16)

    def int(self) -> Tensor:
        """Return the tensor as int32."""
        return self.to(int32)

    def long(self) -> Tensor:
        """Return the tensor as int64."""
        return self.to(int64)

    def half(self) -> Tensor:
        """Return the tensor as float16."""
        return self.to(float16)

    def float(self) -> Tensor:
        """Return the tensor as float32."""
        return self.to(float32)

    def double(self) -> Tensor:
        """Return the tensor as float64."""
        return self.to(float64)

    def cfloat(self) -> Tensor:
        """Return the tensor as complex64."""
        return self.to(complex64)

    def cdouble(self) -> Tensor:
        """Return the tensor as complex128."""
        return self.to(complex128)

    def cpu(self) -> Tensor:
        """Return the tensor itself: there is one device."""
        return self.to()
