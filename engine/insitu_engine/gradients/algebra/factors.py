"""Gradients of LU factors, and of what is solved with them."""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.algebra.solving import triangle
from insitu_engine.gradients.formulas import gradient


def lower_solved(sides: Any, lower: Any, *, left: bool) -> Any:
    """Return ``L^-H @ sides``, or ``sides @ L^-H``, of a lower triangle with ones on its diagonal."""
    return lower.adjoint().linalg_solve_triangular(sides, upper=True, left=left, unitriangular=True)


def upper_solved(sides: Any, upper: Any, *, left: bool) -> Any:
    """Return ``U^-H @ sides``, or ``sides @ U^-H``, of an upper triangle."""
    return upper.adjoint().linalg_solve_triangular(sides, upper=False, left=left)


def _joined(below: Any, above: Any) -> Any:
    """Return the strict lower triangle of one and the upper triangle of the other, where there are both."""
    parts = [
        triangle(part, upper=upper, strict=not upper)
        for part, upper in ((below, False), (above, True))
        if part is not None
    ]
    return parts[0] if len(parts) == 1 else parts[0] + parts[1]


def _sum(*terms: Any) -> Any:
    """Return the sum of what is there, None of nothing."""
    there = [term for term in terms if term is not None]
    return None if not there else there[0] if len(there) == 1 else there[0] + there[1]


def _lu(ops: Any, g_lower: Any, g_upper: Any, permutation: Any, lower: Any, upper: Any) -> Any:
    """Return the gradient of a matrix from those of its triangles, as wide or as high as they are."""
    if g_lower is None and g_upper is None:
        return None
    rows, columns = lower.meta.shape[-2], upper.meta.shape[-1]
    side = min(rows, columns)
    below = None if g_lower is None else lower[..., :side, :].adjoint().matmul(g_lower[..., :side, :])
    above = None if g_upper is None else g_upper[..., :side].matmul(upper[..., :side].adjoint())
    square_l, square_u = lower[..., :side, :], upper[..., :side]
    if columns > rows and g_upper is not None:  # what is right of the square is solved with L
        below = _sum(below, -g_upper[..., side:].matmul(upper[..., side:].adjoint()))
    if rows > columns and g_lower is not None:  # what is below it with U
        above = _sum(above, -lower[..., side:, :].adjoint().matmul(g_lower[..., side:, :]))
    found = _joined(below, above)
    if rows >= columns:
        found = lower_solved(found, square_l, left=True)
        if rows > columns:
            rest = g_lower[..., side:, :] if g_lower is not None else lower[..., side:, :].zeros_like()
            found = ops("cat", [found, rest], -2)
        return permutation.matmul(upper_solved(found, square_u, left=False))
    found = upper_solved(found, square_u, left=False)
    rest = g_upper[..., side:] if g_upper is not None else upper[..., side:].zeros_like()
    return permutation.matmul(lower_solved(ops("cat", [found, rest], -1), square_l, left=True))


def _lu_factor(ops: Any, g: Any, results: Any) -> Any:
    side = min(g.meta.shape[-2:])
    permutation, lower, upper = ops("lu_unpack", *results[:2])
    return _lu(ops, g[..., :side], g[..., :side, :], permutation, lower, upper)


gradient("linalg_lu_factor", "linalg_lu_factor_ex", "lu", self=_lu_factor)
gradient("linalg_lu", self=lambda ops, grads, results: _lu(ops, *grads[1:], *results))


def _lu_unpack(grads: Any, LU_data_meta: Any) -> Any:  # noqa: N803 - PyTorch's name
    rows, columns = LU_data_meta.shape[-2:]
    _, below, above = grads
    if below is None and above is None:
        return None
    return _joined(
        None if below is None else below.constant_pad_nd((0, max(columns - rows, 0))),
        None if above is None else above.constant_pad_nd((0, 0, 0, max(rows - columns, 0))),
    )


gradient("lu_unpack", LU_data=_lu_unpack)


def _factors(
    ops: Any, g: Any, data: Any, pivots: Any, solution: Any, *, left: bool = True, adjoint: bool = False
) -> Any:
    """Return the gradient of LU factors that were solved with."""
    permutation, lower, upper = ops("lu_unpack", data, pivots)
    first, second = (g, solution.adjoint()) if left else (g.adjoint(), solution)
    if left is not adjoint:
        above = upper_solved(-first.matmul(second), upper, left=True)
        below = lower_solved(above.matmul(upper.adjoint()), lower, left=True)
        return _joined(below, above)
    product = -permutation.adjoint().matmul(second.adjoint()).matmul(first.adjoint()).matmul(permutation)
    below = lower_solved(product, lower, left=False)
    return _joined(below, upper_solved(lower.adjoint().matmul(below), upper, left=False))


gradient(
    "linalg_lu_solve",
    self=lambda ops, g, self, pivots, result, left, adjoint: _factors(
        ops, g, self, pivots, result, left=left, adjoint=adjoint
    ),
    B=lambda g, self, pivots, left, adjoint: self.linalg_lu_solve(pivots, g, left=left, adjoint=not adjoint),
)
gradient(
    "lu_solve",
    self=lambda g, LU_data, LU_pivots: LU_data.linalg_lu_solve(LU_pivots, g, adjoint=True),  # noqa: N803 - PyTorch's names
    LU_data=lambda ops, g, LU_data, LU_pivots, result: _factors(ops, g, LU_data, LU_pivots, result),  # noqa: N803 - its names are what is saved
)
