"""What PyTorch has under ``torch.utils``: data in batches."""

from __future__ import annotations

from insitu.utils import data

__all__ = ["data"]
