"""What each differentiable in-place op keeps for backward, beside PyTorch: bytes, and which later writes it survives."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import torch
from tests.contract.rows import SAVED

import insitu

from .measuring import kept_by_torch, kept_here, outcome
from .report import PAGE, page
from .table import CALLS, DRAWN, LATER

#: Kept as packed bits, or not at all, where PyTorch keeps a copy.
SMALLER = {
    "abs_", "alpha_dropout_", "clamp_", "clamp_(tensors)", "clamp_max_", "clamp_min_", "copysign_",
    "copysign_(scalar)", "dropout_", "hardsigmoid_", "hardtanh_", "index_reduce_(mean)", "nan_to_num_", "nextafter_",
    "relu6_", "rrelu_", "scatter_reduce_(mean)", "scatter_reduce_(sum)", "sgn_", "threshold_",
}  # fmt: skip
#: Writes that PyTorch refuses, of a tensor that it keeps and insitu does not.
SURVIVED = {
    ("copysign_", "result written"), ("copysign_, others too", "result written"),
    ("copysign_(scalar)", "result written"), ("index_add_, others too", "other written"),
    ("index_copy_, others too", "other written"), ("nextafter_", "other written"),
    ("nextafter_, others too", "other written"), ("pow_", "result written"), ("put_, others too", "other written"),
}  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[insitu.Session]:
    """Yield a session whose server the module's tests share."""
    with insitu.connect() as session:
        yield session


@pytest.fixture(autouse=True)
def session(server: insitu.Session) -> Iterator[insitu.Session]:
    """Yield a fresh session, which is the current one."""
    with insitu.connect(server.address) as fresh:
        yield fresh


def test_every_row_of_the_contract_is_measured():
    assert set(SAVED) <= CALLS.keys()


@pytest.mark.parametrize("row", CALLS)
def test_no_op_keeps_more_than_torch_does(row, session):
    assert kept_here(row, session) <= kept_by_torch(row)


@pytest.mark.parametrize("row", sorted(SMALLER))
def test_bits_or_nothing_are_kept_where_torch_keeps_a_copy(row, session):
    assert kept_here(row, session) <= kept_by_torch(row) / 16


@pytest.mark.parametrize("later", LATER)
@pytest.mark.parametrize("row", sorted(CALLS.keys() - DRAWN))
def test_backward_refuses_or_computes_what_torch_does(row, later):
    there, here = outcome(torch, row, later), outcome(insitu, row, later)
    if (row, later) in SURVIVED:
        assert there == "refused"
        there = outcome(torch, row, "as it is")
    assert alike(here, there)


@pytest.mark.parametrize("row", sorted(DRAWN))
def test_what_is_drawn_is_not_kept_and_survives_a_write(row, session):
    assert kept_here(row, session) == 0
    assert isinstance(outcome(insitu, row, "result written"), dict)


SIGNED = """
x = T.tensor([-2.0, -0.5, 0.0, -0.0, 3.0]).requires_grad_(); o = T.tensor([1.0, -1.0, 2.0, -2.0, -0.0])
w = x * 1.0; CALL; (w * T.tensor([1.0, 2.0, 3.0, 4.0, 5.0])).sum().backward(); r = x.grad.add(0).tolist()
"""


@pytest.mark.parametrize(
    "call", ["w.abs_()", "w.sgn_()", "w.copysign_(o)", "w.copysign_(2)", "w.copysign_(-0.0)"]
)
def test_bits_tell_every_sign(call):
    there, here = {"T": torch}, {"T": insitu}
    for names in (there, here):
        exec(SIGNED.replace("CALL", call), names)
    assert here["r"] == there["r"]


def alike(here, there):
    """Whether both say the same, or gradients are equal but for rounding; none is as good as zeros."""
    if isinstance(here, str) or isinstance(there, str):
        return here == there
    return all(np.allclose(here[leaf] or 0, there[leaf] or 0, 1e-4, 1e-5, equal_nan=True) for leaf in there)


@pytest.mark.timeout(600)  # it measures all rows again
def test_the_page_is_fresh(session):
    assert PAGE.read_text() == page(session), "run `make saved`"


def test_a_graph_is_let_go_of_as_backward_goes(session):
    count = 1000
    leaf = insitu.rand(count, requires_grad=True)
    x = leaf
    for _ in range(10):
        x = x.sin()
    total = x.sum()
    del x
    held = session.memory()
    assert held.graph == 9 * count * 4  # what each step but the first was given
    total.backward()
    after = session.memory(reset_peak=True)
    assert after.graph == after.graph_total == 0
    assert after.live == held.live - held.graph + count * 4  # the gradient came
    assert after.peak <= held.live + 4 * count * 4  # whatever the depth: some gradients at a time
