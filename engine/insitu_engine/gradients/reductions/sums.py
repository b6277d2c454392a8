"""Gradients of sums, means and products."""

from __future__ import annotations

from math import prod
from typing import Any

from insitu_engine.gradients.formulas import conj, gradient
from insitu_engine.ops.reductions.reduction import reduced_dims, reduced_shape


def restored(value: Any, dim: Any, keepdim: bool, self_meta: Any) -> Any:
    """Return what a reduction left, with a size of 1 where it reduced."""
    if keepdim or not self_meta.ndim:
        return value
    dims = reduced_dims(dim, self_meta.ndim)
    return value.reshape(reduced_shape(self_meta.shape, dims, keepdim=True))


def reduced_count(dim: Any, self_meta: Any) -> int:
    """Return how many elements a reduction makes one of."""
    return prod(self_meta.shape[at] for at in reduced_dims(dim, self_meta.ndim))


def spread(g: Any, dim: Any, keepdim: bool, self_meta: Any) -> Any:
    """Return the gradient of a sum, as large as what was summed."""
    return restored(g, dim, keepdim, self_meta).expand(self_meta.shape)


def _mean(g: Any, dim: Any, keepdim: bool, self_meta: Any) -> Any:
    return spread(g / max(reduced_count(dim, self_meta), 1), dim, keepdim, self_meta)


def _sum_to_size(g: Any, size: Any, self_meta: Any) -> Any:
    lead = (1,) * (self_meta.ndim - len(size))
    return g.reshape((*lead, *size)).expand(self_meta.shape)


gradient("sum", self=spread)
gradient("mean", self=_mean)
gradient("sum_to_size", self=_sum_to_size)


def _nansum(g: Any, self: Any, dim: Any, keepdim: bool) -> Any:
    return spread(g, dim, keepdim, self.meta) * self.isnan().logical_not().to(g.dtype)


def _nanmean(g: Any, self: Any, dim: Any, keepdim: bool) -> Any:
    valid = self.isnan().logical_not().to(g.dtype)
    count = valid.sum(reduced_dims(dim, self.meta.ndim), keepdim=True)
    return restored(g, dim, keepdim, self.meta) / count * valid


gradient("nansum", self=_nansum)
gradient("nanmean", self=_nanmean)


def _products_before(lines: Any) -> Any:
    """Return for each place of the last dimension the product of what comes before it."""
    return lines.narrow(-1, 0, lines.meta.shape[-1] - 1).constant_pad_nd((1, 0), 1).cumprod(-1)


def _product_of_others(lines: Any) -> Any:
    """Return for each place of the last dimension the product of all others, which needs no division."""
    return _products_before(lines) * _products_before(lines.flip((-1,))).flip((-1,))


def _prod(g: Any, self: Any, dim: int | None, keepdim: bool) -> Any:
    if not self.meta.ndim:
        return g
    if not self.meta.numel:
        return self.zeros_like()
    self = self.to(g.dtype)
    if dim is None:
        return g * conj(_product_of_others(self.reshape((-1,)))).reshape(self.meta.shape)
    others = _product_of_others(self.transpose(dim, -1)).transpose(dim, -1)
    return restored(g, dim, keepdim, self.meta) * conj(others)


gradient("prod", self=_prod)
