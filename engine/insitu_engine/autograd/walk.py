"""One backward: gradients on their way through the graph, from the last call to the first."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any, TypeAlias

import numpy as np

from insitu_engine.autograd.history import edge_of, history
from insitu_engine.autograd.nodes import Accumulate, Edge, Foreign, Node, Slices, Strided
from insitu_engine.autograd.reach import leading, leaf_at, refuse_moved, require_start
from insitu_engine.autograd.recorded import Recorded
from insitu_engine.autograd.texts import FREED
from insitu_engine.autograd.values import Run, Value, apart
from insitu_engine.errors import GradientError
from insitu_engine.memory.storage import Tensor
from insitu_engine.meta import Operand

Grads: TypeAlias = list["Value | None"]


@dataclass(frozen=True, slots=True)
class Pause:
    """Gradients on which the client has a say, under the number of what is to see them."""

    number: int
    grads: Grads
    #: Of the client's function that must compute further ones; empty where a hook may change these.
    function: str = ""


Steps: TypeAlias = Generator[Pause, Grads, None]


class Walk:
    """One backward: gradients on their way, the latest call first."""

    def __init__(self, run: Run, *, retain: bool, check_nan: bool = False) -> None:
        """With ``retain`` no node lets go of what it has saved; otherwise each does as soon as it has run.

        With ``check_nan`` each gradient is looked at: one that is not a number raises GradientError.
        """
        self.run = run
        self._retain = retain
        self._check_nan = check_nan
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
        gradient = self.run("ones_like", root) if seed is None else self.run.value(seed)
        self._send(edge, _compatible(gradient, edge, at))

    def steps(self, capture: set[Edge] | None) -> Steps:
        """Send gradients on until none is left; keep those of ``capture``, or, with None, those that reach leaves.

        What does not lead to ``capture`` is not run, and keeps what it has saved. Pauses where the client has a say in
        the gradients, and goes on with those that are sent in return.
        """
        targets = None if capture is None else {edge.node for edge in capture}
        passed = None if targets is None else leading((node for _, _, node in self._heap), targets)
        while self._heap:
            _, _, node = heappop(self._heap)
            grads = self._pending.pop(node)
            runs = passed is None or node in passed
            if runs or (targets is not None and node in targets):
                for at, number in sorted(node.marks.items()):
                    if grads[at] is not None:
                        (grads[at],) = yield Pause(number, [grads[at]])
                self._note(node, grads, capture)
            if isinstance(node, Accumulate):
                if capture is None and grads[0] is not None and (targets is None or node in targets):
                    refuse_moved(node)
                leaf = leaf_at(node) if capture is None else None
                if leaf is not None and grads[0] is not None:
                    self.leaves.append((leaf, grads[0]))
            elif runs:
                found = yield from self._through(node, grads)
                if self._check_nan:
                    _require_numbers(node, found)
                for at, (target, gradient) in enumerate(zip(node.edges, found, strict=True)):
                    if target is not None:
                        sent = self._nothing(target) if gradient is None else gradient
                        self._send(target, _compatible(sent, target, at, node))

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
                _require_fitting(tensor, gradient)
                self.retained.append((tensor, gradient))

    def _send(self, edge: Edge, gradient: Value) -> None:
        node, index = edge
        slots = self._pending.get(node)
        if slots is None:
            slots = self._pending[node] = [None] * len(node.metas)
            heappush(self._heap, (-node.order, id(node), node))
        before = slots[index]
        slots[index] = gradient if before is None else before + gradient

    def _nothing(self, edge: Edge) -> Value:
        """Return zeros: whatever the graph leads to gets a gradient, for so its client has foreseen."""
        meta = edge.node.metas[edge.output]
        zeros: Value = self.run("zeros", meta.shape, dtype=meta.dtype)
        return zeros

    def _through(self, node: Node, grads: list[Value | None]) -> Generator[Pause, Grads, Grads]:
        if isinstance(node, Recorded):
            return self._over(node, node.backward(self.run, grads))
        if isinstance(node, Foreign):
            answers = yield Pause(node.number, grads, node.title)
            if len(answers) != len(node.edges):
                raise GradientError(
                    f"function {node.title} returned an incorrect number of gradients (expected {len(node.edges)}, got "
                    f"{len(answers)})"
                )
            return answers
        (gradient,) = grads
        assert gradient is not None
        if isinstance(node, Strided):
            return [gradient.placed(node.base, node.view, node.offset)]
        assert isinstance(node, Slices)
        if node.freed:
            raise GradientError(FREED)
        found = yield from self._through_slices(node, gradient)
        return self._over(node, found)

    def _over(self, node: Recorded | Slices, found: Grads) -> Grads:
        """Return what a node that has run has found; it lets go of what it has saved."""
        if not self._retain:
            node.release()
        return found

    def _through_slices(self, node: Slices, gradient: Value) -> Generator[Pause, Grads, Grads]:
        whole = gradient.laid_out(node.metas[0])
        part = whole.as_strided(node.view.shape, node.view.strides, node.offset)
        before, *others = yield from self._through(node.written, [part.clone()])
        if before is None:
            self.run("zero_", part)
        elif apart(node.view):
            self.run("copy_", part, before)
        else:
            before.drop_zeros(whole, node.view, node.offset)
        return [whole, *others]


def _require_numbers(node: Node, found: Grads) -> None:
    """Refuse gradients that are not numbers, as PyTorch's anomaly detection does."""
    for at, gradient in enumerate(found):
        if gradient is not None and bool(np.isnan(gradient.tensor.array).any()):
            raise GradientError(f"Function '{node.name()}' returned nan values in its {at}th output.")


def _require_fitting(tensor: Operand, gradient: Value) -> None:
    """Refuse a gradient that cannot be added to the one that a tensor keeps, which was of another shape."""
    grad = history(tensor).grad
    if grad is not None and grad.meta.shape != gradient.meta.shape:
        raise GradientError(
            f"a tensor keeps a gradient of shape {list(grad.meta.shape)} and gets one of shape {list(gradient.meta.shape)}: "
            "it was reshaped in place in between; set its grad to None first"
        )


def _compatible(gradient: Value, edge: Edge, at: int, sender: Node | None = None) -> Value:
    """Return a gradient as what it is the gradient of was when that was computed; raise GradientError where it cannot be.

    It differs where a client's function computed it, or where a tensor got another shape that was not recorded.
    """
    wanted, shape = edge.node.metas[edge.output], gradient.meta.shape
    if shape == wanted.shape and gradient.dtype is wanted.dtype:
        return gradient
    lead = len(shape) - len(wanted.shape)
    if lead < 0 or any(
        size not in (1, given) for size, given in zip(wanted.shape, shape[lead:], strict=True)
    ):
        who = "" if sender is None else f"Function {sender.title} returned an "
        raise GradientError(
            f"{who}invalid gradient at index {at} - got {list(shape)} but expected shape compatible with "
            f"{list(wanted.shape)}"
        )
    return gradient.fitted(wanted)
