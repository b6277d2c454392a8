"""Functions of layers: those that are ops of the table, and those that are several calls."""

from __future__ import annotations

from insitu.nn import _table, composed
from insitu.nn._table import *  # noqa: F403 - generated, with an __all__ of its own
from insitu.nn.composed import *  # noqa: F403 - it has an __all__

__all__ = [  # noqa: PLE0604 - strings
    *_table.__all__,
    *composed.__all__,
]
