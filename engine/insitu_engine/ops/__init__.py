"""The rows of the op table, by subject. Importing this package imports every module below it, which fills the table."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

for _module in walk_packages(__path__, f"{__name__}."):
    import_module(_module.name)
