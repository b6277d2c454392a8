"""One backward: gradients on their way through the graph, from the last call to the first."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import Any

from insitu_engine.errors import GradientError
from insitu_engine.history import Accumulate, Edge, Node, Slices, Strided, edge_of, require_start
from insitu_engine.recorded import FREED, Recorded
from insitu_engine.storage import Tensor
from insitu_engine.values import Run, Value


class Walk:
    """One backward: gradients on their way, the latest call first."""

    def __init__(self, run: Run, *, retain: bool) -> None:
        """With ``retain`` no node lets go of what it has saved; otherwise each does as soon as it has run."""
        self._run = run
        self._retain = retain
        self._pending: dict[Node, list[Value | None]] = {}
        self._heap: list[tuple[int, int, Node]] = []
        self.leaves: list[tuple[Any, Value]] = []
        self.captured: dict[Edge, Value] = {}

    def start(self, at: int, root: Tensor, seed: Tensor | None) -> None:
        """Begin at a root, with the gradient given for it or with one."""
        require_start(at, root, seed)
        edge = edge_of(root)
        assert edge is not None
        self._send(edge, self._run("ones_like", root) if seed is None else self._run.value(seed))

    def go(self, capture: set[Edge] | None) -> None:
        """Send gradients on until none is left; keep those of ``capture``, or, with None, those that reach leaves.

        What does not lead to ``capture`` is not run, and keeps what it has saved.
        """
        leading = self._leading({edge.node for edge in capture}) if capture is not None else None
        while self._heap:
            _, _, node = heappop(self._heap)
            grads = self._pending.pop(node)
            for at, gradient in enumerate(grads):
                edge = Edge(node, at)
                if gradient is not None and capture is not None and edge in capture:
                    self.captured[edge] = gradient
            if isinstance(node, Accumulate):
                if capture is None and grads[0] is not None and node.wanted:
                    self.leaves.append((node.leaf, grads[0]))
                continue
            if leading is not None and node not in leading:
                continue
            for target, gradient in zip(node.edges, self._through(node, grads), strict=True):
                if target is not None and gradient is not None:
                    self._send(target, gradient)

    def _leading(self, targets: set[Node]) -> set[Node]:
        """Return the nodes that are yet to come from which gradients reach one of these."""
        found: set[Node] = set()
        waiting = [node for _, _, node in self._heap]
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                waiting += [edge.node for edge in node.edges if edge is not None]
        leading: set[Node] = set()
        for node in sorted(found, key=lambda node: node.order):
            if any(
                edge is not None and (edge.node in targets or edge.node in leading) for edge in node.edges
            ):
                leading.add(node)
        return leading

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
            return self._over(node, node.backward(self._run, grads))
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
            self._run("zero_", part)
        else:
            self._run("copy_", part, before)
        return [whole, *others]
