"""Gradients of products of Householder reflectors, one reflector after the other, and of matrices of powers."""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.formulas import conj, gradient


def _columns(ops: Any, self: Any, count: int) -> Any:
    """Return the vectors of reflectors: 1 on the diagonal, what is kept of them below it."""
    kept = self[..., :count]
    return kept.tril(-1) + ops("eye", kept.meta.shape[-2], count, dtype=self.dtype)


def _reflected(matrix: Any, vector: Any, factor: Any) -> Any:
    return matrix - vector * factor * vector.adjoint().matmul(matrix)


def _parts(ops: Any, g: Any, self: Any, tau: Any, matrix: Any, *, adjoint: bool = False) -> tuple[Any, Any]:
    """Return the gradients of vectors and factors, where all reflectors, or their adjoint, were put on a matrix."""
    count = tau.meta.shape[-1]
    if not count:
        return self.zeros_like(), tau.zeros_like()
    columns = _columns(ops, self, count)
    factors = (conj(tau) if adjoint else tau).unsqueeze(-2)
    one = [(columns[..., at : at + 1], factors[..., at : at + 1]) for at in range(count)]
    order = range(count) if adjoint else range(count - 1, -1, -1)
    before = {}
    for at in order:
        before[at] = matrix
        matrix = _reflected(matrix, *one[at])
    vectors, scales = {}, {}
    for at in reversed(order):
        vector, factor = one[at]
        line = vector.adjoint().matmul(before[at]).adjoint()
        pulled = g.matmul(line)
        scales[at] = -vector.adjoint().matmul(pulled).squeeze(-1)
        vectors[at] = -(conj(factor) * pulled + factor * before[at].matmul(g.adjoint().matmul(vector)))
        g = _reflected(g, vector, conj(factor))
    found = ops("cat", [vectors[at] for at in range(count)], -1).tril(-1)
    scale = ops("cat", [scales[at] for at in range(count)], -1)
    width = self.meta.shape[-1] - count
    return found.constant_pad_nd((0, width)) if width else found, conj(scale) if adjoint else scale


def _product(ops: Any, g: Any, self: Any, tau: Any) -> tuple[Any, Any]:
    return _parts(
        ops, g, self, tau, ops("eye", *self.meta.shape[-2:], dtype=self.dtype).expand(self.meta.shape)
    )


gradient(
    "orgqr",
    self=lambda ops, g, self, tau: _product(ops, g, self, tau)[0],
    tau=lambda ops, g, self, tau: _product(ops, g, self, tau)[1],
)


def _multiplied(
    ops: Any, g: Any, self: Any, tau: Any, other: Any, left: bool, transpose: bool
) -> tuple[Any, Any]:
    if left:
        return _parts(ops, g, self, tau, other, adjoint=transpose)
    return _parts(ops, g.adjoint(), self, tau, other.adjoint(), adjoint=not transpose)


gradient(
    "ormqr",
    self=lambda ops, g, self, tau, other, left, transpose: _multiplied(
        ops, g, self, tau, other, left, transpose
    )[0],
    tau=lambda ops, g, self, tau, other, left, transpose: _multiplied(
        ops, g, self, tau, other, left, transpose
    )[1],
    other=lambda g, self, tau, left, transpose: self.ormqr(tau, g, left, not transpose),
)


def _vander(ops: Any, g: Any, self: Any) -> Any:
    count = g.meta.shape[-1]
    slopes = self.linalg_vander(N=count)[..., :-1] * ops("arange", 1, count)
    return (g[..., 1:] * conj(slopes)).sum(-1).reshape(self.meta.shape)


gradient("linalg_vander", self=_vander)
