"""Interpolation under former names, and grids of which no one says where corners are: PyTorch's results and warnings."""

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
    "grid_sample": "F.grid_sample(x, x.reshape(1, 3, 4, 2))",
    "affine_grid": "F.affine_grid(x[..., :3, :3].reshape(3, 2, 3), (3, 1, 4, 5))",
    "affine_grid of one": "F.affine_grid(x[..., :3, :3].reshape(3, 2, 3), (3, 1, 4, 1), align_corners=True)",
}


def outcome(library, line):
    names = {"F": library.nn.functional, "x": library.linspace(0.0, 1.0, 24).reshape(1, 2, 3, 4)}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = eval(line, names)
    return result, [(str(warning.message), warning.category, warning.filename) for warning in caught]


@pytest.mark.parametrize("line", CALLS.values(), ids=CALLS)
@pytest.mark.usefixtures("session")
def test_what_torch_warns_of_is_warned_of(line):
    (exact, warned), (result, told) = outcome(torch, line), outcome(insitu, line)

    np.testing.assert_allclose(result.numpy(), exact.numpy(), rtol=1e-5, atol=1e-6)
    assert told == warned
