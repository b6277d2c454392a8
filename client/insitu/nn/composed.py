"""The functions of `insitu.nn.functional` that are several calls."""

from __future__ import annotations

from insitu.nn import classes, losses, normalization, windows
from insitu.nn.classes import *  # noqa: F403 - it has an __all__
from insitu.nn.losses import *  # noqa: F403 - likewise
from insitu.nn.normalization import *  # noqa: F403 - likewise
from insitu.nn.windows import *  # noqa: F403 - likewise

__all__ = [  # noqa: PLE0604 - strings
    *classes.__all__,
    *losses.__all__,
    *normalization.__all__,
    *windows.__all__,
]
