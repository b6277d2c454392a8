"""The tape of one session: what is recorded for backward, and backward itself.

A gradient is written with ops of the table (`gradients`), so it runs as calls do, and records itself where a second
derivative is wanted. The one rule: what a formula names it gets as it was when the call was recorded, or backward
raises and says who wrote it since.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from insitu_engine.errors import GradientError
from insitu_engine.history import edge_of, history, record, refuse_write, tracked
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
    def grad(leaf: Tensor) -> Tensor:
        """Return a tensor's gradient; raise GradientError if it has none."""
        known = leaf.history
        if known is None or known.grad is None:
            raise GradientError("the tensor has no gradient: no backward has reached it")
        gradient: Tensor = known.grad.tensor
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
        if wanted is not None:
            found = [None if edge is None else walk.captured.get(edge) for edge in wanted]
            return [value if value is None or create else self._own(value, given) for value in found]
        for leaf, gradient in walk.leaves:
            self._accumulate(leaf, gradient, given, create=create)
        return []

    def backward_to(
        self,
        roots: Sequence[Tensor],
        seeds: Sequence[Tensor | None],
        inputs: Sequence[Tensor],
        *,
        retain: bool,
    ) -> None:
        """Add the gradients of ``inputs`` to their ``grad``, and nothing to other leaves."""
        found = self.backward(roots, seeds, retain=retain, inputs=inputs)
        for tensor, gradient in zip(inputs, found, strict=True):
            if gradient is not None:
                self._accumulate(tensor, gradient, set(), create=False)

    def _own(self, value: Value, given: set[int]) -> Value:
        """Return a gradient as a tensor of its own, which may be the one that came."""
        if value.owned and id(value) not in given:
            given.add(id(value))
            return value
        own: Value = self._run("clone", value).contiguous()
        return own

    def _accumulate(self, leaf: Tensor, gradient: Value, given: set[int], *, create: bool) -> None:
        known = history(leaf)
        if known.grad is None:
            known.grad = gradient if create else self._own(gradient, given)
        elif create:
            known.grad = known.grad + gradient
        else:
            self._run("add_", known.grad, gradient)
