"""Padding: constant, reflecting, replicating, circular.

The one rule: but for a constant, each element of the result is one of the tensor's, so padding is an index for every
dimension.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import bool_, dtype_of_array
from insitu_engine.errors import BadValueError, ShapeError, UnsupportedError
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.ops.pointwise.copying import number_as
from insitu_engine.optable import Array, Number, Out, Size, Tensor, op
from insitu_engine.rules import checked_size, refuse_unless, require_convertible

#: The names of PyTorch's kernels, and what each mode is called.
_KERNELS: Final = {"reflect": "reflection_pad", "replicate": "replication_pad"}


def _pairs(pad: Shape, ndim: int) -> list[tuple[int, int]]:
    """Return what is padded before and after each dimension; ``pad`` begins with the last one."""
    pairs = [(pad[at], pad[at + 1]) for at in range(0, len(pad), 2)]
    return [(0, 0)] * (ndim - len(pairs)) + pairs[::-1]


def _padded(given: Meta, pad: Shape) -> Computed:
    shape = tuple(
        size + before + after
        for size, (before, after) in zip(given.shape, _pairs(pad, given.ndim), strict=True)
    )
    return Computed((meta(given.dtype, checked_size(shape, given.dtype)),))


def _constant_plan(self: Operand, pad: Shape, value: Any) -> Computed:
    given = self.meta
    if len(pad) % 2:
        raise BadValueError(f"Length of pad must be even but instead it equals {len(pad)}")
    if len(pad) > 2 * given.ndim:
        raise BadValueError(
            "Length of pad should be no more than twice the number of dimensions of the input. Pad length is "
            f"{len(pad)}while the input has {given.ndim}dimensions."  # PyTorch's text lacks the spaces
        )
    for size, (before, after) in zip(given.shape, _pairs(pad, given.ndim), strict=True):
        if size + min(before, 0) < 0 or size + min(before, 0) + min(after, 0) < 0:
            raise BadValueError("narrow(): length must be non-negative.")
    require_convertible(value, given.dtype)
    return _padded(given, pad)


def _pad_constant(out: Out, array: Array, pad: Shape, value: Any) -> None:
    """Write the value everywhere, and what is left of the array in its place."""
    out[...] = number_as(value, dtype_of_array(out))
    pairs = _pairs(pad, array.ndim)
    kept = tuple(
        slice(max(-before, 0), size - max(-after, 0))
        for size, (before, after) in zip(array.shape, pairs, strict=True)
    )
    place = tuple(
        slice(max(before, 0), size - max(after, 0))
        for size, (before, after) in zip(out.shape, pairs, strict=True)
    )
    out[place] = array[kept]


@op(plan=_constant_plan, by_value=True, where=("function",))
def constant_pad_nd(out: Out, self: Tensor, pad: Size, value: Number = 0) -> Tensor:
    """Return the tensor with so many elements of ``value`` before and after each dimension, the last one first.

    Negative numbers cut off.
    """
    _pad_constant(out, self, pad, value)
    return out


def _pad_plan(self: Operand, pad: Shape, mode: str, value: Any) -> Computed:
    given = self.meta
    if len(pad) % 2:
        raise BadValueError("Padding length must be divisible by 2")
    if len(pad) > 2 * given.ndim:
        raise BadValueError(
            "Padding length should be less than or equal to two times the input dimension but got padding length "
            f"{len(pad)} and input of dimension {given.ndim}"
        )
    if mode == "constant":
        return _constant_plan(self, pad, 0 if value is None else value)
    if value:
        raise BadValueError(f'Padding mode "{mode}" doesn\'t take in value argument')
    if len(pad) // 2 not in (1, 2, 3) or given.ndim - len(pad) // 2 not in (1, 2):
        raise UnsupportedError(f"Padding size {len(pad)} is not supported for {given.ndim}D input tensor.")
    if mode == "circular":
        _refuse_circular(given, pad)
    elif mode in _KERNELS:
        _refuse_mirror(given, pad, mode)
    else:
        raise UnsupportedError(f"Unrecognised padding mode {mode}")
    return _padded(given, pad)


def _refuse_circular(given: Meta, pad: Shape) -> None:
    for size, (before, after) in zip(given.shape, _pairs(pad, given.ndim), strict=True):
        if max(before, after) > size:
            raise BadValueError("Padding value causes wrapping around more than once.")
        if size + before + after < 0:
            raise BadValueError("Negative padding value is resulting in an empty dimension")


def _refuse_mirror(given: Meta, pad: Shape, mode: str) -> None:
    spatial = len(pad) // 2
    batched = given.ndim == spatial + 2
    if 0 in given.shape[batched:]:
        raise ShapeError(
            f"Expected {spatial + 1}D or {spatial + 2}D (batch mode) tensor with possibly 0 batch size and other "
            f"non-zero dimensions for input, but got: {list(given.shape)}"
        )
    pairs = _pairs(pad, given.ndim)
    if mode == "reflect":
        for number, dim in enumerate(reversed(range(given.ndim - spatial, given.ndim))):
            before, after = pairs[dim]
            if max(before, after) >= given.shape[dim]:
                raise BadValueError(
                    f"Argument #{4 + 2 * number}: Padding size should be less than the corresponding input dimension, "
                    f"but got: padding ({before}, {after}) at dimension {dim} of input {list(given.shape)}"
                )
    dims = range(given.ndim - spatial, given.ndim)
    sizes = {"DHW"[dim - given.ndim]: (given.shape[dim], given.shape[dim] + sum(pairs[dim])) for dim in dims}
    if all(made < 1 for _, made in sizes.values()):
        own = ", ".join(f"{letter}: {size}" for letter, (size, _) in sizes.items())
        # PyTorch's texts differ: no comma after a depth, a space after the width of a replicated image.
        own = own.replace(", H", " H", spatial == 3) + " " * (spatial == 2 and mode == "replicate")
        made = " ".join(f"{letter}: {size}" for letter, (_, size) in sizes.items())
        raise ShapeError(f"input ({own}) is too small. Calculated output {made}")
    refuse_unless(given.dtype is not bool_, f"{_KERNELS[mode]}{spatial}d", given.dtype)


def _places(size: int, before: int, after: int, mode: str) -> Array:
    """Return which entry of a dimension each entry of the result is."""
    if mode == "circular":  # what is cut off does not come back
        kept = np.arange(max(-before, 0), size - max(-after, 0))
        return np.asarray(kept[np.arange(-max(before, 0), len(kept) + max(after, 0)) % max(len(kept), 1)])
    places = np.arange(-before, size + after)
    if mode == "replicate":
        return places.clip(0, size - 1)
    return np.asarray(size - 1 - np.abs(size - 1 - np.abs(places)))


@op(plan=_pad_plan, by_value=True, where=("functional",))
def pad(out: Out, self: Tensor, pad: Size, mode: str = "constant", value: Number | None = None) -> Tensor:
    """Return the tensor with so many elements before and after each dimension, beginning with the last one.

    They are of ``value``, or by ``mode`` "reflect", "replicate" or "circular" the tensor's own. Negative numbers cut off.
    """
    if mode == "constant":
        _pad_constant(out, self, pad, value or 0)
    elif out.size:
        pairs = _pairs(pad, self.ndim)
        places = (_places(size, *pair, mode) for size, pair in zip(self.shape, pairs, strict=True))
        out[...] = self[np.ix_(*places)]
    return out
