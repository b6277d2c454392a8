"""What a recorded call has done here already, and how it is taken back where the server refuses the call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from insitu_engine.meta import Root


@dataclass(frozen=True, slots=True)
class Made:
    """Effect of a call: tensors came to be, and perhaps others know of them; how to take that back."""

    handles: Sequence[int]
    restore: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """Effect of a call on what tensors are or know, perhaps with a write to a root; how to take it back."""

    root: Root | None
    restore: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Released:
    """Effect of a call: handles were given up."""

    handles: list[int]


#: What a call did here when it was recorded. A root stands for a write to it.
Effect = Root | Made | Changed | Released | None
