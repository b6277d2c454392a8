"""Layers that share 1 out along a dimension."""

from __future__ import annotations

import warnings

from insitu._tensor import Tensor
from insitu.nn import functional
from insitu.nn.modules.module import Module
from insitu_engine.errors import InvalidValueError

__all__ = ["LogSoftmax", "Softmax", "Softmax2d", "Softmin"]


def _implied(name: str, ndim: int) -> int:
    """Return the dimension that PyTorch takes where none is given, with its warning."""
    text = f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an argument."
    warnings.warn(text, stacklevel=4)
    return 0 if ndim in (0, 1, 3) else 1


class _Along(Module):
    """A function along a dimension."""

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim = dim

    def extra_repr(self) -> str:
        """Return the dimension."""
        return f"dim={self.dim}"


class Softmax(_Along):
    """Return exp(x), scaled so that the sum is 1 along a dimension."""

    def forward(self, input: Tensor) -> Tensor:
        """Return a tensor of the input's shape."""
        return functional.softmax(input, _implied("softmax", input.ndim) if self.dim is None else self.dim)


class Softmin(_Along):
    """Return `Softmax` of -x along a dimension."""

    def forward(self, input: Tensor) -> Tensor:
        """Return a tensor of the input's shape."""
        return functional.softmin(input, _implied("softmin", input.ndim) if self.dim is None else self.dim)


class LogSoftmax(_Along):
    """Return the logarithm of `Softmax` along a dimension."""

    def forward(self, input: Tensor) -> Tensor:
        """Return a tensor of the input's shape."""
        return functional.log_softmax(
            input, _implied("log_softmax", input.ndim) if self.dim is None else self.dim
        )


class Softmax2d(Module):
    """Return `Softmax` over the channels of (N, C, H, W) or (C, H, W)."""

    def forward(self, input: Tensor) -> Tensor:
        """Return a tensor of the input's shape."""
        if input.ndim not in (3, 4):
            raise InvalidValueError(f"Softmax2d: expected input to be 3D or 4D, got {input.ndim}D instead")
        return functional.softmax(input, -3)
