"""How each in-place method of a tensor is called, and what happens to tensors of every standing that it is called on.

The one rule: a method has one call here, and each situation is a program of its own for every method.
"""

from __future__ import annotations

from typing import Final

#: By the arguments that methods are called with: their names. ``o`` and ``q`` are as ``w``, ``i`` is places, ``m`` a mask.
_OF_VECTORS: Final = {
    "o": (
        "add_ sub_ subtract_ mul_ multiply_ div_ divide_ true_divide_ floor_divide_ fmod_ remainder_ pow_ "
        "float_power_ atan2_ arctan2_ copysign_ hypot_ nextafter_ ldexp_ xlogy_ heaviside_ igamma_ igammac_ "
        "logical_and_ logical_or_ logical_xor_ eq_ ne_ not_equal_ lt_ less_ le_ less_equal_ gt_ greater_ ge_ "
        "greater_equal_ copy_ resize_as_ set_"
    ),
    "": (
        "abs_ absolute_ neg_ negative_ sign_ sgn_ exp_ exp2_ expm1_ log_ log2_ log10_ log1p_ sqrt_ rsqrt_ square_ "
        "reciprocal_ sin_ cos_ tan_ asin_ arcsin_ acos_ arccos_ atan_ arctan_ sinh_ cosh_ tanh_ asinh_ arcsinh_ "
        "atanh_ arctanh_ sinc_ erf_ erfc_ erfinv_ lgamma_ digamma_ i0_ logit_ sigmoid_ relu_ ceil_ floor_ round_ "
        "trunc_ fix_ frac_ deg2rad_ rad2deg_ nan_to_num_ conj_physical_ logical_not_ zero_ normal_ uniform_ "
        "random_ bernoulli_ exponential_ cauchy_ log_normal_ squeeze_ requires_grad_ detach_"
    ),
    "o, q": "addcmul_ addcdiv_",
    "o, 0.3": "lerp_",
    "0.3, 0.6": "clamp_ clip_",
    "0.3": "clamp_min_",
    "0.6": "clamp_max_",
    "2": "polygamma_ resize_",
    "2.0": "fill_",
    "0.5": "geometric_",
    "0": "cumsum_ cumprod_ unsqueeze_",
    "0, i, o": "index_add_ index_copy_ scatter_ scatter_add_",
    "0, i, o, 'prod'": "index_reduce_ scatter_reduce_",
    "0, i, 2.0": "index_fill_",
    "(i,), o": "index_put_",
    "i, o": "put_",
    "m, o": "masked_scatter_",
    "m, 2.0": "masked_fill_",
    "(2,), (1,), 1": "as_strided_",
}
_OF_LARGE: Final = {"": "acosh_ arccosh_", "2": "mvlgamma_"}
_OF_INTEGERS: Final = {
    "o": "gcd_ lcm_ bitwise_and_ bitwise_or_ bitwise_xor_ bitwise_left_shift_ bitwise_right_shift_",
    "": "bitwise_not_",
}
_OF_MATRICES: Final = {
    "": "tril_ triu_ t_",
    "0, 1": "transpose_ swapaxes_ swapdims_",
    "2.0": "fill_diagonal_",
    "2, 0, 0.5": "renorm_",
    "o, q": "addmm_",
    "o[0], q[0]": "addr_",
    "b, c": "addbmm_",
}
_OF_PRODUCTS: Final = {"o, q": "addmv_"}
_OF_BATCHES: Final = {"b, c": "baddbmm_"}

#: What methods are called on, and what else there is then.
_MAKING: Final = (
    (_OF_VECTORS, "T.tensor([0.25, 0.5, 0.75])", "o = T.tensor([0.5, 0.25, 1.5]); q = T.tensor([2., 0.5, 0.25])"),
    (_OF_LARGE, "T.tensor([2.0, 3.0, 5.0])", ""),
    (_OF_INTEGERS, "T.tensor([12, 5, 3])", "o = T.tensor([1, 2, 3])"),
    (
        _OF_MATRICES,
        "T.tensor([[0.25, 0.5], [0.75, 1.0]])",
        "o = T.tensor([[1., 2.], [0.5, 4.]]); q = o * 0.5; b = o[None]; c = q[None]",
    ),
    (_OF_PRODUCTS, "T.tensor([0.25, 0.5])", "o = T.tensor([[1., 2.], [0.5, 4.]]); q = o[0]"),
    (_OF_BATCHES, "T.tensor([[[0.25, 0.5], [0.75, 1.0]]])", "b = T.ones(1, 2, 2); c = b * 2"),
)  # fmt: skip
#: By method: how it is called, ``add_(o)``; what it is called on; what else there is.
METHODS: Final[dict[str, tuple[str, str, str]]] = {
    name: (f"{name}({arguments})", made, others)
    for table, made, others in _MAKING
    for arguments, names in table.items()
    for name in names.split()
}
#: What they leave is drawn, and compared is its shape.
_DRAWING: Final = frozenset({
    "bernoulli_", "cauchy_", "exponential_", "geometric_", "log_normal_", "normal_", "random_", "uniform_",
})  # fmt: skip

_CALLED: Final = "s = w.CALL is w"
_TOLD: Final = "r = [s, w.shape if drawn else w, w.requires_grad, w.is_leaf, w.grad_fn]"
_COUNTED: Final = f"{_CALLED}\n{_TOLD}\nr += [w._version]"
#: Each is a program for every method: ``MAKE`` makes the tensor, ``CALL`` is the call.
SITUATIONS: Final[dict[str, str]] = {
    "plain": f"w = MAKE\n{_COUNTED}",
    "leaf": f"w = MAKE.requires_grad_()\n{_COUNTED}",
    "leaf without recording": f"w = MAKE.requires_grad_()\nwith T.no_grad():\n    {_CALLED}\n{_TOLD}\nr += [w._version]",
    "computed": f"w = MAKE.requires_grad_() * 1\n{_COUNTED}",
    "view of a leaf": f"w = MAKE.requires_grad_()\nw = w.view_as(w)\n{_COUNTED}",
    "view": f"h = MAKE.requires_grad_() * 1\nw = h.view_as(h)\n{_COUNTED}\nr += [h.grad_fn, h._version]",
    "view made without recording": f"h = MAKE.requires_grad_() * 1\nwith T.no_grad():\n    w = h.view_as(h)\n{_COUNTED}",
    "one of several views": f"h = T.stack([MAKE, MAKE]).requires_grad_() * 1\nw = h.unbind()[1]\n{_COUNTED}",
    "made in inference mode": f"with T.inference_mode():\n    w = MAKE\n{_CALLED}\n{_TOLD}",
    "in inference mode": f"with T.inference_mode():\n    w = MAKE\n    {_CALLED}\n{_TOLD}",
    "expanded": f"w = MAKE\nw = w[:1].expand_as(w)\n{_COUNTED}",
    "integers": f"w = MAKE.to(T.int64)\n{_COUNTED}",
    "truth values": f"w = MAKE.to(T.bool)\n{_COUNTED}",
    "one number": f"w = MAKE.reshape(-1)[0]\n{_COUNTED}",
}


def _program(method: str, situation: str) -> str:
    call, made, others = METHODS[method]
    start = f"drawn = {method in _DRAWING}; i = T.tensor([2, 0, 1]); m = T.tensor([True, False, True]); {others}\n"
    return start + SITUATIONS[situation].replace("MAKE", made).replace("CALL", call)


PROGRAMS: Final[dict[str, dict[str, str]]] = {
    "2.1 methods": {
        f"{method}, {situation}": _program(method, situation)
        for method in METHODS
        for situation in SITUATIONS
    }
}
