"""The exact overlap check against every address written out."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from insitu_engine import strict
from insitu_engine.dtypes import complex64, float32, float64, int16
from insitu_engine.errors import OverlapError
from insitu_engine.meta import meta
from insitu_engine.optable import lookup
from insitu_engine.session import Engine, Session
from insitu_engine.strict import Lying, reads_elsewhere, refuse_unsafe, shares, writes_twice

STRIDES = st.integers(0, 7)
SIZES = st.lists(st.integers(0, 4), max_size=3).map(tuple)
DTYPES = st.sampled_from([float32, int16, float64, complex64])


@st.composite
def lyings(draw, shape=None):
    shape = draw(SIZES) if shape is None else shape
    strides = tuple(draw(STRIDES) for _ in shape)
    return Lying(meta(draw(DTYPES), shape, strides), draw(st.integers(0, 9)))


@st.composite
def readings(draw):
    """What is written, and what is read and broadcasts to it."""
    written = draw(lyings())
    cut = draw(st.integers(0, written.meta.ndim))
    shape = tuple(draw(st.sampled_from([size, 1])) for size in written.meta.shape[cut:])
    return written, draw(lyings(shape))


def places(at, index):
    """The bytes of one element."""
    itemsize = at.meta.dtype.itemsize
    first = (at.offset + int(np.dot(index, at.meta.strides))) * itemsize
    return set(range(first, first + itemsize))


def elements(at):
    return {index: places(at, index) for index in product(*map(range, at.meta.shape))}


def twice_by_hand(written):
    owned = list(elements(written).values())
    return len(set().union(*owned)) < sum(map(len, owned))


def shares_by_hand(written, read):
    return bool(set().union(*elements(written).values()) & set().union(*elements(read).values()))


def elsewhere_by_hand(written, read):
    lead = written.meta.ndim - read.meta.ndim
    owned = elements(written)
    for index in owned:
        own = tuple(0 if size == 1 else i for size, i in zip(read.meta.shape, index[lead:], strict=True))
        taken = places(read, own)
        if any(taken & other for at, other in owned.items() if at != index):
            return True
    return False


@given(lyings())
def test_a_place_written_twice_is_found_exactly(written):
    assert writes_twice(written.meta) == twice_by_hand(written)


@given(lyings(), lyings())
def test_shared_bytes_are_found_exactly(written, read):
    assert shares(written, read) == shares_by_hand(written, read)


@settings(max_examples=400)
@given(readings())
@example((Lying(meta(float32, (3, 3), (3, 1)), 0), Lying(meta(float32, (3, 3), (1, 3)), 0)))
@example((Lying(meta(float32, (3,), (2,)), 0), Lying(meta(float32, (3,), (2,)), 2)))
@example((Lying(meta(complex64, (3,), (1,)), 0), Lying(meta(float32, (3,), (2,)), 1)))
@example((Lying(meta(float32, (1, 3), (3, 1)), 0), Lying(meta(float32, (3,), (4,)), 0)))
def test_what_is_read_for_one_element_and_written_by_another_is_found_exactly(pair):
    written, read = pair
    if not writes_twice(written.meta):
        assert reads_elsewhere(written, read) == elsewhere_by_hand(written, read)


@given(lyings(), lyings())
def test_marks_find_what_the_solver_finds_too_hard(written, read):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strict, "_MOST_STEPS", 0)
        assert shares(written, read) == shares_by_hand(written, read)


# --- in a session ---------------------------------------------------------------------------------------------------


@pytest.fixture
def sessions():
    """A session as PyTorch is, and a strict one."""
    engine = Engine()
    return Session(engine, "plain"), Session(engine, "strict", strict=True)


def laid(session, *layouts):
    """Tensors over the same sixteen numbers, each given by shape, strides and offset."""
    base = session.call("full", [[16], 1.0], {"dtype": float32})[0]
    return [session.call("as_strided", [base, *layout])[0] for layout in layouts]


ROW = ((4,), (2,), 0)
CROSSING = {
    "written twice": ("add_", [((3, 2), (1, 1), 0)], [1.0], "more than one element"),
    "shifted": ("add_", [ROW, ((4,), (2,), 2)], [], "some elements"),
    "turned": ("mul_", [((2, 2), (4, 1), 0), ((2, 2), (1, 4), 0)], [], "some elements"),
    "copied": ("copy_", [((3,), (2,), 0), ((3,), (2,), 4)], [], "some elements"),
    "broadcast": ("add_", [((2, 2), (4, 2), 0), ((2,), (2,), 0)], [], "some elements"),
    "second input": ("addcmul_", [ROW, ((4,), (2,), 1), ((4,), (2,), 2)], [], "some elements"),
    "added at places": ("index_add_", [ROW, ((4,), (2,), 2)], [], "some elements"),
    "assigned": ("setitem_", [((4, 2), (2, 1), 0), ((4,), (2,), 2)], [], "some elements"),
    "assigned twice": ("setitem_", [((4, 2), (1, 1), 0), ((4, 2), (0, 0), 11)], [], "more than one element"),
}
ORDER = {
    "index_add_": lambda session, tensors: [tensors[0], 0, index_of(session), tensors[1]],
    "setitem_": lambda session, tensors: [tensors[0], *assignment(tensors)],
}


def index_of(session):
    return session.call("tensor", [np.arange(4)])[0]


def assignment(tensors):
    return ((slice(None), 0), tensors[1]) if tensors[1].meta.ndim == 1 else ((...,), tensors[1])


def apply(session, case):
    op, layouts, numbers, _ = CROSSING[case]
    tensors = laid(session, *layouts)
    args = ORDER[op](session, tensors) if op in ORDER else [*tensors, *numbers]
    return tensors[0], lambda: session.call(op, args)


@pytest.mark.parametrize("case", CROSSING)
def test_strict_session_refuses_what_pytorch_lets_pass(sessions, case):
    plain, strictly = sessions
    apply(plain, case)[1]()
    target, write = apply(strictly, case)
    before = target.array.copy()
    with pytest.raises(OverlapError, match=rf"{CROSSING[case][3]}.*This session is strict: shape \["):
        write()
    assert np.array_equal(target.array, before)
    assert target.root.version == 0


SAFE = {
    "side by side": ("add_", [((4,), (2,), 0), ((4,), (2,), 1)], []),
    "the same": ("add_", [ROW, ROW], []),
    "interleaved": ("add_", [((2, 3), (3, 2), 0)], [1.0]),
    "one number for all": ("fill_", [((3, 2), (1, 1), 0)], [2.0]),
    "zeros": ("zero_", [((3, 2), (0, 1), 0)], []),
    "a diagonal into its row": ("add_", [((2,), (1,), 0), ((2,), (5,), 0)], []),
}


@pytest.mark.parametrize("case", SAFE)
def test_strict_session_writes_what_is_safe(sessions, case):
    op, layouts, numbers = SAFE[case]
    plain, strictly = (
        session.call(op, [*laid(session, *layouts), *numbers])[0].array for session in sessions
    )
    assert np.array_equal(plain, strictly)


def test_what_would_need_too_many_marks_is_left_to_the_server(sessions):
    target = laid(sessions[0], ((4, 3), (2, 3), 0))[0]
    row = lookup("add_")
    with pytest.raises(OverlapError):
        refuse_unsafe(row, (target, 1.0, 1))
    refuse_unsafe(row, (target, 1.0, 1), most_marks=4)
