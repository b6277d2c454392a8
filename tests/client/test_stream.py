"""The stream by itself: what it sends, keeps, sends again and undoes."""

from __future__ import annotations

from threading import Thread

import pytest

from insitu.session import Image
from insitu.transport.effects import Made
from insitu.transport.encoding import name_field
from insitu.transport.stream import BATCH_CALLS, Stream
from insitu_engine.errors import BadValueError, InsituError
from insitupb.v1 import errors_pb2, ops_pb2

BODY = name_field("add_")


class Outbox:
    """Keeps what would go to the server."""

    def __init__(self) -> None:
        self.sent: list[ops_pb2.Batch] = []

    def put(self, item: bytes, /) -> None:
        self.sent.append(ops_pb2.StreamRequest.FromString(item).batch)


@pytest.fixture
def lost() -> dict[int, InsituError]:
    return {}


@pytest.fixture
def stream(lost: dict[int, InsituError]) -> Stream:
    return Stream(lost.__setitem__)


@pytest.fixture
def outbox(stream: Stream) -> Outbox:
    opened = Outbox()
    stream.connected(opened, 0)
    return opened


def refusal(sequence: int, call: int) -> ops_pb2.Reply:
    error = errors_pb2.Error(reason=errors_pb2.REASON_BAD_VALUE, message="no")
    site = errors_pb2.Site(file="user.py", line=3, function="work")
    return ops_pb2.Reply(sequence=sequence, error=ops_pb2.CallError(call=call, site=site, error=error))


def test_batch_goes_when_it_is_full(stream: Stream, outbox: Outbox) -> None:
    image = Image()
    for _ in range(BATCH_CALLS - 1):
        stream.record(BODY, image, writes=image)
    assert outbox.sent == []
    stream.record(BODY, image, writes=image)
    assert [len(batch.calls) for batch in outbox.sent] == [BATCH_CALLS]
    assert image.version == BATCH_CALLS


def test_young_batch_stays_and_an_old_one_goes(stream: Stream, outbox: Outbox) -> None:
    stream.record(BODY, None)
    stream.flush(age=60.0)
    assert outbox.sent == []
    stream.flush(age=0.0)
    assert [batch.sequence for batch in outbox.sent] == [1]


def test_site_is_sent_once_for_all_calls_of_a_line(stream: Stream, outbox: Outbox) -> None:
    for _ in range(3):
        stream.record(BODY, None)
    stream.flush()
    (batch,) = outbox.sent
    assert [site.function for site in batch.sites] == ["test_site_is_sent_once_for_all_calls_of_a_line"]
    assert [call.site for call in batch.calls] == [1, 1, 1]


def test_collected_handles_go_before_the_next_call(stream: Stream, outbox: Outbox) -> None:
    stream.released.extend([7, 8])
    stream.record(BODY, None)
    stream.flush()
    assert [(call.op, [arg.handle for arg in call.args]) for call in outbox.sent[0].calls] == [
        ("release", [7, 8]),
        ("add_", []),
    ]


def test_new_connection_gets_what_the_server_has_not_seen(stream: Stream, outbox: Outbox) -> None:
    for _ in range(3):
        stream.record(BODY, None)
        stream.flush()
    stream.replied(ops_pb2.Reply(sequence=1))
    stream.disconnected()
    stream.record(BODY, None)
    stream.flush()
    assert len(outbox.sent) == 3
    again = Outbox()
    stream.connected(again, 2)
    assert [batch.sequence for batch in again.sent] == [3, 4]
    assert again.sent[0] == outbox.sent[2]


def test_second_copy_of_a_reply_changes_nothing(stream: Stream, outbox: Outbox) -> None:
    image = Image()
    stream.record(BODY, image, writes=image)
    stream.flush()
    stream.replied(refusal(1, 0))
    stream.replied(refusal(1, 0))
    assert image.version == 0


def test_refused_call_undoes_itself_and_all_after_it(
    stream: Stream, outbox: Outbox, lost: dict[int, InsituError]
) -> None:
    image = Image()
    stream.record(BODY, image, writes=image)
    stream.record(BODY, image, writes=image)
    stream.record(BODY, Made([5]))
    stream.flush()
    stream.record(BODY, image, writes=image)
    stream.flush()
    stream.record(BODY, Made([6]))
    stream.replied(refusal(1, 1))
    assert image.version == 1
    assert sorted(lost) == [5, 6]
    assert "user.py:3, in work" in str(lost[5])


def test_next_batch_says_that_the_error_was_seen(stream: Stream, outbox: Outbox) -> None:
    stream.record(BODY, None)
    stream.flush()
    stream.replied(refusal(1, 0))
    with pytest.raises(BadValueError):
        stream._raise_trouble()
    stream.record(BODY, None)
    stream.flush()
    assert outbox.sent[-1].acknowledged_error == 1


def test_dropped_releases_are_sent_again_but_not_for_what_never_was(stream: Stream, outbox: Outbox) -> None:
    stream.record(BODY, None)
    stream.record(BODY, Made([9]))
    stream.released.extend([4, 9])
    stream.flush()
    stream.replied(refusal(1, 0))
    assert list(stream.released) == [4]


def test_thread_with_an_error_to_learn_of_records_nothing(stream: Stream, outbox: Outbox) -> None:
    image = Image()
    stream.record(BODY, image, writes=image)
    stream.flush()
    stream.replied(refusal(1, 0))
    assert stream.record(BODY, image, writes=image) is False
    recorded: list[bool] = []
    other = Thread(target=lambda: recorded.append(stream.record(BODY, image, writes=image)))
    other.start()
    other.join()
    assert recorded == [True]
    assert image.version == 1


def test_nothing_waits_once_the_stream_has_failed(stream: Stream, outbox: Outbox) -> None:
    raised: list[BaseException] = []

    def ask() -> None:
        try:
            stream.ask()
        except InsituError as error:
            raised.append(error)

    asking = Thread(target=ask)
    asking.start()
    while not outbox.sent:
        pass
    gone = InsituError("gone")
    stream.fail(gone)
    asking.join(timeout=10)
    assert raised == [gone]
    with pytest.raises(InsituError, match="gone"):
        stream.record(BODY, None)
