"""Layers that surround images with more of them; a subclass says of how many dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from insitu._tensor import Tensor
from insitu.nn import functional
from insitu.nn.modules.convolution import spread
from insitu.nn.modules.module import Module
from insitu_engine.errors import InvalidValueError

__all__ = [
    "CircularPad1d",
    "CircularPad2d",
    "CircularPad3d",
    "ConstantPad1d",
    "ConstantPad2d",
    "ConstantPad3d",
    "ReflectionPad1d",
    "ReflectionPad2d",
    "ReflectionPad3d",
    "ReplicationPad1d",
    "ReplicationPad2d",
    "ReplicationPad3d",
    "ZeroPad1d",
    "ZeroPad2d",
    "ZeroPad3d",
]


class _Pad(Module):
    """What these share: how much there is before and after each dimension, beginning with the last one."""

    ndim: ClassVar[int]
    mode: ClassVar[str]

    def __init__(self, padding: int | Sequence[int]) -> None:
        super().__init__()
        self.padding = spread(padding, 2 * self.ndim)

    def forward(self, input: Tensor) -> Tensor:
        """Return the images with more around them; negative numbers cut off."""
        return functional.pad(input, self.padding, self.mode)

    def extra_repr(self) -> str:
        """Return the padding."""
        return f"{self.padding}"


class _ConstantPad(_Pad):
    """The same with one number everywhere."""

    mode = "constant"

    def __init__(self, padding: int | Sequence[int], value: float) -> None:
        super().__init__(padding)
        self.value = value

    def forward(self, input: Tensor) -> Tensor:
        """Return the images with the number around them; negative paddings cut off."""
        return functional.pad(input, self.padding, self.mode, self.value)

    def extra_repr(self) -> str:
        """Return the padding and the number."""
        return f"padding={self.padding}, value={self.value}"


class ConstantPad1d(_ConstantPad):
    """Surround rows (N, C, L) or (C, L) with a number."""

    ndim = 1


class ConstantPad2d(_ConstantPad):
    """Surround images (N, C, H, W) or (C, H, W) with a number."""

    ndim = 2


class ConstantPad3d(_ConstantPad):
    """Surround volumes (N, C, D, H, W) or (C, D, H, W) with a number."""

    ndim = 3


class _ZeroPad(_ConstantPad):
    """The same with zeros."""

    def __init__(self, padding: int | Sequence[int]) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        """Return the padding."""
        return f"{self.padding}"


class ZeroPad1d(_ZeroPad):
    """Surround rows (N, C, L) or (C, L) with zeros."""

    ndim = 1


class ZeroPad2d(_ZeroPad):
    """Surround images (N, C, H, W) or (C, H, W) with zeros."""

    ndim = 2


class ZeroPad3d(_ZeroPad):
    """Surround volumes (N, C, D, H, W) or (C, D, H, W) with zeros."""

    ndim = 3


class _ReflectionPad(_Pad):
    """The same with what a mirror at each side shows."""

    mode = "reflect"


class ReflectionPad1d(_ReflectionPad):
    """Surround rows (N, C, L) or (C, L) with their mirror image."""

    ndim = 1


class ReflectionPad2d(_ReflectionPad):
    """Surround images (N, C, H, W) or (C, H, W) with their mirror image."""

    ndim = 2


class ReflectionPad3d(_ReflectionPad):
    """Surround volumes (N, C, D, H, W) or (C, D, H, W) with their mirror image."""

    ndim = 3


class _ReplicationPad(_Pad):
    """The same with what is at each side."""

    mode = "replicate"


class ReplicationPad1d(_ReplicationPad):
    """Surround rows (N, C, L) or (C, L) with their ends."""

    ndim = 1


class ReplicationPad2d(_ReplicationPad):
    """Surround images (N, C, H, W) or (C, H, W) with their edges."""

    ndim = 2


class ReplicationPad3d(_ReplicationPad):
    """Surround volumes (N, C, D, H, W) or (C, D, H, W) with their faces."""

    ndim = 3


class _CircularPad(_Pad):
    """The same with what is at the other side."""

    mode = "circular"

    def forward(self, input: Tensor) -> Tensor:
        """Return the images with more around them; raise InvalidValueError for a tensor that is no images."""
        if input.ndim not in (self.ndim + 1, self.ndim + 2):
            raise InvalidValueError(
                f"expected {self.ndim + 1}D or {self.ndim + 2}D input (got {input.ndim}D input)"
            )
        return super().forward(input)


class CircularPad1d(_CircularPad):
    """Surround rows (N, C, L) or (C, L) with what comes after their end: their beginning."""

    ndim = 1


class CircularPad2d(_CircularPad):
    """Surround images (N, C, H, W) or (C, H, W) with what is at their other side."""

    ndim = 2


class CircularPad3d(_CircularPad):
    """Surround volumes (N, C, D, H, W) or (C, D, H, W) with what is at their other side."""

    ndim = 3
