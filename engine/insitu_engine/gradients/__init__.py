"""Gradients of the ops, by subject: tables from an op to the formulas of its arguments. Importing this fills them."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

from insitu_engine.gradients.formulas import FORMULAS, KEPT, Formula

__all__ = ["FORMULAS", "KEPT", "Formula"]

for _module in walk_packages(__path__, f"{__name__}."):
    import_module(_module.name)
