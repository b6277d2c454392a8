"""Programs for hooks and kept gradients, before and after a write in place."""

from __future__ import annotations

from typing import Final

_BEFORE: Final = "seen = []\nh = x * 2\n"

_HOOKS: Final = {
    "before": "h.register_hook(lambda g: seen.append(g.tolist()))\nh.mul_(3)\nh.sum().backward()",
    "after": "h.mul_(3)\nh.register_hook(lambda g: seen.append(g.tolist()))\nh.sum().backward()",
    "before and after": "h.register_hook(lambda g: seen.append(g.tolist()))\nh.mul_(3)\nh.register_hook(lambda g: seen.append(g.tolist()))\nh.sum().backward()",
    "between two": "h.mul_(3)\nh.register_hook(lambda g: seen.append(g.tolist()))\nh.mul_(5)\nh.sum().backward()",
    "on a leaf": "x.register_hook(lambda g: seen.append(g.tolist()))\nwith T.no_grad():\n    x.mul_(3)\nh.sum().backward()",
    "on a leaf that is written to": "q = T.ones(3)\nq.add_(h)\nq.register_hook(lambda g: seen.append(g.tolist()))\nq.mul_(2)\nq.sum().backward()",
    "on a base": "h.register_hook(lambda g: seen.append(g.tolist()))\nh[1:].mul_(3)\nh.sum().backward()",
    "on a view": "v = h[1:]\nv.register_hook(lambda g: seen.append(g.tolist()))\nv.mul_(3)\nh.sum().backward()",
    "on a view, after": "v = h[1:]\nv.mul_(3)\nv.register_hook(lambda g: seen.append(g.tolist()))\nv.sum().backward()",
    "on a view, base written": "v = h[1:]\nv.register_hook(lambda g: seen.append(g.tolist()))\nh.mul_(3)\n(h.sum() + v.sum()).backward()",
    "that changes": "h.register_hook(lambda g: g * 10)\nh.mul_(3)\nh.sum().backward()",
    "that changes, after": "h.mul_(3)\nh.register_hook(lambda g: g * 10)\nh.sum().backward()",
    "zeroed after": "h.register_hook(lambda g: seen.append(g.tolist()))\nh.zero_()\nh.sum().backward()",
    "copied to after": "h.register_hook(lambda g: seen.append(g.tolist()))\nh.copy_(y)\nh.sum().backward()",
    "detached after": "h.register_hook(lambda g: seen.append(g.tolist()))\nk = h * 1\nh.detach_()\nk.sum().backward()",
    "removed": "k = h.register_hook(lambda g: seen.append(g.tolist()))\nh.mul_(3)\nk.remove()\nh.sum().backward()",
    "writes the gradient": "h.register_hook(lambda g: g.mul_(2))\nh.sum().backward()",
    "writes a copy": "h.register_hook(lambda g: g.clone().mul_(2))\nh.sum().backward()",
    "after accumulating": "x.register_post_accumulate_grad_hook(lambda t: seen.append(t.grad.tolist()))\nh.mul_(3)\nh.sum().backward()",
    "an update in a hook": "def step(t):\n    with T.no_grad():\n        t.sub_(t.grad)\nx.register_post_accumulate_grad_hook(step)\nh.sum().backward()\nseen.append(x.tolist())",
    "on several": "h.register_hook(lambda g: seen.append(('h', g.tolist())))\nk = h * 3\nk.register_hook(lambda g: seen.append(('k', g.tolist())))\nk.add_(1)\nk.sum().backward()",
    "of a leaf's view, made without recording": "with T.no_grad():\n    v = x[1:]\nv.register_hook(lambda g: seen.append(g.tolist())).remove()\nv.register_hook(lambda g: seen.append(g.tolist()))\n(v * x[1:]).sum().backward()",
    "of a leaf's view that asks later": "with T.no_grad():\n    v = x[1:]\nv.register_hook(lambda g: g * 2)\nv.requires_grad_()\nv.sin().sum().backward()\nseen.append(v.grad.tolist())",
    "kept": "h.retain_grad()\nh.mul_(3)\nh.sum().backward()\nseen.append(h.grad.tolist())",
    "kept and hooked": "h.retain_grad()\nh.register_hook(lambda g: seen.append(g.tolist()))\nh.mul_(3)\nh.sum().backward()\nseen.append(h.grad.tolist())",
    "kept after": "h.mul_(3)\nh.retain_grad()\nh.sum().backward()\nseen.append(h.grad.tolist())",
    "kept twice": "h.retain_grad()\nh.mul_(3)\nh.mul_(5)\nh.sum().backward()\nseen.append(h.grad.tolist())",
    "kept by a base": "h.retain_grad()\nh[1:].mul_(3)\nh.sum().backward()\nseen.append(h.grad.tolist())",
    "kept by a view": "v = h[1:]\nv.retain_grad()\nv.mul_(3)\nh.sum().backward()\nseen.append(None if v.grad is None else v.grad.tolist())",
    "kept by a view that is used": "v = h[1:]\nv.retain_grad()\nv.mul_(3)\nv.sum().backward()\nseen.append(v.grad.tolist())",
    "kept by a view, base written": "v = h[1:]\nv.retain_grad()\nh.mul_(3)\nv.sum().backward()\nseen.append(None if v.grad is None else v.grad.tolist())",
    "kept and zeroed": "h.retain_grad()\nh.zero_()\nh.sum().backward()\nseen.append(h.grad.tolist())",
    "kept and copied to": "h.retain_grad()\nh.copy_(y)\nh.sum().backward()\nseen.append(h.grad.tolist())",
    "kept by what becomes computed": "q = T.zeros(3)\nq.add_(x)\nq.retain_grad()\nq.mul_(2)\nq.sum().backward()\nseen.append(q.grad.tolist())",
    "kept and reshaped": "h.retain_grad()\nh.unsqueeze_(0)\n(h * y).sum().backward()\nseen.append((h.grad.shape, h.grad.tolist()))",
    "kept and transposed": "w = x.view(1, 3) * y.view(1, 3)\nw.retain_grad()\nw.t_()\nw.sin().sum().backward()\nseen.append((w.shape, w.grad.shape, w.grad.tolist()))",
    "kept and transposed, of a view": "w = (x * y).view(1, 3)\nw.retain_grad()\nw.t_()\nw.sin().sum().backward()\nseen.append((w.shape, w.grad.shape, w.grad.tolist()))",
    "kept, transposed and taken": "w = x.view(1, 3) * y.view(1, 3)\nw.retain_grad()\nw.t_()\nseen.append(T.autograd.grad(w.sin().sum(), (x, w)))\nseen.append((w.grad.shape, w.grad.tolist()))",
    "kept, transposed and asked for": "w = x.view(1, 3) * y.view(1, 3)\nw.retain_grad()\nw.t_()\nw.sin().sum().backward(inputs=[w])\nseen.append(w.grad)",
    "kept and detached": "h.retain_grad()\nk = h * 1\nh.detach_()\n(k * y).sum().backward()\nseen.append((h.retains_grad, h.grad.tolist()))",
    "kept, detached and asked": "h.retain_grad()\nk = h * 1\nh.detach_().requires_grad_()\n(k * y).sum().backward()\nseen.append(h.grad.tolist())\n(h * 5).sum().backward()\nseen.append(h.grad.tolist())",
    "kept and the grad written": "h.retain_grad()\ns = h.sum()\ns.backward(retain_graph=True)\nh.grad.zero_()\ns.backward()\nseen.append(h.grad.tolist())",
}

PROGRAMS: Final[dict[str, dict[str, str]]] = {
    "2.5 hooks and kept gradients": {
        name: f"{_BEFORE}{code}\nr = (seen, x.grad)" for name, code in _HOOKS.items()
    },
}
