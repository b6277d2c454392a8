"""Layers that compare each place's neighbourhood with learned kernels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from insitu import _functions
from insitu._tensor import Tensor
from insitu.nn import functional, init
from insitu.nn.modules.module import Module
from insitu.nn.parameter import Parameter
from insitu_engine.dtypes import DType
from insitu_engine.errors import InvalidValueError

__all__ = [
    "Conv1d",
    "Conv2d",
    "Conv3d",
]

_MODES = ("zeros", "reflect", "replicate", "circular")


def spread(value: int | Sequence[int], count: int) -> tuple[int, ...]:
    """Return a setting for each image dimension."""
    return (value,) * count if isinstance(value, int) else tuple(value)


class Kernels(Module):
    """What convolutions and those transposed share: settings and parameters; a subclass says of how many dimensions."""

    ndim: ClassVar[int]
    #: Kernels are (in, out / groups, ...), not (out, in / groups, ...).
    transposed: ClassVar[bool] = False
    weight: Parameter
    bias: Parameter | None

    def __init__(
        self,
        channels: tuple[int, int],
        kernel_size: int | Sequence[int],
        stride: int | Sequence[int],
        padding: int | Sequence[int] | str,
        output_padding: int | Sequence[int],
        dilation: int | Sequence[int],
        groups: int,
        bias: bool,
        padding_mode: str,
        device: Any,
        dtype: DType | None,
    ) -> None:
        super().__init__()
        _require_settings(*channels, groups, padding_mode)
        self.in_channels, self.out_channels = channels
        self.kernel_size = spread(kernel_size, self.ndim)
        self.stride = spread(stride, self.ndim)
        self.padding = padding if isinstance(padding, str) else spread(padding, self.ndim)
        self.dilation = spread(dilation, self.ndim)
        self.output_padding = spread(output_padding, self.ndim)
        self.groups = groups
        self.padding_mode = padding_mode
        self._require_padding()
        first, second = reversed(channels) if not self.transposed else channels
        shape = (first, second // groups, *self.kernel_size)
        self.weight = Parameter(_functions.empty(shape, device=device, dtype=dtype))
        self.register_parameter(
            "bias", Parameter(_functions.empty(channels[1], device=device, dtype=dtype)) if bias else None
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
        """Draw the parameters anew, uniformly within 1 / sqrt(elements of one kernel)."""
        init.fill_as_linear(self.weight, self.bias)

    def extra_repr(self) -> str:
        """Return the settings that are not the usual ones."""
        parts = [
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        ]
        if self.padding != (0,) * len(self.padding):
            parts.append(f"padding={self.padding}")
        if self.dilation != (1,) * self.ndim:
            parts.append(f"dilation={self.dilation}")
        if self.output_padding != (0,) * self.ndim:
            parts.append(f"output_padding={self.output_padding}")
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


class _Convolution(Kernels):
    """What convolutions share; a subclass says by which function."""

    correlated: ClassVar[Callable[..., Tensor]]

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
        channels = (in_channels, out_channels)
        super().__init__(
            channels, kernel_size, stride, padding, 0, dilation, groups, bias, padding_mode, device, dtype
        )

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
        return self.correlated(
            input if plain else self._padded(input),
            self.weight,
            self.bias,
            self.stride,
            self.padding if plain else 0,
            self.dilation,
            self.groups,
        )


class Conv1d(_Convolution):
    """Cross-correlate rows (N, C, L) or (C, L) with learned kernels (out, C / groups, k)."""

    ndim = 1
    correlated = staticmethod(functional.conv1d)


class Conv2d(_Convolution):
    """Cross-correlate images (N, C, H, W) or (C, H, W) with learned kernels (out, C / groups, kh, kw)."""

    ndim = 2
    correlated = staticmethod(functional.conv2d)


class Conv3d(_Convolution):
    """Cross-correlate volumes (N, C, D, H, W) or (C, D, H, W) with learned kernels (out, C / groups, kd, kh, kw)."""

    ndim = 3
    correlated = staticmethod(functional.conv3d)
