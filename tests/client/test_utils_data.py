"""Datasets, samplers and loaders beside PyTorch's: the same program here and there, the same batches."""

from __future__ import annotations

import pytest

import insitu
from insitu.utils.data import DataLoader, RandomSampler, Subset, TensorDataset, random_split

from .beside import both

pytestmark = pytest.mark.usefixtures("session")

BEFORE = """
import collections
import numpy as np
from collections import namedtuple
D = T.utils.data
x = T.arange(20.).reshape(10, 2)
y = T.arange(10)
pairs = D.TensorDataset(x, y)
class Squares(D.Dataset):
    def __len__(self): return 7
    def __getitem__(self, i): return i, i * i
class Stream(D.IterableDataset):
    def __iter__(self): return iter(range(5))
class Sized(Stream):
    def __len__(self): return 5
Point = namedtuple("Point", "x y")
"""
PROGRAMS = {
    "sample": "seen += [pairs[3], pairs[-1], pairs[2:4], len(pairs)]",
    "tensors of different lengths": "D.TensorDataset(x, y[:3])",
    "no getitem": "D.Dataset()[0]",
    "no length": "len(D.Dataset())",
    "no iter": "iter(D.IterableDataset())",
    "one at a time": "seen += [list(D.DataLoader(pairs))[:2], len(D.DataLoader(pairs))]",
    "batches": "seen += list(D.DataLoader(pairs, batch_size=4))",
    "batches without the last": "l = D.DataLoader(pairs, 4, drop_last=True); seen += [list(l), len(l)]",
    "batches are copies": "b, _ = next(iter(D.DataLoader(pairs, 4))); b.zero_(); seen += [x]",
    "batches twice": "l = D.DataLoader(pairs, 5); seen += [len(list(l)), len(list(l)), len(l), len(l.dataset)]",
    "of a tensor": "seen += list(D.DataLoader(x, 4))",
    "of a list": "seen += list(D.DataLoader([1, 2, 3], 2))",
    "of a dataset of one's own": "seen += list(D.DataLoader(Squares(), 3))",
    "of a subset": "seen += list(D.DataLoader(D.Subset(pairs, [8, 1, 5]), 2))",
    "of a subset of a subset": "seen += list(D.DataLoader(D.Subset(D.Subset(Squares(), [6, 4, 2]), [2, 0]), 2))",
    "subset": "s = D.Subset(pairs, [8, 1, 5]); seen += [s[0], len(s), s[[0, 1]], s.indices]",
    "concatenated": "c = D.TensorDataset(y[:3]) + D.TensorDataset(y[5:]); seen += [len(c), c[2], c[3], c[-1], c.cumulative_sizes]",
    "concatenated, out of range": "(pairs + pairs)[-21]",
    "concatenated, none": "D.ConcatDataset([])",
    "concatenated streams": "D.ConcatDataset([Stream()])",
    "stream": "seen += list(D.DataLoader(Stream(), 2))",
    "stream without the last": "seen += list(D.DataLoader(Stream(), 2, drop_last=True))",
    "stream of samples": "seen += list(D.DataLoader(Stream(), batch_size=None))",
    "stream's length": "seen += [len(D.DataLoader(Sized(), 2)), len(D.DataLoader(Sized(), 2, drop_last=True))]",
    "stream without a length": "len(D.DataLoader(Stream(), 2))",
    "stream shuffled": "D.DataLoader(Stream(), shuffle=True)",
    "samples as they are": "seen += list(D.DataLoader(pairs, batch_size=None))[:2]",
    "arrays and dicts as they are": "seen += list(D.DataLoader([{'a': np.ones(2), 'b': ('c', 1)}], batch_size=None)); seen += [D.default_convert(Point(1, np.float32(2))).y]",
    "collate": "seen += list(D.DataLoader(Squares(), 3, collate_fn=lambda b: [i + j for i, j in b]))",
    "sampler": "seen += list(D.DataLoader(y, 2, sampler=[3, 1, 4]))",
    "batch sampler": "l = D.DataLoader(y, batch_sampler=[[3, 1], [4]]); seen += [list(l), len(l), l.batch_size]",
    "samplers": "seen += [list(D.SequentialSampler(y)), list(D.BatchSampler(range(7), 3, False)), list(D.BatchSampler(range(7), 3, True)), len(D.BatchSampler(range(7), 3, False)), len(D.BatchSampler(range(7), 3, True))]",
    "abstract sampler": "iter(D.Sampler())",
    "counts": "seen += [len(D.RandomSampler(y)), len(D.RandomSampler(y, num_samples=3)), len(D.SubsetRandomSampler([1, 2])), len(list(D.RandomSampler(y, True, 40))), len(list(D.RandomSampler(y, num_samples=23)))]",
    "weights": "seen += [list(D.WeightedRandomSampler([0., 1., 0.], 4)), sorted(D.WeightedRandomSampler([1., 2., 3.], 3, False))]",
    "sampler and shuffle": "D.DataLoader(y, sampler=[1], shuffle=True)",
    "batch sampler and size": "D.DataLoader(y, batch_sampler=[[1]], batch_size=3)",
    "no batches to drop": "D.DataLoader(y, batch_size=None, drop_last=True)",
    "batch size": "D.DataLoader(y, batch_size=0)",
    "workers": "D.DataLoader(y, num_workers=-1)",
    "replacement": "D.RandomSampler(y, replacement=1)",
    "number of samples": "D.RandomSampler(y, num_samples=0)",
    "number of weighted samples": "D.WeightedRandomSampler([1.], 0)",
    "replacement of weighted ones": "D.WeightedRandomSampler([1.], 1, 2)",
    "weights in two dimensions": "D.WeightedRandomSampler([[1.]], 1)",
    "drop last": "D.BatchSampler([1], 1, 2)",
    "collated tensors": "seen += [D.default_collate([x[0], x[1]]), D.default_collate([(x[0], 1), (x[1], 2)]), D.default_collate([[1, 2.], [3, 4.]])]",
    "collated numbers": "seen += [D.default_collate([1, 2]), D.default_collate([1., 2.]), D.default_collate([True, False]), D.default_collate([np.float32(1), np.float32(2)])]",
    "collated arrays": "seen += [D.default_collate([np.ones(2), np.zeros(2)]), D.default_collate([np.int32([1]), np.int32([2])])]",
    "collated strings": "seen += [D.default_collate(['a', 'b']), D.default_collate([{'a': 'x', 'b': 1}, {'a': 'y', 'b': 2}])]",
    "collated mappings": "r = D.default_collate([collections.OrderedDict(a=1), collections.OrderedDict(a=2)]); seen += [type(r).__name__, r['a']]",
    "collated named tuples": "r = D.default_collate([Point(1, 2.), Point(3, 4.)]); seen += [type(r).__name__, r.x, r.y]",
    "collated, of different lengths": "D.default_collate([[1], [1, 2]])",
    "collated, unknown": "D.default_collate([object])",
    "collated strings in arrays": "D.default_collate([np.array(['a'])])",
    "split lengths": "seen += [[len(s) for s in D.random_split(range(10), p)] for p in ([3, 7], [0.3, 0.3, 0.4], [0.25, 0.75], [0.5, 0.5])]",
    "split of too few": "D.random_split(range(10), [3, 4])",
    "split by no share": "D.random_split(range(10), [1.5, -0.5])",
    "split with an empty part": "seen += [[len(s) for s in D.random_split(range(1), [0.9, 0.1])]]",
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_programs_come_to_what_they_do_in_torch(program):
    ours, theirs = both(BEFORE + program)

    assert ours == theirs


def rows(count):
    return TensorDataset(insitu.arange(float(count)), insitu.arange(count) * 10)


def test_shuffled_batches_hold_each_sample_once_and_keep_pairs():
    loader = DataLoader(rows(50), batch_size=8, shuffle=True)

    batches = list(loader)
    values = [value for batch, _ in batches for value in batch.tolist()]

    assert [len(batch) for batch, _ in batches] == [8] * 6 + [2]
    assert values != sorted(values)
    assert sorted(values) == list(range(50))
    assert all(
        label == 10 * value for x, y in batches for value, label in zip(x.tolist(), y.tolist(), strict=True)
    )


def test_each_epoch_has_an_order_of_its_own_and_a_seed_brings_it_back():
    loader = DataLoader(rows(50), batch_size=50, shuffle=True)

    insitu.manual_seed(3)
    first, second = (next(iter(loader))[1].tolist() for _ in range(2))
    insitu.manual_seed(3)
    again = next(iter(loader))[1].tolist()

    assert first != second
    assert again == first


@pytest.mark.parametrize("replacement", [True, False])
def test_a_generator_gives_an_order_that_no_other_draw_changes(replacement):
    orders = []
    for noise in range(2):
        generator = insitu.Generator().manual_seed(42)
        insitu.rand(noise + 1)
        orders.append(list(RandomSampler(range(30), replacement, generator=generator)))

    assert orders[0] == orders[1]
    assert len(set(orders[0])) <= 30


def test_parts_of_a_split_share_no_sample():
    first, second = random_split(rows(20), [0.7, 0.3], generator=insitu.Generator().manual_seed(1))

    assert sorted([*first.indices, *second.indices]) == list(range(20))
    assert first.indices != sorted(first.indices)


def test_a_batch_of_rows_costs_a_call_a_tensor_and_no_round_trip(session, monkeypatch):
    loader = DataLoader(Subset(rows(64), range(64)), batch_size=16)
    recorded = []
    record = session.stream.record
    monkeypatch.setattr(
        session.stream, "record", lambda *args, **named: recorded.append(args) or record(*args, **named)
    )
    monkeypatch.setattr(session.stream, "ask", None)  # through it goes all that waits

    for _ in loader:
        pass

    monkeypatch.undo()
    calls = [args for args in recorded if b"getitem" in args[0]]
    assert len(calls) == 8


def test_a_generator_is_no_source_for_tensors():
    with pytest.raises(TypeError, match="a session has one source of random numbers"):
        insitu.rand(2, generator=insitu.Generator())
