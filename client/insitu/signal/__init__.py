"""Signals: `torch.signal`."""

from __future__ import annotations

from insitu.signal import windows

__all__ = ["windows"]
