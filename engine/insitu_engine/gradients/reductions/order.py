"""Gradients of order statistics: to where the elements were taken from."""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.formulas import gradient
from insitu_engine.gradients.reductions.extremes import evenly, placed, selected

gradient(
    "sort", "topk",
    self=lambda ops, g, second, dim, self_meta: placed(ops, g, second, dim, self_meta),
)  # fmt: skip
gradient(
    "msort",
    keep={"places": lambda self: self.argsort(0) if self.meta.ndim else None},
    self=lambda ops, g, places, self_meta: g if places is None else placed(ops, g, places, 0, self_meta),
)
gradient(
    "kthvalue", "mode",
    self=lambda ops, g, second, dim, keepdim, self_meta: selected(ops, g, second, dim, keepdim, self_meta),
)  # fmt: skip


def _median(name: str) -> None:
    """Add the formula of a median: of all, or along a dimension."""

    def formula(
        ops: Any, g: Any, all: Any, dim: int | None, keepdim: bool, second: Any, self_meta: Any
    ) -> Any:
        if dim is None:
            return evenly(g, all, ops(name, all))
        return selected(ops, g, second, dim, keepdim, self_meta)

    gradient(name, keep={"all": lambda self, dim: self if dim is None else None}, self=formula)


_median("median")
_median("nanmedian")
