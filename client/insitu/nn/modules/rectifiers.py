"""Activation layers that can write in place. Each is a function of `insitu.nn.functional` whose settings are kept."""

from __future__ import annotations

import warnings
from typing import ClassVar

from insitu._tensor import Tensor
from insitu.nn import functional
from insitu.nn.modules.module import Module
from insitu_engine.errors import InvalidValueError

__all__ = [
    "CELU",
    "ELU",
    "SELU",
    "Hardsigmoid",
    "Hardswish",
    "Hardtanh",
    "LeakyReLU",
    "Mish",
    "RReLU",
    "ReLU",
    "ReLU6",
    "SiLU",
    "Threshold",
]


class InPlace(Module):
    """A layer that returns another tensor, or with ``inplace`` writes its input."""

    #: The settings that stand in its repr.
    shown: ClassVar[tuple[str, ...]] = ()
    #: Nothing stands there, not even ``inplace``.
    hidden: ClassVar[bool] = False

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def extra_repr(self) -> str:
        """Return the settings."""
        parts = [f"{name}={getattr(self, name)}" for name in self.shown]
        return ", ".join([*parts, "inplace=True"] if self.inplace and not self.hidden else parts)


class Threshold(InPlace):
    """Keep what is above ``threshold``, and put ``value`` in the place of the rest."""

    shown = ("threshold", "value")

    def __init__(self, threshold: float, value: float, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.threshold = threshold
        self.value = value

    def forward(self, input: Tensor) -> Tensor:
        """Return the function of each element."""
        return functional.threshold(input, self.threshold, self.value, self.inplace)


class ReLU(InPlace):
    """Return max(0, x)."""

    def forward(self, input: Tensor) -> Tensor:
        """Return the function of each element."""
        return functional.relu(input, self.inplace)


class RReLU(InPlace):
    """Return x, times a slope drawn between ``lower`` and ``upper`` where it is negative; their mean when not training."""

    shown = ("lower", "upper")

    def __init__(self, lower: float = 1.0 / 8, upper: float = 1.0 / 3, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.lower = lower
        self.upper = upper

    def forward(self, input: Tensor) -> Tensor:
        """Return the function of each element."""
        return functional.rrelu(input, self.lower, self.upper, self.training, inplace=self.inplace)


class Hardtanh(InPlace):
    """Return x, between ``min_val`` and ``max_val``; InvalidValueError unless the first is less."""

    shown: ClassVar[tuple[str, ...]] = ("min_val", "max_val")

    def __init__(
        self,
        min_val: float = -1.0,
        max_val: float = 1.0,
        inplace: bool = False,
        min_value: float | None = None,
        max_value: float | None = None,
    ) -> None:
        super().__init__(inplace)
        for name, value in (("min", min_value), ("max", max_value)):
            if value is not None:
                text = f"keyword argument `{name}_value` is deprecated and rename to `{name}_val`"
                warnings.warn(text, FutureWarning, stacklevel=2)
        self.min_val = min_val if min_value is None else min_value
        self.max_val = max_val if max_value is None else max_value
        if self.max_val <= self.min_val:
            raise InvalidValueError(
                f"max_val must be greater than min_val, got min_val={self.min_val} and max_val={self.max_val}"
            )

    def forward(self, input: Tensor) -> Tensor:
        """Return the function of each element."""
        return functional.hardtanh(input, self.min_val, self.max_val, self.inplace)


class ReLU6(Hardtanh):
    """Return x, between 0 and 6."""

    shown = ()

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(0.0, 6.0, inplace)


class Hardsigmoid(InPlace):
    """Return x / 6 + 1 / 2, between 0 and 1."""

    hidden = True

    def forward(self, input: Tensor) -> Tensor:
        """Return the function of each element."""
        return functional.hardsigmoid(input, self.inplace)


class Hardswish(InPlace):
    """Return x times `Hardsigmoid` of x."""

    hidden = True

    def forward(self, input: Tensor) -> Tensor:
        """Return the function of each element."""
        return functional.hardswish(input, self.inplace)


class SiLU(InPlace):
    """Return x times the sigmoid of x."""

    def forward(self, input: Tensor) -> Tensor:
        """Return the function of each element."""
        return functional.silu(input, self.inplace)


class Mish(InPlace):
    """Return x times tanh(softplus(x))."""

    def forward(self, input: Tensor) -> Tensor:
        """Return the function of each element."""
        return functional.mish(input, self.inplace)


class ELU(InPlace):
    """Return x, ``alpha * (exp(x) - 1)`` where it is negative."""

    shown = ("alpha",)

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.alpha = alpha

    def forward(self, input: Tensor) -> Tensor:
        """Return the function of each element."""
        return functional.elu(input, self.alpha, self.inplace)


class CELU(InPlace):
    """Return x, ``alpha * (exp(x / alpha) - 1)`` where it is negative."""

    shown = ("alpha",)

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.alpha = alpha

    def forward(self, input: Tensor) -> Tensor:
        """Return the function of each element."""
        return functional.celu(input, self.alpha, self.inplace)


class SELU(InPlace):
    """Return `ELU` scaled so that mean 0 and variance 1 stay."""

    def forward(self, input: Tensor) -> Tensor:
        """Return the function of each element."""
        return functional.selu(input, self.inplace)


class LeakyReLU(InPlace):
    """Return x, times ``negative_slope`` where it is negative."""

    shown = ("negative_slope",)

    def __init__(self, negative_slope: float = 1e-2, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.negative_slope = negative_slope

    def forward(self, input: Tensor) -> Tensor:
        """Return the function of each element."""
        return functional.leaky_relu(input, self.negative_slope, self.inplace)
