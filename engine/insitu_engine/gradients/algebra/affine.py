"""Gradients of products with something added: addmm and its like, and the linear layer."""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.formulas import conj, gradient


def _added(g: Any, beta: Any) -> Any:
    return g if beta == 1 else g * conj(beta)


def _scaled(product: Any, alpha: Any) -> Any:
    return product if alpha == 1 else product * conj(alpha)


gradient(
    "addmm",
    self=_added,
    mat1=lambda g, mat2, alpha: _scaled(g.mm(mat2.adjoint()), alpha),
    mat2=lambda g, mat1, alpha: _scaled(mat1.adjoint().mm(g), alpha),
)
gradient(
    "addmv",
    self=_added,
    mat=lambda g, vec, alpha: _scaled(g.outer(conj(vec)), alpha),
    vec=lambda g, mat, alpha: _scaled(mat.adjoint().mv(g), alpha),
)
gradient(
    "addr",
    self=_added,
    vec1=lambda g, vec2, alpha: _scaled((g * conj(vec2)).sum(-1), alpha),
    vec2=lambda g, vec1, alpha: _scaled((g * conj(vec1).unsqueeze(-1)).sum(0), alpha),
)
gradient(
    "baddbmm", "addbmm",
    self=_added,
    batch1=lambda g, batch2, alpha: _scaled(g.matmul(batch2.adjoint()), alpha),
    batch2=lambda g, batch1, alpha: _scaled(batch1.adjoint().matmul(g), alpha),
)  # fmt: skip


def _linear_input(g: Any, weight: Any) -> Any:
    return g.unsqueeze(-1) * conj(weight) if weight.meta.ndim == 1 else g.matmul(conj(weight))


def _linear_weight(g: Any, input: Any, weight_meta: Any) -> Any:
    if weight_meta.ndim == 1:
        return g.unsqueeze(-1) * conj(input)
    if input.meta.ndim == 1:
        return g.outer(conj(input))
    return g.flatten(0, -2).transpose(0, 1).mm(conj(input.flatten(0, -2)))


gradient("linear", input=_linear_input, weight=_linear_weight, bias=lambda g: g)
