"""A session's tensors as this client knows them: each under a handle of the client's own choosing.

The one rule: a handle is never used twice, and is given up once its tensor is gone.
"""

from __future__ import annotations

import secrets
import weakref
from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING

from insitu.recording import mode as recording
from insitu.session.images import Image
from insitu.transport.stream import Stream
from insitu_engine.autograd.nodes import Creation
from insitu_engine.dtypes import dtype_named
from insitu_engine.errors import InsituError, StaleMetadataError
from insitu_engine.meta import Meta, Operand, meta, needed_bytes
from insitu_engine.planner import LostMeta
from insitupb.v1 import common_pb2, ops_pb2

if TYPE_CHECKING:
    from insitu._tensor import Tensor


class Handles:
    """Tensors that are there, and the stream on which calls about them go."""

    def __init__(self) -> None:
        self._images: weakref.WeakValueDictionary[int, Image] = weakref.WeakValueDictionary()
        self._start()

    def _start(self) -> None:
        """Begin a stream, on which no handle has been given yet."""
        self._handles = count((secrets.randbits(30) << 32) + 1)
        self._live: dict[int, weakref.ref[Tensor]] = {}
        self.stream = Stream(self._lose)

    def next_handle(self) -> int:
        """Return a handle that was never used in this session."""
        return next(self._handles)

    def new(self, meta: Meta) -> Tensor:
        """Return a tensor on a storage of its own, with the next handle."""
        return self._tensor(self.next_handle(), meta, Image(needed_bytes(meta, 0)), 0)

    def twin_of(self, shown: Tensor) -> Tensor:
        """Return a tensor on the bytes of ``shown`` that has a version of its own, with the next handle."""
        root = Image(shown.root.nbytes, 0, shown.root.origin)
        return self._tensor(self.next_handle(), shown.meta, root, shown.offset)

    def view_of(self, shown: Operand, meta: Meta, offset: int, base: Tensor | None) -> Tensor:
        """Return a tensor on the storage of ``shown``, with the next handle."""
        return self._tensor(self.next_handle(), meta, shown.root, offset, base)

    def _tensor(
        self, handle: int, meta: Meta, root: Image, offset: int, base: Tensor | None = None
    ) -> Tensor:
        from insitu._tensor import tensor_at

        tensor = tensor_at(self, handle, meta, root, offset, base)  # type: ignore[arg-type] # a Session
        if recording.inference:
            tensor.creation = Creation.INFERENCE
        self._live[handle] = weakref.ref(tensor)
        return tensor

    def live(self, handle: int) -> Tensor | None:
        """Return this client's tensor under a handle, None if it has none."""
        return self._live.get(handle, lambda: None)()

    def collected(self, handle: int) -> None:
        """Note that a tensor is gone: its handle is given up with the next call, unless it was lost in this moment."""
        if self._live.pop(handle, None) is not None:
            self.stream.released.append(handle)

    def ask(self, queries: Sequence[ops_pb2.Query] = ()) -> ops_pb2.Reply:
        """Wait for all that is recorded, and return the answers as of then; see `Stream.ask`."""
        try:
            return self.stream.ask(queries)
        except StaleMetadataError as error:
            self._refresh([int(handle) for handle in error.metadata.get("handles", "").split()])
            raise

    def _refresh(self, handles: Sequence[int]) -> None:
        """Take the metadata of this client's tensors among these from the server: another client changed it."""
        for handle in handles:
            tensor = self._live.get(handle, lambda: None)()
            if tensor is None:
                continue
            info = self.stream.ask([ops_pb2.Query(handle=handle)]).answers[0].tensor
            tensor.meta = _meta_of(info)
            tensor.offset = info.offset
            tensor.root.version = info.version
            tensor.root.nbytes = info.storage_nbytes

    def described(self, handles: Sequence[int]) -> list[Tensor]:
        """Return tensors for handles of which only the server knows the metadata."""
        reply = self.ask([ops_pb2.Query(handle=handle) for handle in handles])
        return [
            self._described(handle, answer.tensor)
            for handle, answer in zip(handles, reply.answers, strict=True)
        ]

    def _described(self, handle: int, info: common_pb2.TensorInfo) -> Tensor:
        image = self._images.get(info.storage)
        if image is None:
            image = self._images[info.storage] = Image(info.storage_nbytes, info.version)
        return self._tensor(handle, _meta_of(info), image, info.offset)

    def _lose(self, handle: int, cause: InsituError) -> bool:
        """Mark the tensor of a handle that never came to be; return whether there is one."""
        tensor = self._live.pop(handle, lambda: None)()
        if tensor is None:
            return False
        tensor.handle = 0
        tensor.meta = LostMeta(cause, tensor.meta)
        return True

    def lose_all(self, handles: Sequence[int]) -> None:
        """Mark tensors whose making call was dropped, for this thread has an error to learn of."""
        cause = self.stream.pending_cause()
        for handle in handles:
            self._lose(handle, cause)


def _meta_of(info: common_pb2.TensorInfo) -> Meta:
    return meta(dtype_named(info.dtype), tuple(info.shape), tuple(info.strides))
