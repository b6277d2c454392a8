"""The session's source of random numbers: counter-based, so that a call's numbers follow from its place in the log.

The one rule: the numbers of a call depend on the seed and on how many calls have drawn before, on nothing else. Neither
how calls were batched nor a call that failed changes what the next one draws.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_WORD: Final = 2**64 - 1
#: Bytes of a state: the seed and the count of calls, little-endian.
STATE_BYTES: Final = 16


class Random:
    """Philox, keyed by the seed; each call that draws has a stretch of the counter of its own."""

    __slots__ = ("_drawn", "_numbers", "_philox", "_words", "calls", "seed")

    def __init__(self, seed: int, calls: int = 0) -> None:
        self.seed = seed & _WORD
        #: How many calls have drawn.
        self.calls = calls & _WORD
        self._drawn = False
        self._philox = np.random.Philox(key=self.seed)
        self._words: Any = self._philox.state
        self._numbers = np.random.Generator(self._philox)

    def begin(self) -> Random:
        """Begin a call, which draws if it takes `numbers`."""
        self._drawn = False
        return self

    @property
    def numbers(self) -> np.random.Generator:
        """The call's numbers, from the first one on."""
        # The highest word: a call would have to draw 2**194 numbers to reach those of the next one.
        self._words["state"]["counter"][:] = (0, 0, 0, self.calls)
        self._philox.state = self._words
        self._drawn = True
        return self._numbers

    def end(self) -> None:
        """End a call that succeeded: what it drew is not drawn again."""
        if self._drawn:
            self.calls = (self.calls + 1) & _WORD

    def again(self) -> Random:
        """Return a source that draws what the next call will draw."""
        return Random(self.seed, self.calls)

    @property
    def state(self) -> NDArray[np.uint8]:
        """What makes the same numbers come again."""
        return np.array([self.seed, self.calls], "<u8").view(np.uint8)


def words_of(state: NDArray[Any]) -> tuple[int, int]:
    """Return the seed and the count of calls that a state holds."""
    seed, calls = state.view("<u8").tolist()
    return seed, calls
