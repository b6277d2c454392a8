"""Gradients of norms of vectors, of norms that may be of vectors or of matrices, and of entries scaled down to a norm."""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.algebra.conditions import matrix_norm
from insitu_engine.gradients.algebra.distances import vector_norm
from insitu_engine.gradients.formulas import conj, gradient
from insitu_engine.gradients.reductions.sums import restored
from insitu_engine.ops.reductions.norms import _named_order as named_order
from insitu_engine.ops.reductions.norms import _of_matrices as matrices_in
from insitu_engine.ops.reductions.reduction import reduced_dims


def _of_vectors(g: Any, self: Any, order: float, dim: Any, keepdim: bool, dtype: Any, result: Any) -> Any:
    """Return the gradient of vectors along dimensions, or of all elements, from that of their norms."""
    vectors = self if dtype is None else self.to(dtype)
    g, length = (restored(value, dim, keepdim, self.meta) for value in (g, result))
    dims = reduced_dims(dim, self.meta.ndim)
    return vector_norm(g, vectors, length, float(order), dims or None)


def _of_matrices(g: Any, self: Any, order: Any, dims: Any, keepdim: bool, dtype: Any) -> Any:
    """Return the gradient of matrices in two dimensions from that of their norms."""
    matrices = (self if dtype is None else self.to(dtype)).movedim(dims, (-2, -1))
    if keepdim:
        g = g.reshape(matrices.meta.shape[:-2])
    return matrix_norm(g, matrices, order).movedim((-2, -1), dims)


def _vector_norm(g: Any, self: Any, ord: Any, dim: Any, keepdim: bool, dtype: Any, result: Any) -> Any:
    return _of_vectors(g, self, ord, dim, keepdim, dtype, result)


def _linalg_norm(g: Any, self: Any, ord: Any, dim: Any, keepdim: bool, dtype: Any, result: Any) -> Any:
    dims = matrices_in(self.meta.ndim, ord, dim)
    if dims is not None:
        return _of_matrices(g, self, ord, dims, keepdim, dtype)
    return _of_vectors(g, self, 2.0 if ord is None else ord, dim, keepdim, dtype, result)


def _norm(g: Any, self: Any, p: Any, dim: Any, keepdim: bool, dtype: Any, result: Any) -> Any:
    order, dims = named_order(self.meta.ndim, p, dim)
    if isinstance(order, str):
        return _of_matrices(g, self, order, dims, keepdim, dtype)
    return _of_vectors(g, self, order, dims, keepdim, dtype, result)


gradient("linalg_vector_norm", self=_vector_norm)
gradient("linalg_norm", self=_linalg_norm)
gradient("norm", self=_norm)


def _renorm(g: Any, self: Any, p: Any, dim: int, maxnorm: Any) -> Any:
    """Return the gradient as it is where nothing was scaled, elsewhere without the part that moves the norm."""
    dims = tuple(at for at in range(self.meta.ndim) if at != dim % self.meta.ndim)
    length = self.linalg_vector_norm(float(p), dims, keepdim=True)
    along = (conj(self) * g).sum(dims, keepdim=True)
    along = along.real() if along.dtype.is_complex else along
    inverse = (length + 1e-7).reciprocal()
    scaled = (g - vector_norm(along, self, length, float(p), dims) * inverse) * inverse * maxnorm
    return length.gt(maxnorm).where(scaled, g)


gradient("renorm", self=_renorm)
