"""Functions that are views of several tensors, or several calls: each is written with the ops of the table.

The one rule: nothing here knows values; what is refused is refused in PyTorch's words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from insitu import _functions
from insitu_engine.errors import BadValueError, ShapeError
from insitu_engine.meta import Operand, Shape
from insitu_engine.rules import broadcast_shapes as broadcast_two

if TYPE_CHECKING:
    from insitu._tensor import Tensor

__all__ = [
    "atleast_1d",
    "atleast_2d",
    "atleast_3d",
    "broadcast_shapes",
    "broadcast_tensors",
    "cartesian_prod",
    "meshgrid",
    "split",
]


def _listed(tensors: tuple[Any, ...]) -> tuple[Tensor, ...]:
    """Return ``f(x, y)`` and ``f([x, y])`` alike as a tuple."""
    several = len(tensors) == 1 and isinstance(tensors[0], tuple | list)
    return tuple(tensors[0]) if several else tensors


def broadcast_shapes(*shapes: int | Sequence[int]) -> Any:
    """Return the shape to which shapes broadcast."""
    from insitu._tensor import Size

    common: list[int] = []
    for number, given in enumerate(shapes):
        size = [given] if isinstance(given, int) else list(given)
        common = [1] * (len(size) - len(common)) + common
        for at in range(-1, -1 - len(size), -1):
            if (common[at] != size[at] and 1 not in (common[at], size[at])) or size[at] < 0:
                shown = f"({', '.join(map(str, size))}{',' if len(size) == 1 else ''})"
                raise ShapeError(
                    f"Attempting to broadcast a dimension of length {size[at]} at {at}! Mismatching argument at index "
                    f"{number} had {shown}; but expected shape should be broadcastable to {common}"
                )
            common[at] = size[at] if common[at] == 1 else common[at]
    return Size(common)


def broadcast_tensors(*tensors: Any) -> tuple[Tensor, ...]:
    """Return views of the tensors, all of the shape to which they broadcast."""
    given: tuple[Tensor, ...] = _listed(tensors)
    common: Shape = ()
    for tensor in given:
        common = broadcast_two(common, tensor.meta.shape)
    return tuple(tensor.expand(common) for tensor in given)


def meshgrid(*tensors: Any, indexing: str = "ij") -> tuple[Tensor, ...]:
    """Return views that give, for each place of the grid of some vectors, each vector's element there.

    With ``indexing="ij"`` the first vector runs along the first dimension, with ``"xy"`` along the second.
    """
    given: list[Tensor] = list(_listed(tensors))
    if not given:
        raise BadValueError("meshgrid expects a non-empty TensorList")
    if any(tensor.dtype is not given[0].dtype for tensor in given):
        raise BadValueError("meshgrid expects all tensors to have the same dtype")
    if indexing not in ("ij", "xy"):
        raise BadValueError(f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}')
    turned = indexing == "xy" and len(given) > 1
    if turned:
        given[:2] = given[1::-1]
    for tensor in given:
        if tensor.ndim > 1:
            raise ShapeError(
                f"torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: {tensor!r}"
            )
    shape = tuple(tensor.numel() for tensor in given)
    grids = [
        tensor.view((1,) * at + (-1,) + (1,) * (len(given) - at - 1)).expand(shape)
        for at, tensor in enumerate(given)
    ]
    if turned:
        grids[:2] = grids[1::-1]
    return tuple(grids)


def cartesian_prod(*tensors: Any) -> Tensor:
    """Return all choices of one element of each vector, one a row; of one vector, itself."""
    given: tuple[Tensor, ...] = _listed(tensors)
    for tensor in given:
        if tensor.ndim != 1:
            raise ShapeError(f"Expect a 1D vector, but got shape {list(tensor.meta.shape)}")
    if len(given) == 1:
        return given[0]
    return _functions.stack([grid.flatten() for grid in meshgrid(*given)], 1)


def _of_each(shaped: Callable[[Tensor], Tensor], tensors: tuple[Any, ...]) -> Any:
    """Return one tensor for one, a tuple for several."""
    shapes = tuple(map(shaped, _listed(tensors)))
    return shapes[0] if len(tensors) == 1 and isinstance(tensors[0], Operand) else shapes


def atleast_1d(*tensors: Any) -> Any:
    """Return each tensor itself, or a view of one dimension where it has none."""
    return _of_each(lambda tensor: tensor if tensor.ndim else tensor.reshape(1), tensors)


def atleast_2d(*tensors: Any) -> Any:
    """Return each tensor itself, or a view of two dimensions where it has fewer: new ones come first."""

    def shaped(tensor: Tensor) -> Tensor:
        return tensor if tensor.ndim > 1 else tensor.unsqueeze(0) if tensor.ndim else tensor.reshape(1, 1)

    return _of_each(shaped, tensors)


def atleast_3d(*tensors: Any) -> Any:
    """Return each tensor itself, or a view of three dimensions where it has fewer: a vector is in the middle."""

    def shaped(tensor: Tensor) -> Tensor:
        if tensor.ndim > 2:
            return tensor
        wide = tensor.unsqueeze(0) if tensor.ndim == 1 else tensor
        return wide.unsqueeze(-1) if tensor.ndim else tensor.reshape(1, 1, 1)

    return _of_each(shaped, tensors)


def split(tensor: Tensor, split_size_or_sections: int | Sequence[int], dim: int = 0) -> tuple[Tensor, ...]:
    """Return views of consecutive parts of a dimension: all of one size but the last, or of the sizes given."""
    parts: tuple[Tensor, ...] = tensor.split(split_size_or_sections, dim)
    return parts
