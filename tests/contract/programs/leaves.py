"""Programs for the refusal to write a leaf, or a view of one, and for what cannot be done to what requires a gradient."""

from __future__ import annotations

from typing import Final

_LEAVES: Final = {
    "add_": "x.add_(1)",
    "+=": "x += 1",
    "assigned": "x[0] = 1",
    "a parameter": "nn.Parameter(T.ones(2)).mul_(2)",
    "a layer's weight": "nn.Linear(2, 2).weight.zero_()",
    "copy_": "x.copy_(p)",
    "of a leaf": "p.add_(x)\nr = (p.requires_grad, p.is_leaf, p.grad_fn)",
    "itself": "x.add_(x)",
    "functional": "F.relu(x, inplace=True)",
    "module": "nn.ReLU(inplace=True)(x)",
    "asked later": "p.requires_grad_()\np.add_(1)",
    "asked no more": "x.requires_grad_(False)\nx.add_(1)\nr = (x, x._version)",
    "detached": "x.detach_()\nx.add_(1)\nr = (x, x._version, x.requires_grad)",
    "complex": "T.ones(2, dtype=T.complex64, requires_grad=True).mul_(2)",
    "of a number": "T.tensor(1., requires_grad=True).add_(1)",
    "empty": "T.ones(0, requires_grad=True).add_(1)",
    "enabled inside no_grad": "with T.no_grad():\n    with T.enable_grad():\n        x.add_(1)",
    "under no_grad": "with T.no_grad():\n    x.add_(1)\nr = (x, x._version, x.is_leaf, x.grad_fn)",
    "decorated": "@T.no_grad()\ndef f(): x.add_(1)\nf()\nr = x",
    "set_grad_enabled": "with T.set_grad_enabled(False):\n    x.add_(1)\nr = x",
    "in inference mode": "with T.inference_mode():\n    x.add_(1)\nr = (x, x._version)",
    "through data": "x.data.add_(1)\nr = (x, x._version)",
    "through detach": "x.detach().add_(1)\nr = (x, x._version)",
    "what is left": "try:\n    x.add_(1)\nexcept RuntimeError:\n    pass\nr = (x, x._version, x.is_leaf)",
    "its shape": "x.unsqueeze_(0)",
    "its place": "x.t_()",
    "a layer in place": "l = nn.Linear(2, 2)\nl.weight += 1",
    "grad may be written": "(x * y).sum().backward()\nx.grad.add_(1)\nr = (x.grad, x.grad._version)",
    "cumulative": "x.cumsum_(0)",
    "random": "x.normal_()",
}

_LEAF_VIEWS: Final = {
    "slice": "x[:1].add_(1)",
    "select": "x[0].add_(1)",
    "view": "x.view(3, 1).add_(1)",
    "turned": "x.t().add_(1)",
    "expanded": "x[:1].expand(2).fill_(1)",
    "unsqueezed": "x.unsqueeze(0).add_(1)",
    "narrowed": "x.narrow(0, 0, 1).add_(1)",
    "of a view": "x[:2][:1].add_(1)",
    "assigned through": "x[:2][0] = 1",
    "assigned whole": "v = x[:2]\nv[:] = 1",
    "diagonal": "T.ones(2, 2, requires_grad=True).diagonal().add_(1)",
    "under no_grad": "v = x[:1]\nwith T.no_grad():\n    v.add_(1)\nr = (x, x._version, v.grad_fn)",
    "real": "T.ones(2, dtype=T.complex64, requires_grad=True).real.add_(1)",
    "reshaped": "x.reshape(3, 1).add_(1)",
    "detached": "x.detach()[:1].add_(1)\nr = (x, x._version)",
    "copied": "x[[0]].add_(1)\nr = (x, x._version)",
    "flattened": "x.flatten().add_(1)",
    "one of several": "x.unbind()[0].add_(1)",
    "by as_strided": "x.as_strided((2,), (1,)).add_(1)",
    "unfolded": "x.unfold(0, 2, 1).add_(1)",
    "what is left": "v = x[:1]\ntry:\n    v.add_(1)\nexcept RuntimeError:\n    pass\nr = (x, v, x._version, v.grad_fn)",
}

_DETACHED_VIEWS: Final = {
    "slice": "(x * 1)[:1].detach_()",
    "of a leaf": "x[:1].detach_()",
    "of a plain tensor": "p[:1].detach_()",
    "one of several": "(x * 1).unbind()[0].detach_()",
    "made under no_grad": "h = x * 1\nwith T.no_grad():\n    v = h[:1]\nv.detach_()",
    "made and detached under no_grad": "h = x * 1\nwith T.no_grad():\n    h[:1].detach_()",
    "of an alias": "r = x.detach().detach_().requires_grad",
    "of a base": "h = x * 1\nv = h[:1]\nh.detach_()\nr = (h.requires_grad, h.is_leaf, v.requires_grad)",
    "of a leaf itself": "x.detach_()\nr = (x.requires_grad, x.is_leaf, x._version)",
    "twice": "h = x * 1\nr = h.detach_().detach_().requires_grad",
    "and written": "h = x * 1\nh.detach_().add_(1)\nr = (h, h._version)",
}

_RESIZED: Final = {
    "leaf": "x.resize_(5)",
    "leaf, same size": "x.resize_(3)",
    "leaf under no_grad": "with T.no_grad():\n    x.resize_(5)",
    "computed": "(x * 1).resize_(5)",
    "computed under no_grad": "h = x * 1\nwith T.no_grad():\n    h.resize_(5)",
    "view of computed": "(x * 1)[:2].resize_(1)",
    "resize_as_": "x.resize_as_(T.ones(2))",
    "resize_as_ one that requires": "r = p.resize_as_(x)",
    "plain": "r = p.resize_(2)",
    "in inference mode": "with T.inference_mode():\n    x.resize_(2)\nr = x",
    "of data": "x.data.resize_(2)\nr = x.shape",
    "detached": "x.detach().resize_(2)\nr = x.shape",
}

_OUT: Final = {
    "with a gradient": "T.add(x, y, out=T.zeros(3))",
    "to a leaf": "T.add(p, p, out=x)",
    "of another size": "T.add(T.ones(2), 1, out=p)\nr = p.shape",
    "of another type": "T.add(p, 1, out=T.zeros(3, dtype=T.long))",
    "plain": "o = T.zeros(3)\nr = (T.add(p, 1, out=o) is o, o)",
    "under no_grad": "o = T.zeros(3)\nwith T.no_grad():\n    T.add(x, y, out=o)\nr = o",
    "the way that there is": "o = T.zeros(3)\no.copy_(p + 1)\nr = (o, o._version)",
}

PROGRAMS: Final[dict[str, dict[str, str]]] = {
    "2.3 leaf": _LEAVES,
    "2.3 view of a leaf": _LEAF_VIEWS,
    "2.3 detach_ of a view": _DETACHED_VIEWS,
    "2.3 resize_ with a gradient": _RESIZED,
    "2.3 out=": _OUT,
}
