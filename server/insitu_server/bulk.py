"""Bytes in bulk: out of a snapshot and into a tensor's memory, with checksums, away from the event loop.

While one chunk is on the wire the next one is copied and summed in a worker thread.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Self, TypeVar

from insitu_engine.dtypes import bool_, dtype_named
from insitu_engine.errors import (
    BadNameError,
    ChecksumError,
    SizeMismatchError,
    TensorExistsError,
    TooLargeError,
)
from insitu_engine.memory.storage import Snapshot, Tensor
from insitu_engine.meta import meta
from insitu_engine.rules import checked_size
from insitu_engine.session import Session
from insitu_server.codec import require_bools
from insitu_server.names import check_tensor_name
from insitupb import framing
from insitupb.v1 import tensors_pb2

#: Chunks below this are copied at once: a thread would take longer to wake.
_SMALL = 32 * 1024

Result = TypeVar("Result")


class Download:
    """The chunks of a snapshot, framed, one by one; ``crc`` is that of the bytes so far."""

    def __init__(self, snapshot: Snapshot, chunk_bytes: int, pool: Executor) -> None:
        self.crc = 0
        self._snapshot = snapshot
        self._chunk_bytes = chunk_bytes
        self._pool = pool
        self._starts = iter(range(0, snapshot.nbytes, chunk_bytes))
        self._coming = self._begin()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        if self._coming is None:
            raise StopAsyncIteration
        chunk = await self._coming
        self._coming = self._begin()
        return chunk

    def _begin(self) -> asyncio.Future[bytes] | None:
        start = next(self._starts, None)
        if start is None:
            return None
        stop = min(start + self._chunk_bytes, self._snapshot.nbytes)
        return _start(self._pool, stop - start, lambda: self._frame(start, stop))

    def _frame(self, start: int, stop: int) -> bytes:
        data = self._snapshot.read(start, stop)
        self.crc = zlib.crc32(data, self.crc)
        return framing.encode_data(data)


class Reception:
    """A tensor whose bytes are on their way. `close` it in any case."""

    def __init__(
        self, session: Session, begin: tensors_pb2.WriteBegin, chunk_bytes: int, pool: Executor
    ) -> None:
        """Check what is declared and reserve memory; the caller is the session's writer."""
        if not begin.name and not begin.handle:
            raise BadNameError("a tensor needs a name or a handle: WriteBegin has neither", field="name")
        if begin.name:
            check_tensor_name(begin.name)
        if begin.handle in session.handles:
            raise TensorExistsError(
                f"handle {begin.handle} is taken in session {session.name!r}", handle=begin.handle
            )
        dtype = dtype_named(begin.dtype)
        shape = checked_size(begin.shape, dtype)
        self._meta = meta(dtype, shape)
        if self._meta.nbytes != begin.nbytes:
            raise SizeMismatchError(
                f"{begin.nbytes:,} bytes do not fill shape {list(shape)} of {dtype.name}, which takes {self._meta.nbytes:,}",
                declared=begin.nbytes,
                wanted=self._meta.nbytes,
            )
        self._begin = begin
        self._chunk_bytes = chunk_bytes
        self._pool = pool
        self._crc = 0
        self._received = 0
        self._upload = session.receive(dtype, shape)
        self._view = self._upload.view
        self._copying: asyncio.Future[None] | None = None

    async def take(self, chunk: memoryview) -> None:
        """Put a chunk where it belongs, once the one before is there; raise what is wrong with its size."""
        if chunk.nbytes > self._chunk_bytes:
            raise TooLargeError(
                f"a chunk of {chunk.nbytes:,} bytes: expected at most {self._chunk_bytes:,}",
                limit=self._chunk_bytes,
            )
        start = self._received
        if start + chunk.nbytes > self._meta.nbytes:
            raise SizeMismatchError(
                f"a chunk too many: {start + chunk.nbytes:,} bytes came, {self._meta.nbytes:,} were declared"
            )
        self._received += chunk.nbytes
        if self._copying is not None:
            await self._copying
        self._copying = _start(self._pool, chunk.nbytes, lambda: self._copy(start, chunk))

    async def finish(self, crc: int) -> None:
        """Wait for the last chunk and compare the whole with what was declared."""
        if self._copying is not None:
            await self._copying
        if self._received != self._meta.nbytes:
            raise self.short()
        if self._crc != crc:
            raise ChecksumError(
                f"the bytes that came have CRC-32 {self._crc:#010x}, not {crc:#010x} as declared"
            )
        if self._meta.dtype is bool_ and self._received:
            await _start(self._pool, self._received, lambda: require_bools(self._view))

    def publish(self) -> Tensor:
        """Make it a tensor; the caller is the session's writer."""
        return self._upload.publish(handle=self._begin.handle, name=self._begin.name)

    def close(self) -> None:
        """Give the memory back unless it was published, once nobody writes it any more.

        It awaits nothing: the call that ends here may have been cancelled, and would be again.
        """
        if self._copying is None or self._copying.done():
            self._upload.abort()
        else:
            self._copying.add_done_callback(lambda _: self._upload.abort())

    def short(self) -> SizeMismatchError:
        """Return the error for data that ended early."""
        return SizeMismatchError(f"the data ended after {self._received:,} of {self._meta.nbytes:,} bytes")

    def _copy(self, start: int, chunk: memoryview) -> None:
        self._view[start : start + chunk.nbytes] = chunk
        self._crc = zlib.crc32(chunk, self._crc)


def _start(pool: Executor, nbytes: int, work: Callable[[], Result]) -> asyncio.Future[Result]:
    """Begin work on so many bytes: here if they are few, else in a thread."""
    loop = asyncio.get_running_loop()
    if nbytes >= _SMALL:
        return loop.run_in_executor(pool, work)
    done: asyncio.Future[Result] = loop.create_future()
    done.set_result(work())
    return done
