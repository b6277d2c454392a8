"""Gradients of products: of vectors and matrices, inner, outer and Kronecker's, tensordot, einsum, chains of matrices."""

from __future__ import annotations

from functools import reduce
from itertools import accumulate
from typing import Any

from insitu_engine.gradients.formulas import conj, gradient
from insitu_engine.ops.algebra.einsum import _read as read_equation
from insitu_engine.rules import broadcast_shapes, normalize_dim


def _mm_first(g: Any, other: Any, self_meta: Any) -> Any:
    if other.meta.ndim == 1:
        return g * conj(other) if self_meta.ndim == 1 else g.unsqueeze(-1) * conj(other)
    if self_meta.ndim == 1:
        return g.unsqueeze(-2).matmul(other.adjoint()).squeeze(-2)
    return g.matmul(other.adjoint())


def _mm_second(g: Any, self: Any, other_meta: Any) -> Any:
    if self.meta.ndim == 1:
        return g * conj(self) if other_meta.ndim == 1 else conj(self).unsqueeze(-1) * g.unsqueeze(-2)
    if other_meta.ndim == 1:
        return (conj(self) * g.unsqueeze(-1)).flatten(0, -2).sum(0)
    if other_meta.ndim == 2 and self.meta.ndim > 2:  # the batch is one more sum
        return self.flatten(0, -2).adjoint().matmul(g.flatten(0, -2))
    return self.adjoint().matmul(g)


gradient("matmul", self=_mm_first, other=_mm_second)
gradient(
    "mm", "bmm", self=lambda g, mat2: g.matmul(mat2.adjoint()), mat2=lambda g, self: self.adjoint().matmul(g)
)
gradient("mv", self=lambda g, vec: g.outer(conj(vec)), vec=lambda g, self: self.adjoint().mv(g))
gradient("dot", self=lambda g, tensor: g * conj(tensor), tensor=lambda g, self: g * conj(self))
gradient("vdot", self=lambda g, other: conj(g) * other, other=lambda g, self: g * self)
gradient(
    "outer",
    self=lambda g, vec2: (g * conj(vec2)).sum(-1),
    vec2=lambda g, self: (g * conj(self).unsqueeze(-1)).sum(0),
)


def _inner_self(g: Any, other: Any, self_meta: Any) -> Any:
    if not (self_meta.ndim and other.meta.ndim):
        return g * conj(other)
    return g.tensordot(conj(other), other.meta.ndim - 1)


def _inner_other(g: Any, self: Any, other_meta: Any) -> Any:
    if not (self.meta.ndim and other_meta.ndim):
        return g * conj(self)
    lead = list(range(self.meta.ndim - 1))
    return g.tensordot(conj(self), (lead, lead))


gradient("inner", self=_inner_self, other=_inner_other)


def _pairs(dims: Any, first: int, second: int) -> tuple[list[int], list[int]]:
    """Return the dimensions that tensordot sums over, of tensors with so many dimensions, counted from the front."""
    if isinstance(dims, int):
        return list(range(first - dims, first)), list(range(dims))
    own, others = dims
    return [normalize_dim(dim, first) for dim in own], [normalize_dim(dim, second) for dim in others]


def _rest(dims: list[int], ndim: int) -> list[int]:
    return [dim for dim in range(ndim) if dim not in dims]


def _contraction(g: Any, factor: Any, at: list[int], met: list[int], own: list[int], wanted: Any) -> Any:
    """Return g times the other factor, whose free dimensions stand in g from ``at``, laid out as what is wanted.

    ``met`` of the factor's dimensions met ``own`` of the wanted one's; where the factor's had size 1, the same goes to
    all entries.
    """
    free = _rest(met, factor.meta.ndim)
    product = g.tensordot(conj(factor), (at, free))
    # What is left: the wanted one's free dimensions, then the factor's that met, as they stand in the factor.
    order = _rest(own, wanted.ndim) + [own[met.index(dim)] for dim in sorted(met)]
    product = product.permute([order.index(dim) for dim in range(wanted.ndim)])
    return product.expand(broadcast_shapes(product.meta.shape, wanted.shape))


def _tensordot_self(g: Any, other: Any, self_meta: Any, dims: Any) -> Any:
    own, met = _pairs(dims, self_meta.ndim, other.meta.ndim)
    return _contraction(g, other, list(range(self_meta.ndim - len(own), g.meta.ndim)), met, own, self_meta)


def _tensordot_other(g: Any, self: Any, other_meta: Any, dims: Any) -> Any:
    met, own = _pairs(dims, self.meta.ndim, other_meta.ndim)
    return _contraction(g, self, list(range(self.meta.ndim - len(met))), met, own, other_meta)


gradient("tensordot", self=_tensordot_self, other=_tensordot_other)


def _blocks(factor: Any, ndim: int, last: int) -> list[int]:
    """Return a factor's shape for kron, each size with 1 beside it, which comes last if ``last``."""
    sizes = (1,) * (ndim - factor.ndim) + factor.shape
    return [side for size in sizes for side in ((size, 1) if last else (1, size))]


def _kron(g: Any, factor: Any, wanted: Any, last: int) -> Any:
    ndim = g.meta.ndim
    inner, outer = _blocks(factor.meta, ndim, 1 - last), _blocks(wanted, ndim, last)
    product = g.reshape([a * b for a, b in zip(inner, outer, strict=True)]) * conj(factor.reshape(inner))
    summed = [2 * dim + last for dim in range(ndim)]
    return (product.sum(summed) if summed else product).reshape(wanted.shape)


gradient(
    "kron",
    self=lambda g, other, self_meta: _kron(g, other, self_meta, 1),
    other=lambda g, self, other_meta: _kron(g, self, other_meta, 0),
)


def _einsum(ops: Any, g: Any, equation: str, operands_meta: Any, operands_others: Any) -> list[Any]:
    """Return for each operand the sum of products of the others and the result's gradient, if the others are there."""
    read = read_equation(equation, [operand.shape for operand in operands_meta])
    return [
        None
        if None in (*operands_others[:at], *operands_others[at + 1 :])
        else _einsum_one(ops, g, read, operands_others, at)
        for at in range(len(operands_meta))
    ]


def _einsum_one(ops: Any, g: Any, read: Any, operands: Any, at: int) -> Any:
    sides = [(g, read.result)]
    sides += [(conj(o), read.operands[k]) for k, o in enumerate(operands) if k != at]
    wanted: list[int] = []
    for number in read.operands[at]:
        size = read.sizes[number]
        if number in wanted:  # a diagonal
            fresh = -1 - len(wanted)
            sides.append((ops("eye", size, dtype=g.dtype), (number, fresh)))
            wanted.append(fresh)
        else:
            sides.append((ops("ones", (size,), dtype=g.dtype), (number,)))
            wanted.append(number)
    names = {number: chr(0x61 + k) if k < 26 else chr(0x41 + k - 26)
             for k, number in enumerate(dict.fromkeys(n for _, numbers in sides for n in numbers))}  # fmt: skip
    spelled = ",".join("".join(names[n] for n in numbers) for _, numbers in sides)
    return ops("einsum", f"{spelled}->{''.join(names[n] for n in wanted)}", [side for side, _ in sides])


gradient("einsum", operands=_einsum)


def _times(first: Any, second: Any) -> Any:
    """Return the product of two matrices, None where one is not there."""
    return None if first is None or second is None else first.mm(second)


def _chain(g: Any, metas: Any, factors: Any) -> list[Any]:
    """Return for each matrix of a product the gradient: what is left of it, adjoint, times g, times what is right.

    A matrix that is not there is the only one that requires a gradient.
    """
    rows = metas[0].shape[0] if metas[0].ndim == 2 else 1
    columns = metas[-1].shape[1] if metas[-1].ndim == 2 else 1
    adjoints = [
        factor if factor is None else _as_matrix(factor, at == 0).adjoint()
        for at, factor in enumerate(factors)
    ]
    lefts = list(accumulate(adjoints[:-1], lambda left, next_: _times(next_, left)))
    rights = list(accumulate(adjoints[:0:-1], _times))[::-1]
    whole = g.reshape((rows, columns))
    found = []
    for at, of in enumerate(metas):
        inner = [*([lefts[at - 1]] if at else []), whole, *([rights[at]] if at < len(rights) else [])]
        product = reduce(_times, inner)
        found.append(product if product is None else product.reshape(of.shape))
    return found


def _as_matrix(factor: Any, first: bool) -> Any:
    return factor if factor.meta.ndim == 2 else factor.unsqueeze(0 if first else 1)


gradient(
    "linalg_multi_dot",
    tensors=lambda g, tensors_meta, tensors_others: _chain(g, tensors_meta, tensors_others),
)
gradient(
    "chain_matmul",
    matrices=lambda g, matrices_meta, matrices_others: _chain(g, matrices_meta, matrices_others),
)


def _along(g: Any, dim: int, self_meta: Any, other_meta: Any) -> Any:
    return g.unsqueeze(dim) if self_meta.ndim or other_meta.ndim else g


gradient(
    "linalg_vecdot",
    self=lambda g, other, dim, self_meta, other_meta: conj(_along(g, dim, self_meta, other_meta)) * other,
    other=lambda g, self, dim, self_meta, other_meta: _along(g, dim, self_meta, other_meta) * self,
)
gradient(
    "linalg_cross",
    self=lambda g, other, dim: conj(other).linalg_cross(g, dim=dim),
    other=lambda g, self, dim: g.linalg_cross(conj(self), dim=dim),
)


def _triple(dim: int | None, self_meta: Any) -> Any:
    return self_meta.shape.index(3) if dim is None else dim


gradient(
    "cross",
    self=lambda g, other, dim, self_meta: conj(other).linalg_cross(g, dim=_triple(dim, self_meta)),
    other=lambda g, self, dim, self_meta: g.linalg_cross(conj(self), dim=_triple(dim, self_meta)),
)
gradient("trace", self=lambda ops, g, self_meta: ops("eye", *self_meta.shape, dtype=g.dtype) * g)
