"""The safetensors format: how long the header is, the header in JSON, the tensors' bytes.

Values go straight between a stream and the memory that they belong to, which is charged before it is filled; the
package of that name would copy them, or map a file whose truncation ends the process. The one rule: nothing that a
header says is believed before all of it has been checked against the size of the file.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from insitu_engine import nesting
from insitu_engine.dtypes import (
    DType,
    bfloat16,
    bool_,
    complex64,
    float16,
    float32,
    float64,
    int8,
    int16,
    int32,
    int64,
    uint8,
)
from insitu_engine.errors import ArgumentError, BadFileError, DTypeError
from insitu_engine.meta import MOST_DIMS, Meta, meta

#: The format's names of those dtypes that it has.
NAMES: Final[dict[DType, str]] = {
    bool_: "BOOL", uint8: "U8", int8: "I8", int16: "I16", int32: "I32", int64: "I64", float16: "F16",
    bfloat16: "BF16", float32: "F32", float64: "F64", complex64: "C64",
}  # fmt: skip
_DTYPES: Final = {name: dtype for dtype, name in NAMES.items()}
#: The key under which a header keeps texts.
NOTES_KEY: Final = "__metadata__"
#: The format's own limit, in bytes.
MOST_HEADER: Final = 100_000_000
_LENGTH: Final = 8
#: Elements that no shape reaches, so that strides in bytes are numbers of 64 bits.
_FARTHEST: Final = 2**59
#: Elements of a tensor that is not contiguous which are copied at a time.
_PIECE: Final = 1 << 18
#: Halves of surrogate pairs, which JSON can spell and UTF-8 cannot.
_LONE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One tensor of a file; its bytes lie from ``begin`` to before ``end``, counted from the header's end."""

    key: str
    #: As the format calls it, which has dtypes that insitu has not.
    stored: str
    shape: tuple[int, ...]
    begin: int
    end: int

    @property
    def dtype(self) -> DType:
        """The element type; DTypeError for one that insitu has not."""
        found = _DTYPES.get(self.stored)
        if found is None:
            raise DTypeError(
                f"{self.key!r} is {self.stored}, which insitu has not: expected one of {', '.join(_DTYPES)}"
            )
        return found

    @property
    def dtype_name(self) -> str:
        """The element type's name, the format's own if insitu has it not."""
        return self.dtype.name if self.stored in _DTYPES else self.stored

    @property
    def meta(self) -> Meta:
        """Dtype and shape; raises as `dtype` does."""
        return meta(self.dtype, self.shape)


@dataclass(frozen=True, slots=True)
class Index:
    """What lies where in a file."""

    #: In the order in which they were written.
    entries: dict[str, Entry]
    notes: dict[str, str]
    #: Where the bytes of tensors begin.
    start: int

    @property
    def nbytes(self) -> int:
        """The size of the whole file."""
        return self.start + max((entry.end for entry in self.entries.values()), default=0)


# --- writing ---------------------------------------------------------------------------------------------------------


def plan(metas: Mapping[str, Meta], notes: Mapping[str, str]) -> Index:
    """Return where tensors of these metas will lie; raise ArgumentError for a key, DTypeError for a dtype that cannot be."""
    for text in (*metas, *notes, *notes.values()):
        _require_text(text)
    if NOTES_KEY in metas:
        raise ArgumentError(
            f"a tensor of a file cannot have the key {NOTES_KEY!r}: the format keeps texts there"
        )
    at = 0
    entries = {}
    # The widest first: then each lies aligned.
    for key, known in sorted(metas.items(), key=lambda item: -item[1].dtype.itemsize):
        if known.dtype not in NAMES:
            raise DTypeError(
                f"{key!r} is {known.dtype.name}, which safetensors has not: save x.to({_nearest(known.dtype)})"
            )
        entries[key] = Entry(key, NAMES[known.dtype], known.shape, at, at + known.nbytes)
        at += known.nbytes
    ordered = {key: entries[key] for key in metas}
    return Index(ordered, dict(notes), _LENGTH + len(_header(ordered, notes)))


def write(stream: BinaryIO, index: Index, value_of: Callable[[str], NDArray[Any]]) -> None:
    """Write a planned file; ``value_of`` gives the values under a key, each once."""
    header = _header(index.entries, index.notes)
    stream.write(len(header).to_bytes(_LENGTH, "little") + header)
    for entry in _as_they_lie(index.entries.values()):
        _write_values(stream, value_of(entry.key))


def _header(entries: Mapping[str, Entry], notes: Mapping[str, str]) -> bytes:
    told: dict[str, Any] = {NOTES_KEY: dict(notes)} if notes else {}
    for key, entry in entries.items():
        told[key] = {"dtype": entry.stored, "shape": entry.shape, "data_offsets": (entry.begin, entry.end)}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _LENGTH)
    if len(text) > MOST_HEADER:
        raise ArgumentError(f"a header of {len(text):,} bytes: safetensors takes at most {MOST_HEADER:,}")
    return text


def _write_values(stream: BinaryIO, array: NDArray[Any]) -> None:
    if array.flags.c_contiguous:
        stream.write(_bytes_of(array))
        return
    stream.writelines(_bytes_of(array.flat[at : at + _PIECE]) for at in range(0, array.size, _PIECE))


def _nearest(dtype: DType) -> str:
    return complex64.name if dtype.is_complex else float64.name


def _require_text(text: Any) -> None:
    if not isinstance(text, str):
        raise ArgumentError(f"keys and texts of a file must be strings, not {type(text).__name__}")
    if _LONE.search(text):
        raise ArgumentError(f"{text[:64]!r} is no text: half of a surrogate pair stands alone in it")


# --- reading ---------------------------------------------------------------------------------------------------------


def read_index(stream: BinaryIO, nbytes: int) -> Index:
    """Return what is in a file of so many bytes, of which none is read yet; raise BadFileError if it is none."""
    length = int.from_bytes(stream.read(_LENGTH), "little")
    if nbytes < _LENGTH:
        raise BadFileError(f"{nbytes:,} bytes are too few for a header")
    if length > min(MOST_HEADER, nbytes - _LENGTH):
        raise BadFileError(f"the header is said to have {length:,} bytes, of {nbytes:,}")
    told = _parsed(stream.read(length))
    notes = told.pop(NOTES_KEY, None)
    if notes is None:
        notes = {}
    if not isinstance(notes, dict) or not all(isinstance(text, str) for text in notes.values()):
        raise BadFileError(f"{NOTES_KEY} must hold texts")
    entries = {key: _entry(key, fields) for key, fields in told.items()}
    for text in (*entries, *notes, *notes.values()):
        if _LONE.search(text):
            raise BadFileError("half of a surrogate pair stands alone in a text")
    _require_whole(entries.values(), nbytes - _LENGTH - length)
    return Index(entries, notes, _LENGTH + length)


def fill(stream: BinaryIO, index: Index, arrays: Mapping[str, NDArray[Any]], *, origin: int = 0) -> None:
    """Read values into contiguous arrays of the entries' metas; raise BadFileError if the file is not what it was.

    ``origin`` is where in the stream the file begins.
    """
    for entry in _as_they_lie(index.entries[key] for key in arrays):
        array = arrays[entry.key]
        stream.seek(origin + index.start + entry.begin)
        target = _bytes_of(array)
        filled = 0
        while filled < len(target):
            count = stream.readinto(target[filled:])  # type: ignore[attr-defined] # every binary stream has it
            if not count:
                raise BadFileError(f"the file ended before {entry.key!r} did")
            filled += count
        if entry.dtype is bool_ and array.size and array.view(np.uint8).max() > 1:
            raise BadFileError(f"{entry.key!r} is BOOL, and a byte of it is neither 0 nor 1")


@contextmanager
def telling(file: str) -> Iterator[None]:
    """Say of which file it is that it is not what it should be."""
    try:
        yield
    except BadFileError as error:
        raise BadFileError(f"{file!r} is no safetensors file: {error.message}") from error


def _parsed(raw: bytes) -> dict[str, Any]:
    if raw[:1] != b"{":
        raise BadFileError("the header does not begin with '{'")
    try:
        told: dict[str, Any] = nesting.loads(
            raw.decode(), object_pairs_hook=_distinct, parse_constant=_refuse_constant
        )
    except ValueError as error:
        raise BadFileError(f"the header is no JSON: {error}") from None
    return told


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in it")
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} stands in it")


def _entry(key: str, fields: Any) -> Entry:
    """Return one tensor of a header, each of its facts of the right type and in itself possible."""
    if not isinstance(fields, dict):
        raise BadFileError(f"{key[:64]!r} is no tensor: expected dtype, shape and data_offsets")
    stored = fields.get("dtype")
    if not isinstance(stored, str) or _LONE.search(stored):
        raise BadFileError(f"{key[:64]!r} has no dtype")
    shape = _sizes(fields.get("shape"), f"the shape of {key[:64]!r}")
    offsets = _sizes(fields.get("data_offsets"), f"data_offsets of {key[:64]!r}")
    if len(offsets) != 2 or offsets[1] < offsets[0]:
        raise BadFileError(f"data_offsets of {key[:64]!r} must be where it begins and where it ends")
    if len(shape) > MOST_DIMS or math.prod(max(size, 1) for size in shape) >= _FARTHEST:
        raise BadFileError(f"no tensor can have the shape of {key[:64]!r}")
    dtype = _DTYPES.get(stored)
    if dtype is not None and math.prod(shape) * dtype.itemsize != offsets[1] - offsets[0]:
        raise BadFileError(
            f"{key[:64]!r} has {offsets[1] - offsets[0]:,} bytes: expected shape {list(shape)} of {stored}"
        )
    return Entry(key, stored, shape, *offsets)


def _sizes(given: Any, what: str) -> tuple[int, ...]:
    if isinstance(given, list) and all(type(size) is int and 0 <= size < 2**63 for size in given):
        return tuple(given)
    raise BadFileError(f"{what} must be a list of sizes")


def _require_whole(entries: Iterable[Entry], nbytes: int) -> None:
    """Raise BadFileError unless the entries cover so many bytes, each of them once."""
    at = 0
    for entry in _as_they_lie(entries):
        if entry.begin != at:
            raise BadFileError(f"{entry.key[:64]!r} begins at byte {entry.begin:,}: expected {at:,}")
        at = entry.end
    if at != nbytes:
        raise BadFileError(f"the tensors take {at:,} bytes, and {nbytes:,} are there")


def _as_they_lie(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.begin, entry.end))


def _bytes_of(array: NDArray[Any]) -> memoryview:
    """Return the bytes of a contiguous array."""
    return memoryview(array.reshape(-1).view(np.uint8).data)
