import pytest
from google.rpc import error_details_pb2

from insitu_engine import errors
from insitu_engine.errors import InsituError, InternalError, OutOfMemoryError
from insitu_server.errors import (
    MOST_TEXT,
    ROWS,
    as_insitu_error,
    row_of,
    shorten,
    to_message,
    to_status,
    trailing_metadata,
)
from insitupb.v1 import errors_pb2
from insitupb.v1.errors_pb2 import Reason

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, InsituError)]


def test_every_exception_of_the_engine_has_a_row():
    assert set(ROWS) == {kind for kind in KINDS if kind is not InsituError}


def test_every_reason_has_one_row():
    reasons = [reason for _, reason in ROWS.values()]

    assert sorted(reasons) == sorted(set(Reason.values()) - {errors_pb2.REASON_UNSPECIFIED})


@pytest.mark.parametrize(("kind", "row"), ROWS.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_code_is_the_one_that_the_proto_names(kind, row):
    """The reasons' numbers come in groups of ten, one for each code."""
    code, reason = row
    group = {
        0: "INTERNAL", 1: "INVALID_ARGUMENT", 2: "INVALID_ARGUMENT", 3: "OUT_OF_RANGE", 4: "NOT_FOUND",
        5: "ALREADY_EXISTS", 6: "ABORTED", 7: "RESOURCE_EXHAUSTED", 8: "UNAVAILABLE", 9: "UNAUTHENTICATED",
        10: "DEADLINE_EXCEEDED", 11: "UNAVAILABLE",
    }  # fmt: skip

    assert code.name == group[reason // 10]
    assert row_of(kind("text")) == row


def test_subclass_has_the_row_of_its_kind():
    class Narrower(errors.ShapeError):
        pass

    assert row_of(Narrower("text")) == ROWS[errors.ShapeError]


@pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.__name__)
def test_status_always_has_error_info(kind):
    status = to_status(kind("text", key="value"))
    info = error_details_pb2.ErrorInfo()

    assert status.details[0].Unpack(info)
    assert info.domain == "insitu.dev"
    assert f"REASON_{info.reason}" in set(Reason.keys())
    assert dict(info.metadata) == {"key": "value"}
    assert to_message(kind("text")).message == status.message == "text"


@pytest.mark.parametrize("error", [ValueError("a secret"), InsituError("a secret")], ids=repr)
def test_unknown_exception_tells_an_id_only(error, caplog):
    known = as_insitu_error(error)

    assert isinstance(known, InternalError)
    assert known.metadata["id"] in known.message
    assert "secret" not in known.message
    assert caplog.records[0].id == known.metadata["id"]
    assert "a secret" in caplog.text


def test_memory_error_of_numpy_is_no_bug(caplog):
    assert isinstance(as_insitu_error(MemoryError()), OutOfMemoryError)
    assert not caplog.records


@pytest.mark.parametrize(
    "text",
    ["a" * 10**5, "é" * 10**5, "😀" * 10**5, "\0" * 10**5, "\n" * 10**5],
    ids=lambda text: ascii(text[0]),
)
def test_any_text_fits_into_trailing_metadata(text):
    error = errors.ShapeError(text, **{f"key{number}": text for number in range(50)})
    percent_encoded = 3 * len(shorten(text, MOST_TEXT).encode())
    base64 = sum(len(key) + len(value) * 4 // 3 for key, value in trailing_metadata(error))

    assert percent_encoded + base64 < 8 * 1024


def test_short_text_is_left_alone():
    assert shorten("größer", 1024) == "größer"
