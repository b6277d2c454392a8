"""A session that the module's programs share: each program ends settled, and makes its own tensors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

import insitu


@pytest.fixture(scope="module", autouse=True)
def session() -> Iterator[insitu.Session]:
    """Yield the current session, on an embedded server; PyTorch warns each time."""
    torch.set_warn_always(True)
    with insitu.connect() as session:
        yield session
    torch.set_warn_always(False)
