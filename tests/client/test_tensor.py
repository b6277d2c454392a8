"""The Tensor as a PyTorch user knows it."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import insitu
from insitu_engine.errors import DTypeError, OverlapError, ShapeError

pytestmark = pytest.mark.usefixtures("session")


def test_in_place_call_returns_the_same_tensor_and_counts_the_version() -> None:
    x, y = insitu.tensor([1.0, 2.0]), insitu.tensor([10.0, 20.0])
    assert x.add_(y) is x
    assert x._version == 1
    assert x.tolist() == [11.0, 22.0]
    assert y._version == 0


def test_copying_call_leaves_its_operands() -> None:
    x, y = insitu.tensor([1.0, 2.0]), insitu.tensor([10.0, 20.0])
    z = x + y
    assert (x.tolist(), z.tolist(), x._version) == ([1.0, 2.0], [11.0, 22.0], 0)


def test_view_sees_the_write_and_shares_the_version() -> None:
    x = insitu.zeros(2, 3)
    row = x[1]
    x.add_(1)
    row.mul_(5)
    assert row._version == x._version == 2
    assert x.tolist() == [[1.0, 1.0, 1.0], [5.0, 5.0, 5.0]]
    assert row.data_ptr() == x.data_ptr() + 3 * 4


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (operator.iadd, [9.0, 6.0]),
        (operator.isub, [5.0, 2.0]),
        (operator.imul, [14.0, 8.0]),
        (operator.itruediv, [3.5, 2.0]),
        (operator.ifloordiv, [3.0, 2.0]),
        (operator.imod, [1.0, 0.0]),
        (operator.ipow, [49.0, 16.0]),
    ],
)
def test_in_place_operator_keeps_the_object(act: Callable[[Any, Any], Any], expected: list[float]) -> None:
    x = insitu.tensor([7.0, 4.0])
    assert act(x, 2) is x
    assert x.tolist() == expected


@pytest.mark.parametrize(
    "act", [operator.iand, operator.ior, operator.ixor, operator.ilshift, operator.irshift]
)
def test_in_place_bit_operator_keeps_the_object(act: Callable[[Any, Any], Any]) -> None:
    x = insitu.tensor([12, 10])
    assert act(x, 2) is x
    assert x.tolist() == [act(12, 2), act(10, 2)]


@pytest.mark.parametrize(
    "act",
    [
        operator.add,
        operator.sub,
        operator.mul,
        operator.truediv,
        operator.floordiv,
        operator.mod,
        operator.pow,
    ],
)
def test_operator_with_the_number_first(act: Callable[[Any, Any], Any]) -> None:
    x = insitu.tensor([2.0, 4.0])
    assert act(8.0, x).tolist() == [act(8.0, 2.0), act(8.0, 4.0)]


@pytest.mark.parametrize(
    "act", [operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge]
)
def test_comparison_is_elementwise(act: Callable[[Any, Any], Any]) -> None:
    x = insitu.tensor([1, 2, 3])
    assert act(x, 2).tolist() == [act(value, 2) for value in (1, 2, 3)]
    assert act(x, 2).dtype is insitu.bool


def test_matmul_operator_makes_a_new_tensor() -> None:
    a = insitu.eye(2)
    before = a
    a = a @ insitu.tensor([[1.0, 2.0], [3.0, 4.0]])
    assert a is not before
    assert a.tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_refused_broadcast_is_raised_at_its_line_and_changes_nothing() -> None:
    x = insitu.zeros(2)
    with pytest.raises(
        ShapeError, match=r"output with shape \[2\] doesn't match the broadcast shape \[2, 2\]"
    ):
        x.add_(insitu.ones(2, 2))
    assert (x._version, x.tolist()) == (0, [0.0, 0.0])


def test_float_result_does_not_go_into_an_int_tensor() -> None:
    x = insitu.tensor([1, 2])
    with pytest.raises(DTypeError, match="result type Float can't be cast to the desired output type Long"):
        x.add_(1.5)
    assert x.tolist() == [1, 2]


def test_overlapping_write_is_refused() -> None:
    x = insitu.arange(4)
    with pytest.raises(OverlapError, match="some elements of the input tensor"):
        x[1:].add_(x[:-1])
    assert x.add_(x) is x
    assert x.tolist() == [0, 2, 4, 6]


def test_setitem_writes_where_it_is() -> None:
    x = insitu.zeros(3, 4)
    x[0] = 1
    x[1, 1:3] = insitu.tensor([5.0, 6.0])
    x[..., -1] = 9
    x[x > 8] = -1
    x[[2, 2], [0, 1]] = 7
    assert x.tolist() == [[1, 1, 1, -1], [0, 5, 6, -1], [7, 7, 0, -1]]
    assert x._version == 5


def test_reading_by_mask_and_index() -> None:
    x = insitu.arange(6).view(2, 3)
    assert x[x > 2].tolist() == [3, 4, 5]
    assert x[:, [0, 2]].tolist() == [[0, 2], [3, 5]]
    assert x[1, None, ::2].tolist() == [[3, 5]]


def test_metamorphosis_in_place_keeps_the_object() -> None:
    x = insitu.zeros(2, 3)
    assert x.t_() is x
    assert tuple(x.shape) == (3, 2)
    assert x.unsqueeze_(0).shape == (1, 3, 2)
    assert x._version == 2


def test_python_protocols() -> None:
    x = insitu.tensor([[1, 2], [3, 4]])
    assert len(x) == 2
    assert [row.tolist() for row in x] == [[1, 2], [3, 4]]
    assert insitu.tensor(3).item() == 3
    assert float(insitu.tensor(2.5)) == 2.5
    assert bool(insitu.tensor([1]))
    assert [10, 20, 30][insitu.tensor(1)] == 20
    assert 4 in x
    with pytest.raises(RuntimeError, match="Boolean value of Tensor with more than one value is ambiguous"):
        bool(x)
    with pytest.raises(RuntimeError, match="a Tensor with 4 elements cannot be converted to Scalar"):
        x.item()


def test_numpy_both_ways() -> None:
    values = np.arange(6, dtype=np.int16).reshape(2, 3)
    x = insitu.tensor(values)
    assert x.dtype is insitu.int16
    assert np.array_equal(np.asarray(x), values)
    assert np.asarray(x.t()).tolist() == values.T.tolist()
    assert np.asarray(x, dtype=np.float64).dtype == np.float64


@pytest.mark.parametrize(
    "dtype",
    [
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
    ],
)
def test_every_dtype_travels(dtype: str) -> None:
    values = np.array([0, 1, 2], dtype)
    x = insitu.tensor(values)
    assert x.dtype.name == dtype
    assert x.numpy().dtype == dtype
    assert np.array_equal(x.numpy(), values)


def test_python_numbers_have_pytorchs_dtypes() -> None:
    assert insitu.tensor([1, 2]).dtype is insitu.int64
    assert insitu.tensor([1.0]).dtype is insitu.float32
    assert insitu.tensor([True]).dtype is insitu.bool
    assert insitu.tensor([1j]).dtype is insitu.complex64
    assert insitu.tensor(1, dtype=insitu.float16).dtype is insitu.float16
    assert (insitu.tensor([1, 2]) / 2).dtype is insitu.float32


def test_conversions() -> None:
    x = insitu.tensor([1.7, -1.7])
    assert x.long().tolist() == [1, -1]
    assert x.to(insitu.float64).dtype is insitu.float64
    assert x.to(insitu.float32) is x
    assert x.float() is x


def test_named_tuple_of_max() -> None:
    values, indices = insitu.tensor([[1, 5], [7, 2]]).max(dim=1)
    assert (values.tolist(), indices.tolist()) == ([5, 7], [1, 0])
    assert insitu.tensor([[1, 5], [7, 2]]).max(1).indices.tolist() == [1, 0]


def test_functional_inplace() -> None:
    x = insitu.tensor([-1.0, 2.0])
    assert insitu.nn.functional.relu(x, inplace=True) is x
    assert x.tolist() == [0.0, 2.0]


def test_ragged_data_is_refused() -> None:
    with pytest.raises(ValueError, match=r"expected sequence of length 2 at dim 1 \(got 1\)"):
        insitu.tensor([[1, 2], [3]])
