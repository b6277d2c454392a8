"""New tensors, copies and casts against PyTorch; random numbers against their distributions."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from insitu_engine.dtypes import dtype_named
from insitu_engine.errors import BadValueError, DTypeError, InsituError, UnsupportedError
from insitu_engine.ops.pointwise.copying import cast_into
from insitu_engine.session import Engine, Session

DTYPES = ("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64", "complex64")
LAYOUTS = ("scalar", "empty", "matrix", "turned", "stepped", "expanded")
REALS = DTYPES[1:-1]


@pytest.fixture
def session():
    return Session(Engine(), "random")


def same_as_torch(session, op, *args, **kwargs):
    """Compare a factory's result or refusal with that of torch's function of the same name."""
    ours, theirs = (
        outcome(lambda: session.call(op, args, as_ours(kwargs))[0]),
        outcome(lambda: getattr(torch, op)(*args, **kwargs)),
    )
    if isinstance(theirs, Exception):
        assert isinstance(ours, InsituError)
        assert isinstance(ours, type(theirs))
        assert ours.message == str(theirs).partition("\n")[0]
        return
    assert not isinstance(ours, Exception), ours
    assert ours.meta.dtype.name == str(theirs.dtype).removeprefix("torch.")
    torch.testing.assert_close(torch.from_numpy(ours.array.copy()), theirs, equal_nan=True)


def outcome(call):
    try:
        return call()
    except Exception as error:  # noqa: BLE001 - torch may raise anything
        return error


def as_ours(kwargs):
    return {key: dtype_named(str(value)) if key == "dtype" else value for key, value in kwargs.items()}


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("size", [(2, 3), (), (0,), (2**62, 2**62)], ids=str)
@pytest.mark.parametrize("op", ["zeros", "ones"])
def test_constant_of_size(session, op, size, dtype):
    same_as_torch(session, op, size, dtype=getattr(torch, dtype))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("size", [(2, -1), (4, -1, -2)], ids=str)
def test_negative_size_is_refused_as_zeros_refuses_it(session, size, dtype):
    same_as_torch(session, "zeros", size, dtype=getattr(torch, dtype))


@pytest.mark.parametrize("value", [True, 2, -3, 1.5, 2j, 300, -5, 1e300, float("inf"), float("nan")], ids=str)
@pytest.mark.parametrize("dtype", DTYPES)
def test_full_refuses_what_does_not_fit(session, value, dtype):
    same_as_torch(session, "full", (2,), value, dtype=getattr(torch, dtype))


@pytest.mark.parametrize("value", [True, 2, 1.5, 2j])
def test_full_infers_dtype(session, value):
    same_as_torch(session, "full", (2, 1), value)


RANGES = (
    (5,), (5.0,), (1, 4), (1, 2.5, 0.5), (3, 0, -1), (0, 3, 0), (0, -3), (0, 1, 0.1), (float("nan"),),
    (float("inf"),), (True,), (0, 3, 0.3), (0, 10, 3), (1.5, 5), (2**53 + 1, 2**53 + 4), (0, 70000),
)  # fmt: skip


@pytest.mark.parametrize("args", RANGES, ids=str)
def test_arange_infers_dtype(session, args):
    same_as_torch(session, "arange", *args)


@pytest.mark.parametrize("dtype", REALS)
@pytest.mark.parametrize("args", [(5,), (1, 4), (3, 0, -1), (0, 10, 3), (-2.5, 5), (0, 3, 0)], ids=str)
def test_arange_of_dtype(session, args, dtype):
    same_as_torch(session, "arange", *args, dtype=getattr(torch, dtype))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("args", [(0, 1, 5), (2, 3, 1), (2, 3, 0), (2, 3, -1), (10, 0, 4), (0, 7.7, 9)])
def test_linspace(session, args, dtype):
    same_as_torch(session, "linspace", *args, dtype=getattr(torch, dtype))


@pytest.mark.parametrize("dtype", ["int64", "float32", "float64"])
def test_sequences_longer_than_a_block(session, dtype):
    same_as_torch(session, "linspace", -300_000, 300_000, 100_001, dtype=getattr(torch, dtype))
    same_as_torch(session, "arange", 3, 300_000, 3, dtype=getattr(torch, dtype))


@pytest.mark.parametrize("args", [(0, 1j, 3), (1 + 1j, 2, 4)], ids=str)
def test_linspace_infers_complex(session, args):
    same_as_torch(session, "linspace", *args)
    same_as_torch(session, "linspace", *args, dtype=torch.float32)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("args", [(2, 3), (3,), (3, 2), (0,), (-1,), (2, -1)], ids=str)
def test_eye(session, args, dtype):
    same_as_torch(session, "eye", *args, dtype=getattr(torch, dtype))


def test_empty_shows_nobody_elses_bytes():
    engine = Engine()
    first, second = Session(engine, "first"), Session(engine, "second")
    (secret,) = first.call("full", [(4096,), 42.0], {}, results=(1,))
    assert secret.array[0] == 42
    first.close()
    (fresh,) = second.call("empty", [(4096,)])
    assert not fresh.array.any()


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_like_copy_and_cast(agrees, dtype, layout):
    agrees(f"T.zeros_like({dtype}_{layout})")
    agrees(f"T.ones_like({dtype}_{layout})")
    agrees(f"{dtype}_{layout}.new_zeros(2, 3)")
    agrees(f"{dtype}_{layout}.new_ones((2,))")
    agrees(f"{dtype}_{layout}.clone()")
    agrees(f"{dtype}_{layout}.contiguous()")
    agrees(f"{dtype}_{layout}.to(T.{dtype})")
    agrees(f"{dtype}_{layout}.to(T.{dtype}, copy=True)")
    agrees(f"{dtype}_{layout}.zero_()")
    agrees(f"{dtype}_{layout}.fill_(1)")
    agrees(f"{dtype}_{layout}.copy_({dtype}_scalar)")


@pytest.mark.parametrize("first", DTYPES)
@pytest.mark.parametrize("second", DTYPES)
def test_conversions(agrees, first, second):
    agrees(f"{first}_turned.copy_({second}_turned)")
    agrees(f"{first}_matrix.copy_({second}_vector)")
    agrees(f"{first}_stepped.to(T.{second})")
    agrees(f"{first}_matrix.fill_({second}_scalar)")
    agrees(f"T.zeros_like({first}_turned, dtype=T.{second})")


@pytest.mark.parametrize(
    "line",
    [
        "f.copy_(v)", "v.copy_(f)", "f.copy_(3)", "i.copy_(1.7)", "v.copy_(L([1.0, 2.0]))", "s.copy_(v)", "e.copy_(v)",
        "f.fill_(v)", "u.fill_(L(300))", "i.fill_(L(float('nan')))", "f.fill_(L(1j))", "float32_expanded.copy_(f)",
        "float32_expanded.fill_(s)", "z.copy_(f)", "f.copy_(z)", "b.copy_(n)", "f.to(T.int8)",
    ],
)  # fmt: skip
def test_line(agrees, line):
    agrees(line)


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int16", "int32", "int64", "bool"])
def test_cast_of_floats_that_do_not_fit(dtype):
    values = [float("nan"), float("inf"), -float("inf"), 300.0, -1.9, -3.0, 70000.0, 3e10, 0.5, 1e30] * 40
    out = np.empty(len(values), dtype)
    with np.errstate(all="ignore"):
        cast_into(out, np.array(values, np.float32))
    assert torch.equal(torch.from_numpy(out), torch.tensor(values).to(getattr(torch, dtype)))


# --- random numbers --------------------------------------------------------------------------------------------------

COUNT = 200_000


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize(
    ("op", "args", "mean", "deviation"),
    [
        ("uniform_", (), 0.5, 12**-0.5), ("uniform_", (-2, 4), 1, 6 * 12**-0.5), ("normal_", (), 0, 1),
        ("normal_", (3, 2), 3, 2), ("exponential_", (2,), 0.5, 0.5), ("geometric_", (0.5,), 2, 2**0.5),
        ("bernoulli_", (0.25,), 0.25, 0.1875**0.5), ("random_", (10,), 4.5, 8.25**0.5),
        ("random_", (-2, 3), 0, 2**0.5), ("log_normal_", (0, 0.25), 1.0317, 0.2620),
    ],
)  # fmt: skip
def test_distribution(session, op, args, mean, deviation, dtype):
    (x,) = session.call("zeros", [(COUNT,)], {"dtype": dtype})
    session.call("manual_seed", [7])
    session.call(op, [x, *args])
    drawn = x.array.astype(np.float64)
    assert abs(drawn.mean() - mean) < 6 * deviation / COUNT**0.5
    assert abs(drawn.std() / deviation - 1) < 0.02


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_rand_is_below_one(session, dtype):
    (x,) = session.call("rand", [(COUNT,)], {"dtype": dtype})
    assert x.array.min() >= 0
    assert x.array.max() < 1


def test_complex_normal_has_variance_one(session):
    (x,) = session.call("randn", [(COUNT,)], {"dtype": "complex64"})
    assert abs(np.mean(np.abs(x.array) ** 2) - 1) < 0.02


def test_cauchy_median(session):
    (x,) = session.call("zeros", [(COUNT,)])
    session.call("cauchy_", [x, 3, 0.5])
    assert abs(np.median(x.array) - 3) < 0.02


@pytest.mark.parametrize(
    ("dtype", "highest"), [("int8", 127), ("uint8", 255), ("bool", 1), ("float16", 2048)]
)
def test_random_goes_as_far_as_the_dtype(session, dtype, highest):
    (x,) = session.call("zeros", [(COUNT,)], {"dtype": dtype})
    session.call("random_", [x])
    assert x.array.min() == 0
    assert x.array.max() == highest


def test_randperm_has_each_number_once(session):
    (x,) = session.call("randperm", [1000])
    assert sorted(x.array) == list(range(1000))
    assert list(x.array) != list(range(1000))


def test_randint_stays_in_range(session):
    (x,) = session.call("randint", [-3, 4, (1000,)])
    assert set(x.array) == set(range(-3, 4))
    assert x.meta.dtype is dtype_named("int64")


@pytest.mark.parametrize("op", ["uniform_", "normal_", "exponential_", "random_", "bernoulli_"])
def test_same_seed_gives_same_values_whatever_the_layout(session, op):
    (x,) = session.call("zeros", [(300, 200)])
    (wide,) = session.call("zeros", [(200, 300)])
    (turned,) = session.call("transpose", [wide, 0, 1])
    session.call("manual_seed", [1])
    session.call(op, [x])
    session.call("manual_seed", [1])
    session.call(op, [turned])
    assert np.array_equal(x.array, turned.array)


def test_bernoulli_takes_its_probabilities_from_the_tensor(session):
    (chances,) = session.call("tensor", [np.array([0.0, 1.0] * 500, np.float32)])
    (drawn,) = session.call("bernoulli", [chances])
    assert np.array_equal(drawn.array, chances.array)
    session.call("bernoulli_", [drawn, 0.0])
    session.call("bernoulli_", [drawn, chances])
    assert np.array_equal(drawn.array, chances.array)


@pytest.mark.parametrize(
    ("dtype", "op", "args", "error", "text"),
    [
        ("float32", "uniform_", (2, 1), BadValueError, "uniform_ expects to return a [from, to) range, but found from=2 > to=1"),
        ("float32", "uniform_", (float("nan"), 1), BadValueError, "from is out of bounds for float"),
        ("float16", "uniform_", (0, 1e6), BadValueError, "to is out of bounds for c10::Half"),
        ("float32", "uniform_", (-3e38, 3e38), BadValueError,
         "uniform_ expects to-from <= std::numeric_limits<Float>::max(), but found to=3e+38 and from=-3e+38 which result in to-from to exceed the limit"),
        ("int64", "uniform_", (), UnsupportedError, "\"check_uniform_bounds\" not implemented for 'Long'"),
        ("float32", "normal_", (0, -1), BadValueError, "normal expects std >= 0.0, but found std -1"),
        ("int64", "normal_", (), UnsupportedError, "\"normal_kernel_cpu\" not implemented for 'Long'"),
        ("float32", "exponential_", (0,), BadValueError, "exponential_ expects lambda > 0.0, but found lambda=0"),
        ("int64", "exponential_", (), DTypeError,
         "Exponential distribution is a continuous probability distribution. dtype must be a floating point but you specified Long"),
        ("float32", "random_", (5, 5), BadValueError, "random_ expects 'from' to be less than 'to', but got from=5 >= to=5"),
        ("int8", "random_", (0, 300), BadValueError, "to - 1 is out of bounds for signed char"),
        ("uint8", "random_", (-1, 4), BadValueError, "from is out of bounds for unsigned char"),
        ("complex64", "random_", (0, 3), DTypeError, "check_random_bounds handles only integral, floating-point and boolean types"),
        ("float32", "bernoulli_", (1.5,), BadValueError, "bernoulli_ expects p to be in [0, 1], but got p=1.5"),
        ("int64", "bernoulli", (), UnsupportedError, "\"bernoulli_tensor_cpu_p_\" not implemented for 'Long'"),
        ("float32", "geometric_", (0.0,), BadValueError, "geometric_ expects p to be in (0, 1), but got p=0"),
        ("float32", "cauchy_", (0, -1), BadValueError, "cauchy_ expects sigma > 0.0, but found sigma=-1"),
        ("float32", "log_normal_", (0, -1), BadValueError, "log_normal_ expects std > 0.0, but found std=-1"),
    ],
)  # fmt: skip
def test_refusal_is_torchs(session, dtype, op, args, error, text):
    (x,) = session.call("zeros", [(2,)], {"dtype": dtype})
    with pytest.raises(error) as refusal:
        session.call(op, [x, *args])
    assert refusal.value.message == text
    with pytest.raises(error) as theirs:
        raise_as(error, lambda: getattr(torch.zeros(2, dtype=getattr(torch, dtype)), op)(*args))
    assert theirs.value.message == text


def raise_as(error, call):
    """Raise torch's error as ours of the class that it must be an instance of."""
    try:
        call()
    except error.__mro__[2] as theirs:
        raise error(str(theirs).partition("\n")[0]) from None


def test_improbable_values_are_refused_before_anything_is_written(session):
    (x,) = session.call("tensor", [np.array([0.5, 2.0], np.float32)])
    with pytest.raises(BadValueError, match="Expected p_in >= 0 && p_in <= 1"):
        session.call("bernoulli", [x])
    with pytest.raises(BadValueError, match="Expected p_in >= 0 && p_in <= 1"):
        session.call("bernoulli_", [x, x])
    assert list(x.array) == [0.5, 2.0]


@pytest.mark.parametrize(
    ("op", "args"),
    [("randint", (5, 5, (2,))), ("randperm", (-1,)), ("rand", ((-1,),)), ("full", ((-1,), 2.0))],
)
def test_factory_refusal_is_torchs(session, op, args):
    same_as_torch(session, op, *args)
