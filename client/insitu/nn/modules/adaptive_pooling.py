"""Layers that bring images down to a size, over parts as equal as there are or over windows that are drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from insitu._tensor import Tensor
from insitu.nn import functional
from insitu.nn.modules.module import Module
from insitu_engine.errors import InvalidValueError

__all__ = [
    "AdaptiveAvgPool1d",
    "AdaptiveAvgPool2d",
    "AdaptiveAvgPool3d",
    "AdaptiveMaxPool1d",
    "AdaptiveMaxPool2d",
    "AdaptiveMaxPool3d",
    "FractionalMaxPool2d",
    "FractionalMaxPool3d",
]


class _AdaptiveAvgPool(Module):
    """What these share: the size. A subclass says by which function."""

    pooled: ClassVar[Callable[..., Tensor]]

    def __init__(self, output_size: int | Sequence[int | None]) -> None:
        super().__init__()
        self.output_size = output_size

    def forward(self, input: Tensor) -> Tensor:
        """Return the averages."""
        return self.pooled(input, self.output_size)

    def extra_repr(self) -> str:
        """Return the size."""
        return f"output_size={self.output_size}"


class AdaptiveAvgPool1d(_AdaptiveAvgPool):
    """Average rows (N, C, L) or (C, L) down to a length."""

    pooled = staticmethod(functional.adaptive_avg_pool1d)


class AdaptiveAvgPool2d(_AdaptiveAvgPool):
    """Average images (N, C, H, W) or (C, H, W) down to a size."""

    pooled = staticmethod(functional.adaptive_avg_pool2d)


class AdaptiveAvgPool3d(_AdaptiveAvgPool):
    """Average volumes (N, C, D, H, W) or (C, D, H, W) down to a size."""

    pooled = staticmethod(functional.adaptive_avg_pool3d)


class _AdaptiveMaxPool(Module):
    """What these share: the size. A subclass says by which function."""

    pooled: ClassVar[Callable[..., Any]]

    def __init__(self, output_size: int | Sequence[int | None], return_indices: bool = False) -> None:
        super().__init__()
        self.output_size = output_size
        self.return_indices = return_indices

    def forward(self, input: Tensor) -> Any:
        """Return the largest elements, with ``return_indices`` also where they were."""
        return self.pooled(input, self.output_size, self.return_indices)

    def extra_repr(self) -> str:
        """Return the size."""
        return f"output_size={self.output_size}"


class AdaptiveMaxPool1d(_AdaptiveMaxPool):
    """Bring rows (N, C, L) or (C, L) down to a length by their largest elements."""

    pooled = staticmethod(functional.adaptive_max_pool1d)


class AdaptiveMaxPool2d(_AdaptiveMaxPool):
    """Bring images (N, C, H, W) or (C, H, W) down to a size by their largest elements."""

    pooled = staticmethod(functional.adaptive_max_pool2d)


class AdaptiveMaxPool3d(_AdaptiveMaxPool):
    """Bring volumes (N, C, D, H, W) or (C, D, H, W) down to a size by their largest elements."""

    pooled = staticmethod(functional.adaptive_max_pool3d)


class _FractionalMaxPool(Module):
    """What these share: the size, or the part of the images' own. A subclass says of how many dimensions."""

    ndim: ClassVar[int]
    pooled: ClassVar[Callable[..., Any]]

    def __init__(
        self,
        kernel_size: int | Sequence[int],
        output_size: int | Sequence[int] | None = None,
        output_ratio: float | Sequence[float] | None = None,
        return_indices: bool = False,
        _random_samples: Tensor | None = None,
    ) -> None:
        super().__init__()
        self.kernel_size = self._each(kernel_size)
        self.return_indices = return_indices
        self.register_buffer("_random_samples", _random_samples)
        self.output_size = None if output_size is None else self._each(output_size)
        self.output_ratio = None if output_ratio is None else self._each(output_ratio)
        if output_size is None and output_ratio is None:
            raise InvalidValueError(
                f"{type(self).__name__} requires specifying either an output size, or a pooling ratio"
            )
        if output_size is not None and output_ratio is not None:
            raise InvalidValueError("only one of output_size and output_ratio may be specified")
        if self.output_ratio is not None and not all(0 < ratio < 1 for ratio in self.output_ratio):
            raise InvalidValueError(f"output_ratio must be between 0 and 1 (got {output_ratio})")

    def _each(self, value: Any) -> tuple[Any, ...]:
        return (value,) * self.ndim if isinstance(value, int | float) else tuple(value)

    def forward(self, input: Tensor) -> Any:
        """Return the largest elements, with ``return_indices`` also where they were."""
        samples = self._random_samples
        return self.pooled(
            input, self.kernel_size, self.output_size, self.output_ratio, self.return_indices, samples
        )


class FractionalMaxPool2d(_FractionalMaxPool):
    """Bring images (N, C, H, W) or (C, H, W) down by the largest elements of windows that are drawn."""

    ndim = 2
    pooled = staticmethod(functional.fractional_max_pool2d)


class FractionalMaxPool3d(_FractionalMaxPool):
    """Bring volumes (N, C, D, H, W) or (C, D, H, W) down by the largest elements of windows that are drawn."""

    ndim = 3
    pooled = staticmethod(functional.fractional_max_pool3d)
