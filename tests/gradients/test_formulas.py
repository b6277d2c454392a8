"""The table of gradients fits the op table: what its formulas name there is, and no argument goes without one unawares."""

from __future__ import annotations

import insitu_engine.ops  # noqa: F401 - fills the op table
from insitu_engine.autograd.underivable import ARGUMENTS as UNDERIVABLE
from insitu_engine.gradients import FORMULAS, KEPT
from insitu_engine.optable import lookup, rows
from insitu_engine.schema import Kind

#: What a formula may name besides parameters.
GIVEN = {"g", "grads", "result", "second", "results", "result_metas", "ops", "random"}
#: Kinds of tensors of floating-point numbers.
DIFFERENTIABLE = {Kind.TENSOR, Kind.TENSOR_LIKE, Kind.TENSORS}
#: Tensors by which nothing is differentiated, with the reason; others have a formula, or `underivable` refuses them.
CONSTANT = {
    ("cosine_embedding_loss", "target"): "signs",
    ("cov", "fweights"): "whole numbers",
    ("ctc_loss", "targets"): "labels",
    ("expand_as", "other"): "a shape alone",
    ("hinge_embedding_loss", "target"): "signs",
    ("index_put", "indices"): "places",
    ("reshape_as", "other"): "a shape alone",
    ("view_as", "other"): "a shape alone",
}


def parameters_of(row):
    return {parameter.name: parameter for parameter in lookup(row).schema.parameters}


def argument_of(wanted):
    return wanted.removesuffix("_meta").removesuffix("_others").removesuffix("_offset")


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


def test_every_tensor_that_can_require_a_gradient_has_a_formula_or_a_reason():
    without = {
        (row, name)
        for row, formulas in FORMULAS.items()
        for name, parameter in parameters_of(row).items()
        if {parameter.kind, *parameter.others} & DIFFERENTIABLE
        and name not in formulas
        and name not in UNDERIVABLE.get(row, ("", ()))[1]
    }

    assert without == set(CONSTANT)
