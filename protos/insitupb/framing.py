"""Bulk data on the wire without protobuf's copies.

A chunk of `Tensors.Read` and `Tensors.Write` is a message with nothing but field 2, ``bytes data``. Writing one is a
few header bytes before the payload, reading one is a slice; whatever else comes goes through the generated parser.
The bytes are valid protobuf either way.
"""

from __future__ import annotations

from typing import TypeVar

from google.protobuf.message import Message

from insitupb.v1 import tensors_pb2

#: Field 2, length-delimited.
_DATA = 0x12

Parsed = TypeVar("Parsed", bound=Message)


def data_header(nbytes: int) -> bytes:
    """Return what stands before a payload of so many bytes."""
    header = bytearray((_DATA,))
    while nbytes > 127:
        header.append(nbytes & 127 | 128)
        nbytes >>= 7
    header.append(nbytes)
    return bytes(header)


def encode_data(payload: bytes | bytearray | memoryview) -> bytes:
    """Return a chunk: a `TensorsReadResponse` or `TensorsWriteRequest` that has only ``data``."""
    view = memoryview(payload)
    return b"".join((data_header(view.nbytes), view))


def decode_read(raw: bytes) -> tensors_pb2.TensorsReadResponse | memoryview:
    """Return the payload of a chunk, or any other response parsed; raises DecodeError."""
    return _decode(raw, tensors_pb2.TensorsReadResponse)


def decode_write(raw: bytes) -> tensors_pb2.TensorsWriteRequest | memoryview:
    """Return the payload of a chunk, or any other request parsed; raises DecodeError."""
    return _decode(raw, tensors_pb2.TensorsWriteRequest)


def _decode(raw: bytes, kind: type[Parsed]) -> Parsed | memoryview:
    """Return the payload if ``raw`` is field 2 and nothing more, else the message."""
    if raw[:1] == b"\x12":
        nbytes = shift = 0
        for at, byte in enumerate(raw[1:11], start=2):
            nbytes |= (byte & 127) << shift
            if byte < 128:
                if at + nbytes == len(raw):
                    return memoryview(raw)[at:]
                break
            shift += 7
    return kind.FromString(raw)
