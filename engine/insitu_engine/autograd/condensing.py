"""Saved tensors that nobody but the graph has any more: of some a bit of each element is all that backward needs.

While somebody has such a tensor, saving it takes no memory, and a write to it is refused in backward as PyTorch refuses
it. Once its last handle is gone nobody can write it, and the bits are kept in its place. The one rule: what backward
computes is the same, before and after.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary, ref

from insitu_engine.autograd.values import Run
from insitu_engine.errors import InsituError
from insitu_engine.memory.storage import Storage

if TYPE_CHECKING:
    from insitu_engine.autograd.recorded import Recorded
    from insitu_engine.autograd.saved import Saved


def note(node: Recorded, saved: Saved) -> None:
    """Note that a node can do with bits of what it has saved."""
    root = saved.root
    if root.condensable is None:
        root.condensable = WeakKeyDictionary()
    root.condensable[saved] = ref(node)


def condense(root: Storage, run: Run) -> None:
    """Have nodes keep bits in place of bytes that nobody else has; where no memory is left for them, all stays as it is."""
    nodes = list((root.condensable or {}).values())
    if len(nodes) < root.leases:
        return
    for known in nodes:
        node = known()
        if node is not None:
            with suppress(InsituError):
                node.condense(run)
