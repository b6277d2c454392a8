"""Lines that compute new tensors."""

from __future__ import annotations

from .draw import TAME, Draw, Grow, greatest, just, tame


def _binary(d: Draw) -> str:
    sign = d.among("+-*")
    return f" {sign} {d.operand()}"


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
    dims = (
        [f".sum({d.dimension()})", f".sum({d.dimension()}, keepdim=True)", f".mean({d.dimension()})"]
        if d.x.ndim
        else []
    )
    return d.among([".sum()", ".mean()", *dims])


def _where(d: Draw) -> str | None:
    other, tested = d.operand(), d.operand_name(exactly=True)
    return f".where({tested} > 0, {other})" if tested else None


def _index_select(d: Draw) -> str | None:
    if not d.x.ndim:
        return None
    dim = d.dimension()
    return f".index_select({dim}, places)" if d.x.shape[dim] > 1 else None


def _picked(d: Draw) -> str | None:
    return "[truths]" if d.x.ndim and d.x.shape[0] == 3 else None


OPS: dict[str, Grow] = {
    "binary": _binary,
    "mul": lambda d: f" * {d.operand_name()}" if d.operand_name() else None,
    "square": tame(" ** 2"),
    "div": lambda d: f" / {d.among(('2.0', '-4.0'))}",
    "exp": tame(".exp()"),
    "sigmoid": just(".sigmoid()"),
    "tanh": just(".tanh()"),
    "sin": just(".sin()"),
    "relu": just(".relu()"),
    "abs": just(".abs()"),
    "neg": just(".neg()"),
    "matmul": _matmul,
    "sum": _sum,
    "clamp": just(".clamp(-1.0, 1.0)", ".clamp(min=0.0)", ".clamp(max=0.5)"),
    "where": _where,
    "index_select": _index_select,
    "picked": _picked,
    "clone": just(".clone()"),
    "contiguous": lambda d: ".contiguous()" if d.row_major else None,
}
#: What two tensors of one shape make.
JOINED = ("T.cat([{0}, {1}])", "T.stack([{0}, {1}])", "T.maximum({0}, {1})")
