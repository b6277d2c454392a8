"""The connection under a stream: opened again whenever it is lost, until the server says no or patience ends."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any, Final

import grpc

from insitu.transport.channel import Channel
from insitu.transport.encoding import encode_open
from insitu.transport.failures import error_of_rpc, is_lost_connection
from insitu.transport.stream import BATCH_AGE, Stream
from insitu_engine.errors import InsituError, InternalError, UnreachableError
from insitupb.v1 import ops_pb2

_FIRST_PAUSE: Final = 0.01
_LONGEST_PAUSE: Final = 1.0
#: Handles of tensors that were collected while nothing is recorded are given up this often.
_IDLE: Final = 0.25


class _Queue:
    """What the stream puts in and gRPC takes out; closed by a None."""

    def __init__(self) -> None:
        self._items: SimpleQueue[bytes | None] = SimpleQueue()
        self.put = self._items.put

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._items.get, None)

    def close(self) -> None:
        self._items.put(None)


class Connection:
    """Two threads: one receives and reconnects, one sends what has waited long enough and renews the lease."""

    def __init__(
        self, channel: Channel, stream: Stream, session: str, client: str, *, lease: float, patience: float
    ) -> None:
        self._channel = channel
        self._stream = stream
        self._session = session
        self._client = client
        self._epoch = ""
        self._lease = lease
        self._patience = patience
        self._closing = Event()
        self._rpc: Any = None
        #: How many times the connection was opened.
        self.opened = 0
        self._receiver = Thread(target=self._receive, name="insitu-receive", daemon=True)
        self._pacer = Thread(target=self._pace, name="insitu-pace", daemon=True)
        self._receiver.start()
        self._pacer.start()

    def close(self) -> None:
        """End both threads; batches that are not answered stay so."""
        self._closing.set()
        self._stream.begun.set()  # the pacer may be waiting for it
        rpc = self._rpc
        if rpc is not None:
            rpc.cancel()
        self._receiver.join(timeout=5)
        self._pacer.join(timeout=5)

    def _receive(self) -> None:
        pause = _FIRST_PAUSE
        lost_since: float | None = None
        while not self._closing.is_set():
            outbox = _Queue()
            before = self.opened
            try:
                self._converse(outbox)
                error: InsituError = UnreachableError(
                    f"the server at {self._channel.address} closed the stream"
                )
            except grpc.RpcError as failure:
                error = error_of_rpc(failure, self._channel.address)
                if not is_lost_connection(failure) and not self._closing.is_set():
                    self._stream.fail(error)
                    return
            except Exception as failure:  # noqa: BLE001 - or everybody who waits would wait for ever
                self._stream.fail(InternalError(f"the connection's thread failed: {failure!r}"))
                return
            finally:
                self._stream.disconnected()
                outbox.close()
            now = time.monotonic()
            if self.opened > before:
                pause, lost_since = _FIRST_PAUSE, now
            lost_since = now if lost_since is None else lost_since
            if now - lost_since > self._patience:
                self._stream.fail(error)
                return
            self._closing.wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _converse(self, outbox: _Queue) -> None:
        """Hold one connection from opening to end; raises grpc.RpcError when it is lost."""
        stream = self._stream
        outbox.put(encode_open(self._session, self._client, stream.received, self._epoch))
        rpc = self._rpc = self._channel.stream(iter(outbox))
        try:
            for response in rpc:
                if response.WhichOneof("message") == "opened":
                    self._epoch = response.header.server_epoch
                    self.opened += 1
                    stream.connected(outbox, response.opened.sequence)
                else:
                    reply: ops_pb2.Reply = response.reply
                    stream.replied(reply)
        finally:
            with contextlib.suppress(Exception):
                rpc.cancel()

    def _pace(self) -> None:
        """Flush what is older than a batch may be; renew the lease while nothing happens."""
        stream = self._stream
        idle = min(_IDLE, self._lease / 3)
        renewed = time.monotonic()
        while not self._closing.is_set():
            if stream.begun.wait(idle):
                self._closing.wait(BATCH_AGE)
            now = time.monotonic()
            renew = now - renewed > self._lease / 3
            if renew:
                renewed = now
            stream.flush(age=BATCH_AGE, even_empty=renew)
