"""Dropouts as functions of PyTorch's own namespace: copying, and in place, which are no methods of tensors.

The one rule: they are the ops of `nn.functional`, with ``train`` by its other name and nothing by default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from insitu.dispatch import call
from insitu_engine.optable import lookup

if TYPE_CHECKING:
    from insitu._tensor import Tensor

__all__ = [
    "alpha_dropout",
    "alpha_dropout_",
    "dropout",
    "dropout_",
    "feature_alpha_dropout",
    "feature_alpha_dropout_",
    "feature_dropout",
    "feature_dropout_",
]


def _dropped(name: str, input: Tensor, p: float, train: bool) -> Tensor:
    result: Tensor = call(lookup(name), (input, p, train))
    return result


def dropout(input: Tensor, p: float, train: bool) -> Tensor:
    """Return the tensor with each element zero with probability ``p`` and the others scaled up, if ``train``."""
    return _dropped("dropout", input, p, train)


def dropout_(input: Tensor, p: float, train: bool) -> Tensor:
    """In place: `dropout`; the tensor itself is returned."""
    return _dropped("dropout_", input, p, train)


def feature_dropout(input: Tensor, p: float, train: bool) -> Tensor:
    """Return the tensor with each channel (dimension 1) zero with probability ``p``, if ``train``."""
    return _dropped("dropout2d", input, p, train)


def feature_dropout_(input: Tensor, p: float, train: bool) -> Tensor:
    """In place: `feature_dropout`; the tensor itself is returned."""
    return _dropped("dropout2d_", input, p, train)


def alpha_dropout(input: Tensor, p: float, train: bool) -> Tensor:
    """Return the tensor with each element saturated with probability ``p``, its mean and variance kept, if ``train``."""
    return _dropped("alpha_dropout", input, p, train)


def alpha_dropout_(input: Tensor, p: float, train: bool) -> Tensor:
    """In place: `alpha_dropout`; the tensor itself is returned."""
    return _dropped("alpha_dropout_", input, p, train)


def feature_alpha_dropout(input: Tensor, p: float, train: bool) -> Tensor:
    """Return the tensor with each channel (dimension 1) saturated with probability ``p``, if ``train``."""
    return _dropped("feature_alpha_dropout", input, p, train)


def feature_alpha_dropout_(input: Tensor, p: float, train: bool) -> Tensor:
    """In place: `feature_alpha_dropout`; the tensor itself is returned."""
    return _dropped("feature_alpha_dropout_", input, p, train)
