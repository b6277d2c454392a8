"""Programs for what a write in place makes of who made a tensor, and of its views."""

from __future__ import annotations

from typing import Final

_H: Final = "h = x * 1\n"

_ALL: Final = "r = (h, h.grad_fn, h.requires_grad, h.is_leaf, h._version, x.grad, y.grad)"

_REBASED: Final = {
    "add_": "h.add_(y)",
    "mul_": "h.mul_(y)",
    "mul_ by a number": "h.mul_(2)",
    "relu_": "h.relu_()",
    "exp_": "h.exp_()",
    "clamp_": "h.clamp_(1.5, 3)",
    "zero_": "h.zero_()",
    "fill_": "h.fill_(3)",
    "copy_": "h.copy_(y)",
    "masked_fill_": "h.masked_fill_(p > 2, 0)",
    "index_add_": "h.index_add_(0, T.tensor([0]), y[:1])",
    "index_copy_": "h.index_copy_(0, T.tensor([0]), y[:1])",
    "index_fill_": "h.index_fill_(0, T.tensor([0]), 3)",
    "scatter_": "h.scatter_(0, T.tensor([0]), y[:1])",
    "scatter_add_": "h.scatter_add_(0, T.tensor([0]), y[:1])",
    "index_put_": "h.index_put_((T.tensor([0]),), y[0])",
    "masked_scatter_": "h.masked_scatter_(p > 1, y)",
    "put_": "h.put_(T.tensor([0]), y[:1])",
    "unsqueeze_": "h.unsqueeze_(0)",
    "t_": "h.t_()",
    "squeeze_": "h.squeeze_()",
    "transpose_": "h.transpose_(0, 0)",
    "as_strided_": "h.as_strided_((2,), (1,), 1)",
    "cumsum_": "h.cumsum_(0)",
    "cumprod_": "h.cumprod_(0)",
    "addcmul_": "h.addcmul_(y, y)",
    "addcdiv_": "h.addcdiv_(y, y)",
    "lerp_": "h.lerp_(y, 0.5)",
    "pow_": "h.pow_(2)",
    "pow_ of a tensor": "h.pow_(y)",
    "sub_": "h.sub_(y)",
    "div_": "h.div_(y)",
    "neg_": "h.neg_()",
    "sqrt_": "h.sqrt_()",
    "normal_": "h.normal_(); h.zero_()",
    "bernoulli_": "h.bernoulli_(0.)",
    "uniform_": "h.uniform_(); h.zero_()",
    "fmod_": "h.fmod_(y)",
    "remainder_": "h.remainder_(y)",
    "atan2_": "h.atan2_(y)",
    "dropout that drops all": "F.dropout(h, 1., inplace=True)",
    "assigned": "h[0] = y[0]",
    "assigned whole": "h[:] = y",
    "assigned a number": "h[...] = 3",
    "assigned a mask": "h[p > 2] = 7",
    "assigned places": "h[[0, 2]] = y[:2]",
    "detach_": "h.detach_()",
    "three": "h.add_(y).mul_(2).relu_()",
    "detached operand": "h.mul_(y.detach())",
    "itself": "h.add_(h)",
}

_LEAVES: Final = {
    "of which a leaf is a view": "p = T.zeros(3)\nv = p[1:].requires_grad_()\nw = v * 3\np.copy_(x)\nw.sum().backward()",
    "of which a leaf is a view, on the way elsewhere": "p = T.zeros(3)\nv = p[1:].requires_grad_()\nw = v * 3\np.copy_(x)\n(w * x[1:]).sum().backward(inputs=[x])",
    "copy_": "p.copy_(x)",
    "+=": "p += x",
    "add_": "p.add_(x)",
    "mul_": "p.mul_(x)",
    "assigned": "p[0] = x[0]",
    "assigned whole": "p[:] = x",
    "index_add_": "p.index_add_(0, T.tensor([0]), x[:1])",
    "masked_scatter_": "p.masked_scatter_(p > 1, x)",
    "scatter_": "p.scatter_(0, T.tensor([0]), x[:1])",
    "a view of it": "p[1:].add_(x[1:])",
    "a view of a view": "p[1:][:1].add_(x[:1])",
    "twice": "p += x\np *= x",
    "under no_grad": "with T.no_grad():\n    p += x",
    "detached": "p += x.detach()",
    "zeroed after": "p += x\np.zero_()",
    "addmm_": "p.unsqueeze_(0)\np.addmm_(x[None], T.eye(3))",
    "filled by a tensor": "p.fill_(x[0])",
    "integers": "p = T.zeros(3, dtype=T.long)\np.copy_(x)",
    "doubles": "p = T.zeros(3, dtype=T.float64)\np.copy_(x)",
}

_PARTS: Final = {
    "slice": "h[1:]",
    "select": "h[0]",
    "narrow": "h.narrow(0, 1, 2)",
    "view": "h.view(3, 1)",
    "reshape": "h.reshape(1, 3)",
    "unsqueeze": "h.unsqueeze(0)",
    "t": "h.t()",
    "whole slice": "h[:]",
    "alias": "h[...]",
    "view_as": "h.view_as(h)",
    "as_strided": "h.as_strided((2,), (1,), 1)",
    "view of a view": "h[1:][:1]",
    "view turned": "h.view(3, 1).t()",
    "new dimension": "h[None, :, None]",
    "flattened": "h.flatten()",
    "steps": "h[::2]",
    "squeezed": "h.squeeze()",
    "detached": "h.detach()[1:]",
    "movedim": "h.view(3, 1).movedim(0, 1)",
    "unfolded": "h.unfold(0, 3, 1)",
    "permuted": "h.view(1, 3).permute(1, 0)",
    "swapped": "h.view(1, 3).swapaxes(0, 1)",
    "unflattened": "h.unflatten(0, (3, 1))",
    "last": "h[-1:]",
}

_WRITES: Final = {
    "mul_": "v.mul_(3)",
    "mul_ by a view of a leaf": "v.mul_(y[0])",
    "zero_": "v.zero_()",
    "exp_": "v.exp_()",
    "assigned": "v[...] = 7",
    "under no_grad": "with T.no_grad():\n    v.mul_(3)",
}

_VIEWS_TOLD: Final = "h.sum().backward()\nr = (h, h.grad_fn, v, v.grad_fn, v.requires_grad, v.is_leaf, h._version, v._version, x.grad, y.grad)"

_OLDER: Final = {
    "base written": "h.mul_(y)",
    "view written": "v.mul_(y[1:])",
    "another view written": "w = h[:2]\nw.mul_(y[:2])",
    "a view of it written": "v[:1].mul_(y[:1])",
    "base zeroed": "h.zero_()",
    "base copied to": "h.copy_(y)",
    "base assigned": "h[2] = y[2]",
    "base's data": "h.data.mul_(2)",
    "base detached alias": "h.detach().mul_(2)",
    "base under no_grad": "with T.no_grad():\n    h.mul_(2)",
    "base twice": "h.mul_(y)\nh.add_(1)",
    "all of them": "v.mul_(2)\nh.mul_(y)\nv.add_(1)",
    "base reshaped": "h.unsqueeze_(0)",
}

_OLDER_TOLD: Final = "r = (v, v.grad_fn, v.requires_grad, v._version, h.grad_fn)\nv.sum().backward(retain_graph=True)\nr += (x.grad, y.grad)\nh.sum().backward()\nr += (x.grad, y.grad)"

_CLONED: Final = {
    "pow_": "h.pow_(2)",
    "pow_ of itself's copy": "h.pow_(h.clone())",
    "mul_ by what requires one": "h.mul_(y)",
    "div_": "h.div_(y)",
    "log_": "h.log_()",
    "sin_": "h.sin_()",
    "square_": "h.square_()",
    "abs_": "h.abs_()",
    "clamp_": "h.clamp_(1.5, 3)",
    "cumprod_": "h.cumprod_(0)",
    "erf_": "h.erf_()",
    "silu": "F.silu(h, inplace=True)",
    "mish": "F.mish(h, inplace=True)",
    "hardswish": "F.hardswish(h, inplace=True)",
    "atan2_": "h.atan2_(y)",
    "relu6": "F.relu6(h, inplace=True)",
    "threshold": "F.threshold(h, 1.5, 0., inplace=True)",
    "hypot_": "h.hypot_(y)",
    "xlogy_": "h.xlogy_(y)",
    "lgamma_": "h.lgamma_()",
    "nan_to_num_": "h.nan_to_num_()",
    "fmod_": "h.fmod_(y)",
    "copysign_": "h.copysign_(-y)",
    "sinc_": "h.sinc_()",
    "ldexp_": "h.ldexp_(T.ones(3))",
    "logit_": "h.mul_(0.1).logit_()",
}

_HATCHES: Final = {
    "allowed mutation": "with A.graph.allow_mutation_on_saved_tensors():\n    h = x.exp()\n    h.mul_(2)\n    h.sum().backward()\nr = x.grad",
    "version kept": "h = x.exp()\nwith A._unsafe_preserve_version_counter(h):\n    h.mul_(2)\nr = h._version",
    "saved tensor hooks": "with A.graph.saved_tensors_hooks(lambda t: t, lambda t: t):\n    (x * y).sum().backward()\nr = x.grad",
    "data instead": "h = x.exp()\nh.data.mul_(2)\nh.sum().backward()\nr = (x.grad, h._version)",
    "clone instead": "h = x.exp()\nk = h.clone().mul_(2)\nk.sum().backward()\nr = x.grad",
    "detach and ask": "h = x.exp().detach().requires_grad_()\n(h * 2).sum().backward()\nr = (h.grad, x.grad)",
}

PROGRAMS: Final[dict[str, dict[str, str]]] = {
    "2.5 a write gives another past": {
        name: f"{_H}{code}\nif h.requires_grad:\n    h.sum().backward()\n{_ALL}"
        for name, code in _REBASED.items()
    },
    "2.5 a write of a gradient into a plain leaf": {
        name: f"{code}\nr = (p, p.requires_grad, p.is_leaf, p.grad_fn)\nif p.requires_grad:\n    p.sum().backward()\nr += (x.grad,)"
        for name, code in _LEAVES.items()
    },
    "2.5 a write to a view": {
        f"{part}: {what}": f"{_H}v = {view}\n{code}\n{_VIEWS_TOLD}"
        for part, view in _PARTS.items()
        for what, code in _WRITES.items()
    },
    "2.5 older views": {what: f"{_H}v = h[1:]\n{code}\n{_OLDER_TOLD}" for what, code in _OLDER.items()},
    "2.5 the old self is kept": {
        name: f"h = (x / 2) * 1\n{code}\nh.sum().backward()\nr = (h, h.grad_fn, x.grad, y.grad)"
        for name, code in _CLONED.items()
    },
    "2.5 escape hatches": _HATCHES,
}
