"""A server's life as a process: start, main loop, shutdown. It reads as a story."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from typing import Self

from insitu_server.app import RunningServer, start
from insitu_server.logs import log
from insitu_server.settings import Settings


async def serve(settings: Settings, announce: Callable[[RunningServer], None]) -> None:
    """Serve until a signal says stop; ``announce`` is told when the server answers. Raises what starting raises."""
    signals = Signals()
    with signals:
        server = await start(settings)
        announce(server)
        await signals.first()
        await shut_down(server, signals, settings.grace_seconds)


async def shut_down(server: RunningServer, signals: Signals, grace: float) -> None:
    """Let what is in flight finish for as long as ``grace`` says; a second signal cuts that short."""
    stopping = asyncio.create_task(server.stop(grace))
    impatient = asyncio.create_task(signals.second())
    await asyncio.wait([stopping, impatient], return_when=asyncio.FIRST_COMPLETED)
    if not stopping.done():
        log.warning("a second signal: calls in flight are cut off")
        server.hurry()
    impatient.cancel()
    await stopping


class Signals:
    """SIGTERM and SIGINT, counted. Handlers are installed in so many words: as process 1 there is no default."""

    def __init__(self) -> None:
        self._events = (asyncio.Event(), asyncio.Event())

    def __enter__(self) -> Self:
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self._count)
        return self

    def __exit__(self, *_: object) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().remove_signal_handler(number)

    async def first(self) -> None:
        """Wait for the first signal."""
        await self._events[0].wait()

    async def second(self) -> None:
        """Wait for the second signal."""
        await self._events[1].wait()

    def _count(self) -> None:
        next((event for event in self._events if not event.is_set()), self._events[1]).set()
