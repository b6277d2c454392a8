"""Gradients of every claimed entry of PyTorch's operator database, through the client against a live server."""

from __future__ import annotations

import pytest

from .claims import claimed
from .entries import entries
from .gradient_report import TABLE, row
from .gradients import differentiable, run
from .report import table
from .runner import serve

# The longest entry has 1,440 samples, each first and second.
pytestmark = pytest.mark.timeout(600)

CLAIMED = [name for name, entry in entries().items() if claimed(entry) and differentiable(entry)]


@pytest.fixture(scope="module", autouse=True)
def server():
    with serve() as session:
        yield session


@pytest.fixture(scope="module")
def rows():
    return table(TABLE)


@pytest.mark.parametrize("name", CLAIMED)
def test_gradients_are_those_of_pytorch(name, rows):
    result = run(entries()[name])

    assert not result.unexpected, "\n".join(map(str, result.unexpected[:5]))
    assert not result.stale, "these differences are gone: remove their lines"
    assert row(result) in rows, "docs/conformance.md is stale: run `make conformance`"


def test_page_has_a_row_for_the_gradients_of_every_claimed_entry(rows):
    assert [line.split("`")[1] for line in rows] == sorted(CLAIMED)
