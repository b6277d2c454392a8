"""A program run on torch and on insitu, which must come to the same after every line.

Both refuse a line, by the same class and in the same words, or both go on, and then every live tensor must agree: shape,
version, whether it requires a gradient, whether it is a leaf, what made it, whether it has a gradient. Values are cloned
as they come and read in one go when the program ends, so that insitu's calls run in batches.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Never

import numpy as np
import torch

import insitu
from insitu_engine.errors import InsituError, OverlapError, UnsupportedError
from insitu_engine.overlap import INTERNAL, SHARED
from insitupb.v1 import ops_pb2

from .differences import BROKEN, for_what_is_copied, for_what_is_kept, said, same_maker, tell_of_others
from .draw import Live
from .gradients import ends
from .lenient import FIXED, NO_GRAD, detached, leniently
from .lines import grow


class DisagreementError(AssertionError):
    """The worlds differ: the lines so far, what kind of difference it is, and the details."""

    def __init__(self, lines: list[str], kind: str, details: str) -> None:
        self.lines = lines
        self.kind = kind
        self.details = details
        super().__init__(f"{kind}: {details}")

    @property
    def script(self) -> str:
        """The lines as a program of its own."""
        return "\n".join(("import insitu as T", *FIXED, *self.lines))

    def __str__(self) -> str:
        return f"worlds disagree: {self.kind}: {self.details}\n--- as a script\n{self.script}\n---"


class OverError(Exception):
    """The rest of a program says nothing."""


class Program:
    """One program in progress, in both worlds."""

    def __init__(self, session: insitu.Session, counts: Counter[str], *, watched: bool = True) -> None:
        """``watched``: look at every live tensor after every line, which makes PyTorch renew written views at once."""
        self.lines: list[str] = []
        #: Those that neither world has refused.
        self._applied: list[str] = []
        self._session = session
        self._counts = counts
        self._watched = watched
        self._theirs: Live = {}
        self._ours: dict[str, insitu.Tensor] = {}
        self._names = {"T": torch}, {"T": insitu}
        #: Pairs of clones, with how many lines there were and what they are.
        self._clones: list[tuple[int, str, torch.Tensor, insitu.Tensor]] = []
        for names in self._names:
            for line in FIXED:
                exec(line, names)

    def draw(self, tapes: list[bytes]) -> None:
        """Run a program whose lines are what the tapes choose."""
        self._until_over(
            line
            for tape in (*tapes, None)
            for line in (ends(self._theirs) if tape is None else [grow(tape, self._theirs, len(self.lines))])
            if line is not None
        )

    def replay(self, lines: Iterable[str]) -> None:
        """Run these lines."""
        self._until_over(lines)

    def _until_over(self, lines: Iterable[str]) -> None:
        with warnings.catch_warnings(), insitu.current.using(self._session):
            warnings.simplefilter("ignore")
            try:
                with suppress(OverError):
                    for line in lines:
                        self._step(line)
                    self._keep_all()
                with suppress(OverError):
                    self._compare_values()
            except UnsupportedError as error:
                self._counts[f"not there yet: {error.message}"] += 1
            finally:
                self._forget()

    def _step(self, line: str) -> None:
        code = compile(line, f"<line {len(self.lines) + 1}>", "exec")
        before = dict(self._theirs), dict(self._ours)
        error = _run(code, self._names[1], self._ours)
        if isinstance(error, OverlapError) and "This session is strict" in str(error):
            self._counts["unsafe"] += 1  # what comes out depends on PyTorch's order of writing
            return
        self.lines.append(line)
        had = {name: x.grad for name, x in self._theirs.items()}
        kept = [
            (x, x.grad, x.grad.clone()) for x in before[0].values() if _walks(line) and x.grad is not None
        ]
        self._ask_what_made_it(line)
        refusal = _run(code, self._names[0], self._theirs)
        if refusal is not None and error is None:
            error = self._late_error()
        if refusal is not None and error is None and for_what_is_kept(refusal):
            self._judge_leniently(line, refusal)
        self._same_refusal(refusal, error)
        if refusal is not None:
            self._counts["refused"] += 1
            self._theirs, self._ours = before
            self._take_back(line, kept)
            return
        self._applied.append(line)
        self._counts["applied"] += 1
        self._drop_nothings()
        self._adopt(line, before[0])
        self._keep(line, had)

    def _ask_what_made_it(self, line: str) -> None:
        """Have PyTorch know what made the view that a line writes."""
        # DRIFT: a view of what was no leaf's is a leaf to PyTorch until somebody asks, and to insitu it never is.
        written = self._theirs.get(line.removeprefix(NO_GRAD)[0])
        if written is not None and written._is_view():
            with suppress(RuntimeError):
                _ = written.grad_fn

    def _take_back(self, line: str, kept: list[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]) -> None:
        """Undo what PyTorch has done of a backward that it refused: it adds gradients, and frees, on its way."""
        if not _walks(line):
            return
        if "retain_graph" not in line:
            raise OverError
        for x in self._theirs.values():
            if x.grad is not None and not any(x is leaf for leaf, _, _ in kept):
                x.grad = None
        for x, grad, value in kept:
            if x.grad is not grad:  # one that is retained
                x.grad = grad
            if not torch.equal(grad, value):
                if any(grad is y for y in self._theirs.values()):
                    raise OverError
                x.grad = value

    def _drop_nothings(self) -> None:
        """Forget names of what is None: a gradient that there is not."""
        theirs, ours = (
            {name for name, x in live.items() if x is None} for live in (self._theirs, self._ours)
        )
        if theirs != ours:
            self._fail("nothing", f"torch has no {sorted(theirs)}, insitu no {sorted(ours)}")
        for name in theirs:
            del self._theirs[name], self._ours[name]

    def _adopt(self, line: str, before: Live) -> None:
        """Bring a new tensor of PyTorch's to what insitu's are."""
        line = line.removeprefix(NO_GRAD)
        name = line[0]
        theirs = self._theirs.get(name)
        if theirs is None or not line.startswith(f"{name} = ") or any(theirs is x for x in before.values()):
            return
        if "autograd.grad(" in line and not theirs.requires_grad:
            # DRIFT: a gradient is a tensor of its own here; PyTorch's is a view, often of one element.
            self._theirs[name] = theirs.clone(memory_format=torch.contiguous_format)
        elif not theirs._is_view() and not hasattr(theirs, "first_version"):
            # DRIFT: some of PyTorch's kernels count their own write to a new tensor.
            theirs.first_version = theirs._version - self._ours[name]._version

    def _compare_flags(self) -> None:
        expected, got = shown(self._theirs), shown(self._ours)
        if expected != got and (difference := _difference(expected, got)):
            self._fail("flags", difference)

    def _keep(self, line: str, had: dict[str, Any]) -> None:
        """Clone what the line is about, as it is now."""
        name = line.removeprefix(NO_GRAD)[0]
        with torch.no_grad(), insitu.no_grad():
            if name in self._theirs:
                self._keep_one(name, self._theirs[name], self._ours[name])
            for leaf, grad in had.items():
                now = self._theirs.get(leaf)
                if now is not None and now.grad is not None and ("backward" in line or now.grad is not grad):
                    self._keep_one(f"{leaf}.grad", now.grad, self._ours[leaf].grad)

    def _keep_one(self, what: str, theirs: torch.Tensor, ours: insitu.Tensor) -> None:
        if ours is None:
            self._fail("gradient", f"torch has {what}, insitu has not")
        self._clones.append((len(self.lines), what, theirs.detach().clone(), ours.clone()))

    def _keep_all(self) -> None:
        """Compare all that is there."""
        self._compare_flags()
        with torch.no_grad(), insitu.no_grad():
            for name in self._theirs:
                self._keep_one(name, self._theirs[name], self._ours[name])
                if self._theirs[name].grad is not None:
                    self._keep_one(f"{name}.grad", self._theirs[name].grad, self._ours[name].grad)

    def _compare_values(self) -> None:
        """Compare all that was kept."""
        queries = [ops_pb2.Query(handle=ours.handle, value=True) for _, _, _, ours in self._clones]
        try:
            answers = self._session.ask(queries).answers
        except InsituError as error:
            self._fail_alone(error)
        for (age, what, theirs, _), answer in zip(self._clones, answers, strict=True):
            expected = theirs.contiguous().numpy()
            got = np.frombuffer(answer.value.raw, np.float64).reshape(expected.shape)
            self._counts["gradients" if what.endswith(".grad") else "values"] += 1
            if not close(expected, got):
                self._fail("values", f"{what}\n    {expected.tolist()}\ninsitu\n    {got.tolist()}", age)

    def _forget(self) -> None:
        """Let go of everything, also of what the server still has to say."""
        with suppress(InsituError):
            self._session.sync()
        self._clones.clear()
        self._ours.clear()
        self._theirs.clear()

    def _late_error(self) -> InsituError | None:
        """Return what the server has refused."""
        try:
            self._session.sync()
        except InsituError as error:
            return error
        return None

    def _same_refusal(self, refusal: Exception | None, error: Exception | None) -> None:
        if isinstance(error, UnsupportedError) and not isinstance(refusal, NotImplementedError):
            raise error
        one_sided = (refusal is None) is not (error is None)
        of_memory = isinstance(error, OverlapError) or SHARED in str(refusal)
        if one_sided and of_memory and self._other_strides():
            self._counts["drift: PyTorch keeps strides in results, so other memory is shared"] += 1
            raise OverError
        # Else `expand().zero_()` would have been refused itself.
        if INTERNAL in str(refusal) and (error is None or for_what_is_kept(error)):
            self._counts["drift: PyTorch cannot go back through a write to an expanded view"] += 1
            raise OverError
        if error is None and BROKEN in str(refusal):
            self._counts["drift: PyTorch fails an assertion of its own, and asks to report the bug"] += 1
            raise OverError
        if refusal is None:
            if error is not None:
                self._fail_alone(error)
            return
        expected = f"{type(refusal).__name__}: {refusal}"
        if error is None:
            self._fail("torch alone refuses", expected)
        if not isinstance(error, type(refusal)) or said(error) != said(refusal):
            if tell_of_others(refusal, error):
                self._counts["drift: PyTorch keeps more, and tells of another value that was written"] += 1
                return
            self._fail("words", f"torch raises {expected}\ninsitu {type(error).__name__}: {error}")

    def _other_strides(self) -> bool:
        """Whether the bytes of some tensor lie otherwise than PyTorch's."""
        return any(x.stride() != self._ours[name].stride() for name, x in self._theirs.items())

    def _judge_leniently(self, line: str, refusal: Exception) -> Never:
        """Hold gradients that insitu computes, where PyTorch refuses, to what PyTorch computes if it may keep all."""
        refused = f"{type(refusal).__name__}: {refusal}"
        try:
            theirs = leniently([*self._applied, line])
        except Exception as error:  # noqa: BLE001 - whatever is raised says that there is nothing to hold them to
            self._fail("torch alone refuses", f"{refused}\nleniently {type(error).__name__}: {error}")
        self._clones.clear()
        # A tensor that keeps gradients goes on to keep those of the value that it was detached from: there it is another.
        apart = [self._ours[name] for name in detached(self._applied) if name in self._ours]
        for name, ours in self._ours.items():
            for what, wanted, got in (
                (name, theirs[name], ours),
                (f"{name}.grad", theirs[name].grad, ours.grad),
            ):
                if what != name and ours.retains_grad and any(ours is x for x in apart):
                    continue
                if (wanted is None) is not (got is None):
                    self._fail("torch alone refuses", f"{refused}\nand {what} is {got}")
                if wanted is not None:
                    with insitu.no_grad():
                        self._clones.append((len(self.lines), what, wanted.detach(), got.detach().clone()))
        self._counts["lenient: insitu keeps less, and PyTorch keeping all has the same gradients"] += 1
        raise OverError

    def _fail(self, kind: str, details: str, age: int | None = None) -> Never:
        late = self._late_error()
        if late is not None:
            self._fail_alone(late)
        raise DisagreementError(self.lines[:age], kind, details)

    def _fail_alone(self, error: Exception) -> Never:
        """Fail for what insitu alone refuses."""
        if isinstance(error, UnsupportedError):
            raise error
        if for_what_is_copied(error, self._applied):
            self._counts["drift: PyTorch multiplies by a copy of a stack of matrices, and keeps that"] += 1
            raise OverError
        raise DisagreementError(self.lines, "insitu alone refuses", f"{type(error).__name__}: {error}")


def _walks(line: str) -> bool:
    """Whether a line goes back through the graph."""
    return "backward(" in line or "autograd.grad(" in line


def _run(code: Any, names: dict[str, Any], live: dict[str, Any]) -> Exception | None:
    """Run a line and return what it raised; a NameError is the program's own."""
    before = dict(live)
    try:
        exec(code, names, live)
    except NameError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever is raised is compared
        live.clear()
        live.update(before)
        return error
    return None


def shown(live: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    """What can be seen of live tensors without their values, in either world."""
    same: dict[int, str] = {}
    seen = {}
    for name, x in sorted(live.items()):
        try:
            made = None if x.grad_fn is None else x.grad_fn.name()
            leaf = x.is_leaf
        except RuntimeError as error:  # a view that has no place in the graph any more
            made, leaf = said(error), False
        seen[name] = (
            tuple(x.shape), x._version - getattr(x if x._base is None else x._base, "first_version", 0), x.requires_grad, leaf, made, leaf and x.grad is not None,
            same.setdefault(id(x), name), x._is_view(),
        )  # fmt: skip
    return seen


FIELDS = ("shape", "version", "requires_grad", "is_leaf", "grad_fn", "has grad", "same as", "is view")


def _difference(expected: dict[str, tuple[Any, ...]], got: dict[str, tuple[Any, ...]]) -> str:
    return "\n".join(
        f"{name}.{field}: torch {left}, insitu {right}"
        for name in expected
        for field, left, right in zip(FIELDS, expected[name], got[name], strict=True)
        if left != right and not (field == "grad_fn" and same_maker(left, right))
    )


def close(expected: np.ndarray, got: np.ndarray) -> bool:
    """Whether values are equal but for rounding, at the scale of the tensor."""
    if expected.tobytes() == got.tobytes() or expected.size == 0:
        return True
    finite = np.abs(expected[np.isfinite(expected)])
    scale = max(1.0, float(finite.max())) if finite.size else 1.0
    return np.allclose(expected, got, rtol=1e-7, atol=1e-9 * scale, equal_nan=True)
