"""Which writes are refused for the memory they share: PyTorch is asked, on views of every kind."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from insitu_engine.dtypes import float32
from insitu_engine.errors import OverlapError
from insitu_engine.meta import meta, span
from insitu_engine.overlap import Sharing, compare, is_dense, refuse_any, refuse_expanded, refuse_partial

BASE = 64


@st.composite
def pairs(draw):
    """Return a shape, and strides and offset of two views of it on one base."""
    shape = tuple(draw(st.lists(st.integers(0, 4), max_size=3)))
    return shape, draw(placements(shape)), draw(placements(shape))


@st.composite
def placements(draw, shape):
    strides = tuple(draw(st.integers(0, 6)) for _ in shape)
    room = BASE - span(shape, strides)
    return strides, draw(st.integers(0, min(room, 12)))


def torch_refuses(shape, target, source, write=torch.Tensor.add_):
    base = torch.zeros(BASE)
    try:
        write(base.as_strided(shape, *target), base.as_strided(shape, *source))
    except RuntimeError as error:
        return str(error)
    return ""


def we_refuse(shape, target, source, refuse=refuse_partial):
    first, second = (meta(float32, shape, strides) for strides, _ in (target, source))
    try:
        refuse_expanded(first)
        refuse(first, target[1], second, source[1])
    except OverlapError as error:
        return str(error)
    return ""


@given(pairs())
def test_add_is_refused_where_pytorch_refuses_it_and_with_its_text(pair):
    assert we_refuse(*pair) == torch_refuses(*pair)


def copied_by_places(target, source):
    target.index_copy_(0, torch.arange(len(target) if target.ndim else 1), source)


@given(pairs())
def test_a_write_that_reads_elsewhere_is_refused_where_pytorch_refuses_it_and_with_its_text(pair):
    assert we_refuse(*pair, refuse_any) == torch_refuses(*pair, copied_by_places)


@pytest.mark.parametrize(
    ("target", "source", "sharing"),
    [
        (((3,), (1,), 0), ((3,), (1,), 0), Sharing.SAME),
        (((3,), (1,), 0), ((3,), (1,), 3), Sharing.NONE),
        (((3,), (1,), 0), ((3,), (1,), 2), Sharing.PARTIAL),
        (((3, 3), (3, 1), 0), ((3, 3), (1, 3), 0), Sharing.PARTIAL),
        (((0,), (1,), 0), ((0,), (1,), 0), Sharing.NONE),
        (((3,), (2,), 0), ((3,), (2,), 1), Sharing.UNKNOWN),
        (((3,), (2,), 0), ((3,), (2,), 0), Sharing.UNKNOWN),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_sharing(target, source, sharing):
    first, second = (meta(float32, shape, strides) for shape, strides, _ in (target, source))
    assert compare(first, target[2], second, source[2]) is sharing
    assert compare(second, source[2], first, target[2]) is sharing


def test_an_op_that_reads_while_it_writes_refuses_even_the_same_elements():
    same = meta(float32, (3,))
    refuse_partial(same, 0, same, 0)
    with pytest.raises(OverlapError, match="single memory location"):
        refuse_any(same, 0, same, 0)


@pytest.mark.parametrize(
    ("shape", "strides", "dense"),
    [
        ((2, 3), (3, 1), True),
        ((2, 3), (1, 2), True),
        ((2, 3), (4, 1), False),
        ((2, 1), (1, 9), True),
        ((), (), True),
    ],
)
def test_density(shape, strides, dense):
    assert is_dense(meta(float32, shape, strides)) is dense


@pytest.mark.parametrize(
    "line",
    [
        "v[:1].expand(3).add_(1)",
        "v[:1].expand(3).fill_(1)",
        "v[:1].expand(3).zero_()",
        "v[:1].expand(3).copy_(T.ones(3))",
        "v[:1].expand(3).index_add_(0, T.tensor([0]), T.ones(1))",
        "v[:1].expand(3).scatter_(0, T.tensor([0]), T.ones(1))",
        "v[:1].expand(3).index_fill_(0, T.tensor([0]), 1)",
        "v[:1].expand(3).masked_fill_(b[0], 2)",
        "v[:1].expand(3).mul_(2)",
        "x = v[:1].expand(3); x[0] = 1; v",
        "x = v[:1].expand(3); x[:] = 1; v",
        "v[1:].add_(v[:-1])",
        "v[1:].copy_(v[:-1])",
        "v.add_(v)",
        "v[:1].expand(3).relu_()",
        "v[:1].expand(3).normal_()",
        "v[:1].expand(3).index_put_((T.tensor([0]),), T.tensor(1.0))",
        "x = T.ones(3, 3); x.add_(x.t())",
        "v[1:].index_copy_(0, T.tensor([0, 1]), v[:-1])",
        "f.masked_fill_(b, 2)",
    ],
)
def test_measured_cases_are_refused_or_not_as_pytorch_does(agrees, line):
    agrees(line)
