"""Accumulation at positions that may come more than once: what scatter_add, index_add, put and their like share.

The one rule: the elements of a position are taken in the order of the index, one after the other, as PyTorch does.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from insitu_engine.optable import Array, Out

#: Elements accumulated in one call of NumPy's, which holds the interpreter's lock.
_BLOCK: Final = 1 << 17

#: What PyTorch calls the reductions, by NumPy's function. A mean is a sum, divided afterwards.
REDUCTIONS: Final[dict[str, np.ufunc]] = {
    "sum": np.add,
    "prod": np.multiply,
    "mean": np.add,
    "amax": np.maximum,
    "amin": np.minimum,
}


def grid(index: Array, axis: int) -> tuple[Array, ...]:
    """Return NumPy's index of the elements that ``index`` names along an axis."""
    parts: list[Array] = list(np.ogrid[tuple(slice(size) for size in index.shape)])
    parts[axis] = index
    return tuple(parts)


def accumulate(ufunc: np.ufunc, out: Out, where: tuple[Array, ...], values: Any) -> None:
    """Take ``values`` into ``out`` at the positions ``where``, one index array for each leading dimension.

    Where the memory allows, positions are counted through the whole array: NumPy is several times faster in one
    dimension. Values broadcast to the positions.
    """
    if where and out.flags.c_contiguous and len(where) == out.ndim:
        positions = _flat(where, out.shape)
        given = np.broadcast_to(np.asarray(values, out.dtype), positions.shape).reshape(-1)
        _accumulate_lines(ufunc, out.reshape(-1), positions.reshape(-1), given)
    else:
        ufunc.at(out, where, np.asarray(values, out.dtype))


def _flat(where: tuple[Array, ...], shape: tuple[int, ...]) -> Array:
    """Return positions in the flattened array; negative ones count from the end of their dimension."""
    total: Any = np.int64(0)
    for index, size in zip(where, shape, strict=True):
        given = index.astype(np.int64, copy=False)
        total = total * size + np.where(given < 0, given + size, given)
    return np.asarray(total)


def _accumulate_lines(ufunc: np.ufunc, out: Out, positions: Array, values: Array) -> None:
    for start in range(0, positions.size, _BLOCK):
        part = slice(start, start + _BLOCK)
        ufunc.at(out, positions[part], values[part])


def accumulate_entries(ufunc: np.ufunc, out: Out, positions: Array, entries: Array) -> None:
    """Take entry after entry into the entries of ``out`` at ``positions`` of the first dimension.

    Wide entries are taken one by one, narrow ones element by element.
    """
    width = out[:1].size
    if width >= _WIDE:
        for position, entry in zip(positions.tolist(), entries, strict=True):
            ufunc(out[position], entry, out=out[position])
    elif out.ndim == 1:
        _accumulate_lines(ufunc, out, positions, entries.astype(out.dtype, copy=False))
    else:
        rest = np.ogrid[tuple(slice(size) for size in out.shape[1:])]
        accumulate(ufunc, out, (positions.reshape(-1, *[1] * len(rest)), *rest), entries)


#: Elements of an entry from which taking entry by entry beats taking element by element.
_WIDE: Final = 512


def identity(reduce: str, dtype: np.dtype[Any]) -> Any:
    """Return what a reduction begins with where the target's own value does not take part."""
    if reduce in ("sum", "mean"):
        return dtype.type(0)
    if reduce == "prod":
        return dtype.type(1)
    if dtype.kind == "b":
        return dtype.type(reduce == "amin")
    if dtype.kind == "f":
        return dtype.type(-np.inf if reduce == "amax" else np.inf)
    limits = np.iinfo(dtype)
    return dtype.type(limits.min if reduce == "amax" else limits.max)


def divide_by_counts(out: Out, counts: Array) -> None:
    """Make means of sums: integers are divided rounding down; where nothing was added, the value stays."""
    divisor = np.maximum(counts, 1).astype(out.dtype, copy=False)
    (np.floor_divide if out.dtype.kind in "iu" else np.divide)(out, divisor, out=out)
