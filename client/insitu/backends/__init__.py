"""Back ends by PyTorch's names, of which there is none: scripts ask, and set what would be theirs."""

from __future__ import annotations

from insitu.backends import cudnn, mps

__all__ = ["cudnn", "mps"]
