"""Batches of a dataset, for a training loop to go through once an epoch.

The one rule: batches are made in this thread when they are asked for; shuffling costs one round trip an epoch, else none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from insitu.generators import Generator
from insitu.utils.data.collate import default_collate, default_convert
from insitu.utils.data.dataset import IterableDataset, Subset, TensorDataset
from insitu.utils.data.sampler import BatchSampler, RandomSampler, SequentialSampler
from insitu_engine.errors import InvalidValueError

__all__ = ["DataLoader"]


class DataLoader:
    """Batches of ``batch_size`` samples, shuffled anew each time that it is iterated over if ``shuffle`` says so.

    ``sampler`` gives the samples' numbers instead, ``batch_sampler`` lists of them; ``collate_fn`` makes a batch of a
    list of samples, `default_collate` unless it is given. With ``batch_size=None`` samples come as they are. What
    PyTorch takes for its worker processes and for pinned memory is accepted: there are none, and it changes no batch.
    Raises InvalidValueError for options that exclude each other.
    """

    def __init__(
        self,
        dataset: Any,
        batch_size: int | None = 1,
        shuffle: bool | None = None,
        sampler: Iterable[Any] | None = None,
        batch_sampler: Iterable[list[Any]] | None = None,
        num_workers: int = 0,
        collate_fn: Callable[[list[Any]], Any] | None = None,
        pin_memory: bool = False,
        drop_last: bool = False,
        timeout: float = 0,
        worker_init_fn: Callable[[int], None] | None = None,
        multiprocessing_context: Any = None,
        generator: Generator | None = None,
        *,
        prefetch_factor: int | None = None,
        persistent_workers: bool = False,
        pin_memory_device: str = "",
        in_order: bool = True,
    ) -> None:
        del timeout, worker_init_fn, multiprocessing_context, prefetch_factor, persistent_workers
        del pin_memory_device, in_order
        if num_workers < 0:
            raise InvalidValueError(
                "num_workers option should be non-negative; use num_workers=0 to disable multiprocessing."
            )
        streamed = isinstance(dataset, IterableDataset)
        if streamed:
            _require_stream(shuffle, sampler, batch_sampler)
        _require_apart(sampler, batch_sampler, batch_size, shuffle=bool(shuffle), drop_last=drop_last)
        self.dataset = dataset
        self.num_workers = num_workers
        self.pin_memory = pin_memory
        self.generator = generator
        self.drop_last = drop_last
        self.batch_size = None if batch_sampler is not None else batch_size
        if sampler is None and not streamed:
            sampler = RandomSampler(dataset, generator=generator) if shuffle else SequentialSampler(dataset)
        self.sampler = sampler
        if batch_sampler is None and batch_size is not None and sampler is not None:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        self.batch_sampler = batch_sampler
        batched = batch_sampler is not None or batch_size is not None
        self.collate_fn: Callable[[Any], Any] = collate_fn or (
            default_collate if batched else default_convert
        )

    def __iter__(self) -> Iterator[Any]:
        if self.batch_sampler is not None:
            return map(self._batch, self.batch_sampler)
        if self.sampler is not None:
            return (self.collate_fn(self.dataset[at]) for at in self.sampler)
        if self.batch_size is None:
            return map(self.collate_fn, self.dataset)
        return self._streamed(self.batch_size)

    def __len__(self) -> int:
        if self.batch_sampler is not None:
            return len(self.batch_sampler)  # type: ignore[arg-type] # where it has a length
        if self.sampler is not None:
            return len(self.sampler)  # type: ignore[arg-type] # likewise
        size = len(self.dataset)
        if self.batch_size is None:
            return size
        return size // self.batch_size if self.drop_last else -(-size // self.batch_size)

    def _batch(self, indices: list[Any]) -> Any:
        whole = _whole_batch(self.dataset, indices) if self.collate_fn is default_collate else None
        return self.collate_fn([self.dataset[at] for at in indices]) if whole is None else whole

    def _streamed(self, size: int) -> Iterator[Any]:
        samples = iter(self.dataset)
        while batch := list(islice(samples, size)):
            if len(batch) < size and self.drop_last:
                return
            yield self.collate_fn(batch)


def _whole_batch(dataset: Any, indices: list[Any]) -> Any:
    """Return a batch of rows of tensors, None for samples that have to be taken one by one."""
    while type(dataset) is Subset:
        indices = [dataset.indices[at] for at in indices]
        dataset = dataset.dataset
    return dataset.batch(indices) if type(dataset) is TensorDataset else None


def _require_stream(shuffle: bool | None, *samplers: object) -> None:
    """Raise InvalidValueError for what would choose samples that come one after the other."""
    if shuffle:
        raise InvalidValueError(
            f"DataLoader with IterableDataset: expected unspecified shuffle option, but got shuffle={shuffle}"
        )
    for name, given in zip(("sampler", "batch_sampler"), samplers, strict=True):
        if given is not None:
            raise InvalidValueError(
                f"DataLoader with IterableDataset: expected unspecified {name} option, but got {name}={given}"
            )


def _require_apart(
    sampler: object, batch_sampler: object, batch_size: int | None, *, shuffle: bool, drop_last: bool
) -> None:
    """Raise InvalidValueError for options that say the same thing twice."""
    if sampler is not None and shuffle:
        raise InvalidValueError("sampler option is mutually exclusive with shuffle")
    if batch_sampler is not None and (batch_size != 1 or shuffle or sampler is not None or drop_last):
        raise InvalidValueError(
            "batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last"
        )
    if batch_sampler is None and batch_size is None and drop_last:
        raise InvalidValueError(
            "batch_size=None option disables auto-batching and is mutually exclusive with drop_last"
        )
