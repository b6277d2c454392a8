"""Plain calls, read straight off the wire: reading a batch's calls is the server's hot path.

Nearly every call is an op's name, tensors by handle, perhaps a number, one result at most and a site. Python objects for
each of its messages cost more than the call; one regular expression reads it at once. What it does not match, to the
last byte, is left to the generated classes. The one rule: what is read here is what they would read.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from typing import Final, TypeAlias

from insitu_engine.session import CONTROLS
from insitupb.v1 import ops_pb2

#: (op, handles, numbers, results, site, whether it is recorded): the arguments are tensors, then numbers.
PlainCall: TypeAlias = tuple[str, tuple[int, ...], tuple[float, ...], tuple[int, ...], int, bool]
AnyCall: TypeAlias = PlainCall | ops_pb2.Call


#: Tags of StreamRequest.batch and Batch.calls.
_BATCH: Final = b"\x12"
_CALLS: Final = 0x12


def _sized(tag: bytes, before: bytes, most: int) -> bytes:
    """Return a pattern of a length-delimited field: ``before``, then a varint of at most so many bytes."""
    forms = [
        re.escape(bytes([len(before) + size]))
        + re.escape(before)
        + rb"[\x80-\xff]{%d}[\x00-\x7f]" % (size - 1)
        for size in range(1, most + 1)
    ]
    return re.escape(tag) + b"(?:" + b"|".join(forms) + b")"


_HANDLE: Final = _sized(b"\x12", b"\x08", 9)
_NUMBER: Final = rb"\x12\x09\x21.{8}|" + _sized(b"\x12", b"\x18", 9)
#: Batch.calls with Call.op, args, no_grad, one of results, site. An op's name cannot hold the tag that ends it.
_CALL: Final = re.compile(
    rb"\x12[\x00-\x7f](\n[\x00-\x7f][a-z0-9_]+)((?:%b)+)((?:%b)*)(\x40\x01)?(?:%b)?(?:\x30([\x80-\xff]{0,2}[\x00-\x7f]))?"
    % (_HANDLE, _NUMBER, _sized(b"\x22", b"", 9).replace(b"(?:", b"(", 1)),
    re.DOTALL,
)
_HANDLES: Final = re.compile(rb"\x12.\x08([\x80-\xff]*[\x00-\x7f])", re.DOTALL)
_NUMBERS: Final = re.compile(rb"\x12\x09\x21(.{8})|\x12.\x18([\x80-\xff]*[\x00-\x7f])", re.DOTALL)
_double: Final = struct.Struct("<d").unpack

#: Names of ops and arguments by their wire forms: the same ones come again and again.
_ops: Final[dict[bytes, str]] = {}
_handles: Final[dict[bytes, tuple[int, ...]]] = {}
_numbers: Final[dict[bytes, tuple[float, ...]]] = {b"": ()}
_MOST_KEPT: Final = 4096


def batch_start(raw: bytes) -> int:
    """Return where the batch of a StreamRequest begins; 0 if there is more in it than one batch."""
    if raw[:1] != _BATCH or len(raw) < 3 or _after(raw, 1) != len(raw):
        return 0
    at = 1
    while raw[at] > 127:
        at += 1
    return at + 1


def read_calls(batch: ops_pb2.Batch, raw: bytes) -> Sequence[AnyCall]:
    """Return the calls of a batch, plain ones as such; ``raw`` is the StreamRequest that ``batch`` was parsed from."""
    parsed = batch.calls
    count = len(parsed)
    at = batch_start(raw)
    if not at:
        return parsed
    if raw[at : at + 1] == b"\x08":  # the sequence number stands first
        at += 1
        while raw[at] > 127:
            at += 1
        at += 1
    calls: list[AnyCall] = []
    add = calls.append
    match = _CALL.match
    while len(calls) < count:
        if raw[at] != _CALLS:  # something stands between the calls
            return parsed
        nbytes = raw[at + 1]
        end = at + 2 + nbytes
        found = match(raw, at)
        if found is not None and found.end() == end:
            op, handles, numbers, no_grad, result, site = found.groups()
            name = _ops.get(op) or _read_op(op)
            if name:
                add(
                    (
                        name,
                        _handles.get(handles) or _read_handles(handles),
                        _numbers[numbers] if numbers in _numbers else _read_numbers(numbers),
                        () if result is None else (_varint(result[1:]),),
                        0 if site is None else site[0] if len(site) == 1 else _varint(site),
                        no_grad is None,
                    )
                )
                at = end
                continue
        add(parsed[len(calls)])
        at = end if nbytes < 128 else _after(raw, at + 1)
    return calls


def _read_op(wire: bytes) -> str:
    """Return the name of an op from its field; empty if it is none, or not plain."""
    name = wire[2:].decode()
    if wire[1] != len(name) or name in CONTROLS:
        return ""
    if len(_ops) < _MOST_KEPT:
        _ops[wire] = name
    return name


def _read_handles(wire: bytes) -> tuple[int, ...]:
    if len(_handles) >= _MOST_KEPT:
        _handles.clear()
    read = _handles[wire] = tuple(map(_varint, _HANDLES.findall(wire)))
    return read


def _read_numbers(wire: bytes) -> tuple[float, ...]:
    if len(_numbers) >= _MOST_KEPT:
        _numbers.clear()
    read = tuple(
        _double(double)[0] if double else _unfold(_varint(folded))
        for double, folded in _NUMBERS.findall(wire)
    )
    _numbers[wire] = read
    return read


def _unfold(number: int) -> int:
    """Return the signed number of protobuf's zigzag form."""
    return number >> 1 ^ -(number & 1)


def _varint(wire: bytes) -> int:
    size = len(wire)
    if size == 1:
        return wire[0]
    if size == 2:
        return wire[0] & 127 | wire[1] << 7
    if size == 3:
        return wire[0] & 127 | (wire[1] & 127) << 7 | wire[2] << 14
    number = 0
    for byte in reversed(wire):
        number = number << 7 | byte & 127
    return number


def _after(raw: bytes, at: int) -> int:
    """Return where a length-delimited field ends whose length stands at ``at``."""
    nbytes = shift = 0
    while True:
        byte = raw[at]
        nbytes |= (byte & 127) << shift
        at += 1
        if byte < 128:
            return at + nbytes
        shift += 7
