"""A source of random numbers of the client's own, for orders of data. Tensors are drawn by their session's source.

The one rule: the same seed and the same calls give the same numbers.
"""

from __future__ import annotations

import secrets
from typing import Any, Self

import numpy as np

from insitu.devices import CPU, device, require_cpu

__all__ = ["Generator"]


class Generator:
    """What ``random_split`` and a ``DataLoader`` can be given, for an order that no other draw changes."""

    def __init__(self, device: Any = "cpu") -> None:
        require_cpu(device)
        self.manual_seed(0)

    @property
    def device(self) -> device:
        """The one device."""
        return CPU

    def manual_seed(self, seed: int) -> Self:
        """Begin anew from ``seed``, and return the generator itself."""
        self._seed = int(seed)
        self._numbers = np.random.Generator(np.random.Philox(self._seed % 2**64))
        return self

    def seed(self) -> int:
        """Begin anew from a seed that nobody can foresee, and return it."""
        return self.manual_seed(secrets.randbits(64)).initial_seed()

    def initial_seed(self) -> int:
        """Return the seed from which the numbers began."""
        return self._seed

    def permutation(self, size: int) -> list[int]:
        """Return the numbers below ``size`` in random order."""
        order: list[int] = self._numbers.permutation(size).tolist()
        return order

    def integers(self, high: int, size: int) -> list[int]:
        """Return ``size`` numbers below ``high``, all equally likely."""
        drawn: list[int] = self._numbers.integers(high, size=size).tolist()
        return drawn
