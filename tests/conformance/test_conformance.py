"""Every claimed entry of PyTorch's operator database, through the client against a live server."""

from __future__ import annotations

import pytest

from .claims import claimed
from .entries import entries
from .report import TABLE, row, table
from .runner import run, serve

# The longest entry has 4,320 samples.
pytestmark = pytest.mark.timeout(600)

CLAIMED = [name for name, entry in entries().items() if claimed(entry)]


@pytest.fixture(scope="module", autouse=True)
def server():
    with serve() as session:
        yield session


@pytest.fixture(scope="module")
def rows():
    return table(TABLE)


@pytest.mark.parametrize("name", CLAIMED)
def test_entry_does_what_pytorch_does(name, rows):
    result = run(entries()[name])
    assert not result.unexpected, "\n".join(map(str, result.unexpected[:5]))
    assert not result.stale, "these differences are gone: remove their lines"
    assert row(result) in rows, "docs/conformance.md is stale: run `make conformance`"


def test_page_has_a_row_for_every_claimed_entry(rows):
    assert [line.split("`")[1] for line in rows] == sorted(CLAIMED)
