import asyncio
import gc
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from weakref import ref

import numpy as np
import pytest

from insitu_engine.errors import IndexRangeError, UnknownTensorError
from insitu_engine.session import Engine, Session
from insitu_server import calls
from insitu_server.calls import Run
from insitupb.v1 import ops_pb2

ADD = ops_pb2.Call(op="add_", args=[ops_pb2.Argument(handle=1), ops_pb2.Argument(handle=1)])
BAD = ops_pb2.Call(op="add_", args=[ops_pb2.Argument(handle=1), ops_pb2.Argument(handle=9)])


@pytest.fixture
def session():
    session = Session(Engine(), "lab")
    session.call("tensor", [np.ones(8, np.float64)], results=(1,))
    return session


@pytest.fixture
def pool():
    with ThreadPoolExecutor(1) as pool:
        yield pool


def run_of(session, pool, given, threshold=100):
    return Run(session, given, [], client="c", pool=pool, threshold=threshold, most=100)


def test_many_calls_pause_after_every_slice_of_time(session, pool, monkeypatch):
    ticks = count()
    monkeypatch.setattr(calls, "perf_counter", lambda: next(ticks) * calls.SLICE * 0.6)
    run = run_of(session, pool, [ADD] * 800)

    pauses = [session.position for _ in run._steps(None)]

    # The clock is looked at every 8 calls and has moved by more than a slice at every second look.
    assert pauses == list(range(pauses[0], 801, pauses[1] - pauses[0]))
    assert len(pauses) >= 30
    assert session.position == 801
    assert run.at == 800


def test_few_calls_do_not_pause(session, pool):
    assert list(run_of(session, pool, [ADD] * 3)._steps(None)) == []


def test_long_call_is_waited_for(session, pool):
    run = run_of(session, pool, [ADD] * 3, threshold=7)

    for pause in run._steps(None):
        pause.result()

    assert session.tensor(1).array.tolist() == [8.0] * 8


@pytest.mark.parametrize("threshold", [7, 100], ids=["long", "short"])
def test_at_is_the_guilty_call(session, pool, threshold):
    run = run_of(session, pool, [ADD, ADD, BAD, ADD], threshold)

    with pytest.raises(UnknownTensorError):
        list(run._steps(None))

    assert run.at == 2
    assert session.tensor(1).root.version == 2


def test_long_call_that_fails_leaves_nothing_to_the_garbage_collector(session, pool):
    session.call("tensor", [np.array([9])], results=(2,))
    beyond = ops_pb2.Call(
        op="take", args=[ops_pb2.Argument(handle=1), ops_pb2.Argument(handle=2)], results=[3]
    )
    submitted = []

    class Pool:
        @staticmethod
        def submit(*given, **how):
            future = pool.submit(*given, **how)
            submitted.append(ref(future))
            return future

    gc.collect()
    gc.disable()
    try:
        with suppress(IndexRangeError):
            asyncio.run(run_of(session, Pool, [beyond], threshold=-1).apply())
        assert [future() for future in submitted] == [None]
    finally:
        gc.enable()


def test_small_write_that_must_copy_much_is_long(session, pool):
    session.call("tensor", [np.ones(1000)], results=(2,))
    session.call("select", [session.tensor(2), 0, 0], results=(3,))
    snapshot = session.snapshot(session.tensor(2))
    call = ops_pb2.Call(op="zero_", args=[ops_pb2.Argument(handle=3)])

    without = list(run_of(session, pool, [ADD])._steps(None))
    pauses = list(Run(
        session, [call], [], client="c", pool=pool, threshold=100, most=100, readers={1: snapshot}
    )._steps(None))  # fmt: skip

    assert without == []
    assert len(pauses) == 1
    assert snapshot.read(0, 8) == np.ones(1).tobytes()
