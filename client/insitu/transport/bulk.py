"""Values in bulk: chunks of 1 MiB with a checksum, straight from and into the arrays' own memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from insitu.dispatch import require_alive
from insitu_engine.dtypes import dtype_of_array
from insitu_engine.errors import ChecksumError, SizeMismatchError, UnreachableError
from insitu_engine.meta import meta
from insitupb.framing import decode_read, encode_data
from insitupb.v1 import ops_pb2, tensors_pb2

if TYPE_CHECKING:
    from insitu._tensor import Tensor
    from insitu.session import Session

CHUNK: Final = 1024 * 1024
#: How often an upload or download is begun again after a lost connection.
_ATTEMPTS: Final = 5


def upload(session: Session, array: NDArray[Any], *, name: str = "") -> Tensor:
    """Return a new tensor with the array's values, sent in chunks; it is there when this returns."""
    session.sync()
    little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
    made = session.new(meta(dtype_of_array(array), array.shape))
    begin = tensors_pb2.WriteBegin(
        session=session.name,
        handle=made.handle,
        name=name,
        dtype=made.dtype.name,
        shape=array.shape,
        nbytes=array.nbytes,
    )
    for attempt in range(_ATTEMPTS):
        try:
            session.channel.write(_chunks(begin, little), tensors_pb2.TensorsWriteResponse)
        except UnreachableError:
            # The reply may be what was lost: the handle tells whether the tensor came to be.
            if _is_there(session, made.handle):
                return made
            if attempt == _ATTEMPTS - 1:
                made.handle = 0
                raise
        except BaseException:
            made.handle = 0
            raise
        else:
            return made
    return made


def _chunks(begin: tensors_pb2.WriteBegin, array: NDArray[Any]) -> Iterator[bytes]:
    yield tensors_pb2.TensorsWriteRequest(begin=begin).SerializeToString()
    data = memoryview(array.reshape(-1).view(np.uint8).data)
    checksum = 0
    for start in range(0, len(data), CHUNK):
        chunk = data[start : start + CHUNK]
        checksum = zlib.crc32(chunk, checksum)
        yield encode_data(chunk)
    yield tensors_pb2.TensorsWriteRequest(end=tensors_pb2.WriteEnd(crc32=checksum)).SerializeToString()


def _is_there(session: Session, handle: int) -> bool:
    request = tensors_pb2.TensorsGetRequest(session=session.name, handle=handle)
    try:
        session.channel.call("Tensors/Get", request, tensors_pb2.TensorsGetResponse)
    except (LookupError, UnreachableError):
        return False
    return True


def download(tensor: Tensor) -> NDArray[Any]:
    """Return the tensor's values as they are after all calls recorded so far; raise why it never came to be."""
    require_alive(tensor)
    session = tensor.session
    for attempt in range(_ATTEMPTS):
        answer = session.ask([ops_pb2.Query(handle=tensor.handle, value=True)]).answers[0]
        if not answer.snapshot:
            raw = np.frombuffer(bytearray(answer.value.raw), tensor.dtype.numpy)
            return raw.reshape(tensor.meta.shape)
        try:
            return _receive(session, answer.snapshot, tensor)
        except UnreachableError:
            if attempt == _ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def _receive(session: Session, snapshot: int, tensor: Tensor) -> NDArray[Any]:
    values = np.empty(tensor.meta.nbytes, np.uint8)
    target = memoryview(values.data)
    filled = 0
    checksum = 0
    declared: int | None = None
    for raw in session.channel.read(tensors_pb2.TensorsReadRequest(session=session.name, snapshot=snapshot)):
        message = decode_read(raw)
        if isinstance(message, memoryview):
            target[filled : filled + len(message)] = message
            checksum = zlib.crc32(message, checksum)
            filled += len(message)
        elif message.HasField("begin"):
            if message.begin.nbytes != len(target):
                raise SizeMismatchError(
                    f"expected {len(target):,} bytes, the server sends {message.begin.nbytes:,}"
                )
        else:
            declared = message.crc32
    if filled != len(target):
        raise SizeMismatchError(f"expected {len(target):,} bytes, got {filled:,}")
    if declared != checksum:
        raise ChecksumError(f"the bytes arrived damaged: checksum {checksum:#010x}, declared {declared}")
    return values.view(tensor.dtype.numpy).reshape(tensor.meta.shape)
