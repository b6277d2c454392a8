"""Storages as a client sees them."""

from __future__ import annotations

from itertools import count
from typing import Final

_addresses: Final = count(1)


class Image:
    """What this client knows of a storage: its version as of the last recorded call."""

    __slots__ = ("__weakref__", "_origin", "address", "nbytes", "tracked", "version")

    def __init__(self, nbytes: int = 0, version: int = 0, origin: Image | None = None) -> None:
        self.nbytes = nbytes
        self.version = version
        self._origin = origin
        #: Whether a tensor on it has ever known of gradients.
        self.tracked = False
        #: Stands for the place in memory: unequal for different storages.
        self.address: int = next(_addresses) << 40 if origin is None else origin.address

    @property
    def origin(self) -> Image:
        """Itself, or what it shares the bytes of and has a version apart from."""
        return self if self._origin is None else self._origin
