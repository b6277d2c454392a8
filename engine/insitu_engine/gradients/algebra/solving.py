"""Gradients of inverses, determinants, powers, and solutions of linear equations."""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.formulas import conj, gradient
from insitu_engine.limits import finfo


def turned(matrix: Any) -> Any:
    """Return matrices transposed, not conjugated."""
    return matrix.transpose(-1, -2)


def triangle(matrix: Any, *, upper: bool, strict: bool = False) -> Any:
    """Return one triangle of matrices, without its diagonal if ``strict``."""
    return matrix.triu(int(strict)) if upper else matrix.tril(-int(strict))


def _inverse(g: Any, result: Any) -> Any:
    return -result.adjoint().matmul(g.matmul(result.adjoint()))


gradient("inverse", "linalg_inv_ex", self=_inverse)


def _scaled_inverse(self: Any, factor: Any) -> Any:
    """Return a factor of each matrix times its inverse's adjoint; a singular one is moved by the least there is."""
    factors, pivots, _ = self.linalg_lu_factor_ex()
    diagonal = factors.diagonal(0, -2, -1)
    least = (diagonal.eq(0)).to(self.dtype) * finfo(self.dtype).eps
    scales = factor.unsqueeze(-1).expand(diagonal.meta.shape).diag_embed()
    return (factors + least.diag_embed()).linalg_lu_solve(pivots, scales, adjoint=True)


def _slogdet(ops: Any, grads: Any, self: Any, result: Any) -> Any:
    factor = grads[1]
    if self.dtype.is_complex and grads[0] is not None:
        phase = ops("imag", conj(grads[0]) * result) * -1j
        factor = phase if factor is None else factor + phase
    return None if factor is None else _scaled_inverse(self, factor.to(self.dtype))


gradient("det", self=lambda g, self, result: _scaled_inverse(self, g * conj(result)))
gradient("logdet", self=lambda g, self: _scaled_inverse(self, g))
gradient("slogdet", self=_slogdet)


def _moved(ops: Any, g: Any, self: Any, name: str, *args: Any) -> Any:
    """Return how a function of matrices moves with its argument in a direction: a part of the function of blocks."""
    size = self.meta.shape[-1]
    matrix = self.adjoint()
    above = ops("cat", [matrix, g], -1)
    below = ops("cat", [matrix.zeros_like(), matrix], -1)
    return ops(name, ops("cat", [above, below], -2), *args)[..., :size, size:]


gradient("matrix_power", self=lambda ops, g, self, n: _moved(ops, g, self, "matrix_power", n))
gradient("matrix_exp", self=lambda ops, g, self: _moved(ops, g, self, "matrix_exp"))


def _columns(matrices: Any, sides: Any, value: Any) -> Any:
    """Return right sides, or solutions, as matrices, where they may be vectors."""
    vectors = sides.ndim == 1 or (matrices.ndim - 1 == sides.ndim and sides.shape == matrices.shape[:-1])
    return value.unsqueeze(-1) if vectors else value


def _solve_other(g: Any, self: Any, other_meta: Any, left: bool) -> Any:
    sides = _columns(self.meta, other_meta, g)
    return self.adjoint().linalg_solve(sides, left=left).reshape(g.meta.shape)


def _solve_self(g: Any, self: Any, other_meta: Any, result: Any, left: bool) -> Any:
    solution = _columns(self.meta, other_meta, result)
    sides = self.adjoint().linalg_solve(_columns(self.meta, other_meta, g), left=left)
    return -sides.matmul(solution.adjoint()) if left else -solution.adjoint().matmul(sides)


gradient("linalg_solve", "linalg_solve_ex", self=_solve_self, other=_solve_other)


def _tensorinv(g: Any, result: Any, ind: int) -> Any:
    rows = result.flatten(-ind, -1).flatten(0, -2).adjoint()
    return -rows.matmul(g.reshape(turned(rows).meta.shape)).matmul(rows)


gradient(
    "linalg_tensorinv",
    self=lambda g, result, ind, self_meta: _tensorinv(g, result, ind).reshape(self_meta.shape),
)


def _order(ndim: int, dims: Any) -> list[int]:
    """Return the order of dimensions in which tensorsolve takes them."""
    last = [dim % ndim for dim in dims or ()]
    return [dim for dim in range(ndim) if dim not in last] + last


def _tensorsolve_sides(g: Any, self: Any, dims: Any) -> Any:
    side = g.meta.numel
    matrix = self.permute(_order(self.meta.ndim, dims)).reshape((side, side))
    return matrix.adjoint().linalg_solve(g.reshape((side,)))


def _tensorsolve_self(g: Any, self: Any, result: Any, dims: Any) -> Any:
    order = _order(self.meta.ndim, dims)
    found = -_tensorsolve_sides(g, self, dims).outer(conj(result).reshape((g.meta.numel,)))
    return found.reshape([self.meta.shape[dim] for dim in order]).permute(
        [order.index(dim) for dim in range(self.meta.ndim)]
    )


gradient(
    "linalg_tensorsolve",
    self=_tensorsolve_self,
    other=lambda g, self, dims, other_meta: _tensorsolve_sides(g, self, dims).reshape(other_meta.shape),
)


def _triangular_other(g: Any, self: Any, upper: bool, left: bool, unitriangular: bool) -> Any:
    return self.adjoint().linalg_solve_triangular(g, upper=not upper, left=left, unitriangular=unitriangular)


def _triangular_self(g: Any, self: Any, result: Any, upper: bool, left: bool, unitriangular: bool) -> Any:
    sides = _triangular_other(g, self, upper, left, unitriangular)
    found = sides.matmul(result.adjoint()) if left else result.adjoint().matmul(sides)
    return triangle(-found, upper=upper, strict=unitriangular)


gradient("linalg_solve_triangular", self=_triangular_self, other=_triangular_other)


def _older_self(g: Any, A: Any, upper: bool, transpose: bool, unitriangular: bool) -> Any:  # noqa: N803 - PyTorch's name
    if g is None:
        return None
    matrix = conj(A) if transpose else A.adjoint()
    return matrix.linalg_solve_triangular(g, upper=upper is transpose, unitriangular=unitriangular)


def _older_matrix(
    grads: Any,
    A: Any,  # noqa: N803 - PyTorch's name
    result: Any,
    upper: bool,
    transpose: bool,
    unitriangular: bool,
) -> Any:
    sides = _older_self(grads[0], A, upper, transpose, unitriangular)
    if sides is None:
        return grads[1]
    found = -(conj(result).matmul(turned(sides)) if transpose else sides.matmul(result.adjoint()))
    found = triangle(found, upper=upper, strict=unitriangular)
    return found if grads[1] is None else found + grads[1]


gradient("triangular_solve", self=_older_self, A=_older_matrix)


def _cholesky_sides(factor: Any, common: Any, *, upper: bool) -> Any:
    """Return the factor's gradient from that of the product that is solved with."""
    both = common + common.adjoint()
    return -(factor.matmul(both) if upper else both.matmul(factor))


gradient(
    "cholesky_solve",
    self=lambda g, input2, upper: g.cholesky_solve(input2, upper),
    input2=lambda g, input2, result, upper: _cholesky_sides(
        input2, g.cholesky_solve(input2, upper).matmul(result.adjoint()), upper=upper
    ),
)
gradient(
    "cholesky_inverse",
    self=lambda g, self, result, upper: _cholesky_sides(self, result.matmul(g).matmul(result), upper=upper),
)
