"""Sessions as a user holds them: tensors by name, memory, and the stream that all calls go through."""

from __future__ import annotations

import os
import secrets
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from insitu.channel import Channel
from insitu.connection import Connection
from insitu.encoding import argument_field, name_field, results_field
from insitu.recording import mode as recording
from insitu.stream import Made, Stream
from insitu_engine.autograd.nodes import Creation
from insitu_engine.dtypes import dtype_named
from insitu_engine.errors import ArgumentError, InsituError, StaleMetadataError, UnknownTensorError
from insitu_engine.meta import Meta, Operand, meta, needed_bytes
from insitu_engine.planner import LostMeta
from insitupb.v1 import common_pb2, ops_pb2, server_pb2, sessions_pb2, tensors_pb2

if TYPE_CHECKING:
    from insitu._tensor import Tensor
    from insitu.files import Files

#: How long a lost connection is tried again, in seconds.
PATIENCE: Final = 30.0


@dataclass(frozen=True, slots=True)
class Memory:
    """What a session's tensors use on the server, in bytes unless said otherwise."""

    #: Of live storages, now and at most so far.
    live: int
    peak: int
    #: Allocated since the session began, counted each time.
    allocated: int
    #: What in-place calls would have allocated had they been copying ones.
    saved: int
    #: How many storages are alive, and how many handles and names hold tensors on them.
    storages: int
    tensors: int
    #: Of storages that wait for backward alone, whose tensors this and other clients have given up.
    graph: int
    #: Of all storages of which backward needs some bytes.
    graph_total: int


class Image:
    """What this client knows of a storage: its version as of the last recorded call."""

    __slots__ = ("__weakref__", "_origin", "address", "nbytes", "tracked", "version")

    def __init__(self, nbytes: int = 0, version: int = 0, origin: Image | None = None) -> None:
        self.nbytes = nbytes
        self.version = version
        self._origin = origin
        #: Whether a tensor on it has ever known of gradients.
        self.tracked = False
        #: Stands for the place in memory: unequal for different storages.
        self.address: int = next(_addresses) << 40 if origin is None else origin.address

    @property
    def origin(self) -> Image:
        """Itself, or what it shares the bytes of and has a version apart from."""
        return self if self._origin is None else self._origin


_addresses = count(1)


class Session:
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
        self._images: weakref.WeakValueDictionary[int, Image] = weakref.WeakValueDictionary()
        #: Hooks and functions of this client on which a backward may have to wait, by number.
        self.watchers: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()
        self._begin_stream()

    def _begin_stream(self) -> None:
        self._handles = count((secrets.randbits(30) << 32) + 1)
        self._live: dict[int, weakref.ref[Tensor]] = {}
        self.stream = Stream(self._lose)
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

    def next_handle(self) -> int:
        """Return a handle that was never used in this session."""
        return next(self._handles)

    def new(self, meta: Meta) -> Tensor:
        """Return a tensor on a storage of its own, with the next handle."""
        return self._tensor(self.next_handle(), meta, Image(needed_bytes(meta, 0)), 0)

    def twin_of(self, shown: Tensor) -> Tensor:
        """Return a tensor on the bytes of ``shown`` that has a version of its own, with the next handle."""
        root = Image(shown.root.nbytes, 0, shown.root.origin)
        return self._tensor(self.next_handle(), shown.meta, root, shown.offset)

    def view_of(self, shown: Operand, meta: Meta, offset: int, base: Tensor | None) -> Tensor:
        """Return a tensor on the storage of ``shown``, with the next handle."""
        return self._tensor(self.next_handle(), meta, shown.root, offset, base)

    def _tensor(
        self, handle: int, meta: Meta, root: Image, offset: int, base: Tensor | None = None
    ) -> Tensor:
        from insitu._tensor import tensor_at

        tensor = tensor_at(self, handle, meta, root, offset, base)
        if recording.inference:
            tensor.creation = Creation.INFERENCE
        self._live[handle] = weakref.ref(tensor)
        return tensor

    def live(self, handle: int) -> Tensor | None:
        """Return this client's tensor under a handle, None if it has none."""
        return self._live.get(handle, lambda: None)()

    def collected(self, handle: int) -> None:
        """Note that a tensor is gone: its handle is given up with the next call, unless it was lost in this moment."""
        if self._live.pop(handle, None) is not None:
            self.stream.released.append(handle)

    def ask(self, queries: Sequence[ops_pb2.Query] = ()) -> ops_pb2.Reply:
        """Wait for all that is recorded, and return the answers as of then; see `Stream.ask`."""
        try:
            return self.stream.ask(queries)
        except StaleMetadataError as error:
            self._refresh([int(handle) for handle in error.metadata.get("handles", "").split()])
            raise

    def _refresh(self, handles: Sequence[int]) -> None:
        """Take the metadata of this client's tensors among these from the server: another client changed it."""
        for handle in handles:
            tensor = self._live.get(handle, lambda: None)()
            if tensor is None:
                continue
            info = self.stream.ask([ops_pb2.Query(handle=handle)]).answers[0].tensor
            tensor.meta = _meta_of(info)
            tensor.offset = info.offset
            tensor.root.version = info.version
            tensor.root.nbytes = info.storage_nbytes

    def described(self, handles: Sequence[int]) -> list[Tensor]:
        """Return tensors for handles of which only the server knows the metadata."""
        reply = self.ask([ops_pb2.Query(handle=handle) for handle in handles])
        return [
            self._described(handle, answer.tensor)
            for handle, answer in zip(handles, reply.answers, strict=True)
        ]

    def _described(self, handle: int, info: common_pb2.TensorInfo) -> Tensor:
        image = self._images.get(info.storage)
        if image is None:
            image = self._images[info.storage] = Image(info.storage_nbytes, info.version)
        return self._tensor(handle, _meta_of(info), image, info.offset)

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

    def _lose(self, handle: int, cause: InsituError) -> bool:
        """Mark the tensor of a handle that never came to be; return whether there is one."""
        tensor = self._live.pop(handle, lambda: None)()
        if tensor is None:
            return False
        tensor.handle = 0
        tensor.meta = LostMeta(cause, tensor.meta)
        return True

    def lose_all(self, handles: Sequence[int]) -> None:
        """Mark tensors whose making call was dropped, for this thread has an error to learn of."""
        cause = self.stream.pending_cause()
        for handle in handles:
            self._lose(handle, cause)

    def remember_name(self, name: str, tensor: Tensor) -> None:
        """Note that a tensor of this client's was given a name."""
        self._local_names[name] = weakref.ref(tensor)

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
        self._begin_stream()
        return self.stream


class _Unopened:
    """Stands for the stream of a forked process until something is asked of it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session.open_in_child(), name)


def _meta_of(info: common_pb2.TensorInfo) -> Meta:
    return meta(dtype_named(info.dtype), tuple(info.shape), tuple(info.strides))


def _is_same(first: common_pb2.TensorInfo, second: common_pb2.TensorInfo) -> bool:
    return (first.storage, first.offset, first.shape, first.strides, first.dtype) == (
        second.storage, second.offset, second.shape, second.strides, second.dtype,
    )  # fmt: skip
