"""One backward of a session: in one go, or with pauses where the client has hooks or functions of its own."""

from __future__ import annotations

from collections.abc import Sequence

from insitu_engine.autograd.history import edge_of, history, is_leaf
from insitu_engine.autograd.history import retain as retain_grad
from insitu_engine.autograd.values import Run, Value
from insitu_engine.autograd.walk import Grads, Pause, Walk
from insitu_engine.errors import ArgumentError, GradientError
from insitu_engine.memory.storage import Tensor


class Backward:
    """Computes gradients from the roots: of ``inputs``, in their order, or of all leaves.

    With ``accumulate`` they are added to the tensors' ``grad``, and nothing is added before all is computed.
    Without ``retain`` each node lets go of what it has saved as soon as it has run: so does one that ran before another
    raised, and a second backward through it is refused, as PyTorch refuses it.
    """

    def __init__(
        self,
        run: Run,
        roots: Sequence[Tensor],
        seeds: Sequence[Tensor | None],
        inputs: Sequence[Tensor] | None,
        *,
        accumulate: bool,
        retain: bool,
        create: bool,
        check_nan: bool = False,
    ) -> None:
        """``run`` runs the formulas, and records them where ``create`` says so; raises where a root has no graph.

        With ``check_nan`` a gradient that is not a number is refused, under the name of the node that it comes from.
        """
        if accumulate:
            for tensor in inputs or ():
                retain_grad(tensor)
        self._run = run
        self._plain = run.recording(None)
        self._walk = Walk(run, retain=retain, check_nan=check_nan)
        for at, (root, seed) in enumerate(zip(roots, seeds, strict=True)):
            self._walk.start(at, root, seed)
        self._inputs = inputs
        self._accumulating = accumulate
        self._create = create
        self._given: set[int] = set()
        self._wanted = [edge_of(tensor) for tensor in inputs or ()]
        capture = None if inputs is None else {edge for edge in self._wanted if edge is not None}
        self._steps = self._walk.steps(capture)
        #: Where it stands; None before it begins and when it is over.
        self.at: Pause | None = None

    def run(self) -> Grads:
        """Go to the end and return `results`; raise GradientError where only the client can go on."""
        self.begin()
        while self.at is not None:
            if self.at.function:
                raise GradientError(
                    f"{self.at.function} is a function of a client's own: only that client can go backward through it"
                )
            self._go(self.at.grads)
        return self.results()

    def begin(self) -> None:
        """Go to the first pause."""
        self.at = next(self._steps, None)

    def go_on(self, answers: Sequence[Tensor | None]) -> None:
        """Go to the next pause with what the client makes of the gradients at this one."""
        if self.at is None:
            raise ArgumentError("this backward is over")
        if not self.at.function and len(answers) != len(self.at.grads):
            raise ArgumentError(f"{len(self.at.grads)} gradients were asked for, {len(answers)} given")
        self._go([None if answer is None else self._run.value(answer) for answer in answers])

    def _go(self, answers: Grads) -> None:
        try:
            self.at = self._steps.send(answers)
        except StopIteration:
            self.at = None

    def gradient(self, at: int) -> Value:
        """Return one of the gradients at this pause, as a tensor of its own."""
        found = self.at.grads[at] if self.at is not None and 0 <= at < len(self.at.grads) else None
        if found is None:
            raise ArgumentError(f"there is no gradient {at} here")
        return self._own(found)

    def results(self) -> Grads:
        """Add to what keeps its gradient, once all is computed; else return those of ``inputs``."""
        for leaf, gradient in self._walk.leaves:
            self._accumulate(leaf, gradient)
        for tensor, gradient in self._walk.retained:
            self._retain(tensor, gradient)
        found = [None if edge is None else self._walk.captured.get(edge) for edge in self._wanted]
        if not self._accumulating:
            return [None if value is None else self._own(value) for value in found]
        for tensor, value in zip(self._inputs or (), found, strict=True):
            if value is not None and is_leaf(tensor):
                self._accumulate(tensor, value)
        return []

    def _own(self, value: Value) -> Value:
        """Return a gradient as a tensor of its own, which may be the one that came."""
        if value.owned and id(value) not in self._given:
            self._given.add(id(value))
            return value
        own: Value = self._run("clone", value).contiguous()
        return own

    def _accumulate(self, leaf: Tensor, gradient: Value) -> None:
        known = history(leaf)
        if known.grad is None:
            found = self._own(gradient)
        elif self._create:
            found = self._run("add", known.grad, gradient)
        else:
            self._plain("add_", known.grad, gradient)
            return
        known.grad = self._plain.value(found.tensor)

    def _retain(self, tensor: Tensor, gradient: Value) -> None:
        """Let a computed tensor have its gradient, added to that of earlier backwards: a new one each time."""
        known = history(tensor)
        if known.grad is None:
            found = self._run("clone", gradient).contiguous()
        else:
            found = self._run("add", known.grad, gradient)
        known.grad = self._plain.value(found.tensor)
