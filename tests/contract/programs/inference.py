"""Programs for tensors made in inference mode."""

from __future__ import annotations

from typing import Final

_INFERENCE: Final = {
    "written outside": "a.add_(1)",
    "assigned outside": "a[0] = 1",
    "its view outside": "a[:1].add_(1)",
    "view of inside": "v.add_(1)",
    "written under no_grad": "with T.no_grad():\n    a.add_(1)",
    "written inside again": "with T.inference_mode():\n    a.add_(1)\nr = a",
    "version": "a._version",
    "version of a view": "v._version",
    "version inside": "with T.inference_mode():\n    a._version",
    "a clone": "c = a.clone()\nv = c._version\nc.add_(1)\nr = (c, c._version - v, c.is_inference())",
    "saved": "x * a",
    "saved by another": "a * x",
    "not saved": "(x + a).sum().backward()\nr = x.grad",
    "of an exponent": "x ** a",
    "in place of a computed tensor": "h = x * 1\nh.mul_(a)",
    "added in place": "h = x * 1\nh.add_(a)\nh.sum().backward()\nr = x.grad",
    "asked for a gradient": "a.requires_grad_()",
    "asked for none": "a.requires_grad_(False)\nr = a.requires_grad",
    "resized": "a.resize_(4)",
    "unsqueezed": "a.unsqueeze_(0)",
    "set": "a.set_(T.ones(3))",
    "transposed": "a.t_()",
    "detached": "r = (a.detach().is_inference(), a.detach())",
    "flags": "r = (a.requires_grad, a.is_leaf, a.grad_fn, a.is_inference(), v.is_inference(), x.is_inference())",
    "copied into": "p.copy_(a)\nr = (p, p._version)",
    "computed with": "r = ((a + 1).is_inference(), (a + 1)._version)",
    "its data": "a.data.add_(1)",
    "linear": "F.linear(a, x.reshape(1, 3)).sum().backward()",
    "what is left": "try:\n    a.add_(1)\nexcept RuntimeError:\n    pass\nr = a",
    "random": "a.normal_()",
    "relu": "F.relu(a, inplace=True)",
    "of a leaf": "with T.inference_mode():\n    b = x * 2\nr = (b.requires_grad, b.is_inference())\nb.add_(1)",
    "normal tensor inside": "h = x * 1\nwith T.inference_mode():\n    h.add_(1)\nr = (h, h._version, h.grad_fn)",
    "leaf inside": "with T.inference_mode():\n    x.add_(1)\nr = (x, x._version, x.is_leaf)",
    "view of a normal tensor": "h = x * 1\nwith T.inference_mode():\n    w = h[:2]\nr = (w.is_inference(), w.requires_grad)\nw.add_(1)",
    "switched off inside": "with T.inference_mode():\n    with T.inference_mode(False):\n        b = T.ones(2)\nb.add_(1)\nr = (b, b.is_inference())",
}

PROGRAMS: Final[dict[str, dict[str, str]]] = {
    "2.3 inference tensor": {
        what: f"with T.inference_mode():\n    a = T.ones(3); v = a[:2]\n{program}"
        for what, program in _INFERENCE.items()
    },
}
