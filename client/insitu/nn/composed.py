"""The functions of `insitu.nn.functional` that are several calls, or a call and a warning."""

from __future__ import annotations

from insitu.nn import grids, normalization, upsampling
from insitu.nn.grids import *  # noqa: F403 - it has an __all__
from insitu.nn.normalization import *  # noqa: F403 - likewise
from insitu.nn.upsampling import *  # noqa: F403 - likewise

__all__ = [  # noqa: PLE0604 - strings
    *grids.__all__,
    *normalization.__all__,
    *upsampling.__all__,
]
