"""Gradients of views and copies."""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.formulas import gradient

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


gradient("permute", self=_turned_back)
