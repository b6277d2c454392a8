"""Gradients through the client, beside PyTorch's: the same program here and there, the same outcome."""

from __future__ import annotations

import math
from threading import current_thread

import pytest
import torch

import insitu
from insitu_engine.autograd.backward import Backward
from insitu_engine.session import Session

pytestmark = pytest.mark.usefixtures("session")


def outcome(library, program):
    """What a program leaves in `r`, or the first line of what it raises."""
    names = {"T": library}
    try:
        exec(program, names)
        insitu.sync()
    except RuntimeError as error:
        return str(error).partition(". Hint")[0].partition(" If you are")[0].partition("\n")[0]
    return names["r"]


def agrees(program):
    theirs, ours = outcome(torch, program), outcome(insitu, program)
    assert ours == theirs


LEAVES = "x = T.tensor([1., 2., 4.], requires_grad=True); y = T.tensor([4., 5., 8.], requires_grad=True)\n"

PROGRAMS = {
    "product": "(x * y).sum().backward()",
    "accumulated": "(x * y).sum().backward(); (x * x * y).sum().backward()",
    "one tensor twice": "(x * x + y).sum().backward()",
    "written result": "w = x * 1; w.mul_(y); w.sum().backward()",
    "written view": "w = x * 2; w.t_(); w.view(3).mul_(3); (w * y).sum().backward()",
    "write of a leaf into plain memory": "w = T.zeros(3); w.copy_(x); w.mul_(y); w.sum().backward()",
    "older view of a written base": "w = x * 1; v = w.view(3, 1); w.mul_(y); v.sum().backward()",
    "gradient given": "(x * y).backward(T.tensor([1., 0., -1.]))",
    "graph retained": "l = (x * y).sum(); l.backward(retain_graph=True); l.backward()",
    "nothing recorded": "w = x * y\nwith T.no_grad():\n    x.add_(1); z = x * y\n(x + y).sum().backward()",
    "recorded again": "with T.no_grad():\n    with T.enable_grad():\n        w = x * y\nw.sum().backward()",
    "detached": "(x * y.detach() + y).sum().backward()",
    "gradient forgotten": "(x * y).sum().backward(); x.grad = None; (x * y).sum().backward()",
    "gradient set": "x.grad = T.ones(3); y.grad = T.zeros(3); (x * y).sum().backward()",
    "into some inputs": "x.grad = T.ones(3); y.grad = T.zeros(3); (x * y * x).sum().backward(inputs=[x])",
    "into an input twice": "y.grad = T.zeros(3); l = (x * y).sum(); l.backward(inputs=(x, x), retain_graph=True); l.backward(inputs=x)",
    "into an input that was not used": "z = T.ones(3, requires_grad=True); x.grad = y.grad = T.zeros(3); (x * y).sum().backward(inputs=[z, y])",
    "into a computed tensor": "w = x * 3; x.grad = T.ones(3); (w * y).sum().backward(inputs=[w]); y.grad = w.grad",
    "a part of an expanded view": "w = x * 2; e = w.expand(2, 3); e[:1] = y; (e * e).sum().backward()",
    "elements of an expanded view": "w = x * 2; e = w.expand(2, 3); e[0, 1:] = y[1:]; (e * e).sum().backward()",
    "an expanded view filled": "w = x * 2; e = w.expand(2, 3); e[1] = 3.0; (w * y).sum().backward(); x.grad = T.ones(3)",
    "random numbers around x": "(T.normal(x, 1.0) + y).sum().backward()",
    "channels that are not dropped": "w = (x * y).reshape(1, 1, 1, 3); (T.nn.functional.dropout3d(w, 0.5, False) * 2).sum().backward()",
    "second derivative by values at indices": "g, = T.autograd.grad(x.cummax(0)[0].square().sum(), x, create_graph=True); (g * y).sum().backward()",
    "matrices": "((x.reshape(3, 1) @ y.reshape(1, 3)) * x).sum().backward()",
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_gradients_are_those_of_torch(program):
    agrees(f"{LEAVES}{program}\nr = (x.grad.tolist(), y.grad.tolist())")


class Second(insitu.autograd.Function):
    """A product that has a gradient for its second factor alone."""

    @staticmethod
    def forward(ctx, x, y):
        return x * y

    @staticmethod
    def backward(ctx, g):
        return None, g * 2


def test_function_that_gives_one_gradient_leaves_zeros_for_the_other():
    # DRIFT: PyTorch has none there; here the client has foreseen a gradient wherever the graph leads.
    x, y = insitu.ones(3, requires_grad=True), insitu.ones(3, requires_grad=True)
    w = Second.apply(x, y)

    found = insitu.autograd.grad(w.sum(), [x, y], retain_graph=True)
    w.sum().backward()

    assert [gradient.tolist() for gradient in found] == [[0.0] * 3, [2.0] * 3]
    assert (x.grad.tolist(), y.grad.tolist()) == ([0.0] * 3, [2.0] * 3)


REFUSED = {
    "leaf": "x.add_(1)",
    "leaf by index": "x[0] = 1",
    "view of a leaf": "x.view(3).add_(1)",
    "output of several views": "a, b = (x * 1).unbind(0)[:2]; a.mul_(2)",
    "view made under no_grad": "with T.no_grad():\n    v = x.view(3)\nv.mul_(2)",
    "no scalar": "(x * y).backward()",
    "no graph": "T.ones(3).sum().backward()",
    "shape of the gradient": "(x * y).backward(T.ones(2))",
    "numbers without gradients": "T.tensor([1, 2]).requires_grad_()",
    "flag of a computed tensor": "(x * y).requires_grad_(False)",
    "second backward": "l = (x * y).sum(); l.backward(); l.backward()",
    "no inputs": "(x * y).sum().backward(inputs=[])",
    "input without a gradient": "(x * y).sum().backward(inputs=[T.ones(3)])",
    "numpy": "x.numpy()",
    "gradient by a bound": "T.linalg.pinv(T.eye(2), atol=x[0])",
    "view detached": "(x * 1).view(3).detach_()",
}


@pytest.mark.parametrize("program", REFUSED.values(), ids=REFUSED)
def test_refusals_are_those_of_torch(program):
    agrees(f"{LEAVES}{program}\nr = 'nothing was raised'")


FACTS = {
    "leaf": "x",
    "computed": "x * y",
    "plain": "T.ones(3)",
    "compared": "x > y",
    "detached": "(x * y).detach()",
    "view of a leaf": "x.view(3)",
    "in place": "(x * 1).mul_(y)",
    "shape of a leaf": "T.ones(3, 1).reshape_as(x)",
    "detached in place": "(x * 1).detach_()",
}


@pytest.mark.parametrize("expression", FACTS.values(), ids=FACTS)
def test_flags_are_those_of_torch(expression):
    agrees(f"{LEAVES}w = {expression}; r = (w.requires_grad, w.is_leaf, w.grad_fn is None)")


@pytest.mark.parametrize("op", ["exp", "sigmoid", "tanh", "sqrt", "relu", "reciprocal"])
def test_backward_refuses_a_saved_result_that_was_written(op):
    x = insitu.tensor([1.0, 2.0], requires_grad=True)
    w = getattr(x, op)()
    w.add_(1)

    w.sum().backward()

    with pytest.raises(insitu.errors.GradientError) as caught:
        insitu.sync()
    assert f"which is output 0 of {op.capitalize()}, is at version 1; expected version 0 instead" in str(
        caught.value
    )
    assert f"add_() wrote it at {__file__}:" in str(caught.value)
    assert x.grad is None


def test_backward_waits_for_nothing(session, monkeypatch):
    x = insitu.tensor([1.0, 2.0], requires_grad=True)

    with monkeypatch.context() as patch:
        patch.setattr(session.stream, "ask", None)  # what waits, raises
        (x * x).sum().backward()
        x.grad.add_(1)

    assert x.grad.tolist() == [3.0, 5.0]


def test_gradient_is_added_into_the_same_tensor():
    x = insitu.tensor([1.0, 2.0], requires_grad=True)
    (x * 2).sum().backward()
    first = x.grad
    version = first._version

    (x * 3).sum().backward()

    assert x.grad is first
    assert first._version == version + 1
    assert first.tolist() == [5.0, 5.0]


def test_graph_holds_its_bytes_until_backward(session):
    x = insitu.ones(1000, requires_grad=True)
    y = x.exp()
    live = session.memory().live
    z = y.exp()
    z = (z * y).sum()

    held = session.memory().live - live
    z.backward()
    del z
    after = session.memory().live - live

    assert held == 4000 + 4  # the second exp and the sum; what is saved are those tensors themselves
    assert after == 4000  # the gradient


def test_refused_write_leaves_the_past_as_it_was():
    x = insitu.tensor([1.0, 2.0], requires_grad=True)
    w = x * 1
    before = w.grad_fn
    w.index_fill_(0, insitu.tensor([5]), 0.0)

    with pytest.raises(IndexError):
        insitu.sync()

    assert w.grad_fn is before
    w.sum().backward()
    assert x.grad.tolist() == [1.0, 1.0]


@pytest.mark.parametrize("library", [torch, insitu], ids=["torch", "insitu"])
def test_grad_returns_gradients_and_leaves_grad_alone(library):
    x = library.tensor([1.0, 2.0], requires_grad=True)
    y = library.tensor([3.0, 4.0], requires_grad=True)
    z = library.ones(2, requires_grad=True)

    found = library.autograd.grad((x * y).sum(), (x, z), allow_unused=True)

    assert found[0].tolist() == [3.0, 4.0]
    assert found[1] is None
    assert x.grad is None


def test_tensor_prints_what_made_it():
    x = insitu.ones(2, requires_grad=True)
    assert repr(x) == "tensor([1., 1.], requires_grad=True)"
    assert repr(x * 2) == "tensor([2., 2.], grad_fn=<MulBackward0>)"


def test_value_that_is_written_over_is_kept_as_it_was():
    x = insitu.full((100_000,), 0.5, requires_grad=True)
    w = x * 1
    w.sin_()
    others = [insitu.full((100_000,), 9.0) for _ in range(4)]

    w.sum().backward()

    assert len(others) == 4
    assert x.grad.min().item() == x.grad.max().item() == pytest.approx(math.cos(0.5), rel=1e-6)


#: What `r` is made of in float64, where both must agree to rounding: gradients of gradients, and kept ones.
SECOND = {
    "second derivative": "g, = A.grad((x ** 3).sum(), x, create_graph=True); h, = A.grad(g.sum(), x); r = [g, h]",
    "third": "g = x.sin().sum()\nfor _ in range(3):\n    g = A.grad(g, x, create_graph=True)[0].sum()\nr = [g]",
    "of an intermediate": "h = x * y; g, = A.grad(h.exp().sum(), h, create_graph=True); r = A.grad(g.sum(), [h, x, y])",
    "penalty": "g, = A.grad((x * x * y).sum(), x, create_graph=True); ((g ** 2).sum() + x.sum()).backward(); r = [x.grad, y.grad]",
    "backward that is recorded": "(x.exp() * y).sum().backward(create_graph=True); (x.grad * y.grad).sum().backward(); r = [x.grad, y.grad]",
    "accumulated out of place": "(x * x).sum().backward(); g = x.grad; (x ** 3).sum().backward(create_graph=True); r = [g, x.grad]",
    "written in between": "w = x * 1; w.mul_(y); g, = A.grad((w * w).sum(), x, create_graph=True); r = A.grad(g.sum(), [x, y])",
    "seed of its own": "s = T.ones(3, dtype=T.float64, requires_grad=True); g, = A.grad(x * y, x, s, create_graph=True); r = A.grad(g.sum(), [s, y])",
    "zeros for what was not used": "r = A.grad(x.sum(), [x, y], materialize_grads=True)",
    "kept": "h = x * y; h.retain_grad(); (h * h).sum().backward(); r = [h.grad, x.grad]",
    "kept and added to": "h = x * y; h.retain_grad(); l = (h * h).sum(); l.backward(retain_graph=True); g = h.grad; l.backward(); r = [g, h.grad]",
    "kept of the last value": "h = x * 2; h.retain_grad(); h.mul_(y); (h * h).sum().backward(); r = [h.grad, x.grad]",
    "kept of a view's base": "h = x * 2; h.retain_grad(); h[1:].mul_(y[1:]); (h * h).sum().backward(); r = [h.grad, x.grad]",
    "kept in grad()": "h = x * y; h.retain_grad(); A.grad((h * h).sum(), x); r = [h.grad]",
    "kept on the way to an input": "h = x * y; h.retain_grad(); k = h * y; k.retain_grad(); k.sum().backward(inputs=[x]); r = [h.grad, k.grad, x.grad]",
    "kept beside the way to an input": "h = x * y; h.retain_grad(); z = y * 1; z.retain_grad(); (h * z).sum().backward(inputs=[x]); r = [h.grad, x.grad] + ([] if z.grad is None else [z.grad])",
    "kept and asked for": "h = x * y; h.retain_grad(); l = (h * h).sum(); l.backward(inputs=[h]); r = [h.grad]",
}


@pytest.mark.parametrize("program", SECOND.values(), ids=SECOND)
@pytest.mark.filterwarnings("ignore:Using backward:UserWarning")
def test_gradients_of_gradients_are_those_of_torch(program):
    start = "x = T.tensor([1., 2., 4.], dtype=T.float64, requires_grad=True); y = T.tensor([3., -5., 8.], dtype=T.float64, requires_grad=True)\nA = T.autograd\n"
    results = []
    for library in (torch, insitu):
        names = {"T": library}
        exec(start + program, names)
        results.append([(value.detach().tolist(), value.requires_grad) for value in names["r"]])
    theirs, ours = results
    assert [needs for _, needs in ours] == [needs for _, needs in theirs]
    for (mine, _), (exact, _) in zip(ours, theirs, strict=True):
        assert mine == pytest.approx(exact, rel=1e-12)


RETAINING = {
    "no gradient": "x.detach().retain_grad(); r = 0",
    "a leaf": "x.retain_grad(); r = x.retains_grad",
    "flag": "h = x * 2; a = h.retains_grad; h.retain_grad(); h.retain_grad(); r = (a, h.retains_grad)",
}


@pytest.mark.parametrize("program", RETAINING.values(), ids=RETAINING)
def test_retain_grad_is_that_of_torch(program):
    agrees(LEAVES + program)


def test_a_recorded_backward_takes_one_round_trip(session, round_trips):
    x = insitu.ones(3, requires_grad=True)
    x.exp().sum().backward(create_graph=True)
    assert len(round_trips) == 1
    assert x.grad.grad_fn is not None


@pytest.mark.parametrize("shape", [(2, 3), (3, 3)], ids=str)
def test_a_leaf_that_was_reshaped_since_it_was_used_gets_no_gradient_of_its_former_shape(session, shape):
    x = insitu.ones(shape, requires_grad=True)
    y = x * 2
    with insitu.no_grad():
        x.t_()
    with pytest.raises(
        RuntimeError, match=r"a leaf had shape \[\d, 3\] and strides \[3, 1\] when it was used"
    ):
        y.sum().backward()
    assert x.grad is None


def test_backward_leaves_the_servers_event_loop_to_others(session, monkeypatch):
    threads = {}

    def noted(method, name):
        def call(self, *args, **kwargs):
            threads[name] = current_thread()
            return method(self, *args, **kwargs)

        return call

    monkeypatch.setattr(Session, "prepare", noted(Session.prepare, "loop"))
    monkeypatch.setattr(Backward, "begin", noted(Backward.begin, "backward"))
    x = insitu.ones(3, requires_grad=True)
    (x * 2).sum().backward()
    assert x.grad.tolist() == [2, 2, 2]
    assert threads["loop"] is not threads["backward"]
