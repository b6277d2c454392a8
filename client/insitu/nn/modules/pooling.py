"""Layers that make one number of each window: the largest element, the mean, a norm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from insitu._tensor import Tensor
from insitu.nn import functional
from insitu.nn.modules.convolution import spread
from insitu.nn.modules.module import Module

__all__ = [
    "AvgPool1d",
    "AvgPool2d",
    "AvgPool3d",
    "LPPool1d",
    "LPPool2d",
    "LPPool3d",
    "MaxPool1d",
    "MaxPool2d",
    "MaxPool3d",
]


class _MaxPool(Module):
    """What these share: the windows. A subclass says by which function."""

    pooled: ClassVar[Callable[..., Any]]

    def __init__(
        self,
        kernel_size: int | Sequence[int],
        stride: int | Sequence[int] | None = None,
        padding: int | Sequence[int] = 0,
        dilation: int | Sequence[int] = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding
        self.dilation = dilation
        self.return_indices = return_indices
        self.ceil_mode = ceil_mode

    def forward(self, input: Tensor) -> Any:
        """Return the largest elements, with ``return_indices`` also where they were."""
        return self.pooled(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.dilation,
            self.ceil_mode,
            self.return_indices,
        )

    def extra_repr(self) -> str:
        """Return the settings."""
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, dilation={self.dilation}, "
            f"ceil_mode={self.ceil_mode}"
        )


class MaxPool1d(_MaxPool):
    """Keep the largest element of each window of rows (N, C, L) or (C, L)."""

    pooled = staticmethod(functional.max_pool1d)


class MaxPool2d(_MaxPool):
    """Keep the largest element of each window of images (N, C, H, W) or (C, H, W)."""

    pooled = staticmethod(functional.max_pool2d)


class MaxPool3d(_MaxPool):
    """Keep the largest element of each window of volumes (N, C, D, H, W) or (C, D, H, W)."""

    pooled = staticmethod(functional.max_pool3d)


class AvgPool1d(Module):
    """Average each window of rows (N, C, L) or (C, L)."""

    def __init__(
        self,
        kernel_size: int | Sequence[int],
        stride: int | Sequence[int] | None = None,
        padding: int | Sequence[int] = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:
        super().__init__()
        self.kernel_size = spread(kernel_size, 1)
        self.stride = self.kernel_size if stride is None else spread(stride, 1)
        self.padding = spread(padding, 1)
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad

    def forward(self, input: Tensor) -> Tensor:
        """Return the averages."""
        return functional.avg_pool1d(
            input, self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad
        )

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class _AvgPool(Module):
    """What these share: the windows. A subclass says by which function."""

    pooled: ClassVar[Callable[..., Tensor]]

    def __init__(
        self,
        kernel_size: int | Sequence[int],
        stride: int | Sequence[int] | None = None,
        padding: int | Sequence[int] = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad
        self.divisor_override = divisor_override

    def forward(self, input: Tensor) -> Tensor:
        """Return the averages."""
        return self.pooled(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.count_include_pad,
            self.divisor_override,
        )

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool2d(_AvgPool):
    """Average each window of images (N, C, H, W) or (C, H, W)."""

    pooled = staticmethod(functional.avg_pool2d)


class AvgPool3d(_AvgPool):
    """Average each window of volumes (N, C, D, H, W) or (C, D, H, W)."""

    pooled = staticmethod(functional.avg_pool3d)


class _LPPool(Module):
    """What these share: the norm and the windows. A subclass says by which function."""

    pooled: ClassVar[Callable[..., Tensor]]

    def __init__(
        self,
        norm_type: float,
        kernel_size: int | Sequence[int],
        stride: int | Sequence[int] | None = None,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__()
        self.norm_type = norm_type
        self.kernel_size = kernel_size
        self.stride = stride
        self.ceil_mode = ceil_mode

    def forward(self, input: Tensor) -> Tensor:
        """Return the norms."""
        return self.pooled(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)

    def extra_repr(self) -> str:
        """Return the settings."""
        return (
            f"norm_type={self.norm_type}, kernel_size={self.kernel_size}, stride={self.stride}, "
            f"ceil_mode={self.ceil_mode}"
        )


class LPPool1d(_LPPool):
    """Take a norm of each window of rows (N, C, L) or (C, L)."""

    pooled = staticmethod(functional.lp_pool1d)


class LPPool2d(_LPPool):
    """Take a norm of each window of images (N, C, H, W) or (C, H, W)."""

    pooled = staticmethod(functional.lp_pool2d)


class LPPool3d(_LPPool):
    """Take a norm of each window of volumes (N, C, D, H, W) or (C, D, H, W)."""

    pooled = staticmethod(functional.lp_pool3d)
