"""Calls as wire bytes, written straight: recording a call is this client's hot path.

A tensor's argument is the same few bytes each time, so it is kept with the tensor; an op's name likewise. A call is
then a concatenation, and what comes out is what ``Call.SerializeToString`` would give. Everything rare goes through the
generated messages.
"""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any, Final

import numpy as np

from insitu.sites import Site
from insitu_engine.dtypes import DType
from insitu_engine.errors import ArgumentError
from insitu_engine.meta import Operand
from insitu_engine.optable import Op
from insitu_engine.schema import Kind
from insitupb.v1 import common_pb2, errors_pb2, ops_pb2

_VARINTS: Final = tuple(bytes([number]) for number in range(128))
_CALL_ARGS: Final = b"\x12"
_CALL_RESULTS: Final = b"\x22"
_CALL_NAMES: Final = b"\x2a"
_CALL_SITE: Final = b"\x30"
#: Field ``no_grad`` of a Call.
NO_GRAD: Final = b"\x40\x01"
_BATCH_CALLS: Final = b"\x12"
_REQUEST_BATCH: Final = b"\x12"


def varint(number: int) -> bytes:
    """Return a non-negative integer as a protobuf varint."""
    if number < 128:
        return _VARINTS[number]
    out = bytearray()
    while number > 127:
        out.append((number & 127) | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def handle_argument(handle: int) -> bytes:
    """Return field ``args`` of a Call with a tensor by handle."""
    inner = b"\x08" + varint(handle)
    return _CALL_ARGS + varint(len(inner)) + inner


def name_field(name: str) -> bytes:
    """Return field ``op`` of a Call."""
    text = name.encode()
    return b"\x0a" + varint(len(text)) + text


def site_field(index: int) -> bytes:
    """Return field ``site`` of a Call."""
    return _CALL_SITE + varint(index)


def results_field(handles: list[int]) -> bytes:
    """Return field ``results`` of a Call."""
    if not handles:
        return b""
    packed = b"".join(map(varint, handles))
    return _CALL_RESULTS + varint(len(packed)) + packed


def names_field(names: tuple[str, ...]) -> bytes:
    """Return field ``result_names`` of a Call."""
    return ops_pb2.Call(result_names=names).SerializeToString()


def call_field(body: bytes) -> bytes:
    """Return field ``calls`` of a Batch."""
    return _BATCH_CALLS + varint(len(body)) + body


def request(batch: bytes) -> bytes:
    """Return a StreamRequest with this Batch."""
    return _REQUEST_BATCH + varint(len(batch)) + batch


def arguments(op: Op, args: tuple[Any, ...], session: object) -> bytes:
    """Return fields ``args`` and ``kwargs`` of a Call; defaults at the end are left out."""
    last = len(args)
    defaults = op.defaults
    while last and args[last - 1] is defaults[last - 1]:
        last -= 1
    parts = []
    for at in range(last):
        value = args[at]
        parameter = op.schema.parameters[at]
        if isinstance(value, Operand):
            if value.session is not session:  # type: ignore[attr-defined] # only client tensors come here
                raise ArgumentError(f"{op.name}(): tensors of two sessions cannot meet in one call")
            if not parameter.keyword_only:
                parts.append(value.wire)  # type: ignore[attr-defined]
                continue
        message = argument(value, parameter.kind)
        if parameter.keyword_only:
            if value is not defaults[at]:
                parts.append(ops_pb2.Call(kwargs={parameter.name: message}).SerializeToString())
        else:
            inner = message.SerializeToString()
            parts.append(_CALL_ARGS + varint(len(inner)) + inner)
    return b"".join(parts)


def argument_field(value: Any) -> bytes:
    """Return field ``args`` of a Call with any one value."""
    inner = argument(value).SerializeToString()
    return _CALL_ARGS + varint(len(inner)) + inner


def argument(value: Any, kind: Kind | None = None) -> ops_pb2.Argument:
    """Return any value that a call can take as a message; raise ArgumentError for another."""
    if value is None:
        return ops_pb2.Argument(none=0)  # type: ignore[arg-type] # NullValue's one value
    if isinstance(value, Operand):
        return ops_pb2.Argument(handle=value.handle)  # type: ignore[attr-defined]
    if isinstance(value, tuple | list):
        if value and all(isinstance(item, int) and not isinstance(item, bool) for item in value):
            return ops_pb2.Argument(ints=ops_pb2.IntList(items=value))
        return ops_pb2.Argument(list=ops_pb2.ArgumentList(items=[argument(item) for item in value]))
    if isinstance(value, np.ndarray):
        return ops_pb2.Argument(value=tensor_value(value))
    return _scalar(value.item() if isinstance(value, np.generic) else value, kind)


def _scalar(value: Any, kind: Kind | None) -> ops_pb2.Argument:
    if isinstance(value, bool):
        return ops_pb2.Argument(bool=value)
    if isinstance(value, Integral):
        number = int(value)
        if not -(2**63) <= number < 2**63:
            raise ArgumentError("Overflow when unpacking long long")
        return ops_pb2.Argument(int=number)
    if isinstance(value, Real):
        return ops_pb2.Argument(float=float(value))
    if isinstance(value, complex):
        return ops_pb2.Argument(complex=ops_pb2.Complex(real=value.real, imag=value.imag))
    if isinstance(value, str):
        return ops_pb2.Argument(dtype=value) if kind is Kind.DTYPE else ops_pb2.Argument(string=value)
    if isinstance(value, DType):
        return ops_pb2.Argument(dtype=value.name)
    if isinstance(value, slice):
        return ops_pb2.Argument(slice=ops_pb2.Slice(start=value.start, stop=value.stop, step=value.step))
    if value is ...:
        return ops_pb2.Argument(ellipsis=True)
    raise ArgumentError(f"cannot send a value of type {type(value).__name__}: {value!r:.100}")


def tensor_value(array: np.ndarray[Any, Any]) -> common_pb2.TensorValue:
    """Return an array as raw little-endian bytes."""
    little = array.astype(array.dtype.newbyteorder("<"), order="C", copy=False)
    return common_pb2.TensorValue(dtype=array.dtype.name, shape=array.shape, raw=little.tobytes())


def site_message(site: Site) -> bytes:
    """Return field ``sites`` of a Batch."""
    file, line, function = site
    body = errors_pb2.Site(file=file, line=line, function=function).SerializeToString()
    return b"\x1a" + varint(len(body)) + body


def query_field(query: ops_pb2.Query) -> bytes:
    """Return field ``queries`` of a Batch."""
    body: bytes = query.SerializeToString()
    return b"\x22" + varint(len(body)) + body


def encode_open(session: str, client: str, received: int, epoch: str) -> bytes:
    """Return the first message of a connection."""
    opening: Any = ops_pb2.StreamOpen(session=session, client=client, received=received, server_epoch=epoch)
    data: bytes = ops_pb2.StreamRequest(open=opening).SerializeToString()
    return data
