"""Random chains of views and in-place writes: torch, insitu in batches and insitu line by line come to the same.

A test run takes the same 1000 chains, 25,000 steps, each time; ``make properties`` many more (``INSITU_CHAINS``).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engine.state import replaced

import insitu
from insitu.transport.stream import Stream
from insitu_engine.answers import Viewed
from insitu_engine.errors import BadValueError
from insitu_engine.memory.storage import Storage
from insitu_engine.meta import meta
from insitu_engine.optable import lookup

from .chains import missing
from .worlds import Chain, Side

CHAINS = int(os.environ.get("INSITU_CHAINS", "1000"))
#: A step's choices; a step of zeros is none, so that a failing chain shrinks to the few lines that it needs.
TAPES = st.lists(st.binary(min_size=24, max_size=24), min_size=20, max_size=60)


@pytest.fixture(scope="module")
def sides() -> Iterator[tuple[Side, Side]]:
    """A strict session in batches, where what depends on PyTorch's order of writing is told apart, and a plain one."""
    with (
        insitu.connect() as root,
        insitu.connect(root.address, strict=True) as batched,
        insitu.connect(root.address) as plain,
    ):
        yield Side(batched, stepwise=False), Side(plain, stepwise=True)


@pytest.mark.timeout(0 if CHAINS > 1000 else 600)
def test_chains_of_views_and_writes_agree_with_pytorch_after_every_step(sides, capsys):
    counts: Counter[str] = Counter()

    @settings(
        max_examples=CHAINS,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(TAPES)
    def agree(tapes):
        try:
            Chain(*sides, counts).run(tapes)
        finally:
            for side in sides:
                side.forget()

    agree()
    steps = counts["applied"] + counts["refused"]
    with capsys.disabled():
        print(f"\n{steps:,} steps in {CHAINS:,} chains: {dict(counts)}")  # noqa: T201 - how much was tried
    assert steps > 25 * CHAINS
    assert counts["refused"] > counts["applied"] / 20


def test_every_line_names_what_insitu_has():
    assert missing() == []


# --- that they can fail ---------------------------------------------------------------------------------------------

LINES = (
    "a = T.tensor([[0, 5, 3], [1, 6, 4]], dtype=T.float32)",
    "b = a.transpose(0, 1)",
    "b.add_(2)",
    "c = b.select(0, 1)",
    "c.copy_(a.select(1, 0))",
    "a.t_()",
)


def off_by_one(plan):
    """A view's plan with a last stride that is one less, or one element further where there is one dimension."""

    def other(*args):
        ((view, distance),) = plan(*args).views
        strides = (*view.strides[:-1], view.strides[-1] - 1) if view.ndim > 1 else view.strides
        return Viewed(((meta(view.dtype, view.shape, strides), distance + (view.ndim == 1)),))

    return other


def adding_more(kernel):
    return lambda out, *args: kernel(out, *args).__iadd__(1)


def twice(wrote):
    def count(self, *args):
        wrote(self, *args)
        self.version += 1

    return count


BREAKS = {
    "stride": (lookup("transpose"), {"plan": off_by_one}, "strides"),
    "offset": (lookup("select"), {"plan": off_by_one}, "offset"),
    "value": (lookup("add_"), {"kernel": adding_more}, "values"),
    "late refusal": (lookup("add_"), {"check": lambda _: refuse}, "insitu alone refuses"),
    "early refusal": (lookup("t_"), {"plan": lambda _: refuse}, "insitu alone refuses"),
}


def refuse(*args):
    raise BadValueError("no")


def run(sides):
    chain = Chain(*sides, Counter())
    try:
        chain.replay(LINES)
    finally:
        for side in sides:
            side.forget()


def test_unbroken_lines_agree(sides):
    run(sides)


@pytest.mark.parametrize("what", BREAKS)
def test_a_broken_row_is_seen(sides, what):
    row, columns, seen = BREAKS[what]
    broken = {column: make(getattr(row, column)) for column, make in columns.items()}
    with (
        replaced(row, plans={}, **broken),
        pytest.raises(AssertionError, match=f"worlds disagree(.|\n)*{seen}"),
    ):
        run(sides)


def test_a_version_counted_twice_on_the_server_is_seen(sides, monkeypatch):
    monkeypatch.setattr(Storage, "wrote", twice(Storage.wrote))
    with pytest.raises(AssertionError, match=r"server and client:(.|\n)*version"):
        run(sides)


def test_a_version_that_the_client_forgets_is_seen(sides, monkeypatch):
    record = Stream.record
    monkeypatch.setattr(
        Stream, "record", lambda self, *args, writes=None, depth=1: record(self, *args, depth=depth + 1)
    )
    with pytest.raises(AssertionError, match=r"worlds disagree(.|\n)*version"):
        run(sides)
