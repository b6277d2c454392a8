"""Activation layers. Each is a function of `insitu.nn.functional` whose settings are kept."""

from __future__ import annotations

from typing import Any

from insitu import _functions
from insitu._tensor import Tensor
from insitu.nn import functional
from insitu.nn.init import constant_
from insitu.nn.modules.module import Module
from insitu.nn.parameter import Parameter
from insitu_engine.dtypes import DType

__all__ = [
    "GELU",
    "GLU",
    "Hardshrink",
    "LogSigmoid",
    "PReLU",
    "Sigmoid",
    "Softplus",
    "Softshrink",
    "Softsign",
    "Tanh",
    "Tanhshrink",
]


class Sigmoid(Module):
    """Return 1 / (1 + exp(-x))."""

    def forward(self, input: Tensor) -> Tensor:
        """Return the function of each element."""
        return functional.sigmoid(input)


class Tanh(Module):
    """Return the hyperbolic tangent."""

    def forward(self, input: Tensor) -> Tensor:
        """Return the function of each element."""
        return functional.tanh(input)


class LogSigmoid(Module):
    """Return the logarithm of the sigmoid."""

    def forward(self, input: Tensor) -> Tensor:
        """Return the function of each element."""
        return functional.logsigmoid(input)


class Softsign(Module):
    """Return x / (1 + abs(x))."""

    def forward(self, input: Tensor) -> Tensor:
        """Return the function of each element."""
        return functional.softsign(input)


class Tanhshrink(Module):
    """Return x - tanh(x)."""

    def forward(self, input: Tensor) -> Tensor:
        """Return the function of each element."""
        return functional.tanhshrink(input)


class GELU(Module):
    """Return x times the normal distribution function of x; ``approximate`` is "none" or "tanh"."""

    def __init__(self, approximate: str = "none") -> None:
        super().__init__()
        self.approximate = approximate

    def forward(self, input: Tensor) -> Tensor:
        """Return the function of each element."""
        return functional.gelu(input, approximate=self.approximate)

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"approximate={self.approximate!r}"


class GLU(Module):
    """Return one half of a dimension times the sigmoid of the other: half as long there."""

    def __init__(self, dim: int = -1) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        """Return the function of each element."""
        return functional.glu(input, self.dim)

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"dim={self.dim}"


class Softplus(Module):
    """Return log(1 + exp(beta * x)) / beta, x itself where ``beta * x`` is above ``threshold``."""

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        super().__init__()
        self.beta = beta
        self.threshold = threshold

    def forward(self, input: Tensor) -> Tensor:
        """Return the function of each element."""
        return functional.softplus(input, self.beta, self.threshold)

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"beta={self.beta}, threshold={self.threshold}"


class Hardshrink(Module):
    """Return x, 0 where its absolute value is at most ``lambd``."""

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__()
        self.lambd = lambd

    def forward(self, input: Tensor) -> Tensor:
        """Return the function of each element."""
        return functional.hardshrink(input, self.lambd)

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"{self.lambd}"


class Softshrink(Module):
    """Return x, closer to 0 by ``lambd``."""

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__()
        self.lambd = lambd

    def forward(self, input: Tensor) -> Tensor:
        """Return the function of each element."""
        return functional.softshrink(input, self.lambd)

    def extra_repr(self) -> str:
        """Return the settings."""
        return str(self.lambd)


class PReLU(Module):
    """Return x, times a learned slope where it is negative: one slope, or one for each channel (dimension 1)."""

    weight: Parameter

    def __init__(
        self, num_parameters: int = 1, init: float = 0.25, device: Any = None, dtype: DType | None = None
    ) -> None:
        super().__init__()
        self.num_parameters = num_parameters
        self.init = init
        self.weight = Parameter(_functions.empty(num_parameters, device=device, dtype=dtype))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Let the slopes be as in the beginning."""
        constant_(self.weight, self.init)

    def forward(self, input: Tensor) -> Tensor:
        """Return the function of each element."""
        return functional.prelu(input, self.weight)

    def extra_repr(self) -> str:
        """Return the number of slopes."""
        return f"num_parameters={self.num_parameters}"
