"""Neural network functions, under PyTorch's names."""

from __future__ import annotations

from insitu.nn import functional

__all__ = ["functional"]
