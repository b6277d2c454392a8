"""What a chain may do next: lines of PyTorch, drawn by looking at the tensors that are there.

Every line reads the same in both worlds: ``T`` is torch or insitu, ``a`` to ``h`` are the live tensors. Most lines are
well formed; a few name a dimension or a size that is not there, for refusals have to agree as well.
"""

from __future__ import annotations

from collections.abc import Callable

import torch

import insitu

NAMES = "abcdefgh"
DTYPES = (
    torch.float32, torch.int64, torch.bool, torch.float64, torch.complex64, torch.uint8,
    torch.int32, torch.int8, torch.int16, torch.float16, torch.complex128,
)  # fmt: skip
SHAPES = ((4, 3), (6,), (2, 3, 4), (), (3, 3), (1, 4), (2, 1, 3), (12,), (0, 3), (2, 2, 2, 2))

Live = dict[str, torch.Tensor]


class Picker:
    """A step's bytes, read as choices; when they are used up, everything is the first choice."""

    def __init__(self, tape: bytes) -> None:
        self._tape = iter(tape)

    def number(self, below: int) -> int:
        return next(self._tape, 0) % below

    def among(self, choices):
        return choices[self.number(len(choices))]

    def once_in(self, many: int) -> bool:
        return self.number(many) == many - 1

    def dim(self, ndim: int) -> int:
        """A dimension, now and then one that is not there."""
        if self.once_in(32):
            return ndim
        return self.number(2 * ndim) - ndim if ndim else -self.number(2)

    def distinct(self, many: int, size: int) -> list[int]:
        """Numbers below ``size``, each once."""
        rest = list(range(size))
        return [rest.pop(self.number(len(rest))) for _ in range(min(many, size))]

    def dtype(self) -> torch.dtype:
        return self.among(DTYPES)

    def scalar(self, x: torch.Tensor) -> str:
        """A number, mostly of a kind that goes into the tensor."""
        if self.once_in(16):
            return self.among(("1.5", "2", "(1+2j)", "True", "300"))
        if x.dtype.is_complex:
            return self.among(("(1-1j)", "2", "0.5"))
        if x.dtype.is_floating_point:
            return self.among(("2", "-1.5", "0.5", "0"))
        return "True" if x.dtype is torch.bool else self.among(("2", "3", "1"))

    def other(self, x: torch.Tensor, live: Live) -> str:
        """The name of a tensor, mostly one that broadcasts to the shape."""
        fitting = [name for name, y in live.items() if _fits(y.shape, x.shape)]
        return self.among(sorted(live)) if not fitting or self.once_in(8) else self.among(fitting)


def _fits(shape: torch.Size, wanted: torch.Size) -> bool:
    tail = wanted[len(wanted) - len(shape) :] if len(shape) <= len(wanted) else None
    return tail is not None and all(size in (1, room) for size, room in zip(shape, tail, strict=True))


Grow = Callable[[Picker, torch.Tensor, Live], str | None]


# --- views ----------------------------------------------------------------------------------------------------------


def _slices(p: Picker, x: torch.Tensor) -> str:
    items = []
    for size in x.shape[: p.number(x.ndim + 1)] or ():
        start = p.number(size + 1)
        items.append(
            p.among((
                f"{start}:", f":{start}", "::2", f"{start}:{start + 2}", f"{start - size if start < size else -1}",
                ":", "None, :", "::3",
            ))
        )  # fmt: skip
    if p.once_in(4):
        items.insert(p.number(len(items) + 1), p.among(("...", "None", "True", "1")))
    return ", ".join(items) or "..."


def _permutation(p: Picker, x: torch.Tensor) -> str:
    return f".permute({p.distinct(x.ndim, x.ndim)})"


def _factors(p: Picker, numel: int) -> list[int]:
    sizes = []
    while numel > 1 and len(sizes) < 3:
        factor = p.among([each for each in range(1, numel + 1) if numel % each == 0])
        sizes.append(factor)
        numel //= factor
    sizes.append(numel)
    if p.once_in(4):
        sizes[p.number(len(sizes))] = -1
    if p.once_in(32):
        sizes.append(2)
    return sizes


def _expand(p: Picker, x: torch.Tensor) -> str:
    sizes = [size if size != 1 else p.among((3, 1, 2)) for size in x.shape]
    lead = [p.among((2, 3))] * p.number(2) if x.ndim < 4 else []
    return f".expand({lead + [p.among((-1, size)) for size in sizes] if x.ndim else lead})"


def _as_strided(p: Picker, x: torch.Tensor) -> str | None:
    room = x.untyped_storage().nbytes() // x.element_size()
    sizes = [p.among((2, 3, 1, 4)) for _ in range(p.number(3) + 1)]
    strides = [p.among((1, 2, 3, 0, 5)) for _ in sizes]
    reach = sum((size - 1) * stride for size, stride in zip(sizes, strides, strict=True))
    if reach >= room and not p.once_in(16):
        return None
    return f".as_strided({sizes}, {strides}, {p.number(max(room - reach, 1))})"


def _unfold(p: Picker, x: torch.Tensor) -> str:
    dim = p.dim(x.ndim)
    size = x.shape[dim] if x.ndim and dim < x.ndim else 1
    return f".unfold({dim}, {p.number(size + 1)}, {p.number(3) + 1})"


def _narrow(p: Picker, x: torch.Tensor) -> str:
    dim = p.dim(x.ndim)
    size = x.shape[dim] if x.ndim and dim < x.ndim else 1
    start = p.number(size + 1)
    return f".narrow({dim}, {start}, {p.number(size - start + 1) + p.once_in(32)})"


def _part(call: str) -> Grow:
    """One of the views that a call gives."""
    return lambda p, x, live: f".{call.format(p.number(3) + 1, p.dim(x.ndim))}[{p.number(3) - 1}]"


def _moved(p: Picker, x: torch.Tensor) -> str:
    many = p.number(x.ndim + 1)
    return f".movedim({p.distinct(many, x.ndim)}, {p.distinct(many, x.ndim)})"


def _unflatten(p: Picker, x: torch.Tensor) -> str | None:
    dim = p.dim(x.ndim)
    return f".unflatten({dim}, {_factors(p, x.shape[dim])})" if x.ndim and dim < x.ndim else None


def _two_dims(name: str) -> Grow:
    return lambda p, x, live: f".{name}({p.dim(x.ndim)}, {p.dim(x.ndim)})"


def _one_dim(name: str, more: int = 0) -> Grow:
    return lambda p, x, live: f"{name}({p.dim(x.ndim + more)})"


def _just(*texts: str) -> Grow:
    return lambda p, x, live: p.among(texts)


VIEWS: dict[str, Grow] = {
    "getitem": lambda p, x, live: f"[{_slices(p, x)}]",
    "transpose": _two_dims("transpose"),
    "permute": lambda p, x, live: _permutation(p, x),
    "view": lambda p, x, live: f".view({_factors(p, x.numel())})",
    "reshape": lambda p, x, live: f".reshape({_factors(p, x.numel())})",
    "expand": lambda p, x, live: _expand(p, x),
    "diagonal": lambda p, x, live: f".diagonal({p.number(5) - 2}, {p.dim(x.ndim)}, {p.dim(x.ndim)})",
    "as_strided": lambda p, x, live: _as_strided(p, x),
    "unfold": lambda p, x, live: _unfold(p, x),
    "select": lambda p, x, live: f".select({p.dim(x.ndim)}, {p.number(4) - 2})",
    "narrow": lambda p, x, live: _narrow(p, x),
    "squeeze": lambda p, x, live: p.among((".squeeze()", f".squeeze({p.dim(x.ndim)})")),
    "unsqueeze": _one_dim(".unsqueeze", more=1),
    "split": _part("split({0}, {1})"),
    "chunk": _part("chunk({0}, {1})"),
    "tensor_split": _part("tensor_split({0}, {1})"),
    "unbind": _part("unbind({1})"),
    "movedim": lambda p, x, live: _moved(p, x),
    "unflatten": lambda p, x, live: _unflatten(p, x),
    "flatten": lambda p, x, live: f".flatten({p.dim(x.ndim)}, {p.dim(x.ndim)})",
    "ravel": _just(".ravel()"),
    "view_as": lambda p, x, live: f".view_as({p.other(x, live)})",
    "expand_as": lambda p, x, live: f".expand_as({p.among(sorted(live))})",
    "retype": lambda p, x, live: f".view(T.{str(p.dtype())[6:]})",
    "real": _just(".real"),
    "imag": _just(".imag"),
    "T": lambda p, x, live: ".t()" if x.ndim > 2 else ".T",
    "mT": _just(".mT"),
    "detach": _just(".detach()"),
    "contiguous": _just(".contiguous()"),
}
#: Views that are functions.
FUNCTIONS: dict[str, Callable[[str], str]] = {
    "view_as_real": "T.view_as_real({})".format,
    "view_as_complex": "T.view_as_complex({})".format,
}


# --- writes ---------------------------------------------------------------------------------------------------------


def _scalar(name: str) -> Grow:
    return lambda p, x, live: f"{name}({p.scalar(x)})"


def _tensor(name: str) -> Grow:
    return lambda p, x, live: f"{name}({p.other(x, live)})"


def _operand(name: str) -> Grow:
    """With a number or a tensor."""
    return lambda p, x, live: (_tensor if p.number(3) else _scalar)(name)(p, x, live)


def _source(p: Picker, x: torch.Tensor, live: Live) -> str | None:
    """A tensor to copy from: C leaves open what becomes of a float that the integer type cannot hold."""
    name = p.other(x, live)
    y = live[name]
    if not x.dtype.is_floating_point and not x.dtype.is_complex and x.dtype is not torch.bool:
        real = torch.view_as_real(y.resolve_conj()) if y.dtype.is_complex else y
        if real.dtype.is_floating_point and not bool((real.abs() < 100).all() and (real >= 0).all()):
            return None
    return name


def _copy(p: Picker, x: torch.Tensor, live: Live) -> str | None:
    source = _source(p, x, live)
    return source and f"copy_({source})"


def _indices(p: Picker, size: int, many: int) -> list[int]:
    """Places of a dimension, each once; now and then one that is not there."""
    picked = p.distinct(many, size)
    if p.once_in(24):
        picked.append(size)
    return picked


def _index_tensor(p: Picker, numbers: list[int]) -> str:
    return f"T.tensor({numbers}, dtype=T.{p.among(('int64', 'int64', 'int64', 'int32'))})"


def _along(name: str, values: str) -> Grow:
    """index_add_ and its kin, with a source made for the purpose or a part of the tensor itself."""

    def grow(p: Picker, x: torch.Tensor, live: Live) -> str | None:
        dim = p.dim(x.ndim)
        if not x.ndim or dim >= x.ndim:
            return None
        index = _indices(p, x.shape[dim], p.number(3) + 1)
        if values == "number":
            return f"{name}({dim}, {_index_tensor(p, index)}, {p.scalar(x)})"
        shape = [*x.shape]
        shape[dim] = len(index)
        source = f"T.ones({shape}, dtype=T.{str(x.dtype)[6:]})"
        if p.once_in(4):
            source = p.other(x, live)
        return f"{name}({dim}, {_index_tensor(p, index)}, {source})"

    return grow


def _scatter(name: str) -> Grow:
    def grow(p: Picker, x: torch.Tensor, live: Live) -> str | None:
        if not x.ndim or not x.numel():
            return None
        dim = p.dim(x.ndim)
        size = x.shape[dim] if dim < x.ndim else 1
        index = torch.zeros([1] * x.ndim, dtype=torch.int64) + p.number(size) + (size if p.once_in(24) else 0)
        source = f"T.full({list(index.shape)}, 3, dtype=T.{str(x.dtype)[6:]})"
        if p.once_in(4):
            source = p.other(x, live)
        return f"{name}({dim}, T.tensor({index.tolist()}), {source})"

    return grow


def _mask(p: Picker, x: torch.Tensor) -> str:
    flat = [bool(p.number(2)) for _ in range(min(x.numel(), 12))]
    flat += [False] * (x.numel() - len(flat))
    return f"T.tensor({flat}, dtype=T.bool).reshape({list(x.shape)})"


def _assign(p: Picker, x: torch.Tensor, live: Live) -> str | None:
    return f"[{_slices(p, x)}] = {p.scalar(x) if p.number(2) else p.other(x, live)}"


def _assign_fitting(p: Picker, x: torch.Tensor, live: Live) -> str | None:
    """A part of a tensor into another part of it, or another."""
    source = _source(p, x, live)
    return source and f"[...] = {source}"


def _assign_picked(p: Picker, x: torch.Tensor, live: Live) -> str | None:
    if not x.ndim:
        return None
    dim = p.number(x.ndim)
    index = _indices(p, x.shape[dim], p.number(3) + 1)
    return f"[{':, ' * dim}T.tensor({index}, dtype=T.int64)] = {p.scalar(x) if p.number(4) else p.other(x, live)}"


def _clamp(p: Picker, x: torch.Tensor, live: Live) -> str:
    bounds = p.among(("-1, 3", "0", "min=1", "max=2", "2, 1"))
    return f"clamp_({bounds})" if p.number(3) else f"clamp_(max={p.other(x, live)})"


def _shape_of_itself(p: Picker, x: torch.Tensor, live: Live) -> str:
    return p.among((
        "t_()", f"transpose_({p.dim(x.ndim)}, {p.dim(x.ndim)})", "squeeze_()", f"squeeze_({p.dim(x.ndim)})",
        f"unsqueeze_({p.dim(x.ndim + 1)})" if x.ndim < 4 else "squeeze_()",
    ))  # fmt: skip


def _bare(*names: str) -> Grow:
    return lambda p, x, live: f"{p.among(names)}()"


WRITES: dict[str, Grow] = {
    "add_": _operand("add_"),
    "sub_": _operand("sub_"),
    "mul_": _operand("mul_"),
    "copy_": _copy,
    "fill_": _scalar("fill_"),
    "zero_": _bare("zero_"),
    "setitem": _assign,
    "setitem_whole": _assign_fitting,
    "setitem_picked": _assign_picked,
    "setitem_masked": lambda p, x, live: f"[{_mask(p, x)}] = {p.scalar(x)}",
    "masked_fill_": lambda p, x, live: f"masked_fill_({_mask(p, x)}, {p.scalar(x)})",
    "index_add_": _along("index_add_", "tensor"),
    "index_copy_": _along("index_copy_", "tensor"),
    "index_fill_": _along("index_fill_", "number"),
    "scatter_": _scatter("scatter_"),
    "scatter_add_": _scatter("scatter_add_"),
    "cumsum_": _one_dim("cumsum_"),
    "clamp_": _clamp,
    "shape": _shape_of_itself,
    "add_scaled": lambda p, x, live: f"add_({p.other(x, live)}, alpha={p.scalar(x)})",
    "div_": lambda p, x, live: f"div_({p.among(('2', '4', '0.5'))})",
    "floor_divide_": lambda p, x, live: f"floor_divide_({p.among(('2', '3'))})",
    "remainder_": lambda p, x, live: f"remainder_({p.among(('2', '3'))})",
    "rounding": _bare(
        "neg_", "abs_", "floor_", "ceil_", "trunc_", "sign_", "square_", "relu_", "logical_not_"
    ),
    "comparison": lambda p, x, live: _operand(p.among(("eq_", "lt_", "ge_", "ne_")))(p, x, live),
    "logic": lambda p, x, live: _tensor(p.among(("logical_and_", "logical_or_", "logical_xor_")))(p, x, live),
    "bits": lambda p, x, live: _operand(p.among(("bitwise_and_", "bitwise_or_", "bitwise_xor_")))(p, x, live),
    "addcmul_": lambda p, x, live: f"addcmul_({p.other(x, live)}, {p.other(x, live)})",
    "triangle": lambda p, x, live: f"{p.among(('tril_', 'triu_'))}({p.number(3) - 1})",
    "fill_diagonal_": _scalar("fill_diagonal_"),
    "fill_tensor": _tensor("fill_"),
}

#: What makes a tensor of its own.
COPIES: dict[str, Grow] = {
    "clone": _just(".clone()"),
    "convert": lambda p, x, live: (
        f".to(T.{str(p.among(DTYPES[-2:]))[6:]})"
        if x.dtype.is_complex
        else f".to(T.{p.among(('float64', 'complex64'))})"
    ),
    "compare": lambda p, x, live: " == 2",
}


# --- lines ----------------------------------------------------------------------------------------------------------


def beginning(p: Picker, name: str) -> str:
    """A tensor of a chain's own: small numbers, so that arithmetic stays exact."""
    shape, dtype = p.among(SHAPES), p.dtype()
    if 0 in shape:
        return f"{name} = T.zeros({list(shape)}, dtype=T.{str(dtype)[6:]})"
    values = (torch.arange(torch.Size(shape).numel()).reshape(shape) * 5 % 7).tolist()
    return f"{name} = T.tensor({values}, dtype=T.{str(dtype)[6:]})"


def grow(tape: bytes, live: Live, count: int) -> str | None:
    """The next line of a chain; None where the draw does not fit any."""
    p = Picker(tape)
    if len(live) < 2:
        return beginning(p, NAMES[len(live)])
    name = p.among(sorted(live))
    x = live[name]
    into = NAMES[count % len(NAMES)]
    kind = p.number(16)
    if kind < 8:
        text = WRITES[p.among(list(WRITES))](p, x, live)
        return text and (f"{name}{text}" if text[0] == "[" else f"{name}.{text}")
    if kind < 14:
        choice = p.among([*VIEWS, *FUNCTIONS])
        if choice in FUNCTIONS:
            return f"{into} = {FUNCTIONS[choice](name)}"
        text = VIEWS[choice](p, x, live)
        return text and f"{into} = {name}{text}"
    if kind < 15:
        return f"{into} = {name}{COPIES[p.among(list(COPIES))](p, x, live)}"
    return beginning(p, into)


def missing() -> list[str]:
    """What lines name and insitu does not have."""
    named = {name for name in (*VIEWS, *WRITES) if hasattr(torch.Tensor, name)}
    return sorted(name for name in named if not hasattr(insitu.Tensor, name))
