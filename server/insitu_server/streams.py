"""Exactly once: what the server remembers of each client's ordered stream, over all its connections.

A batch has a number. The next one is applied and its reply kept until the client has it; one that was seen before is
answered with the reply that is kept; anything else is refused. After an error everything is dropped until the client
says that it has seen it.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from insitu_engine.errors import InsituError, OverQuotaError, SequenceConflictError
from insitu_server.endpoint import Context, read
from insitu_server.plain import batch_start
from insitupb.v1 import ops_pb2

#: What may be kept for a client that takes no replies.
MOST_REPLIES: Final = 1024
MOST_REPLY_BYTES: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """A reply, and the digest of the batch that it answers."""

    digest: bytes
    response: bytes


class Connection:
    """One connection of a client: the task that serves it, and why it has to end."""

    def __init__(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._task = task
        self._why: InsituError | None = None
        self._waiting = False

    def close(self, why: InsituError) -> None:
        """End it once it has answered what it is at, or now if it waits for the client."""
        if self._why is None:
            self._why = why
            if self._waiting:
                self._task.cancel()

    def require_open(self) -> None:
        """Raise why the connection has to end, if it has to."""
        if self._why is not None:
            raise self._why

    async def receive(self, context: Context) -> bytes | None:
        """Return the client's next message, None at the end; raise why the connection has to end, if it has to."""
        self.require_open()
        self._waiting = True
        try:
            raw = await read(context)
        except asyncio.CancelledError:
            if self._why is not None:  # it was `close` that cancelled
                self._task.uncancel()
            self.require_open()
            raise
        finally:
            self._waiting = False
        self.require_open()
        return raw


class ClientStream:
    """The ordered batches of one client of one session."""

    def __init__(self, client: str) -> None:
        self.client = client
        #: The last batch that was applied, refused or dropped.
        self.last = 0
        #: The batch whose error the client has not seen yet, 0 if there is none.
        self._failed = 0
        self._kept: dict[int, Kept] = {}
        self._kept_bytes = 0
        self._received = 0
        self._connection: Connection | None = None
        self._work: asyncio.Task[None] | None = None

    async def attach(self, connection: Connection, received: int) -> list[bytes]:
        """Make this the client's connection and return the replies that it lacks.

        The older one is closed; a batch that it has under way is waited for, never applied twice.
        """
        older, self._connection = self._connection, connection
        if older is not None:
            older.close(SequenceConflictError(f"a newer connection of client {self.client!r} took over"))
        while self._work is not None:
            await asyncio.wait([self._work])
        connection.require_open()
        self._forget(received)
        return [kept.response for kept in self._kept.values()]

    def detach(self, connection: Connection) -> None:
        """Note that a connection is gone."""
        if self._connection is connection:
            self._connection = None

    def close(self, why: InsituError) -> None:
        """End the connection, if there is one."""
        if self._connection is not None:
            self._connection.close(why)

    async def answer(
        self,
        batch: ops_pb2.Batch,
        raw: bytes,
        apply: Callable[[ops_pb2.Batch, bool], Awaitable[tuple[bytes, bool]]],
    ) -> bytes:
        """Return the reply to a batch, which ``apply(batch, dropped)`` makes (and whether it failed) the first time.

        What was begun is finished even if the connection goes. Raises SequenceConflictError or OverQuotaError.
        """
        sequence = batch.sequence
        digest = digest_of(batch, raw)
        if sequence <= self.last:
            return self._again(sequence, digest)
        if sequence != self.last + 1:
            raise SequenceConflictError(
                f"batch {sequence} came after batch {self.last}: expected {self.last + 1}",
                expected=self.last + 1,
            )
        self._forget(batch.received)
        if len(self._kept) >= MOST_REPLIES or self._kept_bytes >= MOST_REPLY_BYTES:
            raise OverQuotaError(
                f"{len(self._kept):,} replies wait to be acknowledged: send Batch.received", quota="replies"
            )
        if self._failed and batch.acknowledged_error == self._failed:
            self._failed = 0
        self._work = asyncio.create_task(self._apply(batch, digest, apply))
        await asyncio.shield(self._work)
        return self._kept[sequence].response

    async def _apply(
        self,
        batch: ops_pb2.Batch,
        digest: bytes,
        apply: Callable[[ops_pb2.Batch, bool], Awaitable[tuple[bytes, bool]]],
    ) -> None:
        try:
            response, failed = await apply(batch, bool(self._failed))
            self.last = batch.sequence
            if failed:
                self._failed = batch.sequence
            self._kept[batch.sequence] = Kept(digest, response)
            self._kept_bytes += len(response)
        finally:
            self._work = None

    def _again(self, sequence: int, digest: bytes) -> bytes:
        kept = self._kept.get(sequence)
        if kept is None:
            raise SequenceConflictError(f"batch {sequence} came again after its reply was acknowledged")
        if kept.digest != digest:
            raise SequenceConflictError(f"batch {sequence} came again with other calls than the first time")
        return kept.response

    def _forget(self, received: int) -> None:
        """Drop the replies up to ``received``, which the client has."""
        if received > self.last:
            raise SequenceConflictError(
                f"reply {received} cannot have been received: the last batch was {self.last}", last=self.last
            )
        while self._received < received:
            self._received += 1
            self._kept_bytes -= len(self._kept.pop(self._received).response)


def digest_of(batch: ops_pb2.Batch, raw: bytes) -> bytes:
    """Return what tells batches apart: of everything but what they acknowledge, which may change when sent again.

    ``raw`` is the StreamRequest; acknowledgements that stand at its end, as they mostly do, are cut off there.
    """
    start = batch_start(raw)
    for tail in _tails(batch) if start else ():
        if raw.endswith(tail):
            body = memoryview(raw)[start : len(raw) - len(tail)]
            return hashlib.blake2b(body, digest_size=16).digest()
    bare = ops_pb2.Batch()
    bare.CopyFrom(batch)
    bare.ClearField("received")
    bare.ClearField("acknowledged_error")
    return hashlib.blake2b(bare.SerializeToString(deterministic=True), digest_size=16).digest()


def _tails(batch: ops_pb2.Batch) -> tuple[bytes, ...]:
    """Return how the acknowledgements may stand at the end, zeros written out or left out, longest first."""
    error = b"\x30" + _varint(batch.acknowledged_error) if batch.acknowledged_error else b""
    received = b"\x28" + _varint(batch.received)
    return (received + error,) if batch.received else (received + error, error)


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)
