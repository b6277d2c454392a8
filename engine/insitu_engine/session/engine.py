"""What the sessions of one server share: memory, the account of all, and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insitu_engine.files import Files
from insitu_engine.memory.accounts import Account, GraphUse
from insitu_engine.memory.allocator import Allocator

if TYPE_CHECKING:
    from insitu_engine.session.log import Session


class Engine:
    """What the sessions of one server share: the allocator, the account of all, and files."""

    def __init__(
        self,
        *,
        most_bytes: int | None = None,
        recycle_bytes: int = 256 * 1024 * 1024,
        files: Files | None = None,
    ) -> None:
        self.files = files
        self.allocator = Allocator(recycle_bytes)
        self.account = Account(most_bytes=most_bytes)
        self._saved_by_closed = 0
        self._sessions: set[Session] = set()

    def enter(self, session: Session) -> None:
        """Count a session in."""
        self._sessions.add(session)

    def leave(self, session: Session) -> None:
        """Count a session out."""
        self._sessions.discard(session)
        self._saved_by_closed += session.account.saved

    @property
    def saved(self) -> int:
        """Bytes that copying forms of all in-place calls so far would have allocated."""
        return self._saved_by_closed + sum(session.account.saved for session in list(self._sessions))

    @property
    def graph(self) -> GraphUse:
        """What the graphs of all sessions keep for backward."""
        return sum((session.graph for session in list(self._sessions)), GraphUse())
