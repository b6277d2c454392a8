"""What a session uses on the server."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Memory:
    """What a session's tensors use on the server, in bytes unless said otherwise."""

    #: Of live storages, now and at most so far.
    live: int
    peak: int
    #: Allocated since the session began, counted each time.
    allocated: int
    #: What in-place calls would have allocated had they been copying ones.
    saved: int
    #: How many storages are alive, and how many handles and names hold tensors on them.
    storages: int
    tensors: int
    #: Of storages that wait for backward alone, whose tensors this and other clients have given up.
    graph: int
    #: Of all storages of which backward needs some bytes.
    graph_total: int
