"""Gradients of quantiles: to the elements between which they lie, and to the ranks where those decide how far."""

from __future__ import annotations

from typing import Any

from insitu_engine.dtypes import int64
from insitu_engine.gradients.formulas import gradient, nothing

_ROUNDINGS = {"lower": "floor", "higher": "ceil", "nearest": "round"}


def _lines(self: Any, dim: int | None) -> Any:
    """Return the lines that are ordered, in the last dimension."""
    return self.reshape((-1,)) if dim is None or not self.meta.ndim else self.movedim(dim, -1)


def _by_line(g: Any, lines: Any) -> Any:
    """Return the gradient with the ranks last, beside the lines."""
    return g.reshape((-1, *lines.meta.shape[:-1])).movedim(0, -1)


def _last_place(lines: Any, *, skip: bool) -> Any:
    """Return the place of the last element of each line, or of the last that is not nan."""
    holes = lines.isnan().to(lines.dtype).sum(-1, keepdim=True)
    return float(lines.meta.shape[-1] - 1) - (holes if skip else nothing(holes))


def _ranks(ops: Any, lines: Any, q: Any, interpolation: str, *, skip: bool) -> Any:
    """Return the places at which to look in the lines as they are in order, between two of them or at one."""
    last = _last_place(lines, skip=skip)
    ranks = (last * (q if isinstance(q, int | float) else q.reshape((-1,)))).clamp_min(0)
    if not skip:  # nan is last: a line that has one is nan
        ranks = lines.isnan().any(-1, keepdim=True).where(last, ranks)
    rounding = _ROUNDINGS.get(interpolation)
    return ranks if rounding is None else ops(rounding, ranks)


def _self(ops: Any, g: Any, self: Any, q: Any, dim: Any, interpolation: str, *, skip: bool) -> Any:
    lines = _lines(self, dim)
    ranks = _ranks(ops, lines, q, interpolation, skip=skip)
    below = ranks.floor()
    share = below.ones_like() * 0.5 if interpolation == "midpoint" else ranks - below
    order, g = lines.argsort(-1), _by_line(g, lines)
    whole = ops("zeros", lines.meta.shape, dtype=g.dtype)
    for places, part in ((below, g * (1 - share)), (ranks.ceil(), g * share)):
        whole = whole.scatter_add(-1, order.gather(-1, places.to(int64)), part)
    if dim is None or not self.meta.ndim:
        return whole.reshape(self.meta.shape)
    return whole.movedim(-1, dim)


def _q(ops: Any, g: Any, self: Any, q: Any, dim: Any, interpolation: str, *, skip: bool) -> Any:
    if interpolation != "linear":
        return nothing(q)
    lines = _lines(self, dim)
    ranks = _ranks(ops, lines, q, interpolation, skip=skip)
    ordered = lines.gather(-1, lines.argsort(-1))
    steps = ordered.gather(-1, ranks.ceil().to(int64)) - ordered.gather(-1, ranks.floor().to(int64))
    moved = _by_line(g, lines) * steps * _last_place(lines, skip=skip)
    if not skip:
        moved = lines.isnan().any(-1, keepdim=True).where(0, moved)
    return moved.reshape((-1, moved.meta.shape[-1])).sum(0).reshape(q.meta.shape)


def _quantiles(name: str, *, skip: bool) -> None:
    """Add the formulas of quantiles of all elements, or of those that are not nan."""
    gradient(
        name,
        self=lambda ops, g, self, q, dim, interpolation: _self(
            ops, g, self, q, dim, interpolation, skip=skip
        ),
        q=lambda ops, g, self, q, dim, interpolation: _q(ops, g, self, q, dim, interpolation, skip=skip),
    )


_quantiles("quantile", skip=False)
_quantiles("nanquantile", skip=True)
