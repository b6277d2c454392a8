"""Layers that take images apart into windows, or put them together from what windows had."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from insitu._tensor import Tensor
from insitu.nn import functional
from insitu.nn.modules.convolution import spread
from insitu.nn.modules.module import Module

__all__ = [
    "Fold",
    "MaxUnpool1d",
    "MaxUnpool2d",
    "MaxUnpool3d",
    "Unfold",
]


class Unfold(Module):
    """Lay the patches of images (N, C, H, W) or (C, H, W) out as columns (N, C * kh * kw, patches)."""

    def __init__(
        self,
        kernel_size: int | Sequence[int],
        dilation: int | Sequence[int] = 1,
        padding: int | Sequence[int] = 0,
        stride: int | Sequence[int] = 1,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.dilation = dilation
        self.padding = padding
        self.stride = stride

    def forward(self, input: Tensor) -> Tensor:
        """Return the columns."""
        return functional.unfold(input, self.kernel_size, self.dilation, self.padding, self.stride)

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"kernel_size={self.kernel_size}, dilation={self.dilation}, padding={self.padding}, stride={self.stride}"


class Fold(Module):
    """Add columns (N, C * kh * kw, patches) up to the images (N, C, H, W) of which they are patches."""

    def __init__(
        self,
        output_size: int | Sequence[int],
        kernel_size: int | Sequence[int],
        dilation: int | Sequence[int] = 1,
        padding: int | Sequence[int] = 0,
        stride: int | Sequence[int] = 1,
    ) -> None:
        super().__init__()
        self.output_size = output_size
        self.kernel_size = kernel_size
        self.dilation = dilation
        self.padding = padding
        self.stride = stride

    def forward(self, input: Tensor) -> Tensor:
        """Return the images."""
        return functional.fold(
            input, self.output_size, self.kernel_size, self.dilation, self.padding, self.stride
        )

    def extra_repr(self) -> str:
        """Return the settings."""
        return (
            f"output_size={self.output_size}, kernel_size={self.kernel_size}, dilation={self.dilation}, "
            f"padding={self.padding}, stride={self.stride}"
        )


class _MaxUnpool(Module):
    """What these share: the windows. A subclass says of how many dimensions, and by which function."""

    ndim: ClassVar[int]
    unpooled: ClassVar[Callable[..., Tensor]]

    def __init__(
        self,
        kernel_size: int | Sequence[int],
        stride: int | Sequence[int] | None = None,
        padding: int | Sequence[int] = 0,
    ) -> None:
        super().__init__()
        self.kernel_size = spread(kernel_size, self.ndim)
        self.stride = spread(kernel_size if stride is None else stride, self.ndim)
        self.padding = spread(padding, self.ndim)

    def forward(self, input: Tensor, indices: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        """Return images with each element where ``indices`` says, and zeros elsewhere."""
        return self.unpooled(input, indices, self.kernel_size, self.stride, self.padding, output_size)

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class MaxUnpool1d(_MaxUnpool):
    """Put what `MaxPool1d` kept back into rows (N, C, L) or (C, L)."""

    ndim = 1
    unpooled = staticmethod(functional.max_unpool1d)


class MaxUnpool2d(_MaxUnpool):
    """Put what `MaxPool2d` kept back into images (N, C, H, W) or (C, H, W)."""

    ndim = 2
    unpooled = staticmethod(functional.max_unpool2d)


class MaxUnpool3d(_MaxUnpool):
    """Put what `MaxPool3d` kept back into volumes (N, C, D, H, W) or (C, D, H, W)."""

    ndim = 3
    unpooled = staticmethod(functional.max_unpool3d)
