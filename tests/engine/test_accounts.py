"""Charged bytes equal the sum of live storages, at every moment, whatever is done in whatever order."""

from __future__ import annotations

from itertools import count
from typing import Any

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from insitu_engine.dtypes import float32, float64, int64
from insitu_engine.errors import InsituError
from insitu_engine.session import Engine, Session

SHAPES = st.sampled_from([(), (1,), (4,), (2, 3), (0, 3), (30, 40)])
DTYPES = st.sampled_from([float32, float64, int64])
NAMES = st.sampled_from(["a", "b", "c"])
#: The sessions share an engine; this is what all of them together may use.
MOST_BYTES = 60_000
MOST_SESSION_BYTES = 40_000
MOST_TENSORS = 25


class Life(RuleBasedStateMachine):
    """Two sessions on one engine, in which everything happens."""

    handles = Bundle("handles")
    uploads = Bundle("uploads")
    snapshots = Bundle("snapshots")

    @initialize()
    def begin(self):
        self.engine = Engine(most_bytes=MOST_BYTES, recycle_bytes=100_000)
        self.sessions = [
            Session(self.engine, name, max_bytes=MOST_SESSION_BYTES, max_tensors=MOST_TENSORS)
            for name in "st"
        ]
        self.free = count(1)
        self.open: list[Any] = []

    def call(self, session: Session, op: str, *args: Any, wants: int = 1) -> Any:
        """Make a call and return the handles of its results, none if it was refused."""
        handles = tuple(next(self.free) for _ in range(wants))
        position = session.position
        try:
            session.call(op, args, results=handles)
        except InsituError:
            assert session.position == position
            return multiple()
        assert session.position == position + 1
        return multiple(*((session, handle) for handle in handles))

    def alive(self, held):
        session, handle = held
        return session.handles.get(handle)

    # --- what may happen ---------------------------------------------------------------------------------------------

    @rule(target=handles, which=st.sampled_from([0, 1]), shape=SHAPES, dtype=DTYPES)
    def make(self, which, shape, dtype):
        return self.call(self.sessions[which], "full", shape, 3, dtype)

    @rule(target=handles, held=handles, op=st.sampled_from(["neg", "exp", "cumsum", "sum", "contiguous"]))
    def copy(self, held, op):
        tensor = self.alive(held)
        return (
            multiple() if tensor is None else self.call(held[0], op, tensor, *([0] if op == "cumsum" else []))
        )

    @rule(target=handles, held=handles, op=st.sampled_from(["detach", "t", "ravel"]))
    def view(self, held, op):
        tensor = self.alive(held)
        return multiple() if tensor is None else self.call(held[0], op, tensor)

    @rule(target=handles, held=handles)
    def expand(self, held):
        tensor = self.alive(held)
        return multiple() if tensor is None else self.call(held[0], "expand", tensor, (2, *tensor.meta.shape))

    @rule(target=handles, held=handles)
    def sort(self, held):
        tensor = self.alive(held)
        return multiple() if tensor is None else self.call(held[0], "sort", tensor, wants=2)

    @rule(target=handles, held=handles)
    def find(self, held):
        tensor = self.alive(held)
        return multiple() if tensor is None else self.call(held[0], "nonzero", tensor)

    @rule(
        held=handles,
        op=st.sampled_from(["add_", "mul_", "div_", "eq_"]),
        other=st.sampled_from([2, 0.5]),
    )
    def write(self, held, op, other):
        tensor = self.alive(held)
        if tensor is None:
            return
        before, expected = held[0].snapshot(tensor), np.ascontiguousarray(tensor.array).tobytes()
        self.call(held[0], op, tensor, other, wants=0)
        assert before.read(0, before.nbytes) == expected
        before.close()

    @rule(held=handles, op=st.sampled_from(["t_", "unsqueeze_", "squeeze_"]))
    def reshape(self, held, op):
        tensor = self.alive(held)
        if tensor is not None:
            self.call(held[0], op, tensor, *([0] if op == "unsqueeze_" else []), wants=0)

    @rule(held=handles)
    def drop_a_result(self, held):
        tensor = self.alive(held)
        if tensor is not None:
            try:
                made = held[0].call("mul", (tensor, 2))
            except InsituError:
                return
            held[0].discard(made)

    @rule(held=handles, name=NAMES)
    def give_name(self, held, name):
        tensor = self.alive(held)
        if tensor is not None:
            self.call(held[0], "set_name", tensor, name, wants=0)

    @rule(target=handles, which=st.sampled_from([0, 1]), name=NAMES)
    def look_up(self, which, name):
        return self.call(self.sessions[which], "lookup", name)

    @rule(which=st.sampled_from([0, 1]), name=NAMES)
    def take_name(self, which, name):
        if name in self.sessions[which].names:
            self.sessions[which].release_name(name)

    @rule(held=consumes(handles))
    def release(self, held):
        if self.alive(held) is not None:
            held[0].call("release", (held[1],))

    @rule(target=uploads, which=st.sampled_from([0, 1]), shape=SHAPES)
    def begin_upload(self, which, shape):
        try:
            upload = self.sessions[which].receive(float32, shape)
        except InsituError:
            return multiple()
        self.open.append((self.sessions[which], upload.meta.nbytes, upload))
        return upload

    def end(self, upload):
        session = next(entry[0] for entry in self.open if entry[2] is upload)
        self.open = [entry for entry in self.open if entry[2] is not upload]
        return session

    @rule(target=handles, upload=consumes(uploads))
    def publish(self, upload):
        session = self.end(upload)
        handle = next(self.free)
        upload.view[:] = bytes(upload.meta.nbytes)
        try:
            upload.publish(handle)
        except InsituError:
            upload.abort()
            return multiple()
        return session, handle

    @rule(upload=consumes(uploads))
    def abort(self, upload):
        self.end(upload)
        upload.abort()

    @rule(target=snapshots, held=handles)
    def snapshot(self, held):
        tensor = self.alive(held)
        if tensor is None:
            return multiple()
        return held[0].snapshot(tensor), np.ascontiguousarray(tensor.array).tobytes()

    @rule(taken=consumes(snapshots))
    def read(self, taken):
        snapshot, expected = taken
        assert snapshot.read(0, snapshot.nbytes) == expected
        snapshot.close()

    # --- what holds --------------------------------------------------------------------------------------------------

    @invariant()
    def charged_bytes_are_live_storages(self):
        for session in self.sessions:
            roots = {tensor.root.id: tensor.root for tensor in session.tensors()}
            under_way = [nbytes for owner, nbytes, _ in self.open if owner is session]
            account = session.account
            assert account.live == sum(root.nbytes for root in roots.values()) + sum(under_way)
            assert account.storages == len(roots) + len(under_way)
            assert account.tensors == len(session.handles) + len(session.names)
            assert account.live <= min(account.peak, MOST_SESSION_BYTES)
            assert account.tensors <= MOST_TENSORS

    @invariant()
    def engine_counts_the_sum_of_its_sessions(self):
        whole = self.engine.account
        for column in ("live", "storages", "tensors", "allocated"):
            assert getattr(whole, column) == sum(
                getattr(session.account, column) for session in self.sessions
            )
        assert self.engine.saved == sum(session.account.saved for session in self.sessions)
        assert whole.live <= MOST_BYTES

    @invariant()
    def leases_are_handles_and_names(self):
        for session in self.sessions:
            for tensor in session.tensors():
                held = [*session.handles.values(), *session.names.values()]
                assert tensor.leases == sum(other is tensor for other in held)
                views = {id(other) for other in held if other.root is tensor.root}
                assert tensor.root.leases == len(views)
                assert tensor.name in (
                    "",
                    *(name for name, named in session.names.items() if named is tensor),
                )

    @rule(held=handles, name=NAMES)
    def give_name_twice(self, held, name):
        tensor = self.alive(held)
        if tensor is not None:
            self.call(held[0], "set_name", tensor, name, wants=0)
            self.call(held[0], "set_name", tensor, name, wants=0)
            assert held[0].names.get(name) is not tensor or tensor.name == name

    def teardown(self):
        if not hasattr(self, "sessions"):
            return
        for _, _, upload in self.open:
            upload.abort()
        for session in self.sessions:
            session.close()
        for account in (self.engine.account, *(session.account for session in self.sessions)):
            assert (account.live, account.storages, account.tensors) == (0, 0, 0)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=40, stateful_step_count=60, deadline=None)
