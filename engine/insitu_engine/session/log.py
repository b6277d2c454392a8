"""A session: calls decided by `Session.prepare` and done by `Session.execute`, one at a time."""

from __future__ import annotations

import math
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

import insitu_engine.ops  # noqa: F401 - fills the op table
from insitu_engine.autograd.history import forget
from insitu_engine.autograd.recording import note_views
from insitu_engine.autograd.tape import Tape
from insitu_engine.autograd.values import Run
from insitu_engine.dtypes import DType
from insitu_engine.errors import ArgumentError, StaleMetadataError, VersionConflictError
from insitu_engine.executor import Executor
from insitu_engine.generator import Random
from insitu_engine.memory.accounts import Account, GraphUse
from insitu_engine.memory.storage import Site, Snapshot, Storage, Tensor
from insitu_engine.meta import needed_bytes
from insitu_engine.optable import lookup
from insitu_engine.planner import Mode, Plan, make_plan, offset_of, standard_form
from insitu_engine.rules import checked_size
from insitu_engine.session.controls import CONTROLS, LONG
from insitu_engine.session.engine import Engine
from insitu_engine.session.leases import Leases
from insitu_engine.session.upload import Upload
from insitu_engine.strict import refuse_unsafe


@dataclass(slots=True)
class Prepared:
    """A call that can be carried out."""

    args: tuple[Any, ...]
    #: None for a control call.
    plan: Plan | None
    control: str = ""
    #: Elements of arithmetic, as far as planning can tell: whether it is worth leaving the event loop for.
    work: float = 0


class Session(Leases):
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
        account = Account(engine.account, most_bytes=max_bytes, most_tensors=max_tensors)
        super().__init__(name, account)
        #: Refuses every write whose memory overlaps, also where PyTorch does not see it.
        self.strict = strict
        #: How many calls were applied.
        self.position = 0
        #: Everybody who ever sent a call with ``client=``.
        self.clients: set[str] = set()
        self.engine = engine
        self.executor = Executor(account, engine.allocator, Random(secrets.randbits(63)))
        self.tape = Tape(Run(self.executor))
        engine.enter(self)

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
            return Prepared(tuple(args), None, op, self._work(op, args))
        row = lookup(op)
        bound = row.schema.bind(args, kwargs)
        if row.standard:
            bound = standard_form(row, bound)
        if len(self.clients) > 1 and client is not None:
            self._refuse_stale(bound, client)
        plan = make_plan(row, bound)
        if self.strict and plan.mode is Mode.WRITE:
            refuse_unsafe(row, bound)
        return Prepared(bound, plan, work=plan.work)

    def _work(self, control: str, args: list[Any]) -> float:
        if control == "release":  # of what is given up, the graph may keep bits
            leaving = (self.handles.get(handle) for handle in args)
            return sum(tensor.meta.numel for tensor in leaving if tensor and tensor.root.condensable)
        return math.inf if control in LONG else 0

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
            answered = CONTROLS[prepared.control](self, results, names, *prepared.args)
            self.position += 1
            return answered
        args = prepared.args
        if expect_version is not None:
            _require_version(args, expect_version)
        mode = plan.mode
        if plan.op.in_place and (results or names):
            raise ArgumentError(f"{plan.op.name}() works in place: its result is its first argument")
        if results or names:
            self.require_free(plan.op.name, plan.waits or len(plan.metas), results=results, names=names)
        node = self.tape.begin(plan, args) if recording else None
        if mode is Mode.WRITE:
            self.executor.write(plan, args)
            target: Tensor = args[0]
            self.position += 1
            target.root.wrote(self.position, plan.op.name, site)
            self.account.saved += plan.metas[0].nbytes
            if node is not None:
                self.tape.end(node, plan, args, args[:1])
            return (target,)
        if mode is Mode.SAME and plan.op.name == "detach_":
            forget(args[0])
        if mode is Mode.RESHAPE:
            made: tuple[Tensor, ...] = (self._reshape(plan, args, site, client),)
        else:
            made = self.executor.run(plan, args)
            self.position += 1
            self.lease(made, results, names)
        if mode is Mode.VIEW and (not recording or plan.together or args[plan.of].creation is not None):
            note_views(made, args[plan.of], together=plan.together, recording=recording)
        if node is not None:
            self.tape.end(node, plan, args, made)
        return made

    def _close(self, tensor: Tensor) -> None:
        super()._close(tensor)
        if tensor.root.condensable:
            self.tape.condense(tensor.root)

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
        self.release_all()
        self.engine.leave(self)

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
