"""Strict sessions: the client refuses at the line, the server whatever else comes, and attaching keeps the promise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import insitu
from insitu_engine.errors import OverlapError, SessionExistsError


@pytest.fixture
def strict(server: insitu.Session) -> Iterator[insitu.Session]:
    """Yield a fresh strict session, which is the current one."""
    with insitu.connect(server.address, strict=True) as fresh:
        yield fresh


def test_overlapping_write_is_refused_at_the_line(strict: insitu.Session) -> None:
    x = insitu.zeros(8)
    every_second = x[::2]
    with pytest.raises(OverlapError, match="This session is strict"):
        every_second[1:].add_(every_second[:-1])
    assert x._version == 0
    assert x.tolist() == [0.0] * 8


def test_plain_session_does_as_pytorch_does(session: insitu.Session) -> None:
    x = insitu.ones(8)
    every_second = x[::2]
    every_second[1:].add_(every_second[:-1])
    assert x._version == 1


def test_write_that_is_safe_passes(strict: insitu.Session) -> None:
    x = insitu.ones(8)
    x[::2].add_(x[1::2])
    assert x.tolist() == [2.0, 1.0] * 4


def test_server_refuses_what_a_client_lets_through(strict: insitu.Session) -> None:
    x = insitu.ones(8)
    every_second = x[::2]
    strict.strict = False
    every_second[1:].add_(every_second[:-1])
    with pytest.raises(OverlapError, match="This session is strict"):
        strict.sync()
    assert x.tolist() == [1.0] * 8


def test_who_attaches_to_a_strict_session_is_strict(strict: insitu.Session) -> None:
    with insitu.connect(strict.address, session=strict.name) as other:
        assert other.strict


def test_plain_session_cannot_be_taken_for_strict(session: insitu.Session) -> None:
    with pytest.raises(SessionExistsError, match="is not strict"):
        insitu.connect(session.address, session=session.name, strict=True)
