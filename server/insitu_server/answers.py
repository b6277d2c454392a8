"""Tensors on their way out: metadata, and values in the form that the asker reads best."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from insitu_engine.autograd.history import requires_grad
from insitu_engine.dtypes import Category
from insitu_engine.memory.storage import Tensor
from insitupb.v1 import common_pb2

#: Values up to so many elements are told as typed lists.
MOST_LISTED: Final = 4096

_LISTS: Final = {Category.BOOL: "bools", Category.INT: "ints", Category.FLOAT: "floats"}


def info_of(tensor: Tensor, handle: int = 0) -> common_pb2.TensorInfo:
    """Return a tensor's metadata; ``handle`` is the one by which it was asked for."""
    meta = tensor.meta
    root = tensor.root
    return common_pb2.TensorInfo(
        handle=handle or tensor.handle,
        name=tensor.name,
        dtype=meta.dtype.name,
        shape=meta.shape,
        strides=meta.strides,
        offset=tensor.offset,
        storage=root.id,
        storage_nbytes=root.nbytes,
        version=root.version,
        requires_grad=requires_grad(tensor),
        grad_fn=""
        if tensor.history is None or tensor.history.edge is None
        else tensor.history.edge.node.title,
    )


def raw_value(tensor: Tensor) -> common_pb2.TensorValue:
    """Return the values as little-endian bytes."""
    meta = tensor.meta
    little = tensor.array.astype(meta.dtype.numpy.newbyteorder("<"), copy=False)
    return common_pb2.TensorValue(dtype=meta.dtype.name, shape=meta.shape, raw=little.tobytes())


def listed_value(tensor: Tensor) -> common_pb2.TensorValue:
    """Return the values as one typed list."""
    meta = tensor.meta
    value = common_pb2.TensorValue(dtype=meta.dtype.name, shape=meta.shape)
    flat: NDArray[Any] = tensor.array.reshape(-1)
    if meta.dtype.is_complex:
        value.complexes.extend(np.ascontiguousarray(flat.astype(np.complex128)).view(np.float64).tolist())
    else:
        getattr(value, _LISTS[meta.dtype.category]).extend(flat.tolist())
    return value
