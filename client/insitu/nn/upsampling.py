"""Interpolation under PyTorch's former names, which it deprecates."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

from insitu._tensor import Tensor
from insitu.nn import _table

__all__ = ["upsample", "upsample_bilinear", "upsample_nearest"]


def _warn(name: str) -> None:
    text = f"`nn.functional.{name}` is deprecated. Use `nn.functional.interpolate` instead."
    warnings.warn(text, stacklevel=3)


def upsample(
    input: Tensor,
    size: int | Sequence[int] | None = None,
    scale_factor: float | Sequence[float] | None = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
) -> Tensor:
    """Return `interpolate` of the same arguments; deprecated."""
    _warn("upsample")
    return _table.interpolate(input, size, scale_factor, mode, align_corners)


def upsample_nearest(
    input: Tensor,
    size: int | Sequence[int] | None = None,
    scale_factor: float | Sequence[float] | None = None,
) -> Tensor:
    """Return `interpolate` with the nearest values; deprecated."""
    _warn("upsample_nearest")
    return _table.interpolate(input, size, scale_factor, "nearest")


def upsample_bilinear(
    input: Tensor,
    size: int | Sequence[int] | None = None,
    scale_factor: float | Sequence[float] | None = None,
) -> Tensor:
    """Return `interpolate` of images between four values, corners aligned; deprecated."""
    _warn("upsample_bilinear")
    return _table.interpolate(input, size, scale_factor, "bilinear", align_corners=True)
