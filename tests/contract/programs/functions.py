"""Programs for functions with a gradient of the user's own."""

from __future__ import annotations

from typing import Final

_FUNCTION: Final = """
class Square(A.Function):
    @staticmethod
    def forward(ctx, t):
        ctx.save_for_backward(t)
        return t * t
    @staticmethod
    def backward(ctx, g):
        t, = ctx.saved_tensors
        return 2 * t * g
class Exp(A.Function):
    @staticmethod
    def forward(ctx, t):
        e = t.exp()
        ctx.save_for_backward(e)
        return e
    @staticmethod
    def backward(ctx, g):
        return ctx.saved_tensors[0] * g
class Double_(A.Function):
    @staticmethod
    def forward(ctx, t):
        t.mul_(2)
        ctx.mark_dirty(t)
        return t
    @staticmethod
    def backward(ctx, g):
        return 2 * g
class Same(A.Function):
    @staticmethod
    def forward(ctx, t):
        return t
    @staticmethod
    def backward(ctx, g):
        return g * 10
class Part(A.Function):
    @staticmethod
    def forward(ctx, t):
        return t[1:]
    @staticmethod
    def backward(ctx, g):
        return T.cat([g.new_zeros(1), g])
class Both(A.Function):
    @staticmethod
    def forward(ctx, t):
        a, b = t * 2, t > 2
        ctx.mark_non_differentiable(b)
        return a, b
    @staticmethod
    def backward(ctx, g, _):
        return g * 2
"""

_FUNCTIONS: Final = {
    "runs": "h = Square.apply(x)\nh.sum().backward()\nr = (x.grad, h.grad_fn)",
    "operand written": "h = x * 1\ns = Square.apply(h)\nh.add_(1)  # add_ overwrites (Mul)\ns.sum().backward()",
    "operand written by a view": "h = x * 1\ns = Square.apply(h)\nh[0] = 5  # setitem_ overwrites (Mul)\ns.sum().backward()",
    "leaf written": "s = Square.apply(x)\nwith T.no_grad():\n    x.mul_(2)  # mul_ overwrites\ns.sum().backward()",
    "operand through data": "h = x * 1\ns = Square.apply(h)\nh.data.mul_(2)\ns.sum().backward()\nr = x.grad",
    "operand through detach": "h = x * 1\ns = Square.apply(h)\nh.detach().mul_(2)  # mul_ overwrites\ns.sum().backward()",
    "result written": "h = Exp.apply(x)\nh.add_(1)  # add_ overwrites\nh.sum().backward()",
    "result written, not needed": "h = Square.apply(x)\nh.add_(1)\nh.sum().backward()\nr = (x.grad, h.grad_fn)",
    "written long ago": "h = x * 1\ns = Square.apply(h)\nh.add_(1)  # add_ overwrites\nfor _ in range(5):\n    h.mul_(1)\ns.sum().backward()",
    "by an optimizer": "w = nn.Parameter(p.clone()); opt = optim.SGD([w], 0.1)\ns = Square.apply(w).sum()\ns.backward(retain_graph=True)\nopt.step()  # add_ overwrites\ns.backward()",
    "in place": "h = x * 1\nk = Double_.apply(h)\nr = (k is h, h.grad_fn, h)\nh.sum().backward()\nr += (x.grad,)",
    "in place on a leaf": "Double_.apply(x)",
    "in place under no_grad": "with T.no_grad():\n    k = Double_.apply(x)\nr = (k is x, x, x.grad_fn)",
    "in place on a plain": "k = Double_.apply(p)\nr = (k is p, p, p.requires_grad)",
    "in place on a view": "h = x * 1\nv = h[1:]\nk = Double_.apply(v)\nh.sum().backward()\nr = (k is v, x.grad, h.grad_fn)",
    "in place on a view of a leaf": "Double_.apply(x[1:])",
    "in place on one of several": "Double_.apply((x * 1).unbind()[1])",
    "in place on one of several of a leaf": "Double_.apply(x.split(1)[1])",
    "in place on a view made under no_grad": "h = x * 1\nwith T.no_grad():\n    v = h[1:]\nDouble_.apply(v)",
    "in place on what another returned as it is": "Double_.apply(Same.apply(x * 1))",
    "in place on another's view": "Double_.apply(Part.apply(x * 1))",
    "in place on a plain view": "v = p[1:]\nr = (Double_.apply(v) is v, p)",
    "in place, then hooks": "seen = []\nh = x * 1\nh.register_hook(lambda g: seen.append(g.tolist()))\nDouble_.apply(h)\nh.sum().backward()\nr = seen",
    "in place on what was saved": "h = x.exp()\nDouble_.apply(h)  # mul_ overwrites\nh.sum().backward()",
    "in place twice": "h = x * 1\nDouble_.apply(Double_.apply(h))\nh.sum().backward()\nr = (x.grad, h)",
    "as it is": "k = Same.apply(x)\nr = (k is x, k.is_leaf, k.grad_fn, k._is_view())\nk.sum().backward()\nr += (x.grad,)",
    "as it is, written": "h = x * 1\nk = Same.apply(h)\nk.add_(1)",
    "a view": "h = x * 1\nk = Part.apply(h)\nr = (k, k.grad_fn, k._is_view())\nk.sum().backward()\nr += (x.grad,)",
    "a view, written": "h = x * 1\nk = Part.apply(h)\nk.add_(1)",
    "a view, base written": "h = x * 1\nk = Part.apply(h)\nh.add_(1)\nk.grad_fn",
    "not differentiable": "a, b = Both.apply(x)\nr = (a.requires_grad, b.requires_grad, b)\na.sum().backward()\nr += (x.grad,)",
    "twice": "s = Square.apply(x).sum()\ns.backward()\ns.backward()",
    "retained": "s = Square.apply(x).sum()\ns.backward(retain_graph=True)\ns.backward()\nr = x.grad",
    "second derivative": "g, = A.grad(Square.apply(x).sum(), x, create_graph=True)\nr = A.grad(g.sum(), x)",
    "no_grad": "with T.no_grad():\n    r = Square.apply(x).requires_grad",
    "plain": "r = Square.apply(p).requires_grad",
}

PROGRAMS: Final[dict[str, dict[str, str]]] = {
    "beyond: functions of the user's own": {name: f"{_FUNCTION}{code}" for name, code in _FUNCTIONS.items()},
}
