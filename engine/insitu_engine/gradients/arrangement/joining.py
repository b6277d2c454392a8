"""Gradients of what joins, repeats and turns tensors."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import Any

from insitu_engine.gradients.formulas import gradient
from insitu_engine.gradients.strided.views import blank
from insitu_engine.rules import normalize_dim


def _parts(g: Any, tensors_meta: Any, dim: int) -> list[Any]:
    """Return for each of the tensors what lies in the gradient where it was put."""
    at = normalize_dim(dim, g.meta.ndim)
    # An empty vector is passed over by cat, whatever the others are.
    sizes = [meta.shape[at] if meta.ndim == g.meta.ndim else 0 for meta in tensors_meta]
    parts = []
    for (start, end), meta in zip(pairwise(accumulate(sizes, initial=0)), tensors_meta, strict=True):
        part = g.narrow(at, start, end - start)
        parts.append(part if meta.ndim == g.meta.ndim else part.reshape((-1,)).narrow(0, 0, 0))
    return parts


gradient("cat", tensors=_parts)
gradient("stack", tensors=lambda g, dim: list(g.unbind(dim)))
gradient("flip", self=lambda g, dims: g.flip(dims))
gradient("fliplr", self=lambda g: g.fliplr())
gradient("flipud", self=lambda g: g.flipud())
gradient("rot90", self=lambda g, k, dims: g.rot90(-k, dims))
gradient("tril", self=lambda g, diagonal: g.tril(diagonal))
gradient("triu", self=lambda g, diagonal: g.triu(diagonal))
gradient("diag_embed", self=lambda g, offset, dim1, dim2: g.diagonal(offset, dim1, dim2))


def _back(shifts: Any) -> Any:
    return tuple(-shift for shift in shifts) if isinstance(shifts, tuple | list) else -shifts


gradient("roll", self=lambda g, shifts, dims: g.roll(_back(shifts), dims))


def _diag(ops: Any, g: Any, self_meta: Any, diagonal: int) -> Any:
    if self_meta.ndim == 1:
        return g.diagonal(diagonal)
    return blank(ops, g, self_meta).diagonal_scatter(g, diagonal)


gradient("diag", self=_diag)
gradient("diagflat", self=lambda g, self_meta, offset: g.diagonal(offset).reshape(self_meta.shape))


def _summed(g: Any, self_meta: Any, repeats: Any) -> Any:
    """Return the sum over all repetitions, each of which lies as one block."""
    lead = (1,) * (len(repeats) - self_meta.ndim)
    blocks = [part for pair in zip(repeats, (*lead, *self_meta.shape), strict=True) for part in pair]
    if not blocks:
        return g
    return g.reshape(blocks).sum(list(range(0, len(blocks), 2))).reshape(self_meta.shape)


def _tiled(g: Any, self_meta: Any, dims: Any) -> Any:
    return _summed(g, self_meta, (*(1,) * (self_meta.ndim - len(dims)), *dims))


gradient("repeat", self=_summed)
gradient("tile", self=_tiled)


def _pieces(g: Any, metas: Any, dim: int, lead: Any) -> list[Any]:
    """Return the tensors' parts along ``dim``, where ``lead`` says what length each was given there."""
    ends = list(accumulate((lead(meta) for meta in metas), initial=0))
    return [
        g.narrow(dim, start, end - start).reshape(meta.shape)
        for (start, end), meta in zip(pairwise(ends), metas, strict=True)
    ]


gradient(
    "vstack",
    tensors=lambda g, tensors_meta: _pieces(g, tensors_meta, 0, lambda of: of.shape[0] if of.ndim > 1 else 1),
)
gradient(
    "hstack",
    tensors=lambda g, tensors_meta: _pieces(
        g, tensors_meta, min(g.meta.ndim - 1, 1), lambda of: of.shape[min(of.ndim - 1, 1)] if of.ndim else 1
    ),
)
gradient(
    "dstack",
    tensors=lambda g, tensors_meta: _pieces(g, tensors_meta, 2, lambda of: of.shape[2] if of.ndim > 2 else 1),
)
gradient(
    "column_stack",
    tensors=lambda g, tensors_meta: _pieces(g, tensors_meta, 1, lambda of: of.shape[1] if of.ndim > 1 else 1),
)


def _blocks(g: Any, tensors_meta: Any) -> list[Any]:
    """Return the blocks along the diagonal."""
    parts = []
    row = column = 0
    for meta in tensors_meta:
        height, width = meta.shape if meta.ndim == 2 else (1, meta.numel)
        block = g.narrow(0, row, height).narrow(1, column, width)
        parts.append(block.reshape(meta.shape))
        row, column = row + height, column + width
    return parts


gradient("block_diag", tensors=_blocks)


def _undiffered(g: Any, ops: Any, n: int, dim: int) -> Any:
    """Return the gradient of what was differed ``n`` times: differences again, the other way round."""
    shape = list(g.meta.shape)
    shape[dim] = 1
    edge = ops("zeros", shape, dtype=g.dtype)
    for _ in range(n):
        g = -ops("cat", [edge, g, edge], dim).diff(1, dim)
    return g


def _difference(part: int) -> Any:
    """Return the formula of what was put before, of the tensor itself, or of what was put after."""

    def formula(
        g: Any, ops: Any, self_meta: Any, prepend_meta: Any, append_meta: Any, n: int, dim: int
    ) -> Any:
        if n == 0:  # what was put before and after is not looked at then
            return g if part == 1 else None
        metas = [prepend_meta, self_meta, append_meta]
        sizes = [0 if meta is None else meta.shape[dim] for meta in metas]
        if g.meta.numel == 0:
            return ops("zeros", metas[part].shape, dtype=g.dtype)
        return _undiffered(g, ops, n, dim).narrow(dim, sum(sizes[:part]), sizes[part])

    return formula


gradient("diff", prepend=_difference(0), self=_difference(1), append=_difference(2))
