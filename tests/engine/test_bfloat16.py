"""bfloat16 and the limits of dtypes, beside torch."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from insitu_engine.dtypes import ALL, bfloat16, dtype_named, scalar_of
from insitu_engine.errors import ArgumentError, UnsupportedError
from insitu_engine.limits import finfo, iinfo
from insitu_engine.promotion import get_default_dtype, set_default_dtype

LINES = (
    "bf + bf", "bf + h", "bf + f", "bf + d", "bf + i", "bf + b", "bf + 0.1", "bf + 3", "bf.mul(1j)", "bf.add(bf, alpha=0.3)",
    "bf.div(3)", "bf.exp()", "bf.sqrt()", "bf.sin()", "bf.tanh()", "bf.sigmoid()", "bf.neg()", "bf.abs()", "bf.pow(0.5)",
    "bf.sum()", "bf.sum(0)", "bf.mean(1)", "bf.prod()", "bf.cumsum(1)", "bf.max()", "bf.max(1)", "bf.argmax()", "bf.sort(1, True)",
    "bf.eq(bf)", "bf.lt(2)", "bf.isnan()", "bf.clamp(1, 3)", "T.where(b, bf, bf)", "bf.masked_fill(b, 0.1)", "bf @ bf.t()",
    "bf.t()", "bf[0]", "bf[:, 1]", "bf[T.tensor([1, 0])]", "bf.gather(1, T.tensor([[0], [2]]))", "T.cat([bf, bf])",
    "bf.add_(0.1)", "bf.mul_(bf)", "bf.div_(3)", "bf.sub_(f)", "bf.add_(d)", "f.add_(bf)", "bf.zero_()", "bf.fill_(0.1)",
    "bf.copy_(f)", "bf.copy_(i)", "bf.copy_(z)", "f.copy_(bf)", "i.copy_(bf)", "b.copy_(bf)", "z.copy_(bf)", "bf.t().add_(1)",
    "bf[0] = 0.1", "bf[:, 1:].mul_(2)", "bf.index_add_(0, T.tensor([0]), bf[:1].clone())", "bf.relu_()", "bf.lerp_(bf, 0.3)",
    "bf.bitwise_and_(bf)", "i.add_(bf)", "bf.add_(z)", "T.complex(bf, bf)",
    "T.arange(0, 2, 0.3, dtype=T.bfloat16)", "T.linspace(0, 1, 7, dtype=T.bfloat16)", "T.eye(3, dtype=T.bfloat16)",
)  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_agrees_with_torch(agrees, line):
    if " = " in line:
        line += "; bf"
    agrees(line)


@pytest.mark.parametrize("value", [0.1, 1 + 2**-9 + 2**-30, 1 + 2**-8, 2**24 + 1, 1e39, -1e-45, float("nan")])
def test_numbers_are_rounded_as_torch_rounds_them(value):
    expected = torch.tensor(value).to(torch.bfloat16).item()
    assert np.array_equal(float(scalar_of(value, bfloat16)), expected, equal_nan=True)


@pytest.mark.parametrize(
    "dtype", [dtype for dtype in ALL if dtype.is_floating_point or dtype.is_complex], ids=str
)
def test_finfo(dtype):
    ours, theirs = finfo(dtype), torch.finfo(getattr(torch, dtype.name))
    for name in ("bits", "eps", "max", "min", "tiny", "smallest_normal", "resolution", "dtype"):
        assert getattr(ours, name) == getattr(theirs, name), name
    assert repr(ours) == repr(theirs)


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int16", "int32", "int64"])
def test_iinfo(dtype):
    ours, theirs = iinfo(dtype_named(dtype)), torch.iinfo(getattr(torch, dtype))
    assert (ours.bits, ours.min, ours.max, ours.dtype) == (theirs.bits, theirs.min, theirs.max, theirs.dtype)
    assert repr(ours) == repr(theirs)


@pytest.mark.parametrize(("limits", "name"), [("finfo", "int8"), ("iinfo", "float32"), ("iinfo", "bool")])
def test_limits_of_another_kind_are_refused_in_torchs_words(limits, name):
    with pytest.raises(TypeError) as refusal:
        getattr(torch, limits)(getattr(torch, name))
    with pytest.raises(ArgumentError) as error:
        {"finfo": finfo, "iinfo": iinfo}[limits](dtype_named(name))
    assert error.value.message == str(refusal.value)


def test_the_default_dtype_is_float32_and_stays():
    set_default_dtype(get_default_dtype())
    with pytest.raises(ArgumentError, match="only floating-point types are supported as the default type"):
        set_default_dtype(dtype_named("int64"))
    with pytest.raises(UnsupportedError, match="float64"):
        set_default_dtype(dtype_named("float64"))
