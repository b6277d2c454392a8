"""Layers that leave numbers out while training, and scale the others up; otherwise they return their input."""

from __future__ import annotations

from insitu._tensor import Tensor
from insitu.nn import functional
from insitu.nn.modules.module import Module
from insitu_engine.errors import InvalidValueError

__all__ = ["AlphaDropout", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "FeatureAlphaDropout"]


class _Dropout(Module):
    """What all have: a probability, and whether the input is written. InvalidValueError unless 0 <= p <= 1."""

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__()
        if not 0 <= p <= 1:
            raise InvalidValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p = p
        self.inplace = inplace

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(_Dropout):
    """Leave each element out with probability ``p``."""

    def forward(self, input: Tensor) -> Tensor:
        """Return a tensor of the input's shape, the input itself where it is written."""
        return functional.dropout(input, self.p, self.training, inplace=self.inplace)


class Dropout1d(_Dropout):
    """Leave each channel of (N, C, L) or (C, L) out with probability ``p``."""

    def forward(self, input: Tensor) -> Tensor:
        """Return a tensor of the input's shape, the input itself where it is written."""
        return functional.dropout1d(input, self.p, self.training, inplace=self.inplace)


class Dropout2d(_Dropout):
    """Leave each channel of (N, C, H, W) out with probability ``p``."""

    def forward(self, input: Tensor) -> Tensor:
        """Return a tensor of the input's shape, the input itself where it is written."""
        return functional.dropout2d(input, self.p, self.training, inplace=self.inplace)


class Dropout3d(_Dropout):
    """Leave each channel of (N, C, D, H, W) or (C, D, H, W) out with probability ``p``."""

    def forward(self, input: Tensor) -> Tensor:
        """Return a tensor of the input's shape, the input itself where it is written."""
        return functional.dropout3d(input, self.p, self.training, inplace=self.inplace)


class AlphaDropout(_Dropout):
    """Saturate each element with probability ``p``; mean and variance stay, as `SELU` wants."""

    def forward(self, input: Tensor) -> Tensor:
        """Return a tensor of the input's shape, never the input itself: as in PyTorch ``inplace`` changes nothing."""
        return functional.alpha_dropout(input, self.p, self.training)


class FeatureAlphaDropout(_Dropout):
    """Saturate each channel with probability ``p``; mean and variance stay."""

    def forward(self, input: Tensor) -> Tensor:
        """Return a tensor of the input's shape, never the input itself: as in PyTorch ``inplace`` changes nothing."""
        return functional.feature_alpha_dropout(input, self.p, self.training)
