"""Every kind of index beside every other, read and written, against PyTorch."""

from __future__ import annotations

from itertools import product

import pytest

#: Items of an index for a dimension of size 2, 3 or 4: of ``c``, or what is left of it.
ITEMS = (
    "1", "-1", "5", "L(1)", "L(-4)", "L(True)", "L(False)", "L(1, dtype=T.uint8)",
    ":", "1:", "-2::2", "5:1", "::-1", "None", "...", "True", "False",
    "L([1, 0])", "L([1, -1], dtype=T.int32)", "L([[1], [0]])", "L([0, 7])", "L([], dtype=T.int64)", "L([0.5])",
    "L([True, False, True])", "L([False, True])", "L([False, False])", "L([1, 0, 1], dtype=T.uint8)", "b", "i",
)  # fmt: skip
ALONE = (
    "()",
    "b, 0",
    "b, L([0])",
    "b, None, 1:",
    "0, b",
    "T.gt(c, 0.5)",
    "T.gt(c, 9)",
    "T.gt(c, 0.5), None",
    "L(1), L([0, 1]), L([1, 0])",
    "L([0, 1]), :, L([1, 0])",
    ":, L([0, 1]), L([1, 0])",
    "0, :, L([0, 1])",
    "L([0, 1]), None, L([1, 0])",
    "L([0, 1]), 1, L([1, 0])",
    "..., L([0, 1]), None",
    "None, L([True, False]), ..., 1",
    "L([True, True]), :, L([0, 1])",
    "L([True, True]), L([0, 1, 2])[:2], 0",
    "L([[0, 1], [1, 0]]), L([0, 1]), L([[1], [0]])",
    "L([0, 1]), L([0, 1, 2]), 0",
    "0, 0, 0, 0",
    "..., 0, ..., 0",
    "True, 0, False",
    "None, None, True, ...",
)
VALUES = ("L(7.0)", "L(7)", "T.ones(4)", "T.ones(3, 1)", "T.ones(1, 1, 1, 4)", "True", "2.5j", "T.ones(5)")


#: What a dimension of ``c`` cannot be indexed with.
FAULTS = ("L([0.5])", "5,", ", 5", "::-1", "[0, 7]", "True, False, True]", "[1, 0, 1]")


def is_answered_alike(index: str) -> bool:
    """Leave out what the engine answers otherwise, on purpose or because PyTorch's answer is chance.

    A 0-d position is read by the client before the call, for a view; two ``...`` beside an int read past the end of
    PyTorch's sizes; of two faults in one index either may be named.
    """
    faults = sum(index.count(fault) for fault in FAULTS)
    return index != "..., 0, ..., 0" and "L(-4)" not in index and (faults < 2)


ONCE = [*ALONE, *ITEMS]
INDICES = [*ONCE, *(f"{first}, {second}" for first, second in product(ITEMS, ITEMS))]
INDICES = [index for index in INDICES if is_answered_alike(index)]
#: PyTorch has written a part before it refuses a position outside; the engine nothing.
WRITTEN = [index for index in INDICES if "[0, 7]" not in index and "i" not in index.split(", ")]


@pytest.mark.parametrize("index", [index for index in INDICES if "L(1)" not in index])
def test_reading(agrees, index):
    agrees(f"c[{index}]")


@pytest.mark.parametrize("index", [index for index in ONCE if index in WRITTEN and "L(1)" not in index])
def test_reading_a_turned_tensor(agrees, index):
    agrees(f"p[{index}]")


@pytest.mark.parametrize("index", WRITTEN)
def test_writing_a_number(agrees, index):
    agrees(f"c[{index}] = 7; c")


@pytest.mark.parametrize(
    ("index", "value"), [*product([index for index in ONCE if index in WRITTEN], VALUES)]
)
def test_writing_a_value(agrees, index, value):
    agrees(f"c[{index}] = {value}; c")
