"""A session on an embedded server: a real server over a real socket."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import insitu
from insitu.transport.stream import Stream


@pytest.fixture(scope="module")
def server() -> Iterator[insitu.Session]:
    """Yield a session whose server the module's tests share."""
    with insitu.connect() as session:
        yield session


@pytest.fixture
def session(server: insitu.Session) -> Iterator[insitu.Session]:
    """Yield a fresh session, which is the current one."""
    with insitu.connect(server.address) as fresh:
        yield fresh


@pytest.fixture
def round_trips(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows with each wait for an answer on a stream, however the calls before it were batched."""
    waits: list[int] = []
    ask = Stream.ask

    def counted(self, *args, **kwargs):
        waits.append(len(waits))
        return ask(self, *args, **kwargs)

    monkeypatch.setattr(Stream, "ask", counted)
    return waits
