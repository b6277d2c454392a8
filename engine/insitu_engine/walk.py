"""One backward: gradients on their way through the graph, from the last call to the first."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import Any

from insitu_engine.errors import GradientError
from insitu_engine.history import Accumulate, Edge, Node, Slices, Strided, edge_of, leading, require_start
from insitu_engine.recorded import FREED, Recorded
from insitu_engine.storage import Tensor
from insitu_engine.values import Run, Value


class Walk:
    """One backward: gradients on their way, the latest call first."""

    def __init__(self, run: Run, *, retain: bool) -> None:
        """With ``retain`` no node lets go of what it has saved; otherwise each does as soon as it has run."""
        self.run = run
        self._retain = retain
        self._pending: dict[Node, list[Value | None]] = {}
        self._heap: list[tuple[int, int, Node]] = []
        self.leaves: list[tuple[Any, Value]] = []
        self.captured: dict[Edge, Value] = {}
        #: Computed tensors that keep their gradient.
        self.retained: list[tuple[Any, Value]] = []

    def start(self, at: int, root: Tensor, seed: Tensor | None) -> None:
        """Begin at a root, with the gradient given for it or with one."""
        require_start(at, root, seed)
        edge = edge_of(root)
        assert edge is not None
        self._send(edge, self.run("ones_like", root) if seed is None else self.run.value(seed))

    def go(self, capture: set[Edge] | None) -> None:
        """Send gradients on until none is left; keep those of ``capture``, or, with None, those that reach leaves.

        What does not lead to ``capture`` is not run, and keeps what it has saved.
        """
        targets = None if capture is None else {edge.node for edge in capture}
        passed = None if targets is None else leading((node for _, _, node in self._heap), targets)
        while self._heap:
            _, _, node = heappop(self._heap)
            grads = self._pending.pop(node)
            runs = passed is None or node in passed
            if runs or (targets is not None and node in targets):
                self._note(node, grads, capture)
            if isinstance(node, Accumulate):
                if capture is None and grads[0] is not None and node.wanted:
                    self.leaves.append((node.leaf, grads[0]))
            elif runs:
                for target, gradient in zip(node.edges, self._through(node, grads), strict=True):
                    if target is not None and gradient is not None:
                        self._send(target, gradient)

    def _note(self, node: Node, grads: list[Value | None], capture: set[Edge] | None) -> None:
        """Keep the gradients that arrived at a node for those who asked for them."""
        for at, gradient in enumerate(grads):
            if gradient is None:
                continue
            edge = Edge(node, at)
            if capture is not None and edge in capture:
                self.captured[edge] = gradient
            tensor = node.retainer(at)
            if tensor is not None:
                self.retained.append((tensor, gradient))

    def _send(self, edge: Edge, gradient: Value) -> None:
        node, index = edge
        slots = self._pending.get(node)
        if slots is None:
            slots = self._pending[node] = [None] * len(node.metas)
            heappush(self._heap, (-node.order, id(node), node))
        before = slots[index]
        slots[index] = gradient if before is None else before + gradient

    def _through(self, node: Node, grads: list[Value | None]) -> list[Value | None]:
        if isinstance(node, Recorded):
            return self._over(node, node.backward(self.run, grads))
        (gradient,) = grads
        assert gradient is not None
        if isinstance(node, Strided):
            return [gradient.placed(node.base, node.view, node.offset)]
        assert isinstance(node, Slices)
        if node.freed:
            raise GradientError(FREED)
        return self._over(node, self._through_slices(node, gradient))

    def _over(self, node: Recorded | Slices, found: list[Value | None]) -> list[Value | None]:
        """Return what a node that has run has found; it lets go of what it has saved."""
        if not self._retain:
            node.release()
        return found

    def _through_slices(self, node: Slices, gradient: Value) -> list[Value | None]:
        whole = gradient.laid_out(node.metas[0])
        part = whole.as_strided(node.view.shape, node.view.strides, node.offset)
        before, *others = self._through(node.written, [part.clone()])
        if before is None:
            self.run("zero_", part)
        else:
            self.run("copy_", part, before)
        return [whole, *others]
