"""Hooks on tensors, beside PyTorch's: the same program here and there."""

from __future__ import annotations

import gc

import pytest
import torch

import insitu

pytestmark = pytest.mark.usefixtures("session")

LEAVES = "x = T.tensor([1., 2., 4.], requires_grad=True); y = T.tensor([4., 5., 8.], requires_grad=True); seen = []\n"
PROGRAMS = {
    "on a leaf": "x.register_hook(lambda g: seen.append(g.tolist())); (x * y).sum().backward()",
    "on a computed tensor": "h = x * y; h.register_hook(lambda g: seen.append(g.tolist())); (h * 3).sum().backward()",
    "that replaces": "h = x * y; h.register_hook(lambda g: g * 2); (h * 3).sum().backward()",
    "one after the other": "h = x * y; h.register_hook(lambda g: g * 2); h.register_hook(lambda g: seen.append(g.tolist())); h.sum().backward()",
    "removed": "h = x * y; k = h.register_hook(lambda g: g * 2); k.remove(); h.sum().backward()",
    "removed by with": "h = x * y\nwith h.register_hook(lambda g: g * 2):\n    h.sum().backward(retain_graph=True)\nh.sum().backward()",
    "twice": "x.register_hook(lambda g: seen.append(g.tolist())); (x * y).sum().backward(); (x * 2).sum().backward()",
    "of a sum of paths": "h = x * 1; h.register_hook(lambda g: seen.append(g.tolist())); (h * y + h * h).sum().backward()",
    "before a write": "h = x * 2; h.register_hook(lambda g: seen.append(g.tolist())); h.mul_(y); (h * h).sum().backward()",
    "after a write": "h = x * 2; h.mul_(y); h.register_hook(lambda g: seen.append(g.tolist())); (h * h).sum().backward()",
    "before a write of a view": "h = x * 2; h.register_hook(lambda g: seen.append(g.tolist())); h[1:].mul_(3); (h * h).sum().backward()",
    "and what is kept": "h = x * 2; h.retain_grad(); h.register_hook(lambda g: g * 5); h.sum().backward(); seen.append(h.grad.tolist())",
    "in grad()": "h = x * 2; h.register_hook(lambda g: g * 5); seen.append([g.tolist() for g in T.autograd.grad(h.sum(), [h])])",
    "beside the way": "h = y * 2; h.register_hook(lambda g: seen.append(g.tolist())); T.autograd.grad((h * x).sum(), x)",
    "into inputs": "h = x * 2; h.register_hook(lambda g: seen.append(g.tolist())); (h * y).sum().backward(inputs=[x])",
    "recorded": "h = x * x; h.register_hook(lambda g: g * x); g, = T.autograd.grad((h * y).sum(), x, create_graph=True); seen.append(T.autograd.grad(g.sum(), [x, y])[0].tolist())",
    "not recorded": "h = x * 2; h.register_hook(lambda g: seen.append((g * x).requires_grad)); h.sum().backward()",
    "of a wrong type": "h = x * 2; h.register_hook(lambda g: 3); h.sum().backward()",
    "of a wrong size": "def cut(g): return g[:1]\nh = x * 2; h.register_hook(cut); h.sum().backward()",
    "on what requires none": "x.detach().register_hook(print)",
    "with a backward inside": "h = x * 2; h.register_hook(lambda g: (y * y).sum().backward()); h.sum().backward()",
    "that raises": "h = x * 2\ndef no(g): raise ValueError('no')\nh.register_hook(no)\ntry:\n    h.sum().backward()\nexcept ValueError as error:\n    seen.append(str(error))",
    "after accumulating": "x.register_post_accumulate_grad_hook(lambda t: seen.append((t is x, t.grad.tolist()))); (x * y).sum().backward(); (x * y).sum().backward()",
    "that lets go of the gradient": "def free(t): t.grad = None\nx.register_post_accumulate_grad_hook(free); (x * y).sum().backward()",
    "after accumulating, on a computed one": "(x * 2).register_post_accumulate_grad_hook(print)",
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_hooks_see_and_change_what_they_do_in_torch(program):
    results = []
    for library in (torch, insitu):
        names = {"T": library}
        try:
            exec(LEAVES + program, names)
            grads = [None if leaf.grad is None else leaf.grad.tolist() for leaf in (names["x"], names["y"])]
            results.append((names["seen"], grads))
        except (RuntimeError, TypeError) as error:
            results.append(str(error).partition(". Hint")[0])
    theirs, ours = results
    assert ours == theirs


def test_a_hook_costs_one_round_trip(session, round_trips):
    x = insitu.ones(3, requires_grad=True)
    (x * 2).sum().backward()
    x.register_hook(lambda g: g * 2)
    (x * 2).sum().backward()
    assert len(round_trips) == 2  # where it stopped, and that it is over
    assert x.grad.tolist() == [6, 6, 6]


def test_tensors_with_hooks_are_collected(session, round_trips):
    x = insitu.ones(3, requires_grad=True)
    for _ in range(3):
        h = x * 2
        h.register_hook(lambda g: g)
        h.sum().backward()
    del h
    gc.collect()
    assert len(session.watchers) == 0
    round_trips.clear()
    x.sum().backward()
    assert round_trips == []


def test_gradients_with_hooks_that_are_refused_on_their_way_leave_no_handle_that_never_was(session):
    x = insitu.ones(3, requires_grad=True)
    y = x.exp()
    z = y * 2
    z.register_hook(lambda g: g * 0.5)
    y.add_(1)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        insitu.autograd.grad(z.sum(), x)
    gc.collect()

    session.sync()
    assert (x + 1).tolist() == [2.0, 2.0, 2.0]


@pytest.mark.parametrize("hooked", ["x", "last"])
def test_a_backward_with_hooks_that_is_refused_on_its_way_adds_nothing(session, hooked):
    x, y = insitu.ones(3, requires_grad=True), insitu.ones(3, requires_grad=True)
    h = x.exp()
    last = h + y
    {"x": x, "last": last}[hooked].register_hook(lambda g: g * 2)
    with insitu.no_grad():
        h.zero_()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        last.sum().backward()
    assert (x.grad, y.grad) == (None, None)
    (y * 2).sum().backward()
    assert y.grad.tolist() == [2, 2, 2]
