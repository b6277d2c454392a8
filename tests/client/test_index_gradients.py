"""Gradients of what is taken and written by index, beside PyTorch's."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import insitu

pytestmark = pytest.mark.usefixtures("session")

#: What is computed from ``x`` (3, 4, 5), a leaf, and ``v``, a scalar leaf.
PROGRAMS = {
    "number": lambda T, x, v: x[1],
    "negative": lambda T, x, v: x[-1, -2],
    "slices": lambda T, x, v: x[1:, ::2, 1:4],
    "ellipsis": lambda T, x, v: x[..., 2],
    "new dimension": lambda T, x, v: x[:, None, 1],
    "list": lambda T, x, v: x[[2, 0, 2]],
    "tensor": lambda T, x, v: x[T.tensor([2, 0, 2, 2])],
    "two tensors": lambda T, x, v: x[T.tensor([2, 0, 2]), :, T.tensor([1, 1, 1])],
    "tensor and slice": lambda T, x, v: x[1:, T.tensor([[3, 3], [0, 1]])],
    "mask": lambda T, x, v: x[x > 0],
    "where": lambda T, x, v: T.where(x > 0, x * 2, v),
    "where of a row": lambda T, x, v: T.where(x[0] > 0, x, x[:, :1]),
    "unbind": lambda T, x, v: x.unbind(1)[2],
    "chunk": lambda T, x, v: x.chunk(2, 1)[1] * x.chunk(2, 1)[0],
    "joined": lambda T, x, v: T.cat([x, x[:1] * v, x], 0),
    "unfold": lambda T, x, v: x.unfold(2, 3, 2).unfold(1, 2, 1),
    "block_diag": lambda T, x, v: T.block_diag(x[0], v, x[1, :, 0] * v),
    "repeat_interleave": lambda T, x, v: x.repeat_interleave(T.tensor([2, 0, 1]), 0),
    "view of view": lambda T, x, v: x[1].t()[2:].reshape(-1),
}
#: What is written into ``y``, computed from ``x``.
WRITES = {
    "row": (lambda T, y, v: y.__setitem__(1, v)),
    "slice": (lambda T, y, v: y.__setitem__(slice(1, None), y[:2].exp() * v)),
    "column": (lambda T, y, v: y[:, 2].mul_(v)),
    "tensor": (lambda T, y, v: y.__setitem__(T.tensor([2, 0]), v)),
    "mask": (lambda T, y, v: y.__setitem__(y > 0, v)),
    "masked_fill_": (lambda T, y, v: y.masked_fill_(y < 0, v)),
    "index_add_": (lambda T, y, v: y.index_add_(0, T.tensor([1, 1]), y[:2].exp() * v)),
    "index_fill_": (lambda T, y, v: y.index_fill_(1, T.tensor([0, 0]), 3.0)),
    "scatter_": (lambda T, y, v: y.scatter_(1, T.tensor([[[0, 1], [1, 0]]]), y[:1, :2, :2].exp() * v)),
    "scatter_ of a number": (lambda T, y, v: y.scatter_(1, T.tensor([[[0, 1], [1, 0]]]), 2.0)),
    "scatter_reduce_": (
        lambda T, y, v: y.scatter_reduce_(
            0, T.tensor([[[0], [1]], [[0], [1]]]), y[:2, :2, :1].exp() * v, "mean"
        )
    ),
    "index_reduce_": (lambda T, y, v: y.index_reduce_(0, T.tensor([1, 1]), y[:2].exp() * v, "prod")),
    "put_": (lambda T, y, v: y.put_(T.tensor([3, 17]), v.expand(2))),
    "masked_scatter_": (lambda T, y, v: y.masked_scatter_(y > 0, y.exp() * v)),
    "fill_diagonal_": (lambda T, y, v: y[:, :, 0].fill_diagonal_(2.0)),
    "eq_": (lambda T, y, v: y[0].eq_(v)),
    "select and narrow": (lambda T, y, v: y.select(0, 1).narrow(0, 1, 2).exp_()),
}


def leaves(T):
    values = np.random.default_rng(0).standard_normal((3, 4, 5))
    return T.tensor(values, requires_grad=True), T.tensor(1.5, dtype=T.float64, requires_grad=True)


def outcome(T, program):
    x, v = leaves(T)
    result = program(T, x, v)
    result.sin().sum().backward()
    return [None if value is None else value.detach().numpy() for value in (result, x.grad, v.grad)]


def agree(program):
    for exact, mine in zip(outcome(torch, program), outcome(insitu, program), strict=True):
        assert (exact is None) == (mine is None)
        if exact is not None:
            np.testing.assert_allclose(mine, exact, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_is_taken_gets_the_gradient_of_torch(name):
    agree(PROGRAMS[name])


def test_as_strided_scatter_gives_what_was_written_over_nothing():
    """PyTorch 2.13 gives it the gradient, and the rest nothing."""
    x = insitu.zeros(2, 3, requires_grad=True)
    source = insitu.ones(2, requires_grad=True)
    weights = insitu.tensor([[1.0, 2, 3], [4, 5, 6]])

    (insitu.as_strided_scatter(x, source, (2,), (3,), 1) * weights).sum().backward()

    assert x.grad.tolist() == [[1, 0, 3], [4, 0, 6]]
    assert source.grad.tolist() == [2, 5]


@pytest.mark.filterwarnings("ignore:index_reduce:UserWarning")
@pytest.mark.parametrize("name", WRITES)
def test_what_is_written_gets_the_gradient_of_torch(name):
    def program(T, x, v):
        y = x * 2
        WRITES[name](T, y, v)
        return y

    agree(program)
