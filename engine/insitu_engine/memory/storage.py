"""Bytes, and tensors as views of them.

A storage owns bytes and the version; a tensor is a view; a handle or a name is a lease on a tensor. The one rule: an
in-place op touches the storage and its version, never ownership.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import count
from threading import Lock
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from insitu_engine.memory.accounts import Account
from insitu_engine.memory.allocator import Allocator
from insitu_engine.meta import Meta, Operand

#: How many of the last writes a storage remembers.
JOURNAL_LENGTH: Final = 8

Site = tuple[str, int, str]

_ids = count(1)


@dataclass(frozen=True, slots=True)
class Write:
    """One in-place write, as the journal remembers it."""

    position: int
    version: int
    op: str
    #: File, line and function of the client's call, None where the client did not say.
    site: Site | None


class Storage:
    """Bytes with one version counter and a ring of recent writes."""

    __slots__ = (
        "_account",
        "_allocator",
        "_origin",
        "buffer",
        "condensable",
        "id",
        "journal",
        "leases",
        "nbytes",
        "saves",
        "snapshots",
        "tracked",
        "version",
        "watched",
    )

    def __init__(self, nbytes: int, account: Account, allocator: Allocator) -> None:
        """Charge and allocate; raises OverQuotaError or OutOfMemoryError with nothing changed."""
        account.charge(nbytes)
        try:
            self.buffer = allocator.take(nbytes)
        except BaseException:
            account.refund(nbytes)
            raise
        self.id = next(_ids)
        self._origin: Storage | None = None
        self.nbytes = nbytes
        self.version = 0
        #: Whether a tensor on it has ever known of gradients.
        self.tracked = False
        #: Tensors alive on it.
        self.leases = 0
        #: How many things that the graph keeps for backward lie on it.
        self.saves = 0
        #: What the graph has saved of it, and who can do with less, once nobody else has it: see `autograd.condensing`.
        self.condensable: WeakKeyDictionary[Any, Any] | None = None
        #: (position, version, op, site) of the last writes, made when the first one comes.
        self.journal: deque[tuple[int, int, str, Site | None]] | None = None
        #: By version, while backward needs some bytes as they were: the write that made it, once there is one.
        self.watched: dict[int, tuple[int, int, str, Site | None] | None] | None = None
        #: Readers that still need the bytes as they were.
        self.snapshots: list[Snapshot] = []
        self._account = account
        self._allocator = allocator

    @property
    def origin(self) -> Storage:
        """Itself, or what it shares the bytes of and has a version apart from: see `Twin`."""
        return self if self._origin is None else self._origin

    def wrote(self, position: int, op: str, site: Site | None) -> None:
        """Count one in-place write."""
        self.version += 1
        if self.journal is None:
            self.journal = deque(maxlen=JOURNAL_LENGTH)
        entry = (position, self.version, op, site)
        self.journal.append(entry)
        if self.watched is not None and self.version in self.watched:
            self.watched[self.version] = entry

    def watch(self) -> None:
        """Remember the next write for as long as backward needs the bytes, however many follow it."""
        if self.watched is None:
            self.watched = {}
        self.watched[self.version + 1] = None

    def writer_after(self, version: int) -> str:
        """Say which call made another version of this one: "add_() wrote it at train.py:7."."""
        known = (self.watched or {}).get(version + 1)
        guilty = known or next((entry for entry in self.journal or () if entry[1] == version + 1), None)
        if guilty is None:
            return "Which call wrote it is no longer known."
        _, _, op, site = guilty
        return f"{op}() wrote it{'' if site is None else f' at {site[0]}:{site[1]}'}."

    def keep(self) -> None:
        """Count one more thing on it that backward needs."""
        self.saves += 1
        if self.saves == 1:
            self._account.graph.add(self)

    def let_go(self) -> None:
        """Count one thing less that backward needs."""
        self.saves -= 1
        if self.saves == 0:
            self._account.graph.discard(self)
            self.watched = None

    def writes(self) -> list[Write]:
        """Return the last writes, oldest first."""
        return [Write(*entry) for entry in self.journal or ()]

    def grow(self, nbytes: int) -> None:
        """Enlarge to ``nbytes``, the new ones zero; raises as `__init__` does, with nothing changed.

        The tensors on it must `refit` afterwards.
        """
        self._account.charge(nbytes)
        try:
            larger = self._allocator.take(nbytes)
        except BaseException:
            self._account.refund(nbytes)
            raise
        self.preserve()
        larger[: self.nbytes] = self.buffer[: self.nbytes]
        larger[self.nbytes :] = 0
        self._account.refund(self.nbytes)
        self._allocator.give(self.buffer)
        self.buffer = larger
        self.nbytes = nbytes

    def preserve(self) -> None:
        """Give every reader a copy of its own, before the bytes change."""
        for snapshot in self.snapshots:
            snapshot.detach()
        self.snapshots = []

    def free(self) -> None:
        """Give the bytes back, once no tensor is alive on them."""
        self._account.refund(self.nbytes)
        for snapshot in self.snapshots:
            snapshot.own()
        if not self.snapshots:
            self._allocator.give(self.buffer)
        self.snapshots = []


class Twin(Storage):
    """The bytes of another storage with a version and a journal of its own: what is written through it does not count there."""

    __slots__ = ()

    def __init__(self, of: Storage) -> None:
        self._origin = of.origin
        self.origin.leases += 1
        self.version = 0
        self.tracked = False
        self.leases = 0
        self.condensable = None
        self.journal = None
        self.watched = None

    id = property(lambda self: self.origin.id)
    nbytes = property(lambda self: self.origin.nbytes)
    buffer = property(lambda self: self.origin.buffer)
    snapshots = property(lambda self: self.origin.snapshots)

    def keep(self) -> None:
        """Count one more thing on the bytes that backward needs."""
        self.origin.keep()

    def let_go(self) -> None:
        """Count one thing less that backward needs."""
        self.origin.let_go()
        if self.origin.saves == 0:
            self.watched = None

    def grow(self, nbytes: int) -> None:
        """Enlarge the bytes for all that lies on them."""
        self.origin.grow(nbytes)

    def preserve(self) -> None:
        """Give every reader a copy of its own, before the bytes change."""
        self.origin.preserve()

    def free(self) -> None:
        """Give the bytes up, once no tensor is alive on this twin."""
        self.origin.leases -= 1
        if self.origin.leases == 0:
            self.origin.free()


class Tensor(Operand):
    """A view of a storage, as the engine holds it."""

    __slots__ = ("__weakref__", "array", "handle", "leases", "name", "stale_for")

    def __init__(self, root: Storage, meta: Meta, offset: int = 0, base: Tensor | None = None) -> None:
        self.root = root
        self.meta = meta
        self.offset = offset
        self.base = base
        self.history = None
        self.creation = None
        self.since = root.version
        self.array = array_of(root, meta, offset)
        #: Handles and names on it.
        self.leases = 0
        self.handle = 0
        self.name = ""
        #: Clients that have not seen the present shape yet.
        self.stale_for: set[str] | None = None
        root.leases += 1

    def reshape(self, root: Storage, meta: Meta, offset: int) -> None:
        """Change shape, strides and perhaps storage of this very tensor."""
        self.array = array_of(root, meta, offset)
        self.meta = meta
        self.offset = offset
        if root is not self.root:
            root.leases += 1
            self.close()
            self.root = root

    def refit(self) -> None:
        """Look at the bytes anew, for the storage has moved."""
        self.array = array_of(self.root, self.meta, self.offset)

    def close(self) -> None:
        """Give the view up, and the storage with the last one."""
        root: Storage = self.root
        root.leases -= 1
        if root.leases == 0:
            root.free()


def array_of(storage: Storage, meta: Meta, offset: int) -> NDArray[Any]:
    """Return the NumPy view of a tensor."""
    itemsize = meta.dtype.numpy.itemsize
    if meta.numel == 0:  # its offset may lie past the end
        return np.ndarray(meta.shape, meta.dtype.numpy)
    if meta.contiguous:
        return np.ndarray(meta.shape, meta.dtype.numpy, storage.buffer.data, offset * itemsize)
    strides = tuple(stride * itemsize for stride in meta.strides)
    return np.ndarray(meta.shape, meta.dtype.numpy, storage.buffer.data, offset * itemsize, strides)


class Snapshot:
    """A tensor's bytes as they were at one moment, row-major, without a copy until somebody writes.

    `read` may run in another thread than the session's writer.
    """

    __slots__ = ("_array", "_lock", "_storage", "meta", "nbytes", "version")

    def __init__(self, tensor: Tensor) -> None:
        self._lock = Lock()
        self._storage: Storage | None = tensor.root
        self.meta = tensor.meta
        self.nbytes = tensor.meta.nbytes
        self.version: int = tensor.root.version
        if tensor.meta.contiguous:
            self._array = tensor.array.reshape(-1).view(np.uint8)
            tensor.root.snapshots.append(self)
        else:
            self._array = np.ascontiguousarray(tensor.array).reshape(-1).view(np.uint8)
            self._storage = None

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes from ``start`` to before ``stop``."""
        with self._lock:
            return self._array[start:stop].tobytes()

    def detach(self) -> None:
        """Take a copy, for the bytes are about to change."""
        with self._lock:
            self._array = self._array.copy()
            self._storage = None

    def own(self) -> None:
        """Keep the bytes alone, for the storage is given up."""
        self._storage = None

    def close(self) -> None:
        """Let the bytes go."""
        storage = self._storage
        self._storage = None
        if storage is not None and self in storage.snapshots:
            storage.snapshots.remove(self)
