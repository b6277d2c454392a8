"""The in-place contract, row by row, with PyTorch beside it: the same outcome, or a known difference."""

from __future__ import annotations

import re

import pytest
import torch

import insitu
from insitu_engine.optable import names as op_names
from insitu_engine.refused import REFUSED

from .differences import DRIFT, OPEN, Difference, difference_of
from .programs import methods
from .rows import MEASURED, ROWS
from .table import CASES, PROGRAMS
from .worlds import disagreements, run

KNOWN = {row: difference for row in PROGRAMS if (difference := difference_of(row)) is not None}


@pytest.mark.parametrize("row", sorted(PROGRAMS.keys() - KNOWN.keys(), key=list(PROGRAMS).index))
def test_row_comes_out_as_in_torch(row):
    program = PROGRAMS[row]
    theirs, ours = run(torch, program, row), run(insitu, program, row)
    assert disagreements(theirs, ours, program, row) == [], f"{program}\ntorch: {theirs}\ninsitu: {ours}"


@pytest.mark.parametrize("row", KNOWN)
def test_difference_is_as_told(row):
    program = PROGRAMS[row]
    theirs, ours = run(torch, program, row), run(insitu, program, row)
    assert disagreements(theirs, ours, program, row), f"the difference is gone: {KNOWN[row].why}"
    assert re.search(KNOWN[row].torch, str(theirs)), str(theirs)
    assert re.search(KNOWN[row].insitu, str(ours)), str(ours)


# --- nothing is left out ----------------------------------------------------------------------------------------------


def test_every_row_of_the_contract_has_programs():
    assert CASES.keys() == ROWS.keys()
    assert all(CASES.values())


def test_every_measured_case_is_a_program():
    assert CASES["measured"].keys() == set(MEASURED)


def test_no_program_stands_under_two_ids():
    assert len(PROGRAMS) == sum(map(len, CASES.values()))


@pytest.mark.parametrize("difference", [*DRIFT, *OPEN], ids=lambda difference: difference.rows)
def test_every_difference_has_a_row(difference: Difference):
    assert difference in KNOWN.values()


def _names(owner: object) -> set[str]:
    return {
        name
        for name in dir(owner)
        if name.endswith("_") and not name.startswith("_") and callable(getattr(owner, name))
    }


#: In-place functions that are no methods: `torch.name_` or ops of `torch._C._nn`.
FUNCTIONS = (
    *(
        "dropout_",
        "feature_dropout_",
        "alpha_dropout_",
        "feature_alpha_dropout_",
        "embedding_renorm_",
        "rrelu_",
    ),
    *(
        "relu6_",
        "gelu_",
        "selu_",
        "celu_",
        "silu_",
        "mish_",
        "threshold_",
        "elu_",
        "hardsigmoid_",
        "hardtanh_",
    ),
    *("hardswish_", "leaky_relu_"),
)
#: There are two more: one is of sparse tensors, of the other rrelu_ keeps no noise.
WITHOUT = ("copy_sparse_to_sparse_", "rrelu_with_noise_")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_in_place_function_is_there_for_users_or_by_hand(name):
    assert len(FUNCTIONS) + len(WITHOUT) == 20
    assert hasattr(torch, name) or hasattr(torch._C._nn, name)
    assert hasattr(insitu, name) if hasattr(torch, name) else name in op_names()


def test_every_method_of_torch_is_called_or_refused():
    theirs = _names(torch.Tensor)
    assert len(theirs) == 162
    assert methods.METHODS.keys() | REFUSED.keys() == theirs
    assert theirs <= _names(insitu.Tensor)
