"""Programs for the refusal to write views of which gradients lose track: one of several, or made without recording."""

from __future__ import annotations

from typing import Final

_MATRIX: Final = "h = T.tensor([[1., 2.], [3., 4.]], requires_grad=True) * 1\n"

_SEVERAL: Final = {
    "unbind": "h.unbind()",
    "split": "h.split(1)",
    "chunk": "h.chunk(2)",
    "split of sizes": "h.split([1, 1])",
    "split_with_sizes": "h.split_with_sizes([1, 1])",
    "tensor_split": "h.tensor_split(2)",
    "tensor_split of places": "h.tensor_split([1])",
    "hsplit": "h.hsplit(2)",
    "vsplit": "h.vsplit(2)",
    "unbind of columns": "h.unbind(1)",
    "function": "T.unbind(h)",
    "chunk of columns": "T.chunk(h, 2, 1)",
    "split of columns": "T.split(h, 1, 1)",
    "dsplit": "h.reshape(1, 2, 2).dsplit(2)",
    "iteration": "list(h)",
    "unpacked": "[*h]",
}

_LAST_WAYS: Final = {
    "first": "v = {}[0]\nv.mul_(2)",
    "second": "v = {}[1]\nv.mul_(2)",
    "its part": "v = {}[1][:1]\nv.mul_(2)",
    "turned": "v = {}[0].t()\nv.mul_(2)",
    "assigned": "v = {}[1]\nv[0] = 7",
    "assigned whole": "v = {}[1]\nv[:] = 7",
    "under no_grad": "v = {}[1]\nwith T.no_grad():\n    v.mul_(2)\nr = (h, h._version, h.grad_fn)",
    "base written": "v = {}[1]\nh.mul_(2)\nv.grad_fn",
    "base written, then used": "v = {}[1]\nh.mul_(2)\nv + 1",
    "other written": "u, v = {}[:2]\nwith T.no_grad():\n    u.mul_(2)\nr = v\nv.sum().backward()",
    "detached": "v = {}[1].detach()\nv.mul_(2)\nr = (h, v)",
    "cloned": "v = {}[1].clone()\nv.mul_(2)\nr = (h, v.grad_fn)",
    "what is left": "v = {}[1]\ntry:\n    v.mul_(2)\nexcept RuntimeError:\n    pass\nr = (h, v, h._version, v.grad_fn)",
    "out of place": "v = {}[1] * 2\nr = (v, v.grad_fn)",
    "flags": "v = {}[1]\nr = (v.requires_grad, v.is_leaf, v.grad_fn, v._is_view(), v._base is h)",
}

_NO_GRAD_VIEWS: Final = {
    "of a computed tensor": "h = x * 1\nwith T.no_grad():\n    v = h[:2]\nv.mul_(2)",
    "of a leaf": "with T.no_grad():\n    v = x[:2]\nv.mul_(2)",
    "of a plain tensor": "with T.no_grad():\n    v = p[:2]\nv.mul_(2)\nr = (p, v)",
    "given a gradient": "with T.no_grad():\n    v = p[:2]\nv.mul_(x[:2])",
    "assigned": "h = x * 1\nwith T.no_grad():\n    v = h[:2]\nv[0] = 7",
    "assigned whole": "h = x * 1\nwith T.no_grad():\n    v = h[:2]\nv[:] = 7",
    "its view": "h = x * 1\nwith T.no_grad():\n    v = h[:2]\nw = v[:1]\nw.mul_(2)",
    "a view of a view": "h = x * 1\nv = h[:2]\nwith T.no_grad():\n    w = v[:1]\nw.mul_(2)",
    "written inside": "h = x * 1\nwith T.no_grad():\n    v = h[:2]\n    v.mul_(2)\nr = (h, h._version, h.grad_fn, h.requires_grad)",
    "of a leaf, written inside": "with T.no_grad():\n    v = x[:2]\n    v.mul_(2)\nr = (x, x._version, x.grad_fn)",
    "made outside, written inside": "h = x * 1\nv = h[:2]\nwith T.no_grad():\n    v.mul_(2)\nr = (h, h.grad_fn, v.grad_fn)",
    "base written": "h = x * 1\nwith T.no_grad():\n    v = h[:2]\nh.mul_(2)\nr = v\nv.grad_fn",
    "base of a leaf's view": "with T.no_grad():\n    v = x[:2]\n    x.mul_(2)\nr = (v, v.requires_grad, v.is_leaf)",
    "enabled inside": "h = x * 1\nwith T.no_grad():\n    with T.enable_grad():\n        v = h[:2]\nv.mul_(2)\nr = (h, h.grad_fn, v.grad_fn)",
    "set_grad_enabled": "h = x * 1\nT.set_grad_enabled(False)\nv = h[:2]\nT.set_grad_enabled(True)\nv.mul_(2)",
    "set_grad_enabled as a block": "h = x * 1\nwith T.set_grad_enabled(False):\n    v = h[:2]\nv.mul_(2)",
    "decorated": "h = x * 1\n@T.no_grad()\ndef cut(t): return t[:2]\nv = cut(h)\nv.mul_(2)",
    "flags": "h = x * 1\nwith T.no_grad():\n    v = h[:2]\nr = (v.requires_grad, v.is_leaf, v.grad_fn, v._is_view())",
    "detached": "h = x * 1\nwith T.no_grad():\n    v = h[:2]\nv.detach().mul_(2)\nr = (h, h._version)",
    "several": "h = x * 1\nwith T.no_grad():\n    a, b, c = h.unbind()\na.mul_(2)",
    "used": "h = x * 1\nwith T.no_grad():\n    v = h[:2]\nr = (v * 2).requires_grad",
    "what is left": "h = x * 1\nwith T.no_grad():\n    v = h[:2]\ntry:\n    v.mul_(2)\nexcept RuntimeError:\n    pass\nr = (h, v, h._version)",
    "narrow": "h = x * 1\nwith T.no_grad():\n    v = h.narrow(0, 0, 2)\nv.add_(1)",
    "reshape": "h = x * 1\nwith T.no_grad():\n    v = h.reshape(3, 1)\nv.add_(1)",
    "expanded": "h = x * 1\nwith T.no_grad():\n    v = h[:1].expand(3)\nv.fill_(1)",
}

PROGRAMS: Final[dict[str, dict[str, str]]] = {
    "2.3 output of several views": {
        f"{way}, {what}": _MATRIX + program.format(f"({call})")
        for way, call in _SEVERAL.items()
        for what, program in _LAST_WAYS.items()
    },
    "2.3 view made under no_grad": _NO_GRAD_VIEWS,
}
