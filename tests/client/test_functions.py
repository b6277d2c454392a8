"""Functions with gradients of their own, beside PyTorch's, and what checks gradients."""

from __future__ import annotations

import pytest
import torch

import insitu

pytestmark = pytest.mark.usefixtures("session")

START = """
x = T.tensor([1., 2., 4.], dtype=T.float64, requires_grad=True); y = T.tensor([4., 5., 8.], dtype=T.float64, requires_grad=True)
A = T.autograd; F = A.Function
class Exp(F):
    @staticmethod
    def forward(ctx, i):
        result = i.exp(); ctx.save_for_backward(result); return result
    @staticmethod
    def backward(ctx, g):
        result, = ctx.saved_tensors; return g * result
class Scale(F):
    @staticmethod
    def forward(ctx, i, factor, other):
        ctx.factor = factor; ctx.save_for_backward(i, other); seen.append(ctx.needs_input_grad); return i * other * factor
    @staticmethod
    def backward(ctx, g):
        i, other = ctx.saved_tensors; return g * other * ctx.factor, None, g * i * ctx.factor
class Double(F):
    @staticmethod
    def forward(ctx, i):
        ctx.mark_dirty(i); return i.mul_(2)
    @staticmethod
    def backward(ctx, g): return g * 2
class Two(F):
    @staticmethod
    def forward(ctx, i): return i * 2, i * 3
    @staticmethod
    def backward(ctx, g, h): seen.append((g.tolist(), h.tolist())); return g * 2 + h * 3
class Lazy(Two):
    @staticmethod
    def forward(ctx, i): ctx.set_materialize_grads(False); return i * 2, i * 3
    @staticmethod
    def backward(ctx, g, h): seen.append((g is None, h is None)); return g * 2
class Same(F):
    @staticmethod
    def forward(ctx, i): return i
    @staticmethod
    def backward(ctx, g): return g * 7
class Split(F):
    @staticmethod
    def forward(i): return i.exp()
    @staticmethod
    def setup_context(ctx, inputs, output): ctx.save_for_backward(output)
    @staticmethod
    def backward(ctx, g): return g * ctx.saved_tensors[0]
class Most(F):
    @staticmethod
    def forward(ctx, i):
        values, places = i.max(0); ctx.mark_non_differentiable(places); ctx.save_for_backward(i == values); return values, places
    @staticmethod
    def backward(ctx, g, _): return g * ctx.saved_tensors[0]
class Few(F):
    @staticmethod
    def forward(ctx, i, j): return i * j
    @staticmethod
    def backward(ctx, g): return g
class Shape(F):
    @staticmethod
    def forward(ctx, i): return i * 2
    @staticmethod
    def backward(ctx, g): return g[:2]
class Number(F):
    @staticmethod
    def forward(ctx, i, n): return i * n
    @staticmethod
    def backward(ctx, g): return g, g
class Spread(F):
    @staticmethod
    def forward(ctx, i): return i.sum() * 2
    @staticmethod
    def backward(ctx, g): return g * 2
"""
PROGRAMS = {
    "exp": "r = Exp.apply(x); seen.append((r.grad_fn.name(), r.requires_grad, r.is_leaf)); r.sum().backward()",
    "among other ops": "(Exp.apply(x * y) * y).sum().backward()",
    "several arguments": "Scale.apply(x, 3, y).sum().backward()",
    "one that requires none": "Scale.apply(x, 3, y.detach()).sum().backward()",
    "none that requires any": "r = Scale.apply(x.detach(), 3, y.detach()); seen.append(r.requires_grad)",
    "without recording": "with T.no_grad():\n    r = Exp.apply(x)\nseen.append(r.requires_grad)",
    "in place": "h = x * y; r = Double.apply(h); seen.append((r is h, h.grad_fn.name())); (h * h).sum().backward()",
    "in place of a view": "h = x * y; Double.apply(h[1:]); (h * h).sum().backward()",
    "in place of a leaf": "Double.apply(x)",
    "two results": "a, b = Two.apply(x); (a * b).sum().backward()",
    "one of two results": "a, b = Two.apply(x); a.sum().backward()",
    "None for the other": "a, b = Lazy.apply(x); a.sum().backward()",
    "an argument as it is": "r = Same.apply(x); seen.append(r is x); (r * r).sum().backward()",
    "an argument as it is, written": "r = Same.apply(x * 1); r.mul_(2)",
    "context apart": "Split.apply(x).sum().backward()",
    "no gradient for one": "v, p = Most.apply(x); seen.append((v.requires_grad, p.requires_grad, p.tolist())); v.backward()",
    "second derivative": "g, = A.grad(Exp.apply(x).sum(), x, create_graph=True); seen.append(A.grad((g * y).sum(), [x, y])[0].tolist())",
    "second derivative of several": "g, = A.grad((Scale.apply(x, 3, y) ** 2).sum(), x, create_graph=True); seen.append([t.tolist() for t in A.grad(g.sum(), [x, y])])",
    "twice": "r = Exp.apply(x).sum(); r.backward(retain_graph=True); r.backward()",
    "twice without keeping": "r = Exp.apply(x).sum(); r.backward(); r.backward()",
    "saved and written": "r = Exp.apply(x); s = (r * 1).sum(); r.mul_(2); s.backward()",
    "an argument saved and written": "h = x * 1; r = Scale.apply(h, 3, y); h.mul_(2); r.sum().backward()",
    "too few gradients": "Few.apply(x, y).sum().backward()",
    "a wrong shape": "Shape.apply(x).sum().backward()",
    "a gradient of a number": "Number.apply(x, 2).sum().backward()",
    "a gradient to be spread": "try:\n    Spread.apply(x).backward()\nexcept RuntimeError:\n    seen.append('refused')",
    "with a hook": "r = Exp.apply(x); r.register_hook(lambda g: g * 3); r.sum().backward()",
    "jacobian": "seen.append(A.functional.jacobian(lambda a: a.exp() * a.sum(), x).tolist())",
    "jacobian of several": "seen.append([t.tolist() for t in A.functional.jacobian(lambda a, b: (a * b).sum(0), (x, y))])",
    "jacobian of tuples": "seen.append([[t.tolist() for t in row] for row in A.functional.jacobian(lambda a, b: (a * b, a.sum()), (x, y))])",
    "hessian": "seen.append(A.functional.hessian(lambda a: (a ** 3).sum() * a[0], x).tolist())",
    "hessian of several": "seen.append([[t.tolist() for t in row] for row in A.functional.hessian(lambda a, b: (a * a * b).sum(), (x, y))])",
    "vjp": "o, v = A.functional.vjp(lambda a: a.exp(), x, y.detach()); seen.append((o.tolist(), v.tolist()))",
    "jvp": "o, v = A.functional.jvp(lambda a: a.exp() * a, x, y.detach()); seen.append((o.tolist(), v.tolist()))",
    "vhp": "o, v = A.functional.vhp(lambda a: (a ** 3).sum(), x, y.detach()); seen.append((o.tolist(), v.tolist()))",
    "hvp": "o, v = A.functional.hvp(lambda a: (a ** 3).sum(), x, y.detach()); seen.append((o.tolist(), v.tolist()))",
    "vjp without v": "A.functional.vjp(lambda a: a.exp(), x)",
    "gradcheck": "seen.append(A.gradcheck(lambda a, b: a * b.exp(), (x, y)))",
    "gradgradcheck": "seen.append(A.gradgradcheck(lambda a, b: a * b.sin(), (x, y)))",
    "gradcheck of a wrong one": "seen.append(A.gradcheck(Same.apply, (x,), raise_exception=False))",
    "gradcheck of nothing": "try:\n    A.gradcheck(T.exp, (x.detach(),))\nexcept ValueError as error:\n    seen.append(str(error))",
    "gradcheck of complex numbers": "z = T.tensor([1 + 2j, 3 - 1j], dtype=T.complex128, requires_grad=True); seen.append(A.gradcheck(lambda a: a * a.conj() * a, (z,)))",
    "gradcheck of parts": "z = T.tensor([1 + 2j, 3 - 1j], dtype=T.complex128, requires_grad=True); seen.append(A.gradcheck(lambda a: a.abs(), (z,)))",
}


def outcome(library, program):
    names = {"T": library, "seen": []}
    try:
        exec(START + program, names)
    except RuntimeError as error:
        return (
            str(error)
            .partition(". Hint")[0]
            .partition(" If you are")[0]
            .partition("\n")[0]
            .partition(" mul_() wrote")[0]
            .rstrip(".")
        )
    return names["seen"], [
        None if leaf.grad is None else leaf.grad.tolist() for leaf in (names["x"], names["y"])
    ]


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_functions_are_those_of_torch(program):
    theirs, ours = outcome(torch, program), outcome(insitu, program)
    if isinstance(theirs, str):
        assert ours == theirs
    else:
        mine, exact = flat(ours), flat(theirs)
        assert [item for item in mine if isinstance(item, str)] == [
            item for item in exact if isinstance(item, str)
        ]
        numbers = [item for item in exact if not isinstance(item, str)]
        assert [item for item in mine if not isinstance(item, str)] == pytest.approx(numbers, rel=1e-9)


def flat(value):
    """Return all numbers and words of nested lists in one list, True and None as words."""
    if isinstance(value, list | tuple):
        return [number for item in value for number in flat(item)] + [f"{len(value)} items"]
    return [str(value) if isinstance(value, bool | str) or value is None else value]


def test_gradcheck_tells_both_sides():
    class Wrong(insitu.autograd.Function):
        @staticmethod
        def forward(ctx, i):
            return i * 2

        @staticmethod
        def backward(ctx, g):
            return g * 3

    x = insitu.ones(2, dtype=insitu.float64, requires_grad=True)
    with pytest.raises(
        insitu.autograd.GradcheckError, match=r"(?s)Jacobian mismatch.*numerical:.*2.*analytical:.*3"
    ):
        insitu.autograd.gradcheck(Wrong.apply, (x,))


def test_gradcheck_reads_all_differences_at_once(session, round_trips):
    x = insitu.rand(20, dtype=insitu.float64, requires_grad=True)
    assert insitu.autograd.gradcheck(lambda a: a.exp(), (x,))
    assert len(round_trips) == 2  # differences, and gradients
