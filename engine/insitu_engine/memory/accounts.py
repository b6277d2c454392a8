"""Who holds how many bytes: every storage is charged to its session and to the engine, once.

The one rule: charged bytes equal the sum of live storages, at every moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from insitu_engine.errors import OverQuotaError
from insitu_engine.memory.returns import Returns


@dataclass(frozen=True, slots=True)
class GraphUse:
    """Bytes that wait for backward: those of storages on which no handle and no name is, and those of all."""

    alone: int = 0
    total: int = 0

    def __add__(self, other: GraphUse) -> GraphUse:
        return GraphUse(self.alone + other.alone, self.total + other.total)


class Account:
    """Live and peak bytes of one holder, and of the account above it.

    A session's account has one writer; the one above it is shared by the sessions' threads and has a lock. Numbers are
    Python ints: they cannot overflow.
    """

    __slots__ = (
        "_lock", "allocated", "graph", "live", "most_bytes", "most_tensors", "parent", "peak", "saved", "storages", "tensors",
    )  # fmt: skip

    def __init__(
        self, parent: Account | None = None, *, most_bytes: int | None = None, most_tensors: int | None = None
    ) -> None:
        self._lock = Returns(self._settle)
        self.parent = parent
        self.most_bytes = most_bytes
        self.most_tensors = most_tensors
        #: Bytes of live storages.
        self.live = 0
        self.peak = 0
        #: Bytes ever allocated.
        self.allocated = 0
        #: Bytes that copying forms of the in-place calls would have allocated.
        self.saved = 0
        #: The storages of whose bytes backward needs some.
        self.graph: set[Any] = set()
        self.storages = 0
        #: Leases on tensors: handles and names.
        self.tensors = 0

    def charge(self, nbytes: int) -> None:
        """Count a new storage; raise OverQuotaError, and count nothing, if it does not fit."""
        with self._lock:
            if self.most_bytes is not None and self.live + nbytes > self.most_bytes:
                raise OverQuotaError(
                    f"over quota: {nbytes:,} bytes wanted, {self.live:,} of {self.most_bytes:,} in use",
                    quota="bytes", limit=self.most_bytes, used=self.live, wanted=nbytes,
                )  # fmt: skip
            if self.parent is not None:
                self.parent.charge(nbytes)
            self.live += nbytes
            self.allocated += nbytes
            self.storages += 1
            self.peak = max(self.peak, self.live)

    def refund(self, nbytes: int) -> None:
        """Count a storage out; waits for nobody, as the garbage collector may be who calls."""
        self._lock.give(nbytes)

    def _settle(self, nbytes: int) -> None:
        self.live -= nbytes
        self.storages -= 1
        if self.parent is not None:
            self.parent.refund(nbytes)

    def require_tensors(self, count: int) -> None:
        """Raise OverQuotaError if so many more tensors do not fit."""
        if self.most_tensors is not None and self.tensors + count > self.most_tensors:
            raise OverQuotaError(
                f"over quota: {count:,} more tensors wanted, {self.tensors:,} of {self.most_tensors:,} in use",
                quota="tensors", limit=self.most_tensors, used=self.tensors, wanted=count,
            )  # fmt: skip

    def lease(self, count: int) -> None:
        """Count leases in, or out if negative."""
        with self._lock:
            self.tensors += count
            if self.parent is not None:
                self.parent.lease(count)

    def reset_peak(self) -> None:
        """Begin a new peak from what is live now."""
        with self._lock:
            self.peak = self.live
