"""Functions of layers: those that are ops of the table, those with something before or after, those that are several calls."""

from __future__ import annotations

from insitu.nn import _table, composed, embeddings, losses
from insitu.nn._table import *  # noqa: F403 - generated, with an __all__ of its own
from insitu.nn.composed import *  # noqa: F403 - it has an __all__
from insitu.nn.embeddings import *  # noqa: F403 - likewise
from insitu.nn.losses import *  # noqa: F403 - likewise

__all__ = [  # noqa: PLE0604 - strings
    *_table.__all__,
    *composed.__all__,
    *embeddings.__all__,
    *losses.__all__,
]
