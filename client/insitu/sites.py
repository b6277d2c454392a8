"""Where in the user's program a call stands: the first frame outside of insitu.

Line numbers are looked up once per place; after that a frame costs two dictionary look-ups.
"""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from types import CodeType
from typing import Final

Site = tuple[str, int, str]

_PACKAGE: Final = str(Path(__file__).parent) + "/"
#: Whose frames stand between a function of ours that is decorated and its caller.
_DECORATING: Final = contextlib.__file__
#: Scripts of ours that are users of the package like any other.
_NOT_INSIDE: Final = (_PACKAGE + "demo",)
#: By id of the code object, which is kept alive here so that its id stays its own.
_KNOWN: Final[dict[int, tuple[CodeType, dict[int, Site] | None]]] = {}
_MOST_KNOWN: Final = 10_000


def calling_site(depth: int) -> Site:
    """Return file, line and function of the nearest caller that is not insitu's own code."""
    frame = sys._getframe(depth)  # noqa: SLF001 - the documented way is ten times as slow
    while True:
        code = frame.f_code
        known = _KNOWN.get(id(code))
        if known is None:
            known = _learn(code)
        places = known[1]
        if places is not None:
            instruction = frame.f_lasti
            site = places.get(instruction)
            if site is None:
                site = places[instruction] = (code.co_filename, frame.f_lineno or 0, code.co_name)
            return site
        if frame.f_back is None:
            return (code.co_filename, frame.f_lineno or 0, code.co_name)
        frame = frame.f_back


def _learn(code: CodeType) -> tuple[CodeType, dict[int, Site] | None]:
    if len(_KNOWN) >= _MOST_KNOWN:
        _KNOWN.clear()
    file = code.co_filename
    inside = file == _DECORATING or (file.startswith(_PACKAGE) and not file.startswith(_NOT_INSIDE))
    known: tuple[CodeType, dict[int, Site] | None] = (code, None if inside else {})
    _KNOWN[id(code)] = known
    return known


def describe(site: Site) -> str:
    """Return a site as it stands in an error text."""
    file, line, function = site
    return f"{file}:{line}, in {function}"
