"""Gradients of what joins, repeats and turns tensors."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import Any

from insitu_engine.gradients.formulas import gradient
from insitu_engine.gradients.views import blank
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
