"""Promotion, pair by pair beside torch."""

from __future__ import annotations

from itertools import product

import pytest
import torch

from insitu_engine.dtypes import ALL, DType
from insitu_engine.meta import meta
from insitu_engine.promotion import can_cast, promote_types, result_type

PAIRS = list(product(ALL, ALL))
SHAPES = {"dimensioned": (2,), "zero-dim": ()}
NUMBERS = [True, 3, 2.5, 1j]


def theirs(dtype: DType) -> torch.dtype:
    found: torch.dtype = getattr(torch, dtype.name)
    return found


def name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


# insitu has no complex32, which torch makes of half beside complex numbers.
def ours(expected: str) -> str:
    return "complex64" if expected == "complex32" else expected


@pytest.mark.parametrize(("first", "second"), PAIRS, ids=str)
def test_promote_types(first: DType, second: DType) -> None:
    assert promote_types(first, second).name == name(torch.promote_types(theirs(first), theirs(second)))


@pytest.mark.parametrize(("first", "second"), PAIRS, ids=str)
def test_can_cast(first: DType, second: DType) -> None:
    assert can_cast(first, second) is torch.can_cast(theirs(first), theirs(second))


@pytest.mark.parametrize("shapes", list(product(SHAPES, SHAPES)), ids="-".join)
@pytest.mark.parametrize(("first", "second"), PAIRS, ids=str)
def test_result_type_of_tensors(first: DType, second: DType, shapes: tuple[str, str]) -> None:
    one, two = (SHAPES[shape] for shape in shapes)
    expected = torch.result_type(
        torch.zeros(one, dtype=theirs(first)), torch.zeros(two, dtype=theirs(second))
    )
    assert result_type(meta(first, one), meta(second, two)).name == ours(name(expected))


@pytest.mark.parametrize("number", NUMBERS, ids=str)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", ALL, ids=str)
def test_result_type_with_a_python_number(dtype: DType, shape: str, number: complex) -> None:
    size = SHAPES[shape]
    expected = torch.result_type(torch.zeros(size, dtype=theirs(dtype)), number)
    assert result_type(meta(dtype, size), number).name == ours(name(expected))
