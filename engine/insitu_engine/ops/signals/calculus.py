"""Integrals and derivatives of samples: trapezoid, cumulative_trapezoid, gradient.

The one rule: samples stand along a dimension, and their places are given by coordinates or by their distance.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, DType
from insitu_engine.errors import BadValueError, DTypeError, IndexRangeError, ShapeError
from insitu_engine.meta import Operand, Shape, meta
from insitu_engine.optable import Array, Dims, Number, Numbers, Out, Tensor, Tensors, op
from insitu_engine.promotion import to_floating
from insitu_engine.rules import broadcast_shapes, normalize_dim, normalize_dims, promoted


def _beside(shape: Shape, ndim: int, dim: int) -> Shape:
    """Return the shape of coordinates beside samples: a vector's along their dimension, others from the back."""
    if len(shape) == 1:
        return tuple(shape[0] if at == dim else 1 for at in range(ndim))
    return (1,) * (ndim - len(shape)) + shape


def _areas(self: Operand, x: Operand | None, dim: int) -> Shape:
    """Return the shape of the areas between neighbours."""
    shape = self.meta.shape

    def between(given: Shape) -> Shape:
        at = dim - len(shape) + len(given)
        return tuple(max(0, size - 1) if place == at else size for place, size in enumerate(given))

    if x is None:
        return between(shape)
    return broadcast_shapes(between(shape), between(_beside(x.meta.shape, len(shape), dim)))


def _area_plan(name: str, *, running: bool) -> Callable[..., Computed]:
    def plan(self: Operand, x: Operand | None, dx: Any, dim: int) -> Computed:
        given = self.meta
        if not given.ndim:
            raise IndexRangeError(
                "slice() cannot be applied to a 0-dim tensor."
                if running
                else f"Dimension specified as {dim} but tensor has no dimensions"
            )
        at = normalize_dim(dim, given.ndim)
        if not running and not given.shape[at]:
            return Computed((meta(given.dtype, given.shape[:at] + given.shape[at + 1 :]),))
        for coordinates in () if x is None else (x.meta,):
            if Category.BOOL in (given.dtype.category, coordinates.dtype.category):
                raise DTypeError(f"{name}: received a bool input for `x` or `y`, but bool is not supported")
            if coordinates.ndim == 1 and coordinates.shape[0] != given.shape[at]:
                raise ShapeError(f"{name}: There must be one `x` value for each sample point")
        if given.dtype.category is Category.BOOL:
            raise DTypeError(f"{name}: received a bool input for `y`, but bool is not supported")
        if isinstance(dx, complex):
            raise BadValueError(f"{name}: Currently, we only support dx as a real number.")
        shape = _areas(self, x, at)
        dtype = to_floating(promoted(*(item for item in (self, x) if item is not None)))
        place = at - given.ndim + len(shape)
        kept = shape if running else shape[:place] + shape[place + 1 :]
        return Computed((meta(dtype, kept),))

    return plan


def _between(array: Array, x: Array | None, dx: Any, dim: int, dtype: np.dtype[Any]) -> tuple[Array, int]:
    """Return the areas between neighbours, and along which dimension they stand, from the back."""
    wide = np.result_type(dtype, np.float64)
    samples = np.moveaxis(array.astype(wide), dim, -1)
    sums = np.moveaxis(samples[..., 1:] + samples[..., :-1], -1, dim)
    if x is None:
        return sums * (float(dx) / 2), dim - array.ndim
    places = x.reshape(_beside(x.shape, array.ndim, dim)).astype(wide)
    width = np.diff(places, axis=dim)
    return sums * width / 2, dim - array.ndim


@op(plan=_area_plan("trapezoid", running=False), aliases=("trapz",), where=("function",))
def trapezoid(out: Out, self: Tensor, x: Tensor | None = None, *, dx: Number = 1, dim: int = -1) -> Tensor:
    """Return the integral of samples along a dimension by the trapezoidal rule.

    ``x`` are the samples' places, otherwise they are ``dx`` from each other.
    """
    if not self.shape[dim]:
        out[...] = 0
        return out
    areas, axis = _between(self, x, dx, dim % self.ndim, out.dtype)
    np.copyto(out, np.add.reduce(areas, axis=axis), casting="unsafe")
    return out


@op(plan=_area_plan("cumulative_trapezoid", running=True), where=("function",))
def cumulative_trapezoid(
    out: Out, self: Tensor, x: Tensor | None = None, *, dx: Number = 1, dim: int = -1
) -> Tensor:
    """Return the running integral of samples along a dimension by the trapezoidal rule, one entry less than samples."""
    areas, axis = _between(self, x, dx, dim % self.ndim, out.dtype)
    np.copyto(out, np.add.accumulate(areas, axis=axis), casting="unsafe")
    return out


def _spacings(spacing: Any, count: int) -> list[Any]:
    """Return the distance of neighbours, or their places, for each dimension."""
    return list(spacing) if isinstance(spacing, tuple) else [1 if spacing is None else spacing] * count


def _gradient_dims(ndim: int, dim: Any) -> tuple[int, ...]:
    return tuple(range(ndim)) if dim is None else normalize_dims(dim, ndim)


def _gradient_plan(self: Operand, spacing: Any, dim: Any, edge_order: int) -> Computed:
    given = self.meta
    if isinstance(spacing, tuple):
        _refuse_spacings(spacing, given.ndim, dim)
    dims = _gradient_dims(given.ndim, dim)
    if edge_order not in (1, 2):
        raise BadValueError("torch.gradient only supports edge_order=1 and edge_order=2.")
    if dims and not given.ndim:
        raise IndexRangeError(f"Dimension specified as {dims[0]} but tensor has no dimensions")
    for axis in dims:
        if given.shape[axis] < edge_order + 1:
            raise BadValueError("torch.gradient expected each dimension size to be at least edge_order+1")
    if given.dtype.category is Category.BOOL and dims:
        raise DTypeError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` "
            "operator instead."
        )
    dtypes = [_slope_dtype(self, item) for item in _spacings(spacing, len(dims))]
    return Computed(tuple(meta(dtype, given.shape) for dtype in dtypes), many=True)


def _refuse_spacings(spacing: tuple[Any, ...], ndim: int, dim: Any) -> None:
    if dim is None and len(spacing) != ndim:
        raise ShapeError(
            "torch.gradient expected spacing to be unspecified, a scalar, or a list of length equal to 'self.dim() = "
            f"{ndim}', since dim argument was not given, but got a list of length {len(spacing)}"
        )
    wanted = ndim if dim is None else 1 if isinstance(dim, int) else len(dim)
    if len(spacing) != wanted:
        raise ShapeError(
            "torch.gradient expected spacing to be unspecified, a scalar or it's spacing and dim arguments to have the "
            f"same length, but got a spacing argument of length {len(spacing)} and a dim argument of length {wanted}."
        )
    for item in spacing:
        if isinstance(item, Operand) and item.meta.ndim != 1:
            raise ShapeError(
                "torch.gradient expected each element of spacing to have one dimension, but got an element with "
                f"{item.meta.ndim} dimensions!"
            )


def _slope_dtype(self: Operand, spacing: Any) -> DType:
    return to_floating(promoted(self, spacing) if isinstance(spacing, Operand) else promoted(self))


def _slopes(samples: Array, spacing: Any, edge_order: int) -> Array:
    """Return the derivative along the last dimension, of second order inside."""
    return np.asarray(np.gradient(samples, spacing, axis=-1, edge_order=edge_order))  # type: ignore[call-overload] # 1 or 2


@op(plan=_gradient_plan, by_value=True, where=("function",))
def gradient(
    out: Tensors,
    self: Tensor,
    *,
    spacing: Number | Numbers | Tensors | None = None,
    dim: Dims | None = None,
    edge_order: int = 1,
) -> Tensors:
    """Return the derivatives of samples along each of the given dimensions, or of all, by central differences.

    ``spacing`` is the distance of neighbours, one number for all or one for each dimension, or their places: a vector for
    each dimension. At both ends differences are one-sided, of order ``edge_order``.
    """
    dims = _gradient_dims(self.ndim, dim)
    for result, axis, step in zip(out, dims, _spacings(spacing, len(dims)), strict=True):
        wide = np.result_type(result.dtype, np.float64)
        samples = np.moveaxis(self.astype(wide), axis, -1)
        places = step.astype(wide) if isinstance(step, np.ndarray) else step
        np.copyto(result, np.moveaxis(_slopes(samples, places, edge_order), -1, axis), casting="unsafe")
    return out
