"""Hooks around a module's call and on its gradients, beside PyTorch's."""

from __future__ import annotations

import pytest

import insitu

from .beside import both

pytestmark = pytest.mark.usefixtures("session")

BEFORE = """
x = T.tensor([[1., 2.]], requires_grad=True); y = T.tensor([[3., 4.]])
lin = nn.Linear(2, 2)
with T.no_grad(): lin.weight.copy_(T.tensor([[1., 2.], [3., 4.]])); lin.bias.zero_()
class Two(nn.Module):
    def forward(self, a, b=None, *, c=1): return (a * 2, (a if b is None else b) * c)
class Broken(nn.Module):
    def forward(self, a): raise ValueError('broken')
two = Two(); broken = Broken()
def see(*args): seen.append([type(a).__name__ if isinstance(a, nn.Module) else a for a in args])
"""
PROGRAMS = {
    "before": "lin.register_forward_pre_hook(see); lin(x)",
    "before, replaced": "lin.register_forward_pre_hook(lambda m, a: (a[0] * 2,)); lin.register_forward_pre_hook(lambda m, a: a[0] + 1); seen += [lin(x)]",
    "before, with keywords": "two.register_forward_pre_hook(see, with_kwargs=True); two(x, c=3); two.register_forward_pre_hook(lambda m, a, k: ((y,), {'c': 5}), with_kwargs=True); seen += [two(x, c=3)]",
    "before, with keywords, wrong": "two.register_forward_pre_hook(lambda m, a, k: 3, with_kwargs=True); two(x)",
    "before, first": "two.register_forward_pre_hook(lambda m, a: seen.append(1)); two.register_forward_pre_hook(lambda m, a: seen.append(2), prepend=True); two(x)",
    "after": "lin.register_forward_hook(see); lin(x)",
    "after, replaced": "lin.register_forward_hook(lambda m, a, r: r * 2); lin.register_forward_hook(lambda m, a, r: r + 1); seen += [lin(x)]",
    "after, with keywords": "two.register_forward_hook(see, with_kwargs=True); two(x, b=y, c=3)",
    "after, first": "two.register_forward_hook(lambda *a: seen.append(1)); two.register_forward_hook(lambda *a: seen.append(2), prepend=True); two(x)",
    "after an error": "broken.register_forward_hook(lambda *a: seen.append('not')); broken.register_forward_hook(see, always_call=True)\ntry: broken(1)\nexcept ValueError as error: seen += [str(error)]",
    "after an error, raising": "def no(*a): raise KeyError('no')\nbroken.register_forward_hook(no, always_call=True)\ntry: broken(1)\nexcept ValueError as error: seen += [str(error)]",
    "after an error, once": "def no(*a): raise KeyError('no')\ntwo.register_forward_hook(see, always_call=True); two.register_forward_hook(no)\ntry: two(1)\nexcept KeyError: pass",
    "removed": "h = lin.register_forward_hook(see); h.remove(); h.remove(); lin(x); seen += [len(lin._forward_hooks)]",
    "removed by with": "with lin.register_forward_hook(see): lin(y)\nlin(y)",
    "removed while called": "h = two.register_forward_hook(lambda *a: h.remove()); two(x); seen += [len(two._forward_hooks)]",
    "forward alone calls none": "lin.register_forward_hook(see); seen += [lin.forward(x)]",
    "backward": "lin.register_full_backward_hook(see); lin(x * 1).sum().backward(); seen += [x.grad, lin.weight.grad]",
    "backward at a leaf": "lin.register_full_backward_hook(see); lin(x).sum().backward(); seen += [x.grad]",
    "backward, replaced": "lin.register_full_backward_hook(lambda m, i, o: (i[0] * 10,)); lin(x).sum().backward(); seen += [x.grad, lin.weight.grad]",
    "backward, replaced twice": "lin.register_full_backward_hook(lambda m, i, o: (i[0] * 10,)); lin.register_full_backward_hook(lambda m, i, o: (i[0] + 1,)); lin(x).sum().backward(); seen += [x.grad]",
    "backward, first": "lin.register_full_backward_hook(lambda *a: seen.append(1)); lin.register_full_backward_hook(lambda *a: seen.append(2), prepend=True); lin(x).sum().backward()",
    "backward, of a wrong number": "lin.register_full_backward_hook(lambda m, i, o: ()); lin(x).sum().backward()",
    "before backward": "lin.register_full_backward_pre_hook(see); lin(x).sum().backward(); seen += [x.grad]",
    "before backward, replaced": "lin.register_full_backward_pre_hook(lambda m, o: (o[0] * 10,)); lin.register_full_backward_hook(see); lin(x).sum().backward(); seen += [x.grad, lin.weight.grad]",
    "before backward, of a wrong number": "lin.register_full_backward_pre_hook(lambda m, o: (1, 2, 3)); lin(x).sum().backward()",
    "backward without an argument's": "lin.register_full_backward_hook(see); lin(y).sum().backward(); seen += [lin.bias.grad]",
    "backward without an argument's, replaced": "lin.register_full_backward_hook(lambda *a: (y,)); lin(y).sum().backward()",
    "backward without an argument's, replaced by none": "lin.register_full_backward_hook(lambda *a: (None,)); lin(y).sum().backward(); seen += [lin.bias.grad]",
    "backward of several": "two.register_full_backward_hook(see); a, b = two(x * 1, y); (a.sum() + 3 * b.sum()).backward(); seen += [x.grad]",
    "backward of several, both computed": "two.register_full_backward_hook(see); a, b = two(x * 1, x * 3); (a.sum() + 3 * b.sum()).backward(); seen += [x.grad]",
    "backward of one of several": "two.register_full_backward_hook(see); a, b = two(x * 1); a.sum().backward(); seen += [x.grad]",
    "backward with arguments that are no tensors": "two.register_full_backward_hook(see); two(x, 3)[0].sum().backward()",
    "backward, keywords are left out": "two.register_full_backward_hook(see); two(x, b=y)[0].sum().backward()",
    "backward of a list": "class L(nn.Module):\n    def forward(self, a): return [a * 2]\nl = L(); l.register_full_backward_hook(see); l(x)[0].sum().backward(); seen += [x.grad]",
    "backward, nothing to compute": "lin.requires_grad_(False); lin.register_full_backward_hook(see); seen += [lin(y).requires_grad]",
    "backward without recording": "lin.register_full_backward_hook(see)\nwith T.no_grad(): seen += [lin(x).requires_grad]",
    "backward twice": "lin.register_full_backward_hook(see); r = lin(x).sum(); r.backward(retain_graph=True); r.backward(); seen += [x.grad]",
    "backward, removed": "h = lin.register_full_backward_hook(see); h.remove(); lin(x).sum().backward(); seen += [x.grad]",
    "backward in a chain": "q = nn.Sequential(lin, nn.ReLU(), nn.Linear(2, 1, bias=False))\nwith T.no_grad(): q[2].weight.fill_(2)\nfor m in q: m.register_full_backward_hook(see)\nq(x).sum().backward(); seen += [x.grad]",
    "backward in grad()": "lin.register_full_backward_hook(lambda m, i, o: (i[0] * 10,)); seen += T.autograd.grad(lin(x).sum(), x)",
    "backward, recorded": "lin.register_full_backward_hook(lambda m, i, o: (i[0] * x,)); g, = T.autograd.grad(lin(x).sum(), x, create_graph=True); g.sum().backward(); seen += [g.detach(), x.grad]",
    "views": "lin.register_full_backward_hook(see); r = lin(x); seen += [r._is_view(), r.grad_fn.name()]",
    "result written": "lin.register_full_backward_hook(see); lin(x).add_(1)",
    "argument written": "m = nn.ReLU(inplace=True); m.register_full_backward_hook(see); m(x * 1)",
}  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_programs_come_to_what_they_do_in_torch(program):
    ours, theirs = both(BEFORE + program)

    assert ours == theirs


def test_a_hooked_backward_costs_a_round_trip_a_passage(session, monkeypatch):
    module = insitu.nn.Linear(2, 2)
    module.register_full_backward_hook(lambda *_: None)
    loss = module(insitu.ones(1, 2, requires_grad=True)).sum()
    asked = []
    ask = session.stream.ask
    monkeypatch.setattr(session.stream, "ask", lambda *queries: asked.append(queries) or ask(*queries))

    loss.backward()

    assert len(asked) == 3  # where its results are, where its arguments are, and that it is over
