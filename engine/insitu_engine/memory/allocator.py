"""Memory for storages, recycled: fresh pages are most of the cost of a copying op.

A freed buffer is kept for the next request of its size class, up to a bound, the oldest given back first. Recycled
bytes are another tensor's old bytes: whoever allocates must write all of them before anybody reads.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from insitu_engine.errors import OutOfMemoryError
from insitu_engine.memory.returns import Returns

Buffer = NDArray[np.uint8]

#: Below this the C allocator is as fast, and keeps its own lists.
_SMALLEST_RECYCLED: Final = 64 * 1024
_PAGE: Final = 4096


class Allocator:
    """Hands out byte buffers and takes them back; ``most_bytes`` bounds what it keeps. Safe to share by threads."""

    def __init__(self, most_bytes: int = 256 * 1024 * 1024) -> None:
        self._most = most_bytes
        self._lock = Returns(self._keep)
        #: Oldest first.
        self._kept: OrderedDict[int, Buffer] = OrderedDict()
        self._by_size: dict[int, list[int]] = {}
        self.kept_bytes = 0
        #: How many requests fresh memory and recycled memory served.
        self.fresh = 0
        self.recycled = 0

    def take(self, nbytes: int) -> Buffer:
        """Return a buffer of at least ``nbytes``, contents undefined; raise OutOfMemoryError."""
        size = _size_class(nbytes)
        if size >= _SMALLEST_RECYCLED:
            with self._lock:
                keys = self._by_size.get(size)
                if keys:
                    buffer = self._forget(keys[-1])
                    self.recycled += 1
                    return buffer
        self.fresh += 1
        try:
            return np.empty(size, np.uint8)
        except MemoryError as error:
            raise OutOfMemoryError(
                f"cannot allocate {nbytes:,} bytes: the server is out of memory"
            ) from error

    def give(self, buffer: Buffer) -> None:
        """Take a buffer back that nobody reads or writes any more; waits for nobody, as `Account.refund`."""
        if _SMALLEST_RECYCLED <= buffer.nbytes <= self._most:
            self._lock.give(buffer)

    def _keep(self, buffer: Buffer) -> None:
        size = buffer.nbytes
        while self.kept_bytes + size > self._most:
            self._forget(next(iter(self._kept)))
        key = id(buffer)
        self._kept[key] = buffer
        self._by_size.setdefault(size, []).append(key)
        self.kept_bytes += size

    def _forget(self, key: int) -> Buffer:
        buffer = self._kept.pop(key)
        keys = self._by_size[buffer.nbytes]
        keys.remove(key)
        if not keys:
            del self._by_size[buffer.nbytes]
        self.kept_bytes -= buffer.nbytes
        return buffer

    def stats(self) -> dict[str, Any]:
        """Return what is kept and how often it was of use."""
        return {"kept_bytes": self.kept_bytes, "fresh": self.fresh, "recycled": self.recycled}


def _size_class(nbytes: int) -> int:
    """Return the size in which a request is served: whole pages above the smallest recycled size."""
    if nbytes < _SMALLEST_RECYCLED:
        return max(nbytes, 1)
    return -(-nbytes // _PAGE) * _PAGE
