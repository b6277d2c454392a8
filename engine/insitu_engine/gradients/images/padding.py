"""Gradients of padding, and of channels shuffled into places."""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.formulas import gradient


def _cut(g: Any, pad: tuple[int, ...]) -> Any:
    return g.constant_pad_nd(tuple(-size for size in pad))


def _pad(ops: Any, g: Any, self_meta: Any, pad: tuple[int, ...], mode: str) -> Any:
    """Return the gradient of each entry: the sum of those of its copies, one dimension after the other."""
    if mode == "constant":
        return _cut(g, pad)
    for at in range(0, len(pad), 2):
        dim = self_meta.ndim - 1 - at // 2
        if pad[at : at + 2] != (0, 0):
            size = self_meta.shape[dim]
            places = ops("arange", size).unsqueeze(0).pad(pad[at : at + 2], mode=mode).squeeze(0)
            shape = g.meta.shape
            g = g.new_zeros((*shape[:dim], size, *shape[dim + 1 :])).index_add(dim, places, g)
    return g


gradient("constant_pad_nd", self=_cut)
gradient("pad", self=_pad)
gradient("pixel_shuffle", self=lambda g, upscale_factor: g.pixel_unshuffle(upscale_factor))
gradient("pixel_unshuffle", self=lambda g, downscale_factor: g.pixel_shuffle(downscale_factor))
gradient("channel_shuffle", self=lambda g, groups: g.channel_shuffle(g.meta.shape[1] // groups))
