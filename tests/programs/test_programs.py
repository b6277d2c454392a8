"""Random programs that compute gradients: insitu and PyTorch come to the same after every line.

A test run takes the same 1000 programs each time; ``make programs`` many more (``INSITU_PROGRAMS``, and others with
``INSITU_SEED``). hypothesis draws them, and shrinks one that disagrees to a script of the lines that it needs.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import insitu
import insitu_engine.autograd.tape
from insitu_engine.autograd import history, recording
from insitu_engine.autograd.backward import Backward
from insitu_engine.autograd.saved import Saved
from insitu_engine.autograd.walk import Walk
from insitu_engine.gradients import FORMULAS, Formula
from insitu_engine.session import log

from .worlds import DisagreementError, Program

PROGRAMS = int(os.environ.get("INSITU_PROGRAMS", "1000"))
SEED = os.environ.get("INSITU_SEED")
#: A break is seen within so many programs.
SOON = 400
#: A step's choices; a step of zeros is none, so that a program that fails shrinks to the few lines that it needs.
TAPES = st.lists(st.binary(min_size=32, max_size=32), min_size=6, max_size=24)


@pytest.fixture(scope="module")
def session() -> Iterator[insitu.Session]:
    """A strict session: it tells apart what depends on PyTorch's order of writing."""
    with insitu.connect() as root, insitu.connect(root.address, strict=True) as strict:
        yield strict


def run(session: insitu.Session, counts: Counter[str], *, many: int, shrink: bool = True) -> None:
    """Run so many programs, every other one looked at after each line; raise DisagreementError."""

    @settings(
        max_examples=many,
        derandomize=SEED is None,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(TAPES, st.booleans())
    def agree(tapes, watched):
        Program(session, counts, watched=watched).draw(tapes)

    (agree if SEED is None else seed(int(SEED))(agree))()


@pytest.mark.timeout(0 if PROGRAMS > 1000 else 600)
def test_programs_agree_with_pytorch_after_every_line(session, capsys):
    counts: Counter[str] = Counter()

    run(session, counts, many=PROGRAMS)

    with capsys.disabled():
        print(f"\n{PROGRAMS:,} programs: {dict(counts)}")  # noqa: T201 - how much was tried
    assert counts["applied"] > 9 * PROGRAMS
    assert counts["refused"] > counts["applied"] / 20
    assert counts["gradients"] > PROGRAMS
    assert not [reason for reason in counts if reason.startswith("not there yet")]
    assert sum(counts[reason] for reason in counts if reason.startswith(("drift", "lenient"))) < PROGRAMS / 50


# --- that they can fail -----------------------------------------------------------------------------------------------


def found(session: insitu.Session) -> DisagreementError:
    """A disagreement among the programs, as it was found."""
    with pytest.raises(DisagreementError) as caught:
        run(session, Counter(), many=SOON, shrink=False)
    return caught.value


def no_refusal(op, args):
    return None


def without_bases(rebase):
    """A write to a view changes the past of the view alone."""

    def only_views(target, node):
        if target.base is None:
            rebase(target, node)

    return only_views


def without_renewal(grad_fn):
    """A view comes from where it came from, whatever was written since."""

    def as_it_was(tensor):
        return None if tensor.history is None else tensor.history.edge

    return as_it_was


def without_versions(unpack):
    def careless(self, *args):
        self._version = self._value.tensor.root.version
        return unpack(self, *args)

    return careless


def without_zeros(through):
    """The gradient of what a write to a view replaced goes on to what was there before."""

    def generous(self, node, gradient):
        _, *others = through(self, node, gradient)
        return [gradient, *others]

    return generous


def doubling(accumulate):
    def twice(self, leaf, gradient):
        accumulate(self, leaf, gradient + gradient)

    return twice


BREAKS = {
    "versions are not compared": [(Saved, "unpack", without_versions)],
    "a write to a view leaves its base": [(recording, "rebase", without_bases)],
    "views of a written base stay": [(history, "grad_fn", without_renewal)],
    "leaves may be written": [
        (insitu_engine.autograd.tape, "refuse_write", lambda _: no_refusal),
        (insitu.dispatch, "refuse_write", lambda _: no_refusal),
    ],
    "leaves may be written on the client": [(insitu.dispatch, "refuse_write", lambda _: no_refusal)],
    "a write to a view hides nothing": [(Walk, "_through_slices", without_zeros)],
    "a gradient is added twice": [(Backward, "_accumulate", doubling)],
    "views may be written however they were made": [
        (place, "note_views", lambda _: lambda *_, **__: None) for place in (insitu.dispatch, log)
    ],
}


@pytest.mark.parametrize("places", BREAKS.values(), ids=BREAKS)
def test_a_broken_engine_is_seen(session, monkeypatch, places):
    for owner, name, make in places:
        monkeypatch.setattr(owner, name, make(getattr(owner, name)))

    assert found(session).lines


@pytest.mark.parametrize("op", ["mul", "sigmoid", "sum", "clamp", "exp"])
def test_a_wrong_formula_is_seen(session, monkeypatch, op):
    right = FORMULAS[op]["self"]
    wrong = Formula(lambda **values: right(values) * 2, right.wanted)
    monkeypatch.setitem(FORMULAS, op, {**FORMULAS[op], "self": wrong})

    assert found(session).kind == "values"


def test_a_disagreement_shrinks_to_the_lines_that_it_needs_and_runs_as_a_script(session, monkeypatch):
    monkeypatch.setattr(Backward, "_accumulate", doubling(Backward._accumulate))
    with pytest.raises(DisagreementError) as caught:
        run(session, Counter(), many=SOON)

    assert len(caught.value.lines) < 4
    script = str(caught.value).partition("as a script\n")[2].partition("\n---")[0]
    names: dict[str, object] = {}
    exec(script.replace("import insitu as T", "import torch as T"), names)
    assert isinstance(names["a"], torch.Tensor)


def test_pytorch_refuses_for_what_it_keeps_and_insitu_is_held_to_its_gradients(session, monkeypatch):
    right = FORMULAS["index_add"]["self"]
    wrong = Formula(lambda **values: right(values) * 2, right.wanted)
    monkeypatch.setitem(FORMULAS, "index_add", {**FORMULAS["index_add"], "self": wrong})
    with pytest.raises(DisagreementError, match=r"values: a\.grad"):
        Program(session, Counter(), watched=True).replay(KEPT)


def test_pytorch_refuses_for_what_it_keeps_and_insitu_agrees_with_its_gradients(session):
    counts: Counter[str] = Counter()

    Program(session, counts, watched=True).replay(KEPT)

    assert [counts[reason] for reason in counts if reason.startswith("lenient")] == [1]


KEPT = [
    "a = T.tensor([1.0, 2.0], dtype=T.float64, requires_grad=True)",
    "b = a * 2.0",
    "c = a * 3.0",
    "b.index_add_(0, places, c)",
    "c.zero_()",
    "b.sum().backward()",
]
