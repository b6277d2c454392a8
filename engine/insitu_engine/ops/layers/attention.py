"""Scaled dot product attention.

The one rule: one head after the other, so that no more than one head's weights are there at a time.
"""
# ruff: noqa: ARG001 - a kernel's signature is the op's: what it leaves alone, the plan has read

from __future__ import annotations

import math

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, bool_, float32
from insitu_engine.errors import BadValueError, DTypeError, ShapeError
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.ops.layers.dropout import survivors
from insitu_engine.optable import Array, Out, Random, Tensor, op
from insitu_engine.rules import broadcast_shapes, normalize_dim, refuse_unless


def _plan(
    query: Operand,
    key: Operand,
    value: Operand,
    attn_mask: Operand | None,
    dropout_p: float,
    is_causal: bool,
    scale: float | None,
    enable_gqa: bool,
) -> Computed:
    q, k, v = query.meta, key.meta, value.meta
    mask = None if attn_mask is None else attn_mask.meta
    _require_dtypes(q, k, v, mask)
    if min(q.ndim, k.ndim, v.ndim) < 2:
        raise ShapeError(
            "Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: "
            f"{q.ndim} key.dim: {k.ndim} and value.dim: {v.ndim} instead."
        )
    if mask is not None and is_causal and not fused(q, k, v, dropout_p):
        raise BadValueError(
            "_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True"
        )
    if not 0 <= dropout_p <= 1:
        raise BadValueError(f"dropout probability has to be between 0 and 1, but got {dropout_p:g}")
    heads = _shared_heads(q, k, v) if enable_gqa else (k.shape[:-2], v.shape[:-2])
    lead = broadcast_shapes(q.shape[:-2], heads[0])
    _require_product(lead, q.shape[-1], k.shape[-1])
    scores = (*lead, q.shape[-2], k.shape[-2])
    if mask is not None and broadcast_shapes(scores, mask.shape) != scores:
        whole = broadcast_shapes(scores, mask.shape)
        raise ShapeError(f"output with shape {list(scores)} doesn't match the broadcast shape {list(whole)}")
    refuse_unless(q.dtype.category is Category.FLOAT, "softmax_lastdim_kernel_impl", q.dtype)
    lead = broadcast_shapes(lead, heads[1])
    _require_product(lead, k.shape[-2], v.shape[-2])
    shape = (*lead, q.shape[-2], v.shape[-1])
    work = math.prod(lead) * q.shape[-2] * k.shape[-2] * (q.shape[-1] + v.shape[-1])
    return Computed((meta(q.dtype, shape),), work=work)


def _require_dtypes(q: Meta, k: Meta, v: Meta, mask: Meta | None) -> None:
    if not q.dtype is k.dtype is v.dtype:
        raise DTypeError(
            f"Expected query, key, and value to have the same dtype, but got query.dtype: {q.dtype.c_name} key.dtype: "
            f"{k.dtype.c_name} and value.dtype: {v.dtype.c_name} instead."
        )
    if mask is not None and mask.dtype not in (bool_, float32, q.dtype):
        raise DTypeError(
            "Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: "
            f"{mask.dtype.c_name} and  query.dtype: {q.dtype.c_name} instead."
        )
    if q.dtype.category < Category.FLOAT:
        raise DTypeError(f"expected scalar type Float but found {q.dtype.title}")


def _require_product(lead: Shape, wanted: int, size: int) -> None:
    if wanted != size:
        count = math.prod(lead)
        raise ShapeError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{count}, {wanted}] but got: [{count}, {size}]."
        )


def _shared_heads(q: Meta, k: Meta, v: Meta) -> tuple[Shape, Shape]:
    """Return the dimensions before the last two of keys and values once each head serves its share of the queries'."""
    for given in (q, k, v):
        normalize_dim(-3, given.ndim)
    heads = q.shape[-3]
    if not (k.shape[-3] and v.shape[-3]) or heads % k.shape[-3] or heads % v.shape[-3]:
        raise ShapeError("Number of heads in key and value must divide the number of heads in ")
    return (*k.shape[:-3], heads), (*v.shape[:-3], heads)


def fused(q: Meta, k: Meta, v: Meta, dropout_p: float) -> bool:
    """Return whether PyTorch has one kernel for it, which knows masks beside causality, and one node."""
    return (
        q.ndim == k.ndim == v.ndim == 4
        and not dropout_p
        and q.shape[0] == k.shape[0] == v.shape[0]
        and k.shape[1] == v.shape[1]
        and q.shape[-1] == k.shape[-1] == v.shape[-1]
    )


@op(plan=_plan, where=("functional",))
def scaled_dot_product_attention(
    out: Out,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
    *,
    random: Random,
) -> Tensor:
    """Return ``dropout(softmax(query @ key.mT * scale + attn_mask)) @ value``, of shape (..., L, V).

    ``query`` is (..., L, E), ``key`` (..., S, E), ``value`` (..., S, V). ``attn_mask`` broadcasts to (..., L, S): what is
    added, or which keys take part; those of ``is_causal`` are as far as the query's own place. ``scale`` is 1 / sqrt(E) by
    default. With ``enable_gqa`` a head of keys and values serves several of the queries. Queries without keys get zeros.
    Source: Vaswani et al., "Attention Is All You Need", 2017.
    """
    lead = out.shape[:-2]
    scores = (*lead, query.shape[-2], key.shape[-2])
    if enable_gqa:
        key, value = (np.repeat(part, query.shape[-3] // part.shape[-3], axis=-3) for part in (key, value))
    dtype = np.dtype(np.float32) if out.dtype == np.float16 else out.dtype
    mask = None if attn_mask is None else np.broadcast_to(attn_mask, scores)
    stay = survivors(scores, 0, dropout_p, random) if 0 < dropout_p < 1 else None
    q, k, v = (np.broadcast_to(part, lead + part.shape[-2:]) for part in (query, key, value))
    for at in np.ndindex(lead):
        weights = np.matmul(q[at].astype(dtype), k[at].astype(dtype).T)
        weights *= scale_of(query.shape[-1], scale)
        _softmax(_masked(weights, None if mask is None else mask[at], is_causal=is_causal))
        if stay is not None:
            weights *= stay[at] / dtype.type(1 - dropout_p)
        np.copyto(out[at], np.matmul(weights, v[at].astype(dtype)), casting="same_kind")
    if dropout_p == 1:
        out[...] = 0
    return out


def scale_of(size: int, scale: float | None) -> float:
    """Return what products of vectors of a size are multiplied with."""
    return 1 / math.sqrt(max(size, 1)) if scale is None else scale


def _masked(scores: Array, mask: Array | None, *, is_causal: bool) -> Array:
    """Let scores be as a mask has them, and those of keys that take no part minus infinity."""
    if mask is not None and mask.dtype == np.bool_:
        scores[~mask] = -np.inf
    elif mask is not None:
        scores += mask
    if is_causal:
        scores[~np.tri(*scores.shape, dtype=np.bool_)] = -np.inf
    return scores


def _softmax(scores: Array) -> None:
    """Let scores be their softmax along the last dimension; zeros where none takes part."""
    peak = scores.max(axis=-1, keepdims=True, initial=-np.inf)
    np.subtract(scores, np.where(np.isneginf(peak), 0, peak), out=scores)
    np.exp(scores, out=scores)
    total = scores.sum(axis=-1, keepdims=True)
    np.divide(scores, np.where(total == 0, 1, total), out=scores)
