"""Samples by number, or one after the other.

The one rule: a dataset holds what it was given and copies nothing; a batch of tensors is one call for each tensor.
"""

from __future__ import annotations

import math
import warnings
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any, Generic, TypeVar

from insitu._tensor import Tensor
from insitu.generators import Generator
from insitu.utils.data.sampler import order
from insitu_engine.errors import InvalidValueError

__all__ = ["ConcatDataset", "Dataset", "IterableDataset", "Subset", "TensorDataset", "random_split"]

_Sample_co = TypeVar("_Sample_co", covariant=True)


class Dataset(Generic[_Sample_co]):
    """Samples by number: a subclass has ``__getitem__`` and, for most uses, ``__len__``."""

    def __getitem__(self, index: Any) -> _Sample_co:
        """Return one sample."""
        raise NotImplementedError("Subclasses of Dataset should implement __getitem__.")

    def __add__(self, other: Dataset[Any]) -> ConcatDataset:
        return ConcatDataset([self, other])


class IterableDataset(Dataset[_Sample_co], Iterable[_Sample_co]):
    """Samples one after the other: a subclass has ``__iter__``."""


class TensorDataset(Dataset[tuple[Tensor, ...]]):
    """Samples that are rows of tensors, which are all of one length: sample ``i`` is ``(first[i], second[i], ...)``."""

    def __init__(self, *tensors: Tensor) -> None:
        if not all(tensors[0].size(0) == tensor.size(0) for tensor in tensors):
            raise AssertionError("Size mismatch between tensors")
        self.tensors = tensors

    def __getitem__(self, index: Any) -> tuple[Tensor, ...]:
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self) -> int:
        return len(self.tensors[0])

    def batch(self, indices: list[int]) -> list[Tensor]:
        """Return what `default_collate` makes of these samples, by one call for each tensor."""
        return [tensor[indices] for tensor in self.tensors]


class Subset(Dataset[_Sample_co]):
    """Those samples of a dataset whose numbers are ``indices``."""

    def __init__(self, dataset: Any, indices: Sequence[int]) -> None:
        self.dataset = dataset
        self.indices = indices

    def __getitem__(self, index: Any) -> _Sample_co:
        if isinstance(index, list):
            return self.dataset[[self.indices[at] for at in index]]  # type: ignore[no-any-return] # any dataset
        return self.dataset[self.indices[index]]  # type: ignore[no-any-return] # likewise

    def __len__(self) -> int:
        return len(self.indices)


class ConcatDataset(Dataset[Any]):
    """The samples of several datasets, one dataset after the other."""

    def __init__(self, datasets: Iterable[Any]) -> None:
        self.datasets = list(datasets)
        if not self.datasets:
            raise AssertionError("datasets should not be an empty iterable")
        if any(isinstance(dataset, IterableDataset) for dataset in self.datasets):
            raise AssertionError("ConcatDataset does not support IterableDataset")
        self.cumulative_sizes = list(accumulate(map(len, self.datasets)))

    def __len__(self) -> int:
        return self.cumulative_sizes[-1]

    def __getitem__(self, index: int) -> Any:
        if index < -len(self):
            raise InvalidValueError("absolute value of index should not exceed dataset length")
        index = index + len(self) if index < 0 else index
        at = bisect_right(self.cumulative_sizes, index)
        return self.datasets[at][index - (self.cumulative_sizes[at - 1] if at else 0)]


def random_split(
    dataset: Any, lengths: Sequence[float], generator: Generator | None = None
) -> list[Subset[Any]]:
    """Return parts of a dataset, of these lengths or, if they sum to 1, these shares, each sample in one of them.

    The order is drawn by the session's source of random numbers, or by ``generator``. Raises InvalidValueError unless
    the lengths sum to the dataset's.
    """
    sizes = _shared(len(dataset), lengths) if math.isclose(sum(lengths), 1) and sum(lengths) <= 1 else lengths
    if sum(sizes) != len(dataset):
        raise InvalidValueError("Sum of input lengths does not equal the length of the input dataset!")
    indices = order(len(dataset), generator)
    ends = list(accumulate(map(int, sizes)))
    return [Subset(dataset, indices[start:end]) for start, end in zip([0, *ends], ends, strict=False)]


def _shared(size: int, shares: Sequence[float]) -> list[int]:
    """Return shares of a number as whole numbers, rounded down; what remains goes one by one to the first ones."""
    for at, share in enumerate(shares):
        if not 0 <= share <= 1:
            raise InvalidValueError(f"Fraction at index {at} is not between 0 and 1")
    sizes = [math.floor(size * share) for share in shares]
    for at in range(size - sum(sizes)):
        sizes[at % len(sizes)] += 1
    for at, length in enumerate(sizes):
        if not length:
            warnings.warn(
                f"Length of split at index {at} is 0. This might result in an empty dataset.", stacklevel=3
            )
    return sizes
