"""Every program of every row, by the id that its test has: the row, and the case of it."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from .programs import (
    dtypes,
    flags,
    functions,
    graphs,
    histories,
    hooks,
    indices,
    inference,
    leaves,
    measured,
    memory,
    methods,
    names,
    numbers,
    overwritten,
    shapes,
    surprises,
    values,
    versions,
    views,
)

_MODULES: Final[tuple[ModuleType, ...]] = (
    *(names, methods, versions, leaves, views, inference, dtypes, shapes, memory, indices, values, surprises),
    *(overwritten, graphs, histories, hooks, numbers, flags, functions, measured),
)
#: By row and case.
CASES: Final[dict[str, dict[str, str]]] = {
    row: cases for module in _MODULES for row, cases in module.PROGRAMS.items()
}
#: By id.
PROGRAMS: Final[dict[str, str]] = {
    f"{row}: {case}": program for row, cases in CASES.items() for case, program in cases.items()
}
