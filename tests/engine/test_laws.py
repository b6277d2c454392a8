"""Laws that hold for every row of the op table, on arguments made from its schema: a new op is tested by existing."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest

from insitu_engine.answers import Overlap
from insitu_engine.dtypes import bool_, complex128, float32
from insitu_engine.errors import (
    InsituError,
    OutOfMemoryError,
    OverlapError,
    OverQuotaError,
    TensorExistsError,
    VersionConflictError,
)
from insitu_engine.meta import Operand, needed_bytes
from insitu_engine.planner import Mode, make_plan
from insitu_engine.schema import Kind

from .samples import ROWS, Given, Sample, bits, free_handle, new_session, refusals, samples, tensor
from .state import replaced, state_of

every_op = pytest.mark.parametrize("op", ROWS, ids=lambda op: op.name)
every_in_place_op = pytest.mark.parametrize("op", [op for op in ROWS if op.in_place], ids=lambda op: op.name)
every_copying_op = pytest.mark.parametrize(
    "op", [op for op in ROWS if not op.in_place], ids=lambda op: op.name
)
every_op_with_two_forms = pytest.mark.parametrize(
    "op", [op for op in ROWS if op.base is not None and not op.reshapes], ids=lambda op: op.name
)
every_reshaping_op = pytest.mark.parametrize(
    "op", [op for op in ROWS if op.reshapes and op.base], ids=lambda op: op.name
)


class BrokenKernelError(Exception):
    """Raised by a kernel that was made to fail."""


@every_op
def test_op_takes_some_sample_made_from_its_schema(op):
    """If this fails for a new op, give it an entry in ``samples.SPECIAL``."""
    assert samples(op)


# --- 1: a failed call changes nothing -------------------------------------------------------------------------------


def assert_refused(
    sample, error=InsituError, *, session=None, args=None, kwargs=None, statistics=True, **how
):
    """Make the call, and see that it fails and changes nothing."""
    session = session or new_session()
    if args is None:
        args, kwargs = sample.build(session)
    before = state_of(session, statistics=statistics)
    with pytest.raises(error):
        session.call(sample.op.name, args, kwargs, **how)
    assert state_of(session, statistics=statistics) == before, str(sample)


#: Only doing the work tells that it cannot be done: a singular matrix, one that is not positive definite. Memory for
#: the result was taken and given back by then, which the totals of the account remember.
REFUSED_BY_KERNEL = frozenset({
    "cholesky", "inverse", "linalg_cholesky", "linalg_cholesky_ex", "linalg_inv", "linalg_inv_ex", "linalg_lstsq",
    "linalg_lu_factor", "linalg_lu_factor_ex", "linalg_matrix_power", "linalg_solve", "linalg_solve_ex", "linalg_svd",
    "linalg_svdvals", "linalg_tensorinv", "linalg_tensorsolve", "lu", "matrix_power", "svd",
})  # fmt: skip


@every_op
def test_refused_call_changes_nothing(op):
    for sample in refusals(op):
        assert_refused(sample, statistics=op.name not in REFUSED_BY_KERNEL)


STRANGERS = [
    None, "x", 3, 2.5, object(), (), Given(bool_, (5, 7, 11)), Given(complex128, (5, 7)), Given(float32, (0,)),
]  # fmt: skip
NUMBERS = [
    0, -1, 2, 300, 2**40, -(2**62), True, 0.5, 1e30, 1e300, float("nan"), float("inf"), 1j, 1e300j,
]  # fmt: skip


@every_op
def test_strange_argument_is_refused_without_a_change_or_taken(op):
    for sample in samples(op)[:3]:
        for at, stranger in product(range(len(sample.args)), STRANGERS):
            changed = Sample(op, (*sample.args[:at], stranger, *sample.args[at + 1 :]), sample.kwargs)
            session = new_session()
            args, kwargs = changed.build(session)
            before = state_of(session)
            try:
                session.call(op.name, args, kwargs)
            except InsituError:
                assert state_of(session) == before, str(changed)


@every_op
def test_wrong_arity_and_unknown_keywords_change_nothing(op):
    sample = samples(op)[0]
    assert_refused(Sample(op, sample.args, (*sample.kwargs, ("no_such_keyword", 1))))
    if op.schema.variadic is None:
        assert_refused(Sample(op, (*sample.args, *[1] * 20)))
    if op.schema.tails[0] is None:
        assert_refused(Sample(op, ()))


@every_op
def test_kernel_that_raises_changes_nothing(op):
    def kernel(*_):
        raise BrokenKernelError

    for sample in samples(op):
        session = new_session()
        args, kwargs = sample.build(session)
        plan = session.prepare(op.name, args, kwargs).plan
        if plan.mode in (Mode.NEW, Mode.WRITE, Mode.WAIT):
            with replaced(op, kernel=kernel):
                assert_refused(
                    sample, BrokenKernelError, session=session, args=args, kwargs=kwargs, statistics=False
                )


@every_op
def test_kernel_that_raises_half_way_through_scratch_memory_changes_nothing(op):
    def kernel(out, *_):
        for array in out if isinstance(out, tuple) else (out,):
            if array is not None:
                array.fill(0)
        raise BrokenKernelError

    for sample in samples(op):
        session = new_session()
        args, kwargs = sample.build(session)
        plan = session.prepare(op.name, args, kwargs).plan
        if plan.mode in (Mode.NEW, Mode.WAIT) or (plan.mode is Mode.WRITE and plan.scratch is not None):
            with replaced(op, kernel=kernel):
                assert_refused(
                    sample, BrokenKernelError, session=session, args=args, kwargs=kwargs, statistics=False
                )


@every_op
def test_check_that_raises_changes_nothing(op):
    def check(*_):
        raise BrokenKernelError

    for sample in samples(op):
        session = new_session()
        args, kwargs = sample.build(session)
        plan = session.prepare(op.name, args, kwargs).plan
        if plan.mode in (Mode.NEW, Mode.WRITE, Mode.WAIT):
            with replaced(op, check=check):
                assert_refused(sample, BrokenKernelError, session=session, args=args, kwargs=kwargs)


def needs_memory(plan):
    if plan.mode is Mode.NEW:
        return any(meta.nbytes for meta in plan.metas)
    return plan.mode is Mode.WRITE and plan.scratch is not None and any(meta.nbytes for meta in plan.scratch)


@every_op
def test_call_over_the_byte_quota_changes_nothing(op):
    for sample in samples(op):
        session = new_session()
        args, kwargs = sample.build(session)
        session.account.most_bytes = session.account.live
        if needs_memory(session.prepare(op.name, args, kwargs).plan):
            assert_refused(sample, OverQuotaError, session=session, args=args, kwargs=kwargs)


@every_op
def test_call_over_the_engines_quota_changes_nothing(op):
    for sample in samples(op):
        session = new_session()
        args, kwargs = sample.build(session)
        session.engine.account.most_bytes = session.account.live
        if needs_memory(session.prepare(op.name, args, kwargs).plan):
            assert_refused(sample, OverQuotaError, session=session, args=args, kwargs=kwargs)


@every_op
def test_call_that_finds_no_memory_changes_nothing(op, monkeypatch):
    def take(nbytes):
        raise OutOfMemoryError("none left")

    for sample in samples(op):
        session = new_session()
        args, kwargs = sample.build(session)
        monkeypatch.setattr(session.engine.allocator, "take", take)
        if needs_memory(session.prepare(op.name, args, kwargs).plan):
            assert_refused(
                sample, OutOfMemoryError, session=session, args=args, kwargs=kwargs, statistics=False
            )


@every_op
def test_results_over_the_tensor_quota_change_nothing(op):
    for sample in samples(op):
        session = new_session()
        args, kwargs = sample.build(session)
        plan = session.prepare(op.name, args, kwargs).plan
        handles = tuple(range(1001, 1001 + (plan.waits or len(plan.metas))))
        session.account.most_tensors = session.account.tensors
        if plan.mode in (Mode.NEW, Mode.VIEW, Mode.WAIT, Mode.SAME) and handles and not op.in_place:
            assert_refused(sample, OverQuotaError, session=session, args=args, kwargs=kwargs, results=handles)


@every_op
def test_results_under_taken_handles_change_nothing(op):
    for sample in samples(op):
        session = new_session()
        args, kwargs = sample.build(session)
        taken = free_handle(session)
        tensor(session, np.zeros(3, np.float32))
        plan = session.prepare(op.name, args, kwargs).plan
        handles = tuple(range(taken, taken - (plan.waits or len(plan.metas)), -1))
        if plan.mode in (Mode.NEW, Mode.VIEW, Mode.WAIT, Mode.SAME) and handles and not op.in_place:
            assert_refused(
                sample, TensorExistsError, session=session, args=args, kwargs=kwargs, results=handles
            )


@every_op
def test_wrong_number_of_results_changes_nothing(op):
    for sample in samples(op)[:5]:
        assert_refused(sample, results=tuple(range(1001, 1020)))
        assert_refused(sample, names=tuple(f"n{number}" for number in range(19)))


@every_in_place_op
def test_in_place_call_at_another_version_changes_nothing(op):
    for sample in samples(op):
        assert_refused(sample, VersionConflictError, expect_version=5)


@every_in_place_op
def test_in_place_call_takes_no_results(op):
    for sample in samples(op):
        assert_refused(sample, results=(1001,))
        assert_refused(sample, names=("name",))


@every_in_place_op
def test_write_to_expanded_memory_is_refused_without_a_change_or_writes_one_value(op):
    for sample in samples(op):
        session = new_session()
        (first, *rest), kwargs = sample.build(session)
        shape = (4, *first.meta.shape)
        (expanded,) = session.call("expand", [first, shape], results=(1001,))
        before = state_of(session)
        try:
            session.call(op.name, [expanded, *rest], kwargs)
        except InsituError:
            assert state_of(session) == before
        else:
            assert op.writes_expanded or op.reshapes or not first.meta.numel, str(sample)


@every_in_place_op
def test_write_over_a_part_of_an_input_is_refused_or_right_as_the_row_says(op):
    for sample in samples(op):
        for at in partners(sample):
            dtypes = (sample.args[0].dtype, sample.args[at].dtype)
            if dtypes[0] is not dtypes[1] or not sample.args[0].shape or 0 in sample.args[0].shape:
                continue
            session = new_session()
            args, kwargs = sample.build(session)
            size, *rest = sample.args[0].shape
            long = tensor(session, Given(dtypes[0], (size + 1, *rest)).array())
            (args[0],) = session.call("narrow", (long, 0, 1, size), results=(1001,))
            (args[at],) = session.call("narrow", (long, 0, 0, size), results=(1002,))
            if size > 1:
                assert_refused_or_as_apart(
                    session, sample, args, kwargs, refused=op.overlap is not Overlap.ANY
                )


@every_in_place_op
def test_write_over_the_transposed_input_is_refused_or_right_as_the_row_says(op):
    for sample in samples(op):
        for at in partners(sample):
            if sample.args[0] != sample.args[at] or sample.args[0].shape != (3, 3):
                continue
            session = new_session()
            args, kwargs = sample.build(session)
            (args[at],) = session.call("t", (args[0],), results=(1001,))
            assert_refused_or_as_apart(session, sample, args, kwargs, refused=op.overlap is not Overlap.ANY)


@every_in_place_op
def test_write_over_the_very_input_is_refused_without_a_change_or_right(op):
    for sample in samples(op):
        for at in partners(sample):
            if sample.args[0] == sample.args[at]:
                session = new_session()
                args, kwargs = sample.build(session)
                args[at] = args[0]
                assert_refused_or_as_apart(session, sample, args, kwargs)


def partners(sample):
    """Return the positions of tensors that have the first one's shape; none of an op that writes no element."""
    if sample.op.reshapes:
        return []
    return [
        at
        for at, arg in enumerate(sample.args)
        if at and isinstance(arg, Given) and arg.shape == sample.args[0].shape
    ]


def assert_refused_or_as_apart(session, sample, args, kwargs, *, refused=False):
    """See that a call on shared memory fails and changes nothing, or does what it does on copies."""
    apart = new_session()
    copies = [tensor(apart, arg.array) if isinstance(arg, Operand) else arg for arg in args]
    before = state_of(session)
    try:
        session.call(sample.op.name, args, kwargs)
    except OverlapError:
        assert state_of(session) == before
    else:
        assert not refused, f"{sample} wrote over its input"
        apart.call(sample.op.name, copies, kwargs)
        assert bits(args[0].array) == bits(copies[0].array), f"{sample} on shared memory"


# --- 2: in place is the copying form, in place ----------------------------------------------------------------------


@every_op_with_two_forms
def test_in_place_equals_copying_and_copy_back(op):
    for sample in samples(op):
        session, other = new_session(), new_session()
        args, kwargs = sample.build(session)
        same_args, same_kwargs = sample.build(other)
        (result,) = session.call(op.name, args, kwargs)
        (copied,) = other.call(op.base.name, same_args, same_kwargs)
        other.call("copy_", (same_args[0], copied))
        assert result is args[0]
        assert bits(args[0].array) == bits(same_args[0].array), str(sample)


@every_reshaping_op
def test_in_place_view_equals_the_view(op):
    for sample in samples(op):
        session = new_session()
        args, kwargs = sample.build(session)
        (made,) = session.call(op.base.name, args, kwargs)
        metas = made.meta, made.offset
        session.discard([made])
        before = bytes(args[0].root.buffer)
        session.call(op.name, args, kwargs)
        assert (args[0].meta, args[0].offset) == metas
        assert bytes(args[0].root.buffer) == before


@every_in_place_op
def test_in_place_call_counts_one_write_and_keeps_the_tensor(op):
    for sample in samples(op):
        session = new_session()
        args, kwargs = sample.build(session)
        plan = session.prepare(op.name, args, kwargs).plan
        target, root, position = args[0], args[plan.of].root, session.position
        storage, handles = root.id, dict(session.handles)
        versions = [arg.root.version for arg in args if isinstance(arg, Operand)]
        assert session.call(op.name, args, kwargs, site=("f.py", 7, "g")) == (target,)
        if plan.mode is Mode.SAME:  # there was nothing to do
            assert [arg.root.version for arg in args if isinstance(arg, Operand)] == versions
            assert (session.position, root.writes()) == (position + 1, [])
            continue
        versions[plan.of] += 1
        versions[0] = versions[plan.of]
        assert [arg.root.version for arg in args if isinstance(arg, Operand)] == versions
        assert (target.root, root.id, session.position) == (root, storage, position + 1)
        assert session.handles == handles
        (write,) = root.writes()
        assert (write.position, write.version, write.op, write.site) == (
            position + 1,
            1,
            op.name,
            ("f.py", 7, "g"),
        )


@every_copying_op
def test_call_that_is_not_in_place_writes_none_of_its_arguments(op):
    for sample in samples(op):
        session = new_session()
        args, kwargs = sample.build(session)
        before = {key: value[5:] for key, value in state_of(session)["tensors"].items()}
        session.call(op.name, args, kwargs, results=())
        after = {key: value[5:] for key, value in state_of(session)["tensors"].items()}
        assert [entry[2] for entry in before.values()] == [entry[2] for entry in after.values()], str(sample)
        assert [entry[-1] for entry in before.values()] == [entry[-1] for entry in after.values()], str(
            sample
        )


# --- 4: what is planned is what comes -------------------------------------------------------------------------------


@every_op
def test_results_are_as_planned(op):
    for sample in samples(op):
        session = new_session()
        args, kwargs = sample.build(session)
        prepared = session.prepare(op.name, args, kwargs)
        position = session.position
        results = session.call(op.name, args, kwargs)
        assert session.position == position + 1
        if prepared.plan.mode is not Mode.WAIT:
            assert [made.meta for made in results] == list(prepared.plan.metas), str(sample)
        else:
            assert len(results) == prepared.plan.waits
        for made in results:
            itemsize = made.meta.dtype.itemsize
            strides = tuple(stride * itemsize for stride in made.meta.strides)
            assert made.array.dtype == made.meta.dtype.numpy
            assert made.array.shape == made.meta.shape
            assert made.array.strides == strides or 0 in made.meta.shape or 1 in made.meta.shape
            assert made.root.nbytes >= needed_bytes(made.meta, made.offset)


class Distant(Operand):
    """A tensor as the client knows it: without bytes."""

    def __init__(self, tensor):
        self.meta = tensor.meta
        self.root = SimpleNamespace(nbytes=tensor.root.nbytes, origin=tensor.root.id)
        self.offset = tensor.offset
        self.base = tensor.base
        self.history = None


@every_op
def test_planning_needs_no_bytes(op):
    for sample in samples(op):
        session = new_session()
        args, kwargs = sample.build(session)
        prepared = session.prepare(op.name, args, kwargs)
        op.plans.clear()
        again = make_plan(op, distant(prepared.args))
        assert (again.mode, again.metas, again.offsets) == (
            prepared.plan.mode, prepared.plan.metas, prepared.plan.offsets,
        )  # fmt: skip


def distant(value):
    if isinstance(value, tuple):
        return tuple(distant(item) for item in value)
    return Distant(value) if isinstance(value, Operand) else value


@every_op
def test_plan_depends_on_nothing_that_was_planned_before(op):
    """A plan is kept by the types of the numbers; one that looks at their values must say ``by_value``."""
    weak = [at for at, is_weak in enumerate(op.weak) if is_weak]
    for sample in samples(op)[:12]:
        session = new_session()
        args, kwargs = sample.build(session)
        bound = session.prepare(op.name, args, kwargs).args
        for at, number in product(weak, NUMBERS):
            if isinstance(bound[at], Operand):
                continue
            changed = (*bound[:at], number, *bound[at + 1 :])
            harmless = (*bound[:at], type(number)(1), *bound[at + 1 :])
            op.plans.clear()
            alone = outcome(op, changed)
            op.plans.clear()
            outcome(op, harmless)
            assert outcome(op, changed) == alone, f"{sample} with {op.schema.parameters[at].name}={number}"


def outcome(op, args):
    try:
        plan = make_plan(op, args)
    except InsituError as error:
        return type(error), str(error)
    return plan.mode, plan.metas, plan.compute


# --- 5: memory ------------------------------------------------------------------------------------------------------


@every_op
def test_results_do_not_depend_on_what_the_memory_held(op, monkeypatch):
    for sample in samples(op):
        assert results_in_memory_of(sample, 0xAB, monkeypatch) == results_in_memory_of(
            sample, 0, monkeypatch
        ), str(sample)


def results_in_memory_of(sample, byte, monkeypatch):
    """Return the bytes of the results where all memory handed out is full of one byte."""
    session = new_session()
    args, kwargs = sample.build(session)
    take = session.engine.allocator.take

    def poisoned(nbytes):
        buffer = take(nbytes)
        buffer.fill(byte)
        return buffer

    monkeypatch.setattr(session.engine.allocator, "take", poisoned)
    results = session.call(sample.op.name, args, kwargs)
    return [bits(made.array) for made in results], [bits(made.array) for made in session.tensors()]


@every_op
def test_views_share_writes_and_version_both_ways(op):
    for sample in samples(op):
        session = new_session()
        args, kwargs = sample.build(session)
        if session.prepare(op.name, args, kwargs).plan.mode is not Mode.VIEW:
            continue
        for made in session.call(op.name, args, kwargs):
            assert made.root is args[0].root
            if made.meta.dtype is not args[0].meta.dtype:
                assert np.shares_memory(made.array, args[0].array), str(sample)
                continue
            before = made.array.copy()
            session.call("logical_not_", (args[0],))
            assert np.array_equal(made.array, np.logical_not(before).astype(before.dtype)), str(sample)
            if places(made.meta) == made.meta.numel:
                whole = args[0].array.copy()
                session.call("logical_not_", (made,))
                changed = np.count_nonzero(whole != args[0].array)
                assert changed == made.meta.numel, str(sample)


def places(meta):
    """Return at how many places of memory the elements lie."""
    steps = np.array(meta.strides).reshape(-1, *(1,) * meta.ndim)
    return len(np.unique((np.indices(meta.shape) * steps).sum(axis=0)))


@every_op
def test_call_with_handles_leaves_no_more_than_its_results(op):
    for sample in samples(op):
        session = new_session()
        args, kwargs = sample.build(session)
        plan = session.prepare(op.name, args, kwargs).plan
        before = state_of(session, statistics=False)["account"]
        handles = tuple(range(1001, 1001 + (plan.waits or len(plan.metas))))
        if op.in_place:
            session.call(op.name, args, kwargs)
            after = state_of(session, statistics=False)["account"]
            given_up = plan.of != 0  # the storage that the first argument showed
            assert after["live"] <= before["live"] if given_up else after["live"] == before["live"]
            assert after["storages"] == before["storages"] - given_up
            continue
        made = session.call(op.name, args, kwargs, results=handles)
        fresh = {result.root.id: result.root.nbytes for result in made}
        for arg in session.tensors():
            if arg.handle < 1001:
                fresh.pop(arg.root.id, None)
        assert session.account.live == before["live"] + sum(fresh.values()), str(sample)
        session.release(handles)
        assert state_of(session, statistics=False)["account"] == before, str(sample)


def test_every_overlap_rule_is_used_by_some_op():
    assert {op.overlap for op in ROWS if op.in_place} == set(Overlap)


def test_every_kind_of_argument_is_sampled():
    assert {parameter.kind for op in ROWS for parameter in op.schema.parameters} <= set(Kind)
