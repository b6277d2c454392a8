"""Settings of a library that is not here. What scripts set for the sake of equal results changes nothing: they are equal."""

from __future__ import annotations

__all__ = ["benchmark", "deterministic", "enabled", "is_available"]

#: Whether algorithms would be chosen by trying them.
benchmark = False
#: Whether results would be the same in every run.
deterministic = False
#: Whether it would be used.
enabled = True


def is_available() -> bool:
    """Return False."""
    return False
