"""Calls of the log about files: tensors into one, and out of one, with no value on its way to a client.

Each takes where files lie, the session's executor, what refuses a number of results that cannot be leased, and the
call's arguments; it returns new tensors. The one rule: what can be refused is refused before anything is written or
allocated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from insitu_engine import safetensors
from insitu_engine.errors import ArgumentError, UnknownTensorError, VersionConflictError
from insitu_engine.executor import Executor
from insitu_engine.files import Files, require_files
from insitu_engine.memory.storage import Tensor
from insitu_engine.safetensors import Entry

#: Raises unless the call may have so many results.
Require = Callable[[int], None]


def _save(
    files: Files | None,
    _: Executor,
    require: Require,
    name: str,
    tensors: Sequence[Any],
    keys: Sequence[Any] | None = None,
    notes: Sequence[Any] = (),
) -> tuple[Tensor, ...]:
    """Write tensors to a file under ``keys``, their own names if left out, and ``notes``, pairs of texts."""
    require(0)
    kept = require_files(files)
    named = _named(tensors, keys)
    index = safetensors.plan({key: tensor.meta for key, tensor in named.items()}, _pairs(notes))
    with kept.writing(name, index.nbytes) as stream:
        safetensors.write(stream, index, lambda key: named[key].array)
    return ()


def _load(
    files: Files | None,
    executor: Executor,
    require: Require,
    name: str,
    keys: Sequence[Any] | None = None,
    etag: str = "",
) -> tuple[Tensor, ...]:
    """Return the tensors of a file under ``keys``, all in their order if left out, if the file is still ``etag``."""
    with require_files(files).reading(name) as (stream, file), safetensors.telling(name):
        if etag not in ("", file.etag):
            raise VersionConflictError(
                f"expected file {name!r} as {etag[:64]!r}, but it is {file.etag!r}; nothing was applied",
                expected=etag[:64],
                etag=file.etag,
            )
        index = safetensors.read_index(stream, file.nbytes)
        chosen = _chosen(name, index.entries, keys)
        require(len(chosen))
        made = executor.make(tuple(entry.meta for entry in chosen))
        try:
            arrays = {entry.key: tensor.array for entry, tensor in zip(chosen, made, strict=True)}
            safetensors.fill(stream, index, arrays)
        except BaseException:
            for tensor in made:
                tensor.close()
            raise
    return made


def _named(tensors: Sequence[Any], keys: Sequence[Any] | None) -> dict[str, Tensor]:
    """Return tensors by key; raise ArgumentError for what is no tensor, and for keys that do not tell them apart."""
    if not all(isinstance(tensor, Tensor) for tensor in tensors):
        raise ArgumentError("save() takes a list of tensors")
    if keys is None:
        keys = [tensor.name for tensor in tensors]
        if not all(keys):
            raise ArgumentError("save(): a tensor has no name: give a list of keys")
    if len(keys) != len(tensors):
        raise ArgumentError(f"save(): {len(keys)} keys for {len(tensors)} tensors")
    _require_distinct("save", keys)
    return dict(zip(keys, tensors, strict=True))


def _pairs(notes: Sequence[Any]) -> dict[str, str]:
    if not all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in notes):
        raise ArgumentError("save() takes notes as pairs of texts")
    _require_distinct("save", [key for key, _ in notes])
    return dict(notes)


def _chosen(name: str, entries: Mapping[str, Entry], keys: Sequence[Any] | None) -> list[Entry]:
    if keys is None:
        return list(entries.values())
    _require_distinct("load", keys)
    for key in keys:
        if key not in entries:
            raise UnknownTensorError(f"file {name!r} has no tensor {key[:64]!r}")
    return [entries[key] for key in keys]


def _require_distinct(call: str, keys: Sequence[Any]) -> None:
    if not all(isinstance(key, str) for key in keys):
        raise ArgumentError(f"{call}() takes keys that are strings")
    if len(set(keys)) != len(keys):
        raise ArgumentError(f"{call}() was given a key twice")


FILE_CALLS: Final[dict[str, Callable[..., tuple[Tensor, ...]]]] = {"save": _save, "load": _load}
