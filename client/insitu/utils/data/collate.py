"""From a list of samples to a batch: what is a tensor or a number in each sample becomes one tensor of all."""

from __future__ import annotations

import copy
from collections.abc import Mapping, MutableMapping, MutableSequence, Sequence
from typing import Any

import numpy as np

from insitu import _functions
from insitu._tensor import Tensor
from insitu.making import tensor
from insitu_engine.dtypes import float64
from insitu_engine.errors import ArgumentError, BadValueError

__all__ = ["default_collate", "default_convert"]


def default_collate(batch: Sequence[Any]) -> Any:
    """Return tensors and arrays stacked, numbers as one tensor, and tuples, lists and dicts of these member by member.

    Strings stay a list. Samples that are tuples give a list, as in PyTorch. Raises ArgumentError for anything else,
    BadValueError for samples of different lengths.
    """
    first = batch[0]
    if isinstance(first, Tensor):
        return _functions.stack(list(batch))
    if isinstance(first, np.ndarray | np.generic):
        if first.dtype.kind in "SUO":
            raise ArgumentError(_unknown(first.dtype))
        return tensor(np.stack(batch))
    if isinstance(first, float):
        return tensor(list(batch), dtype=float64)
    if isinstance(first, int):
        return tensor(list(batch))
    if isinstance(first, str | bytes):
        return batch
    if isinstance(first, Mapping):
        return _refilled(first, {key: default_collate([sample[key] for sample in batch]) for key in first})
    if isinstance(first, Sequence):
        return _of_members(first, batch)
    raise ArgumentError(_unknown(type(first)))


def default_convert(data: Any) -> Any:
    """Return one sample with its arrays as tensors; a tuple gives a list, as in PyTorch."""
    if isinstance(data, np.ndarray | np.generic) and data.dtype.kind not in "SUO":
        return tensor(data)
    if isinstance(data, Mapping):
        return _refilled(data, {key: default_convert(value) for key, value in data.items()})
    if isinstance(data, Sequence) and not isinstance(data, str | bytes):
        return _like(data, [default_convert(value) for value in data])
    return data


def _refilled(first: Mapping[Any, Any], found: dict[Any, Any]) -> Any:
    """Return a mapping like a sample's with the batch's values, a dict where there can be none."""
    try:
        if not isinstance(first, MutableMapping):
            return type(first)(found)  # type: ignore[call-arg] # the samples' own class
        made = copy.copy(first)
        made.update(found)
    except TypeError:
        return found
    return made


def _of_members(first: Sequence[Any], batch: Sequence[Sequence[Any]]) -> Any:
    if any(len(sample) != len(first) for sample in batch):
        raise BadValueError("each element in list of batch should be of equal size")
    return _like(first, [default_collate(members) for members in zip(*batch, strict=True)])


def _like(first: Sequence[Any], found: list[Any]) -> Any:
    """Return a sequence of a sample's kind with other members, a list where there can be none."""
    if hasattr(first, "_fields"):  # a named tuple
        return type(first)(*found)
    if isinstance(first, tuple):
        return found
    try:
        if not isinstance(first, MutableSequence):
            return type(first)(found)  # type: ignore[call-arg] # the samples' own class
        made = copy.copy(first)
        made[:] = found
    except TypeError:
        return found
    return made


def _unknown(kind: object) -> str:
    return f"default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {kind}"
