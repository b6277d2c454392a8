"""The pure core: handles, names, positions, seeds, uploads, several clients."""

from __future__ import annotations

import numpy as np
import pytest

from insitu_engine.dtypes import float32, int64
from insitu_engine.errors import (
    ArgumentError,
    BadValueError,
    OverQuotaError,
    StaleMetadataError,
    TensorExistsError,
    UnknownOpError,
    UnknownTensorError,
    VersionConflictError,
)
from insitu_engine.session import Engine, Session

from .samples import new_session, tensor
from .state import state_of


@pytest.fixture
def session():
    return new_session()


@pytest.fixture
def x(session):
    """A tensor of zeros under handle 1."""
    return tensor(session, np.zeros(3, np.float32))


def test_in_place_returns_the_tensor_itself_and_leaves_its_lease_alone(session, x):
    assert session.call("add_", (x, 1)) == (x,)
    assert session.handles == {1: x}
    assert (x.leases, x.root.leases, x.root.version) == (1, 1, 1)


def test_results_come_under_the_handles_and_names_that_the_caller_chose(session, x):
    (made,) = session.call("neg", (x,), results=(7,), names=("n",))
    assert session.tensor(7) is session.named("n") is made
    assert made.leases == 2


def test_bytes_go_with_the_last_lease_of_the_last_view(session, x):
    (view,) = session.call("t", (x,), results=(7,))
    session.call("set_name", (view, "v"))
    session.call("release", (1, 7))
    assert session.account.live == 12
    session.release_name("v")
    assert (session.account.live, session.account.tensors) == (0, 0)


def test_name_that_moves_frees_the_tensor_that_had_it(session):
    session.call("zeros", ((3,),), names=("n",))
    session.call("ones", ((5,),), names=("n",))
    assert session.account.live == 20
    assert session.named("n").array.tolist() == [1] * 5


def test_release_of_an_unknown_handle_releases_none(session, x):
    before = state_of(session)
    with pytest.raises(UnknownTensorError, match="no tensor has the handle 9"):
        session.call("release", (1, 9))
    assert state_of(session) == before


def test_release_of_one_handle_twice_in_a_call_releases_it_once(session, x):
    session.call("release", (1, 1))
    assert session.account.tensors == 0


def test_unknown_op_suggests_the_nearest(session, x):
    with pytest.raises(UnknownOpError, match=r"unknown op 'ad_'.*add_"):
        session.call("ad_", (x, 1))


def test_position_counts_what_was_applied_and_nothing_else(session, x):
    before = session.position
    session.call("add_", (x, 1))
    session.call("t", (x,), results=(5,))
    session.call("release", (5,))
    session.call("manual_seed", (1,))
    session.call("set_name", (x, "x"))
    session.call("lookup", ("x",), results=(6,))
    with pytest.raises(ArgumentError):
        session.call("add_", ())
    assert session.position == before + 6


def test_same_seed_and_log_give_the_same_numbers(session):
    def draw(seed):
        session.call("manual_seed", (seed,))
        (made,) = session.call("rand", ((4,),))
        return made.array.tolist()

    assert draw(1) == draw(1) != draw(2)


@pytest.mark.parametrize("seed", [2**64, -(2**63) - 1, 1.5, "one"])
def test_seed_that_is_no_64_bit_integer_is_refused(session, seed):
    before = state_of(session)
    with pytest.raises(BadValueError, match="64 bits"):
        session.call("manual_seed", (seed,))
    assert state_of(session) == before


def test_expected_version_makes_a_call_conditional(session, x):
    session.call("add_", (x, 1), expect_version=0)
    with pytest.raises(VersionConflictError):
        session.call("add_", (x, 1), expect_version=0)
    session.call("add_", (x, 1), expect_version=1)
    assert x.array.tolist() == [2, 2, 2]


def test_index_out_of_bounds_is_found_before_the_first_byte_is_written(session, x):
    index = tensor(session, np.array([0, 1, 99]))
    before = state_of(session)
    with pytest.raises(BadValueError, match="index 99 is out of bounds"):
        session.call("scatter_", (x, 0, index, 5.0))
    assert state_of(session) == before


def test_journal_remembers_the_last_writes_and_their_lines(session, x):
    for line in range(12):
        session.call("add_", (x, 1), site=("f.py", line, "g"))
    writes = x.root.writes()
    assert [write.version for write in writes] == list(range(5, 13))
    assert [write.site[1] for write in writes] == list(range(4, 12))


# --- uploads --------------------------------------------------------------------------------------------------------


def test_upload_is_charged_at_once_and_seen_when_published(session):
    upload = session.receive(int64, (2, 2))
    assert (session.account.live, session.tensors()) == (32, [])
    upload.view[:] = np.arange(4).tobytes()
    position = session.position
    upload.publish(handle=3, name="u")
    assert session.tensor(3).array.tolist() == [[0, 1], [2, 3]]
    assert session.position == position + 1


def test_aborted_upload_leaves_nothing(session):
    before = state_of(session, statistics=False)
    upload = session.receive(int64, (2, 2))
    upload.abort()
    upload.abort()
    assert state_of(session, statistics=False) == before
    with pytest.raises(ArgumentError, match="over"):
        upload.publish(handle=3)


def test_upload_under_a_taken_handle_stays_unpublished(session, x):
    upload = session.receive(float32, (3,))
    with pytest.raises(TensorExistsError):
        upload.publish(handle=1)
    upload.publish(handle=2)
    assert set(session.handles) == {1, 2}


def test_upload_over_quota_is_refused_before_a_byte_comes():
    session = new_session(max_bytes=100)
    with pytest.raises(OverQuotaError) as caught:
        session.receive(float32, (26,))
    assert caught.value.metadata == {"quota": "bytes", "limit": "100", "used": "0", "wanted": "104"}


# --- several clients ------------------------------------------------------------------------------------------------


def test_client_that_has_not_seen_a_new_shape_is_refused_until_it_has(session):
    (x,) = session.call("zeros", ((2, 3),), results=(1,))
    session.join("a")
    session.join("b")
    session.execute(session.prepare("t_", [x], {}, client="a"), client="a")
    before = state_of(session)
    with pytest.raises(StaleMetadataError, match=r"\[3, 2\]"):
        session.prepare("add_", [x, 1], {}, client="b")
    assert state_of(session) == before
    session.prepare("add_", [x, 1], {}, client="a")
    session.seen(x, "b")
    session.prepare("add_", [x, 1], {}, client="b")


def test_client_that_has_not_seen_a_new_shape_is_refused_inside_a_list_too(session):
    (x,) = session.call("zeros", ((2, 2),), results=(1,))
    session.join("a")
    session.join("b")
    session.execute(session.prepare("t_", [x], {}, client="a"), client="a")
    with pytest.raises(StaleMetadataError):
        session.prepare("cat", [[x, x]], {}, client="b")


def test_sessions_of_one_engine_share_its_bound_and_nothing_else():
    engine = Engine(most_bytes=100)
    first, second = Session(engine, "first"), Session(engine, "second")
    first.call("zeros", ((20,),), results=(1,))
    with pytest.raises(OverQuotaError):
        second.call("zeros", ((20,),), results=(1,))
    first.close()
    second.call("zeros", ((20,),), results=(1,))
    assert engine.account.live == 80


@pytest.mark.parametrize("call", ["unbind", "lookup", "gradients"])
def test_a_handle_given_for_two_results_is_refused_and_nothing_is_leased(call):
    session = Session(Engine(), "lab")
    session.call("ones", [(2,)], results=(1,))
    session.call("ones", [(2,)], results=(2,))
    for handle in (1, 2):
        session.call("require_grad", [session.tensor(handle), True])
    one, two = session.tensor(1), session.tensor(2)
    (root,) = session.call("sum", [session.call("mul", [one, two])[0]])
    before = session.position, session.account.tensors
    args = {"unbind": [one], "lookup": [one], "gradients": [[root], [], [one, two]]}

    with pytest.raises(TensorExistsError, match=rf"{call}\(\) was given the same handle for two results"):
        session.call(call, args[call], results=(7, 7))

    assert (session.position, session.account.tensors) == before
    assert 7 not in session.handles
