"""Views of a part: narrow, select, split and their like.

The one rule: nothing here copies.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from insitu_engine.errors import BadValueError, IndexRangeError
from insitu_engine.meta import Meta
from insitu_engine.ops.strided.views import viewed
from insitu_engine.optable import Dims, view
from insitu_engine.rules import normalize_dim

#: A plan sees operands where a kernel sees arrays; what the schema reads is the annotation's name.
Tensor: TypeAlias = Any
IndexTensor: TypeAlias = Any
Tensors: TypeAlias = Any


def _replaced(values: tuple[int, ...], at: int, *instead: int) -> tuple[int, ...]:
    return values[:at] + instead + values[at + 1 :]


@view()
def narrow(self: Tensor, dim: int, start: Dims | IndexTensor, length: int) -> Tensor:
    """Return a view of ``length`` entries of a dimension from ``start``, which may count from the end.

    ``start`` is an int or a 0-d tensor of one.
    """
    given: Meta = self.meta
    if not isinstance(start, int):
        raise BadValueError("start must be an 0-dim integral Tensor.")
    if given.ndim == 0:
        raise BadValueError("narrow() cannot be applied to a 0-dim tensor.")
    if length < 0:
        raise BadValueError("narrow(): length must be non-negative.")
    at = normalize_dim(dim, given.ndim)
    extent = given.shape[at]
    if not -extent <= start <= extent:
        raise IndexRangeError(
            f"start out of range (expected to be in range of [{-extent}, {extent}], but got {start})"
        )
    begin = start + extent if start < 0 else start
    if begin + length > extent:
        raise BadValueError(f"start ({begin}) + length ({length}) exceeds dimension size ({extent}).")
    return viewed(given, _replaced(given.shape, at, length), given.strides, begin * given.strides[at])


@view()
def select(self: Tensor, dim: int, index: int) -> Tensor:
    """Return a view of one entry of a dimension, without that dimension."""
    given: Meta = self.meta
    if given.ndim == 0:
        raise IndexRangeError("select() cannot be applied to a 0-dim tensor.")
    at = normalize_dim(dim, given.ndim)
    extent = given.shape[at]
    if not -extent <= index < extent:
        raise IndexRangeError(
            f"select(): index {index} out of range for tensor of size {list(given.shape)} at dimension {at}"
        )
    begin = index + extent if index < 0 else index
    return viewed(given, _replaced(given.shape, at), _replaced(given.strides, at), begin * given.strides[at])


@view()
def diagonal(self: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """Return a view of a diagonal of two dimensions, which becomes the last dimension."""
    given: Meta = self.meta
    first, second = normalize_dim(dim1, given.ndim), normalize_dim(dim2, given.ndim)
    if first == second:
        raise BadValueError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    below, right = max(-offset, 0), max(offset, 0)
    length = max(0, min(given.shape[first] - below, given.shape[second] - right))
    begin = below * given.strides[first] + right * given.strides[second] if length else 0
    kept = [at for at in range(given.ndim) if at not in (first, second)]
    return viewed(
        given,
        [*(given.shape[at] for at in kept), length],
        [*(given.strides[at] for at in kept), given.strides[first] + given.strides[second]],
        begin,
    )


@view()
def linalg_diagonal(A: Tensor, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:  # noqa: N803 - PyTorch's
    """Return a view of a diagonal of the last two dimensions, unless said otherwise, as the last dimension."""
    return diagonal(A, offset, dim1, dim2)


@view()
def unfold(self: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """Return a view of all windows of ``size`` entries, ``step`` apart, along a dimension; a window is the last one."""
    given: Meta = self.meta
    at = normalize_dim(dimension, given.ndim)
    extent, stride = (given.shape[at], given.strides[at]) if given.ndim else (1, 1)
    if size < 0:
        raise BadValueError(f"size is {size} but must be >= 0")
    if size > extent:
        raise BadValueError(f"maximum size for tensor at dimension {at} is {extent} but size is {size}")
    if step <= 0:
        raise BadValueError(f"step is {step} but must be > 0")
    if given.ndim == 0:
        return viewed(given, (size,), (1,))
    count = (extent - size) // step + 1
    return viewed(
        given,
        (*_replaced(given.shape, at, count), size),
        (*_replaced(given.strides, at, stride * step), stride),
    )
