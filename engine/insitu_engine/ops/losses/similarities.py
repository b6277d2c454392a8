"""How near vectors are to each other, and losses of that: distances, cosines, and pairs and triplets of vectors.

The one rule: vectors lie along one dimension, and the others broadcast.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import real_of
from insitu_engine.errors import BadValueError, DTypeError, InvalidValueError, ShapeError
from insitu_engine.meta import Meta, Operand, meta
from insitu_engine.ops.losses.margins import require_ordered
from insitu_engine.ops.losses.reducing import FUNCTIONAL, reduced, require_reduction, write_whole
from insitu_engine.ops.pointwise.arithmetic import refuse_truths
from insitu_engine.ops.reductions.norms import vector_norm, vector_plan
from insitu_engine.optable import Array, Out, Tensor, op
from insitu_engine.promotion import to_floating
from insitu_engine.rules import broadcast, broadcast_shapes, normalize_dim, promoted

#: What keeps the cosine of `cosine_embedding_loss` from a division by zero.
TINY: Final = 1e-12


# --- distances --------------------------------------------------------------------------------------------------------


def _distances(x1: Operand, x2: Operand, p: float, keepdim: bool) -> Meta:
    """Return the meta of the distances along the last dimension."""
    refuse_truths(x1, x2)
    shape = broadcast(x1, x2)
    gaps = meta(to_floating(promoted(x1, x2)), shape)
    (found,) = vector_plan(x1.seen_as(gaps), p, -1 if shape else None, keepdim, None).metas
    return found


def _distance_plan(x1: Operand, x2: Operand, p: float, eps: float, keepdim: bool) -> Computed:
    del eps
    return Computed((_distances(x1, x2, p, keepdim),), promoted(x1, x2))


def _write_distances(out: Out, first: Array, second: Array, p: float, eps: float) -> Out:
    """Write p-norms along the last dimension; gaps of integers wrap in their own dtype."""
    gaps = np.asarray(first - second)
    gaps = gaps.astype(np.float32) if gaps.dtype.kind in "iu" else gaps
    vector_norm(out, np.asarray(gaps + gaps.dtype.type(eps)), float(p), -1 if gaps.ndim else None)
    return out


@op(plan=_distance_plan, where=("function", "functional"))
def pairwise_distance(
    out: Out, x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False
) -> Tensor:
    """Return the p-norms of ``x1 - x2 + eps`` along the last dimension; differences of integers wrap in their own dtype."""
    del keepdim
    return _write_distances(out, x1, x2, p, eps)


def _triplet_plan(
    anchor: Operand,
    positive: Operand,
    negative: Operand,
    margin: float,
    p: float,
    eps: float,
    swap: bool,
    reduction: str,
) -> Computed:
    del eps
    require_reduction(reduction)
    if margin <= 0:
        raise InvalidValueError(f"margin must be greater than 0, got {margin}")
    dims = [given.meta.ndim for given in (anchor, positive, negative)]
    if len(set(dims)) > 1:
        raise ShapeError(
            "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: "
            f"anchor {dims[0]}D, positive {dims[1]}D, and negative {dims[2]}D inputs"
        )
    pairs = [(anchor, positive), (anchor, negative), *([(positive, negative)] if swap else [])]
    shapes = [_distances(first, second, p, keepdim=False).shape for first, second in pairs]
    shape = broadcast_shapes(*shapes[:2])
    shape = broadcast_shapes(shape, shapes[2]) if swap else shape
    dtype = promoted(anchor, positive, negative)
    return reduced(real_of(to_floating(dtype)), shape, reduction, dtype)


@op(plan=_triplet_plan, where=FUNCTIONAL)
def triplet_margin_loss(
    out: Out,
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: float = 1.0,
    p: float = 2,
    eps: float = 1e-6,
    swap: bool = False,
    reduction: str = "mean",
) -> Tensor:
    """Return by how much ``negative`` is not farther than ``positive`` from ``anchor`` by ``margin``, in p-norms.

    With ``swap`` it is to be that far from the nearer of the two. Source: Balntas et al., "Learning shallow convolutional
    feature descriptors with triplet losses", 2016.
    """

    def distance(first: Array, second: Array) -> Array:
        shape = np.broadcast_shapes(first.shape, second.shape)[:-1]
        return _write_distances(np.empty(shape, np.result_type(out, np.float32)), first, second, p, eps)

    far = distance(anchor, negative)
    far = np.minimum(far, distance(positive, negative)) if swap else far
    return write_whole(out, reduction, np.maximum(margin + distance(anchor, positive) - far, 0))


# --- cosines ----------------------------------------------------------------------------------------------------------


def _cosine_plan(x1: Operand, x2: Operand, dim: int, eps: float) -> Computed:
    if eps < 0:
        raise BadValueError(f"eps must be non-negative, got: {eps:g}")
    dtype = promoted(x1, x2)
    if not dtype.is_floating_point:
        raise DTypeError(f"expected common dtype to be floating point, yet common dtype is {dtype.title}")
    shape = broadcast(x1, x2)
    at = normalize_dim(dim, len(shape))
    return Computed((meta(dtype, (*shape[:at], *shape[at + 1 :])),), dtype)


@op(plan=_cosine_plan, where=("function", "functional"))
def cosine_similarity(out: Out, x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """Return the cosines of vectors along ``dim``, whose lengths count as at least ``eps``."""
    first, second = np.broadcast_arrays(np.atleast_1d(x1), np.atleast_1d(x2))
    wide = np.result_type(out, np.float32)
    units = []
    for vectors in (first, second):
        length = np.sqrt(np.add.reduce(np.square(vectors, dtype=np.float64), axis=dim, keepdims=True))
        units.append((vectors / np.maximum(length, eps)).astype(wide))
    np.copyto(out, np.add.reduce(units[0] * units[1], axis=dim).reshape(out.shape), casting="unsafe")
    return out


def _cosine_loss_plan(
    input1: Operand, input2: Operand, target: Operand, margin: float, reduction: str
) -> Computed:
    del margin
    require_reduction(reduction)
    first, second, wanted = input1.meta, input2.meta, target.meta
    if wanted.ndim > 1:
        raise ShapeError("0D or 1D target tensor expected, multi-target not supported")
    if not first.ndim == second.ndim == wanted.ndim + 1:
        raise ShapeError(
            f"{wanted.ndim}D target tensor expects {wanted.ndim + 1}D input tensors, but found inputs with sizes "
            f"{list(first.shape)} and {list(second.shape)}."
        )
    shape = broadcast_shapes(wanted.shape, broadcast(input1, input2)[:-1])
    require_ordered(input1, input2)
    dtype = to_floating(promoted(input1, input2))
    return reduced(dtype, shape, reduction)


@op(plan=_cosine_loss_plan, where=FUNCTIONAL)
def cosine_embedding_loss(
    out: Out, input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0.0, reduction: str = "mean"
) -> Tensor:
    """Return how far vectors are from alike where ``target`` is 1, and from apart where it is -1.

    Vectors (N, D) or (D) are alike with a cosine of 1, and apart with one of ``margin`` or less. ``target`` is (N) or ().
    """
    wide = np.result_type(out, np.float32)
    first, second = input1.astype(wide, copy=False), input2.astype(wide, copy=False)
    lengths = [np.einsum("...i,...i", vectors, vectors) + TINY for vectors in (first, second)]
    cosine = np.add.reduce(first * second, axis=-1) / np.sqrt(lengths[0] * lengths[1])
    losses = np.where(target == 1, 1 - cosine, 0) + np.where(target == -1, np.maximum(cosine - margin, 0), 0)
    return write_whole(out, reduction, losses)
