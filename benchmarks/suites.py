"""What is measured: small ops sent ahead, one value read, big ops, bytes in bulk."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

import insitu
from benchmarks.measuring import Row, by_turns, each, middle_of, rate, scaled
from benchmarks.yardsticks import echo, flight, flight_get, flight_put, insitu_server, random_floats
from insitu import Tensor

_MICRO: Final = 1e6
_MILLI: Final = 1e3


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of everything: the real thing, or just enough to see that it runs."""

    rounds: int = 7
    pipelined: int = 50_000
    echoes: int = 2_000
    reads: int = 1_000
    big: int = 16 * 1024 * 1024
    chain: int = 20
    bulk_bytes: int = 64 * 1024 * 1024


TINY: Final = Scale(rounds=2, pipelined=300, echoes=20, reads=20, big=4096, chain=3, bulk_bytes=256 * 1024)


def small_ops(scale: Scale) -> list[Row]:
    """Measure ``x.add_(y)`` on 16 float32, as a user writes it, against a bare unary echo of the same bytes."""
    with insitu_server() as address, echo() as call:
        message = bytes(64)
        with insitu.connect(address) as remote:
            far, far_other = insitu.ones(16), insitu.ones(16)
            with insitu.connect() as embedded:
                near, near_other = insitu.ones(16), insitu.ones(16)
                taken = by_turns(
                    scale.rounds,
                    {
                        "echo": lambda: each(scale.echoes, lambda: call(message)),
                        "remote": lambda: _pipelined(remote, far, far_other, scale.pipelined),
                        "embedded": lambda: _pipelined(embedded, near, near_other, scale.pipelined),
                        "copying": lambda: _copying(remote, far, far_other, scale.pipelined // 2),
                    },
                )
    micro = {name: scaled(sample, _MICRO) for name, sample in taken.items()}
    facts = {"calls": scale.pipelined}
    echoed = "grpcio unary echo"
    return [
        Row(
            "`x.add_(y)`, 16 float32, sent ahead",
            "µs",
            micro["remote"],
            echoed,
            micro["echo"],
            1 / 50,
            facts=facts,
        ),
        Row("the same on the embedded server", "µs", micro["embedded"], echoed, micro["echo"], facts=facts),
        Row(
            "`x + y`, result dropped, sent ahead", "µs", micro["copying"], echoed, micro["echo"], facts=facts
        ),
    ]


def _pipelined(session: insitu.Session, x: Tensor, y: Tensor, count: int) -> float:
    session.sync()
    start = time.perf_counter()
    for _ in range(count):
        x.add_(y)
    session.sync()
    return (time.perf_counter() - start) / count


def _copying(session: insitu.Session, x: Tensor, y: Tensor, count: int) -> float:
    session.sync()
    start = time.perf_counter()
    for _ in range(count):
        x + y
    session.sync()
    return (time.perf_counter() - start) / count


def reads(scale: Scale) -> list[Row]:
    """Measure one value read, by itself and after a write, against the echo."""
    with insitu_server() as address, echo() as call, insitu.connect(address):
        message = bytes(64)
        x = insitu.ones(1)
        taken = by_turns(
            scale.rounds,
            {
                "echo": lambda: middle_of(scale.reads, lambda: call(message)),
                "item": lambda: middle_of(scale.reads, x.item),
                "write": lambda: middle_of(scale.reads, lambda: x.mul_(1).item()),
            },
        )
    micro = {name: scaled(sample, _MICRO) for name, sample in taken.items()}
    return [
        Row("`x.item()`", "µs", micro["item"], "grpcio unary echo", micro["echo"], 1.5),
        Row("`x.mul_(1).item()`", "µs", micro["write"], "grpcio unary echo", micro["echo"]),
    ]


def big_ops(scale: Scale) -> list[Row]:
    """Measure ``a.add_(b)`` on 16M float32 against NumPy in this process, one at a time and as a chain."""
    count, chain = scale.big, scale.chain
    first, second = random_floats(count), random_floats(count)
    with insitu_server() as address, insitu.connect(address) as session:
        a, b = insitu.from_numpy(first), insitu.from_numpy(second)
        session.sync()

        def add_and_wait() -> None:
            a.add_(b)
            session.sync()

        def in_a_chain() -> float:
            start = time.perf_counter()
            for _ in range(chain):
                a.add_(b)
            session.sync()
            return (time.perf_counter() - start) / chain

        def copying() -> float:
            start = time.perf_counter()
            for _ in range(chain):
                a + b
            session.sync()
            return (time.perf_counter() - start) / chain

        taken = by_turns(
            scale.rounds,
            {
                "numpy": lambda: each(chain, lambda: np.add(first, second, out=first)),
                "numpy copying": lambda: each(chain, lambda: np.add(first, second)),
                "alone": lambda: each(chain, add_and_wait),
                "chain": in_a_chain,
                "copying": copying,
            },
        )
    milli = {name: scaled(sample, _MILLI) for name, sample in taken.items()}
    in_place, fresh = "`np.add(a, b, out=a)`", "`np.add(a, b)`"
    size = f"{count / 2**20:.3g}M float32"
    return [
        Row(f"`a.add_(b)`, {size}, one at a time", "ms", milli["alone"], in_place, milli["numpy"], 1.1),
        Row(f"`a.add_(b)`, {size}, sent ahead", "ms", milli["chain"], in_place, milli["numpy"], 1.1),
        Row(f"`a + b`, {size}, result dropped", "ms", milli["copying"], fresh, milli["numpy copying"]),
    ]


def bulk(scale: Scale) -> list[Row]:
    """Measure upload and download of 64 MiB against Arrow Flight."""
    values = random_floats(scale.bulk_bytes // 4)
    with insitu_server() as address, flight() as client, insitu.connect(address) as session:
        tensor = insitu.from_numpy(values)
        flight_put(client, values)
        assert np.array_equal(tensor.numpy(), values)
        assert np.array_equal(flight_get(client), values)

        def up() -> float:
            seconds = each(1, lambda: insitu.from_numpy(values))
            session.sync()
            return seconds

        taken = by_turns(
            scale.rounds,
            {
                "flight put": lambda: each(1, lambda: flight_put(client, values)),
                "up": up,
                "flight get": lambda: each(1, lambda: flight_get(client)),
                "down": lambda: each(1, tensor.numpy),
            },
        )
    rates = {name: rate(sample, values.nbytes) for name, sample in taken.items()}
    size = f"{values.nbytes / 2**20:g} MiB"
    return [
        Row(
            f"upload of {size}", "GiB/s", rates["up"], "Arrow Flight do_put", rates["flight put"], 1.0, more_is_better=True
        ),
        Row(
            f"download of {size}", "GiB/s", rates["down"], "Arrow Flight do_get", rates["flight get"], 1.0,
            more_is_better=True,
        ),
    ]  # fmt: skip


SUITES: Final[dict[str, Callable[[Scale], list[Row]]]] = {
    "small": small_ops,
    "reads": reads,
    "big": big_ops,
    "bulk": bulk,
}
