"""Which session new tensors are made in: connecting, choosing, and what happens at exit and after a fork."""

from __future__ import annotations

import atexit
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock, local

from google.protobuf.duration_pb2 import Duration

from insitu.session import Session
from insitu.transport.channel import Channel
from insitu_engine.errors import ArgumentError, InsituError
from insitupb.v1 import sessions_pb2

_lock = RLock()
_open: list[Session] = []
_local = local()


def connect(
    address: str | None = None,
    session: str | None = None,
    *,
    token: str | None = None,
    tls_ca: str | Path | None = None,
    lease: float | None = None,
    max_bytes: int | None = None,
    max_tensors: int | None = None,
    strict: bool = False,
    files_dir: str | Path | None = None,
) -> Session:
    """Open a session and make it the current one.

    Without ``address`` (``host:port``, else the environment's INSITU_ADDRESS) a private server is started inside this
    process. ``session`` names one to create or to attach to; without it a new one is made, and deleted when it is
    closed. ``token`` (else INSITU_TOKEN) and ``tls_ca`` (a file; else INSITU_TLS_CA) are what a guarded server asks
    for. ``lease`` is in seconds, the quotas in bytes and tensors; the server's defaults if left out. A
    ``strict`` session refuses every write whose memory overlaps, also what ``as_strided`` made and PyTorch lets pass.
    ``files_dir`` is the folder in which the private server keeps files; without it there are no `Session.files`.
    Raises UnreachableError if no server answers.
    """
    address = address or os.environ.get("INSITU_ADDRESS")
    server = None
    if address is None:
        from insitu.embedded import start

        server = start(files_dir)
        address = server.address
        # The server stops when threads do, which is before atexit; what is registered last runs first.
        threading._register_atexit(_close_all)  # type: ignore[attr-defined] # noqa: SLF001 - as the server does
    elif files_dir is not None:
        raise ArgumentError(f"files_dir is for the private server: the one at {address} has its own setting")
    channel = Channel(
        address,
        token=token or os.environ.get("INSITU_TOKEN"),
        tls_ca=tls_ca or os.environ.get("INSITU_TLS_CA"),
    )
    request = sessions_pb2.SessionsCreateRequest(
        session=session or "",
        allow_existing=True,
        lease=None if lease is None else Duration(nanos=int(lease % 1 * 1e9), seconds=int(lease)),
        quota=sessions_pb2.Quota(max_bytes=max_bytes or 0, max_tensors=max_tensors or 0),
        strict=strict,
    )
    try:
        made = channel.call("Sessions/Create", request, sessions_pb2.SessionsCreateResponse).session
    except InsituError:
        channel.close()
        if server is not None:
            server.stop()
        raise
    opened = Session(
        channel,
        made.session,
        lease=made.lease.seconds + made.lease.nanos / 1e9,
        temporary=session is None,
        strict=made.strict,
        server=server,
    )
    opened.on_close(_forget)
    with _lock:
        _open.append(opened)
    return opened


def current_session() -> Session:
    """Return the session in which new tensors are made; connect first if there is none."""
    chosen: Session | None = getattr(_local, "session", None)
    if chosen is not None:
        return chosen
    if _open:
        return _open[-1]
    with _lock:
        return _open[-1] if _open else connect()


@contextmanager
def using(session: Session) -> Iterator[Session]:
    """Make new tensors in this session while the block runs, in this thread."""
    before = getattr(_local, "session", None)
    _local.session = session
    try:
        yield session
    finally:
        _local.session = before


def _forget(session: Session) -> None:
    with _lock:
        if session in _open:
            _open.remove(session)


def _close_all() -> None:
    """Say good-bye at exit; what was refused and never read is said aloud instead of lost."""
    for session in _open:
        try:
            session.close()
        except Exception as error:  # noqa: BLE001 - at exit there is nobody to catch it
            sys.stderr.write(f"insitu: at exit, in session {session.name!r}: {error}\n")


def _after_fork_in_child() -> None:
    global _lock  # noqa: PLW0603 - a thread that is not here any more may hold the old one
    _lock = RLock()
    for session in _open:
        session.leave_to_parent()


atexit.register(_close_all)
os.register_at_fork(after_in_child=_after_fork_in_child)
