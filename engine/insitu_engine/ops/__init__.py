"""The rows of the op table, by subject. Importing this package fills the table."""

from __future__ import annotations

import contextlib
import importlib

for _name in (
    "activation",
    "arithmetic",
    "arranging",
    "comparison",
    "convolution",
    "copying",
    "creation",
    "cumulative",
    "extremes",
    "indexed",
    "indexing",
    "joining",
    "linear",
    "logic",
    "parts",
    "pooling",
    "random",
    "reduction",
    "scatter",
    "sorting",
    "unary",
    "views",
):
    with contextlib.suppress(ModuleNotFoundError):
        importlib.import_module(f"{__name__}.{_name}")
