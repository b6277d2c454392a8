"""Rows of a table by their numbers: one for each number, or one for each bag of them.

The one rule: numbers are checked before anything is computed, and only the rows that they name are read.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from insitu_engine.answers import Computed, Overlap
from insitu_engine.dtypes import Category, int32, int64
from insitu_engine.errors import (
    BadValueError,
    DTypeError,
    IndexRangeError,
    InvalidValueError,
    ShapeError,
    UnsupportedError,
)
from insitu_engine.meta import Meta, Operand, meta
from insitu_engine.ops.losses.reducing import FUNCTIONAL
from insitu_engine.ops.positions.picking import first_outside
from insitu_engine.ops.reductions.norms import vector_norm
from insitu_engine.optable import Array, IndexTensor, Out, Tensor, op
from insitu_engine.rules import INEXACT


def _require_numbers(name: str, at: int, numbers: Meta) -> None:
    if numbers.dtype not in (int64, int32):
        raise DTypeError(
            f"Expected tensor for argument #{at} 'indices' to have one of the following scalar types: Long, Int; but got "
            f"{_type_name(numbers)} instead (while checking arguments for {name})"
        )


def _type_name(given: Meta) -> str:
    """Return what PyTorch calls a tensor of this dtype; of complex ones, the name is another."""
    title = given.dtype.title
    return f"CPU{title}Type" if given.dtype.is_complex else f"torch.{title}Tensor"


# --- one row for each number ------------------------------------------------------------------------------------------


def _embedding_plan(
    input: Operand, weight: Operand, padding_idx: int | None, scale_grad_by_freq: bool
) -> Computed:
    del scale_grad_by_freq
    table = weight.meta
    count = table.shape[0] if table.ndim else 0
    if padding_idx is not None and not -count <= padding_idx < count:
        raise BadValueError("Padding_idx must be within num_embeddings")
    if table.ndim != 2:
        raise ShapeError("'weight' must be 2-D")
    _require_numbers("embedding", 1, input.meta)
    return Computed((meta(table.dtype, (*input.meta.shape, table.shape[1])),))


def _refuse_rows(input: Array, weight: Array, padding_idx: int | None, scale_grad_by_freq: bool) -> None:
    del padding_idx, scale_grad_by_freq
    if first_outside(input, 0, len(weight)) is not None:
        raise IndexRangeError("index out of range in self")


@op(plan=_embedding_plan, check=_refuse_rows, as_stored=True, where=FUNCTIONAL)
def embedding(
    out: Out,
    input: IndexTensor,
    weight: Tensor,
    padding_idx: int | None = None,
    scale_grad_by_freq: bool = False,
) -> Tensor:
    """Return the rows of ``weight`` (V, D) by numbers of any shape: (...) gives (..., D).

    No gradient goes to row ``padding_idx``; with ``scale_grad_by_freq`` each row's is divided by how often it was named.
    """
    del padding_idx, scale_grad_by_freq
    return np.take(weight, input, axis=0, out=out, mode="clip")  # in range: checked


def _renorm_plan(self: Operand, indices: Operand, max_norm: float, norm_type: float) -> Computed:
    del max_norm, norm_type
    table = self.meta
    if table.ndim != 2:
        raise ShapeError(
            f"Expected 2-dimensional tensor, but got {table.ndim}-dimensional tensor for argument #1 'self' "
            "(while checking arguments for embedding_renorm_)"
        )
    _require_numbers("embedding_renorm_", 2, indices.meta)
    if table.dtype.category not in INEXACT:
        raise DTypeError(
            f"norm(): input dtype should be either floating point or complex. Got {table.dtype.title} instead."
        )
    return Computed((table,))


def _refuse_renormed(self: Array, indices: Array, max_norm: float, norm_type: float) -> None:
    del max_norm, norm_type
    found = first_outside(indices, 0, len(self))
    if found is not None:
        raise IndexRangeError(
            f"select(): index {found} out of range for tensor of size {list(self.shape)} at dimension 0"
        )


@op(plan=_renorm_plan, check=_refuse_renormed, overlap=Overlap.ANY, where=("function",))
def embedding_renorm_(
    out: Out, self: Tensor, indices: IndexTensor, max_norm: float, norm_type: float
) -> Tensor:
    """Scale the rows that ``indices`` name down to a norm of ``max_norm``, where it is larger."""
    numbers = np.unique(indices)
    rows = self[numbers]
    norms = np.empty((len(numbers), 1), np.result_type(rows.real, np.float32))
    vector_norm(norms, rows, float(norm_type), 1)
    large = np.flatnonzero(norms > max_norm)
    out[numbers[large]] = rows[large] * (max_norm / (norms[large] + 1e-7))
    return out


# --- one row for each bag ---------------------------------------------------------------------------------------------


def _bag_plan(
    input: Operand,
    weight: Operand,
    offsets: Operand | None,
    scale_grad_by_freq: bool,
    mode: str,
    per_sample_weights: Operand | None,
    include_last_offset: bool,
    padding_idx: int | None,
) -> Computed:
    given, table = input.meta, weight.meta
    shares = None if per_sample_weights is None else per_sample_weights.meta
    if shares is not None and shares.shape != given.shape:
        raise InvalidValueError(
            f"embedding_bag: If per_sample_weights (torch.Size({list(shares.shape)})) is not None, then it must have the "
            f"same shape as the input (torch.Size({list(given.shape)}))"
        )
    if table.ndim != 2:
        raise InvalidValueError(f"weight has to be a 2D Tensor, but got Tensor of dimension {table.ndim}")
    count = _count_bags(given, None if offsets is None else offsets.meta)
    if mode not in ("sum", "mean", "max"):
        raise InvalidValueError("mode has to be one of sum, mean or max")
    if mode == "max" and scale_grad_by_freq:
        raise InvalidValueError("max mode does not support scaling the gradient by the frequency")
    if shares is not None and mode != "sum":
        raise UnsupportedError(
            "embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' "
            f"(got mode='{mode}'). Please open a feature request on GitHub."
        )
    _refuse_bag_dtypes(given, table, shares)
    if offsets is not None:
        _require_numbers("embedding_bag", 1, offsets.meta)
    if include_last_offset and given.ndim == 1:
        if not count:
            raise BadValueError("include_last_offset: number of offset should be at least 1")
        count -= 1
    if padding_idx is not None and not -table.shape[0] <= padding_idx < table.shape[0]:
        raise BadValueError(
            f"padding_idx must be within the number of embeddings, -{table.shape[0]} through {table.shape[0] - 1}, but "
            f"got {padding_idx}"
        )
    work = given.numel * table.shape[1]
    return Computed((meta(table.dtype, (count, table.shape[1])),), work=work)


def _count_bags(given: Meta, offsets: Meta | None) -> int:
    if given.ndim == 2:
        if offsets is not None:
            raise InvalidValueError(
                "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length "
                "sequences. However, found offsets of type <class 'torch.Tensor'>"
            )
        return given.shape[0]
    if given.ndim != 1:
        raise InvalidValueError(f"input has to be 1D or 2D Tensor, but got Tensor of dimension {given.ndim}")
    if offsets is None:
        raise InvalidValueError("offsets has to be a 1D Tensor but got None")
    if offsets.ndim != 1:
        raise InvalidValueError("offsets has to be a 1D Tensor")
    return offsets.shape[0]


def _refuse_bag_dtypes(given: Meta, table: Meta, shares: Meta | None) -> None:
    _require_numbers("embedding_bag", 1, given)
    if table.dtype.category is not Category.FLOAT:
        raise DTypeError(
            "Expected tensor for argument #1 'weight' to have one of the following scalar types: Half, BFloat16, Float, "
            f"Double; but got {_type_name(table)} instead (while checking arguments for embedding_bag)"
        )
    if shares is not None and shares.dtype is not table.dtype:
        raise DTypeError(
            "Expected tensor for argument #1 'weight' to have the same type as tensor for argument #1 "
            f"'per_sample_weights'; but type {_type_name(table)} does not equal {_type_name(shares)} (while checking "
            "arguments for embedding_bag)"
        )


def _refuse_bags(input: Array, weight: Array, offsets: Array | None, *_: Any) -> None:
    if offsets is not None and offsets.size:
        if offsets[0] != 0:
            raise BadValueError(
                "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. "
                f"However, got {offsets[0]}"
            )
        if offsets[-1] > input.size:
            raise BadValueError(
                f"offsets[-1] can not be greater than input's length {input.size} but got offsets[-1] of {offsets[-1]}"
            )
        if np.any(np.diff(offsets) < 0):
            raise BadValueError("embedding_bag: offsets must not decrease")
    found = first_outside(input, 0, len(weight))
    if found is not None:
        raise BadValueError(
            f"embedding_bag: Expected idx >= 0 && idx < num_embeddings but found idx to be {found}"
        )


@op(plan=_bag_plan, check=_refuse_bags, where=FUNCTIONAL)
def embedding_bag(
    out: Out,
    input: IndexTensor,
    weight: Tensor,
    offsets: IndexTensor | None = None,
    scale_grad_by_freq: bool = False,
    mode: str = "mean",
    per_sample_weights: Tensor | None = None,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> Tensor:
    """Return the sum, the mean or the maximum (``mode``) of the rows of ``weight`` (V, D) that each bag of numbers names.

    A bag is a row of ``input`` (B, N), or begins in ``input`` (N) where ``offsets`` (B) says; with ``include_last_offset``
    the last one says where the last bag ends. Empty bags give zeros, and row ``padding_idx`` counts for nothing.
    ``per_sample_weights`` have the shape of ``input``, and scale rows before they are summed. For ``scale_grad_by_freq`` see
    `embedding`.
    """
    del scale_grad_by_freq, include_last_offset
    numbers = input.reshape(-1)
    bags = bag_of_each(input.shape, offsets)
    kept = (bags >= 0) & (bags < len(out))  # what comes after the last offset is in no bag
    if padding_idx is not None:
        kept &= numbers != padding_idx % len(weight)
    rows = weight[numbers[kept]].astype(np.result_type(out, np.float32), copy=False)
    if per_sample_weights is not None:
        rows = rows * per_sample_weights.reshape(-1, 1)[kept]
    filled, begins, counts = np.unique(bags[kept], return_index=True, return_counts=True)
    out[...] = 0
    if not rows.size:
        return out
    if mode == "max":
        out[filled] = np.maximum.reduceat(rows, begins, axis=0)
        return out
    sums = np.add.reduceat(rows, begins, axis=0)
    out[filled] = sums / counts[:, None] if mode == "mean" else sums
    return out


def bag_of_each(shape: tuple[int, ...], offsets: Array | None) -> Array:
    """Return the bag of each position, in the order in which they lie."""
    if offsets is None:
        return np.repeat(np.arange(shape[0]), shape[1])
    return np.searchsorted(offsets, np.arange(shape[0]), side="right") - 1
