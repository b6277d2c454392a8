"""Gradients of norms of matrices, and of condition numbers."""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.formulas import gradient
from insitu_engine.rules import normalize_dim


def _chosen(values: Any, dim: int, *, largest: bool) -> Any:
    """Return how the extreme along a dimension moves with each value: those that are it share evenly."""
    extreme = values.amax(dim, keepdim=True) if largest else values.amin(dim, keepdim=True)
    reached = values.eq(extreme).to(values.dtype)
    return reached / reached.sum(dim, keepdim=True)


def matrix_norm(g: Any, matrices: Any, order: Any) -> Any:
    """Return the gradient of matrices, which are in the last two dimensions, from that of their norms."""
    if not matrices.meta.numel:
        return matrices.zeros_like()
    g = g.unsqueeze(-1)
    if order in (2, -2, "nuc"):
        left, values, right = matrices.linalg_svd(full_matrices=False)
        shares = values.ones_like() if order == "nuc" else _chosen(values, -1, largest=order == 2)
        return (left * (shares * g).unsqueeze(-2)).matmul(right)
    sizes = matrices.abs()
    if order == "fro":
        length = (sizes * sizes).sum((-1, -2), keepdim=True).sqrt()
        zero = length.eq(0)
        return (matrices / length.masked_fill(zero, 1)).masked_fill(zero, 0) * g.unsqueeze(-1)
    summed = -2 if abs(order) == 1 else -1
    sums = sizes.sum(summed)
    return matrices.sgn() * (_chosen(sums, -1, largest=order > 0) * g).unsqueeze(summed)


def _in_dims(g: Any, self: Any, ord: Any, dim: Any, keepdim: bool, dtype: Any) -> Any:
    ndim = self.meta.ndim
    dims = [normalize_dim(at, ndim) for at in dim]
    order = [at for at in range(ndim) if at not in dims] + dims
    matrices = self.permute(order)
    matrices = matrices if dtype is None else matrices.to(dtype)
    if keepdim:
        g = g.reshape(matrices.meta.shape[:-2])
    return matrix_norm(g, matrices, ord).permute([order.index(at) for at in range(ndim)])


gradient("linalg_matrix_norm", self=_in_dims)


def _cond(g: Any, self: Any, p: Any) -> Any:
    if not self.meta.numel:
        return self.zeros_like()
    if p in (None, 2, -2):
        left, values, right = self.linalg_svd(full_matrices=False)
        last = values.meta.shape[-1] - 1
        ends = (values[..., 0], values[..., last])
        above, below = ends if p != -2 else ends[::-1]
        first, second = (g / below).unsqueeze(-1), (-g * above / (below * below)).unsqueeze(-1)
        if last == 0:
            parts = first + second
        else:
            first, second = (first, second) if p != -2 else (second, first)
            parts = first.constant_pad_nd((0, last)) + second.constant_pad_nd((last, 0))
        return (left * parts.unsqueeze(-2)).matmul(right)
    inverse, _ = self.linalg_inv_ex()
    turned = inverse.adjoint()
    through = matrix_norm(g * self.linalg_matrix_norm(p), inverse, p)
    return matrix_norm(g * inverse.linalg_matrix_norm(p), self, p) - turned.matmul(through).matmul(turned)


gradient("linalg_cond", self=_cond)
