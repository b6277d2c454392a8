"""Every row of the op table that has a gradient, beside finite differences, first and second."""

from __future__ import annotations

import pytest

import insitu

from .cases import CHECKED
from .checks import check


@pytest.fixture(scope="module", autouse=True)
def server():
    with insitu.connect() as session:
        yield session


@pytest.mark.parametrize("row", CHECKED)
def test_gradients_are_what_differences_say(row):
    found = check(row)

    assert found.first > 0
    assert not found.failures, "\n".join(found.failures)
