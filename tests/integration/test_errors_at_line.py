"""What only the server can know is told later, and the state is as if it had been raised at the guilty line."""

from __future__ import annotations

import gc
import inspect
from collections.abc import Iterator

import pytest

import insitu
from insitu.errors import BadValueError, OverQuotaError


@pytest.fixture
def session() -> Iterator[insitu.Session]:
    with insitu.connect() as opened:
        yield opened


def line() -> int:
    """Return the caller's line."""
    frame = inspect.currentframe()
    assert frame is not None
    assert frame.f_back is not None
    return frame.f_back.f_lineno


def test_error_names_the_guilty_line_not_the_reading_one(session: insitu.Session) -> None:
    x = insitu.zeros(3)
    position = insitu.tensor([7])
    guilty = line() + 1
    x.scatter_(0, position, 1.0)
    x.add_(1)
    with pytest.raises(BadValueError) as caught:
        x.tolist()
    assert f"test_errors_at_line.py:{guilty}, in test_error_names" in str(caught.value)


def test_exactly_the_calls_before_it_are_applied(session: insitu.Session) -> None:
    x, y = insitu.zeros(3), insitu.zeros(2, 3)
    x.add_(1)
    x.scatter_(0, insitu.tensor([7]), 1.0)
    x.mul_(100)
    y.t_().add_(5)
    assert (x._version, tuple(y.shape)) == (3, (3, 2))
    with pytest.raises(BadValueError):
        session.sync()
    assert (x._version, y._version, tuple(y.shape)) == (1, 0, (2, 3))
    assert x.tolist() == [1.0, 1.0, 1.0]
    assert y.tolist() == [[0.0] * 3] * 2
    assert x.add_(1)._version == 2
    assert x.tolist() == [2.0, 2.0, 2.0]


def test_tensor_whose_making_call_was_dropped_raises_the_root_cause(session: insitu.Session) -> None:
    x = insitu.zeros(3)
    x.scatter_(0, insitu.tensor([7]), 1.0)
    lost = x + 1
    with pytest.raises(BadValueError, match="index 7 is out of bounds"):
        session.sync()
    with pytest.raises(BadValueError, match="index 7 is out of bounds"):
        lost.add_(1)
    with pytest.raises(BadValueError, match="index 7 is out of bounds"):
        lost.tolist()


def test_error_is_told_once_and_the_session_goes_on(session: insitu.Session) -> None:
    x = insitu.zeros(3)
    for _ in range(3):
        x.scatter_(0, insitu.tensor([7]), 1.0)
        with pytest.raises(BadValueError):
            session.sync()
        session.sync()
    assert x.add_(1).tolist() == [1.0, 1.0, 1.0]


def test_releases_among_dropped_calls_are_settled(session: insitu.Session) -> None:
    kept = insitu.zeros(3)
    gone = insitu.ones(1000)
    session.sync()
    kept.scatter_(0, insitu.tensor([7]), 1.0)
    made = [kept + 1 for _ in range(5)]
    del gone, made
    gc.collect()
    kept.add_(1)
    with pytest.raises(BadValueError):
        session.sync()
    used = session.memory()
    assert (used.tensors, used.live) == (1, 12)


def test_error_in_an_earlier_batch_drops_the_later_ones(session: insitu.Session) -> None:
    x = insitu.zeros(3, dtype=insitu.int64)
    x.scatter_(0, insitu.tensor([7]), 1)
    for _ in range(5000):
        x.add_(1)
    with pytest.raises(BadValueError):
        session.sync()
    assert x._version == 0
    for _ in range(5000):
        x.add_(1)
    assert x.tolist() == [5000] * 3


def test_quota_is_what_it_was_before_the_call(session: insitu.Session) -> None:
    with insitu.connect(session.address, max_bytes=1_000) as small:
        x = insitu.zeros(100)
        x.add_(1)
        too_much = x.expand(100, 100).clone()
        with pytest.raises(OverQuotaError, match="test_quota_is_what_it_was"):
            too_much.sum().item()
        assert small.memory().live == 400
        assert x.sum().item() == 100
