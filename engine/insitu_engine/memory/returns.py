"""A lock under which things are counted, and a way to give them back that waits for nobody.

The garbage collector frees what lies in a cycle wherever it happens to run: also in a call that holds the very lock, and
in another thread than the session's. The one rule: giving back never waits; who holds the lock settles it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Returns(Generic[Item]):
    """Holds a lock as a context manager; ``settle`` takes one thing back, and is called under the lock."""

    __slots__ = ("_given", "_lock", "_settle")

    def __init__(self, settle: Callable[[Item], None]) -> None:
        self._settle = settle
        self._lock = Lock()
        self._given: deque[Item] = deque()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *error: object) -> None:
        self._lock.release()
        if self._given:
            self._settle_all()

    def give(self, item: Item) -> None:
        """Give a thing back: at once, or, where the lock is held, as soon as it is let go of."""
        self._given.append(item)
        self._settle_all()

    def _settle_all(self) -> None:
        # What comes while the lock is held and all was seen is seen by the outer loop, after the lock was let go of.
        while self._given and self._lock.acquire(blocking=False):
            try:
                while self._given:
                    self._settle(self._given.popleft())
            finally:
                self._lock.release()
