"""Plans: kept by signature, the same for every caller, and never a plan of another call."""

from __future__ import annotations

import pytest

from insitu_engine.dtypes import bool_, float32, float64, int64
from insitu_engine.errors import ArgumentError, BadValueError, DTypeError, OverlapError, ShapeError
from insitu_engine.meta import Operand, meta
from insitu_engine.optable import lookup
from insitu_engine.planner import _MOST_PLANS, LostMeta, Mode, make_plan, standard_form


class Root:
    """Memory, of which planning asks whose it is."""

    @property
    def origin(self):
        return self


def operand(dtype=float32, shape=(2, 3), strides=None, *, root=None, offset=0):
    made = Operand()
    made.meta = meta(dtype, shape, strides)
    made.root = Root() if root is None else root
    made.offset = offset
    return made


def plan(name, *args, **kwargs):
    row = lookup(name)
    return make_plan(row, standard_form(row, row.schema.bind(list(args), kwargs)))


def test_second_call_of_the_same_shapes_has_the_same_plan():
    assert plan("add_", operand(), operand()) is plan("add_", operand(), operand())


def test_numbers_are_planned_by_type():
    assert plan("add", operand(), 1) is plan("add", operand(), 2)
    assert plan("add", operand(int64), 1).metas[0].dtype is int64
    assert plan("add", operand(int64), 1.0).metas[0].dtype is float32
    assert plan("add", operand(bool_), True).metas[0].dtype is bool_


def test_one_and_true_and_a_float_are_different_arguments():
    assert plan("sum", operand(), 1).metas[0].shape == (2,)
    with pytest.raises(ArgumentError):
        plan("sum", operand(), True)
    with pytest.raises(ArgumentError):
        plan("sum", operand(), 1.0)


def test_slices_that_hash_alike_are_told_apart():
    assert plan("getitem", operand(), (slice(0, 1),)).metas[0].shape == (1, 3)
    assert plan("getitem", operand(), (slice(0, 2),)).metas[0].shape == (2, 3)
    with pytest.raises(TypeError):
        plan("getitem", operand(), (slice(False, 1.0),))


def test_refusal_is_found_again_each_time():
    for _ in range(3):
        with pytest.raises(ShapeError, match="must match the size"):
            plan("add", operand(shape=(2,)), operand(shape=(3,)))


def test_overlap_is_looked_at_although_the_plan_is_known():
    plan("add_", operand(shape=(3,)), operand(shape=(3,)))
    root = Root()
    target = operand(shape=(3,), root=root)
    with pytest.raises(OverlapError):
        plan("add_", target, operand(shape=(3,), root=root, offset=1))
    plan("add_", target, operand(shape=(3,), root=root, offset=3))
    plan("add_", target, target)


def test_overlap_is_looked_at_inside_of_tuples():
    root = Root()
    target = operand(shape=(4,), root=root)
    index = operand(int64, (2,))
    values = operand(shape=(2,), root=root)
    with pytest.raises(OverlapError):
        plan("index_put_", target, (index,), values)


def test_in_place_refuses_another_shape_or_a_higher_category():
    with pytest.raises(
        ShapeError, match=r"output with shape \[3\] doesn't match the broadcast shape \[2, 3\]"
    ):
        plan("add_", operand(shape=(3,)), operand(shape=(2, 3)))
    with pytest.raises(DTypeError, match=r"result type Float can't be cast to the desired output type Long"):
        plan("add_", operand(int64), 0.5)
    assert plan("add_", operand(), operand(float64)).scratch is not None


def test_in_place_refuses_expanded_memory():
    with pytest.raises(OverlapError, match="more than one element of the written-to tensor"):
        plan("add_", operand(shape=(2, 3), strides=(0, 1)), 1)


@pytest.mark.parametrize(
    ("name", "args", "mode"),
    [
        ("add", (operand(), 1), Mode.NEW),
        ("add_", (operand(), 1), Mode.WRITE),
        ("t", (operand(),), Mode.VIEW),
        ("t_", (operand(),), Mode.RESHAPE),
        ("contiguous", (operand(),), Mode.SAME),
        ("contiguous", (operand(strides=(1, 2)),), Mode.NEW),
        ("reshape", (operand(), (3, 2)), Mode.VIEW),
        ("reshape", (operand(strides=(1, 2)), (6,)), Mode.NEW),
        ("nonzero", (operand(),), Mode.WAIT),
    ],
    ids=lambda value: getattr(value, "name", value if isinstance(value, str) else ""),
)
def test_mode(name, args, mode):
    assert plan(name, *args).mode is mode


def test_tensor_that_never_came_to_be_raises_why_wherever_it_is_used():
    lost = operand()
    lost.meta = LostMeta(BadValueError("the root cause"), lost.meta)
    for name, args in (
        ("add", (lost, 1)),
        ("add_", (operand(), lost)),
        ("cat", ((operand(), lost),)),
        ("t", (lost,)),
    ):
        for _ in range(2):
            with pytest.raises(BadValueError, match="the root cause"):
                plan(name, *args)


def test_number_cannot_be_written_in_place():
    with pytest.raises(
        ArgumentError, match=r"add_\(\): argument 'self' \(position 1\) must be Tensor, not int"
    ):
        plan("add_", 1, operand())


def test_no_more_plans_are_kept_than_the_bound():
    row = lookup("narrow")
    tensor = operand(shape=(10_000,))
    for start in range(_MOST_PLANS + 10):
        plan("narrow", tensor, 0, start, 1)
    assert len(row.plans) <= _MOST_PLANS
    row.plans.clear()


def test_unhashable_argument_is_planned_each_time():
    import numpy as np

    assert plan("tensor", np.ones((2, 2), np.float32)).metas[0] is meta(float32, (2, 2))
    assert plan("tensor", np.ones((2, 2), np.int64)).metas[0] is meta(int64, (2, 2))
