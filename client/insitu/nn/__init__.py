"""Layers, losses and what they are made of, under PyTorch's names."""

from __future__ import annotations

from insitu.nn import functional, init, modules, parameter, utils
from insitu.nn.modules import *  # noqa: F403 - it has an __all__
from insitu.nn.parameter import Buffer, Parameter

__all__ = [  # noqa: PLE0604 - strings
    *modules.__all__,
    "Buffer",
    "Parameter",
    "functional",
    "init",
    "modules",
    "parameter",
    "utils",
]
