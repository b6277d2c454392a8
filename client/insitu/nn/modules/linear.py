"""Layers that are affine maps, and the one that does nothing."""

from __future__ import annotations

import math
from typing import Any

from insitu import _functions
from insitu._tensor import Tensor
from insitu.nn import functional, init
from insitu.nn.modules.module import Module
from insitu.nn.parameter import Parameter
from insitu_engine.dtypes import DType
from insitu_engine.errors import InvalidValueError

__all__ = ["Bilinear", "Identity", "Linear"]


class Identity(Module):
    """Return the input as it is, whatever arguments the layer was made with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()
        del args, kwargs

    def forward(self, input: Tensor) -> Tensor:
        """Return the input."""
        return input


class Linear(Module):
    """Map the last dimension: ``input @ weight.T + bias``, from (..., in_features) to (..., out_features).

    ``weight`` is (out_features, in_features), ``bias`` (out_features) or None.
    """

    weight: Parameter
    bias: Parameter | None

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.weight = Parameter(_functions.empty((out_features, in_features), device=device, dtype=dtype))
        self.register_parameter(
            "bias", Parameter(_functions.empty(out_features, device=device, dtype=dtype)) if bias else None
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the parameters anew, uniformly within 1 / sqrt(in_features)."""
        init.fill_as_linear(self.weight, self.bias)

    def forward(self, input: Tensor) -> Tensor:
        """Return the mapped input."""
        return functional.linear(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        """Return the sizes, and whether there is a bias."""
        return (
            f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"
        )


class Bilinear(Module):
    """Map two inputs, each linearly: (..., in1_features) and (..., in2_features) to (..., out_features).

    ``weight`` is (out_features, in1_features, in2_features), ``bias`` (out_features) or None.
    """

    weight: Parameter
    bias: Parameter | None

    def __init__(
        self,
        in1_features: int,
        in2_features: int,
        out_features: int,
        bias: bool = True,
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        self.in1_features = in1_features
        self.in2_features = in2_features
        self.out_features = out_features
        shape = (out_features, in1_features, in2_features)
        self.weight = Parameter(_functions.empty(shape, device=device, dtype=dtype))
        self.register_parameter(
            "bias", Parameter(_functions.empty(out_features, device=device, dtype=dtype)) if bias else None
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the parameters anew, uniformly within 1 / sqrt(in1_features); raise InvalidValueError if that is 0."""
        if self.in1_features <= 0:
            raise InvalidValueError(f"in1_features must be > 0, but got (in1_features={self.in1_features})")
        bound = 1 / math.sqrt(self.in1_features)
        init.uniform_(self.weight, -bound, bound)
        if self.bias is not None:
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input1: Tensor, input2: Tensor) -> Tensor:
        """Return the mapped inputs."""
        return functional.bilinear(input1, input2, self.weight, self.bias)

    def extra_repr(self) -> str:
        """Return the sizes, and whether there is a bias."""
        return (
            f"in1_features={self.in1_features}, in2_features={self.in2_features}, out_features={self.out_features}, "
            f"bias={self.bias is not None}"
        )
