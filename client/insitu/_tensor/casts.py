"""Tensors in another dtype: `to` and its short forms.

They stand apart from the Tensor class because their names, ``bool`` and ``int`` and ``float``, are types inside of it.
"""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any

from insitu.dispatch import call
from insitu.options import channels_last, channels_last_3d, require_plain
from insitu.typenames import TensorType, dtype_of, is_dtype_name
from insitu_engine.dtypes import (
    DType,
    bfloat16,
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


def _is_dtype(value: Any) -> bool:
    """Return whether an argument says a dtype, by itself or by name."""
    return isinstance(value, DType) or (isinstance(value, str) and is_dtype_name(value))


class Casts:
    """Conversions of the dtype."""

    __slots__ = ()

    def to(
        self, *args: Any, dtype: DType | str | None = None, memory_format: Any = None, **options: Any
    ) -> Tensor:
        """Return the tensor in another dtype, itself if it has it already and ``copy`` is not set.

        ``to(dtype)``, ``to(other)`` or ``to("cpu", dtype)``, each with ``non_blocking`` and ``copy``; there is one
        device. With ``memory_format=insitu.channels_last`` the channels lie next to each other in memory.
        """
        meta: Meta = self.meta  # type: ignore[attr-defined] # a Tensor's
        given = list(args)
        if given and isinstance(given[0], Operand):
            dtype = given.pop(0).meta.dtype
        elif given and not _is_dtype(given[0]):
            require_plain(device=given.pop(0))
        if given and (given[0] is None or _is_dtype(given[0])):
            dtype = given.pop(0) or dtype
        require_plain(device=options.pop("device", None))
        flags = {**dict(zip(("non_blocking", "copy"), given, strict=False)), **options}
        if len(given) > 2 or not flags.keys() <= {"non_blocking", "copy"}:
            raise ArgumentError("to(): expected a dtype, a Tensor or a device, then non_blocking and copy")
        turned = memory_format in (channels_last, channels_last_3d)
        wanted = dtype_named(dtype) if isinstance(dtype, str) else dtype or meta.dtype
        result: Tensor = call(_TO, (self, wanted, False, bool(flags.get("copy", False)), turned))
        return result

    def type(self, dtype: DType | TensorType | str | None = None, non_blocking: builtins.bool = False) -> Any:
        """Return the tensor in a dtype, told by itself or by its older name; without one, that name."""
        del non_blocking
        own: DType = self.meta.dtype  # type: ignore[attr-defined] # a Tensor's
        return str(TensorType(own)) if dtype is None else self.to(dtype_of(dtype))

    def type_as(self, other: Tensor) -> Tensor:
        """Return the tensor in the dtype of ``other``."""
        return self.to(other.dtype)

    def bool(self, memory_format: Any = None) -> Tensor:
        """Return the tensor as bool."""
        return self.to(bool_, memory_format=memory_format)

    def byte(self, memory_format: Any = None) -> Tensor:
        """Return the tensor as uint8."""
        return self.to(uint8, memory_format=memory_format)

    def char(self, memory_format: Any = None) -> Tensor:
        """Return the tensor as int8."""
        return self.to(int8, memory_format=memory_format)

    def short(self, memory_format: Any = None) -> Tensor:
        """Return the tensor as int16."""
        return self.to(int16, memory_format=memory_format)

    def int(self, memory_format: Any = None) -> Tensor:
        """Return the tensor as int32."""
        return self.to(int32, memory_format=memory_format)

    def long(self, memory_format: Any = None) -> Tensor:
        """Return the tensor as int64."""
        return self.to(int64, memory_format=memory_format)

    def half(self, memory_format: Any = None) -> Tensor:
        """Return the tensor as float16."""
        return self.to(float16, memory_format=memory_format)

    def bfloat16(self, memory_format: Any = None) -> Tensor:
        """Return the tensor as bfloat16."""
        return self.to(bfloat16, memory_format=memory_format)

    def float(self, memory_format: Any = None) -> Tensor:
        """Return the tensor as float32."""
        return self.to(float32, memory_format=memory_format)

    def double(self, memory_format: Any = None) -> Tensor:
        """Return the tensor as float64."""
        return self.to(float64, memory_format=memory_format)

    def cfloat(self, memory_format: Any = None) -> Tensor:
        """Return the tensor as complex64."""
        return self.to(complex64, memory_format=memory_format)

    def cdouble(self, memory_format: Any = None) -> Tensor:
        """Return the tensor as complex128."""
        return self.to(complex128, memory_format=memory_format)

    def cpu(self) -> Tensor:
        """Return the tensor itself: there is one device."""
        return self.to()
