"""Gradients of Cholesky, QR, singular values and eigenvalues, and of the pseudoinverse that they give."""

from __future__ import annotations

from typing import Any

from insitu_engine.errors import UnsupportedError
from insitu_engine.gradients.formulas import conj, gradient


def _cholesky(g: Any, result: Any, upper: bool) -> Any:
    lower, wanted = (result.adjoint(), g.adjoint()) if upper else (result, g)
    product = lower.adjoint().matmul(wanted)
    both = (product.tril() + product.tril(-1).adjoint()) * 0.5
    both = lower.adjoint().linalg_solve_triangular(both, upper=True)
    return lower.linalg_solve_triangular(both, upper=False, left=False)


gradient("cholesky", "linalg_cholesky", "linalg_cholesky_ex", self=_cholesky)


def _qr_square(ops: Any, g_q: Any, g_r: Any, q: Any, r: Any) -> Any:
    """Return the gradient of matrices that are not wider than high."""
    if g_q is None and g_r is None:
        return None
    product: Any = None if g_r is None else g_r.matmul(r.adjoint())
    if g_q is not None:
        turned = q.adjoint().matmul(g_q)
        product = -turned if product is None else product - turned
    above = product.triu()
    halves = 1 - ops("eye", above.meta.shape[-1], dtype=above.dtype) * 0.5
    found = q.matmul((above + above.adjoint()) * halves)
    found = found if g_q is None else found + g_q
    return r.adjoint().linalg_solve_triangular(found, upper=False, left=False)


def _qr(ops: Any, grads: Any, results: Any, mode: str) -> Any:
    if mode == "r":
        raise UnsupportedError(
            "The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please use linalg.qr(A, "
            "mode='reduced') if you are going to require gradients through linalg.qr."
        )
    (g_q, g_r), (q, r) = grads, results
    rows, side, columns = q.meta.shape[-2], r.meta.shape[-2], r.meta.shape[-1]
    if mode == "complete" and rows > columns:
        raise UnsupportedError(
            "The QR decomposition is not differentiable when mode='complete' and nrows > ncols"
        )
    if columns <= side:
        return _qr_square(ops, g_q, g_r, q, r)
    # The columns beyond the square are Q times R's: they are one more use of Q.
    if g_r is None:
        first = _qr_square(ops, g_q, None, q, r[..., :side])
        return first.constant_pad_nd((0, columns - side))
    rest = g_r[..., side:]
    used = q.matmul(r[..., side:]).matmul(rest.adjoint())
    first = _qr_square(ops, used if g_q is None else g_q + used, g_r[..., :side], q, r[..., :side])
    return ops("cat", [first, q.matmul(rest)], -1)


gradient("linalg_qr", self=_qr)
gradient(
    "qr", self=lambda ops, grads, results, some: _qr(ops, grads, results, "reduced" if some else "complete")
)


def _gaps(ops: Any, values: Any) -> Any:
    """Return the differences of all pairs of values, and 1 on the diagonal."""
    size = values.meta.shape[-1]
    return values.unsqueeze(-2) - values.unsqueeze(-1) + ops("eye", size, dtype=values.dtype)


def _skew(matrix: Any) -> Any:
    return matrix - matrix.adjoint()


def _svd(ops: Any, grads: Any, left: Any, values: Any, right: Any) -> Any:
    """Return the gradient of matrices from those of their singular values and vectors; ``right`` is adjoint."""
    side = values.meta.shape[-1]
    g_left, g_values, g_right = grads
    left, right = left[..., :side], right[..., :side, :]
    core = None if g_values is None else g_values.diag_embed().to(left.dtype)
    gaps = _gaps(ops, values * values)
    beyond = []
    if g_left is not None:
        g_left = g_left[..., :side]
        part = _skew(left.adjoint().matmul(g_left)) / gaps * values.unsqueeze(-2)
        core = part if core is None else core + part
        if left.meta.shape[-2] > side:
            scaled = g_left / values.unsqueeze(-2)
            beyond.append((scaled - left.matmul(left.adjoint().matmul(scaled))).matmul(right))
    if g_right is not None:
        g_right = g_right[..., :side, :]
        part = values.unsqueeze(-1) * (_skew(right.matmul(g_right.adjoint())) / gaps)
        core = part if core is None else core + part
        if right.meta.shape[-1] > side:
            scaled = g_right / values.unsqueeze(-1)
            beyond.append(left.matmul(scaled - scaled.matmul(right.adjoint()).matmul(right)))
    if core is None:
        return None
    if g_left is not None and g_right is not None and left.dtype.is_complex:
        phases = _skew(left.adjoint().matmul(g_left)).diagonal(0, -2, -1)
        core = core + (phases / (values * 2)).diag_embed()
    return sum(beyond, left.matmul(core).matmul(right))


def _older_svd(ops: Any, grads: Any, results: Any, compute_uv: bool) -> Any:
    if not compute_uv:
        raise UnsupportedError(
            "derivative for svd with compute_uv=False is not implemented, as its U and V are zeros; linalg.svdvals has one"
        )
    g_left, g_values, g_right = grads
    left, values, right = results
    adjoint = None if g_right is None else g_right.adjoint()
    return _svd(ops, (g_left, g_values, adjoint), left, values, right.adjoint())


def _svdvals(g: Any, vectors: Any) -> Any:
    left, right = vectors
    return (left * g.unsqueeze(-2)).matmul(right)


gradient("linalg_svd", self=lambda ops, grads, results: _svd(ops, grads, *results))
gradient("svd", self=_older_svd)
gradient(
    "linalg_svdvals", keep={"vectors": lambda self: self.linalg_svd(full_matrices=False)[::2]}, self=_svdvals
)


def _eigh(ops: Any, grads: Any, results: Any) -> Any:
    (g_values, g_vectors), (values, vectors) = grads, results
    if g_vectors is None:
        return None if g_values is None else (vectors * g_values.unsqueeze(-2)).matmul(vectors.adjoint())
    size = values.meta.shape[-1]
    core = _skew(vectors.adjoint().matmul(g_vectors)) / (_gaps(ops, values) * 2)
    core = core * (1 - ops("eye", size, dtype=values.dtype))
    core = core if g_values is None else core + g_values.diag_embed()
    return vectors.matmul(core).matmul(vectors.adjoint())


def _eigvalsh(g: Any, vectors: Any) -> Any:
    return (vectors * g.unsqueeze(-2)).matmul(vectors.adjoint())


def _eig(ops: Any, grads: Any, results: Any) -> Any:
    (g_values, g_vectors), (values, vectors) = grads, results
    adjoint = vectors.adjoint()
    if g_vectors is None:
        return None if g_values is None else adjoint.linalg_solve(g_values.unsqueeze(-1) * adjoint)
    product = adjoint.matmul(g_vectors)
    lengths = ops("real", product.diagonal(0, -2, -1)).unsqueeze(-2)
    core = (product - adjoint.matmul(vectors) * lengths) / conj(_gaps(ops, values))
    core = core * (1 - ops("eye", values.meta.shape[-1], dtype=values.dtype))
    core = core if g_values is None else core + g_values.diag_embed()
    return adjoint.linalg_solve(core.matmul(adjoint))


def _eigvals(g: Any, vectors: Any) -> Any:
    adjoint = vectors.adjoint()
    return adjoint.linalg_solve(g.unsqueeze(-1) * adjoint)


gradient("linalg_eigh", self=_eigh)
gradient(
    "linalg_eigvalsh",
    keep={"vectors": lambda self, UPLO: self.linalg_eigh(UPLO)[1]},  # noqa: N803 - PyTorch's name
    self=_eigvalsh,
)
gradient("linalg_eig", self=_eig)
gradient("linalg_eigvals", keep={"vectors": lambda self: self.linalg_eig()[1]}, self=_eigvals)


def pseudoinverse(g: Any, self: Any, result: Any) -> Any:
    """Return the gradient of matrices from that of their pseudoinverse, which is ``result``."""
    turned, wanted = result.adjoint(), g.adjoint()
    if self.meta.shape[-2] <= self.meta.shape[-1]:
        inner = wanted.matmul(result)
        outer = inner.matmul(turned)
        first = outer - result.matmul(inner).adjoint() - self.matmul(result).matmul(outer)
        return first + turned.matmul(result).matmul(wanted - inner.matmul(self))
    inner = result.matmul(wanted)
    outer = turned.matmul(inner)
    first = outer - inner.matmul(result).adjoint() - outer.matmul(result).matmul(self)
    return first + (wanted - self.matmul(inner)).matmul(result).matmul(turned)


gradient("linalg_pinv", "pinverse", self=pseudoinverse)


def _lstsq_parts(grads: Any, self: Any, b_meta: Any, solution: Any) -> tuple[Any, Any, Any]:
    """Return solutions, their gradients and twice those of residuals, if any; what were vectors are columns."""
    vectors = self.meta.ndim - 1 == b_meta.ndim and self.meta.shape[:-1] == b_meta.shape
    g, residuals = grads[0], grads[1]
    if residuals is not None and not residuals.meta.numel:  # the driver tells none
        residuals = None
    if vectors:
        solution = solution.unsqueeze(-1)
        g = None if g is None else g.unsqueeze(-1)
    return solution, g, None if residuals is None else residuals.unsqueeze(-2) * 2


def _lstsq_self(grads: Any, self: Any, b: Any, result: Any) -> Any:
    solution, g, residuals = _lstsq_parts(grads, self, b.meta, result)
    sides = b.unsqueeze(-1) if b.meta.ndim < solution.meta.ndim else b
    found = None if g is None else pseudoinverse(g.matmul(sides.adjoint()), self, self.linalg_pinv())
    if residuals is not None:
        part = ((self.matmul(solution) - sides) * residuals).matmul(solution.adjoint())
        found = part if found is None else found + part
    return found


def _lstsq_b(grads: Any, self: Any, b: Any, result: Any) -> Any:
    solution, g, residuals = _lstsq_parts(grads, self, b.meta, result)
    sides = b.unsqueeze(-1) if b.meta.ndim < solution.meta.ndim else b
    found = None if g is None else self.linalg_pinv().adjoint().matmul(g)
    if residuals is not None:
        part = (sides - self.matmul(solution)) * residuals
        found = part if found is None else found + part
    return found if found is None or sides is b else found.squeeze(-1)


gradient("linalg_lstsq", self=_lstsq_self, b=_lstsq_b)
