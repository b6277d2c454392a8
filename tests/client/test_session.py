"""Connecting, names, memory, and letting go."""

from __future__ import annotations

import gc

import numpy as np
import pytest

import insitu
from insitu import InsituError
from insitu_engine.errors import OverQuotaError, StaleMetadataError, UnreachableError


def test_named_tensor_outlives_its_handle(session: insitu.Session) -> None:
    insitu.tensor([1.0, 2.0], name="weights")
    gc.collect()
    assert session["weights"].tolist() == [1.0, 2.0]
    assert list(session) == ["weights"]


def test_name_of_a_live_tensor_returns_that_tensor(session: insitu.Session) -> None:
    weights = insitu.tensor([1.0, 2.0], name="weights")
    assert session["weights"] is weights


def test_missing_name_is_a_key_error_and_the_session_goes_on(session: insitu.Session) -> None:
    with pytest.raises(KeyError, match="nothing"):
        session["nothing"]
    assert insitu.ones(2).tolist() == [1.0, 1.0]


def test_deleted_name_is_gone(session: insitu.Session) -> None:
    session["a"] = insitu.ones(2)
    assert "a" in session
    del session["a"]
    assert "a" not in session
    with pytest.raises(KeyError):
        del session["a"]


def test_second_client_attaches_by_session_name(session: insitu.Session) -> None:
    insitu.zeros(3).add_(1)
    session["shared"] = insitu.zeros(3)
    with insitu.connect(session.address, session=session.name) as other:
        other["shared"].add_(5)
        other.sync()
    assert session["shared"].tolist() == [5.0, 5.0, 5.0]


def test_views_attached_twice_share_their_version(session: insitu.Session) -> None:
    base = insitu.zeros(2, 2)
    session["base"] = base
    session["row"] = base[0]
    with insitu.connect(session.address, session=session.name) as other:
        whole, row = other["base"], other["row"]
        row.add_(1)
        assert whole._version == 1
        assert whole.tolist() == [[1.0, 1.0], [0.0, 0.0]]


def test_call_planned_on_another_clients_old_shape_changes_nothing(session: insitu.Session) -> None:
    shared = insitu.zeros(2, 3)
    session["shared"] = shared
    with insitu.connect(session.address, session=session.name) as other:
        theirs = other["shared"]
        shared.t_()
        session.sync()
        theirs.add_(insitu.ones(2, 3))
        with pytest.raises(StaleMetadataError, match=r"another client changed"):
            other.sync()
        assert tuple(theirs.shape) == (3, 2)
        theirs.add_(insitu.ones(3, 2))
        assert theirs.sum().item() == 6


def test_memory_counts_storages_and_what_in_place_saved(session: insitu.Session) -> None:
    x = insitu.zeros(1000)
    y = x.view(10, 100)
    x.add_(1)
    used = session.memory()
    assert (used.live, used.storages, used.tensors, used.saved) == (4000, 1, 2, 4000)
    del x, y
    gc.collect()
    assert session.memory().live == 0


def test_peak_starts_anew_when_asked(session: insitu.Session) -> None:
    x = insitu.zeros(1000)
    x + x
    session.memory(reset_peak=True)
    assert session.memory().peak == session.memory().live == 4000


def test_quota_is_told_at_the_next_read_and_changes_nothing(session: insitu.Session) -> None:
    with insitu.connect(session.address, max_bytes=10_000) as small:
        kept = insitu.ones(100)
        lost = insitu.ones(100_000)
        with pytest.raises(OverQuotaError, match=r"(?s)400,000 bytes wanted.*test_session.py"):
            small.sync()
        with pytest.raises(OverQuotaError):
            lost.add_(1)
        assert kept.sum().item() == 100
        assert small.memory().live == 400


def test_unnamed_session_is_deleted_when_closed(session: insitu.Session) -> None:
    with insitu.connect(session.address) as other:
        name = other.name
        insitu.ones(2)
    with insitu.connect(session.address, session=name) as again:
        assert again.memory().storages == 0
        again.delete()


def test_closed_session_says_so() -> None:
    session = insitu.connect()
    x = insitu.ones(2)
    session.close()
    with pytest.raises(InsituError, match="is closed"):
        x.add_(1)
    session.close()


def test_no_server_is_one_clear_error() -> None:
    with pytest.raises(UnreachableError, match=r"no insitu server answers at 127\.0\.0\.1:1"):
        insitu.connect("127.0.0.1:1")


def test_tensors_of_two_sessions_do_not_meet(session: insitu.Session) -> None:
    x = insitu.ones(2)
    with insitu.connect(session.address):
        y = insitu.ones(2)
        with pytest.raises(TypeError, match="two sessions"):
            x.add_(y)
        x.add_(1)
        assert x.tolist() == [2.0, 2.0]


def test_address_comes_from_the_environment(session: insitu.Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSITU_ADDRESS", session.address)
    with insitu.connect() as other:
        assert other.address == session.address


@pytest.mark.parametrize("nbytes", [0, 4, 40_000, 3_000_004], ids=["empty", "small", "chunk", "chunks"])
def test_arrays_come_back_as_they_went(session: insitu.Session, nbytes: int) -> None:
    values = np.arange(nbytes // 4, dtype=np.int32)
    assert np.array_equal(insitu.tensor(values).numpy(), values)


def test_same_seed_gives_the_same_numbers(session: insitu.Session) -> None:
    insitu.manual_seed(7)
    first = insitu.rand(5).tolist()
    insitu.manual_seed(7)
    assert insitu.rand(5).tolist() == first


def test_error_on_its_way_is_not_replaced_when_the_session_closes(session: insitu.Session) -> None:
    x = insitu.zeros(3)
    with pytest.raises(ZeroDivisionError), insitu.connect(session.address):
        insitu.zeros(3).scatter_(0, insitu.tensor([7]), 1.0)
        raise ZeroDivisionError
    assert x.tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("address", ["10.1.2.3:50051", "example.org:50051"])
def test_token_does_not_travel_in_the_clear(address: str) -> None:
    with pytest.raises(PermissionError, match="in the clear"):
        insitu.connect(address, token="secret")


def test_private_server_does_not_take_its_guards_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("INSITU_TLS_CERT", "/nowhere.pem")
    monkeypatch.setenv("INSITU_TOKEN", "secret")
    with insitu.connect():
        assert insitu.ones(2).tolist() == [1.0, 1.0]
