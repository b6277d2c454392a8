"""Gradients of scaled dot product attention.

The one rule: nothing is kept but the arguments. The weights are computed again, and what dropout took is drawn again.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any

from insitu_engine.dtypes import bool_
from insitu_engine.gradients.formulas import gradient, wide
from insitu_engine.meta import Meta
from insitu_engine.ops.layers.attention import scale_of


def _weights(ops: Any, scores: Any, mask: Any, *, is_causal: bool) -> Any:
    """Return the softmax of scores as masks leave them: zeros for a query without keys."""
    if mask is None and not is_causal:
        return scores.softmax(-1)
    if mask is not None:
        scores = scores.masked_fill(mask.logical_not(), -inf) if mask.dtype is bool_ else scores + mask
    if is_causal:
        ahead = ops("ones", scores.meta.shape[-2:], dtype=bool_).triu(1)
        scores = scores.masked_fill(ahead, -inf)
    alone = scores.eq(-inf).all(-1, keepdim=True)
    return scores.masked_fill(alone, 0).softmax(-1).masked_fill(alone, 0)


def _shared(g: Any, own: Meta) -> Any:
    """Return the gradient of heads each of which served several of the queries'."""
    if g.meta.ndim < 3 or own.ndim < 3 or g.meta.shape[-3] == own.shape[-3] or own.shape[-3] == 1:
        return g
    *lead, heads, rows, columns = g.meta.shape
    return g.reshape((*lead, own.shape[-3], heads // own.shape[-3], rows, columns)).sum(-3)


def _attention(argument: str) -> Callable[..., Any]:
    """Return the formula of one of the arguments."""

    def formula(
        ops: Any,
        g: Any,
        query: Any,
        key: Any,
        value: Any,
        attn_mask: Any,
        dropout_p: float,
        is_causal: bool,
        scale: float | None,
        enable_gqa: bool,
        random: Any,
    ) -> Any:
        g, q, k, v = map(wide, (g, query, key, value))
        if enable_gqa:
            k, v = (part.repeat_interleave(q.meta.shape[-3] // part.meta.shape[-3], -3) for part in (k, v))
        factor = scale_of(q.meta.shape[-1], scale)
        scores = q.matmul(k.transpose(-1, -2)) * factor
        scores = scores.expand((*g.meta.shape[:-2], *scores.meta.shape[-2:]))
        weights = _weights(ops, scores, attn_mask, is_causal=is_causal)

        def dropped(values: Any) -> Any:
            return ops("dropout", values, dropout_p, True, random=random)

        if argument == "value":
            return _shared(dropped(weights).transpose(-1, -2).matmul(g), value.meta)
        through = dropped(g.matmul(v.transpose(-1, -2)))
        moved = weights * (through - (through * weights).sum(-1, keepdim=True))
        if argument == "attn_mask":
            return moved
        moved = moved * factor
        if argument == "query":
            return moved.matmul(k)
        return _shared(moved.transpose(-1, -2).matmul(q), key.meta)

    return formula


gradient(
    "scaled_dot_product_attention",
    query=_attention("query"),
    key=_attention("key"),
    value=_attention("value"),
    attn_mask=_attention("attn_mask"),
)
