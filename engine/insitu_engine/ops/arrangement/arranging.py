"""Elements in another order, and the differences of neighbours: flip, roll, rot90, diff."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.errors import BadValueError, IndexRangeError
from insitu_engine.meta import Meta, Operand, meta
from insitu_engine.optable import Dims, Out, Size, Tensor, op
from insitu_engine.rules import normalize_dim, normalize_dims, promoted


def _flip_plan(self: Operand, dims: tuple[int, ...]) -> Computed:
    normalize_dims(dims, self.meta.ndim)
    return Computed((meta(self.meta.dtype, self.meta.shape),))


@op(plan=_flip_plan, variadic="dims")
def flip(out: Out, self: Tensor, dims: Size) -> Tensor:
    """Return a copy with the order of the entries of the given dimensions reversed."""
    np.copyto(out, np.flip(self, dims) if self.ndim else self)
    return out


def _as_tuple(value: Any) -> tuple[int, ...]:
    return (value,) if isinstance(value, int) else value


def _roll_plan(self: Operand, shifts: Any, dims: Any) -> Computed:
    by, along = _as_tuple(shifts), _as_tuple(() if dims is None else dims)
    if not by:
        raise BadValueError("`shifts` required")
    if len(by) != len(along) and (along or len(by) != 1):
        raise BadValueError(f"shifts and dimensions must align. shifts: {len(by)}, dims:{len(along)}")
    if along and self.meta.ndim == 0:
        raise IndexRangeError(f"Dimension specified as {along[0]} but tensor has no dimensions")
    for dim in along:
        normalize_dim(dim, self.meta.ndim)
    return Computed((meta(self.meta.dtype, self.meta.shape),))


@op(plan=_roll_plan)
def roll(out: Out, self: Tensor, shifts: Dims, dims: Dims | None = None) -> Tensor:
    """Return a copy with entries moved along dimensions, those that leave at the end coming in at the start.

    Without ``dims`` the tensor is rolled as if flattened.
    """
    if out.size == 0:
        return out
    by, along = _as_tuple(shifts), _as_tuple(() if dims is None else dims)
    source, target = (self, out) if along else (self.reshape(-1), out.reshape(-1))
    total = [0] * source.ndim
    for shift, dim in zip(by, along or (0,), strict=True):
        total[dim] = (total[dim] + shift) % source.shape[dim]
    moves = [
        [(slice(shift, None), slice(None, size - shift)), (slice(None, shift), slice(size - shift, None))]
        if shift
        else [(slice(None), slice(None))]
        for shift, size in zip(total, source.shape, strict=True)
    ]
    for parts in product(*moves):
        target[tuple(to for to, _ in parts)] = source[tuple(start for _, start in parts)]
    return out


def _flipped(ndim: int, axis: int) -> Any:
    def plan(self: Operand) -> Computed:
        if self.meta.ndim < ndim:
            raise BadValueError(f"Input must be >= {ndim}-d.")
        return _flip_plan(self, (axis,))

    return plan


@op(plan=_flipped(2, 1))
def fliplr(out: Out, self: Tensor) -> Tensor:
    """Return a copy with the order of the columns reversed."""
    np.copyto(out, np.flip(self, 1))
    return out


@op(plan=_flipped(1, 0))
def flipud(out: Out, self: Tensor) -> Tensor:
    """Return a copy with the order of the rows reversed."""
    np.copyto(out, np.flip(self, 0))
    return out


def _rot90_plan(self: Operand, k: int, dims: tuple[int, ...]) -> Computed:
    given = self.meta
    if len(dims) != 2:
        raise BadValueError(f"expected total rotation dims == 2, but got dims = {len(dims)}")
    if given.ndim < 2:
        raise BadValueError(f"expected total dims >= 2, but got total dims = {given.ndim}")
    first, second = (normalize_dim(dim, given.ndim) for dim in dims)
    if first == second:
        raise BadValueError(
            f"expected rotation dims to be different, but got dim0 = {dims[0]} and dim1 = {dims[1]}"
        )
    shape = list(given.shape)
    if k % 2:
        shape[first], shape[second] = shape[second], shape[first]
    return Computed((meta(given.dtype, tuple(shape)),))


@op(plan=_rot90_plan)
def rot90(out: Out, self: Tensor, k: int = 1, dims: Size = (0, 1)) -> Tensor:
    """Return a copy turned ``k`` times by 90 degrees in the plane of two dimensions, from the first to the second."""
    first, second = dims
    np.copyto(out, np.rot90(self, k % 4, (first, second)))
    return out


# --- differences ----------------------------------------------------------------------------------------------------


def _diff_plan(self: Operand, n: int, dim: int, prepend: Operand | None, append: Operand | None) -> Computed:
    given = self.meta
    if given.ndim == 0:
        raise BadValueError("diff expects input to be at least one-dimensional")
    if n < 0:
        raise BadValueError(f"order must be non-negative but got {n}")
    axis = normalize_dim(dim, given.ndim)
    length = given.shape[axis]
    for beside in (prepend, append):
        if beside is not None:
            _refuse_beside(given, beside.meta, axis)
            length += beside.meta.shape[axis] if n else 0
    dtype = promoted(self, prepend, append) if n else given.dtype
    shape = (*given.shape[:axis], max(0, length - n), *given.shape[axis + 1 :])
    return Computed((meta(dtype, shape),), dtype)


def _refuse_beside(given: Meta, beside: Meta, axis: int) -> None:
    if beside.ndim != given.ndim:
        raise BadValueError("diff expects prepend or append to be the same dimension as input")
    for at, (size, other) in enumerate(zip(given.shape, beside.shape, strict=True)):
        if at != axis and size != other:
            raise BadValueError(
                "diff expects the shape of tensor to prepend or append to match that of input except along the "
                f"differencing dimension; input.size({at}) = {size}, but got tensor.size({at}) = {other}"
            )


@op(plan=_diff_plan)
def diff(
    out: Out,
    self: Tensor,
    n: int = 1,
    dim: int = -1,
    prepend: Tensor | None = None,
    append: Tensor | None = None,
) -> Tensor:
    """Return the ``n``-th differences of neighbours along a dimension; of booleans, whether they differ.

    What is prepended and appended counts as part of the tensor.
    """
    if n == 0:
        np.copyto(out, self)
    elif out.size:
        parts = [part for part in (prepend, self, append) if part is not None]
        np.copyto(out, np.diff(np.concatenate(parts, dim) if len(parts) > 1 else self, n, dim))
    return out
