"""What is recorded for backward, and backward itself: the graph's nodes with what they save, walked from last to first.

A gradient is written with ops of the table (`gradients`), so it runs as calls do, and records itself where a second
derivative is wanted. The one rule: what a formula names it gets as it was when the call was recorded, or backward
raises and says who wrote it since.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from typing import Any, Final

from insitu_engine.errors import GradientError, UnsupportedError
from insitu_engine.gradients import FORMULAS, Formula
from insitu_engine.history import (
    Accumulate,
    Edge,
    History,
    Node,
    Slices,
    Strided,
    edge_of,
    history,
    name_of,
    operands,
    record,
    refuse_write,
    require_start,
    tracked,
)
from insitu_engine.meta import Operand
from insitu_engine.optable import Op
from insitu_engine.planner import Plan
from insitu_engine.storage import Tensor
from insitu_engine.values import Run, Value

_FREED: Final = (
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been "
    "freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify "
    "retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors "
    "after calling backward."
)


class Saved:
    """A tensor as it was when a call was recorded: an alias of it, and the version that its bytes must still have."""

    __slots__ = ("_alias", "_edge", "_output", "_version")

    def __init__(
        self, run: Run, tensor: Tensor, *, edge: Edge | None = None, output: int | None = None
    ) -> None:
        """``edge`` is where its gradient goes; a result of the call that saves it has its number there instead."""
        self._alias = run.value(Tensor(tensor.root, tensor.meta, tensor.offset))
        self._version = tensor.root.version
        self._edge = edge
        self._output = output

    def unpack(self, node: Node, run: Run) -> Value:
        """Return the tensor, on which ``run`` computes; raise GradientError if it was written since."""
        tensor = self._alias.tensor
        edge = Edge(node, self._output) if self._output is not None else self._edge
        if tensor.root.version != self._version:
            raise GradientError(_overwritten(tensor, edge, self._version))
        if edge is not None:
            tensor.history = History(edge=edge)
            tensor.root.tracked = True
        return run.value(tensor)


def _overwritten(tensor: Tensor, edge: Edge | None, version: int) -> str:
    kind = f"[torch.{tensor.meta.dtype.c_name.capitalize()}Tensor {list(tensor.meta.shape)}]"
    origin = (
        ""
        if edge is None or isinstance(edge.node, Accumulate)
        else f", which is output {edge.output} of {edge.node.short},"
    )
    now = tensor.root.version
    text = (
        "one of the variables needed for gradient computation has been modified by an inplace operation: "
        f"{kind}{origin} is at version {now}; expected version {version} instead."
    )
    guilty = next((write for write in tensor.root.writes() if write.version == version + 1), None)
    if guilty is None:
        return f"{text} Which call wrote it is no longer known."
    where = "" if guilty.site is None else f" at {guilty.site[0]}:{guilty.site[1]}"
    return f"{text} {guilty.op}() wrote it{where}."


class Recorded(Node):
    """A call of the table, with what its gradient's formulas name."""

    __slots__ = ("_formulas", "_inputs", "_keeps", "_op", "_values")

    def __init__(self, run: Run, plan: Plan, args: tuple[Any, ...]) -> None:
        """Save the inputs, before the call is carried out; what it overwrites is copied."""
        op = plan.op
        named = dict(zip((parameter.name for parameter in op.schema.parameters), args, strict=True))
        tensors = list(operands(args))
        self._op = op
        self._formulas = formulas_of(op)
        #: For each tensor: its parameter, its place in it, its meta.
        self._inputs = [
            (name, at, tensor.meta)
            for name, value in named.items()
            for at, tensor in enumerate(operands((value,)))
        ]
        super().__init__(name_of(op), tuple(map(edge_of, tensors)), plan.metas)
        self._values: dict[str, Any] | None = {}
        self._keeps = False
        for name in self._wanted():
            if name in named:
                self._values[name] = self._save(run, named[name], old=op.in_place and named[name] is args[0])
            elif name == "random":
                self._values[name] = run.drawing()
                self._keeps = True
            elif name.endswith("_meta"):
                self._values[name] = _metas(named[name.removesuffix("_meta")])

    def _wanted(self) -> list[str]:
        """Return what the formulas of the inputs that require a gradient name."""
        needed = {
            name for (name, _, _), edge in zip(self._inputs, self.edges, strict=True) if edge is not None
        }
        found = (self._formulas or {}).items()
        return sorted({wanted for name, formula in found if name in needed for wanted in formula.wanted})

    def _save(self, run: Run, value: Any, *, old: bool) -> Any:
        if isinstance(value, Tensor):
            self._keeps = True
            kept = run("clone", value) if old else run.value(value)
            return Saved(run, kept.tensor, edge=edge_of(value))
        if isinstance(value, tuple) and any(isinstance(item, Tensor) for item in value):
            return tuple(self._save(run, item, old=False) for item in value)
        return value

    def finish(self, run: Run, made: tuple[Tensor, ...]) -> None:
        """Save the results that formulas name, once they are there."""
        assert self._values is not None
        names = self._wanted()
        if "result" in names:
            self._values["result"] = Saved(run, made[0], output=0)
            self._keeps = True
        if "results" in names:
            self._values["results"] = tuple(Saved(run, tensor, output=at) for at, tensor in enumerate(made))
            self._keeps = True

    def backward(self, run: Run, grads: Sequence[Value | None]) -> list[Value | None]:
        """Return the gradients of the inputs, for those that require one."""
        if self._formulas is None:
            raise UnsupportedError(f"derivative for {self._op.name} is not implemented")
        if self._values is None:
            raise GradientError(_FREED)
        values = {name: self._unpack(value, run) for name, value in self._values.items()}
        values["g"] = grads[0]
        values["grads"] = grads
        values["ops"] = run
        found: dict[str, Any] = {}
        answers: list[Value | None] = []
        for (name, at, meta), edge in zip(self._inputs, self.edges, strict=True):
            if edge is None or name not in self._formulas:
                answers.append(None)
                continue
            if name not in found:
                found[name] = self._formulas[name](values)
            gradient = found[name][at] if isinstance(found[name], list | tuple) else found[name]
            answers.append(None if gradient is None else gradient.fitted(meta))
        return answers

    def _unpack(self, value: Any, run: Run) -> Any:
        if isinstance(value, Saved):
            return value.unpack(self, run)
        return tuple(self._unpack(item, run) for item in value) if isinstance(value, tuple) else value

    def release(self) -> None:
        """Let go of what is saved; a second backward needs it no more, or raises."""
        if self._keeps:
            self._values = None


def formulas_of(op: Op) -> dict[str, Formula] | None:
    """Return the gradient's formulas by parameter, None if there are none."""
    return FORMULAS.get(op.name) or (FORMULAS.get(op.base.name) if op.base is not None else None)


def _metas(value: Any) -> Any:
    if isinstance(value, Operand):
        return value.meta
    return tuple(map(_metas, value)) if isinstance(value, tuple) else value


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
        return Recorded(run or self._run, plan, args)

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

        Nothing is added or let go of before all is computed.
        """
        walk = _Walk(self._run.recording(self if create else None))
        for at, (root, seed) in enumerate(zip(roots, seeds, strict=True)):
            walk.start(at, root, seed)
        wanted = None if inputs is None else [edge_of(tensor) for tensor in inputs]
        walk.go(set() if wanted is None else {edge for edge in wanted if edge is not None})
        if not retain:
            for node in walk.visited:
                node.release()
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


class _Walk:
    """One backward: gradients on their way, the latest call first."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._pending: dict[Node, list[Value | None]] = {}
        self._heap: list[tuple[int, int, Node]] = []
        self.visited: list[Recorded] = []
        self.leaves: list[tuple[Any, Value]] = []
        self.captured: dict[Edge, Value] = {}

    def start(self, at: int, root: Tensor, seed: Tensor | None) -> None:
        require_start(at, root, seed)
        edge = edge_of(root)
        assert edge is not None
        self._send(edge, self._run("ones_like", root) if seed is None else self._run.value(seed))

    def go(self, capture: set[Edge]) -> None:
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
