"""Programs for which names there are, and what each of them writes."""

from __future__ import annotations

from typing import Final

_MODULES: Final = {
    "AlphaDropout": "0.5",
    "CELU": "",
    "Dropout": "0.5",
    "Dropout1d": "0.5",
    "Dropout2d": "0.5",
    "Dropout3d": "0.5",
    "ELU": "",
    "FeatureAlphaDropout": "0.5",
    "Hardsigmoid": "",
    "Hardswish": "",
    "Hardtanh": "",
    "LeakyReLU": "",
    "Mish": "",
    "RReLU": "",
    "ReLU": "",
    "ReLU6": "",
    "SELU": "",
    "SiLU": "",
    "Threshold": "0.1, 20.",
}

_FUNCTIONALS: Final = {
    "alpha_dropout": "0.5, True",
    "celu": "",
    "dropout": "0.5, True",
    "dropout1d": "0.5, True",
    "dropout2d": "0.5, True",
    "dropout3d": "0.5, True",
    "elu": "",
    "feature_alpha_dropout": "0.5, True",
    "hardsigmoid": "",
    "hardswish": "",
    "hardtanh": "",
    "leaky_relu": "",
    "mish": "",
    "relu": "",
    "relu6": "",
    "rrelu": "0.25, 0.25, True",
    "selu": "",
    "silu": "",
    "threshold": "0.1, 20.",
}

_F_IN_PLACE: Final = {
    "celu_": "",
    "elu_": "",
    "hardtanh_": "",
    "leaky_relu_": "",
    "relu_": "",
    "rrelu_": "0.25, 0.25, True",
    "selu_": "",
    "threshold_": "0.1, 20.",
}

_INITIALIZERS: Final = {
    "constant_": "T.empty(2, 3), 1.5",
    "dirac_": "T.empty(2, 2, 3)",
    "eye_": "T.empty(2, 3)",
    "kaiming_normal_": "T.empty(2, 3)",
    "kaiming_uniform_": "T.empty(2, 3)",
    "normal_": "T.empty(2, 3)",
    "ones_": "T.empty(2, 3)",
    "orthogonal_": "T.empty(2, 3)",
    "sparse_": "T.empty(4, 3), 0.5",
    "trunc_normal_": "T.empty(2, 3)",
    "uniform_": "T.empty(2, 3)",
    "xavier_normal_": "T.empty(2, 3)",
    "xavier_uniform_": "T.empty(2, 3)",
    "zeros_": "T.empty(2, 3)",
}

_DUNDERS: Final = {
    "__iadd__": "a += 2",
    "__isub__": "a -= 2",
    "__imul__": "a *= 2",
    "__itruediv__": "a /= 2",
    "__idiv__": "a.__idiv__(2)",
    "__ifloordiv__": "a //= 2",
    "__imod__": "a %= 2",
    "__ipow__": "a **= 2",
    "__iand__": "a = a.to(T.int64); b = a\na &= 3",
    "__ior__": "a = a.to(T.int64); b = a\na |= 3",
    "__ixor__": "a = a.to(T.int64); b = a\na ^= 3",
    "__ilshift__": "a = a.to(T.int64); b = a\na <<= 1",
    "__irshift__": "a = a.to(T.int64); b = a\na >>= 1",
}

#: Functions of ``torch`` itself that are no methods; the others of the twenty are not for users to call.
_FUNCTIONS: Final = {
    "dropout_": "0.5, True",
    "feature_dropout_": "0.5, True",
    "alpha_dropout_": "0.5, True",
    "feature_alpha_dropout_": "0.5, True",
    "rrelu_": "0.25, 0.25, True",
    "selu_": "",
    "celu_": "",
    "threshold_": "0.1, 20.",
}

_NONE_OUT_OF_PLACE: Final = (
    "apply_ cauchy_ copy_ exponential_ fill_ fill_diagonal_ geometric_ log_normal_ map2_ map_ normal_ random_ "
    "resize_as_sparse_ set_ share_memory_ sparse_resize_ sparse_resize_and_clear_ uniform_ zero_"
)
#: Of what layers of one, two and three dimensions write, else of a vector of channels.
_SHAPES: Final = {"1d": "(1, 2, 4)", "2d": "(1, 2, 2, 2)", "3d": "(1, 2, 2, 2, 2)"}


def _made(name: str) -> str:
    return f"T.full({_SHAPES.get(name[-2:], '(2, 4)')}, 0.5, requires_grad=True)"


def _what(name: str) -> str:
    """Return what is compared: where numbers are drawn, only the shape."""
    return ".shape" if "dropout" in name.lower() else ""


def _in_place(name: str, call: str) -> str:
    """Return the program that has a layer write a computed tensor: it comes back itself, and counts once."""
    return f"w = {_made(name)} * 1\no = {call}\nr = (o is w, w._version, w{_what(name)})"


def _leaf(name: str, call: str) -> str:
    return f"w = {_made(name)}\n{call}"


def _copying(name: str, call: str) -> str:
    return f"w = {_made(name)}\no = {call}\nr = (o is w, w._version, o.grad_fn is None, o{_what(name)})"


def _call(path: str, arguments: str, given: str) -> str:
    return f"{path}({', '.join(word for word in ('w', arguments, given) if word)})"


def _layer(name: str, arguments: str) -> str:
    return f"nn.{name}({', '.join(word for word in (arguments, 'inplace=True') if word)})"


PROGRAMS: Final[dict[str, dict[str, str]]] = {
    "2.1 dunders": {
        name: f"a = T.tensor([12., 5., 3.]); b = a\n{code}\nr = (a is b, b, b._version, hasattr(T.Tensor, '{name}'))"
        for name, code in _DUNDERS.items()
    },
    "2.1 no __imatmul__": {
        "no such method": "r = hasattr(T.Tensor, '__imatmul__')",
        "rebinds": "a = T.full((2, 2), 2.); b = a\na @= a\nr = (a is b, a, b, b._version)",
        "rebinds a leaf": "a = T.ones(2, 2, requires_grad=True); b = a\na @= a\nr = (a is b, a.grad_fn, b.is_leaf)",
    },
    "2.1 assignment writes": {
        "an integer": "p[1] = 7\nr = (p, p._version)",
        "a slice": "p[1:] = 7\nr = (p, p._version)",
        "a negative": "p[-1] = 7\nr = (p, p._version)",
        "everything": "p[...] = 7\nr = (p, p._version)",
        "a mask": "p[p > 1] = 7\nr = (p, p._version)",
        "places": "p[[2, 0]] = T.tensor([7., 8.])\nr = (p, p._version)",
        "a new dimension": "p[None] = T.tensor([[7., 8., 9.]])\nr = (p, p._version)",
        "of matrices": "a = T.zeros(2, 3)\na[1] = p\na[:, 0] = 5\na[0, 1:] = T.ones(2)\nr = (a, a._version)",
        "by a tensor of one": "p[T.tensor(1)] = 7\nr = (p, p._version)",
        "of a number": "a = T.tensor(1.)\na[()] = 7\nr = (a, a._version)",
        "an addition in place": "p[1] += 7\nr = (p, p._version)",
        "an addition by places": "p[[0, 0]] += 1\nr = (p, p._version)",
        "truth": "p[True] = 7\nr = (p, p._version)",
        "nothing": "p[False] = 7\nr = (p, p._version)",
        "an empty part": "p[3:] = 7\nr = (p, p._version)",
        "of a computed tensor": "h = x * 1\nh[1] = y[1]\nh.sum().backward()\nr = (x.grad, y.grad, h.grad_fn)",
        "out of range": "p[3] = 7",
        "too many": "p[0, 0] = 7",
        "of a leaf": "x[0] = 7",
        "of a leaf, whole": "x[:] = 7",
        "of a leaf by a mask": "x[p > 1] = 7",
        "itself": "p[:] = p\nr = (p, p._version)",
        "a list": "p[:] = [7., 8., 9.]\nr = (p, p._version)",
    },
    "2.1 twenty functions": {
        name: _in_place(name, _call(f"T.{name}", arguments, "")) for name, arguments in _FUNCTIONS.items()
    }
    | {
        "embedding_renorm_": "w = T.full((3, 2), 3.)\no = T.embedding_renorm_(w, T.tensor([0, 2]), 1., 2.)\nr = (o is w, w._version, w)",
    },
    "2.1 in place on lists": {
        "names": "r = len([name for name in dir(T) if name.startswith('_foreach_') and name.endswith('_')])",
    },
    "2.1 no out-of-place method": {
        name: f"r = (hasattr(T.Tensor, '{name}'), hasattr(T.Tensor, '{name[:-1]}'))"
        for name in _NONE_OUT_OF_PLACE.split()
    },
    "2.1 modules": {
        name: _in_place(name, f"{_layer(name, arguments)}(w)") for name, arguments in _MODULES.items()
    }
    | {
        f"{name} of a leaf": _leaf(name, f"{_layer(name, arguments)}(w)")
        for name, arguments in _MODULES.items()
    }
    | {f"{name} says so": f"r = repr({_layer(name, arguments)})" for name, arguments in _MODULES.items()},
    "2.1 functionals": {
        name: _in_place(name, _call(f"F.{name}", arguments, "inplace=True"))
        for name, arguments in _FUNCTIONALS.items()
    }
    | {
        f"{name} of a leaf": _leaf(name, _call(f"F.{name}", arguments, "inplace=True"))
        for name, arguments in _FUNCTIONALS.items()
    }
    | {
        f"{name} copying": _copying(name, _call(f"F.{name}", arguments, ""))
        for name, arguments in _FUNCTIONALS.items()
    },
    "2.1 F.name_": {
        name: _in_place(name, _call(f"F.{name}", arguments, "")) for name, arguments in _F_IN_PLACE.items()
    },
    "2.1 initializers": {
        name: f"w, *more = {arguments},\no = nn.init.{name}(w, *more)\nr = (o is w, w.shape, w.requires_grad)"
        for name, arguments in _INITIALIZERS.items()
    }
    | {
        f"{name} of a leaf": (
            f"w, *more = {arguments},\nw.requires_grad_()\no = nn.init.{name}(w, *more)\n"
            "r = (o is w, w.requires_grad, w.is_leaf, w.grad_fn)"
        )
        for name, arguments in _INITIALIZERS.items()
    },
}
