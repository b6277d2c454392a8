"""One sample in two worlds: torch's copy of its tensors, and the same bytes as insitu tensors on the server.

The rule: both worlds get the same storages, strides, offsets and sharing; what a call writes in one of them is seen by
nobody else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

import insitu
from insitu_engine.errors import InsituError
from insitupb.v1 import ops_pb2

#: PyTorch's constants that stand for the one thing that insitu has.
_LAYOUTS = (torch.layout, torch.memory_format)
_NUMPY_DIMENSIONS = 64


class ElsewhereError(Exception):
    """The sample has a tensor that is not dense, or on another device: insitu has only dense ones in one place."""


class MissingError(AttributeError):
    """insitu has no such name."""


def find(path: str) -> Any:
    """Return what insitu calls ``path`` (``nn.functional.relu``, ``Tensor.add_``, ``float32``); raise MissingError."""
    found: Any = insitu
    for name in path.split("."):
        try:
            found = getattr(found, name)
        except AttributeError:
            raise MissingError(f"insitu.{path}") from None
    return found


def map_values(value: Any, convert: Callable[[Any], Any]) -> Any:
    """Return a tree of lists, tuples, dicts and slices with each leaf converted."""
    if isinstance(value, torch.Size):
        return tuple(value)
    if isinstance(value, list | tuple):
        return type(value)(map_values(item, convert) for item in value)
    if isinstance(value, dict):
        return {key: map_values(item, convert) for key, item in value.items()}
    if isinstance(value, slice):
        return slice(*(map_values(part, convert) for part in (value.start, value.stop, value.step)))
    return convert(value)


def storage_of(tensor: torch.Tensor) -> int:
    """Return a number that stands for the tensor's storage, also where it has no bytes."""
    return tensor.untyped_storage()._cdata


class Twins:
    """The tensors of one call in both worlds, in the order in which they are met."""

    def __init__(self, *, asking: bool = False) -> None:
        """With ``asking`` those tensors require a gradient that do in the sample."""
        self._asking = asking
        self.theirs: list[torch.Tensor] = []
        self.ours: list[insitu.Tensor] = []
        #: Why insitu cannot have one of the tensors, which is then what it says to the call.
        self.refusal: InsituError | None = None
        self._storages: dict[tuple[int, torch.dtype], tuple[Any, insitu.Tensor]] = {}
        self._made: dict[int, tuple[torch.Tensor, insitu.Tensor]] = {}
        self._kept: list[torch.Tensor] = []

    def both(self, value: Any, *, fresh: bool = False) -> tuple[Any, Any]:
        """Return an argument as torch takes it and as insitu takes it; ``fresh`` clones what is a tensor."""
        theirs = map_values(value, lambda leaf: self._twin(leaf, fresh=fresh)[0])
        ours = map_values(value, lambda leaf: self._twin(leaf, fresh=fresh)[1])
        return theirs, ours

    def _twin(self, leaf: Any, *, fresh: bool) -> tuple[Any, Any]:
        if not isinstance(leaf, torch.Tensor):
            return leaf, translate(leaf)
        if id(leaf) not in self._made:
            self._kept.append(leaf)
            made = self._copy(leaf.clone() if fresh else leaf)
            self._made[id(leaf)] = made
            if self._asking and leaf.requires_grad:
                for tensor in made:
                    tensor.requires_grad_()
        return self._made[id(leaf)]

    def _copy(self, given: torch.Tensor) -> tuple[torch.Tensor, insitu.Tensor]:
        if given.layout is not torch.strided or given.device.type != "cpu":
            raise ElsewhereError(f"{given.layout}, on {given.device.type}")
        given = given.detach().resolve_conj().resolve_neg()
        self._kept.append(given)
        key = (storage_of(given), given.dtype)
        whole = given.is_contiguous() and given.untyped_storage().nbytes() == given.nbytes
        if key not in self._storages:
            flat = torch.empty(0, dtype=given.dtype).set_(given.untyped_storage())
            shaped = flat.reshape(given.shape) if whole and given.ndim <= _NUMPY_DIMENSIONS else flat
            self._storages[key] = flat.untyped_storage().clone(), to_insitu(shaped)
        storage, base = self._storages[key]
        theirs = torch.empty(0, dtype=given.dtype)
        theirs.set_(storage, given.storage_offset(), given.shape, given.stride())
        ours = base
        if not whole or tuple(base.shape) != tuple(given.shape) or any(known is base for known in self.ours):
            try:
                ours = base.as_strided(tuple(given.shape), given.stride(), given.storage_offset())
                if self._asking:
                    ours = ours.detach()  # a leaf is no view, as torch's is none
            except InsituError as error:
                self.refusal = error
                return theirs, base
        self.theirs.append(theirs)
        self.ours.append(ours)
        return theirs, ours


def to_insitu(tensor: torch.Tensor) -> insitu.Tensor:
    """Return a contiguous tensor's values as a new insitu tensor."""
    dtype = find(_name(tensor.dtype))
    whole = tensor.clone(memory_format=torch.contiguous_format)  # one of size 1 may have any stride
    array = whole.view(torch.uint8) if tensor.ndim else whole.reshape(1).view(torch.uint8)
    return insitu.tensor(array.numpy().view(dtype.numpy).reshape(tuple(tensor.shape)), dtype=dtype)


def to_torch(tensor: insitu.Tensor) -> torch.Tensor:
    """Return an insitu tensor's values as a contiguous torch tensor."""
    return _as_torch(np.ascontiguousarray(tensor.numpy()).reshape(-1), tensor)


def _as_torch(values: np.ndarray[Any, Any], tensor: insitu.Tensor) -> torch.Tensor:
    dtype = getattr(torch, tensor.dtype.name)
    if values.size == 0:
        return torch.empty(tensor.meta.shape, dtype=dtype)
    return torch.from_numpy(values.view(np.uint8)).view(dtype).reshape(tensor.meta.shape)


def to_torch_all(tensors: list[insitu.Tensor]) -> list[torch.Tensor]:
    """Return many tensors' values in one round trip, and raise what the server has refused."""
    queries = [ops_pb2.Query(handle=tensor.handle, value=True) for tensor in tensors]
    answers = insitu.current_session().ask(queries).answers
    return [
        to_torch(tensor.detach())
        if answer.snapshot
        else _as_torch(np.frombuffer(bytearray(answer.value.raw), np.uint8), tensor)
        for tensor, answer in zip(tensors, answers, strict=True)
    ]


def translate(leaf: Any) -> Any:
    """Return an argument that is no tensor as insitu takes it."""
    if isinstance(leaf, torch.dtype):
        return find(_name(leaf))
    if isinstance(leaf, _LAYOUTS):
        return find(_name(leaf))
    if isinstance(leaf, torch.device):
        return str(leaf)
    if isinstance(leaf, torch.nn.PairwiseDistance):
        return insitu.nn.PairwiseDistance(leaf.norm, leaf.eps, leaf.keepdim)
    return leaf


def _name(constant: Any) -> str:
    return str(constant).removeprefix("torch.")
