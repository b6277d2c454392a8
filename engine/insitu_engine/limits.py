"""What numbers a dtype holds, as ``torch.finfo`` and ``torch.iinfo`` tell it; NumPy's own tables lack bfloat16."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import ml_dtypes
import numpy as np

from insitu_engine.dtypes import Category, DType, float32, real_of
from insitu_engine.errors import ArgumentError


@dataclass(frozen=True, slots=True)
class FloatInfo:
    """The limits of a floating-point dtype; of a complex one, those of its parts."""

    resolution: float
    min: float
    max: float
    eps: float
    smallest_normal: float
    tiny: float
    dtype: str
    bits: int = field(repr=False)

    def __repr__(self) -> str:
        names = ("resolution", "min", "max", "eps", "smallest_normal", "tiny")
        return f"finfo({', '.join(f'{name}={getattr(self, name):g}' for name in names)}, dtype={self.dtype})"


@dataclass(frozen=True, slots=True)
class IntInfo:
    """The limits of an integer dtype."""

    min: int
    max: int
    dtype: str
    bits: int = field(repr=False)

    def __repr__(self) -> str:
        return f"iinfo(min={self.min:g}, max={self.max:g}, dtype={self.dtype})"


@cache
def finfo(dtype: DType = float32) -> FloatInfo:
    """Return the limits of a floating-point or complex dtype; raise ArgumentError for another."""
    if dtype.category < Category.FLOAT:
        raise ArgumentError(
            "torch.finfo() requires a floating point input type. Use torch.iinfo to handle 'torch.finfo'"
        )
    real = real_of(dtype)
    info: Any = ml_dtypes.finfo(real.numpy)  # type: ignore[no-untyped-call] # it has no types
    normal = float(info.smallest_normal)
    return FloatInfo(
        10.0**-info.precision,
        float(info.min),
        float(info.max),
        float(info.eps),
        normal,
        normal,
        real.name,
        info.bits,
    )


@cache
def iinfo(dtype: DType) -> IntInfo:
    """Return the limits of an integer dtype; raise ArgumentError for another."""
    if dtype.category is Category.BOOL:
        raise ArgumentError("torch.bool is not supported by torch.iinfo")
    if dtype.category is not Category.INT:
        raise ArgumentError(
            "torch.iinfo() requires an integer input type. Use torch.finfo to handle 'torch.iinfo'"
        )
    info = np.iinfo(dtype.numpy)
    return IntInfo(int(info.min), int(info.max), dtype.name, info.bits)


_DIGITS: Final = {2: 11, 4: 24, 8: 53}


def digits(dtype: DType) -> int:
    """Return how many binary digits a floating-point dtype's fraction has, or that of a complex one's parts."""
    return 8 if dtype.narrow else _DIGITS[real_of(dtype).itemsize]


def largest(dtype: DType) -> float:
    """Return the largest number of a floating-point dtype."""
    return finfo(dtype).max
