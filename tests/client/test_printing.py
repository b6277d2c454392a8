"""Printed tensors against PyTorch's own printing; values come from a stand-in, at the end from a server."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import insitu
from insitu._tensor.printing import format_tensor, set_printoptions
from insitu.transport import bulk
from insitu_engine.dtypes import dtype_of_array
from insitu_engine.errors import BadValueError
from insitu_engine.meta import meta


@dataclass
class StandIn:
    """What printing asks of a tensor, over an array; it notes how many elements were read."""

    values: np.ndarray[Any, Any]
    read: list[int] = field(default_factory=list)
    requires_grad = False
    grad_fn = None

    @property
    def meta(self):
        return meta(dtype_of_array(self.values), self.values.shape)

    def numpy(self):
        self.read.append(self.values.size)
        return self.values

    def unfold(self, dimension, size, step):
        windows = np.lib.stride_tricks.sliding_window_view(self.values, size, axis=dimension)
        at = (slice(None),) * dimension
        return StandIn(windows[(*at, slice(None, None, step))], self.read)


def printed_by_torch(values):
    return repr(torch.from_numpy(np.array(values, copy=True))).replace("torch.", "insitu.")


@pytest.fixture(autouse=True)
def _default_options():
    yield
    set_printoptions(profile="default")
    torch.set_printoptions(profile="default")


FLOATS = {
    "decimals": [0.8284, 0.5539],
    "whole": [1.0, 2.0, -30.0],
    "whole and nan": [1.0, math.nan, math.inf, -math.inf],
    "nan": [math.nan],
    "infinities": [math.inf, -math.inf],
    "decimals and infinities": [0.5, -math.inf, math.nan],
    "zeros": [0.0, -0.0],
    "zero and negative zero among decimals": [0.0, -0.0, 0.25],
    "large": [1e8, 1.0],
    "larger than 1e8": [100000008.0],
    "small": [1e-4],
    "smaller than 1e-4": [0.00009],
    "ratio of 1000": [1.0, 1000.0],
    "ratio over 1000": [1.5, 1501.5],
    "whole and scientific": [1.0, 2000.0],
    "scientific with nan": [1e-7, math.nan, 0.0, math.inf, -1.0],
    "negative": [-1.25, 10.5],
    "float32 extremes": [3.4e38, 1e-45],
    "one line is too short": list(np.linspace(-1, 1, 37)),
    "scalar": 1.5,
    "whole scalar": 3.0,
    "scalar nan": math.nan,
    "scientific scalar": 1e-10,
    "empty": [],
    "matrix": [[1.0, 2.5], [3.0, 4.0]],
    "three dimensions": [[[1.0], [2.0]], [[3.0], [4.0]]],
    "four dimensions": np.arange(16.0).reshape(2, 2, 2, 2),
    "long rows": np.linspace(0, 1, 90).reshape(3, 30),
    "one column": np.linspace(0, 100, 12).reshape(12, 1),
}


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("values", FLOATS.values(), ids=FLOATS)
def test_floats_print_as_in_torch(values, dtype):
    with np.errstate(over="ignore"):
        array = np.asarray(values, dtype)

    assert format_tensor(StandIn(array)) == printed_by_torch(array)


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int8", "int16", "int32", "int64"])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0), (2, 3), (50,), (2, 1, 4)], ids=str)
def test_integers_and_truth_values_print_as_in_torch(shape, dtype):
    array = np.random.default_rng(0).integers(-100, 100, shape).astype(dtype)

    assert format_tensor(StandIn(array)) == printed_by_torch(array)


COMPLEX = {
    "plain": [1 + 2j, -3.5 - 0.25j],
    "whole": [1 + 2j, 3 - 4j],
    "negative zero": [complex(0.0, -0.0), complex(-0.0, 0.0)],
    "nan and infinity": [complex(math.nan, math.inf), complex(1.5, -math.inf), complex(0, math.nan)],
    "scientific": [1e-7 + 1e9j],
    "scalar": 1.5 - 2j,
    "empty": [],
    "no rows": np.empty((0, 2)),
    "many": np.exp(1j * np.arange(40)),
}


@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
@pytest.mark.parametrize("values", COMPLEX.values(), ids=COMPLEX)
def test_complex_numbers_print_as_in_torch(values, dtype):
    array = np.asarray(values, dtype)

    assert format_tensor(StandIn(array)) == printed_by_torch(array)


@pytest.mark.parametrize(
    "shape",
    [
        (1000,), (1001,), (7, 143), (7, 144), (3, 400), (400, 3), (6, 200), (2, 2, 300), (10, 10, 11), (8, 1, 9, 20),
        (1, 1, 1001), (7, 7, 7, 7),
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "int32", "bool", "complex64"])
def test_summaries_print_as_in_torch(shape, dtype):
    array = (np.random.default_rng(1).standard_normal(shape) * 100).astype(dtype)

    assert format_tensor(StandIn(array)) == printed_by_torch(array)


def test_summary_is_formatted_by_the_elements_it_shows():
    array = np.ones((30, 50), np.float32)
    array[10, 10] = 1e30

    assert format_tensor(StandIn(array)) == printed_by_torch(array)


def test_summary_reads_only_the_elements_it_shows():
    tensor = StandIn(np.zeros((500, 4, 700), np.float32))

    format_tensor(tensor)

    assert tensor.read == [6 * 4 * 6]


OPTIONS: dict[str, dict[str, Any]] = {
    "precision": {"precision": 2},
    "threshold": {"threshold": 5},
    "edge items": {"threshold": 5, "edgeitems": 1},
    "no edge items": {"threshold": 5, "edgeitems": 0},
    "line width": {"linewidth": 30},
    "always scientific": {"sci_mode": True},
    "never scientific": {"sci_mode": False},
    "short": {"profile": "short"},
    "full": {"profile": "full"},
    "profile and precision": {"profile": "short", "precision": 6},
}


@pytest.mark.parametrize(
    "values",
    [
        np.arange(12.0),
        np.linspace(0, 1e-6, 24).reshape(4, 6),
        np.arange(1200.0).reshape(3, 400),
        np.zeros((2, 3)),
    ],
    ids=["whole", "small", "large", "zeros"],
)
@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_options_mean_what_they_mean_in_torch(options, values):
    set_printoptions(**options)
    torch.set_printoptions(**options)

    assert format_tensor(StandIn(values)) == printed_by_torch(values)


def test_unknown_profile_is_refused():
    with pytest.raises(BadValueError, match="default, short, full"):
        set_printoptions(profile="long")


DTYPES = [
    "bool",
    "uint8",
    "int8",
    "int16",
    "int32",
    "int64",
    "float16",
    "float32",
    "float64",
    "complex64",
    "complex128",
]


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(DTYPES).flatmap(
        lambda dtype: arrays.arrays(
            dtype, arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=12)
        )
    )
)
def test_any_array_prints_as_in_torch(array):
    assert format_tensor(StandIn(array)) == printed_by_torch(array)


@pytest.mark.parametrize("turned", [False, True], ids=["contiguous", "turned"])
@pytest.mark.parametrize("shape", [(), (0, 3), (3, 4), (50, 60), (9, 10, 20)], ids=str)
def test_tensors_of_a_server_print_as_in_torch(session, shape, turned):
    array = np.random.default_rng(2).standard_normal(shape).astype(np.float32)
    tensor, expected = insitu.tensor(array), torch.from_numpy(array)
    if turned and len(shape) > 1:
        tensor, expected = tensor.transpose(0, 1), expected.transpose(0, 1)

    assert repr(tensor) == repr(expected)


def test_summary_of_a_large_tensor_is_a_small_read_that_allocates_nothing(session, monkeypatch):
    tensor = insitu.zeros(300, 400, 5).transpose(0, 1)
    read = []
    download = bulk.download
    monkeypatch.setattr(bulk, "download", lambda part: read.append(part.numel()) or download(part))
    allocated = session.memory().allocated

    text = repr(tensor)

    assert text.startswith("tensor([[[0., 0., 0., 0., 0.],")
    assert read == [6 * 6 * 5]
    assert session.memory().allocated == allocated
    assert session.memory().tensors == 2  # the tensor and what it is a view of


def test_printing_raises_what_the_server_refused(session):
    tensor = insitu.zeros(2000)
    tensor.scatter_(0, insitu.tensor([2000]), 1.0)

    with pytest.raises(
        insitu.InsituError, match="index 2000 is out of bounds for dimension 0 with size 2000"
    ):
        repr(tensor)
