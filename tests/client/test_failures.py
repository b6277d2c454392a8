"""The table from the wire's reasons to exceptions has no hole, and no gRPC error passes it."""

from __future__ import annotations

import pytest

from insitu.transport.failures import EXCEPTIONS, error_of
from insitu_engine import errors
from insitu_engine.errors import InsituError
from insitupb.v1 import errors_pb2

CLASSES = [
    item
    for item in vars(errors).values()
    if isinstance(item, type) and issubclass(item, InsituError) and item is not InsituError
]


@pytest.mark.parametrize("reason", errors_pb2.Reason.values(), ids=errors_pb2.Reason.Name)
def test_every_reason_has_an_exception(reason: errors_pb2.Reason) -> None:
    assert issubclass(EXCEPTIONS[reason], InsituError)


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_exception_comes_from_a_reason(kind: type[InsituError]) -> None:
    assert kind in EXCEPTIONS.values()


def test_message_and_facts_survive_the_way() -> None:
    error = error_of(
        errors_pb2.Error(reason=errors_pb2.REASON_OVER_QUOTA, message="too much", metadata={"limit": "5"})
    )
    assert isinstance(error, errors.OverQuotaError)
    assert (str(error), error.metadata) == ("too much", {"limit": "5"})


def test_unknown_reason_of_a_newer_server_is_still_an_error() -> None:
    assert isinstance(error_of(errors_pb2.Error(reason=9999, message="new")), errors.InternalError)  # type: ignore[arg-type]
