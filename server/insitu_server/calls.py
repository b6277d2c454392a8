"""Applying the calls of one request, in order, without keeping the event loop.

Short calls run where they are; a long one, and one that waits for the disk, goes to a worker thread; a request of very
many pauses after a slice of time. The caller is the session's writer all the while, so nothing comes in between.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence, Sized
from concurrent.futures import Executor, Future
from contextlib import suppress
from time import perf_counter
from typing import Any, Final

import numpy as np

from insitu_engine.errors import MalformedRequestError, TooLargeError
from insitu_engine.memory.storage import Site, Tensor
from insitu_engine.session import CONTROLS, Prepared, Session
from insitu_server.codec import decode_arguments, decode_control
from insitu_server.names import check_tensor_name
from insitu_server.plain import AnyCall
from insitupb.v1 import errors_pb2

#: How long calls run before the event loop gets a turn, in seconds, and how many calls pass between looks at the clock.
SLICE: Final = 0.0015
_LOOK: Final = 7

#: Sees the results of a call, by its index.
Tell = Callable[[int, tuple[Tensor, ...]], None]
_NO_KEYWORDS: Final[dict[str, Any]] = {}

Pause = Future[tuple[Tensor, ...]] | None


class Run:
    """The calls of one request. ``at`` tells, when it is over, how many were applied: the index of the guilty one."""

    __slots__ = ("_calls", "_client", "_most", "_pool", "_readers", "_session", "_sites", "_threshold", "at")

    def __init__(
        self,
        session: Session,
        calls: Sequence[AnyCall],
        sites: Sequence[errors_pb2.Site],
        *,
        client: str | None,
        pool: Executor,
        threshold: int,
        most: int,
        readers: Sized = (),
    ) -> None:
        """``readers`` is empty as long as nobody reads bytes as they were before the calls."""
        self._session = session
        self._calls = calls
        self._sites: list[Site | None] = [None, *((site.file, site.line, site.function) for site in sites)]
        self._client = client
        self._pool = pool
        self._threshold = threshold
        self._most = most
        self._readers = readers
        self.at = 0

    async def apply(self, tell: Tell | None = None) -> None:
        """Apply every call; ``tell`` sees each one's results. Raises what stopped it, ``at`` being the guilty one."""
        pause: Pause = None
        try:
            for pause in self._steps(tell):
                if pause is None:
                    await asyncio.sleep(0)
                else:
                    with suppress(Exception):  # the step that waits for it raises it
                        await asyncio.wrap_future(pause)
        finally:
            # It has the error, whose traceback has this frame with all that a call was given: no cycle may keep that.
            del pause

    def _steps(self, tell: Tell | None) -> Iterator[Pause]:
        session = self._session
        client = self._client
        threshold = self._threshold
        sites = self._sites
        most = self._most
        known_sites = len(sites)
        readers = self._readers
        handles = session.handles
        prepare = session.prepare
        execute = session.execute
        at = 0
        slice_end = perf_counter() + SLICE
        try:
            with np.errstate(all="ignore"):
                for at, call in enumerate(self._calls):
                    if not at & _LOOK and perf_counter() > slice_end:
                        yield None
                        slice_end = perf_counter() + SLICE
                    if call.__class__ is tuple:
                        op, tensors, numbers, results, site_number, recording = call
                        args: list[Any]
                        try:
                            args = [handles[handle] for handle in tensors]
                        except KeyError:
                            args = list(map(session.tensor, tensors))
                        args += numbers
                        kwargs, names, expected = _NO_KEYWORDS, (), None
                    else:
                        op, args, kwargs, results, names, site_number, expected, recording = _decode(
                            session, call, most
                        )
                    prepared = prepare(op, args, kwargs, client=client)
                    site = sites[site_number] if site_number < known_sites else _refuse_site(op, site_number)
                    if prepared.work > threshold or (readers and _must_copy(args, threshold)):
                        pause = self._pool.submit(
                            _execute, session, prepared, results, names,
                            site=site, expect_version=expected, client=client, recording=recording,
                        )  # fmt: skip
                        yield pause
                        try:
                            made = pause.result()
                        finally:
                            del pause  # likewise
                        slice_end = perf_counter() + SLICE
                    else:
                        made = execute(
                            prepared, results, names, site=site, expect_version=expected, client=client,
                            recording=recording,
                        )  # fmt: skip
                    if tell is not None:
                        tell(at, made)
                    if made and not made[0].leases:
                        session.discard(made)
                at = len(self._calls)
        finally:
            self.at = at


def _decode(session: Session, call: Any, most: int) -> tuple[Any, ...]:
    """Return all of a call that came as a message; raise an InsituError."""
    decode = decode_control if call.op in CONTROLS else decode_arguments
    args, kwargs = decode(session, call, most)
    names = tuple(map(check_tensor_name, call.result_names))
    expected = call.expect_version if call.HasField("expect_version") else None
    return call.op, args, kwargs, tuple(call.results), names, call.site, expected, not call.no_grad


def _execute(session: Session, prepared: Prepared, *given: Any, **how: Any) -> tuple[Tensor, ...]:
    """Execute a call in a worker thread, which has error settings of its own."""
    with np.errstate(all="ignore"):
        return session.execute(prepared, *given, **how)


def _must_copy(args: list[Any], threshold: int) -> bool:
    """Return whether a write would first have to copy much for those who still read the old bytes."""
    first = args[0] if args else None
    return isinstance(first, Tensor) and bool(first.root.snapshots) and first.root.nbytes > threshold


def _refuse_site(op: str, number: int) -> Site:
    raise MalformedRequestError(f"{op[:100]}(): site {number} is not among the request's sites")


def require_counts(calls: Sequence[Any], most_calls: int, *others: Sequence[Any], most: int) -> None:
    """Raise TooLargeError if a request has more calls, or more of anything else, than is taken."""
    if len(calls) > most_calls:
        raise TooLargeError(
            f"{len(calls):,} calls in one request: expected at most {most_calls:,}", limit=most_calls
        )
    for other in others:
        if len(other) > most:
            raise TooLargeError(
                f"a list of {len(other):,} in one request: expected at most {most:,}", limit=most
            )
