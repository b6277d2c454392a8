"""Functions with a gradient of their own, and checks of gradients, beside PyTorch's."""

from __future__ import annotations

import pytest

import insitu

from .beside import both

pytestmark = pytest.mark.usefixtures("session")

BEFORE = """
A = T.autograd; Fn = T.autograd.Function
once = T.autograd.function.once_differentiable
x = T.tensor([1., 2.], requires_grad=True); y = T.tensor([3., 4.]); z = T.tensor([5., 6.], requires_grad=True)
class Cube(Fn):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a); return a ** 3
    @staticmethod
    def backward(ctx, g):
        a, = ctx.saved_tensors; return 3 * a ** 2 * g
class Cube2(Fn):
    @staticmethod
    def forward(a): return a ** 3
    @staticmethod
    def setup_context(ctx, inputs, output): ctx.save_for_backward(inputs[0])
    @staticmethod
    def backward(ctx, g): return 3 * ctx.saved_tensors[0] ** 2 * g
class Scale(Fn):
    @staticmethod
    def forward(ctx, a, k, name=None):
        ctx.k = k; seen.append(ctx.needs_input_grad); return a * k
    @staticmethod
    def backward(ctx, g): return g * ctx.k, None, None
class Two(Fn):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b); return a * b, a + b
    @staticmethod
    def backward(ctx, g, h):
        seen.append((g, h)); a, b = ctx.saved_tensors; return g * b + h, g * a + h
class Double(Fn):
    @staticmethod
    def forward(ctx, a): ctx.mark_dirty(a); return a.mul_(2)
    @staticmethod
    def backward(ctx, g): return g * 2
"""
PROGRAMS = {
    "cube": "r = Cube.apply(x); seen += [r.requires_grad, r.is_leaf, r.grad_fn.name()]; r.sum().backward(); seen += [x.grad]",
    "other style": "r = Cube2.apply(x); seen += [r.grad_fn.name()]; r.sum().backward(); seen += [x.grad]",
    "no grad needed": "r = Cube.apply(y); seen += [r.requires_grad, r.grad_fn is None]",
    "under no_grad": "with T.no_grad(): r = Cube.apply(x)\nseen += [r.requires_grad]",
    "non tensor args": "r = Scale.apply(x, 3, 'a'); r.sum().backward(); seen += [x.grad]",
    "keyword args": "Scale.apply(x, k=3)",
    "fewer gradients": "class B(Fn):\n    @staticmethod\n    def forward(ctx, a, b): return a * 1\n    @staticmethod\n    def backward(ctx, g): return g\nB.apply(x, z).sum().backward()",
    "more gradients": "class B(Fn):\n    @staticmethod\n    def forward(ctx, a): return a * 1\n    @staticmethod\n    def backward(ctx, g): return g, g\nB.apply(x).sum().backward()",
    "more gradients None": "class B(Fn):\n    @staticmethod\n    def forward(ctx, a): return a * 1\n    @staticmethod\n    def backward(ctx, g): return g, None\nB.apply(x).sum().backward(); seen += [x.grad]",
    "gradient for a number": "class B(Fn):\n    @staticmethod\n    def forward(ctx, a, k): return a * k\n    @staticmethod\n    def backward(ctx, g): return g, g\nB.apply(x, 2).sum().backward()",
    "gradient wrong shape": "class B(Fn):\n    @staticmethod\n    def forward(ctx, a): return a * 1\n    @staticmethod\n    def backward(ctx, g): return T.ones(3)\nB.apply(x).sum().backward()",
    "gradient a number": "class B(Fn):\n    @staticmethod\n    def forward(ctx, a): return a * 1\n    @staticmethod\n    def backward(ctx, g): return 3.\nB.apply(x).sum().backward()",
    "gradient wrong dtype": "class B(Fn):\n    @staticmethod\n    def forward(ctx, a): return a * 1\n    @staticmethod\n    def backward(ctx, g): return g.double()\nB.apply(x).sum().backward(); seen += [x.grad]",
    "gradient broadcast": "class B(Fn):\n    @staticmethod\n    def forward(ctx, a): return a.sum()\n    @staticmethod\n    def backward(ctx, g): return g\nB.apply(x).backward(); seen += [x.grad]",
    "two": "p, q = Two.apply(x, z); (p + 2 * q).sum().backward(); seen += [x.grad, z.grad]",
    "one of two": "p, q = Two.apply(x, z); p.sum().backward(); seen += [x.grad, z.grad]",
    "one of two, not materialized": "class B(Two):\n    @staticmethod\n    def forward(ctx, a, b): ctx.set_materialize_grads(False); return a * 2, b * 2\n    @staticmethod\n    def backward(ctx, g, h): seen.append((g, h)); return g, T.ones(2)\np, q = B.apply(x, z); p.sum().backward(); seen += [x.grad]",
    "dirty leaf": "Double.apply(x)",
    "dirty view": "w = x * 1; Double.apply(w[:1]); w.sum().backward(); seen += [x.grad]",
    "dirty not returned": "class B(Fn):\n    @staticmethod\n    def forward(ctx, a): ctx.mark_dirty(a); return a.mul_(2) * 1\n    @staticmethod\n    def backward(ctx, g): return g\nB.apply(x * 1)",
    "non-differentiable": "class B(Fn):\n    @staticmethod\n    def forward(ctx, a): r = a > 1; s = a * 2; ctx.mark_non_differentiable(s); return a * 3, s\n    @staticmethod\n    def backward(ctx, g, h): seen.append(h); return g * 3\np, s = B.apply(x); seen += [p.requires_grad, s.requires_grad]; p.sum().backward(); seen += [x.grad]",
    "integers out": "class B(Fn):\n    @staticmethod\n    def forward(ctx, a): return a * 2, a.argmax()\n    @staticmethod\n    def backward(ctx, g, h): return g * 2\np, i = B.apply(x); seen += [i, i.requires_grad]; p.sum().backward(); seen += [x.grad]",
    "input returned": "class B(Fn):\n    @staticmethod\n    def forward(ctx, a): return a\n    @staticmethod\n    def backward(ctx, g): return g * 7\nr = B.apply(x); seen += [r is x, r._is_view(), r.requires_grad]; r.sum().backward(); seen += [x.grad]",
    "input returned, written": "class B(Fn):\n    @staticmethod\n    def forward(ctx, a): return a\n    @staticmethod\n    def backward(ctx, g): return g * 7\nr = B.apply(x * 1); r.add_(1)",
    "view returned": "class B(Fn):\n    @staticmethod\n    def forward(ctx, a): return a.view(1, 2)\n    @staticmethod\n    def backward(ctx, g): return g.view(2) * 7\nr = B.apply(x); seen += [r.shape]; r.sum().backward(); seen += [x.grad]",
    "view returned, written": "class B(Fn):\n    @staticmethod\n    def forward(ctx, a): return a.view(1, 2)\n    @staticmethod\n    def backward(ctx, g): return g.view(2) * 7\nr = B.apply(x * 1); r.add_(1)",
    "None and numbers returned": "class B(Fn):\n    @staticmethod\n    def forward(ctx, a): return a * 2, None, 3\n    @staticmethod\n    def backward(ctx, *g): seen.append(g); return g[0] * 2\nr = B.apply(x); seen += [r[1], r[2]]; r[0].sum().backward(); seen += [x.grad]",
    "number returned": "class B(Fn):\n    @staticmethod\n    def forward(ctx, a): return 3\n    @staticmethod\n    def backward(ctx, *g): return g\nseen += [B.apply(x)]",
    "list returned": "class B(Fn):\n    @staticmethod\n    def forward(ctx, a): return [a * 2]\n    @staticmethod\n    def backward(ctx, *g): return g\nr = B.apply(x); seen += [type(r).__name__, r[0].requires_grad]",
    "double backward": "g, = A.grad(Cube.apply(x).sum(), x, create_graph=True); seen += [g.detach(), g.requires_grad]; seen += list(A.grad(g.sum(), x))",
    "once": "class B(Cube):\n    @staticmethod\n    @once\n    def backward(ctx, g): a, = ctx.saved_tensors; return 3 * a ** 2 * g\nB.apply(x).sum().backward(); seen += [x.grad]",
    "once, twice": "class B(Cube):\n    @staticmethod\n    @once\n    def backward(ctx, g): a, = ctx.saved_tensors; return 3 * a ** 2 * g\ng, = A.grad(B.apply(x).sum(), x, create_graph=True)\nseen += [g.requires_grad]\ng.sum().backward()",
    "backward twice": "r = Cube.apply(x).sum(); r.backward(); r.backward()",
    "backward twice retained": "r = Cube.apply(x).sum(); r.backward(retain_graph=True); r.backward(); seen += [x.grad]",
    "saved output": "class E(Fn):\n    @staticmethod\n    def forward(ctx, a): r = a.exp(); ctx.save_for_backward(r); return r\n    @staticmethod\n    def backward(ctx, g): r, = ctx.saved_tensors; return g * r\nE.apply(x).sum().backward(); seen += [x.grad]",
    "saved output, double": "class E(Fn):\n    @staticmethod\n    def forward(ctx, a): r = a.exp(); ctx.save_for_backward(r); return r\n    @staticmethod\n    def backward(ctx, g): r, = ctx.saved_tensors; return g * r\ng, = A.grad(E.apply(x).sum(), x, create_graph=True); seen += list(A.grad(g.sum(), x))",
    "saved None": "class E(Fn):\n    @staticmethod\n    def forward(ctx, a): ctx.save_for_backward(a, None); return a * 1\n    @staticmethod\n    def backward(ctx, g): seen.append(ctx.saved_tensors[1]); return g\nE.apply(x).sum().backward()",
    "saved no tensor": "class E(Fn):\n    @staticmethod\n    def forward(ctx, a): ctx.save_for_backward(3); return a * 1\n    @staticmethod\n    def backward(ctx, g): return g\nE.apply(x)",
    "attributes": "class E(Fn):\n    @staticmethod\n    def forward(ctx, a): ctx.note = [1]; ctx.t = a; return a * 1\n    @staticmethod\n    def backward(ctx, g): seen.append(ctx.note); return g * ctx.t\nE.apply(x).sum().backward(); seen += [x.grad]",
    "needs_input_grad": "class E(Fn):\n    @staticmethod\n    def forward(ctx, a, b, k): return a * b\n    @staticmethod\n    def backward(ctx, g): seen.append(ctx.needs_input_grad); return g, None, None\nE.apply(x, y, 3).sum().backward()",
    "needs_input_grad with grad()": "class E(Fn):\n    @staticmethod\n    def forward(ctx, a, b): return a * b\n    @staticmethod\n    def backward(ctx, g): seen.append(ctx.needs_input_grad); return g, g\nseen += list(A.grad(E.apply(x, z).sum(), x))",
    "raises in backward": "class E(Fn):\n    @staticmethod\n    def forward(ctx, a): return a * 1\n    @staticmethod\n    def backward(ctx, g): raise ValueError('mine')\ntry: E.apply(x).sum().backward()\nexcept ValueError as e: seen += [str(e), x.grad]\n(x * 2).sum().backward(); seen += [x.grad]",
    "raises in forward": "class E(Fn):\n    @staticmethod\n    def forward(ctx, a): raise ValueError('mine')\nE.apply(x)",
    "no backward": "class E(Fn):\n    @staticmethod\n    def forward(ctx, a): return a * 1\nE.apply(x).sum().backward()",
    "no forward": "class E(Fn): pass\nE.apply(x)",
    "instance": "Cube()(x)",
    "grad mode inside": "class E(Fn):\n    @staticmethod\n    def forward(ctx, a): seen.append(T.is_grad_enabled()); return a * 1\n    @staticmethod\n    def backward(ctx, g): seen.append((T.is_grad_enabled(), g.requires_grad)); return g\nE.apply(x).sum().backward(); A.grad(E.apply(x).sum(), x, create_graph=True)",
    "nested": "class E(Fn):\n    @staticmethod\n    def forward(ctx, a): ctx.save_for_backward(a); return Cube.apply(a) * 2\n    @staticmethod\n    def backward(ctx, g): return 6 * ctx.saved_tensors[0] ** 2 * g\nE.apply(x).sum().backward(); seen += [x.grad]",
    "recomputed": "class E(Fn):\n    @staticmethod\n    def forward(ctx, a): ctx.save_for_backward(a); return a ** 3\n    @staticmethod\n    def backward(ctx, g):\n        with T.enable_grad():\n            a = ctx.saved_tensors[0].detach().requires_grad_(); r = a ** 3\n        r.backward(g); return a.grad\nE.apply(x).sum().backward(); seen += [x.grad]",
    "in a chain": "r = (Cube.apply(x * 2) * y).sin(); r.sum().backward(); seen += [x.grad]",
    "several uses": "(Cube.apply(x) + Cube.apply(x)).sum().backward(); seen += [x.grad]",
    "same arg twice": "p, q = Two.apply(x, x); (p + q).sum().backward(); seen += [x.grad]",
    "vjp instead of backward": "class E(Fn):\n    @staticmethod\n    def forward(ctx, a): return a * 2\n    @staticmethod\n    def vjp(ctx, g): return g * 2\nE.apply(x).sum().backward(); seen += [x.grad]",
    "grad fn next": "r = Cube.apply(x); seen += [len(r.grad_fn.next_functions), r.grad_fn.next_functions[0][0].name()]",
    "gradcheck": "seen += [A.gradcheck(lambda a: a ** 3, (x.double().detach().requires_grad_(),)), A.gradgradcheck(lambda a: a ** 3, (x.double().detach().requires_grad_(),))]",
    "gradcheck single": "seen += [A.gradcheck(lambda a: a ** 3, x.double().detach().requires_grad_())]",
    "gradcheck options": "seen += [A.gradcheck(lambda a: a ** 3, (x.double().detach().requires_grad_(),), eps=1e-6, atol=1e-4, nondet_tol=0.0, check_undefined_grad=True, check_grad_dtypes=False, check_batched_grad=False, fast_mode=False)]",
    "gradcheck fast": "seen += [A.gradcheck(lambda a: a ** 3, (x.double().detach().requires_grad_(),), fast_mode=True)]",
    "gradcheck no grad": "A.gradcheck(lambda a: a, (y,))",
    "gradcheck float": "seen += [A.gradcheck(lambda a: a * 2, (x,), eps=1e-2, atol=1e-2)]",
    "gradcheck wrong": "class W(Fn):\n    @staticmethod\n    def forward(ctx, a): return a * 2\n    @staticmethod\n    def backward(ctx, g): return g * 3\nseen += [A.gradcheck(W.apply, (x.double().detach().requires_grad_(),), raise_exception=False)]",
    "dirty, without versions": "w = x * 1; r = Double.apply(w); seen += [r is w, w.grad_fn.name(), r.requires_grad]; r.sum().backward(); seen += [x.grad]",
}  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_programs_come_to_what_they_do_in_torch(program):
    ours, theirs = both(BEFORE + program)

    assert ours == theirs


@pytest.mark.parametrize(
    ("options", "kind"),
    [({"check_forward_ad": True}, NotImplementedError), ({"no_such": 1}, TypeError)],
    ids=str,
)
def test_gradcheck_refuses_what_it_cannot_do(options, kind):
    x = insitu.ones(2, dtype=insitu.float64, requires_grad=True)

    with pytest.raises(kind):
        insitu.autograd.gradcheck(lambda a: a * 2, (x,), **options)


def test_a_function_has_one_gradient():
    class Both(insitu.autograd.Function):
        @staticmethod
        def forward(ctx, a):
            return a * 2

        @staticmethod
        def backward(ctx, g):
            return g

        vjp = backward

    x = insitu.ones(2, requires_grad=True)

    with pytest.raises(RuntimeError, match="Implementing both 'backward' and 'vjp'"):
        Both.apply(x).sum().backward()
