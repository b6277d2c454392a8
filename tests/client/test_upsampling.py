"""Interpolation under PyTorch's former names: the same results, and the same words against them."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import torch

import insitu

CALLS = {
    "upsample": "F.upsample(x, scale_factor=2, mode='bilinear', align_corners=True)",
    "upsample_nearest": "F.upsample_nearest(x, (3, 9))",
    "upsample_bilinear": "F.upsample_bilinear(x, scale_factor=(2, 3))",
}


def outcome(library, line):
    names = {"F": library.nn.functional, "x": library.linspace(0.0, 1.0, 24).reshape(1, 2, 3, 4)}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = eval(line, names)
    return result, [(str(warning.message), warning.category, warning.filename) for warning in caught]


@pytest.mark.parametrize("line", CALLS.values(), ids=CALLS)
@pytest.mark.usefixtures("session")
def test_a_former_name_warns_as_in_torch(line):
    (exact, warned), (result, told) = outcome(torch, line), outcome(insitu, line)

    np.testing.assert_allclose(result.numpy(), exact.numpy(), rtol=1e-5)
    assert told == warned
