"""Norms over a layer, over groups of channels or among neighbouring ones: the same while training and afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from insitu import _functions
from insitu._tensor import Tensor
from insitu.nn import functional, init
from insitu.nn.modules.module import Module
from insitu.nn.parameter import Parameter
from insitu_engine.dtypes import DType
from insitu_engine.errors import InvalidValueError

__all__ = [
    "GroupNorm",
    "LayerNorm",
    "LocalResponseNorm",
    "RMSNorm",
]


class _OverLayer(Module):
    """What norms of the last dimensions share."""

    weight: Parameter | None
    normalized_shape: tuple[int, ...]

    def _begin(
        self, normalized_shape: int | Sequence[int], eps: float | None, elementwise_affine: bool
    ) -> None:
        """Keep the settings."""
        shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.normalized_shape = shape
        self.eps = eps
        self.elementwise_affine = elementwise_affine


class LayerNorm(_OverLayer):
    """Mean 0 and variance 1 over the last dimensions, of sizes ``normalized_shape``, then learned ones."""

    bias: Parameter | None

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        self._begin(normalized_shape, eps, elementwise_affine)
        made = partial(_functions.empty, self.normalized_shape, device=device, dtype=dtype)
        self.register_parameter("weight", Parameter(made()) if elementwise_affine else None)
        self.register_parameter("bias", Parameter(made()) if elementwise_affine and bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Let the weights be 1 and the biases 0."""
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def forward(self, input: Tensor) -> Tensor:
        """Return a tensor of the input's shape."""
        return functional.layer_norm(
            input, self.normalized_shape, self.weight, self.bias, 1e-5 if self.eps is None else self.eps
        )

    def extra_repr(self) -> str:
        """Return the settings."""
        return (
            f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}, "
            f"bias={self.bias is not None}"
        )


class RMSNorm(_OverLayer):
    """Root mean square 1 over the last dimensions, of sizes ``normalized_shape``, then a learned one."""

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float | None = None,
        elementwise_affine: bool = True,
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        self._begin(normalized_shape, eps, elementwise_affine)
        made = partial(_functions.empty, self.normalized_shape, device=device, dtype=dtype)
        self.register_parameter("weight", Parameter(made()) if elementwise_affine else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Let the weights be 1."""
        if self.weight is not None:
            init.ones_(self.weight)

    def forward(self, x: Tensor) -> Tensor:
        """Return a tensor of the input's shape."""
        return functional.rms_norm(x, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"


class GroupNorm(Module):
    """Mean 0 and variance 1 over each of ``num_groups`` groups of the channels of (N, C, ...), then learned ones by channel.

    Raises InvalidValueError where the channels cannot be divided so.
    """

    weight: Parameter | None
    bias: Parameter | None

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-5,
        affine: bool = True,
        device: Any = None,
        dtype: DType | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        if num_channels % num_groups:
            raise InvalidValueError(
                f"num_channels ({num_channels}) must be divisible by num_groups ({num_groups})"
            )
        self.num_groups = num_groups
        self.num_channels = num_channels
        self.eps = eps
        self.affine = affine
        made = partial(_functions.empty, num_channels, device=device, dtype=dtype)
        self.register_parameter("weight", Parameter(made()) if affine else None)
        self.register_parameter("bias", Parameter(made()) if affine and bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Let the weights be 1 and the biases 0."""
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def forward(self, input: Tensor) -> Tensor:
        """Return a tensor of the input's shape."""
        return functional.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        """Return the settings."""
        return (
            f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, "
            f"bias={self.bias is not None}"
        )


class LocalResponseNorm(Module):
    """Channels (N, C, ...) divided by ``(k + alpha * mean) ** beta``: the mean of the squares of ``size`` channels around."""

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> None:
        super().__init__()
        self.size = size
        self.alpha = alpha
        self.beta = beta
        self.k = k

    def forward(self, input: Tensor) -> Tensor:
        """Return a tensor of the input's shape."""
        return functional.local_response_norm(input, self.size, self.alpha, self.beta, self.k)

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"
