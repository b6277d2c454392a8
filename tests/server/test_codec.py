import numpy as np
import pytest

from insitu_engine import dtypes
from insitu_engine.errors import InsituError, SizeMismatchError
from insitu_engine.session import Engine, Session
from insitu_server.answers import listed_value, raw_value
from insitu_server.codec import decode, decode_arguments, decode_value
from insitupb.v1 import common_pb2, ops_pb2


@pytest.fixture
def session():
    session = Session(Engine(), "lab")
    session.call("tensor", [np.ones(2, np.float32)], results=(1,), names=("x",))
    return session


def argument(**kind):
    return ops_pb2.Argument(**kind)


PLAIN = {
    "int": (argument(int=-5), -5),
    "zero": (argument(int=0), 0),
    "float": (argument(float=0.5), 0.5),
    "bool": (argument(bool=False), False),
    "string": (argument(string=""), ""),
    "dtype": (argument(dtype="long"), dtypes.int64),
    "none": (argument(none=0), None),
    "complex": (argument(complex={"real": 1, "imag": 2}), 1 + 2j),
    "ellipsis": (argument(ellipsis=True), ...),
    "ints": (argument(ints={"items": [1, -2]}), [1, -2]),
    "no ints": (argument(ints={}), []),
    "list": (argument(list={"items": [argument(int=1), argument(list={})]}), [1, []]),
    "slice": (argument(slice={"start": 1, "step": -2}), slice(1, None, -2)),
    "slice from zero": (argument(slice={"start": 0, "stop": 0}), slice(0, 0, None)),
}


@pytest.mark.parametrize(("given", "expected"), PLAIN.values(), ids=PLAIN)
def test_argument(session, given, expected):
    got = decode(session, given, most=100)

    assert got == expected
    assert type(got) is type(expected)


def test_tensors_are_the_sessions_own(session):
    tensor = session.tensor(1)
    call = ops_pb2.Call(
        op="add",
        args=[argument(handle=1), argument(name="x"), argument(list={"items": [argument(handle=1)]})],
    )
    call.kwargs["alpha"].handle = 1

    args, kwargs = decode_arguments(session, call, most=100)

    assert args[0] is args[1] is args[2][0] is kwargs["alpha"] is tensor


@pytest.mark.parametrize("dtype", dtypes.ALL, ids=lambda dtype: dtype.name)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (2, 3)], ids=str)
@pytest.mark.parametrize("form", [raw_value, listed_value], ids=["raw", "list"])
def test_every_dtype_goes_out_and_comes_back(session, dtype, shape, form):
    numbers = np.arange(np.prod(shape, dtype=int)).reshape(shape) - 1
    array = (numbers % 2 if dtype is dtypes.bool_ else np.abs(numbers)).astype(dtype.numpy)
    (tensor,) = session.call("tensor", [array])

    value = form(tensor)
    back = decode_value(common_pb2.TensorValue.FromString(value.SerializeToString()))

    assert back.dtype == array.dtype
    if form is raw_value or (shape and array.size):
        assert back.shape == array.shape
    assert np.array_equal(back.reshape(-1), array.reshape(-1))


@pytest.mark.parametrize(
    ("fields", "dtype"),
    [({"floats": [1]}, "float32"), ({"ints": [1]}, "int64"), ({"bools": [True]}, "bool"), ({"complexes": [1, 2]}, "complex64")],
    ids=["floats", "ints", "bools", "complexes"],
)  # fmt: skip
def test_list_has_pytorchs_dtype_unless_told(fields, dtype):
    array = decode_value(common_pb2.TensorValue(**fields))

    assert array.dtype.name == dtype
    assert array.shape == (1,)


def test_extreme_numbers_survive():
    values = common_pb2.TensorValue(dtype="float16", floats=[float("inf"), float("-inf"), 1e9])
    assert decode_value(values).tolist() == [float("inf"), float("-inf"), float("inf")]
    assert np.isnan(decode_value(common_pb2.TensorValue(floats=[float("nan")]))).all()
    ints = common_pb2.TensorValue(dtype="int64", ints=[2**63 - 1, -(2**63)])
    assert decode_value(ints).tolist() == [2**63 - 1, -(2**63)]


def test_raw_scalar_needs_exactly_one_element():
    with pytest.raises(SizeMismatchError, match="8 bytes do not fill shape"):
        decode_value(common_pb2.TensorValue(dtype="float32", raw=bytes(8)))


def test_empty_value_is_no_scalar():
    with pytest.raises(InsituError):
        decode_value(common_pb2.TensorValue(dtype="float32"))
