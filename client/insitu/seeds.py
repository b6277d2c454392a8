"""The session's source of random numbers, as a user sets and keeps it.

The one rule: the same seed and the same calls give the same numbers, on every server.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from insitu import _functions
from insitu.current import current_session
from insitu_engine.dtypes import uint8
from insitu_engine.errors import ArgumentError, BadValueError, InvalidValueError
from insitu_engine.generator import STATE_BYTES, words_of

if TYPE_CHECKING:
    from insitu._tensor import Tensor


def manual_seed(seed: int) -> None:
    """Begin the current session's random numbers anew from ``seed``."""
    number = int(seed)
    if not -(2**63) <= number < 2**64:
        raise InvalidValueError("Overflow when unpacking long long")
    current_session().manual_seed(number)


def seed() -> int:
    """Begin the current session's random numbers anew from a seed that nobody can foresee, and return it."""
    chosen = secrets.randbits(64)
    manual_seed(chosen)
    return chosen


def initial_seed() -> int:
    """Return the seed from which the current session's random numbers began. Waits."""
    return words_of(_functions.get_rng_state().numpy())[0]


def set_rng_state(new_state: Tensor) -> None:
    """Go on with the random numbers that followed when `get_rng_state` returned ``new_state``. Waits."""
    if new_state.dtype is not uint8:
        raise ArgumentError("expected a torch.ByteTensor, but got something else")
    if tuple(new_state.shape) != (STATE_BYTES,):
        raise BadValueError("RNG state is wrong size")
    current_session().manual_seed(*words_of(new_state.numpy()))
