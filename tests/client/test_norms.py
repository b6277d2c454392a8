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
def test_averages_move_without_a_round_trip_and_out_of_the_graph(norm, round_trips):
    _, (mean, variance) = averages("float32")
    x = given("float32")[1].requires_grad_()
    result = getattr(functional, norm)(x, mean, variance, None, None, True)
    assert (mean._version, variance._version) == (1, 1)
    assert mean.grad_fn is variance.grad_fn is None
    assert result.requires_grad
    mean.zero_()  # is not in backward's way: the averages are not what was divided by
    result.sum().backward()
    assert round_trips == []
    assert x.grad.isfinite().all().item()


def test_an_average_that_was_divided_by_must_not_be_written():
    _, (mean, variance) = averages("float32")
    x = given("float32")[1].requires_grad_()
    result = functional.batch_norm(x, mean, variance)
    functional.batch_norm(x, mean, variance, None, None, True)
    result.sum().backward()
    with pytest.raises(RuntimeError, match=r"modified by an inplace operation.* lerp_\(\) wrote it at"):
        x.grad.tolist()


@pytest.mark.parametrize("dtype", DTYPES)
def test_without_momentum_a_module_averages_all_batches(dtype, round_trips):
    theirs = torch.nn.BatchNorm1d(3, momentum=None, dtype=getattr(torch, dtype))
    ours = insitu.nn.BatchNorm1d(3, momentum=None, dtype=getattr(insitu, dtype))
    for at in range(4):
        x, y = given(dtype, at=at)
        theirs(x)
        ours(y)
    assert round_trips == []
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


#: Of numbers whose squares half precision does not hold.
LARGE = {
    "batch_norm": "F.batch_norm(x, None, None, None, None, True)",
    "instance_norm": "F.instance_norm(x)",
    "layer_norm": "F.layer_norm(x, (5,), w, w)",
    "group_norm": "F.group_norm(x, 3)",
    "rms_norm": "F.rms_norm(x, (5,), w)",
    "normalize": "F.normalize(x)",
    "cosine_similarity": "F.cosine_similarity(x, x + 1)",
    "local_response_norm": "F.local_response_norm(x, 2)",
}


@pytest.mark.parametrize("line", LARGE.values(), ids=LARGE)
def test_half_precision_has_room_for_squares(line):
    values = (np.random.default_rng(0).standard_normal((4, 3, 5)) * 1000).astype(np.float16)
    names = {"F": functional, "x": insitu.tensor(values, requires_grad=True), "w": insitu.ones(5).half()}
    exact = {
        "F": torch.nn.functional,
        "x": torch.tensor(values).double().requires_grad_(),
        "w": torch.ones(5).double(),
    }
    for each in (names, exact):
        result = eval(line, each)
        (result * result.detach().cos()).sum().backward()

    given, wanted = names["x"].grad.numpy(), exact["x"].grad.numpy()
    np.testing.assert_allclose(given, wanted, rtol=2e-2, atol=2e-2 * np.abs(wanted).max() + 1e-6)
