"""Gradients of views and copies."""

from __future__ import annotations

from typing import Any

from insitu_engine.autograd.values import apart
from insitu_engine.gradients.formulas import gradient
from insitu_engine.meta import Meta, meta

gradient("clone", "to", "contiguous", self=lambda g: g)
gradient(
    "view", "reshape", "view_as", "flatten", "unsqueeze", "squeeze", "unflatten", "ravel",
    self=lambda g, self_meta: g.reshape(self_meta.shape),
)  # fmt: skip
gradient("t", self=lambda g: g.t())
gradient("transpose", self=lambda g, dim0, dim1: g.transpose(dim0, dim1))
gradient("expand", "expand_as", self=lambda g: g)


def _turned_back(g: Any, dims: tuple[int, ...]) -> Any:
    back = [0] * len(dims)
    for at, dim in enumerate(dims):
        back[dim] = at
    return g.permute(back)


gradient("permute", "permute_copy", self=_turned_back)


def _reach(of: Meta) -> int:
    """Return how many elements a tensor spans, from its first to its last."""
    return (
        1 + sum((size - 1) * step for size, step in zip(of.shape, of.strides, strict=True)) if of.numel else 0
    )


def _as_lies(
    g: Any, ops: Any, self_meta: Meta, self_offset: int, size: Any, stride: Any, storage_offset: Any
) -> Any:
    """Return what the tensor gets of a view of its storage: the gradient where both lie; one place's is shared evenly."""
    start = self_offset if storage_offset is None else storage_offset
    first = min(self_offset, start)
    shown = meta(g.dtype, tuple(size), tuple(stride))
    if not (self_meta.numel and shown.numel):
        return ops("zeros", self_meta.shape, dtype=g.dtype)
    line = meta(g.dtype, (max(self_offset - first + _reach(self_meta), start - first + _reach(shown)),))
    whole = g.placed(line, shown, start - first)
    if not apart(self_meta):
        ones = ops("ones", self_meta.shape, dtype=g.dtype)
        whole = whole / ones.placed(line, self_meta, self_offset - first)
    return whole.as_strided(self_meta.shape, self_meta.strides, self_offset - first)


gradient("as_strided", self=_as_lies)
