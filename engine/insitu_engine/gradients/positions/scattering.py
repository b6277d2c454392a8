"""Gradients of what puts elements into a tensor at places that an index or a mask tells.

The one rule: what is written over gets nothing, what is put there gets the gradient of its place.
"""

from __future__ import annotations

from typing import Any

from insitu_engine.autograd.values import Value
from insitu_engine.gradients.formulas import gradient

gradient(
    "select_scatter",
    self=lambda g, dim, index: g.select_scatter(g.select(dim, index).zeros_like(), dim, index),
    src=lambda g, dim, index: g.select(dim, index),
)
gradient(
    "diagonal_scatter",
    self=lambda g, offset, dim1, dim2: g.diagonal_scatter(
        g.diagonal(offset, dim1, dim2).zeros_like(), offset, dim1, dim2
    ),
    src=lambda g, offset, dim1, dim2: g.diagonal(offset, dim1, dim2),
)


def _slice_of(g: Any, dim: int, start: Any, end: Any, step: int) -> Any:
    at = dim % g.meta.ndim
    return g[(*(slice(None),) * at, slice(start, end, step))]


gradient(
    "slice_scatter",
    self=lambda g, dim, start, end, step: g.slice_scatter(
        _slice_of(g, dim, start, end, step).zeros_like(), dim, start, end, step
    ),
    src=_slice_of,
)
gradient(
    "as_strided_scatter",
    self=lambda g, ops, src_meta, size, stride, storage_offset: g.contiguous().as_strided_scatter(
        ops("zeros", src_meta.shape, dtype=g.dtype), size, stride, storage_offset
    ),
    src=lambda g, size, stride, storage_offset: g.contiguous().as_strided(size, stride, storage_offset or 0),
)


def _undiagonal(g: Any, ops: Any, wrap: bool) -> Any:
    kept = g.clone()
    ops("fill_diagonal_", kept, 0, wrap)
    return kept


gradient("fill_diagonal_", self=_undiagonal)


def _scattered(ops: Any, g: Any, dim: int, index: Any, src_meta: Any) -> Any:
    """Return the gradient of what `scatter` brought: of its place, and zeros where the index does not reach."""
    part = g.gather(dim, index)
    return part if part.meta.shape == src_meta.shape else _within(ops, part, src_meta)


def _within(ops: Any, part: Any, whole: Any) -> Any:
    blank = ops("zeros", whole.shape, dtype=part.dtype)
    ops("setitem_", blank, tuple(slice(0, size) for size in part.meta.shape), part)
    return blank


gradient("scatter", self=lambda g, dim, index: g.scatter(dim, index, 0), src=_scattered)
gradient(
    "put",
    self=lambda ops, g, index, source_meta, accumulate: (
        g if accumulate else g.put(index, ops("zeros", source_meta.shape, dtype=g.dtype), False)
    ),
    source=lambda g, index, source_meta: g.take(index).reshape(source_meta.shape),
)


def _drawn_from(ops: Any, g: Any, mask: Any, source_meta: Any) -> Any:
    """Return what the source gave, in the order in which it was taken; the rest of it gave nothing."""
    taken = g.masked_select(mask)
    rest = ops("zeros", (source_meta.numel - taken.meta.numel,), dtype=g.dtype)
    return ops("cat", [taken, rest]).reshape(source_meta.shape)


gradient("masked_scatter", self=lambda g, mask: g.masked_fill(mask, 0), source=_drawn_from)


# --- many into one: the formulas of PyTorch's scatter_reduce_backward -------------------------------------------------


class _Places:
    """Elements of a tensor by index: single ones, or whole slices."""

    def __init__(self, dim: int, index: Any, *, whole: bool) -> None:
        self._dim = dim
        self._index = index
        self._whole = whole

    def of(self, value: Any) -> Value:
        name = "index_select" if self._whole else "gather"
        return getattr(value, name)(self._dim, self._index)  # type: ignore[no-any-return]

    def add(self, value: Any, source: Any) -> Any:
        name = "index_add" if self._whole else "scatter_add"
        return getattr(value, name)(self._dim, self._index, source)

    def product(self, value: Any, source: Any, include: bool) -> Any:
        name = "index_reduce" if self._whole else "scatter_reduce"
        return getattr(value, name)(self._dim, self._index, source, "prod", include_self=include)

    def emptied(self, value: Any) -> Any:
        if self._whole:
            return value.index_fill(self._dim, self._index, 0)
        return value.scatter(self._dim, self._index, 0)


def _of_target(
    places: _Places, g: Any, self: Any, source: Any, reduce: str, include: bool, result: Any
) -> Any:
    if reduce == "prod":
        filled = self.masked_fill(self.eq(0), 1)
        found = g * places.product(filled, source, include) / filled
    elif reduce == "mean":
        found = g / _counts(places, g, source, include)
    elif reduce in ("amin", "amax"):
        found = self.eq(result).to(g.dtype) * _shared(places, g, self, source, result)
    else:
        found = g
    return found if include else places.emptied(found)


def _of_source(
    places: _Places, g: Any, self: Any, source: Any, reduce: str, include: bool, result: Any
) -> Any:
    if reduce == "prod":
        return _of_factor(places, g, self, source, include, result)
    if reduce == "mean":
        return places.of(g / _counts(places, g, source, include))
    if reduce in ("amin", "amax"):
        won = source.eq(places.of(result)).to(g.dtype)
        return won * places.of(_shared(places, g, self, source, result))
    return places.of(g)


def _counts(places: _Places, g: Any, source: Any, include: bool) -> Any:
    """Return of how many each mean is; 1 where it is of none."""
    begun = g.ones_like() if include else g.zeros_like()
    counts = places.add(begun, source.ones_like())
    return counts.masked_fill(counts.eq(0), 1)


def _shared(places: _Places, g: Any, self: Any, source: Any, result: Any) -> Any:
    """Return each extreme's gradient, shared evenly among those that are it."""
    won = source.eq(places.of(result)).to(g.dtype)
    return g / places.add(self.eq(result).to(g.dtype), won)


def _of_factor(places: _Places, g: Any, self: Any, source: Any, include: bool, result: Any) -> Any:
    """Return the product of all others: of those that are there too, where this one alone is zero."""
    zero = source.eq(0)
    zeros = places.of(places.add(self.zeros_like(), zero.to(self.dtype)))
    alone = zero.logical_and(zeros.eq(1))
    others = places.product(self, source.masked_fill(alone, 1), include)
    return alone.where(places.of(g * others), places.of(g * result) / source.masked_fill(zero, 1))


def _old(self: Any, reduce: str) -> Any:
    """Return what a write overwrites, where its gradient depends on it."""
    return None if reduce in ("sum", "mean") else self.clone()


gradient(
    "scatter_reduce",
    self=lambda g, self, dim, index, src, reduce, include_self, result: _of_target(
        _Places(dim, index, whole=False), g, self, src, reduce, include_self, result
    ),
    src=lambda g, self, dim, index, src, reduce, include_self, result: _of_source(
        _Places(dim, index, whole=False), g, self, src, reduce, include_self, result
    ),
)
gradient(
    "scatter_reduce_",
    keep={"old": _old},
    self=lambda g, old, dim, index, src, reduce, include_self, result: _of_target(
        _Places(dim, index, whole=False), g, old, src, reduce, include_self, result
    ),
    src=lambda g, old, dim, index, src, reduce, include_self, result: _of_source(
        _Places(dim, index, whole=False), g, old, src, reduce, include_self, result
    ),
)
gradient(
    "index_reduce",
    self=lambda g, self, dim, index, source, reduce, include_self, result: _of_target(
        _Places(dim, index, whole=True), g, self, source, reduce, include_self, result
    ),
    source=lambda g, self, dim, index, source, reduce, include_self, result: _of_source(
        _Places(dim, index, whole=True), g, self, source, reduce, include_self, result
    ),
)
gradient(
    "index_reduce_",
    keep={"old": _old},
    self=lambda g, old, dim, index, source, reduce, include_self, result: _of_target(
        _Places(dim, index, whole=True), g, old, source, reduce, include_self, result
    ),
    source=lambda g, old, dim, index, source, reduce, include_self, result: _of_source(
        _Places(dim, index, whole=True), g, old, source, reduce, include_self, result
    ),
)
