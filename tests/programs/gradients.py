"""Lines about gradients: backward, what requires one, and what they are."""

from __future__ import annotations

from .draw import WILD, Draw, Grow, Live, greatest, is_leaf


def _computed(d: Draw) -> list[str]:
    return [name for name, y in sorted(d.live.items()) if y.requires_grad and greatest(y) < WILD]


#: From a tensor to a number, mostly so that each element has a gradient of its own.
LOSSES = ("{0}.sum()", "{0}.sin().sum()", "({0} * {0}).sum()", "{0}.sin().sum()")


def _backward(d: Draw) -> str | None:
    computed = _computed(d)
    if not computed or d.once_in(24):  # now and then from what has no gradient, or is no scalar
        return f"{d.name}.backward()"
    name = d.among(computed)
    start = name if not d.live[name].ndim and d.once_in(2) else d.among(LOSSES).format(name)
    if len(computed) > 1 and d.once_in(3):
        start = f"({start} + {d.among(LOSSES).format(d.among(computed))})"
    return f"{start}.backward({d.among(('', 'retain_graph=True', 'retain_graph=True'))})"


def _seeded(d: Draw) -> str | None:
    computed = _computed(d)
    if not computed:
        return None
    name = d.among(computed)
    retain = d.among(("", ", retain_graph=True"))
    return f"{name}.backward(T.full({list(d.live[name].shape)}, 0.5, dtype=T.float64){retain})"


def _grad(d: Draw) -> str | None:
    """The gradient of one tensor with respect to another, as a new tensor."""
    computed = _computed(d)
    if len(computed) < 2:
        return None
    of, to = d.among(computed), d.among(computed)
    retain = d.among(("", ", retain_graph=True"))
    unused = "" if d.once_in(8) else ", allow_unused=True"
    return f"{d.into} = T.autograd.grad({d.among(LOSSES).format(of)}, {to}{retain}{unused})[0]"


def _inputs(d: Draw) -> str | None:
    computed = _computed(d)
    leaves = [name for name, y in sorted(d.live.items()) if y.requires_grad and is_leaf(y)]
    if not computed or not leaves:
        return None
    return f"{d.among(computed)}.sum().backward(retain_graph=True, inputs=[{d.among(leaves)}])"


def _forget(d: Draw) -> str | None:
    if any(y._base is d.x for y in d.live.values()):
        return None  # DRIFT: what becomes of its views hangs on who has asked them since for what made them
    return d.among((f"{d.name}.detach_()", f"{d.name}.requires_grad_({not d.x.requires_grad})"))


def _again(d: Draw) -> str:
    return f"{d.name}.requires_grad_()"


def _grad_of_leaf(d: Draw) -> str | None:
    leaves = [name for name, y in sorted(d.live.items()) if is_leaf(y) and y.grad is not None]
    if not leaves:
        return None
    leaf = d.among(leaves)
    return d.among((f"{leaf}.grad = None", f"{leaf}.grad.zero_()", f"{d.into} = {leaf}.grad"))


def _retain(d: Draw) -> str:
    return f"{d.name}.retain_grad()"


def _hooked(d: Draw) -> str:
    return f"{d.name}.register_hook(lambda g: g * {d.number_text()})"


def _recorded(d: Draw) -> str | None:
    """The gradient of one tensor with respect to another, which has gradients itself."""
    computed = _computed(d)
    if len(computed) < 2:
        return None
    of, to = d.among(computed), d.among(computed)
    loss = d.among(LOSSES).format(of)
    # PyTorch's gradients are views at times, and insitu's never.
    return f"{d.into} = T.autograd.grad({loss}, {to}, create_graph=True)[0] * {d.number_text()}"


GRADIENTS: dict[str, Grow] = {
    "backward": _backward,
    "more backward": _backward,
    "seeded": _seeded,
    "grad": _grad,
    "recorded": _recorded,
    "inputs": _inputs,
    "forget": _forget,
    "require": _again,
    "retain": _retain,
    "hooked": _hooked,
    "grad of a leaf": _grad_of_leaf,
}


def ends(live: Live) -> list[str]:
    """The last lines of a program: the gradients of everything that has some."""
    computed = [name for name, y in sorted(live.items()) if y.requires_grad and greatest(y) < WILD**2]
    return [f"{name}.sin().sum().backward(retain_graph=True)" for name in computed]
