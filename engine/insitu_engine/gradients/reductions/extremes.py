"""Gradients of extremes: to the place of an extreme where the op tells it, and else evenly to all that are equal to it."""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.formulas import gradient
from insitu_engine.gradients.reductions.sums import restored
from insitu_engine.ops.reductions.reduction import reduced_dims


def placed(ops: Any, g: Any, indices: Any, dim: int, self_meta: Any) -> Any:
    """Return zeros, and the gradient at indices along a dimension, no two of which are alike."""
    return ops("zeros", self_meta.shape, dtype=g.dtype).scatter(dim, indices, g)


def selected(ops: Any, g: Any, indices: Any, dim: int, keepdim: bool, self_meta: Any) -> Any:
    """Return the gradient of one element of each line, at its index along the dimension."""
    g, indices = (restored(value, dim, keepdim, self_meta) for value in (g, indices))
    return placed(ops, g, indices, dim, self_meta)


def evenly(g: Any, self: Any, extreme: Any, dim: Any = None, keepdim: bool = False) -> Any:
    """Return the gradient in equal shares for all elements over the dimensions that are equal to what was found there."""
    g, extreme = (restored(value, dim, keepdim, self.meta) for value in (g, extreme))
    reached = self.eq(extreme).logical_or(self.isnan().logical_and(extreme.isnan())).to(g.dtype)
    return g * reached / reached.sum(reduced_dims(dim, self.meta.ndim), keepdim=True)


gradient("amax", "amin", self=lambda g, self, result, dim, keepdim: evenly(g, self, result, dim, keepdim))


def _aminmax(grads: Any, self: Any, dim: Any, keepdim: bool, results: Any) -> Any:
    shares = [
        evenly(g, self, extreme, dim, keepdim)
        for g, extreme in zip(grads, results, strict=True)
        if g is not None
    ]
    return shares[0] if len(shares) == 1 else shares[0] + shares[1]


gradient("aminmax", self=_aminmax)


def _wins(g: Any, mine: Any, against: Any, *, larger: bool) -> Any:
    """Return the gradient where one is larger, or smaller, than another, and half of it where both are alike."""
    lost = mine.lt(against) if larger else mine.gt(against)
    return lost.where(0, mine.eq(against).where(g / 2, g))


def _is_tensor(value: Any) -> bool:
    return value is not None and not isinstance(value, int)


def _extreme(name: str, *, larger: bool) -> None:
    """Add the formulas of an extreme: of all, along a dimension, or of two tensors, of which ``dim`` may be the other."""

    def mine(
        ops: Any, g: Any, compared: Any, dim: Any, keepdim: bool, other: Any, second: Any, self_meta: Any
    ) -> Any:
        if compared is None:
            return selected(ops, g, second, dim, keepdim, self_meta)
        against = dim if _is_tensor(dim) else other
        if against is not None:
            return _wins(g, compared, against, larger=larger)
        return evenly(g, compared, compared.amax() if larger else compared.amin())

    gradient(
        name,
        keep={"compared": lambda self, dim: self if dim is None or _is_tensor(dim) else None},
        self=mine,
        dim=lambda g, self, dim: _wins(g, dim, self, larger=larger),
        other=lambda g, self, other: _wins(g, other, self, larger=larger),
    )


_extreme("max", larger=True)
_extreme("min", larger=False)
