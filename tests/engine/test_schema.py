"""Binding arguments, and what a kernel's own signature says of them."""

from __future__ import annotations

import pytest

from insitu_engine.dtypes import float64
from insitu_engine.errors import ArgumentError, DTypeError
from insitu_engine.optable import Op, lookup, op, rows
from insitu_engine.planner import standard_form
from insitu_engine.schema import MISSING, Kind, read_schema


def bind(name, *args, **kwargs):
    row = lookup(name)
    return standard_form(row, row.schema.bind(list(args), kwargs))


def test_defaults_fill_what_is_left_out():
    assert bind("add", 1, 2) == (1, 2, 1)
    assert bind("add", 1, 2, alpha=3) == (1, 2, 3)
    assert bind("sum", 1) == (1, None, False, None)


def test_positional_arguments_may_be_named():
    assert bind("add", 1, other=2) == (1, 2, 1)
    assert bind("add", other=2, self=1) == (1, 2, 1)


@pytest.mark.parametrize("args", [((2, 3),), ([2, 3],), (2, 3)], ids=repr)
def test_size_may_be_a_tuple_a_list_or_spread_out(args):
    assert bind("view", "x", *args) == ("x", (2, 3))


def test_one_int_is_a_size_of_one():
    assert bind("view", "x", 6) == ("x", (6,))
    assert bind("view", "x", size=6) == ("x", (6,))


def test_dtype_may_be_its_name():
    assert bind("sum", "x", dtype="double")[-1] is float64
    with pytest.raises(DTypeError, match="unknown dtype 'complex7'"):
        bind("sum", "x", dtype="complex7")


@pytest.mark.parametrize(
    ("args", "kwargs", "said"),
    [
        ((1,), {}, r"add\(\) missing required argument 'other'; its signature is add\(self: "),
        ((1, 2, 3), {}, r"add\(\) takes 2 positional arguments but 3 were given"),
        ((1, 2), {"other": 3}, r"add\(\) got multiple values for argument 'other'"),
        ((1, 2), {"beta": 3}, r"add\(\) got an unexpected keyword argument 'beta'"),
    ],
)
def test_wrong_call_says_what_is_wrong(args, kwargs, said):
    with pytest.raises(ArgumentError, match=said):
        bind("add", *args, **kwargs)


def test_in_place_form_has_the_same_parameters_and_writes_a_tensor():
    for row in rows():
        if row.base is not None:
            names = [parameter.name for parameter in row.schema.parameters]
            assert names == [parameter.name for parameter in row.base.schema.parameters]
            assert row.schema.parameters[0].kind is not Kind.TENSOR_LIKE
            assert row.name == f"{row.base.name}_"


def test_signature_reads_as_python():
    assert str(lookup("add").schema.signature).startswith("add(self: ")
    assert ", *, alpha: Number = 1) -> Tensor" in lookup("add").schema.signature


def test_required_parameters_stand_before_optional_ones():
    for row in rows():
        defaults = [p.default is MISSING for p in row.schema.parameters if not p.keyword_only]
        assert defaults == sorted(defaults, reverse=True), row.name


def test_out_and_random_are_the_engines_own():
    def kernel(out: Out, self: Tensor, random: Random) -> Tensor:  # noqa: F821 - names of kinds
        """Return noise."""

    schema = read_schema(kernel, "noise", None)
    assert [parameter.name for parameter in schema.parameters] == ["self"]
    assert schema.random


def define(**columns):
    def kernel(out: Out, self: Tensor) -> Tensor:  # noqa: F821 - names of kinds
        """Return nothing."""

    return op(**columns)(kernel)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"name": "a_new_op"}, "either plan= or both"),
        ({"name": "add", "plan": lambda self: None}, "in the table already"),
        ({"name": "a_new_op", "plan": lambda self: None, "aliases": ("add",)}, "in the table already"),
    ],
)
def test_malformed_row_is_refused_when_it_is_defined(columns, said, monkeypatch):
    from insitu_engine import optable

    monkeypatch.setattr(optable, "_TABLE", dict(optable._TABLE))
    with pytest.raises(ValueError, match=said):
        define(**columns)


def test_every_row_is_documented_and_found_by_its_names():
    for row in rows():
        assert isinstance(row, Op)
        assert row.doc
        assert all(lookup(name) is row for name in (row.name, *row.aliases))
