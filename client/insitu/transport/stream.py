"""One ordered stream of calls: recorded here, sent ahead in batches, applied exactly once.

A recorded call has already happened as far as this client can tell: its results have handles and metas, versions have
counted up. What the server refuses all the same is undone here, so that the state is what it would be had the exception
been raised at the guilty line; each thread that had calls dropped is told at its next read.

The one rule: everything below ``lock`` holds at every moment between calls, whatever the connection does.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from threading import Condition, Event, Lock, local
from time import monotonic
from typing import Final, Protocol

from insitu.sites import Site, calling_site
from insitu.transport.effects import Changed, Effect, Made, Released
from insitu.transport.encoding import (
    call_field,
    handle_argument,
    name_field,
    query_field,
    request,
    site_field,
    site_message,
    varint,
)
from insitu.transport.failures import error_of_call
from insitu_engine.errors import InsituError
from insitu_engine.meta import Root
from insitupb.v1 import errors_pb2, ops_pb2

#: A batch goes when it has so many calls or bytes, or when it is this old (seconds).
BATCH_CALLS: Final = 512
BATCH_BYTES: Final = 256 * 1024
BATCH_AGE: Final = 0.002
#: So many batches may be under way before recording waits.
WINDOW: Final = 64

_RELEASE: Final = name_field("release")


class _Thread(local):
    """The calling thread's number, its own for ever: Python's `get_ident` goes to another thread when one ends."""

    def __init__(self) -> None:
        self.number = next(_numbers)


_numbers: Final = count(1)
_thread: Final = _Thread()


@dataclass(slots=True)
class Sent:
    """A batch that is not answered yet."""

    data: bytes
    effects: list[Effect]
    threads: list[int]
    #: The thread that waits for the answer.
    asker: int = 0
    done: Lock = field(default_factory=Lock)
    reply: ops_pb2.Reply | None = None
    undone: bool = False


class Outbox(Protocol):
    """Where batches go while a connection is open."""

    def put(self, item: bytes, /) -> None:
        """Send one message."""


class Stream:
    """Records calls of any thread, in one order, and settles what becomes of them."""

    def __init__(self, lose: Callable[[int, InsituError], bool]) -> None:
        """``lose(handle, cause)`` marks the tensor of a handle that never came to be, and returns whether there is one."""
        self.lock = Lock()
        #: Notified when a batch is answered.
        self.moved = Condition(self.lock)
        #: Set while a batch is being filled.
        self.begun = Event()
        self._began = 0.0
        #: Handles of collected tensors; appended without the lock, by any thread at any moment.
        self.released: deque[int] = deque()
        #: Whether each of them goes by itself, as the server has refused several together.
        self._apart = False
        #: Handles that never came to be, of tensors that may be on their way to `released`.
        self._lost: set[int] = set()
        #: Whether recording must look twice.
        self.trouble = False
        self.fatal: InsituError | None = None
        self._pending: dict[int, errors_pb2.Error] = {}
        self._pending_sites: dict[int, str] = {}
        self._lose = lose
        self._outbox: Outbox | None = None
        self._unanswered: dict[int, Sent] = {}
        self._sequence = 0
        self.received = 0
        self._acknowledged_error = 0
        # The batch that is being filled.
        self._calls: list[bytes] = []
        self._size = 0
        self._sites: dict[Site, bytes] = {}
        self._effects: list[Effect] = []
        self._threads: list[int] = []

    # --- recording -------------------------------------------------------------------------------------------------

    def record(self, body: bytes, effect: Effect, *, writes: Root | None = None, depth: int = 1) -> bool:
        """Put a call into the order; False if this thread has an error to learn of first, and the call is dropped."""
        site = calling_site(depth + 1)
        with self.lock:
            if self.trouble and not self._may_record():
                return False
            if self.released:
                self._record_releases()
            number = self._sites.get(site)
            if number is None:
                number = self._sites[site] = site_field(len(self._sites) + 1)
            calls = self._calls
            if not calls:
                self._began = monotonic()
                self.begun.set()
            call = call_field(body + number)
            calls.append(call)
            self._size += len(call)
            self._effects.append(effect)
            self._threads.append(_thread.number)
            if writes is not None:
                writes.version += 1
            if len(calls) >= BATCH_CALLS or self._size >= BATCH_BYTES:
                self._flush()
                while len(self._unanswered) >= WINDOW and self.fatal is None:
                    self.moved.wait()
        return True

    def _may_record(self) -> bool:
        if self.fatal is not None:
            raise self.fatal
        return _thread.number not in self._pending

    def _record_releases(self) -> None:
        handles = []
        while self.released:
            handle = self.released.popleft()
            if handle in self._lost:
                self._lost.discard(handle)
            else:
                handles.append(handle)
        if not handles:
            return
        for group in [[handle] for handle in handles] if self._apart else [handles]:
            self._calls.append(call_field(_RELEASE + b"".join(map(handle_argument, group))))
            self._effects.append(Released(group))
            self._threads.append(0)
        self._apart = False

    def _flush(self, queries: bytes = b"", asker: int = 0) -> Sent:
        self._sequence += 1
        parts = [b"\x08", varint(self._sequence), *self._calls]
        parts += [site_message(site) for site in self._sites]
        parts += [queries, b"\x28", varint(self.received)]
        if self._acknowledged_error:
            parts += [b"\x30", varint(self._acknowledged_error)]
        sent = Sent(request(b"".join(parts)), self._effects, self._threads, asker)
        self._unanswered[self._sequence] = sent
        self._begin()
        if self._outbox is not None:
            self._outbox.put(sent.data)
        return sent

    def _begin(self) -> None:
        """Begin an empty batch."""
        self._calls, self._effects, self._threads, self._sites, self._size = [], [], [], {}, 0
        self.begun.clear()

    def flush(self, *, age: float = 0.0, even_empty: bool = False) -> None:
        """Send what was recorded ``age`` seconds ago or earlier, without waiting; an empty batch renews the lease."""
        with self.lock:
            if self.fatal is not None:
                return
            young = bool(self._calls) and monotonic() - self._began < age
            if self.released and not young:
                self._record_releases()
            if (self._calls and not young) or even_empty:
                self._flush()

    # --- reading ---------------------------------------------------------------------------------------------------

    def ask(self, queries: Sequence[ops_pb2.Query] = ()) -> ops_pb2.Reply:
        """Wait until all that is recorded is applied, and return the answers as of then.

        Raises what made the server refuse a call of this thread, with the call's site.
        """
        with self.lock:
            self._raise_trouble()
            if self.released:
                self._record_releases()
            encoded = b"".join(query_field(query) for query in queries)
            sent = self._flush(encoded, _thread.number)
            sent.done.acquire()
        sent.done.acquire()
        with self.lock:
            self._raise_trouble()
            assert sent.reply is not None
            return sent.reply

    def _raise_trouble(self) -> None:
        """Raise what this thread has not been told yet."""
        if not self.trouble:
            return
        if self.fatal is not None:
            raise self.fatal
        ident = _thread.number
        error = self._pending.pop(ident, None)
        if error is not None:
            site = self._pending_sites.pop(ident)
            self.trouble = bool(self._pending)
            raise error_of_call(error, site)

    def pending_cause(self) -> InsituError:
        """Return why this thread's calls are being dropped."""
        ident = _thread.number
        with self.lock:
            return error_of_call(self._pending[ident], self._pending_sites[ident])

    # --- what the connection tells ---------------------------------------------------------------------------------

    def connected(self, outbox: Outbox, sequence: int) -> None:
        """Send again what the server has not seen: on a new connection it has the batches up to ``sequence``."""
        with self.lock:
            for number, sent in self._unanswered.items():
                if number > sequence:
                    outbox.put(sent.data)
            self._outbox = outbox

    def disconnected(self) -> None:
        """Keep batches until there is a connection again."""
        with self.lock:
            self._outbox = None

    def replied(self, reply: ops_pb2.Reply) -> None:
        """Settle a batch: done, refused or dropped. The same reply may come again after a lost connection."""
        with self.lock:
            if reply.sequence <= self.received:
                return
            self.received = reply.sequence
            sent = self._unanswered.pop(reply.sequence)
            sent.reply = reply
            if reply.HasField("error"):
                try:
                    self._fail(reply, sent)
                except BaseException:
                    self._unanswered[reply.sequence] = sent  # or who waits for it would wait for ever
                    raise
            if sent.asker:
                sent.done.release()
            self.moved.notify_all()

    def fail(self, error: InsituError) -> None:
        """Nothing more will come: every wait ends, and every later call raises."""
        with self.lock:
            if self.fatal is not None:
                return
            self.fatal = error
            self.trouble = True
            for sent in self._unanswered.values():
                if sent.asker:
                    sent.done.release()
            self._unanswered.clear()
            self._outbox = None
            self.moved.notify_all()

    def _fail(self, reply: ops_pb2.Reply, failed: Sent) -> None:
        """Undo what was recorded from the guilty call on, and note which threads must be told."""
        first = reply.error.call
        effects = failed.effects[first:]
        if effects and isinstance(effects[0], Released):
            # A handle that is not there would be refused again and again, and with it all that comes after.
            self._apart = len(effects[0].handles) > 1
            effects = effects[0 if self._apart else 1 :]
        threads = set(failed.threads[first:]) | {failed.asker}
        for sent in self._unanswered.values():
            if not sent.undone:
                effects += sent.effects
                threads |= {*sent.threads, sent.asker}
                sent.undone = True
        effects += self._effects
        threads |= set(self._threads)
        self._begin()
        self._acknowledged_error = reply.sequence
        error = reply.error.error
        site = reply.error.site
        where = f"{site.file}:{site.line}, in {site.function}" if site.file else ""
        self._undo(effects, error_of_call(error, where))
        for thread in threads - {0}:
            self._pending.setdefault(thread, error)
            self._pending_sites.setdefault(thread, where)
        self.trouble = True

    def _undo(self, effects: list[Effect], cause: InsituError) -> None:
        lost: set[int] = set()
        kept: list[int] = []
        for effect in reversed(effects):
            match effect:
                case Made(handles, restore):
                    lost.update(handles)
                    if restore is not None:
                        restore()
                case Released(handles):
                    kept += handles
                case Changed(root, restore):
                    restore()
                    if root is not None:
                        root.version -= 1
                case None:
                    pass
                case root:
                    root.version -= 1
        gone = {handle for handle in lost if not self._lose(handle, cause)}
        while self.released:
            kept.append(self.released.popleft())
        self.released.extend(handle for handle in kept if handle not in lost)
        self._lost |= gone.difference(kept)
