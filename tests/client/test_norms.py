"""Norms whose averages run along while training: their values, versions and calls, and what their graph holds."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import insitu
from insitu.nn import functional

pytestmark = pytest.mark.usefixtures("session")

NORMS = {"batch_norm": torch.nn.functional.batch_norm, "instance_norm": torch.nn.functional.instance_norm}
DTYPES = {"float32": 1e-6, "float64": 1e-12}


def given(dtype, *, at=0):
    values = np.random.default_rng(at).standard_normal((4, 3, 5)).astype(dtype) * 2 + 1
    return torch.tensor(values), insitu.tensor(values)


def averages(dtype):
    values = np.array([[0.5, 0, -1], [1, 2, 0.25]], dtype)
    return [torch.tensor(row) for row in values], [insitu.tensor(row) for row in values]


@pytest.mark.parametrize("momentum", [0.1, 0.75, 0.0, 1.0, -0.5])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("norm", NORMS)
def test_averages_follow_as_in_torch(norm, dtype, momentum):
    theirs, ours = averages(dtype)
    for at in range(3):
        x, y = given(dtype, at=at)
        exact = NORMS[norm](x, *theirs, None, None, True, momentum)
        result = getattr(functional, norm)(y, *ours, None, None, True, momentum)
        np.testing.assert_allclose(result.numpy(), exact.numpy(), rtol=1e-5, atol=1e-5)
    for mine, average in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine.numpy(), average.numpy(), rtol=DTYPES[dtype], atol=DTYPES[dtype])
        assert mine._version == 3


@pytest.mark.parametrize("norm", NORMS)
def test_averages_move_without_a_round_trip_and_out_of_the_graph(norm, session):
    _, (mean, variance) = averages("float32")
    x = given("float32")[1].requires_grad_()
    insitu.sync()
    before = session.stream.received
    result = getattr(functional, norm)(x, mean, variance, None, None, True)
    assert (mean._version, variance._version) == (1, 1)
    assert mean.grad_fn is variance.grad_fn is None
    assert result.requires_grad
    assert session.stream.received <= before + 1  # what the two milliseconds' batch is answered
    mean.zero_()  # is not in backward's way: the averages are not what was divided by
    result.sum().backward()
    assert x.grad is not None


def test_an_average_that_was_divided_by_must_not_be_written():
    _, (mean, variance) = averages("float32")
    x = given("float32")[1].requires_grad_()
    result = functional.batch_norm(x, mean, variance)
    functional.batch_norm(x, mean, variance, None, None, True)
    result.sum().backward()
    with pytest.raises(RuntimeError, match=r"modified by an inplace operation.* lerp_\(\) wrote it at"):
        x.grad.tolist()


@pytest.mark.parametrize("dtype", DTYPES)
def test_without_momentum_a_module_averages_all_batches(dtype):
    theirs = torch.nn.BatchNorm1d(3, momentum=None, dtype=getattr(torch, dtype))
    ours = insitu.nn.BatchNorm1d(3, momentum=None, dtype=getattr(insitu, dtype))
    for at in range(4):
        x, y = given(dtype, at=at)
        theirs(x)
        ours(y)
    assert ours.num_batches_tracked.item() == 4
    for name, exact in theirs.named_buffers():
        mine = dict(ours.named_buffers())[name]
        np.testing.assert_allclose(mine.numpy(), exact.numpy(), rtol=DTYPES[dtype], atol=DTYPES[dtype])


def test_an_empty_batch_leaves_averages_alone():
    _, (mean, variance) = averages("float32")
    functional.batch_norm(insitu.ones(0, 3, 5), mean, variance, None, None, True)
    assert (mean._version, variance._version) == (0, 0)


def test_instances_of_other_channels_are_refused_or_warned_of():
    with pytest.raises(ValueError, match=r"to match num_features \(4\), but got: 3\."):
        insitu.nn.InstanceNorm1d(4, affine=True)(insitu.ones(2, 3, 5))
    with pytest.warns(UserWarning, match="does not match num_features"):
        insitu.nn.InstanceNorm1d(4)(insitu.ones(2, 3, 5))
