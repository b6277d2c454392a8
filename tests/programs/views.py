"""Lines that make views."""

from __future__ import annotations

from .draw import Draw, Grow, just


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
    dim = d.dimension()
    return f".select({dim}, {d.number(d.x.shape[dim])})" if d.x.shape[dim] else None


def _narrow(d: Draw) -> str | None:
    if not d.x.ndim:
        return None
    dim = d.dimension()
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
    dim = d.dimension()
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
    return f".transpose({d.dimension()}, {d.dimension()})" if d.x.ndim else None


def _unsqueeze(d: Draw) -> str | None:
    return f".unsqueeze({d.number(d.x.ndim + 1)})" if d.x.ndim < 3 else None


def _diagonal(d: Draw) -> str | None:
    return f".diagonal({d.number(2)})" if d.x.ndim == 2 else None


def _view_as(d: Draw) -> str | None:
    other = d.operand_name(exactly=True)
    return other and f".view_as({other})"


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
    "squeeze": just(".squeeze()"),
    "t": lambda d: ".t()" if d.x.ndim < 3 else None,
    "permute": lambda d: f".permute({list(reversed(range(d.x.ndim)))})",
    "flatten": just(".flatten()"),
    "view_as": _view_as,
    "detach": just(".detach()"),
    "data": just(".data"),
    "alias": just("[...]"),
}
#: Refused, copied or elsewhere by the strides.
BY_STRIDES = frozenset({"view", "reshape", "as_strided", "flatten", "view_as"})
