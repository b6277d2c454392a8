"""The tape of one session: what is recorded for backward, and backward itself.

A gradient is written with ops of the table (`gradients`), so it runs as calls do, and records itself where a second
derivative is wanted. The one rule: what a formula names it gets as it was when the call was recorded, or backward
raises and says who wrote it since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from insitu_engine.dtypes import int64
from insitu_engine.errors import GradientError
from insitu_engine.history import (
    edge_of,
    history,
    is_leaf,
    known_edge,
    reached,
    record,
    refuse_write,
    tracked,
)
from insitu_engine.history import retain as retain_grad
from insitu_engine.planner import Plan
from insitu_engine.recorded import Recorded
from insitu_engine.storage import Tensor
from insitu_engine.values import Run, Value
from insitu_engine.walk import Walk


class Tape:
    """Records the calls of one session that a gradient may be asked of."""

    __slots__ = ("_run",)

    def __init__(self, run: Run) -> None:
        self._run = run

    def begin(self, plan: Plan, args: tuple[Any, ...], run: Run | None = None) -> Recorded | None:
        """Refuse what PyTorch refuses to write while it records, and save what the gradient needs of the arguments."""
        if not tracked(plan, args):
            return None
        if plan.op.in_place:
            refuse_write(plan.op, args)
        return Recorded(run or self._run, self, plan, args)

    def end(self, node: Recorded, plan: Plan, args: tuple[Any, ...], made: tuple[Tensor, ...]) -> None:
        """Let the results know where they come from."""
        record(node, plan, args, made)
        node.finish(self._run, made)

    def set_grad(self, leaf: Tensor, gradient: Tensor | None) -> None:
        """Set or, with None, forget a tensor's gradient."""
        history(leaf).grad = None if gradient is None else self._run.value(gradient)

    @staticmethod
    def grad(leaf: Tensor) -> Value:
        """Return a tensor's gradient; raise GradientError if it has none."""
        known = leaf.history
        if known is None or known.grad is None:
            raise GradientError("the tensor has no gradient: no backward has reached it")
        gradient: Value = known.grad
        return gradient

    def backward(
        self,
        roots: Sequence[Tensor],
        seeds: Sequence[Tensor | None],
        *,
        retain: bool,
        create: bool = False,
        inputs: Sequence[Tensor] | None = None,
    ) -> list[Value | None]:
        """Compute gradients from the roots: of ``inputs``, in their order, or added to the ``grad`` of all leaves.

        Nothing is added before all is computed. Without ``retain`` each node lets go of what it has saved as soon as
        it has run: so does one that ran before another raised, and a second backward through it is refused, as
        PyTorch refuses it.
        """
        walk = Walk(self._run.recording(self if create else None), retain=retain)
        for at, (root, seed) in enumerate(zip(roots, seeds, strict=True)):
            walk.start(at, root, seed)
        wanted = None if inputs is None else [edge_of(tensor) for tensor in inputs]
        walk.go(None if wanted is None else {edge for edge in wanted if edge is not None})
        given: set[int] = set()
        for leaf, gradient in walk.leaves:
            self._accumulate(walk.run, leaf, gradient, given, create=create)
        for tensor, gradient in walk.retained:
            self._retain(walk.run, tensor, gradient)
        found = [None if edge is None else walk.captured.get(edge) for edge in wanted or ()]
        return [None if value is None else self._own(walk.run, value, given) for value in found]

    def backward_to(
        self,
        roots: Sequence[Tensor],
        seeds: Sequence[Tensor | None],
        inputs: Sequence[Tensor],
        *,
        retain: bool,
        create: bool = False,
    ) -> None:
        """Add the gradients of ``inputs`` to their ``grad``, and nothing to other leaves; computed ones keep theirs."""
        for tensor in inputs:
            retain_grad(tensor)
        run = self._run.recording(self if create else None)
        found = self.backward(roots, seeds, retain=retain, create=create, inputs=inputs)
        for tensor, gradient in zip(inputs, found, strict=True):
            if gradient is not None and is_leaf(tensor):
                self._accumulate(run, tensor, gradient, set(), create=create)

    def reaches(self, tensors: Sequence[Tensor], others: Mapping[int, Tensor]) -> Value:
        """Return which tensors the graph of which leads to, as rows of a place in ``tensors`` and a handle of ``others``."""
        edges = {handle: known_edge(other) for handle, other in others.items()}
        pairs = []
        for at, tensor in enumerate(tensors):
            met = reached([tensor])
            pairs += [(at, handle) for handle, edge in edges.items() if edge in met]
        answer: Value = self._run("empty", (len(pairs), 2), dtype=int64)
        answer.tensor.array[...] = np.array(pairs, np.int64).reshape(-1, 2)
        return answer

    def _own(self, run: Run, value: Value, given: set[int]) -> Value:
        """Return a gradient as a tensor of its own, which may be the one that came."""
        if value.owned and id(value) not in given:
            given.add(id(value))
            return value
        own: Value = run("clone", value).contiguous()
        return own

    def _accumulate(self, run: Run, leaf: Tensor, gradient: Value, given: set[int], *, create: bool) -> None:
        known = history(leaf)
        if known.grad is None:
            found = self._own(run, gradient, given)
        elif create:
            found = run("add", known.grad, gradient)
        else:
            self._run("add_", known.grad, gradient)
            return
        known.grad = self._run.value(found.tensor)

    def _retain(self, run: Run, tensor: Tensor, gradient: Value) -> None:
        """Let a computed tensor have its gradient, added to that of earlier backwards: a new one each time."""
        known = history(tensor)
        if known.grad is None:
            found = run("clone", gradient).contiguous()
        else:
            found = run("add", known.grad, gradient)
        known.grad = self._run.value(found.tensor)
