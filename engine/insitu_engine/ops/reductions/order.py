"""Order statistics: median, mode, kthvalue, quantile, aminmax.

The one rule: nan is the largest, so that it is the median of a line that has one; the nan forms leave it out. Of equal
elements the first one is taken, by ``mode`` the last one.
"""
# ruff: noqa: ARG001 - a kernel's signature is the op's: what it leaves alone, the plan has read

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, float32, float64, int64
from insitu_engine.errors import BadValueError, DTypeError, IndexRangeError, ShapeError
from insitu_engine.meta import Meta, Operand, meta
from insitu_engine.ops.reductions.reduction import reduced_shape
from insitu_engine.optable import Array, Out, Tensor, TensorLike, Tensors, op
from insitu_engine.rules import NUMERIC_REAL, REAL, normalize_dim, refuse_unless


def _located(given: Meta, at: int, keepdim: bool) -> Computed:
    """Answer with a value of each line along a dimension and its position."""
    shape = reduced_shape(given.shape, (at,), keepdim)
    return Computed(
        (meta(given.dtype, shape), meta(int64, shape)),
        work=given.numel * max(1, given.numel.bit_length()),
        fields=("values", "indices"),
    )


def _line_dim(name: str, given: Meta, dim: int) -> int:
    """Return the dimension counted from the front; raise IndexRangeError where its lines are empty."""
    at = normalize_dim(dim, given.ndim)
    if given.ndim and given.shape[at] == 0:
        raise IndexRangeError(f"{name}(): Expected reduction dim {at} to have non-zero size.")
    return at


def _lines(array: Array, dim: int) -> Array:
    """Return the array with the dimension last, and at least one dimension."""
    return np.moveaxis(array, dim, -1) if array.ndim else array.reshape(1)


def _store(out: Tensors, lines: Array, values: Array) -> None:
    """Write one value of each line, and where it is first."""
    same = lines == values[..., None]
    if lines.dtype.kind == "f":
        same |= np.isnan(lines) & np.isnan(values)[..., None]
    out[0][...] = values.reshape(out[0].shape)
    out[1][...] = same.argmax(axis=-1).reshape(out[1].shape)


def _nth(lines: Array, rank: int) -> Array:
    """Return of each line the element with ``rank`` smaller ones."""
    return np.asarray(np.partition(lines, rank, axis=-1)[..., rank])


def _nth_valid(lines: Array) -> Array:
    """Return the lower median of what is not nan of each line."""
    ordered = np.sort(lines, axis=-1)
    counts = lines.shape[-1] - np.count_nonzero(np.isnan(ordered), axis=-1)
    return np.asarray(np.take_along_axis(ordered, np.maximum(counts - 1, 0)[..., None] // 2, axis=-1)[..., 0])


def _median_plan(name: str) -> Callable[..., Computed]:
    def plan(self: Operand, dim: int | None, keepdim: bool) -> Computed:
        given = self.meta
        if dim is None:
            refuse_unless(given.dtype.category in NUMERIC_REAL, "median_cpu", given.dtype)
            return Computed((meta(given.dtype, ()),), work=given.numel * max(1, given.numel.bit_length()))
        at = _line_dim(name, given, dim)
        refuse_unless(given.dtype.category in NUMERIC_REAL, "median_out", given.dtype)
        return _located(given, at, keepdim)

    return plan


def _lower_median(lines: Array) -> Array:
    """Return the lower median of each line; nan where there is one."""
    middle = _nth(lines, (lines.shape[-1] - 1) // 2)
    return np.where(np.isnan(lines).any(axis=-1), np.nan, middle) if lines.dtype.kind == "f" else middle


def _write_median(find: Callable[[Array], Array], out: Any, array: Array, dim: int | None) -> None:
    if dim is not None:
        lines = _lines(array, dim)
        _store(out, lines, find(lines).astype(lines.dtype))
    elif array.size:
        out[...] = find(array.reshape(-1))
    else:
        out[...] = np.nan if out.dtype.kind == "f" else np.iinfo(out.dtype).min


@op(plan=_median_plan("median"))
def median(out: Out, self: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """Return the median of all elements; along ``dim``, those of all lines as a named tuple ``(values, indices)``.

    Of an even number of elements it is the lower of the middle ones. nan wins; of nothing it is nan.
    """
    _write_median(_lower_median, out, self, dim)
    return out


@op(plan=_median_plan("nanmedian"))
def nanmedian(out: Out, self: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """Return the median as `median` does, of the elements that are not nan; nan where there is no other."""
    _write_median(_nth_valid if self.dtype.kind == "f" else _lower_median, out, self, dim)
    return out


def _kth_plan(self: Operand, k: int, dim: int, keepdim: bool) -> Computed:
    given = self.meta
    at = _line_dim("kthvalue", given, dim)
    if not 1 <= k <= (given.shape[at] if given.ndim else 1):
        raise BadValueError(f"kthvalue(): selected number k out of range for dimension {at}")
    refuse_unless(given.dtype.category in NUMERIC_REAL, "kthvalue_cpu", given.dtype)
    return _located(given, at, keepdim)


@op(plan=_kth_plan)
def kthvalue(out: Tensors, self: Tensor, k: int, dim: int = -1, keepdim: bool = False) -> Tensors:
    """Return the ``k``-th smallest element of each line, from 1 on, as a named tuple ``(values, indices)``."""
    lines = _lines(self, dim)
    _store(out, lines, _nth(lines, k - 1))
    return out


def _mode_plan(self: Operand, dim: int, keepdim: bool) -> Computed:
    at = _line_dim("mode", self.meta, dim)
    refuse_unless(self.meta.dtype.category in REAL, "mode_cpu", self.meta.dtype)
    return _located(self.meta, at, keepdim)


@op(plan=_mode_plan)
def mode(out: Tensors, self: Tensor, dim: int = -1, keepdim: bool = False) -> Tensors:
    """Return the most frequent element of each line as a named tuple ``(values, indices)``; the smallest of several."""
    lines = _lines(self, dim)
    order = np.argsort(lines, axis=-1, kind="stable")
    ordered = np.take_along_axis(lines, order, axis=-1)
    # How far each element is into its run of equal ones: the mode is where that is largest first.
    places = np.arange(lines.shape[-1])
    begins = np.ones(lines.shape, bool)
    begins[..., 1:] = ordered[..., 1:] != ordered[..., :-1]
    runs = places - np.maximum.accumulate(np.where(begins, places, 0), axis=-1)
    last = runs.argmax(axis=-1)[..., None]
    for result, found in zip(out, (ordered, order), strict=True):
        result[...] = np.take_along_axis(found, last, axis=-1).reshape(result.shape)
    return out


_INTERPOLATIONS: Final = ("linear", "lower", "higher", "midpoint", "nearest")


def _quantile_plan(name: str) -> Callable[..., Computed]:
    def plan(self: Operand, q: Any, dim: int | None, keepdim: bool, interpolation: str) -> Computed:
        given = self.meta
        if not isinstance(q, Operand) and not 0 <= q <= 1:
            raise BadValueError(f"{name}() q must be in the range [0, 1] but got {q:g}")
        if interpolation not in _INTERPOLATIONS:
            raise BadValueError(
                f"{name}() interpolation must be one of linear, lower, higher, midpoint or nearest, but got "
                f"{interpolation}"
            )
        if not given.numel:
            raise BadValueError(f"{name}() input tensor must be non-empty")
        ranks = q.meta.shape if isinstance(q, Operand) else ()
        if len(ranks) > 1:
            raise ShapeError(f"{name}() q must be a scalar or 1D tensor")
        if given.dtype not in (float32, float64):
            raise DTypeError(f"{name}() input tensor must be either float or double dtype")
        if isinstance(q, Operand) and q.meta.dtype is not given.dtype:
            raise DTypeError(f"{name}() q tensor must be same dtype as the input tensor")
        dims = tuple(range(given.ndim)) if dim is None else (normalize_dim(dim, given.ndim),)
        shape = ranks + reduced_shape(given.shape, dims, keepdim)
        work = given.numel * max(1, given.numel.bit_length())
        return Computed((meta(given.dtype, shape),), given.dtype, work=work)

    return plan


def _check_ranks(name: str) -> Callable[..., None]:
    def check(self: Array, q: Any, dim: Any, keepdim: bool, interpolation: str) -> None:
        if not np.all((q >= 0) & (q <= 1)):
            raise BadValueError(f"{name}() q values must be in the range [0, 1]")

    return check


def _interpolated(out: Out, array: Array, q: Any, dim: int | None, interpolation: str, *, skip: bool) -> None:
    """Write the elements at the ranks ``q * (n - 1)`` of each line, between two of them by ``interpolation``."""
    lines = array.reshape(-1) if dim is None else _lines(array, dim)
    ordered = np.sort(lines, axis=-1)
    count = ordered.shape[-1]
    holes = np.count_nonzero(np.isnan(ordered), axis=-1)[..., None]
    wanted = np.atleast_1d(np.asarray(q, array.dtype))
    if skip:
        ranks = np.maximum(wanted * (count - holes - 1).astype(array.dtype), 0)
    else:
        # nan is last: a line that has one is nan.
        ranks = np.where(holes > 0, array.dtype.type(count - 1), wanted * array.dtype.type(count - 1))
    if interpolation in ("lower", "higher", "nearest"):
        whole = {"lower": np.floor, "higher": np.ceil, "nearest": np.rint}[interpolation]
        ranks = whole(ranks)
    below = np.floor(ranks)
    low = np.take_along_axis(ordered, below.astype(np.int64), axis=-1)
    if interpolation in ("linear", "midpoint"):
        high = np.take_along_axis(ordered, np.ceil(ranks).astype(np.int64), axis=-1)
        share = np.full_like(ranks, 0.5) if interpolation == "midpoint" else ranks - below
        distance = high - low
        between = np.where(share < 0.5, low + share * distance, high - distance * (1 - share))
        low = np.where(low == high, low, between)
    out[...] = np.moveaxis(low, -1, 0).reshape(out.shape)


@op(plan=_quantile_plan("quantile"), check=_check_ranks("quantile"), by_value=True)
def quantile(
    out: Out,
    self: Tensor,
    q: TensorLike,
    dim: int | None = None,
    keepdim: bool = False,
    *,
    interpolation: str = "linear",
) -> Tensor:
    """Return the elements below which the share ``q`` of each line lies, or of all elements; nan wins.

    ``q`` is a number or a vector, which becomes the first dimension of the result. Between two elements
    ``interpolation`` decides: "linear", "lower", "higher", "midpoint" or "nearest".
    """
    _interpolated(out, self, q, dim, interpolation, skip=False)
    return out


@op(plan=_quantile_plan("nanquantile"), check=_check_ranks("nanquantile"), by_value=True)
def nanquantile(
    out: Out,
    self: Tensor,
    q: TensorLike,
    dim: int | None = None,
    keepdim: bool = False,
    *,
    interpolation: str = "linear",
) -> Tensor:
    """Return quantiles as `quantile` does, of the elements that are not nan."""
    _interpolated(out, self, q, dim, interpolation, skip=True)
    return out


def _aminmax_plan(self: Operand, dim: int | None, keepdim: bool) -> Computed:
    given = self.meta
    at = None if dim is None else normalize_dim(dim, given.ndim)
    if at is None and not given.numel:
        raise BadValueError(
            "aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity."
        )
    if at is not None and given.ndim and given.shape[at] == 0:
        raise IndexRangeError(f"aminmax: Expected reduction dim {at} to have non-zero size.")
    kernel = "aminmax_cpu"
    refuse_unless(given.dtype.category is not Category.COMPLEX, kernel, given.dtype)
    dims = tuple(range(given.ndim)) if at is None else (at,)
    extreme = meta(given.dtype, reduced_shape(given.shape, dims, keepdim))
    return Computed((extreme, extreme), fields=("min", "max"))


@op(plan=_aminmax_plan)
def aminmax(out: Tensors, self: Tensor, *, dim: int | None = None, keepdim: bool = False) -> Tensors:
    """Return the smallest and the largest element, of all or along a dimension, as a named tuple ``(min, max)``."""
    axis = dim if self.ndim else None
    for extreme, result in zip((np.minimum, np.maximum), out, strict=True):
        extreme.reduce(self, axis=axis, out=result, keepdims=keepdim)
    return out
