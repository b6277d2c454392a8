"""Every entry of PyTorch's operator database whose op has a gradient: all samples, float64 and complex128."""

from __future__ import annotations

import warnings

import pytest
import torch
from torch.testing._internal.common_methods_invocations import op_db

import insitu_engine.ops  # noqa: F401 - fills the op table
from insitu_engine.errors import UnknownOpError, UnsupportedError
from insitu_engine.gradients import FORMULAS, KEPT
from insitu_engine.optable import lookup, rows

from .against_torch import row_of, run

# The longest entry has 1,440 samples.
pytestmark = pytest.mark.timeout(600)

#: What a formula may name besides parameters.
GIVEN = {"g", "grads", "result", "second", "results", "result_metas", "ops", "random"}

#: Entries of which this harness cannot judge, with the reason.
ELSEWHERE = {
    "as_strided": "samples lie in larger storages there; see tests/programs",
    "as_strided.partial_views": "likewise",
    "as_strided_scatter": "PyTorch's is wrong; see tests/client/test_index_gradients.py",
    "block_diag": "its tensors are separate arguments there; see tests/client/test_index_gradients.py",
    "nn.functional.embedding": "its table is the first argument there; see tests/client/test_embedding.py",
    "nn.functional.embedding_bag": "likewise",
    "__getitem__": "an index has its own form here; see tests/client/test_index_gradients.py",
    "where": "the condition is the first argument here; likewise",
    "einsum": "the equation is the first argument here",
    "polygamma": "the order is the first argument here",
    "special.polygamma": "the order is the first argument here",
    "to": "its keywords are the client's",
    "zero_": "PyTorch's sample is no leaf",
    "linalg.pinv": "one variant's input is a product of two samples",
    "linalg.eig": "vectors have a free phase",
    "linalg.eigh": "vectors have a free phase",
    "linalg.svd": "vectors have a free phase",
    "svd": "vectors have a free phase",
}
#: Entries that draw numbers, which are not PyTorch's.
DRAWN = {
    "nn.functional.alpha_dropout",
    "nn.functional.dropout",
    "nn.functional.dropout2d",
    "nn.functional.dropout3d",
    "nn.functional.feature_alpha_dropout",
    "nn.functional.fractional_max_pool2d",
    "nn.functional.fractional_max_pool3d",
    "nn.functional.rrelu",
    "nn.functional.scaled_dot_product_attention",
}


def has_gradient(entry):
    try:
        return lookup(row_of(entry)).name in FORMULAS
    except (UnknownOpError, UnsupportedError):
        return False


NAMES = sorted({entry.name for entry in op_db if has_gradient(entry)} - set(ELSEWHERE) - DRAWN)


@pytest.mark.parametrize("dtype", [torch.float64, torch.complex128], ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_gradients_are_those_of_torch(name, dtype):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lines = run(name, dtype)

    assert [line for line in lines if line] == []


#: Entries whose second derivatives this harness cannot judge, with the reason.
SECOND_ELSEWHERE = {
    "linalg.norm": "PyTorch's are nan where the norm is one of zeros, here they are zeros",
    "nn.functional.ctc_loss": "PyTorch has none",
}


@pytest.mark.parametrize("dtype", [torch.float64, torch.complex128], ids=str)
@pytest.mark.parametrize("name", sorted(set(NAMES) - set(SECOND_ELSEWHERE)))
def test_gradients_of_gradients_are_those_of_torch(name, dtype):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lines = run(name, dtype, second=True)

    assert [line for line in lines if line] == []


def test_formulas_name_ops_and_arguments_that_there_are():
    known = {row.name: {parameter.name for parameter in row.schema.parameters} for row in rows()}
    wrong = [
        (op, argument, wanted)
        for op, formulas in FORMULAS.items()
        for argument, formula in formulas.items()
        for wanted in (argument, *formula.wanted)
        if op not in known or not {wanted, argument_of(wanted)} & (GIVEN | set(KEPT.get(op, ())) | known[op])
    ]

    assert wrong == []


def argument_of(wanted):
    return wanted.removesuffix("_meta").removesuffix("_others").removesuffix("_offset")


def test_what_is_computed_before_a_call_names_its_arguments():
    known = {row.name: {parameter.name for parameter in row.schema.parameters} for row in rows()}
    wrong = [
        (op, name, wanted)
        for op, parts in KEPT.items()
        for name, part in parts.items()
        for wanted in part.wanted
        if wanted not in known[op] | {"ops"}
    ]

    assert wrong == []
