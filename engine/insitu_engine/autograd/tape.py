"""The tape of one session: what is recorded for backward, and backward itself.

A gradient is written with ops of the table (`gradients`), so it runs as calls do, and records itself where a second
derivative is wanted. The one rule: what a formula names it gets as it was when the call was recorded, or backward
raises and says who wrote it since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insitu_engine.autograd.backward import Backward
from insitu_engine.autograd.condensing import condense
from insitu_engine.autograd.history import edge_of, history, known_edge
from insitu_engine.autograd.nodes import Foreign
from insitu_engine.autograd.reach import reached, watching
from insitu_engine.autograd.recorded import Recorded
from insitu_engine.autograd.recording import record, record_custom, refuse_write, tracked
from insitu_engine.autograd.underivable import refuse_underivable
from insitu_engine.autograd.values import Run, Value
from insitu_engine.dtypes import int64
from insitu_engine.errors import ArgumentError, GradientError
from insitu_engine.memory.storage import Storage, Tensor
from insitu_engine.planner import Plan


class Tape:
    """Records the calls of one session that a gradient may be asked of."""

    __slots__ = ("_paused", "_run")

    def __init__(self, run: Run) -> None:
        self._run = run
        self._paused: dict[int, Backward] = {}

    def begin(self, plan: Plan, args: tuple[Any, ...], run: Run | None = None) -> Recorded | None:
        """Refuse what PyTorch refuses to write while it records, and save what the gradient needs of the arguments."""
        if not tracked(plan, args):
            return None
        if plan.op.in_place:
            refuse_write(plan.op, args)
        refuse_underivable(plan.op, args)
        return Recorded(run or self._run, self, plan, args)

    def end(self, node: Recorded, plan: Plan, args: tuple[Any, ...], made: tuple[Tensor, ...]) -> None:
        """Let the results know where they come from."""
        record(node, plan, args, made)
        node.finish(self._run, made)

    def condense(self, root: Storage) -> None:
        """Keep less of a storage that somebody has just given up, if nobody has it any more."""
        condense(root, self._run)

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
        accumulate: bool = True,
        check_nan: bool = False,
    ) -> Backward:
        """Return a backward that has not begun; ``create`` has it recorded. See `Backward`."""
        run = self._run.recording(self if create else None)
        return Backward(
            run,
            roots,
            seeds,
            inputs,
            accumulate=accumulate,
            retain=retain,
            create=create,
            check_nan=check_nan,
        )

    def alone(self, tensor: Tensor) -> Value:
        """Return a tensor that nobody has yet as a value."""
        return self._run.value(tensor)

    def pause(self, number: int, backward: Backward) -> None:
        """Keep a backward that waits for its client, under a number; raise ArgumentError if it is taken."""
        if number in self._paused:
            raise ArgumentError(f"a backward with the number {number} is under way")
        self._paused[number] = backward

    def paused(self, number: int) -> Backward:
        """Return the backward of this number; raise ArgumentError if there is none."""
        found = self._paused.get(number)
        if found is None:
            raise ArgumentError(f"no backward with the number {number} is under way")
        return found

    def end_pause(self, number: int) -> None:
        """Forget a backward, over or not."""
        self._paused.pop(number, None)

    @staticmethod
    def custom(inputs: Sequence[Tensor], outputs: Sequence[Tensor | None], title: str, number: int) -> None:
        """Record a function whose gradient the client computes: outputs that are None have none."""
        node = Foreign(title, tuple(map(edge_of, inputs)), outputs, number)
        record_custom(node, inputs, outputs)

    def reaches(self, tensors: Sequence[Tensor], others: Mapping[int, Tensor]) -> Value:
        """Return which tensors the graph of which leads to, as rows of a place in ``tensors`` and a handle of ``others``.

        Among the handles are the numbers by which the client knows the hooks and functions that the graph has.
        """
        edges = {handle: known_edge(other) for handle, other in others.items()}
        pairs = []
        for at, tensor in enumerate(tensors):
            met = reached([tensor])
            pairs += [(at, handle) for handle, edge in edges.items() if edge in met]
            pairs += [(at, number) for number in set(watching(met))]
        return self.numbers(np.array(pairs, np.int64).reshape(-1, 2))

    def numbers(self, values: NDArray[np.int64]) -> Value:
        """Return whole numbers as a tensor."""
        answer: Value = self._run("empty", values.shape, dtype=int64)
        answer.tensor.array[...] = values
        return answer
