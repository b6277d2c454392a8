"""The pure core: a session is a log of calls, applied one at a time.

`Session.prepare` decides, `Session.execute` does. A call applies whole or not at all: after an error every byte,
version, handle and account is as it was. No clock, no lock, no I/O but through what is handed in: whoever holds a session
is its single writer.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

import insitu_engine.ops  # noqa: F401 - fills the op table
from insitu_engine.autograd.calls import GRADIENT_CALLS
from insitu_engine.autograd.history import forget
from insitu_engine.autograd.recording import note_views
from insitu_engine.autograd.tape import Tape
from insitu_engine.autograd.values import Run
from insitu_engine.dtypes import DType
from insitu_engine.errors import (
    ArgumentError,
    BadValueError,
    StaleMetadataError,
    TensorExistsError,
    UnknownTensorError,
    VersionConflictError,
)
from insitu_engine.executor import Executor
from insitu_engine.file_calls import FILE_CALLS
from insitu_engine.files import Files
from insitu_engine.generator import Random
from insitu_engine.memory.accounts import Account, GraphUse
from insitu_engine.memory.allocator import Allocator
from insitu_engine.memory.storage import Site, Snapshot, Storage, Tensor, array_of
from insitu_engine.meta import meta, needed_bytes
from insitu_engine.optable import lookup
from insitu_engine.planner import Mode, Plan, make_plan, offset_of, standard_form
from insitu_engine.rules import checked_size
from insitu_engine.strict import refuse_unsafe

#: Calls of the log that are no ops: they change who holds what, or the random source, or files.
CONTROLS: Final = frozenset({
    "release", "lookup", "set_name", "manual_seed", *GRADIENT_CALLS, *FILE_CALLS,
})  # fmt: skip

#: Those of them that take as long as a graph is large, or a file.
_LONG: Final = frozenset({"backward", "gradients", "walk", "walk_on", "walk_end", *FILE_CALLS})


class Engine:
    """What the sessions of one server share: the allocator, the account of all, and files."""

    def __init__(
        self,
        *,
        most_bytes: int | None = None,
        recycle_bytes: int = 256 * 1024 * 1024,
        files: Files | None = None,
    ) -> None:
        self.files = files
        self.allocator = Allocator(recycle_bytes)
        self.account = Account(most_bytes=most_bytes)
        self._saved_by_closed = 0
        self._sessions: set[Session] = set()

    def enter(self, session: Session) -> None:
        """Count a session in."""
        self._sessions.add(session)

    def leave(self, session: Session) -> None:
        """Count a session out."""
        self._sessions.discard(session)
        self._saved_by_closed += session.account.saved

    @property
    def saved(self) -> int:
        """Bytes that copying forms of all in-place calls so far would have allocated."""
        return self._saved_by_closed + sum(session.account.saved for session in list(self._sessions))

    @property
    def graph(self) -> GraphUse:
        """What the graphs of all sessions keep for backward."""
        return sum((session.graph for session in list(self._sessions)), GraphUse())


@dataclass(slots=True)
class Prepared:
    """A call that can be carried out."""

    args: tuple[Any, ...]
    #: None for a control call.
    plan: Plan | None
    control: str = ""

    @property
    def work(self) -> float:
        """Elements of arithmetic, as far as planning can tell: whether it is worth leaving the event loop for."""
        if self.plan is None:
            return math.inf if self.control in _LONG else 0
        return self.plan.work


class Session:
    """Tensors under handles and names, and the calls that change them."""

    def __init__(
        self,
        engine: Engine,
        name: str = "",
        *,
        max_bytes: int | None = None,
        max_tensors: int | None = None,
        strict: bool = False,
    ) -> None:
        self.name = name
        #: Refuses every write whose memory overlaps, also where PyTorch does not see it.
        self.strict = strict
        self.account = Account(engine.account, most_bytes=max_bytes, most_tensors=max_tensors)
        #: How many calls were applied.
        self.position = 0
        self.handles: dict[int, Tensor] = {}
        self.names: dict[str, Tensor] = {}
        #: Everybody who ever sent a call with ``client=``.
        self.clients: set[str] = set()
        self._engine = engine
        self._executor = Executor(self.account, engine.allocator, Random(secrets.randbits(63)))
        self._tape = Tape(Run(self._executor))
        engine.enter(self)

    # --- looking things up -------------------------------------------------------------------------------------

    def tensor(self, handle: int) -> Tensor:
        """Return the tensor under a handle; raise UnknownTensorError."""
        found = self.handles.get(handle)
        if found is None:
            raise UnknownTensorError(
                f"no tensor has the handle {handle} in session {self.name!r}", handle=handle
            )
        return found

    def named(self, name: str) -> Tensor:
        """Return the tensor under a name; raise UnknownTensorError."""
        found = self.names.get(name)
        if found is None:
            raise UnknownTensorError(f"no tensor is named {name[:256]!r} in session {self.name!r}")
        return found

    def tensors(self) -> list[Tensor]:
        """Return every tensor that a handle or a name holds, once."""
        return list(
            {id(tensor): tensor for tensor in (*self.names.values(), *self.handles.values())}.values()
        )

    @property
    def graph(self) -> GraphUse:
        """What the graph keeps for backward: each storage counts whole, and once, however much of it is saved."""
        kept = list(self.account.graph)
        held = {tensor.root.origin for tensor in self.tensors()} if kept else set()
        return GraphUse(
            sum(storage.nbytes for storage in kept if storage not in held),
            sum(storage.nbytes for storage in kept),
        )

    # --- the log -------------------------------------------------------------------------------------------------

    def call(
        self, op: str, args: Iterable[Any] = (), kwargs: dict[str, Any] | None = None, **how: Any
    ) -> tuple[Tensor, ...]:
        """Prepare and execute one call; see both for what may be given and raised."""
        with np.errstate(all="ignore"):
            return self.execute(self.prepare(op, list(args), kwargs or {}), **how)

    def prepare(
        self, op: str, args: list[Any], kwargs: dict[str, Any], *, client: str | None = None
    ) -> Prepared:
        """Bind and plan a call; raise any InsituError that can be known before looking at values.

        Tensors among the arguments are the session's own, from `tensor` and `named`. ``client`` is refused a tensor
        whose shape another client has changed since it last looked.
        """
        if op in CONTROLS:
            return Prepared(tuple(args), None, op)
        row = lookup(op)
        bound = row.schema.bind(args, kwargs)
        if row.standard:
            bound = standard_form(row, bound)
        if len(self.clients) > 1 and client is not None:
            self._refuse_stale(bound, client)
        plan = make_plan(row, bound)
        if self.strict and plan.mode is Mode.WRITE:
            refuse_unsafe(row, bound)
        return Prepared(bound, plan)

    def execute(
        self,
        prepared: Prepared,
        results: tuple[int, ...] = (),
        names: tuple[str, ...] = (),
        *,
        site: Site | None = None,
        expect_version: int | None = None,
        client: str | None = None,
        recording: bool = True,
    ) -> tuple[Tensor, ...]:
        """Apply a prepared call and return its results; all or nothing.

        New tensors are leased to ``results`` (handles never used before) and ``names`` (which move from their old
        tensors); with neither they are the caller's to `discard`. An in-place call returns its target.
        Where a tensor requires a gradient, what backward needs is kept while ``recording``.
        """
        plan = prepared.plan
        if plan is None:
            return self._control(prepared, results, names)
        args = prepared.args
        if expect_version is not None:
            _require_version(args, expect_version)
        mode = plan.mode
        if plan.op.in_place and (results or names):
            raise ArgumentError(f"{plan.op.name}() works in place: its result is its first argument")
        if results or names:
            self._require_free(plan.op.name, plan.waits or len(plan.metas), results=results, names=names)
        node = self._tape.begin(plan, args) if recording else None
        if mode is Mode.WRITE:
            self._executor.write(plan, args)
            target: Tensor = args[0]
            self.position += 1
            target.root.wrote(self.position, plan.op.name, site)
            self.account.saved += plan.metas[0].nbytes
            if node is not None:
                self._tape.end(node, plan, args, args[:1])
            return (target,)
        if mode is Mode.SAME and plan.op.name == "detach_":
            forget(args[0])
        if mode is Mode.RESHAPE:
            made: tuple[Tensor, ...] = (self._reshape(plan, args, site, client),)
        else:
            made = self._executor.run(plan, args)
            self.position += 1
            self._lease(made, results, names)
        if mode is Mode.VIEW and (not recording or plan.together or args[plan.of].creation is not None):
            note_views(made, args[plan.of], together=plan.together, recording=recording)
        if node is not None:
            self._tape.end(node, plan, args, made)
        return made

    def _reshape(self, plan: Plan, args: tuple[Any, ...], site: Site | None, client: str | None) -> Tensor:
        target: Tensor = args[0]
        shown: Tensor = args[plan.of]
        meta, offset = plan.metas[0], offset_of(plan, shown, 0)
        root: Storage = shown.root
        if plan.grows:
            needed = needed_bytes(meta, offset)
            if needed > root.nbytes:
                root.grow(needed)
                for tensor in self.tensors():
                    if tensor.root.origin is root.origin:
                        tensor.refit()
        target.reshape(root, meta, offset)
        self.position += 1
        target.root.wrote(self.position, plan.op.name, site)
        others = self.clients - {client or ""}
        if others:
            target.stale_for = (target.stale_for or set()) | others
        return target

    def _require_free(
        self, call: str, known: int, *, results: tuple[int, ...], names: tuple[str, ...]
    ) -> None:
        """Raise unless a call of so many results may lease them to these handles and names."""
        for given, what in ((results, "handles"), (names, "names")):
            if given and len(given) != known:
                raise ArgumentError(f"{call}() has {known} results, but {len(given)} {what} were given")
        handles = self.handles
        for handle in results:
            if handle in handles or handle == 0:
                raise TensorExistsError(f"handle {handle} is taken in session {self.name!r}", handle=handle)
        if len(results) > 1 and len(set(results)) != len(results):
            raise TensorExistsError(f"{call}() was given the same handle for two results")
        self.account.require_tensors(len(results) + len(names))

    def _lease(self, made: tuple[Tensor, ...], results: tuple[int, ...], names: tuple[str, ...]) -> None:
        for handle, tensor in zip(results, made, strict=False):
            self._lease_handle(tensor, handle)
        for name, tensor in zip(names, made, strict=False):
            self._lease_name(tensor, name)

    def _lease_handle(self, tensor: Tensor, handle: int) -> None:
        self.handles[handle] = tensor
        tensor.leases += 1
        tensor.handle = tensor.handle or handle
        self.account.lease(1)

    def _lease_name(self, tensor: Tensor, name: str) -> None:
        tensor.name = name
        before = self.names.get(name)
        if before is tensor:
            return
        self.names[name] = tensor
        tensor.leases += 1
        self.account.lease(1)
        if before is not None:
            self._unname(before, name)
            self._give_up(before)

    @staticmethod
    def _unname(tensor: Tensor, name: str) -> None:
        """Forget the name that the tensor goes by, if it is this one."""
        if tensor.name == name:
            tensor.name = ""

    def _give_up(self, tensor: Tensor) -> None:
        tensor.leases -= 1
        self.account.lease(-1)
        if tensor.leases == 0:
            tensor.close()

    def discard(self, tensors: Iterable[Tensor]) -> None:
        """Free results on which nobody took a lease."""
        for tensor in tensors:
            if tensor.leases == 0:
                tensor.close()

    # --- calls that are no ops -----------------------------------------------------------------------------------

    def _control(
        self, prepared: Prepared, results: tuple[int, ...], names: tuple[str, ...]
    ) -> tuple[Tensor, ...]:
        args = prepared.args
        control = prepared.control
        if control in FILE_CALLS:
            return self._file_control(control, args, results, names)
        if control == "release":
            self.release(args)
            self.position += 1
            return ()
        if control == "lookup":
            tensor = self.named(*args) if isinstance(args[0], str) else args[0]
            self._require_new(results)
            self.position += 1
            for handle in results:
                self._lease_handle(tensor, handle)
            return (tensor,)
        if control == "set_name":
            tensor, name = args
            self.account.require_tensors(0 if name in self.names else 1)
            self.position += 1
            self._lease_name(tensor, name)
            return (tensor,)
        if control != "manual_seed":
            return self._gradient_control(control, args, results)
        for word in args:
            if not isinstance(word, int) or not -(2**63) <= word < 2**64:
                raise BadValueError(f"manual_seed expected an integer of 64 bits, got {word!r}")
        self._executor.random = Random(*args)
        self.position += 1
        return ()

    def _file_control(
        self, control: str, args: tuple[Any, ...], results: tuple[int, ...], names: tuple[str, ...]
    ) -> tuple[Tensor, ...]:
        require = partial(self._require_free, control, results=results, names=names)
        made = FILE_CALLS[control](self._engine.files, self._executor, require, *args)
        self.position += 1
        self._lease(made, results, names)
        return made

    def _gradient_control(
        self, control: str, args: tuple[Any, ...], results: tuple[int, ...]
    ) -> tuple[Tensor, ...]:
        self._require_new(results)
        found = list(GRADIENT_CALLS[control](self._tape, self.handles, *args))
        self.position += 1
        for handle, value in zip(results, found, strict=False):
            if value is not None:
                self._lease_handle(value.tensor, handle)
        return tuple(value.tensor for value in found if value is not None)

    def _require_new(self, results: tuple[int, ...]) -> None:
        for handle in results:
            if handle in self.handles or handle == 0:
                raise TensorExistsError(f"handle {handle} is taken in session {self.name!r}", handle=handle)
        self.account.require_tensors(len(results))

    def release(self, handles: Iterable[Any]) -> None:
        """Give up the leases of these handles; one that is not there raises before any is given up."""
        leaving = [(handle, self.tensor(handle)) for handle in handles]
        for handle, tensor in leaving:
            if self.handles.pop(handle, None) is not None:
                if tensor.handle == handle:
                    tensor.handle = 0
                self._give_up(tensor)

    def release_name(self, name: str) -> None:
        """Give up the lease of this name."""
        tensor = self.named(name)
        del self.names[name]
        self._unname(tensor, name)
        self._give_up(tensor)

    # --- bytes in bulk -------------------------------------------------------------------------------------------

    def snapshot(self, tensor: Tensor) -> Snapshot:
        """Return the tensor's bytes as they are now, safe against what is written later."""
        return Snapshot(tensor)

    def receive(self, dtype: DType, shape: tuple[int, ...]) -> Upload:
        """Reserve memory for a tensor whose bytes are on their way; raise what is wrong with shape or quota."""
        checked_size(shape, dtype)
        return Upload(self, dtype, shape)

    def close(self) -> None:
        """Free everything."""
        for leased in (self.handles, self.names):
            while leased:
                self._give_up(leased.popitem()[1])
        self._engine.leave(self)

    # --- several clients -----------------------------------------------------------------------------------------

    def join(self, client: str) -> None:
        """Remember a client, which has seen no tensor yet."""
        self.clients.add(client)

    def seen(self, tensor: Tensor, client: str) -> None:
        """Note that a client has the tensor's present metadata."""
        if tensor.stale_for is not None:
            tensor.stale_for.discard(client)

    def _refuse_stale(self, args: tuple[Any, ...], client: str) -> None:
        for arg in args:
            if isinstance(arg, tuple):
                self._refuse_stale(arg, client)
            elif isinstance(arg, Tensor) and arg.stale_for and client in arg.stale_for:
                raise StaleMetadataError(
                    f"another client changed this tensor's shape to {list(arg.meta.shape)}; nothing was applied",
                    handles=" ".join(str(handle) for handle, tensor in self.handles.items() if tensor is arg),
                )


class Upload:
    """A tensor in the making: memory that is charged already and belongs to nobody yet."""

    __slots__ = ("_array", "_session", "_storage", "meta")

    def __init__(self, session: Session, dtype: DType, shape: tuple[int, ...]) -> None:
        self.meta = meta(dtype, shape)
        self._session = session
        self._storage: Storage | None = Storage(self.meta.nbytes, session.account, session._engine.allocator)  # noqa: SLF001 - part of it
        self._array: NDArray[Any] = array_of(self._storage, self.meta, 0)

    @property
    def view(self) -> memoryview:
        """The bytes to fill."""
        return memoryview(self._array.reshape(-1).view(np.uint8).data)

    def publish(self, handle: int = 0, name: str = "") -> Tensor:
        """Make it a tensor of the session; raise TensorExistsError or OverQuotaError, still unpublished."""
        session = self._session
        if handle and handle in session.handles:
            raise TensorExistsError(f"handle {handle} is taken in session {session.name!r}", handle=handle)
        if self._storage is None:
            raise ArgumentError("this upload is over")
        session.account.require_tensors(bool(handle) + bool(name))
        tensor = Tensor(self._storage, self.meta)
        self._storage = None
        session.position += 1
        session._lease((tensor,), (handle,) if handle else (), (name,) if name else ())  # noqa: SLF001 - part of it
        return tensor

    def abort(self) -> None:
        """Give the memory back, unless published."""
        if self._storage is not None:
            self._storage.free()
            self._storage = None


def _require_version(args: tuple[Any, ...], expected: int) -> None:
    first = next((arg for arg in args if isinstance(arg, Tensor)), None)
    if first is None:
        raise ArgumentError("expect_version needs a tensor among the arguments")
    if first.root.version != expected:
        raise VersionConflictError(
            f"expected version {expected}, but the tensor is at version {first.root.version}; nothing was applied",
            expected=expected,
            version=first.root.version,
        )
