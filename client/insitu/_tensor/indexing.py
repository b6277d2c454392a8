"""A tensor as a sequence: ``x[1:, mask]`` read and written, length, iteration."""

# mypy: disable-error-code="misc"
# Of a Tensor, whose base this is: hence the type of self.

from __future__ import annotations

from collections.abc import Iterator
from numbers import Number
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from insitu.dispatch import call
from insitu_engine.dtypes import Category, uint8
from insitu_engine.errors import ArgumentError
from insitu_engine.meta import Operand
from insitu_engine.optable import lookup

if TYPE_CHECKING:
    from insitu._tensor import Tensor

_GETITEM: Final = lookup("getitem")
_SETITEM: Final = lookup("setitem_")


def _read(item: Any) -> Any:
    """Return an index that is one integer as Python's: PyTorch reads it, as only then the result can be a view."""
    if not isinstance(item, Operand) or item.meta.shape:
        return item
    dtype = item.meta.dtype
    return int(item) if dtype.category is Category.INT and dtype is not uint8 else item  # type: ignore[call-overload]


class Indexing:
    """The part of a Tensor that is Python's sequence."""

    __slots__ = ()

    def __getitem__(self: Tensor, index: Any) -> Tensor:
        result: Tensor = call(_GETITEM, (self, tuple(map(_read, self._index(index)))))
        return result

    def __setitem__(self: Tensor, index: Any, value: Any) -> None:
        if not isinstance(value, Operand | Number):
            value = self._like(value)
        call(_SETITEM, (self, self._index(index), value))

    def _index(self: Tensor, index: Any) -> tuple[Any, ...]:
        """Return an index in standard form: lists and arrays become tensors."""
        items = index if isinstance(index, tuple) else (index,)
        return tuple(
            self._like(item) if isinstance(item, list | np.ndarray | range) else
            item.item() if isinstance(item, np.generic) else item
            for item in items
        )  # fmt: skip

    def __len__(self: Tensor) -> int:
        if not self.meta.shape:
            raise ArgumentError("len() of a 0-d tensor")
        return self.meta.shape[0]

    def __iter__(self: Tensor) -> Iterator[Tensor]:
        if not self.meta.shape:
            raise ArgumentError("iteration over a 0-d tensor")
        return iter(self.unbind(0))

    def __reversed__(self: Tensor) -> Tensor:
        return self.flip(0) if self.meta.shape else self

    def __contains__(self: Tensor, value: Any) -> bool:
        return bool((self == value).any())
