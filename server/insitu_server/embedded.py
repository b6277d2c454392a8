"""A server inside another program's process: one thread with an event loop, gone when the program is."""

from __future__ import annotations

import asyncio
import atexit
import threading
from concurrent.futures import Future

from insitu_server.app import RunningServer, start
from insitu_server.settings import Settings


class EmbeddedServer:
    """A server in a thread of this process; `stop` it, or let the interpreter's end do so."""

    def __init__(self, settings: Settings) -> None:
        """Start it; raises what starting raises."""
        self._settings = settings
        self._ready: Future[str] = Future()
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._grace = 0.0
        self._thread = threading.Thread(target=self._run, name="insitu-embedded", daemon=True)
        self._thread.start()
        #: ``host:port``.
        self.address = self._ready.result()
        # Threading's own exit waits for worker threads, so this must come before it.
        threading._register_atexit(self.stop)  # type: ignore[attr-defined]  # noqa: SLF001 - atexit comes too late
        atexit.register(self.stop)

    def stop(self, grace: float = 5.0) -> None:
        """Stop it after at most ``grace`` seconds for what is in flight; again is harmless."""
        if self._thread.is_alive():
            self._grace = grace
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join()
        atexit.unregister(self.stop)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        try:
            server: RunningServer = await start(self._settings)
        except BaseException as error:  # noqa: BLE001 - the thread that waits raises it
            self._ready.set_exception(error)
            return
        self._ready.set_result(server.address)
        await self._stopping.wait()
        await server.stop(self._grace)


def start_in_thread(settings: Settings) -> EmbeddedServer:
    """Start a server in a thread and return its handle, with ``.address`` and ``.stop()``."""
    return EmbeddedServer(settings)
