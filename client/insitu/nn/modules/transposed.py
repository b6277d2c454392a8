"""Layers that give back to images what convolutions with learned kernels made of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from insitu._tensor import Size, Tensor
from insitu.nn import functional
from insitu.nn.modules.convolution import Kernels
from insitu_engine.dtypes import DType
from insitu_engine.errors import InvalidValueError

__all__ = [
    "ConvTranspose1d",
    "ConvTranspose2d",
    "ConvTranspose3d",
]


class _Transposed(Kernels):
    """What transposed convolutions share; a subclass says of how many dimensions, and by which function."""

    transposed = True
    spreading: ClassVar[Callable[..., Tensor]]

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | Sequence[int],
        stride: int | Sequence[int] = 1,
        padding: int | Sequence[int] = 0,
        output_padding: int | Sequence[int] = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: int | Sequence[int] = 1,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        if padding_mode != "zeros":
            raise InvalidValueError(f'Only "zeros" padding mode is supported for {type(self).__name__}')
        channels = (in_channels, out_channels)
        super().__init__(
            channels,
            kernel_size,
            stride,
            padding,
            output_padding,
            dilation,
            groups,
            bias,
            padding_mode,
            device,
            dtype,
        )

    def forward(self, input: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        """Return larger images; of the sizes that their results may have had, ``output_size`` picks one."""
        return self.spreading(
            input,
            self.weight,
            self.bias,
            self.stride,
            self.padding,
            self.output_padding if output_size is None else self._beyond(input, output_size),
            self.groups,
            self.dilation,
        )

    def _beyond(self, input: Tensor, output_size: Sequence[int]) -> tuple[int, ...]:
        """Return how much larger a wanted size is than the smallest; raise InvalidValueError where there is none such."""
        lead = 2 if input.ndim == self.ndim + 2 else 1
        wanted = output_size[lead:] if len(output_size) == lead + self.ndim else output_size
        if len(wanted) != self.ndim:
            raise InvalidValueError(
                f"ConvTranspose{self.ndim}D: for {input.ndim}D input, output_size must have {self.ndim} or "
                f"{lead + self.ndim} elements (got {len(wanted)})"
            )
        assert not isinstance(self.padding, str)
        windows = zip(
            input.shape[lead:], self.kernel_size, self.stride, self.padding, self.dilation, strict=True
        )
        least = [
            (count - 1) * step - 2 * pad + spread * (taps - 1) + 1
            for count, taps, step, pad, spread in windows
        ]
        most = [size + step - 1 for size, step in zip(least, self.stride, strict=True)]
        if any(not low <= size <= high for low, size, high in zip(least, wanted, most, strict=True)):
            raise InvalidValueError(
                f"requested an output size of {wanted}, but valid sizes range from {least} to {most} "
                f"(for an input of {Size(input.shape[2:])})"
            )
        return tuple(size - low for size, low in zip(wanted, least, strict=True))


class ConvTranspose1d(_Transposed):
    """Give rows (N, C, L) or (C, L) back through learned kernels (C, out / groups, k)."""

    ndim = 1
    spreading = staticmethod(functional.conv_transpose1d)


class ConvTranspose2d(_Transposed):
    """Give images (N, C, H, W) or (C, H, W) back through learned kernels (C, out / groups, kh, kw)."""

    ndim = 2
    spreading = staticmethod(functional.conv_transpose2d)


class ConvTranspose3d(_Transposed):
    """Give volumes (N, C, D, H, W) or (C, D, H, W) back through learned kernels (C, out / groups, kd, kh, kw)."""

    ndim = 3
    spreading = staticmethod(functional.conv_transpose3d)
