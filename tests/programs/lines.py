"""What a program may do next: lines of PyTorch, drawn by looking at the tensors that are there.

Every line reads the same in both worlds: ``T`` is torch or insitu, the letters are live tensors, all of float64. Most
lines are well formed as far as shapes go; whether gradients allow them is for both worlds to say.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import torch

NAMES = "abcdefgh"
#: Tensors that never require a gradient: places to pick, and a truth for each.
FIXED = ("places = T.tensor([1, 0])", "truths = T.tensor([True, False, True])")
NO_GRAD = "with T.no_grad(): "
SHAPES = ((3,), (2, 3), (3, 3), (), (4,), (2, 2, 3), (1, 3), (6,), (3, 1))
#: What grows is only drawn for tensors whose elements are less than this.
TAME = 3.0
#: Beyond this, a tensor is drawn for nothing but what makes it small again.
WILD = 50.0

Live = dict[str, torch.Tensor]
Grow = Callable[["Draw"], str | None]


class Draw:
    """One line in the making: the source of choices, the live tensors, the one that the line is about."""

    def __init__(self, source: Random, live: Live, count: int) -> None:
        self.source = source
        self.live = live
        #: Where a result goes.
        self.into = NAMES[count % len(NAMES)] if len(live) >= len(NAMES) else NAMES[len(live)]
        computed = [name for name, y in sorted(live.items()) if y.requires_grad and not is_leaf(y)]
        self.name = self.among(computed if computed and not self.once_in(3) else sorted(live)) if live else ""
        self.x = live[self.name] if live else torch.empty(0)

    def among(self, choices):
        return choices[int(self.source.random() * len(choices))]

    def number(self, below: int) -> int:
        return int(self.source.random() * below)

    def once_in(self, many: int) -> bool:
        return self.source.random() * many < 1

    @property
    def row_major(self) -> bool:
        """Whether the bytes lie as they do here: PyTorch gives a result the strides of its operand."""
        return (self.x if self.x._base is None else self.x._base).is_contiguous()

    @property
    def size(self) -> float:
        """The greatest magnitude in the tensor."""
        return greatest(self.x)

    def dim(self) -> int:
        return self.number(2 * self.x.ndim) - self.x.ndim

    def other(self, *, exactly: bool = False) -> str | None:
        """A tame tensor that broadcasts to the shape, or has it, perhaps the tensor itself."""
        shape = self.x.shape
        fitting = [
            name
            for name, y in sorted(self.live.items())
            if (y.shape == shape if exactly else _fits(y.shape, shape)) and greatest(y) < WILD
        ]
        return self.among(fitting) if fitting else None

    def scalar(self) -> str:
        return self.among(("2.0", "0.5", "-1.5", "1.0", "-0.25"))

    def operand(self) -> str:
        """A tensor, or else a number."""
        return (self.other() if not self.once_in(4) else None) or self.scalar()


def greatest(x: torch.Tensor) -> float:
    return x.detach().abs().max().item() if x.numel() else 0.0


def is_leaf(x: torch.Tensor) -> bool:
    """Whether a tensor is a leaf, for all that can be seen of it without asking PyTorch, which changes views so."""
    return x._base is None and x.is_leaf


def _fits(shape: torch.Size, wanted: torch.Size) -> bool:
    tail = wanted[len(wanted) - len(shape) :] if len(shape) <= len(wanted) else None
    return tail is not None and all(size in (1, room) for size, room in zip(shape, tail, strict=True))


# --- views ------------------------------------------------------------------------------------------------------------


def _slice(d: Draw, size: int) -> str:
    start = d.number(size)
    return d.among(
        (f"{start}:", f":{start + 1}", "::2", "1:", f"{start}:{start + 2}", ":", f"{start}", "-1", "None")
    )


def index(d: Draw) -> str:
    """An index of slices, integers and the like."""
    items = [_slice(d, size) for size in d.x.shape[: d.number(d.x.ndim) + 1]]
    if d.once_in(6):
        items.append("...")
    return ", ".join(items) or "..."


def _select(d: Draw) -> str | None:
    if not d.x.ndim:
        return None
    dim = d.dim()
    return f".select({dim}, {d.number(d.x.shape[dim])})" if d.x.shape[dim] else None


def _narrow(d: Draw) -> str | None:
    if not d.x.ndim:
        return None
    dim = d.dim()
    start = d.number(d.x.shape[dim])
    return f".narrow({dim}, {start}, {d.number(d.x.shape[dim] - start) + 1})" if d.x.shape[dim] else None


def _view(d: Draw) -> str:
    n = d.x.numel()
    return f".view({d.among([(n,), (-1, 1), (1, n), *((k, n // k) for k in (2, 3) if n and n % k == 0)])})"


def _expand(d: Draw) -> str | None:
    if d.x.ndim > 2:
        return None
    sizes = [d.among((2, 3)) if size == 1 else size for size in d.x.shape]
    return f".expand({[2] * (d.number(2) or not sizes) + sizes})"


def _part(d: Draw) -> str | None:
    if not d.x.ndim:
        return None
    dim = d.dim()
    if d.x.shape[dim] < 1:
        return None
    return d.among(
        (f".unbind({dim})[-1]", f".chunk(2, {dim})[0]", f".split(1, {dim})[-1]", f".unbind({dim})[0]")
    )


def _as_strided(d: Draw) -> str | None:
    """Elements of the storage that lie apart, mostly."""
    room = d.x.untyped_storage().nbytes() // 8
    sizes, strides = d.among((
        ((2,), (1,)), ((2,), (2,)), ((3,), (1,)), ((2, 2), (2, 1)), ((2, 3), (3, 1)), ((3, 2), (1, 3)), ((2, 2), (1, 1)),
    ))  # fmt: skip
    reach = sum((size - 1) * stride for size, stride in zip(sizes, strides, strict=True))
    return f".as_strided({sizes}, {strides}, {d.number(room - reach)})" if reach < room else None


def _transpose(d: Draw) -> str | None:
    return f".transpose({d.dim()}, {d.dim()})" if d.x.ndim else None


def _unsqueeze(d: Draw) -> str | None:
    return f".unsqueeze({d.number(d.x.ndim + 1)})" if d.x.ndim < 3 else None


def _diagonal(d: Draw) -> str | None:
    return f".diagonal({d.number(2)})" if d.x.ndim == 2 else None


def _view_as(d: Draw) -> str | None:
    other = d.other(exactly=True)
    return other and f".view_as({other})"


def _just(*texts: str) -> Grow:
    return lambda d: d.among(texts)


VIEWS: dict[str, Grow] = {
    "getitem": lambda d: f"[{index(d)}]",
    "select": _select,
    "narrow": _narrow,
    "transpose": _transpose,
    "view": _view,
    "reshape": lambda d: _view(d).replace("view", "reshape"),
    "expand": _expand,
    "part": _part,
    "as_strided": _as_strided,
    "diagonal": _diagonal,
    "unsqueeze": _unsqueeze,
    "squeeze": _just(".squeeze()"),
    "t": lambda d: ".t()" if d.x.ndim < 3 else None,
    "permute": lambda d: f".permute({list(reversed(range(d.x.ndim)))})",
    "flatten": _just(".flatten()"),
    "view_as": _view_as,
    "detach": _just(".detach()"),
    "alias": _just("[...]"),
}
#: Refused, copied or elsewhere by the strides.
BY_STRIDES = frozenset({"view", "reshape", "as_strided", "flatten", "view_as"})


# --- new tensors ------------------------------------------------------------------------------------------------------


def _binary(d: Draw) -> str:
    sign = d.among("+-*")
    return f" {sign} {d.operand()}"


def _tame(text: str) -> Grow:
    return lambda d: text if d.size < TAME else None


def _matmul(d: Draw) -> str | None:
    if not d.x.ndim or d.size > TAME:
        return None
    inner = d.x.shape[-1]
    fitting = [
        name
        for name, y in sorted(d.live.items())
        if y.ndim and y.shape[-2 if y.ndim > 1 else 0] == inner and y.ndim < 3 and greatest(y) < TAME
    ]
    return f" @ {d.among(fitting)}" if fitting else None


def _sum(d: Draw) -> str:
    dims = [f".sum({d.dim()})", f".sum({d.dim()}, keepdim=True)", f".mean({d.dim()})"] if d.x.ndim else []
    return d.among([".sum()", ".mean()", *dims])


def _where(d: Draw) -> str | None:
    other, tested = d.operand(), d.other(exactly=True)
    return f".where({tested} > 0, {other})" if tested else None


def _index_select(d: Draw) -> str | None:
    if not d.x.ndim:
        return None
    dim = d.dim()
    return f".index_select({dim}, places)" if d.x.shape[dim] > 1 else None


def _picked(d: Draw) -> str | None:
    return "[truths]" if d.x.ndim and d.x.shape[0] == 3 else None


OPS: dict[str, Grow] = {
    "binary": _binary,
    "mul": lambda d: f" * {d.other()}" if d.other() else None,
    "square": _tame(" ** 2"),
    "div": lambda d: f" / {d.among(('2.0', '-4.0'))}",
    "exp": _tame(".exp()"),
    "sigmoid": _just(".sigmoid()"),
    "tanh": _just(".tanh()"),
    "sin": _just(".sin()"),
    "relu": _just(".relu()"),
    "abs": _just(".abs()"),
    "neg": _just(".neg()"),
    "matmul": _matmul,
    "sum": _sum,
    "clamp": _just(".clamp(-1.0, 1.0)", ".clamp(min=0.0)", ".clamp(max=0.5)"),
    "where": _where,
    "index_select": _index_select,
    "picked": _picked,
    "clone": _just(".clone()"),
    "contiguous": lambda d: ".contiguous()" if d.row_major else None,
}
#: What two tensors of one shape make.
JOINED = ("T.cat([{0}, {1}])", "T.stack([{0}, {1}])", "T.maximum({0}, {1})")


def _joined(d: Draw) -> str | None:
    other = d.other(exactly=True)
    if not other or not d.x.ndim or d.x.ndim > 2:
        return None
    return d.among(JOINED).format(d.name, other)


# --- writes -----------------------------------------------------------------------------------------------------------


def _assign(d: Draw) -> str | None:
    place = index(d)
    return f"[{place}] = {d.scalar() if d.once_in(3) else d.operand()}"


def _assign_picked(d: Draw) -> str | None:
    if not d.x.ndim or d.x.shape[0] < 2:
        return None
    return f"[places] = {d.scalar()}"


def _assign_masked(d: Draw) -> str:
    return f"[{d.name} > 0.5] = {d.scalar()}"


def _masked_fill(d: Draw) -> str | None:
    tested = d.other(exactly=True)
    return f".masked_fill_({tested} > 0, {d.scalar()})" if tested else None


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
    other = d.other()
    return f".add_({other}, alpha={d.scalar()})" if other else None


def _addcmul(d: Draw) -> str | None:
    first, second = d.other(), d.other()
    return f".addcmul_({first}, {second})" if first and second and d.size < WILD else None


def _copy(d: Draw) -> str | None:
    other = d.other()
    return f".copy_({other})" if other else None


WRITES: dict[str, Grow] = {
    "add_": _operand("add_"),
    "sub_": _operand("sub_"),
    "mul_": _operand("mul_"),
    "mul_ number": lambda d: f".mul_({d.scalar()})",
    "exp_": _tame(".exp_()"),
    "unary": _just(".sigmoid_()", ".tanh_()", ".relu_()", ".neg_()", ".sin_()", ".abs_()"),
    "square_": _tame(".square_()"),
    "div_": _just(".div_(2.0)", ".div_(-0.5)"),
    "clamp_": _just(".clamp_(-1.0, 1.0)", ".clamp_(min=0.0)", ".clamp_(max=0.5)"),
    "zero_": _just(".zero_()"),
    "fill_": lambda d: f".fill_({d.scalar()})",
    "copy_": _copy,
    "setitem": _assign,
    "setitem picked": _assign_picked,
    "setitem masked": _assign_masked,
    "masked_fill_": _masked_fill,
    "index_add_": _index_add,
    "scaled": _scaled,
    "addcmul_": _addcmul,
}
#: What makes any tensor small.
TAMING = (".sigmoid_()", ".tanh_()", ".clamp_(-1.0, 1.0)", ".zero_()")


# --- gradients --------------------------------------------------------------------------------------------------------


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


GRADIENTS: dict[str, Grow] = {
    "backward": _backward,
    "more backward": _backward,
    "seeded": _seeded,
    "grad": _grad,
    "inputs": _inputs,
    "forget": _forget,
    "require": _again,
    "grad of a leaf": _grad_of_leaf,
}


# --- lines ------------------------------------------------------------------------------------------------------------


def beginning(d: Draw) -> str:
    """A leaf: numbers that are no one's bounds, and differ."""
    shape = d.among(SHAPES)
    numel = torch.Size(shape).numel()
    start, step = d.number(20), d.among((3, 7, 11))
    values = [((start + step * at) % 23 - 11) / 8 for at in range(numel)]
    asked = ", requires_grad=True" if not d.live or not d.once_in(3) else ""
    return f"{d.into} = T.tensor({torch.tensor(values).reshape(shape).tolist()}, dtype=T.float64{asked})"


def _written(d: Draw) -> str | None:
    if d.size > WILD:
        return f"{d.name}{d.among(TAMING)}"
    text = WRITES[d.among(list(WRITES))](d)
    return text and f"{d.name}{text}"


def _made(d: Draw) -> str | None:
    if d.size > WILD:
        return f"{d.into} = {d.name}.sigmoid()"
    if d.once_in(8):
        joined = _joined(d)
        return joined and f"{d.into} = {joined}"
    text = OPS[d.among(list(OPS))](d)
    return text and f"{d.into} = {d.name}{text}"


def _viewed(d: Draw) -> str | None:
    kind = d.among(list(VIEWS))
    if kind in BY_STRIDES and not d.row_major:
        return None
    text = VIEWS[kind](d)
    return text and f"{d.into} = {d.name}{text}"


def ends(live: Live) -> list[str]:
    """The last lines of a program: the gradients of everything that has some."""
    computed = [name for name, y in sorted(live.items()) if y.requires_grad and greatest(y) < WILD**2]
    return [f"{name}.sin().sum().backward(retain_graph=True)" for name in computed]


def grow(source: Random, live: Live, count: int) -> str | None:
    """The next line of a program; None where the draw does not fit any."""
    d = Draw(source, live, count)
    if len(live) < 2:
        return beginning(d)
    kind = source.random()
    line = (
        _written(d) if kind < 0.30 else
        _made(d) if kind < 0.55 else
        _viewed(d) if kind < 0.82 else
        GRADIENTS[d.among(list(GRADIENTS))](d) if kind < 0.96 else
        beginning(d)
    )  # fmt: skip
    if line is not None and kind < 0.82 and d.once_in(12):
        return f"{NO_GRAD}{line}"
    return line
