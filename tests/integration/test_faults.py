"""Lost connections: whatever the network does, each call is applied exactly once, or an error is raised."""

from __future__ import annotations

import gc
import random
import time

import numpy as np
import pytest

import insitu
from insitu_engine.errors import InsituError, UnknownSessionError, UnreachableError
from insitu_engine.memory.storage import Storage

from .proxy import Cut, Proxy

#: Cuts that the long test lives through, and after how many bytes at most they come.
CUTS = 320
MOST_UP = 24 * 1024
MOST_DOWN = 1024


@pytest.fixture
def proxy(shared_server):
    proxy = Proxy(shared_server.address)
    yield proxy
    proxy.close()


@pytest.fixture
def connected(proxy):
    """A session whose connection goes through the proxy."""
    with insitu.connect(proxy.address) as session:
        yield session
        proxy.cut_no_more()


@pytest.fixture
def writes(monkeypatch):
    """Every write that any storage of this process's servers sees: (storage, position, version)."""
    seen = []
    wrote = Storage.wrote

    def remember(storage, position, op, site):
        wrote(storage, position, op, site)
        seen.append((storage.id, position, storage.version))

    monkeypatch.setattr(Storage, "wrote", remember)
    return seen


def test_every_add_is_applied_exactly_once_over_hundreds_of_cuts(proxy, connected, writes, wire):
    x = insitu.zeros(4, dtype=insitu.int64)
    connected.sync()
    first = wire.get(connected.name).position
    draw = random.Random(20)
    calls = reads = 0
    proxy.cut_at_random(11, most_up=MOST_UP, most_down=MOST_DOWN)
    while proxy.cuts < CUTS:
        for _ in range(draw.randint(1, 700)):
            x.add_(1)
            calls += 1
        if draw.random() < 0.5:
            assert x.tolist() == [calls] * 4
            reads += 1
        assert x._version == calls
    proxy.cut_no_more()
    assert x.tolist() == [calls] * 4
    assert reads > CUTS // 20
    assert all(count > CUTS // 20 for count in proxy.by_kind.values()), proxy.by_kind
    assert [version for _, _, version in writes] == list(range(1, calls + 1))
    assert [position for _, position, _ in writes] == list(range(first + 1, first + calls + 1))
    assert wire.get(connected.name).position == first + calls
    print(f"{proxy.cuts} cuts {proxy.by_kind}, {calls} calls, {reads} reads")  # noqa: T201 - told with -s


def test_reply_lost_after_the_call_was_applied_does_not_apply_it_twice(proxy, connected, writes):
    x = insitu.zeros(1, dtype=insitu.int64)
    connected.sync()
    for lost in range(1, 21):
        proxy.drop_replies()
        x.add_(1)
        connected.stream.flush()
        wait_until(lambda count=lost: len(writes) == count)
        proxy.cut()
        assert x.item() == lost
    assert [version for _, _, version in writes] == list(range(1, 21))


def test_mixed_work_over_cuts_comes_to_what_numpy_says(proxy, connected, wire):
    x = insitu.zeros(8, 8, dtype=insitu.int64)
    expected = np.zeros((8, 8), np.int64)
    proxy.cut_at_random(5, most_up=6 * 1024, most_down=768)
    for step in range(1500):
        row = step % 8
        x[row].add_(step)
        expected[row] += step
        x.mul_(3).remainder_(1009)
        expected = expected * 3 % 1009
        x.t_()
        expected = expected.T
        if step % 50 == 0:
            assert np.array_equal(x.numpy(), expected)
    proxy.cut_no_more()
    assert np.array_equal(x.numpy(), expected)
    assert proxy.cuts > 20
    gc.collect()
    wait_until(lambda: live_tensors(connected) == 1)


def test_uploads_and_downloads_come_whole_over_cuts(proxy, connected):
    draw = np.random.default_rng(3)
    proxy.cut_at_random(7, most_up=6 * 1024 * 1024, most_down=6 * 1024 * 1024)
    for _ in range(12):
        values = draw.integers(0, 2**62, 200_000)
        tensor = insitu.from_numpy(values)
        tensor.add_(1)
        assert np.array_equal(tensor.numpy(), values + 1)
    proxy.cut_no_more()
    assert proxy.cuts > 3
    del tensor
    gc.collect()
    wait_until(lambda: connected.memory().live == 0)


def test_server_that_started_anew_is_an_error_and_not_an_empty_session(serve, connect):
    old, new = serve(), serve()
    proxy = Proxy(old.address)
    session = insitu.connect(proxy.address, session="lab")
    x = insitu.zeros(3)
    session.sync()
    connect(new).create("lab")
    proxy.retarget(new.address)
    proxy.cut()
    with pytest.raises(UnknownSessionError, match=r"started anew"):
        x.add_(1).tolist()
    with pytest.raises(UnknownSessionError):
        insitu.zeros(3)
    with pytest.raises(UnknownSessionError):
        session.close()
    proxy.close()


def test_server_that_never_comes_back_is_an_error_once_patience_ends(serve, monkeypatch):
    monkeypatch.setattr("insitu.session.session.PATIENCE", 0.5)
    served = serve()
    proxy = Proxy(served.address)
    session = insitu.connect(proxy.address)
    x = insitu.zeros(3)
    session.sync()
    proxy.close()
    x.add_(1)
    with pytest.raises(UnreachableError, match=proxy.address):
        x.tolist()
    with pytest.raises(InsituError):
        session.close()


def test_session_deleted_while_the_connection_was_down_is_an_error(proxy, connect, shared_server):
    session = insitu.connect(proxy.address)
    x = insitu.zeros(3)
    session.sync()
    with insitu.connect(shared_server.address, session=session.name) as other:
        other.delete()
    with pytest.raises(UnknownSessionError):
        x.add_(1).tolist()
    with pytest.raises(UnknownSessionError):
        session.close()


def test_half_open_connection_is_taken_over(proxy, connected, writes):
    x = insitu.zeros(1, dtype=insitu.int64)
    proxy.cut_at_random(1, most_up=12 * 1024, most_down=1024, kinds=[Cut.CLIENT])
    for count in range(1, 2000):
        x.add_(1)
        if count % 50 == 0:
            assert x.item() == count
    assert x.item() == 1999
    assert [version for _, _, version in writes] == list(range(1, 2000))
    assert proxy.by_kind[Cut.CLIENT] > 10


def live_tensors(session):
    return session.memory().tensors


def wait_until(holds, seconds=10.0):
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.005)
