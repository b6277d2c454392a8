"""A call of the table in the graph, with what its gradient's formulas name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from insitu_engine.autograd import condensing
from insitu_engine.autograd.history import edge_of
from insitu_engine.autograd.nodes import Node
from insitu_engine.autograd.recording import edges_of, operands
from insitu_engine.autograd.saved import Held, Saved, keep
from insitu_engine.autograd.texts import FREED
from insitu_engine.autograd.titles import name_of
from insitu_engine.autograd.values import Run, Value
from insitu_engine.errors import GradientError, UnsupportedError
from insitu_engine.gradients import FORMULAS, KEPT, Formula
from insitu_engine.gradients.formulas import Late
from insitu_engine.memory.storage import Tensor
from insitu_engine.meta import Operand
from insitu_engine.optable import Op
from insitu_engine.planner import Plan

if TYPE_CHECKING:
    from insitu_engine.autograd.tape import Tape

#: Ops that keep a number as PyTorch does, as a tensor: a second backward through them is refused.
_WRAPPING: Final = frozenset({"mul", "div"})

#: PyTorch's names for ops whose gradients have none, and those of which it says so in other words.
_KNOWN_AS: Final = {"ctc_loss_backward": "aten::_ctc_loss_backward", "set_": "set_"}
_UNDERIVED: Final = {
    "embedding_renorm_": "embedding_renorm", "geqrf": "geqrf", "unique": "_unique2",
    "unique_consecutive": "unique_consecutive",
}  # fmt: skip


class Recorded(Node):
    """A call of the table, with what its gradient's formulas name."""

    __slots__ = ("_formulas", "_inputs", "_keeps", "_needed", "_op", "_values")

    def __init__(self, run: Run, tape: Tape, plan: Plan, args: tuple[Any, ...]) -> None:
        """Save the inputs, before the call is carried out; what it overwrites is copied, unless a part will do."""
        op = plan.op
        named = dict(zip((parameter.name for parameter in op.schema.parameters), args, strict=True))
        self._op = op
        self._formulas = formulas_of(op)
        #: For each tensor: its parameter, its place in it, its meta.
        self._inputs = [
            (name, at, tensor.meta)
            for name, value in named.items()
            for at, tensor in enumerate(operands((value,)))
        ]
        super().__init__(name_of(op, args), edges_of(op, args), plan.metas)
        #: The formulas of the inputs that require a gradient.
        self._needed = self._chosen()
        self._values: dict[str, Any] | None = {}
        self._keeps = False
        parts = _parts_of(op)
        wanted = self._wanted()
        if "other" in wanted and (op.base or op).name in _WRAPPING:
            self._keeps = True
        for name in wanted:
            if name in parts:
                self._values[name] = self._computed(run, tape, parts[name], named)
                self._keeps = True
            elif name in named:
                self._values[name] = self._save(
                    run, named[name], old=op.in_place and name == op.schema.parameters[0].name
                )
            elif name == "random":
                self._values[name] = run.drawing()
                self._keeps = True
            elif name == "result_metas":
                self._values[name] = plan.metas
            elif name.endswith("_meta"):
                self._values[name] = _metas(named[name.removesuffix("_meta")])
            elif name.endswith("_offset"):
                self._values[name] = named[name.removesuffix("_offset")].offset
            elif name.endswith("_others"):
                self._values[name] = self._save_others(run, named[name.removesuffix("_others")])

    def _wanted(self) -> list[str]:
        """Return what the formulas of the inputs that require a gradient name."""
        return sorted({wanted for formula in self._needed for wanted in formula.wanted})

    def _chosen(self) -> list[Formula]:
        needed = {
            name for (name, _, _), edge in zip(self._inputs, self.edges, strict=True) if edge is not None
        }
        return [formula for name, formula in (self._formulas or {}).items() if name in needed]

    def _save(self, run: Run, value: Any, *, old: bool) -> Any:
        if isinstance(value, Tensor):
            self._keeps = True
            kept = run("clone", value) if old else run.value(value)
            return Saved(run, kept.tensor, edge=edge_of(value))
        if isinstance(value, tuple) and any(isinstance(item, Tensor) for item in value):
            return tuple(self._save(run, item, old=False) for item in value)
        return value

    def _computed(self, run: Run, tape: Tape, part: Formula, named: dict[str, Any]) -> Any:
        """Return what holds a part that is computed of the arguments, or saves the argument that it answers."""
        recording = run.recording(tape)
        values = {name: _as_value(recording, named[name]) for name in part.wanted if name in named}
        found = part({**values, "ops": recording})
        for name, value in values.items():
            if found is value and isinstance(value, Value):
                return self._save(run, named[name], old=False)
        return keep(run, found)

    def _save_others(self, run: Run, tensors: tuple[Tensor, ...]) -> tuple[Saved | None, ...]:
        """Save each of a list of tensors that the gradient of another one needs."""
        needing = {at for at, tensor in enumerate(tensors) if edge_of(tensor) is not None}
        return tuple(
            self._save(run, tensor, old=False) if needing - {at} else None
            for at, tensor in enumerate(tensors)
        )

    def finish(self, run: Run, made: tuple[Tensor, ...]) -> None:
        """Save the results that formulas name, once they are there."""
        assert self._values is not None
        names = self._wanted()
        if "result" in names:
            self._values["result"] = Saved(run, made[0], output=0)
            self._keeps = True
        if "second" in names:
            self._values["second"] = Saved(run, made[1], output=1) if len(made) > 1 else None
            self._keeps = True
        if "results" in names:
            self._values["results"] = tuple(Saved(run, tensor, output=at) for at, tensor in enumerate(made))
            self._keeps = True
        self._note_condensable()

    def _note_condensable(self) -> None:
        """Note the one tensor of which only parts are needed, if it is one."""
        if not self._needed or not all(isinstance(formula, Late) for formula in self._needed):
            return
        assert self._values is not None
        saved = {name: value for name, value in self._values.items() if isinstance(value, Saved)}
        if len(saved) == 1 and not self._given() & saved.keys():
            (only,) = saved.values()
            condensing.note(self, only)

    def _given(self) -> set[str]:
        """Return what late formulas want besides their parts."""
        return {name for formula in self._needed if isinstance(formula, Late) for name in formula.given}

    def condense(self, run: Run) -> None:
        """Keep parts of what is saved in its place; raise an InsituError, with nothing changed, where that cannot be."""
        assert self._values is not None  # or it would not be noted any more
        late = (formula for formula in self._needed if isinstance(formula, Late))
        parts = {name: part for formula in late for name, part in formula.parts.items()}
        values = {name: self._unpack(value, run) for name, value in self._values.items()}
        computed = {name: keep(run, part(values)) for name, part in parts.items()}
        given = self._given()
        self._values = {name: value for name, value in self._values.items() if name in given} | computed

    def backward(self, run: Run, grads: Sequence[Value | None]) -> list[Value | None]:
        """Return the gradients of the inputs, for those that require one."""
        if self._formulas is None:
            raise UnsupportedError(_underived(self._op))
        if self._values is None:
            raise GradientError(FREED)
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
        if isinstance(value, Held):
            return value.unpack(self, run)
        return tuple(self._unpack(item, run) for item in value) if isinstance(value, tuple) else value

    def release(self) -> None:
        """Let go of what is saved; a second backward needs it no more, or raises."""
        if self._keeps:
            self._values = None


def _underived(op: Op) -> str:
    """Return why there is no backward through an op, in PyTorch's words."""
    if op.name in _UNDERIVED:
        return f"the derivative for '{_UNDERIVED[op.name]}' is not implemented."
    return f"derivative for {_KNOWN_AS.get(op.name, f'aten::{op.name}')} is not implemented"


def formulas_of(op: Op) -> dict[str, Formula] | None:
    """Return the gradient's formulas by parameter, None if there are none."""
    return FORMULAS.get(op.name) or (FORMULAS.get(op.base.name) if op.base is not None else None)


def _parts_of(op: Op) -> dict[str, Formula]:
    """Return what the op's formulas want computed when it is recorded, by name."""
    of = op if op.name in FORMULAS else op.base or op
    return KEPT.get(of.name, {})


def _as_value(run: Run, value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_as_value(run, item) for item in value)
    return run.value(value) if isinstance(value, Tensor) else value


def _metas(value: Any) -> Any:
    if isinstance(value, Operand):
        return value.meta
    return tuple(map(_metas, value)) if isinstance(value, tuple) else value
