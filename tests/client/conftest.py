"""A session on an embedded server: a real server over a real socket."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import insitu


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
