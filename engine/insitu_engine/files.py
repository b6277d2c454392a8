"""Files of the server as the engine sees them: streams under plain names. What they lie on is handed in.

The one rule: a name is never a path. What it can be is decided here, for client and server.
"""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO, Final, Protocol, TypeVar

from insitu_engine.errors import BadNameError, UnsupportedError

_NAME: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}")

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class File:
    """A file, but for what is in it."""

    name: str
    nbytes: int
    #: When it was written, in nanoseconds since 1970.
    updated: int
    #: Another one whenever the file is another one.
    etag: str


class Files(Protocol):
    """Where files lie, under names that pass `check_file_name`."""

    def reading(self, name: str) -> AbstractContextManager[tuple[BinaryIO, File]]:
        """Open a file for as long as the block runs; raise UnknownFileError, or BadNameError."""

    def writing(self, name: str, nbytes: int) -> AbstractContextManager[BinaryIO]:
        """Open a new file of so many bytes, which takes the old one's place if the block ends without an error.

        Raises OverQuotaError where there is no room for it, BadNameError where it cannot be called so.
        """


def check_file_name(name: str) -> str:
    """Return the name; raise BadNameError unless a file can have it."""
    if _NAME.fullmatch(name):
        return name
    shown = repr(name) if len(name) <= 64 else f"{name[:64]!r}... ({len(name):,} characters)"
    raise BadNameError(
        f"bad file name {shown}: expected 1 to 128 letters, digits, '.', '_' or '-', the first of them no '.'",
        name=shown,
    )


def require_files(files: Kept | None) -> Kept:
    """Return where files lie; raise UnsupportedError if there is no such place."""
    if files is None:
        raise UnsupportedError(
            "this server keeps no files: it was started without a folder for them (--files-dir)"
        )
    return files
