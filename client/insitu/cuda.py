"""CUDA devices by PyTorch's names: there is none, and scripts that ask go on with the CPU.

The one rule: what PyTorch lets a script do without a device does nothing here; the rest is not there.
"""

from __future__ import annotations

__all__ = ["device_count", "empty_cache", "is_available", "manual_seed", "manual_seed_all"]


def is_available() -> bool:
    """Return False."""
    return False


def device_count() -> int:
    """Return 0."""
    return 0


def manual_seed(seed: int) -> None:
    """Do nothing: no device draws numbers."""
    del seed


def manual_seed_all(seed: int) -> None:
    """Do nothing: no device draws numbers."""
    del seed


def empty_cache() -> None:
    """Do nothing: no device has memory."""
