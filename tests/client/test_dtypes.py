"""Dtypes, options and seeds as a user meets them."""

from __future__ import annotations

import ml_dtypes
import numpy as np
import pytest
import torch

import insitu


def test_bfloat16_travels_both_ways():
    given = np.array([[1.5, -2.25], [np.inf, 1e-3]], ml_dtypes.bfloat16)
    tensor = insitu.tensor(given)
    assert tensor.dtype is insitu.bfloat16
    assert tensor.numpy().dtype == ml_dtypes.bfloat16
    assert tensor.numpy().tobytes() == given.tobytes()
    assert tensor.tolist() == given.astype(float).tolist()
    assert type(tensor[0, 0].item()) is float


def test_large_bfloat16_travels_in_bulk():
    given = np.arange(100_000).astype(ml_dtypes.bfloat16)
    assert insitu.tensor(given).numpy().tobytes() == given.tobytes()


@pytest.mark.parametrize(
    "values", [[1.5, -2.0], [0.1, 1e-3], [1.0, 2.0], [float("nan"), 3.0], [1e-7, 1.0]], ids=str
)
def test_bfloat16_prints_as_torch_prints_it(values):
    expected = repr(torch.tensor(values, dtype=torch.bfloat16)).replace("torch.", "insitu.")
    assert repr(insitu.tensor(values, dtype=insitu.bfloat16)) == expected


@pytest.mark.parametrize("wanted", ["bfloat16", "torch.bfloat16", insitu.bfloat16], ids=str)
def test_to_takes_names_and_dtypes(wanted):
    tensor = insitu.tensor([0.1])
    assert tensor.to(wanted).dtype is tensor.bfloat16().dtype is insitu.bfloat16


def test_to_takes_what_torch_takes():
    tensor, other = insitu.tensor([1.5]), insitu.tensor([1])
    assert tensor.to("cpu") is tensor
    assert tensor.to("cpu", insitu.float32) is tensor
    assert tensor.to(insitu.float32, True, True) is not tensor
    assert tensor.to(other).dtype is insitu.int64
    assert tensor.to(dtype=insitu.int64, copy=True).tolist() == [1]
    assert tensor.to(None, insitu.int64).dtype is insitu.int64


def test_to_lays_channels_last():
    tensor = insitu.zeros(2, 3, 4, 5)
    turned = tensor.to(memory_format=insitu.channels_last)
    assert turned.stride() == torch.zeros(2, 3, 4, 5).to(memory_format=torch.channels_last).stride()
    assert turned.to(memory_format=insitu.channels_last) is turned


@pytest.mark.parametrize("wrong", [("cuda",), (1,), (insitu.float32, True, True, True)], ids=str)
def test_to_refuses_what_is_not_there(wrong):
    with pytest.raises(insitu.InsituError):
        insitu.tensor([1.0]).to(*wrong)


def test_factories_take_options_without_a_meaning_here():
    options = {"device": "cpu", "layout": insitu.strided, "pin_memory": True, "requires_grad": False}
    assert insitu.zeros(2, **options).tolist() == [0, 0]
    assert insitu.randint(3, (2,), generator=None, **options).shape == (2,)
    assert insitu.zeros_like(insitu.ones(2), memory_format=insitu.preserve_format, **options).tolist() == [
        0,
        0,
    ]


@pytest.mark.parametrize("option", [{"device": "cuda"}, {"layout": insitu.sparse_coo}], ids=str)
def test_factories_refuse_what_is_not_there(option):
    with pytest.raises(insitu.errors.UnsupportedError):
        insitu.zeros(2, **option)


def test_another_generator_is_refused():
    with pytest.raises(insitu.errors.ArgumentError, match="generator"):
        insitu.rand(2, generator=3)


def test_a_seed_brings_the_same_numbers_back():
    insitu.manual_seed(3)
    first = insitu.rand(4).tolist()
    insitu.manual_seed(3)
    assert insitu.rand(4).tolist() == first
    assert insitu.initial_seed() == 3
    assert insitu.seed() == insitu.initial_seed()


def test_a_state_brings_the_same_numbers_back():
    insitu.rand(2)
    state = insitu.get_rng_state()
    first = insitu.rand(4).tolist()
    insitu.set_rng_state(state)
    assert insitu.rand(4).tolist() == first


def test_what_is_no_seed_or_state_is_refused():
    with pytest.raises(insitu.errors.InvalidValueError, match="Overflow when unpacking long long"):
        insitu.manual_seed(2**64)
    with pytest.raises(insitu.errors.BadValueError, match="RNG state is wrong size"):
        insitu.set_rng_state(insitu.zeros(3, dtype=insitu.uint8))
    with pytest.raises(insitu.errors.ArgumentError):
        insitu.set_rng_state(insitu.zeros(16))


@pytest.mark.parametrize("sym", [True, False])
@pytest.mark.parametrize("size", [0, 1, 2, 7])
@pytest.mark.parametrize("name", insitu.signal.windows.__all__)
def test_windows(name, size, sym):
    extra = {"a": [0.5, 0.4, 0.1]} if name == "general_cosine" else {}
    ours = getattr(insitu.signal.windows, name)(size, sym=sym, **extra)
    theirs = getattr(torch.signal.windows, name)(size, sym=sym, **extra)
    torch.testing.assert_close(torch.tensor(ours.numpy().copy()), theirs)
