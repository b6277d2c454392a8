"""Tensors in a file of this side: values come home to be written, and travel again when read.

The one rule: a file holds tensors and texts, never code. Its format is safetensors, which PyTorch's users read as well.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from insitu.current import current_session
from insitu.dispatch import require_alive
from insitu.making import tensor_in
from insitu.options import require_plain
from insitu.structure import flatten, rebuild
from insitu.transport import bulk
from insitu_engine.errors import ArgumentError
from insitu_engine.safetensors import fill, plan, read_index, telling, write


def save(obj: Any, f: str | PathLike[str] | BinaryIO) -> None:
    """Write ``obj`` to ``f``, a path or a stream: a ``state_dict()``, a checkpoint, a tensor.

    ``obj`` is a tensor, number, string, dtype or None, or lists, tuples and dicts of them; a dict of tensors by name
    becomes a plain safetensors file, and in any other the rest stands beside the tensors as a text. Waits for the
    values, one tensor at a time. Raises ArgumentError for anything else, DTypeError for complex128, which the format
    has not. What was at the path stays as it is when this fails.
    """
    tensors, notes = flatten(obj)
    for tensor in tensors.values():
        require_alive(tensor)
    index = plan({key: tensor.meta for key, tensor in tensors.items()}, notes)
    with _written(f) as stream:
        write(stream, index, lambda key: bulk.download(tensors[key]))


def load(
    f: str | PathLike[str] | BinaryIO, map_location: Any = None, *, weights_only: bool | None = None
) -> Any:
    """Return what was saved to ``f``, a path or a stream, with new tensors in the current session.

    A file of others is a dict of its tensors by name. None requires a gradient. Raises FileNotFoundError, BadFileError
    if the file is not of the format, DTypeError for a dtype that insitu has not. ``weights_only`` changes nothing: there
    is nothing else.
    """
    require_plain(device=map_location)
    del weights_only
    session = current_session()
    with _read(f) as stream, telling(str(getattr(f, "name", f))):
        origin = stream.tell()
        nbytes = stream.seek(0, os.SEEK_END) - origin
        stream.seek(origin)
        index = read_index(stream, nbytes)
        tensors = {}
        for key, entry in index.entries.items():
            values = np.empty(entry.shape, entry.dtype.numpy)
            fill(stream, index, {key: values}, origin=origin)
            tensors[key] = tensor_in(session, values)
        return rebuild(index.notes, tensors)


def _written(f: Any) -> AbstractContextManager[BinaryIO]:
    if isinstance(f, str | PathLike):
        return _replaced(Path(os.path.realpath(f)))
    if hasattr(f, "write"):
        return nullcontext(f)
    raise ArgumentError(
        "expected 'f' to be string, path, or a file-like object with a 'write' attribute, but got "
        f"{type(f).__name__}"
    )


def _read(f: Any) -> AbstractContextManager[BinaryIO]:
    if isinstance(f, str | PathLike):
        return open(f, "rb")  # noqa: PTH123 - a path of any kind
    if all(hasattr(f, wanted) for wanted in ("read", "readinto", "tell", "seek")):
        return nullcontext(f)
    raise ArgumentError(
        "expected 'f' to be string, path, or a file-like object that can read, readinto, tell and seek, but got "
        f"{type(f).__name__}"
    )


@contextmanager
def _replaced(place: Path) -> Iterator[BinaryIO]:
    """Open a file that takes the place of another one if the block ends without an error."""
    if place.exists() and not place.is_file():  # a pipe or a device: there is nothing to keep
        with place.open("wb") as stream:
            yield stream
        return
    unfinished = place.with_name(f".{secrets.token_hex(8)}.unfinished")
    try:
        with unfinished.open("xb") as stream:
            yield stream
        if place.exists():
            shutil.copymode(place, unfinished)
        unfinished.replace(place)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
