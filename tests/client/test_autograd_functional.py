"""Jacobians, Hessians and their products with vectors, beside PyTorch's: values, graphs and texts."""

from __future__ import annotations

import pytest

from .beside import both

pytestmark = pytest.mark.usefixtures("session")

BEFORE = """
A = T.autograd; AF = T.autograd.functional
x = T.tensor([1., 2.], requires_grad=True); y = T.tensor([3., 4.]); s = T.tensor(2., requires_grad=True)
def f(a): return a * a * a
def g(a, b): return a * b + b.sin(), (a * a).sum()
def h(a, b): return (a * a * b).sum()
"""
PROGRAMS = {
    "jacobian": "seen += [AF.jacobian(f, y)]",
    "jacobian of several": "seen += [AF.jacobian(g, (x, y))]",
    "jacobian of one in a tuple": "seen += [AF.jacobian(f, (y,))]",
    "jacobian recorded": "j = AF.jacobian(f, x, create_graph=True); j.sum().backward(); seen += [j.requires_grad, j.detach(), x.grad]",
    "jacobian not recorded": "j = AF.jacobian(f, x); seen += [j.requires_grad]",
    "jacobian of nothing": "seen += [AF.jacobian(lambda a: T.ones(2), y)]",
    "jacobian of nothing, strict": "AF.jacobian(lambda a: T.ones(2), y, strict=True)",
    "jacobian of half": "seen += [AF.jacobian(lambda a, b: a * 2, (x, y))]",
    "jacobian of half, strict": "AF.jacobian(lambda a, b: a * 2, (x, y), strict=True)",
    "jacobian linear, strict recorded": "AF.jacobian(lambda a: a * 2, x, create_graph=True, strict=True)",
    "jacobian no tensor": "AF.jacobian(f, 3)",
    "jacobian list": "AF.jacobian(f, [x])",
    "jacobian no tensor out": "AF.jacobian(lambda a: 3, x)",
    "jacobian list out": "AF.jacobian(lambda a: [a], x)",
    "jacobian scalar": "seen += [AF.jacobian(lambda a: a ** 3, s)]",
    "jacobian vectorized": "seen += [AF.jacobian(f, y, vectorize=True)]",
    "jacobian strategy": "seen += [AF.jacobian(f, y, strategy='reverse-mode')]",
    "jacobian matrix": "seen += [AF.jacobian(lambda a: a.reshape(1, 2) @ T.ones(2, 3), y)]",
    "vjp": "seen += [AF.vjp(f, y, T.ones(2))]",
    "vjp of several": "seen += [AF.vjp(g, (x, y), (T.ones(2), T.tensor(2.)))]",
    "vjp scalar": "seen += [AF.vjp(lambda a: a.sum(), y)]",
    "vjp without v": "AF.vjp(f, y)",
    "vjp wrong v": "AF.vjp(f, y, T.ones(3))",
    "vjp wrong number": "AF.vjp(g, (x, y), T.ones(2))",
    "vjp recorded": "r = AF.vjp(f, x, T.ones(2), create_graph=True); seen += [r[0].requires_grad, r[1].requires_grad]; r[1].sum().backward(); seen += [x.grad]",
    "vjp strict": "AF.vjp(lambda a: T.ones(2), y, T.ones(2), strict=True)",
    "vjp of nothing": "seen += [AF.vjp(lambda a: T.ones(2), y, T.ones(2))]",
    "vjp strict recorded": "AF.vjp(lambda a: a * 2, x, T.ones(2), create_graph=True, strict=True)",
    "jvp": "seen += [AF.jvp(f, y, T.ones(2))]",
    "jvp of several": "seen += [AF.jvp(g, (x, y), (T.ones(2), T.ones(2)))]",
    "jvp without v": "AF.jvp(f, y)",
    "jvp scalar in": "seen += [AF.jvp(lambda a: a * y, s)]",
    "jvp recorded": "r = AF.jvp(f, x, T.ones(2), create_graph=True); r[1].sum().backward(); seen += [r[1].requires_grad, x.grad]",
    "jvp strict": "AF.jvp(lambda a: T.ones(2), y, T.ones(2), strict=True)",
    "jvp of nothing": "seen += [AF.jvp(lambda a: T.ones(2), y, T.ones(2))]",
    "hessian": "seen += [AF.hessian(lambda a: (a ** 3).sum(), y)]",
    "hessian of several": "seen += [AF.hessian(h, (x, y))]",
    "hessian recorded": "H = AF.hessian(lambda a: (a ** 4).sum(), x, create_graph=True); H.sum().backward(); seen += [x.grad]",
    "hessian of no scalar": "AF.hessian(f, y)",
    "hessian linear": "seen += [AF.hessian(lambda a: a.sum(), y)]",
    "hessian linear, strict": "AF.hessian(lambda a: a.sum(), y, strict=True)",
    "hessian vectorized": "seen += [AF.hessian(lambda a: (a ** 3).sum(), y, vectorize=True)]",
    "hessian one-element": "seen += [AF.hessian(lambda a: (a ** 3).sum().reshape(1), y)]",
    "vhp": "seen += [AF.vhp(lambda a: (a ** 3).sum(), y, T.ones(2))]",
    "vhp of several": "seen += [AF.vhp(h, (x, y), (T.ones(2), T.ones(2)))]",
    "vhp no v": "AF.vhp(lambda a: (a ** 3).sum(), y)",
    "vhp scalar": "seen += [AF.vhp(lambda a: a ** 3, s)]",
    "vhp of no scalar": "AF.vhp(f, y, T.ones(2))",
    "vhp strict": "AF.vhp(lambda a: a.sum(), y, T.ones(2), strict=True)",
    "vhp linear": "seen += [AF.vhp(lambda a: a.sum(), y, T.ones(2))]",
    "hvp": "seen += [AF.hvp(lambda a: (a ** 3).sum(), y, T.ones(2))]",
    "hvp of several": "seen += [AF.hvp(h, (x, y), (T.ones(2), T.ones(2)))]",
    "hvp of no scalar": "AF.hvp(f, y, T.ones(2))",
    "hvp recorded": "r = AF.hvp(lambda a: (a ** 4).sum(), x, T.ones(2), create_graph=True); r[1].sum().backward(); seen += [r[0].requires_grad, x.grad]",
    "hvp wrong v": "AF.hvp(lambda a: (a ** 3).sum(), y, T.ones(3))",
}  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_programs_come_to_what_they_do_in_torch(program):
    ours, theirs = both(BEFORE + program)

    assert ours == theirs
