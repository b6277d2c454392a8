"""Giving back waits for nobody: the garbage collector does it in the middle of anything."""

from __future__ import annotations

import gc

import numpy as np
import pytest

from insitu_engine.memory.accounts import Account
from insitu_engine.memory.allocator import Allocator
from insitu_engine.memory.returns import Returns
from insitu_engine.session import Engine, Session

LARGE = 256 * 1024


def test_what_is_given_back_under_the_lock_is_settled_when_it_is_let_go_of():
    settled = []
    returns = Returns(settled.append)
    with returns:
        returns.give(1)
        assert settled == []
    assert settled == [1]
    returns.give(2)
    assert settled == [1, 2]


def test_what_is_given_back_while_another_thing_is_settled_is_settled_too():
    settled = []

    def settle(item):
        settled.append(item)
        if item:
            returns.give(item - 1)

    returns = Returns(settle)
    returns.give(2)
    assert settled == [2, 1, 0]


@pytest.mark.timeout(20)
def test_a_refund_in_the_middle_of_a_count_goes_up_to_the_account_above():
    above = Account()
    account = Account(above)
    account.charge(100)
    with above._lock, account._lock:
        account.refund(100)
    assert (account.live, above.live, above.storages) == (0, 0, 0)


@pytest.mark.timeout(20)
def test_a_buffer_that_comes_back_in_the_middle_of_a_request_is_kept():
    allocator = Allocator()
    with allocator._lock:
        allocator.give(np.empty(LARGE, np.uint8))
    assert allocator.kept_bytes == LARGE


@pytest.mark.timeout(20)
def test_collector_that_frees_a_storage_while_a_lease_is_counted_does_not_wait():
    session = Session(Engine(), "lab")
    (leaf,) = session.call("tensor", [np.ones(LARGE, np.float32)], results=(1,))
    cycle = [session.tape.alone(leaf)]
    cycle.append(cycle)
    session.release([1])
    del leaf, cycle
    assert session.account.live == LARGE * 4
    with session.account._lock:
        gc.collect()
    assert session.account.live == 0
