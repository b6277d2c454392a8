"""Unary requests that may be sent again: each id is applied at most once, and outlives the call that brought it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from google.protobuf.message import Message

from insitu_engine.errors import DeadlineError, OverQuotaError, SequenceConflictError, UnknownSessionError

#: How many answers are remembered for a session.
MOST_REQUESTS: Final = 1024


class Patience:
    """Whether anybody still waits for work that has not begun."""

    def __init__(self) -> None:
        self._until: list[float] = []

    def join(self, seconds: float | None) -> float:
        """Note one more who waits so long (None: for ever), and return what to `leave` with."""
        until = asyncio.get_running_loop().time() + seconds if seconds is not None else float("inf")
        self._until.append(until)
        return until

    def leave(self, until: float) -> None:
        """Note one less."""
        self._until.remove(until)

    def require(self) -> None:
        """Raise DeadlineError if nobody waits any more: the last moment at which work can be left undone."""
        if max(self._until, default=0.0) <= asyncio.get_running_loop().time():
            raise DeadlineError("the deadline passed before the write began; nothing was applied")


@dataclass(frozen=True, slots=True)
class Request:
    """One request: what it asked, and the work that answers it."""

    digest: bytes
    task: asyncio.Task[Message]
    patience: Patience


Work = Callable[[Patience], Awaitable[Message]]
Requests = OrderedDict[str, Request]


async def once(requests: Requests, ident: str, digest: bytes, seconds: float | None, work: Work) -> Message:
    """Return the answer of ``work``, which begins unless a request of this id is known, and then runs to its end.

    ``seconds`` is how long the caller waits. A request without an id is always new.
    """
    request = requests.get(ident) if ident else None
    if request is None:
        request = _begin(requests, ident, digest, work)
    elif request.digest != digest:
        raise SequenceConflictError(f"request id {ident[:100]!r} was used for another request")
    until = request.patience.join(seconds)
    try:
        return await asyncio.shield(request.task)
    finally:
        request.patience.leave(until)


def _begin(requests: Requests, ident: str, digest: bytes, work: Work) -> Request:
    patience = Patience()

    async def run() -> Message:
        try:
            return await work(patience)
        except (DeadlineError, UnknownSessionError):  # nothing was applied: the id is free again
            requests.pop(ident, None)
            raise

    if ident:
        _make_room(requests)
    request = Request(digest, asyncio.create_task(run()), patience)
    if ident:
        requests[ident] = request
    return request


def _make_room(requests: Requests) -> None:
    if len(requests) < MOST_REQUESTS:
        return
    oldest = next((ident for ident, request in requests.items() if request.task.done()), None)
    if oldest is None:
        raise OverQuotaError(
            f"{MOST_REQUESTS} requests are under way already", quota="requests", limit=MOST_REQUESTS
        )
    del requests[oldest]
