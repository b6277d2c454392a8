"""Buffers, accounts and snapshots: who holds which bytes, and for how long."""

from __future__ import annotations

import numpy as np
import pytest

from insitu_engine.errors import OverQuotaError
from insitu_engine.memory.accounts import Account
from insitu_engine.memory.allocator import Allocator
from insitu_engine.session import Engine, Session

MIB = 1024 * 1024


def test_freed_buffer_serves_the_next_request_of_its_size() -> None:
    allocator = Allocator()
    buffer = allocator.take(MIB)
    allocator.give(buffer)
    assert allocator.kept_bytes == MIB
    assert allocator.take(MIB - 100) is buffer
    assert (allocator.fresh, allocator.recycled, allocator.kept_bytes) == (1, 1, 0)


def test_no_more_is_kept_than_the_bound_and_the_oldest_goes_first() -> None:
    allocator = Allocator(most_bytes=2 * MIB)
    first, second, third = (allocator.take(MIB) for _ in range(3))
    for buffer in (first, second, third):
        allocator.give(buffer)
    assert allocator.kept_bytes == 2 * MIB
    assert allocator.take(MIB) is third
    assert allocator.take(MIB) is second
    assert allocator.take(MIB) is not first


def test_buffer_larger_than_the_bound_is_not_kept() -> None:
    allocator = Allocator(most_bytes=MIB)
    allocator.give(allocator.take(2 * MIB))
    assert allocator.kept_bytes == 0


def test_refused_charge_counts_nothing_anywhere() -> None:
    server = Account(most_bytes=100)
    session = Account(server, most_bytes=1000)
    session.charge(60)
    with pytest.raises(OverQuotaError, match="50 bytes wanted, 60 of 100 in use"):
        session.charge(50)
    assert (session.live, session.storages, server.live, server.storages) == (60, 1, 60, 1)


def test_snapshot_keeps_the_bytes_as_they_were() -> None:
    session = Session(Engine())
    (x,) = session.call("ones", [[4]], results=(1,))
    snapshot = session.snapshot(x)
    session.call("add_", [x, 5])
    assert np.frombuffer(snapshot.read(0, snapshot.nbytes), np.float32).tolist() == [1.0] * 4
    assert x.array.tolist() == [6.0] * 4


def test_snapshot_of_an_unwritten_tensor_copies_nothing() -> None:
    session = Session(Engine())
    (x,) = session.call("ones", [[4]], results=(1,))
    snapshot = session.snapshot(x)
    assert np.shares_memory(snapshot._array, x.array)
    snapshot.close()
    assert x.root.snapshots == []


def test_snapshot_outlives_its_tensor_and_its_buffer_is_not_reused() -> None:
    session = Session(Engine())
    (x,) = session.call("ones", [[MIB]], results=(1,))
    snapshot = session.snapshot(x)
    session.release([1])
    session.call("zeros", [[MIB]], results=(2,))
    assert np.frombuffer(snapshot.read(0, 8), np.float32).tolist() == [1.0, 1.0]


def test_copying_op_runs_in_recycled_memory() -> None:
    engine = Engine()
    session = Session(engine)
    (x,) = session.call("ones", [[MIB]], results=(1,))
    session.call("add", [x, 1], results=(2,))
    session.release([2])
    fresh = engine.allocator.fresh
    session.call("add", [x, 1], results=(3,))
    assert engine.allocator.fresh == fresh


def test_in_place_op_allocates_nothing_and_says_what_it_saved() -> None:
    engine = Engine()
    session = Session(engine)
    (x,) = session.call("ones", [[MIB]], results=(1,))
    before = (session.account.allocated, engine.allocator.fresh, engine.allocator.recycled)
    session.call("add_", [x, 1])
    assert (session.account.allocated, engine.allocator.fresh, engine.allocator.recycled) == before
    assert session.account.saved == engine.saved == 4 * MIB


def test_closed_session_gives_everything_back() -> None:
    engine = Engine()
    session = Session(engine)
    (x,) = session.call("ones", [[10]], results=(1,), names=("x",))
    session.call("view", [x, [2, 5]], results=(2,))
    session.close()
    assert (engine.account.live, engine.account.storages, engine.account.tensors) == (0, 0, 0)
