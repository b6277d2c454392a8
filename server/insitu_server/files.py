"""The folder in which the server keeps files: a name becomes a file in it, and never anything outside of it.

The one rule: whoever opens a file finds a whole one. It is written under another name, and moved when it is on the disk.
"""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Final

from insitu_engine.errors import BadNameError, OverQuotaError, UnknownFileError
from insitu_engine.files import File, check_file_name

ENDING: Final = ".safetensors"
#: Of files that are being written. No name begins with a dot, so nobody can ask for one.
_UNFINISHED: Final = ".unfinished-"
#: What `open` says where there is no file, or a link.
_NO_FILE: Final = frozenset({errno.ENOENT, errno.ELOOP})
#: A folder, to name files in it by.
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
#: A file, neither followed if it is a link nor waited for if it is a pipe.
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NEW_FILE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class UnusableFolderError(OSError):
    """Files cannot be kept there."""


class Folder:
    """Files in one folder, for any number of threads; the engine's `Files`. `close` it."""

    def __init__(self, path: Path, *, most_files: int, most_bytes: int | None = None) -> None:
        """Make the folder if it is not there, and remove what a server that died left unfinished."""
        self._most_files = most_files
        self._most_bytes = most_bytes
        self._lock = Lock()
        #: Names and sizes of files that are being written.
        self._coming: list[tuple[str, int]] = []
        try:
            path.mkdir(parents=True, exist_ok=True)
            if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            self._folder = os.open(path, _FOLDER)
            self._remove_unfinished()
        except OSError as error:
            raise UnusableFolderError(f"files cannot be kept in {path}: {error.strerror}") from error

    def close(self) -> None:
        """Let the folder go; again is harmless."""
        if self._folder >= 0:
            os.close(self._folder)
            self._folder = -1

    # --- what the engine asks ------------------------------------------------------------------------------------

    @contextmanager
    def reading(self, name: str) -> Iterator[tuple[BinaryIO, File]]:
        """Open a file for as long as the block runs; raise UnknownFileError."""
        place = _place(name)
        try:
            descriptor = os.open(place, _FILE, dir_fd=self._folder)
        except OSError as error:
            if error.errno in _NO_FILE:
                raise _unknown(name) from None
            raise
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            os.close(descriptor)
            raise _unknown(name)
        with os.fdopen(descriptor, "rb") as stream:
            yield stream, _file_of(name, status)

    @contextmanager
    def writing(self, name: str, nbytes: int) -> Iterator[BinaryIO]:
        """Open a new file of so many bytes, which takes the old one's place if the block ends without an error.

        Raises OverQuotaError where there is no room for it.
        """
        place = _place(name)
        unfinished = f"{_UNFINISHED}{secrets.token_hex(16)}"
        with self._room(name, nbytes), _telling_full(nbytes):
            descriptor = os.open(unfinished, _NEW_FILE, 0o640, dir_fd=self._folder)
            try:
                with os.fdopen(descriptor, "wb") as stream:
                    fcntl.flock(descriptor, fcntl.LOCK_EX)  # says that somebody is alive and writes it
                    yield stream
                    stream.flush()
                    # The kernel's clock for files stands still for milliseconds, in which two versions would look alike.
                    os.utime(descriptor, ns=(time.time_ns(), time.time_ns()))
                    os.fsync(descriptor)
                os.replace(unfinished, place, src_dir_fd=self._folder, dst_dir_fd=self._folder)
            except BaseException:
                os.unlink(unfinished, dir_fd=self._folder)
                raise
            os.fsync(self._folder)

    # --- what people ask -----------------------------------------------------------------------------------------

    def files(self) -> list[File]:
        """Return every file, by name."""
        found = []
        for entry in self._entries():
            name = entry.name.removesuffix(ENDING)
            if name != entry.name and entry.is_file(follow_symlinks=False):
                with suppress(BadNameError, FileNotFoundError):  # not ours, or just deleted
                    found.append(_file_of(check_file_name(name), entry.stat(follow_symlinks=False)))
        return sorted(found, key=lambda file: file.name)

    def delete(self, name: str) -> None:
        """Remove a file; raise UnknownFileError."""
        with self.reading(name), suppress(FileNotFoundError):  # somebody else was faster
            os.unlink(_place(name), dir_fd=self._folder)

    # --- how -----------------------------------------------------------------------------------------------------

    @contextmanager
    def _room(self, name: str, nbytes: int) -> Iterator[None]:
        """Reserve room for a file while it is written; raise OverQuotaError if there is none."""
        coming = (name, nbytes)
        with self._lock:
            self._require_room(name, nbytes)
            self._coming.append(coming)
        try:
            yield
        finally:
            with self._lock:
                self._coming.remove(coming)

    def _require_room(self, name: str, nbytes: int) -> None:
        new = [*self._coming, (name, nbytes)]
        replaced = {name for name, _ in new}
        kept = [file for file in self.files() if file.name not in replaced]
        if len(kept) + len(replaced) > self._most_files:
            raise OverQuotaError(
                f"over quota: the server keeps {self._most_files:,} files already",
                quota="files", limit=self._most_files,
            )  # fmt: skip
        used = sum(file.nbytes for file in kept) + sum(size for _, size in self._coming)
        if self._most_bytes is not None and used + nbytes > self._most_bytes:
            raise OverQuotaError(
                f"over quota: a file of {nbytes:,} bytes wanted, {used:,} of {self._most_bytes:,} in use",
                quota="file bytes", limit=self._most_bytes, used=used, wanted=nbytes,
            )  # fmt: skip

    def _entries(self) -> Iterator[os.DirEntry[str]]:
        # Threads that share a descriptor share the place at which they read: each needs its own.
        descriptor = os.open(".", _FOLDER, dir_fd=self._folder)
        try:
            with os.scandir(descriptor) as entries:
                yield from entries
        finally:
            os.close(descriptor)

    def _remove_unfinished(self) -> None:
        for entry in self._entries():
            if entry.name.startswith(_UNFINISHED) and entry.is_file(follow_symlinks=False):
                descriptor = os.open(entry.name, _FILE, dir_fd=self._folder)
                with os.fdopen(descriptor, "rb"), suppress(BlockingIOError):  # another server is at it
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    os.unlink(entry.name, dir_fd=self._folder)


def _place(name: str) -> str:
    return check_file_name(name) + ENDING


def _file_of(name: str, status: os.stat_result) -> File:
    etag = f"{status.st_mtime_ns:x}-{status.st_size:x}-{status.st_ino:x}"
    return File(name, status.st_size, status.st_mtime_ns, etag)


def _unknown(name: str) -> UnknownFileError:
    return UnknownFileError(f"no file {name!r}: it was never saved, or was deleted", file=name)


@contextmanager
def _telling_full(nbytes: int) -> Iterator[None]:
    """Say that the disk is full, where that is why nothing can be written."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise OverQuotaError(
            f"the server's disk has no room for a file of {nbytes:,} bytes", quota="disk", wanted=nbytes
        ) from error
