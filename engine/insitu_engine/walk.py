"""One backward: gradients on their way through the graph, from the last call to the first."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import Any

from insitu_engine.history import Accumulate, Edge, Node, Slices, Strided, edge_of, require_start
from insitu_engine.recorded import Recorded
from insitu_engine.storage import Tensor
from insitu_engine.values import Run, Value


class Walk:
    """One backward: gradients on their way, the latest call first."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._pending: dict[Node, list[Value | None]] = {}
        self._heap: list[tuple[int, int, Node]] = []
        self.visited: list[Recorded] = []
        self.leaves: list[tuple[Any, Value]] = []
        self.captured: dict[Edge, Value] = {}

    def start(self, at: int, root: Tensor, seed: Tensor | None) -> None:
        """Begin at a root, with the gradient given for it or with one."""
        require_start(at, root, seed)
        edge = edge_of(root)
        assert edge is not None
        self._send(edge, self._run("ones_like", root) if seed is None else self._run.value(seed))

    def go(self, capture: set[Edge]) -> None:
        """Send gradients on until none is left; keep those of ``capture``, or else those that reach leaves."""
        while self._heap:
            _, _, node = heappop(self._heap)
            grads = self._pending.pop(node)
            for at, gradient in enumerate(grads):
                edge = Edge(node, at)
                if gradient is not None and edge in capture:
                    self.captured[edge] = gradient
            if isinstance(node, Accumulate):
                if not capture and grads[0] is not None:
                    self.leaves.append((node.leaf, grads[0]))
                continue
            for target, gradient in zip(node.edges, self._through(node, grads), strict=True):
                if target is not None and gradient is not None:
                    self._send(target, gradient)

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
            self.visited.append(node)
            return node.backward(self._run, grads)
        (gradient,) = grads
        assert gradient is not None
        if isinstance(node, Strided):
            return [gradient.placed(node.base, node.view, node.offset)]
        assert isinstance(node, Slices)
        return self._through_slices(node, gradient)

    def _through_slices(self, node: Slices, gradient: Value) -> list[Value | None]:
        whole = gradient.laid_out(node.metas[0])
        part = whole.as_strided(node.view.shape, node.view.strides, node.offset)
        before, *others = self._through(node.written, [part.clone()])
        if before is None:
            self._run("zero_", part)
        else:
            self._run("copy_", part, before)
        return [whole, *others]
