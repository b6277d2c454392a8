"""What a session and a tensor may be called."""

from __future__ import annotations

import re
from typing import Final

from insitu_engine.errors import BadNameError

_SESSION: Final = re.compile(r"[A-Za-z0-9._-]{1,128}")
_TENSOR: Final = re.compile(r"[A-Za-z0-9._\-/:]{1,256}")


def check_session_name(name: str, what: str = "session") -> str:
    """Return the name; raise BadNameError unless it is one."""
    if _SESSION.fullmatch(name) and name not in (".", ".."):
        return name
    raise BadNameError(
        f"bad {what} name {_shorten(name)}: expected 1 to 128 letters, digits, '.', '_' or '-'",
        name=_shorten(name),
    )


def check_tensor_name(name: str) -> str:
    """Return the name; raise BadNameError unless it is one. A module's path is, such as ``layers/0:weight``."""
    if _TENSOR.fullmatch(name) and ".." not in name.split("/"):
        return name
    raise BadNameError(
        f"bad tensor name {_shorten(name)}: expected 1 to 256 letters, digits, '.', '_', '-', '/' or ':', "
        "and no '..' between slashes",
        name=_shorten(name),
    )


def _shorten(name: str) -> str:
    return repr(name) if len(name) <= 64 else f"{name[:64]!r}... ({len(name):,} characters)"
