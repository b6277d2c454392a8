"""In which order samples are taken, one number or one batch of numbers at a time.

The one rule: an order is drawn by the session's source of random numbers, in one round trip, or by a given generator.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Sized
from itertools import islice
from typing import Any, Generic, TypeVar

from insitu import _functions
from insitu.generators import Generator
from insitu.making import as_tensor, randint
from insitu_engine.dtypes import float64
from insitu_engine.errors import ArgumentError, InvalidValueError, UnsupportedError

__all__ = [
    "BatchSampler",
    "RandomSampler",
    "Sampler",
    "SequentialSampler",
    "SubsetRandomSampler",
    "WeightedRandomSampler",
]

_Item_co = TypeVar("_Item_co", covariant=True)


def order(size: int, generator: Generator | None) -> list[int]:
    """Return the numbers below ``size`` in random order."""
    found: list[int] = (
        _functions.randperm(size).tolist() if generator is None else generator.permutation(size)
    )
    return found


class Sampler(Generic[_Item_co]):
    """What says which samples come: a subclass has ``__iter__`` and, for most uses, ``__len__``."""

    def __iter__(self) -> Iterator[_Item_co]:
        raise NotImplementedError


class SequentialSampler(Sampler[int]):
    """All samples in their order."""

    def __init__(self, data_source: Sized) -> None:
        self.data_source = data_source

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.data_source)))

    def __len__(self) -> int:
        return len(self.data_source)


class RandomSampler(Sampler[int]):
    """All samples in random order, or ``num_samples`` of them; with ``replacement`` each draw is of all."""

    def __init__(
        self,
        data_source: Sized,
        replacement: bool = False,
        num_samples: int | None = None,
        generator: Generator | None = None,
    ) -> None:
        self.data_source = data_source
        self.replacement = replacement
        self._num_samples = num_samples
        self.generator = generator
        if not isinstance(replacement, bool):
            raise ArgumentError(f"replacement should be a boolean value, but got replacement={replacement}")
        _require_count("num_samples", self.num_samples)

    @property
    def num_samples(self) -> int:
        """How many are taken."""
        return len(self.data_source) if self._num_samples is None else self._num_samples

    def __iter__(self) -> Iterator[int]:
        size, wanted = len(self.data_source), self.num_samples
        if not self.replacement:
            rounds = -(-wanted // size)
            return islice((at for _ in range(rounds) for at in order(size, self.generator)), wanted)
        if self.generator is not None:
            return iter(self.generator.integers(size, wanted))
        return iter(randint(0, size, (wanted,)).tolist())

    def __len__(self) -> int:
        return self.num_samples


class SubsetRandomSampler(Sampler[int]):
    """The samples of these numbers in random order."""

    def __init__(self, indices: Sequence[int], generator: Generator | None = None) -> None:
        self.indices = indices
        self.generator = generator

    def __iter__(self) -> Iterator[int]:
        return (self.indices[at] for at in order(len(self.indices), self.generator))

    def __len__(self) -> int:
        return len(self.indices)


class WeightedRandomSampler(Sampler[int]):
    """``num_samples`` samples, each as likely as its weight says; without ``replacement`` none comes twice."""

    def __init__(
        self,
        weights: Sequence[float],
        num_samples: int,
        replacement: bool = True,
        generator: None = None,
    ) -> None:
        _require_count("num_samples", num_samples)
        if not isinstance(replacement, bool):
            raise InvalidValueError(
                f"replacement should be a boolean value, but got replacement={replacement}"
            )
        self.weights = as_tensor(weights, dtype=float64)
        if self.weights.dim() != 1:
            raise InvalidValueError(
                f"weights should be a 1d sequence but given weights have shape {tuple(self.weights.shape)}"
            )
        if generator is not None:
            raise UnsupportedError("WeightedRandomSampler draws by the session's source of random numbers")
        self.num_samples = num_samples
        self.replacement = replacement

    def __iter__(self) -> Iterator[int]:
        return iter(_functions.multinomial(self.weights, self.num_samples, self.replacement).tolist())

    def __len__(self) -> int:
        return self.num_samples


class BatchSampler(Sampler[list[int]]):
    """The numbers of another sampler in lists of ``batch_size``, without a shorter last one where ``drop_last`` says so."""

    def __init__(self, sampler: Iterable[Any], batch_size: int, drop_last: bool) -> None:
        _require_count("batch_size", batch_size)
        if not isinstance(drop_last, bool):
            raise InvalidValueError(f"drop_last should be a boolean value, but got drop_last={drop_last}")
        self.sampler = sampler
        self.batch_size = batch_size
        self.drop_last = drop_last

    def __iter__(self) -> Iterator[list[int]]:
        numbers = iter(self.sampler)
        while batch := list(islice(numbers, self.batch_size)):
            if len(batch) < self.batch_size and self.drop_last:
                return
            yield batch

    def __len__(self) -> int:
        size = len(self.sampler)  # type: ignore[arg-type] # where it has a length
        return size // self.batch_size if self.drop_last else -(-size // self.batch_size)


def _require_count(name: str, number: object) -> None:
    if not isinstance(number, int) or isinstance(number, bool) or number <= 0:
        raise InvalidValueError(f"{name} should be a positive integer value, but got {name}={number}")
