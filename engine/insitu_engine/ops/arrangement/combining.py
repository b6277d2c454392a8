"""Tensors side by side as blocks, columns and rows, and choices of elements."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from math import comb
from typing import Any, Final

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, int64
from insitu_engine.errors import ArgumentError, BadValueError, InvalidValueError, ShapeError
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.ops.arrangement.joining import cat_metas, join
from insitu_engine.optable import Dims, Out, Tensor, Tensors, op
from insitu_engine.promotion import result_type


def at_least(shape: Shape, ndim: int) -> Shape:
    """Return a shape with at least so many dimensions; a third one comes last."""
    wide = (1,) * (min(ndim, 2) - len(shape)) + shape
    return (*wide, 1) if ndim == 3 and len(wide) == 2 else wide


def _as_columns(shape: Shape) -> Shape:
    return shape if len(shape) > 1 else (shape[0] if shape else 1, 1)


#: By op: the shape in which each tensor is joined, and along which dimension.
_STACKS: Final[dict[str, tuple[Callable[[Shape], Shape], int]]] = {
    "hstack": (lambda shape: at_least(shape, 1), 1),
    "vstack": (lambda shape: at_least(shape, 2), 0),
    "dstack": (lambda shape: at_least(shape, 3), 2),
    "column_stack": (_as_columns, 1),
}


def _axis(name: str, first: Shape) -> int:
    """Return the dimension along which tensors of this first shape are joined."""
    return 0 if name == "hstack" and len(first) == 1 else _STACKS[name][1]


def _stack_plan(name: str) -> Callable[..., Computed]:
    shaped = _STACKS[name][0]

    def plan(tensors: tuple[Operand, ...]) -> Computed:
        if not tensors:
            raise BadValueError(f"{name} expects a non-empty TensorList")
        metas = [meta(tensor.meta.dtype, shaped(tensor.meta.shape)) for tensor in tensors]
        return cat_metas(metas, _axis(name, metas[0].shape))

    return plan


def _stack(name: str, out: Out, tensors: Tensors) -> Out:
    parts = [part.reshape(_STACKS[name][0](part.shape)) for part in tensors]
    join(out, parts, _axis(name, parts[0].shape))
    return out


@op(plan=_stack_plan("hstack"), where=("function",))
def hstack(out: Out, tensors: Tensors) -> Tensor:
    """Return the tensors side by side: along the second dimension, vectors along their first."""
    return _stack("hstack", out, tensors)


@op(plan=_stack_plan("vstack"), aliases=("row_stack",), where=("function",))
def vstack(out: Out, tensors: Tensors) -> Tensor:
    """Return the tensors one below the other, vectors as rows."""
    return _stack("vstack", out, tensors)


@op(plan=_stack_plan("dstack"), where=("function",))
def dstack(out: Out, tensors: Tensors) -> Tensor:
    """Return the tensors one behind the other: along the third dimension."""
    return _stack("dstack", out, tensors)


@op(plan=_stack_plan("column_stack"), where=("function",))
def column_stack(out: Out, tensors: Tensors) -> Tensor:
    """Return the tensors side by side, vectors as columns."""
    return _stack("column_stack", out, tensors)


# --- block_diag -----------------------------------------------------------------------------------------------------


def _block(given: Meta) -> Shape:
    return at_least(given.shape, 2)


def _block_diag_plan(tensors: tuple[Operand, ...]) -> Computed:
    metas = [tensor.meta for tensor in tensors]
    for at, given in enumerate(metas):
        if given.ndim > 2:
            raise ShapeError(
                f"torch.block_diag: Input tensors must have 2 or fewer dimensions. Input {at} has {given.ndim} dimensions"
            )
    shapes = [_block(given) for given in metas]
    shape = (sum(rows for rows, _ in shapes), sum(columns for _, columns in shapes))
    return Computed((meta(result_type(*metas), shape),))


@op(plan=_block_diag_plan, variadic="tensors", where=("function",))
def block_diag(out: Out, tensors: Tensors) -> Tensor:
    """Return the matrix with the tensors as blocks on its diagonal, a vector as a row and a number as one element."""
    out[...] = 0
    row = column = 0
    for part in tensors:
        rows, columns = at_least(part.shape, 2)
        np.copyto(
            out[row : row + rows, column : column + columns], part.reshape(rows, columns), casting="unsafe"
        )
        row, column = row + rows, column + columns
    return out


# --- choices --------------------------------------------------------------------------------------------------------


def _combinations_plan(self: Operand, r: int, with_replacement: bool) -> Computed:
    given = self.meta
    if given.ndim != 1:
        raise ShapeError(f"Expect a 1D vector, but got shape {list(given.shape)}")
    if r < 0:
        raise BadValueError(f"Expect a non-negative number, but got {r}")
    if r == 0:
        return Computed((meta(given.dtype, (0,)),))
    count = given.numel
    found = comb(count + r - 1, r) if with_replacement and count else comb(count, r)
    return Computed((meta(given.dtype, (found, r)),))


@op(plan=_combinations_plan, where=("function",))
def combinations(out: Out, self: Tensor, r: int = 2, with_replacement: bool = False) -> Tensor:
    """Return all choices of ``r`` elements of a vector, one a row, in the order of their places.

    With ``with_replacement`` an element may be chosen again.
    """
    if out.size:
        choices = itertools.combinations_with_replacement if with_replacement else itertools.combinations
        chosen = itertools.chain.from_iterable(choices(range(self.size), r))
        places = np.fromiter(chosen, np.int64, out.size)
        out[...] = self[places.reshape(out.shape)]
    return out


# --- unravel_index --------------------------------------------------------------------------------------------------


def _unravel_index_plan(indices: Operand, shape: Any) -> Computed:
    given = indices.meta
    if given.dtype.category is not Category.INT:
        raise ArgumentError(f"expected 'indices' to be integer dtype, but got torch.{given.dtype.name}")
    sizes = (shape,) if isinstance(shape, int) else shape
    if any(size < 0 for size in sizes):
        raise InvalidValueError(f"'shape' cannot have negative values, but got {sizes}")
    if 0 in sizes and given.numel:
        raise BadValueError("ZeroDivisionError")
    return Computed((meta(int64, given.shape),) * len(sizes), many=True)


@op(plan=_unravel_index_plan, where=("function",))
def unravel_index(out: Any, indices: Tensor, shape: Dims) -> Tensors:
    """Return the coordinates in a tensor of ``shape`` of places in the flattened one, a tensor for each dimension.

    Places count round: one past the last is the first.
    """
    sizes = (shape,) if isinstance(shape, int) else shape
    rest = indices.astype(np.int64)
    for coordinates, size in zip(reversed(out), reversed(sizes), strict=True):
        rest, place = np.divmod(rest, size)
        coordinates[...] = place
    return tuple(out)
