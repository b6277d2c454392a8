"""Elements by position along one dimension: gather, scatter and their like."""

from __future__ import annotations

from typing import Any

import numpy as np

from insitu_engine.answers import Computed, Overlap
from insitu_engine.dtypes import int32, int64
from insitu_engine.errors import ArgumentError, BadValueError, DTypeError, IndexRangeError, ShapeError
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.ops.pointwise.scalars import stored
from insitu_engine.ops.positions.accumulation import accumulate, grid
from insitu_engine.ops.positions.picking import first_outside
from insitu_engine.optable import Array, IndexTensor, Number, Out, Tensor, TensorLike, op
from insitu_engine.rules import broadcast_shapes, normalize_dim, require_convertible


def _lines(shape: Shape) -> Shape:
    """Return a shape with at least one dimension: a 0-d tensor is a line of one element."""
    return shape or (1,)


def as_lines(array: Array) -> Array:
    """Return an array with at least one dimension."""
    return array if array.ndim else array.reshape(1)


def refuse_positions(indices: Array, dim: int, size: int) -> None:
    """Raise BadValueError for a position outside of a dimension; negative ones are outside."""
    found = first_outside(indices, 0, size)
    if found is not None:
        raise BadValueError(f"index {found} is out of bounds for dimension {dim} with size {size}")


def _refuse_index(name: str, index: Meta) -> None:
    if index.dtype not in (int64, int32):
        raise DTypeError(f"{name}(): Expected dtype int32/int64 for index")


def _gather_plan(self: Operand, dim: int, index: Operand, sparse_grad: bool) -> Computed:
    del sparse_grad
    given, wanted = self.meta, index.meta
    axis = normalize_dim(dim, given.ndim)
    if wanted.numel:
        _refuse_index("gather", wanted)
        own, shape = _lines(given.shape), _lines(wanted.shape)
        if len(own) != len(shape):
            raise ShapeError("Index tensor must have the same number of dimensions as input tensor")
        for at, (size, least) in enumerate(zip(shape, own, strict=True)):
            if at != axis and size > least:
                raise ShapeError(
                    f"Size does not match at dimension {at} expected index {list(wanted.shape)} to be no larger than "
                    f"self {list(given.shape)} apart from dimension {axis}"
                )
    return Computed((meta(given.dtype, wanted.shape),), work=wanted.numel)


def _check_gather(self: Array, dim: int, index: Array, sparse_grad: bool) -> None:
    del sparse_grad
    lines = as_lines(self)
    refuse_positions(index, dim % lines.ndim, lines.shape[dim])


@op(plan=_gather_plan, check=_check_gather)
def gather(out: Out, self: Tensor, dim: int, index: IndexTensor, *, sparse_grad: bool = False) -> Tensor:
    """Return the elements that ``index`` names along a dimension.

    For two dimensions and ``dim=0``: ``out[i][j] = self[index[i][j]][j]``. ``index`` may be smaller than ``self`` in
    the other dimensions. ``sparse_grad`` changes nothing here.
    """
    del sparse_grad
    if index.size:
        axis = dim % max(self.ndim, 1)
        out[...] = as_lines(self)[grid(as_lines(index), axis)].reshape(out.shape)
    return out


# --- scatter --------------------------------------------------------------------------------------------------------


def plan_scatter(self: Operand, dim: int, index: Operand, src: Any) -> Computed:
    """Answer with the tensor's own meta; refuse shapes and dtypes as every scatter does."""
    given, wanted = self.meta, index.meta
    axis = normalize_dim(dim, given.ndim)
    if wanted.numel:
        _refuse_index("scatter", wanted)
    source = src.meta if isinstance(src, Operand) else None
    if source is not None and source.dtype is not given.dtype:
        raise DTypeError("scatter(): Expected self.dtype to be equal to src.dtype")
    if wanted.numel:
        _refuse_scatter_shapes(given, axis, wanted, source)
    if source is None:
        require_convertible(src, given.dtype)
    return Computed((meta(given.dtype, given.shape),))


def _refuse_scatter_shapes(given: Meta, axis: int, wanted: Meta, source: Meta | None) -> None:
    own, shape = _lines(given.shape), _lines(wanted.shape)
    if len(own) != len(shape):
        raise ShapeError("Index tensor must have the same number of dimensions as self tensor")
    if source is not None and source.ndim == 0 and len(shape) > 1:
        raise ShapeError("Index tensor must have the same number of dimensions as src tensor")
    most = None if source is None else _lines(source.shape)
    for at, size in enumerate(shape):
        beyond = most is not None and size > most[normalize_dim(at, len(most))]
        if beyond or (at != axis and size > own[at]):
            text = f"Expected index {list(wanted.shape)} to be no larger than self {list(given.shape)} "
            text += f"apart from dimension {axis}"
            if source is not None:
                text += f" and to be no larger size than src {list(source.shape)}"
            raise ShapeError(text)
    if most is not None and len(most) != len(shape):
        raise ShapeError("Index tensor must have the same number of dimensions as src tensor")


def _one_of(src: Any, value: Any) -> Any:
    """Return what is scattered; raise ArgumentError unless exactly one is given."""
    if (src is None) is (value is None):
        raise ArgumentError("scatter() takes either src or value")
    return value if src is None else src


def _scatter_plan(
    self: Operand, dim: int, index: Operand, src: Any, reduce: str | None, value: Any
) -> Computed:
    if reduce not in (None, "add", "multiply"):
        raise BadValueError("reduce argument must be either add or multiply.")
    return plan_scatter(self, dim, index, _one_of(src, value))


def _check_scatter(self: Array, dim: int, index: Array, src: Any, reduce: str | None, value: Any) -> None:
    del src, reduce, value
    lines = as_lines(self)
    refuse_positions(index, dim % lines.ndim, lines.shape[dim])


def _scatter(out: Out, self: Array, dim: int, index: Array, source: Any, ufunc: np.ufunc | None) -> None:
    """Write or reduce into a copy, or in place."""
    if out is not self:
        np.copyto(out, self)
    if not index.size:
        return
    positions = as_lines(index)
    where = grid(positions, dim % max(self.ndim, 1))
    values = source
    if isinstance(source, np.ndarray):
        values = as_lines(source)[tuple(slice(size) for size in positions.shape)]
    if ufunc is None:
        as_lines(out)[where] = values
    else:
        accumulate(ufunc, as_lines(out), where, values)


@op(plan=_scatter_plan, check=_check_scatter, inplace=True, overlap=Overlap.NONE, by_value=True)
def scatter(
    out: Out,
    self: Tensor,
    dim: int,
    index: IndexTensor,
    src: TensorLike | None = None,
    *,
    reduce: str | None = None,
    value: Number | None = None,
) -> Tensor:
    """Return the tensor with elements of ``src``, or a number, put where ``index`` points along a dimension.

    For two dimensions and ``dim=0``: ``out[index[i][j]][j] = src[i][j]``. ``reduce`` is "add" or "multiply". Where an
    index comes twice without ``reduce``, the last value stays.
    """
    ufunc = {None: None, "add": np.add, "multiply": np.multiply}[reduce]
    _scatter(out, self, dim, index, stored(_one_of(src, value), out), ufunc)
    return out


def _scatter_add_plan(self: Operand, dim: int, index: Operand, src: Operand) -> Computed:
    return plan_scatter(self, dim, index, src)


def _check_scatter_add(self: Array, dim: int, index: Array, src: Array) -> None:
    del src
    lines = as_lines(self)
    refuse_positions(index, dim % lines.ndim, lines.shape[dim])


@op(plan=_scatter_add_plan, check=_check_scatter_add, inplace=True, overlap=Overlap.NONE)
def scatter_add(out: Out, self: Tensor, dim: int, index: IndexTensor, src: Tensor) -> Tensor:
    """Return the tensor with elements of ``src`` added where ``index`` points along a dimension; twice counts twice."""
    _scatter(out, self, dim, index, src, np.add)
    return out


# --- along a dimension, broadcasting --------------------------------------------------------------------------------


def _take_along_plan(self: Operand, indices: Operand, dim: int | None) -> Computed:
    given, wanted = self.meta, indices.meta
    if wanted.dtype is not int64:
        raise DTypeError(
            f"torch.take_along_dim(): dtype of indices should be Long but got {wanted.dtype.title}"
        )
    if dim is None:
        return Computed((meta(given.dtype, (wanted.numel,)),))
    if given.ndim != wanted.ndim:
        raise ShapeError(
            "torch.take_along_dim(): input and indices should have the same number of dimensions, but got "
            f"{given.ndim} dimensions for input, and {wanted.ndim} dimensions for indices"
        )
    if given.ndim == 0:
        raise IndexRangeError(f"Dimension specified as {dim} but tensor has no dimensions")
    axis = normalize_dim(dim, given.ndim)
    own = (*given.shape[:axis], 1, *given.shape[axis + 1 :])
    beside = (*wanted.shape[:axis], 1, *wanted.shape[axis + 1 :])
    common = broadcast_shapes(own, beside)
    return Computed((meta(given.dtype, (*common[:axis], wanted.shape[axis], *common[axis + 1 :])),))


def _check_take_along(self: Array, indices: Array, dim: int | None) -> None:
    size = self.size if dim is None else self.shape[dim]
    found = first_outside(indices, -size, size)
    if found is not None:
        axis = 0 if dim is None else dim % self.ndim
        raise BadValueError(f"index {found} is out of bounds for dimension {axis} with size {size}")


@op(plan=_take_along_plan, check=_check_take_along)
def take_along_dim(out: Out, self: Tensor, indices: IndexTensor, dim: int | None = None) -> Tensor:
    """Return the elements that ``indices`` names along a dimension, or in the flattened tensor.

    Both broadcast to each other in the other dimensions. `argmax` and `argsort` give such indices.
    """
    if dim is None:
        out[...] = self.reshape(-1)[indices.reshape(-1)]
    elif out.size:
        out[...] = np.take_along_axis(self, indices, dim)
    return out
