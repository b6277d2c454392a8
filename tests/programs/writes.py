"""Lines that write in place."""

from __future__ import annotations

from .draw import WILD, Draw, Grow, is_leaf, just, tame
from .views import index


def _assign(d: Draw) -> str | None:
    place = index(d)
    return f"[{place}] = {d.number_text() if d.once_in(3) else d.operand()}"


def _assign_picked(d: Draw) -> str | None:
    if not d.x.ndim or d.x.shape[0] < 2:
        return None
    return f"[places] = {d.number_text()}"


def _assign_masked(d: Draw) -> str:
    return f"[{d.name} > 0.5] = {d.number_text()}"


def _masked_fill(d: Draw) -> str | None:
    tested = d.operand_name(exactly=True)
    return f".masked_fill_({tested} > 0, {d.number_text()})" if tested else None


def _index_add(d: Draw) -> str | None:
    if not d.x.ndim:
        return None
    fitting = [
        name
        for name, y in sorted(d.live.items())
        if y.ndim == d.x.ndim and y.shape[0] == 2 and y.shape[1:] == d.x.shape[1:] and d.x.shape[0] > 1
    ]
    name = d.among(("index_add_", "index_copy_"))
    return f".{name}(0, places, {d.among(fitting)})" if fitting else None


def _operand(name: str) -> Grow:
    return lambda d: f".{name}({d.operand()})"


def _scaled(d: Draw) -> str | None:
    other = d.operand_name()
    return f".add_({other}, alpha={d.number_text()})" if other else None


def _addcmul(d: Draw) -> str | None:
    first, second = d.operand_name(), d.operand_name()
    return f".addcmul_({first}, {second})" if first and second and d.size < WILD else None


def _copy(d: Draw) -> str | None:
    other = d.operand_name()
    return f".copy_({other})" if other else None


def _reshaping(d: Draw) -> str | None:
    """Another shape for the tensor itself."""
    if d.x.ndim > 2 or (d.x.requires_grad and is_leaf(d.x)):
        return None  # DRIFT: under no_grad PyTorch gives such a leaf a gradient of its former shape, or a transposed one
    return d.among((".t_()", ".unsqueeze_(0)", ".squeeze_()", ".unsqueeze_(-1)"))


WRITES: dict[str, Grow] = {
    "add_": _operand("add_"),
    "sub_": _operand("sub_"),
    "mul_": _operand("mul_"),
    "mul_ number": lambda d: f".mul_({d.number_text()})",
    "exp_": tame(".exp_()"),
    "unary": just(".sigmoid_()", ".tanh_()", ".relu_()", ".neg_()", ".sin_()", ".abs_()"),
    "square_": tame(".square_()"),
    "div_": just(".div_(2.0)", ".div_(-0.5)"),
    "clamp_": just(".clamp_(-1.0, 1.0)", ".clamp_(min=0.0)", ".clamp_(max=0.5)"),
    "zero_": just(".zero_()"),
    "fill_": lambda d: f".fill_({d.number_text()})",
    "copy_": _copy,
    "setitem": _assign,
    "setitem picked": _assign_picked,
    "setitem masked": _assign_masked,
    "masked_fill_": _masked_fill,
    "index_add_": _index_add,
    "reshaping": _reshaping,
    "scaled": _scaled,
    "addcmul_": _addcmul,
}
#: What makes any tensor small.
TAMING = (".sigmoid_()", ".tanh_()", ".clamp_(-1.0, 1.0)", ".zero_()")
