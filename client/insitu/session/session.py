"""Sessions as a user holds them: tensors by name, memory, and the stream that all calls go through."""

from __future__ import annotations

import os
import secrets
import weakref
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from insitu.session.handles import Handles
from insitu.session.memory import Memory
from insitu.transport.channel import Channel
from insitu.transport.connection import Connection
from insitu.transport.effects import Made
from insitu.transport.encoding import argument_field, name_field, results_field
from insitu.transport.stream import Stream
from insitu_engine.errors import ArgumentError, InsituError, UnknownTensorError
from insitupb.v1 import common_pb2, ops_pb2, server_pb2, sessions_pb2, tensors_pb2

if TYPE_CHECKING:
    from insitu._tensor import Tensor
    from insitu.files import Files

#: How long a lost connection is tried again, in seconds.
PATIENCE: Final = 30.0


class Session(Handles):
    """A session on a server. Use as a context manager to close it; close it to let its connection go."""

    def __init__(
        self,
        channel: Channel,
        name: str,
        *,
        lease: float,
        temporary: bool,
        strict: bool = False,
        server: Any = None,
    ) -> None:
        super().__init__()
        self.name = name
        #: Refuses every write whose memory overlaps, also where PyTorch does not see it.
        self.strict = strict
        self._channel = channel
        self._lease = lease
        self._temporary = temporary
        self._server = server
        self._closed = False
        self._on_close: list[Callable[[Session], None]] = []
        self._local_names: dict[str, weakref.ref[Tensor]] = {}
        #: Hooks and functions of this client on which a backward may have to wait, by number.
        self.watchers: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()
        self._connect()

    def _connect(self) -> None:
        self._pid = os.getpid()
        self._connection = Connection(
            self._channel, self.stream, self.name, secrets.token_hex(8), lease=self._lease, patience=PATIENCE
        )

    # --- what a user asks ------------------------------------------------------------------------------------------

    @property
    def address(self) -> str:
        """Where the server is, ``host:port``."""
        return self._channel.address

    def __repr__(self) -> str:
        return f"<insitu session {self.name!r} at {self.address}>"

    def __getitem__(self, name: str) -> Tensor:
        """Return the tensor of this name, which any client of the session may have made; raise KeyError."""
        try:
            return self._lookup(name)
        except UnknownTensorError as error:
            raise KeyError(str(error)) from error

    def __setitem__(self, name: str, tensor: Tensor) -> None:
        """Give a tensor a name, by which it outlives this client's own handle; other clients see it at once."""
        if tensor.session is not self:
            raise ArgumentError(
                f"a tensor of session {tensor.session.name!r} cannot be named in session {self.name!r}"
            )
        body = name_field("set_name") + tensor.wire + argument_field(name)
        self.stream.record(body, None)
        self.ask()
        self._local_names[name] = weakref.ref(tensor)

    def __delitem__(self, name: str) -> None:
        """Give a name up; the tensor goes when nothing else holds it."""
        self.sync()
        request = tensors_pb2.TensorsDeleteRequest(session=self.name, name=name)
        try:
            self._channel.call("Tensors/Delete", request, tensors_pb2.TensorsDeleteResponse)
        except UnknownTensorError as error:
            raise KeyError(str(error)) from error

    def __contains__(self, name: str) -> bool:
        return name in self.keys()

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __len__(self) -> int:
        return len(self.keys())

    def keys(self) -> list[str]:
        """Return the names of the session's named tensors, sorted."""
        self.sync()
        names: list[str] = []
        token = ""
        while True:
            request = tensors_pb2.TensorsListRequest(session=self.name, page_token=token)
            answer = self._channel.call("Tensors/List", request, tensors_pb2.TensorsListResponse)
            names += [tensor.name for tensor in answer.tensors]
            token = answer.next_page_token
            if not token:
                return sorted(names)

    def _lookup(self, name: str) -> Tensor:
        handle = self.next_handle()
        body = name_field("lookup") + argument_field(name) + results_field([handle])
        self.stream.record(body, Made([handle]))
        local = self._local_names.get(name, lambda: None)()
        queries = [ops_pb2.Query(handle=handle)]
        if local is not None and local.handle:
            queries.append(ops_pb2.Query(handle=local.handle))
        reply = self.ask(queries)
        info = reply.answers[0].tensor
        if local is not None and len(queries) == 2 and _is_same(reply.answers[1].tensor, info):
            self.stream.released.append(handle)
            return local
        found = self._described(handle, info)
        self._local_names[name] = weakref.ref(found)
        return found

    def remember_name(self, name: str, tensor: Tensor) -> None:
        """Note that a tensor of this client's was given a name."""
        self._local_names[name] = weakref.ref(tensor)

    def memory(self, *, reset_peak: bool = False) -> Memory:
        """Return what the session's tensors use on the server, after all that was recorded so far."""
        self.sync()
        request = sessions_pb2.SessionsGetRequest(session=self.name, reset_peak=reset_peak)
        used = self._channel.call("Sessions/Get", request, sessions_pb2.SessionsGetResponse).session.memory
        return Memory(
            live=used.live_bytes,
            peak=used.peak_bytes,
            allocated=used.allocated_bytes,
            saved=used.saved_bytes,
            storages=used.storages,
            tensors=used.tensors,
            graph=used.graph_bytes,
            graph_total=used.graph_total_bytes,
        )

    @property
    def files(self) -> Files:
        """The files on the server's own disk: ``session.files.save(net.state_dict(), "net")``."""
        from insitu.files import Files

        return Files(self)

    def server_info(self) -> server_pb2.InfoResponse:
        """Return version, features, limits and memory of the server."""
        return self._channel.call("Server/Info", server_pb2.InfoRequest(), server_pb2.InfoResponse)

    def manual_seed(self, seed: int, calls: int = 0) -> None:
        """Begin the session's random numbers anew from ``seed``: the same calls then give the same numbers.

        ``calls`` says that so many have drawn already.
        """
        words = (word - 2**64 if word >= 2**63 else word for word in (seed, calls))
        self.stream.record(name_field("manual_seed") + b"".join(map(argument_field, words)), None)

    def sync(self) -> None:
        """Wait until all that was recorded is applied; raise what the server refused."""
        self.require_open()
        self.ask()

    def close(self) -> None:
        """Wait for what was recorded and let the connection go.

        A session that was given no name is deleted with its tensors; a named one stays until its lease ends.
        """
        if self._closed:
            return
        for forget in self._on_close:
            forget(self)
        if self._pid != os.getpid():  # a forked process that never used it: nothing here is its own
            self._closed = True
            return
        try:
            self.ask()
        finally:
            self._end()

    def _end(self) -> None:
        self._closed = True
        self._connection.close()
        try:
            if self._temporary and self.stream.fatal is None:
                request = sessions_pb2.SessionsDeleteRequest(session=self.name)
                self._channel.call(
                    "Sessions/Delete", request, sessions_pb2.SessionsDeleteResponse, timeout=5.0
                )
        finally:
            self.stream.fail(InsituError(f"session {self.name!r} is closed"))
            self._channel.close()
            if self._server is not None:
                self._server.stop()

    def delete(self) -> None:
        """Delete the session with all its tensors, and close it."""
        self._temporary = True
        self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
            return
        with suppress(InsituError):  # what is on its way already is the news
            self.close()

    def on_close(self, act: Callable[[Session], None]) -> None:
        """Have ``act`` called when the session begins to close."""
        self._on_close.append(act)

    # --- what dispatch asks ----------------------------------------------------------------------------------------

    def require_open(self) -> None:
        """Raise if the session is closed."""
        if self._closed:
            raise InsituError(f"session {self.name!r} is closed")

    @property
    def channel(self) -> Channel:
        """The channel, for bulk data."""
        return self._channel

    # --- fork ------------------------------------------------------------------------------------------------------

    def leave_to_parent(self) -> None:
        """Leave the parent's connection to the parent; this process opens its own when it first needs one.

        Tensors made before the fork stay usable by their handles, which the parent goes on to own.
        """
        self._temporary = False
        self._server = None
        for reference in self._live.values():
            tensor = reference()
            if tensor is not None:
                tensor.borrowed = True
        self.stream = _Unopened(self)  # type: ignore[assignment] # becomes one at the first use

    def open_in_child(self) -> Stream:
        """Open this process's own stream."""
        self._channel = self._channel.reopened()
        self._start()
        self._connect()
        return self.stream


class _Unopened:
    """Stands for the stream of a forked process until something is asked of it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session.open_in_child(), name)


def _is_same(first: common_pb2.TensorInfo, second: common_pb2.TensorInfo) -> bool:
    return (first.storage, first.offset, first.shape, first.strides, first.dtype) == (
        second.storage, second.offset, second.shape, second.strides, second.dtype,
    )  # fmt: skip
