"""Tensors whose bytes are on their way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from insitu_engine.dtypes import DType
from insitu_engine.errors import ArgumentError
from insitu_engine.memory.storage import Storage, Tensor, array_of
from insitu_engine.meta import meta

if TYPE_CHECKING:
    from insitu_engine.session.log import Session


class Upload:
    """A tensor in the making: memory that is charged already and belongs to nobody yet."""

    __slots__ = ("_array", "_session", "_storage", "meta")

    def __init__(self, session: Session, dtype: DType, shape: tuple[int, ...]) -> None:
        self.meta = meta(dtype, shape)
        self._session = session
        self._storage: Storage | None = Storage(self.meta.nbytes, session.account, session.engine.allocator)
        self._array: NDArray[Any] = array_of(self._storage, self.meta, 0)

    @property
    def view(self) -> memoryview:
        """The bytes to fill."""
        return memoryview(self._array.reshape(-1).view(np.uint8).data)

    def publish(self, handle: int = 0, name: str = "") -> Tensor:
        """Make it a tensor of the session; raise TensorExistsError or OverQuotaError, still unpublished."""
        session = self._session
        results, names = (handle,) if handle else (), (name,) if name else ()
        session.require_free("upload", 1, results=results, names=names)
        if self._storage is None:
            raise ArgumentError("this upload is over")
        tensor = Tensor(self._storage, self.meta)
        self._storage = None
        session.position += 1
        session.lease((tensor,), results, names)
        return tensor

    def abort(self) -> None:
        """Give the memory back, unless published."""
        if self._storage is not None:
            self._storage.free()
            self._storage = None
