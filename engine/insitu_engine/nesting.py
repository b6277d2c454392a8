"""JSON that others wrote, read no deeper than it makes sense.

Python's own parser stops at the depth of the stack, where nothing else works either: what the garbage collector frees in
that moment cannot give its memory back. The one rule: such a text is refused before it is parsed.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

#: Brackets within brackets.
MOST: Final = 500
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', re.DOTALL)


def loads(text: str, **how: Any) -> Any:
    """Return what a text tells, as `json.loads` does; raise ValueError also where it nests too deep."""
    depth = 0
    for token in _TOKEN.finditer(text):
        mark = text[token.start()]
        if mark in "[{":
            depth += 1
            if depth > MOST:
                raise ValueError(f"it nests deeper than {MOST} levels")
        elif mark != '"':
            depth -= 1
    return json.loads(text, **how)
