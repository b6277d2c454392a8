"""Gradients of running sums, products, extremes, and sums of exponentials."""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.formulas import conj, gradient

#: Further below than any logarithm of what is not zero.
_NOTHING = -1e30


def backwards_sum(g: Any, dim: int) -> Any:
    """Return the running sum from the end: the gradient of a running sum."""
    return g.flip((dim,)).cumsum(dim).flip((dim,)) if g.meta.ndim else g


gradient("cumsum", self=backwards_sum)


def _from(lines: Any, step: int) -> Any:
    """Return of each place of the last dimension what is ``step`` further on; zero beyond the end."""
    return lines.narrow(-1, step, lines.meta.shape[-1] - step).constant_pad_nd((0, step))


def _weighted(g: Any, factors: Any) -> Any:
    """Return for each place ``g[k] + g[k + 1] * f[k + 1] + g[k + 2] * f[k + 1] * f[k + 2] + ...``.

    Sums of 1, 2, 4, ... terms are made of two of the half, so that nothing is divided and zeros need no care.
    """
    total, product, step = g, _from(factors, 1), 1
    while step < g.meta.shape[-1]:
        total = total + product * _from(total, step)
        product = product * _from(product, step)
        step *= 2
    return total


def _cumprod(g: Any, self: Any, dim: int, result: Any) -> Any:
    if not self.meta.ndim or not self.meta.numel:
        return g
    g, factors, products = (value.transpose(dim, -1) for value in (g, self.to(g.dtype), result))
    before = products.narrow(-1, 0, products.meta.shape[-1] - 1).constant_pad_nd((1, 0), 1)
    return (_weighted(g, conj(factors)) * conj(before)).transpose(dim, -1)


gradient("cumprod", self=_cumprod)


def _running_extreme(ops: Any, g: Any, self_meta: Any, dim: int, second: Any) -> Any:
    if not self_meta.ndim:
        return g
    return ops("zeros", self_meta.shape, dtype=g.dtype).scatter_add(dim, second, g)


gradient("cummax", "cummin", self=_running_extreme)


def _exponentials(logarithms: Any, self: Any, dim: int, result: Any) -> Any:
    """Return the sums from the end of ``exp(logarithm - result)``, times ``exp(self)``, without overflow."""
    summed = (logarithms - result).flip((dim,)).logcumsumexp(dim).flip((dim,))
    return (summed + self).exp()


def _logcumsumexp(g: Any, self: Any, dim: int, result: Any) -> Any:
    if not g.meta.ndim or not g.meta.numel:
        return g
    if g.dtype.is_complex:
        return conj(_exponentials(conj(g).log(), self, dim, result))
    parts = []
    for chosen, sizes in ((g.gt(0), g), (g.lt(0), -g)):
        logarithms = chosen.where(chosen.where(sizes, 1).log(), _NOTHING)
        parts.append(_exponentials(logarithms, self, dim, result))
    return parts[0] - parts[1]


gradient("logcumsumexp", self=_logcumsumexp)
