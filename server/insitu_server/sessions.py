"""Sessions as the server holds them: each with a lease, a lock and what its clients left open.

The one rule: whoever touches a session's tensors holds its lock, and while it does the session cannot expire.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, Final

from insitu_engine.errors import (
    BadValueError,
    InsituError,
    OverQuotaError,
    SessionExistsError,
    UnknownSessionError,
    UnknownSnapshotError,
)
from insitu_engine.memory.accounts import GraphUse
from insitu_engine.memory.storage import Snapshot, Tensor
from insitu_engine.session import Engine, Session
from insitu_server.logs import log
from insitu_server.names import check_session_name
from insitu_server.requests import Requests
from insitu_server.settings import Settings
from insitu_server.streams import ClientStream

Clock = Callable[[], float]

#: How many values too large for a reply may wait to be read.
MOST_SNAPSHOTS: Final = 1024
#: How many clients of one session the server remembers.
MOST_CLIENTS: Final = 256


class LeasedSession:
    """One session: the engine's, and what the server knows besides."""

    def __init__(self, core: Session, lease: float, clock: Clock) -> None:
        self.core = core
        self.name = core.name
        self.lease = lease
        #: Set when it was deleted or expired.
        self.closed = False
        #: Ordered streams by client.
        self.streams: dict[str, ClientStream] = {}
        #: Answers to requests that named an id, newest last.
        self.requests: Requests = OrderedDict()
        self.snapshots: dict[int, Snapshot] = {}
        self._numbers = count(1)
        self._clock = clock
        self._lock = asyncio.Lock()
        self._busy = 0
        #: Snapshots to close when the lock is free.
        self._leaving: list[Snapshot] = []
        self.expires_at = clock() + lease

    def renew(self) -> None:
        """Begin the lease anew."""
        self.expires_at = self._clock() + self.lease

    @property
    def expired(self) -> bool:
        """Whether the lease is over; never while a call is at work."""
        return not self._busy and self._clock() >= self.expires_at

    @asynccontextmanager
    async def writer(self) -> AsyncIterator[Session]:
        """Be the session's one writer; raise UnknownSessionError if it went while waiting."""
        self._busy += 1
        try:
            async with self._lock:
                self.require_open()
                try:
                    yield self.core
                finally:
                    self._close_leaving()
        finally:
            self._busy -= 1
            self.renew()

    def require_open(self) -> None:
        """Raise UnknownSessionError if the session is gone."""
        if self.closed:
            raise unknown(self.name)

    def stream_of(self, client: str) -> ClientStream:
        """Return the ordered stream of a client, made when it comes first."""
        stream = self.streams.get(client)
        if stream is None:
            if len(self.streams) >= MOST_CLIENTS:
                raise OverQuotaError(
                    f"session {self.name!r} has {MOST_CLIENTS} clients already",
                    quota="clients",
                    limit=MOST_CLIENTS,
                )
            stream = self.streams[client] = ClientStream(client)
            self.core.join(client)
        return stream

    # --- snapshots -----------------------------------------------------------------------------------------------

    async def snapshot(self, tensor: Tensor, pool: Executor) -> int:
        """Pin a tensor's bytes and return the snapshot's number; the caller is the writer."""
        if len(self.snapshots) >= MOST_SNAPSHOTS:
            raise OverQuotaError(
                f"{MOST_SNAPSHOTS} values wait to be read already", quota="snapshots", limit=MOST_SNAPSHOTS
            )
        number = next(self._numbers)
        if tensor.meta.contiguous:
            self.snapshots[number] = self.core.snapshot(tensor)
        else:  # it has to be copied
            loop = asyncio.get_running_loop()
            self.snapshots[number] = await loop.run_in_executor(pool, self.core.snapshot, tensor)
        return number

    def snapshot_numbered(self, number: int) -> Snapshot:
        """Return a snapshot that is not read yet; raise UnknownSnapshotError."""
        found = self.snapshots.get(number)
        if found is None:
            raise UnknownSnapshotError(
                f"no snapshot {number} in session {self.name!r}: it was read, or never taken"
            )
        return found

    def drop_snapshot(self, number: int) -> None:
        """Let a snapshot go: now, or when whoever is writing has finished."""
        snapshot = self.snapshots.pop(number, None)
        if snapshot is not None:
            self._leaving.append(snapshot)
        if not self._lock.locked():
            self._close_leaving()

    def _close_leaving(self) -> None:
        while self._leaving:
            self._leaving.pop().close()

    # --- the end -------------------------------------------------------------------------------------------------

    def close(self, why: InsituError) -> None:
        """Free all; open streams end with ``why``. The caller is the writer, or knows that there is none."""
        self.closed = True
        for stream in self.streams.values():
            stream.close(why)
        for number in list(self.snapshots):
            self._leaving.append(self.snapshots.pop(number))
        self._close_leaving()
        self.core.close()


class Registry:
    """Every session by name. Its clock counts seconds and never goes back."""

    def __init__(self, settings: Settings, engine: Engine, clock: Clock) -> None:
        self._settings = settings
        self._engine = engine
        self._clock = clock
        self._sessions: dict[str, LeasedSession] = {}

    def __len__(self) -> int:
        return len(self._sessions)

    def create(
        self,
        name: str,
        *,
        lease: float | None = None,
        max_bytes: int = 0,
        max_tensors: int = 0,
        allow_existing: bool = False,
        strict: bool = False,
    ) -> LeasedSession:
        """Return a new session, or the one of that name if ``allow_existing``; zeros ask for the defaults."""
        name = check_session_name(name) if name else f"session-{secrets.token_hex(6)}"
        found = self._find(name)
        if found is not None:
            if not allow_existing:
                raise SessionExistsError(f"session {name!r} is there already", session=name)
            if strict and not found.core.strict:
                raise SessionExistsError(
                    f"session {name!r} is there already, and is not strict", session=name
                )
            found.renew()
            return found
        settings = self._settings
        if len(self._sessions) >= settings.max_sessions:
            self.reap()
        if len(self._sessions) >= settings.max_sessions:
            raise OverQuotaError(
                f"the server has {settings.max_sessions} sessions, and takes no more",
                quota="sessions",
                limit=settings.max_sessions,
            )
        core = Session(
            self._engine,
            name,
            max_bytes=min(max_bytes or settings.session_bytes, settings.session_bytes),
            max_tensors=min(max_tensors or settings.max_session_tensors, settings.max_session_tensors),
            strict=strict,
        )
        made = self._sessions[name] = LeasedSession(core, self._lease(lease), self._clock)
        log.debug("session created", session=name, lease=made.lease)
        return made

    def get(self, name: str) -> LeasedSession:
        """Return the session of that name, its lease renewed; raise UnknownSessionError."""
        found = self._find(name)
        if found is None:
            check_session_name(name)
            raise unknown(name)
        found.renew()
        return found

    def seconds_left(self, session: LeasedSession) -> float:
        """Return how long a session will live without a call."""
        return session.expires_at - self._clock()

    def names(self) -> list[str]:
        """Return the names of all sessions, sorted."""
        self.reap()
        return sorted(self._sessions)

    def peek(self, name: str) -> LeasedSession | None:
        """Return a session without renewing its lease."""
        return self._sessions.get(name)

    async def delete(self, name: str) -> None:
        """Free a session once its writer has finished; raise UnknownSessionError."""
        session = self.get(name)
        async with session.writer():
            self._remove(session, unknown(name))

    def reap(self) -> int:
        """Free every session whose lease is over, and return how many there were."""
        over = [session for session in self._sessions.values() if session.expired]
        for session in over:
            self._remove(session, unknown(session.name))
            log.info("session expired", session=session.name)
        return len(over)

    def close_streams(self, why: InsituError) -> None:
        """End every open stream after the batch that it is at."""
        for session in self._sessions.values():
            for stream in session.streams.values():
                stream.close(why)

    def close(self, why: InsituError) -> None:
        """Free everything."""
        for session in list(self._sessions.values()):
            self._remove(session, why)

    def _find(self, name: str) -> LeasedSession | None:
        session = self._sessions.get(name)
        if session is not None and session.expired:
            self._remove(session, unknown(name))
            return None
        return session

    def _remove(self, session: LeasedSession, why: InsituError) -> None:
        del self._sessions[session.name]
        session.close(why)

    def _lease(self, wanted: float | None) -> float:
        settings = self._settings
        if wanted is None:
            return settings.lease_seconds
        if not settings.lease_min_seconds <= wanted <= settings.lease_max_seconds:
            raise BadValueError(
                f"a lease of {wanted:g} s: expected {settings.lease_min_seconds:g} to {settings.lease_max_seconds:g} s",
                field="lease",
            )
        return wanted


def unknown(name: str) -> UnknownSessionError:
    """Return the error for a session that is not there."""
    return UnknownSessionError(
        f"no session {name!r}: it was never created, was deleted, or its lease expired", session=name
    )


def memory_of(account: Any, graph: GraphUse, saved: int | None = None) -> dict[str, int]:
    """Return an account's numbers, and a graph's, under the wire's names."""
    return {
        "live_bytes": account.live,
        "peak_bytes": account.peak,
        "allocated_bytes": account.allocated,
        "saved_bytes": account.saved if saved is None else saved,
        "storages": account.storages,
        "tensors": account.tensors,
        "graph_bytes": graph.alone,
        "graph_total_bytes": graph.total,
    }
