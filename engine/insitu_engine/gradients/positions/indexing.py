"""Gradients of what takes and puts elements by index or mask.

The one rule: an element that was taken several times gets the sum, and one that was written over gets nothing.
"""

from __future__ import annotations

from typing import Any

from insitu_engine.autograd.values import Value
from insitu_engine.gradients.formulas import gradient
from insitu_engine.gradients.strided.views import blank
from insitu_engine.memory.storage import Tensor


def _advanced(index: Any) -> bool:
    return any(isinstance(item, Tensor | Value | list | tuple) for item in index)


def _got(ops: Any, g: Any, self_meta: Any, index: Any) -> Any:
    whole = blank(ops, g, self_meta)
    if not _advanced(index):
        ops("setitem_", whole, index, g)
        return whole
    return _onto(ops, g, self_meta, _places(ops, self_meta)[index])


def _without(ops: Any, g: Any, index: Any) -> Any:
    """Return the gradient with zeros where it was written over."""
    kept = g.clone()
    ops("setitem_", kept, index, 0)
    return kept


gradient("getitem", self=_got)
gradient("setitem_", self=_without, value=lambda g, index: g[index])
gradient(
    "index_put",
    self=lambda ops, g, indices, accumulate: g if accumulate else _without(ops, g, indices),
    values=lambda g, indices: g[indices],
)

gradient(
    "index_select",
    self=lambda ops, g, self_meta, dim, index: blank(ops, g, self_meta).index_add(dim, index, g),
)
gradient(
    "index_add",
    self=lambda g: g,
    source=lambda g, dim, index, alpha, source_meta: (g.index_select(dim, index) * alpha).reshape(
        source_meta.shape
    ),
)
gradient(
    "index_copy",
    self=lambda g, dim, index: g.index_fill(dim, index, 0),
    source=lambda g, dim, index, source_meta: g.index_select(dim, index).reshape(source_meta.shape),
)
gradient(
    "index_fill",
    self=lambda g, dim, index: g.index_fill(dim, index, 0),
    value=lambda g, dim, index: (g - g.index_fill(dim, index, 0)).sum(),
)

gradient(
    "gather", self=lambda ops, g, self_meta, dim, index: blank(ops, g, self_meta).scatter_add(dim, index, g)
)
gradient("scatter_add", self=lambda g: g, src=lambda g, dim, index: g.gather(dim, index))


def _onto(ops: Any, g: Any, self_meta: Any, places: Any) -> Any:
    """Return zeros, and the gradient added at places that count the elements row by row."""
    line = ops("zeros", (self_meta.numel,), dtype=g.dtype)
    return line.index_add(0, places.reshape((-1,)), g.reshape((-1,))).reshape(self_meta.shape)


def _places(ops: Any, self_meta: Any) -> Any:
    return ops("arange", self_meta.numel).reshape(self_meta.shape)


def _along(ops: Any, g: Any, self_meta: Any, indices: Any, dim: Any) -> Any:
    return _onto(ops, g, self_meta, _places(ops, self_meta).take_along_dim(indices, dim))


def _unfolded(ops: Any, g: Any, self_meta: Any, dimension: int, size: int, step: int) -> Any:
    return _onto(ops, g, self_meta, _places(ops, self_meta).unfold(dimension, size, step))


def _combined(ops: Any, g: Any, self_meta: Any, r: int, with_replacement: bool) -> Any:
    return _onto(ops, g, self_meta, _places(ops, self_meta).combinations(r, with_replacement))


def _repeated(ops: Any, g: Any, self_meta: Any, repeats: Any, dim: Any) -> Any:
    return _onto(ops, g, self_meta, _places(ops, self_meta).repeat_interleave(repeats, dim))


gradient("take_along_dim", self=_along)
gradient("unfold", "unfold_copy", self=_unfolded)
gradient("combinations", self=_combined)
gradient("repeat_interleave", self=_repeated)


def _taken(ops: Any, g: Any, self_meta: Any, index: Any) -> Any:
    return _onto(ops, g, self_meta, ops("arange", self_meta.numel).take(index))  # none is negative


gradient("take", self=_taken)

gradient(
    "where",
    self=lambda g, condition: g.masked_fill(condition.logical_not(), 0),
    other=lambda g, condition: g.masked_fill(condition, 0),
)
gradient(
    "masked_fill",
    self=lambda g, mask: g.masked_fill(mask, 0),
    value=lambda g, mask: g.masked_fill(mask.logical_not(), 0).sum(),
)


def _masked(ops: Any, g: Any, self_meta: Any, mask: Any) -> Any:
    spread = (blank(ops, g, self_meta) + mask.zeros_like().to(g.dtype)).contiguous()
    return spread.masked_scatter(mask, g)


gradient("masked_select", self=_masked)
