"""Layers that compare each place's neighbourhood with learned kernels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from insitu import _functions
from insitu._tensor import Tensor
from insitu.nn import functional, init, windows
from insitu.nn.modules.module import Module
from insitu.nn.parameter import Parameter
from insitu_engine.dtypes import DType
from insitu_engine.errors import InvalidValueError

__all__ = [
    "Conv1d",
    "Conv2d",
]

_MODES = ("zeros", "reflect", "replicate", "circular")


def spread(value: int | Sequence[int], count: int) -> tuple[int, ...]:
    """Return a setting for each image dimension."""
    return (value,) * count if isinstance(value, int) else tuple(value)


class _Convolution(Module):
    """What convolutions share; a subclass says of how many dimensions."""

    ndim: ClassVar[int]
    weight: Parameter
    bias: Parameter | None
    padding: str | tuple[int, ...]

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | Sequence[int],
        stride: int | Sequence[int] = 1,
        padding: int | Sequence[int] | str = 0,
        dilation: int | Sequence[int] = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        _require_settings(in_channels, out_channels, groups, padding_mode)
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = spread(kernel_size, self.ndim)
        self.stride = spread(stride, self.ndim)
        self.padding = padding if isinstance(padding, str) else spread(padding, self.ndim)
        self.dilation = spread(dilation, self.ndim)
        self.transposed = False
        self.output_padding = (0,) * self.ndim
        self.groups = groups
        self.padding_mode = padding_mode
        self._require_padding()
        shape = (out_channels, in_channels // groups, *self.kernel_size)
        self.weight = Parameter(_functions.empty(shape, device=device, dtype=dtype))
        self.register_parameter(
            "bias", Parameter(_functions.empty(out_channels, device=device, dtype=dtype)) if bias else None
        )
        self.reset_parameters()

    def _require_padding(self) -> None:
        if not isinstance(self.padding, str):
            return
        if self.padding not in ("same", "valid"):
            raise InvalidValueError(
                f"Invalid padding string {self.padding!r}, should be one of {{'valid', 'same'}}"
            )
        if self.padding == "same" and any(step != 1 for step in self.stride):
            raise InvalidValueError("padding='same' is not supported for strided convolutions")

    def reset_parameters(self) -> None:
        """Draw the parameters anew, uniformly within 1 / sqrt(in_channels / groups * kernel elements)."""
        init.fill_as_linear(self.weight, self.bias)

    def _padded(self, input: Tensor) -> Tensor:
        """Return the input with more around it than zeros, as ``padding_mode`` says."""
        sides: list[int] = []
        for at in reversed(range(self.ndim)):
            total = self.dilation[at] * (self.kernel_size[at] - 1) if self.padding == "same" else 0
            first = self.padding[at] if not isinstance(self.padding, str) else total // 2
            assert isinstance(first, int)
            sides += [first, total - first if isinstance(self.padding, str) else first]
        return functional.pad(input, sides, mode=self.padding_mode)

    def forward(self, input: Tensor) -> Tensor:
        """Return the input's cross-correlation with the kernels."""
        plain = self.padding_mode == "zeros"
        return self._convolved(input if plain else self._padded(input), self.padding if plain else 0)

    def _convolved(self, input: Tensor, padding: int | str | tuple[int, ...]) -> Tensor:
        raise NotImplementedError

    def extra_repr(self) -> str:
        """Return the settings that are not the usual ones."""
        parts = [
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        ]
        if self.padding != (0,) * len(self.padding):
            parts.append(f"padding={self.padding}")
        if self.dilation != (1,) * self.ndim:
            parts.append(f"dilation={self.dilation}")
        if self.groups != 1:
            parts.append(f"groups={self.groups}")
        if self.bias is None:
            parts.append("bias=False")
        if self.padding_mode != "zeros":
            parts.append(f"padding_mode={self.padding_mode}")
        return ", ".join(parts)


def _require_settings(in_channels: int, out_channels: int, groups: int, padding_mode: str) -> None:
    if groups <= 0:
        raise InvalidValueError("groups must be a positive integer")
    if in_channels % groups:
        raise InvalidValueError("in_channels must be divisible by groups")
    if out_channels % groups:
        raise InvalidValueError("out_channels must be divisible by groups")
    if padding_mode not in _MODES:
        raise InvalidValueError(
            f"padding_mode must be one of {set(_MODES)}, but got padding_mode='{padding_mode}'"
        )


class Conv1d(_Convolution):
    """Cross-correlate rows (N, C, L) or (C, L) with learned kernels (out, C / groups, k)."""

    ndim = 1

    def _convolved(self, input: Tensor, padding: int | str | tuple[int, ...]) -> Tensor:
        return windows.conv1d(input, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)


class Conv2d(_Convolution):
    """Cross-correlate images (N, C, H, W) or (C, H, W) with learned kernels (out, C / groups, kh, kw)."""

    ndim = 2

    def _convolved(self, input: Tensor, padding: int | str | tuple[int, ...]) -> Tensor:
        return functional.conv2d(
            input, self.weight, self.bias, self.stride, padding, self.dilation, self.groups
        )
