"""Where the microseconds of one small op go, on both sides: each stage by itself, in this process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

import insitu
from benchmarks.measuring import each
from insitu.dispatch import call
from insitu.sites import calling_site
from insitu.transport.encoding import arguments
from insitu.transport.stream import BATCH_CALLS, Stream
from insitu_engine.meta import Operand
from insitu_engine.optable import lookup
from insitu_engine.planner import make_plan
from insitu_engine.session import Engine, Session
from insitu_server.calls import Run
from insitu_server.plain import read_calls
from insitu_server.streams import digest_of
from insitupb.v1 import ops_pb2

_ADD = lookup("add_")


class _Outbox:
    """Keeps the last message and sends nothing."""

    def __init__(self) -> None:
        self.last = b""

    def put(self, item: bytes, /) -> None:
        self.last = item


def breakdown(count: int) -> str:
    """Return a table of the stages of ``x.add_(y)`` on 16 float32, in µs a call."""
    batches = max(1, count // BATCH_CALLS)
    with insitu.connect() as session:
        x, y = insitu.ones(16), insitu.ones(16)
        handles = (x.handle, y.handle)
        client, raw = _client(x, y, session, count)
    return (
        "\n".join(
            [
                f"x.add_(y), 16 float32, {count:,} calls, µs a call",
                *client,
                "",
                *_server(handles, raw, batches),
            ]
        )
        + "\n"
    )


def _line(title: str, seconds: float) -> str:
    return f"  {title:<58}{seconds * 1e6:7.2f}"


def _client(
    x: insitu.Tensor, y: insitu.Tensor, session: insitu.Session, count: int
) -> tuple[list[str], bytes]:
    stream, outbox = _loose_stream()
    args = (x, y, 1)
    body = arguments(_ADD, args, session)
    lines = ["client"]
    lines.append(_line("plan: make_plan", each(count, lambda: make_plan(_ADD, args))))
    lines.append(_line("encode: arguments", each(count, lambda: arguments(_ADD, args, session))))
    lines.append(_line("site: calling_site", each(count, lambda: calling_site(1))))
    lines.append(
        _line("record: Stream.record (site and batching included)", each(count, _recorder(stream, body, x)))
    )
    real, session.stream = session.stream, stream
    try:
        lines.append(_line("the whole call: x.add_(y)", each(count, _adder(x, y, stream))))
        lines.append(_line("  of it below the method: dispatch.call", each(count, _caller(args, stream))))
    finally:
        session.stream = real
    return lines, outbox.last


def _loose_stream() -> tuple[Stream, _Outbox]:
    """Return a stream whose batches go nowhere and are never waited for."""
    outbox = _Outbox()
    stream = Stream(lambda _handle, _cause: None)
    stream.connected(outbox, 0)
    return stream, outbox


def _recorder(stream: Stream, body: bytes, x: Operand) -> Callable[[], object]:
    def record() -> None:
        stream.record(body, x.root, writes=x.root)
        stream._unanswered.clear()  # noqa: SLF001 - nobody answers

    return record


def _adder(x: insitu.Tensor, y: insitu.Tensor, stream: Stream) -> Callable[[], object]:
    def add() -> None:
        x.add_(y)
        stream._unanswered.clear()  # noqa: SLF001

    return add


def _caller(args: tuple[object, ...], stream: Stream) -> Callable[[], object]:
    def add() -> None:
        call(_ADD, args)
        stream._unanswered.clear()  # noqa: SLF001

    return add


def _server(handles: tuple[int, int], raw: bytes, batches: int) -> list[str]:
    """Time the stages of applying the batch ``raw``; ``handles`` are the two tensors that it names."""
    session = Session(Engine(), "breakdown")
    for handle in handles:
        session.call("ones", ((16,),), results=(handle,))
    request = ops_pb2.StreamRequest.FromString(raw)
    calls = list(request.batch.calls)
    size = len(calls)

    def stage(title: str, action: Callable[[], object], of: int = size) -> str:
        return _line(title, each(max(1, batches * size // of), action) / of)

    args = [*map(session.tensor, handles)]
    kwargs: dict[str, object] = {}
    prepared = session.prepare("add_", args, kwargs)
    plan = prepared.plan
    assert plan is not None
    kernel = plan.op.kernel
    assert kernel is not None
    arrays = [args[0].array, args[1].array]
    lines = [f"server, batches of {size}"]
    lines.append(stage("parse: StreamRequest.FromString", lambda: ops_pb2.StreamRequest.FromString(raw)))
    lines.append(stage("exactly once: digest_of", lambda: digest_of(request.batch, raw)))
    lines.append(stage("read: read_calls", lambda: read_calls(request.batch, raw)))
    with np.errstate(all="ignore"):
        lines.append(stage("plan: Session.prepare", lambda: session.prepare("add_", args, kwargs), 1))
        lines.append(stage("execute: Session.execute", lambda: session.execute(prepared), 1))
        lines.append(stage("  of it the kernel", lambda: kernel(arrays[0], *arrays, 1), 1))
        lines.append(stage("  of it NumPy's add", lambda: np.add(arrays[0], arrays[1], out=arrays[0]), 1))
    with ThreadPoolExecutor(1) as pool:

        async def apply() -> None:
            batch = request.batch
            calls = read_calls(batch, raw)
            run = Run(session, calls, batch.sites, client="c", pool=pool, threshold=65536, most=1000)
            await run.apply()

        async def repeat() -> float:
            total = 0.0
            for _ in range(batches):
                total += await _timed(apply)
            return total / batches

        lines.append(_line("the whole batch: read_calls and Run.apply", asyncio.run(repeat()) / size))
    reply = ops_pb2.StreamResponse(reply=ops_pb2.Reply(sequence=7))
    lines.append(stage("reply: StreamResponse.SerializeToString", reply.SerializeToString))
    return lines


async def _timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    await action()  # type: ignore[misc] # a coroutine function
    return time.perf_counter() - start
