"""Rows of a table by their numbers: the rows of the op table, behind what PyTorch does to the table before.

The one rule: a call that will be refused writes nothing.
"""

from __future__ import annotations

import warnings

from insitu import _functions
from insitu._tensor import Tensor
from insitu.dispatch import call
from insitu.recording import is_grad_enabled, no_grad
from insitu_engine.dtypes import int64
from insitu_engine.errors import InvalidValueError, UnsupportedError
from insitu_engine.optable import lookup
from insitu_engine.planner import make_plan

__all__ = ["embedding", "embedding_bag"]

_EMBEDDING = lookup("embedding")
_EMBEDDING_BAG = lookup("embedding_bag")


def _refuse_sparse(name: str, weight: Tensor) -> None:
    """Raise UnsupportedError where a gradient will be asked for; without one, there is nothing that could be sparse."""
    if weight.requires_grad and is_grad_enabled():
        raise UnsupportedError(f"{name}() has no sparse gradients: tensors are strided")


def _renorm(weight: Tensor, numbers: Tensor, max_norm: float, norm_type: float) -> None:
    """Scale the rows that are named down to a norm, in place, behind the graph's back as PyTorch does."""
    with no_grad():
        _functions.embedding_renorm_(weight.detach(), numbers, max_norm, norm_type)


def embedding(
    input: Tensor,
    weight: Tensor,
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> Tensor:
    """Return the rows of ``weight`` (V, D) by numbers of any shape: (...) gives (..., D).

    No gradient goes to row ``padding_idx``; with ``scale_grad_by_freq`` each row's is divided by how often it was named.
    Rows whose norm of order ``norm_type`` is above ``max_norm`` are scaled down to it, in place. Raises UnsupportedError for
    a gradient that is to be ``sparse``.
    """
    if sparse:
        _refuse_sparse("embedding", weight)
    args = (input, weight, padding_idx, scale_grad_by_freq)
    if max_norm is not None:
        make_plan(_EMBEDDING, args)
        _renorm(weight, input, max_norm, norm_type)
    rows: Tensor = call(_EMBEDDING, args)
    return rows


def embedding_bag(
    input: Tensor,
    weight: Tensor,
    offsets: Tensor | None = None,
    max_norm: float | None = None,
    norm_type: float = 2,
    scale_grad_by_freq: bool = False,
    mode: str = "mean",
    sparse: bool = False,
    per_sample_weights: Tensor | None = None,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> Tensor:
    """Return the sum, the mean or the maximum (``mode``) of the rows of ``weight`` (V, D) that each bag of numbers names.

    A bag is a row of ``input`` (B, N), or begins in ``input`` (N) where ``offsets`` (B) says; with ``include_last_offset``
    the last one says where the last bag ends. Empty bags give zeros, and row ``padding_idx`` counts for nothing.
    ``per_sample_weights`` have the shape of ``input``, and scale rows before they are summed. The rest is as in `embedding`.
    """
    if weight.dtype is int64 and input.is_floating_point():
        text = (
            "Argument order of nn.functional.embedding_bag was changed. Usage `embedding_bag(weight, input, ...)` is "
            "deprecated, and should now be `embedding_bag(input, weight, ...)`."
        )
        warnings.warn(text, stacklevel=2)
        weight, input = input, weight
    if sparse and mode == "max":
        raise InvalidValueError("max mode does not support sparse weights")
    if sparse:
        _refuse_sparse("embedding_bag", weight)
    shares = per_sample_weights
    args = (input, weight, offsets, scale_grad_by_freq, mode, shares, include_last_offset, padding_idx)
    if max_norm is not None:
        make_plan(_EMBEDDING_BAG, args)
        _renorm(weight, input, max_norm, norm_type)
    rows: Tensor = call(_EMBEDDING_BAG, args)
    return rows
