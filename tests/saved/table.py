"""Which in-place calls are measured: each of an op that has a gradient, on a tensor that was computed.

The one rule: a call writes ``w``, or the matrix ``M``, of numbers between 0 and 1; ``o`` and ``q`` are other operands,
``i`` places, ``m`` a mask.
"""

from __future__ import annotations

from typing import Final

#: Elements of each tensor.
COUNT: Final = 1024
#: Other operands ask for no gradient, or for one.
OTHERS: Final = {
    "plain": "o = T.linspace(0.5, 2.0, 1024); q = T.linspace(1.0, 2.0, 1024)",
    "asked": (
        "a = T.linspace(0.5, 2.0, 1024).requires_grad_(); b = T.linspace(1.0, 2.0, 1024).requires_grad_()\n"
        "o = a * 1.0; q = b * 1.0"
    ),
}
START: Final = """
x = T.linspace(0.1, 1.0, 1024).requires_grad_(); y = T.linspace(0.1, 1.0, 1024).reshape(32, 32).requires_grad_()
m = T.linspace(0.5, 2.0, 1024) > 1.0; i = T.arange(1024); F = T.nn.functional
w = x * 1.0; M = y * 1.0
"""

_UNARY: Final = (
    "abs_ neg_ sign_ sgn_ exp_ exp2_ expm1_ log_ log2_ log10_ log1p_ sqrt_ rsqrt_ square_ reciprocal_ sin_ cos_ tan_ asin_ "
    "acos_ atan_ sinh_ cosh_ tanh_ sinc_ erf_ erfc_ erfinv_ lgamma_ digamma_ i0_ sigmoid_ relu_ ceil_ floor_ round_ trunc_ "
    "frac_ deg2rad_ rad2deg_ nan_to_num_ zero_ normal_ uniform_ bernoulli_ exponential_ detach_"
)
_BINARY: Final = "add_ sub_ mul_ div_ pow_ atan2_ copysign_ hypot_ nextafter_ fmod_ remainder_ xlogy_ copy_"
#: Calls without another operand that could ask for a gradient.
ALONE: Final[dict[str, str]] = {
    **{name: f"w.{name}()" for name in _UNARY.split()},
    "add_(scalar)": "w.add_(3.0)",
    "mul_(scalar)": "w.mul_(3.0)",
    "div_(scalar)": "w.div_(3.0)",
    "pow_(scalar)": "w.pow_(3.0)",
    "copysign_(scalar)": "w.copysign_(-1.0)",
    "clamp_": "w.clamp_(0.3003, 0.7003)",
    "clamp_min_": "w.clamp_min_(0.3003)",
    "clamp_max_": "w.clamp_max_(0.7003)",
    "logit_": "w.logit_(0.01)",
    "fill_": "w.fill_(2.0)",
    "index_fill_": "w.index_fill_(0, i, 0.0)",
    "scatter_": "w.scatter_(0, i, 1.0)",
    "cumsum_": "w.cumsum_(0)",
    "cumprod_": "w.cumprod_(0)",
    "polygamma_": "w.polygamma_(1)",
    "masked_fill_": "w.masked_fill_(m, 0.0)",
    "unsqueeze_": "w.unsqueeze_(0)",
    "t_": "M.t_()",
    "tril_": "M.tril_()",
    "triu_": "M.triu_()",
    "fill_diagonal_": "M.fill_diagonal_(2.0)",
    "renorm_": "M.renorm_(2, 0, 0.5)",
    "leaky_relu_": "F.leaky_relu(w, 0.1, inplace=True)",
    "elu_": "F.elu(w, inplace=True)",
    "selu_": "F.selu(w, inplace=True)",
    "celu_": "F.celu(w, inplace=True)",
    "rrelu_": "F.rrelu(w, 0.25, 0.25, True, inplace=True)",
    "hardtanh_": "F.hardtanh(w, 0.2, 0.8, inplace=True)",
    "relu6_": "F.relu6(w, inplace=True)",
    "threshold_": "F.threshold(w, 0.5, 0.1, inplace=True)",
    "silu_": "F.silu(w, inplace=True)",
    "mish_": "F.mish(w, inplace=True)",
    "hardswish_": "F.hardswish(w, inplace=True)",
    "hardsigmoid_": "F.hardsigmoid(w, inplace=True)",
    "dropout_": "F.dropout(w, 0.5, inplace=True)",
    "alpha_dropout_": "F.alpha_dropout(w, 0.5, True, inplace=True)",
}
#: Calls with others, of which each is measured with both kinds of `OTHERS`.
WITH_OTHERS: Final[dict[str, str]] = {
    **{name: f"w.{name}(o)" for name in _BINARY.split()},
    "addcmul_": "w.addcmul_(o, q)",
    "addcdiv_": "w.addcdiv_(o, q)",
    "lerp_": "w.lerp_(o, 0.3)",
    "lerp_(tensor)": "w.lerp_(q, o)",
    "clamp_(tensors)": "w.clamp_(o * 0.5, q)",
    "addmm_": "M.addmm_(o.view(32, 32), q.view(32, 32))",
    "addmv_": "M[0].addmv_(q.view(32, 32), o[:32])",
    "addr_": "M.addr_(o[:32], q[:32])",
    "index_add_": "w.index_add_(0, i, o)",
    "index_copy_": "w.index_copy_(0, i, o)",
    "index_put_": "w.index_put_((i,), o)",
    "index_reduce_(mean)": "w.index_reduce_(0, i, o, 'mean')",
    "scatter_(tensor)": "w.scatter_(0, i, o)",
    "scatter_add_": "w.scatter_add_(0, i, o)",
    "scatter_reduce_(sum)": "w.scatter_reduce_(0, i, o, 'sum')",
    "scatter_reduce_(mean)": "w.scatter_reduce_(0, i, o, 'mean')",
    "scatter_reduce_(amax)": "w.scatter_reduce_(0, i, o, 'amax')",
    "put_": "w.put_(i, o)",
    "masked_scatter_": "w.masked_scatter_(m, o)",
}
#: What is measured: by row the call, and which others it has.
CALLS: Final[dict[str, tuple[str, str]]] = {
    **{name: (call, "plain") for name, call in ALONE.items()},
    **{name: (call, "plain") for name, call in WITH_OTHERS.items()},
    **{f"{name}, others too": (call, "asked") for name, call in WITH_OTHERS.items()},
}
#: What is drawn, so that gradients are not those of PyTorch.
DRAWN: Final = frozenset({"dropout_", "alpha_dropout_"})
#: What was written later, before backward: the call's result, or its first other operand.
LATER: Final = {"as it is": "", "result written": "w.mul_(1.0); M.mul_(1.0)", "other written": "o.mul_(1.0)"}
