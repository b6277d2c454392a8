"""Gradients of order statistics: to where the elements were taken from."""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.extremes import evenly, placed, selected
from insitu_engine.gradients.formulas import gradient

gradient(
    "sort", "topk",
    self=lambda ops, g, results, dim, self_meta: placed(ops, g, results[1], dim, self_meta),
)  # fmt: skip
gradient(
    "msort",
    self=lambda ops, g, self: placed(ops, g, self.argsort(0), 0, self.meta) if self.meta.ndim else g,
)
gradient(
    "kthvalue", "mode",
    self=lambda ops, g, results, dim, keepdim, self_meta: selected(ops, g, results[1], dim, keepdim, self_meta),
)  # fmt: skip


def _median(ops: Any, g: Any, self: Any, dim: int | None, keepdim: bool, results: Any) -> Any:
    if dim is None:
        return evenly(g, self, results[0])
    return selected(ops, g, results[1], dim, keepdim, self.meta)


gradient("median", "nanmedian", self=_median)
