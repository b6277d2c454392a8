"""The stream when things go wrong: windows, threads, questions that are dropped, connections that are lost for good."""

from __future__ import annotations

from threading import Event, Thread

import pytest

from insitu.session import Image
from insitu.transport.effects import Changed, Made
from insitu.transport.encoding import name_field
from insitu.transport.stream import BATCH_BYTES, BATCH_CALLS, WINDOW, Stream
from insitu_engine.errors import BadValueError, InsituError, UnreachableError
from insitupb.v1 import errors_pb2, ops_pb2

BODY = name_field("add_")


class Outbox:
    """Keeps what would go to the server; ``came`` is set with each."""

    def __init__(self):
        self.raw = []
        self.came = Event()

    def put(self, item):
        self.raw.append(item)
        self.came.set()

    @property
    def batches(self):
        return [ops_pb2.StreamRequest.FromString(raw).batch for raw in self.raw]


class Asking(Thread):
    """A thread that records a call, perhaps, and waits for an answer."""

    def __init__(self, stream, outbox):
        super().__init__(daemon=True)
        self._stream = stream
        self.outcome = None
        outbox.came.clear()
        self.start()
        assert outbox.came.wait(10)

    def run(self):
        try:
            self.outcome = self._stream.ask()
        except InsituError as error:
            self.outcome = error

    def result(self):
        self.join(10)
        assert not self.is_alive(), "it still waits for an answer"
        return self.outcome


@pytest.fixture
def lost():
    return {}


@pytest.fixture
def stream(lost):
    return Stream(lost.__setitem__)


@pytest.fixture
def outbox(stream):
    outbox = Outbox()
    stream.connected(outbox, 0)
    return outbox


def record(stream, count=1, root=None):
    for _ in range(count):
        stream.record(BODY, root, writes=root)


def send(stream, count=1, root=None):
    record(stream, count, root)
    stream.flush()


def reply(sequence, **fields):
    return ops_pb2.Reply(sequence=sequence, **fields)


def refusal(sequence, call, text="no"):
    error = errors_pb2.Error(reason=errors_pb2.REASON_BAD_VALUE, message=text)
    site = errors_pb2.Site(file="user.py", line=3, function="work")
    return reply(sequence, error=ops_pb2.CallError(call=call, site=site, error=error))


# --- how much is sent ahead -----------------------------------------------------------------------------------------


def test_batch_goes_when_it_has_enough_bytes(stream, outbox):
    body = BODY + b"\x0a\xff\x7f" + bytes(16383)
    for _ in range(BATCH_BYTES // len(body) + 1):
        stream.record(body, None)
    assert len(outbox.raw) == 1
    assert BATCH_BYTES <= len(outbox.raw[0]) < BATCH_BYTES + 2 * len(body)


def test_batches_are_numbered_without_gaps_and_say_what_was_received(stream, outbox):
    for sequence in range(1, 4):
        send(stream)
        stream.replied(reply(sequence))
    send(stream)
    assert [(batch.sequence, batch.received) for batch in outbox.batches] == [(1, 0), (2, 1), (3, 2), (4, 3)]


def test_empty_batch_renews_the_lease(stream, outbox):
    stream.flush()
    assert outbox.raw == []
    stream.flush(even_empty=True)
    assert [len(batch.calls) for batch in outbox.batches] == [0]


@pytest.fixture
def waiting(stream, outbox):
    """A thread that records more than may be under way."""
    record(stream, BATCH_CALLS * (WINDOW - 1))
    thread = Thread(target=record, args=(stream, BATCH_CALLS), daemon=True)
    thread.start()
    thread.join(0.2)
    assert thread.is_alive()
    return thread


def test_recording_waits_until_a_batch_is_answered(stream, waiting):
    stream.replied(reply(1))
    waiting.join(10)
    assert not waiting.is_alive()


def test_recording_that_waits_ends_when_the_stream_fails(stream, waiting):
    stream.fail(UnreachableError("gone"))
    waiting.join(10)
    assert not waiting.is_alive()


# --- what an error undoes -------------------------------------------------------------------------------------------


def test_error_of_a_question_undoes_only_what_came_after_its_batch(stream, outbox):
    image = Image()
    send(stream, 5, image)
    record(stream, 3, image)
    stream.replied(refusal(1, 5))
    assert image.version == 5


def test_error_takes_changes_back_in_reverse_order(stream, outbox):
    root, shapes = Image(), [(2, 3)]
    for shape in ((3, 2), (6,)):
        before = shapes[-1]
        stream.record(BODY, Changed(root, lambda before=before: shapes.append(before)), writes=root)
        shapes.append(shape)
    stream.flush()
    stream.replied(refusal(1, 0))
    assert shapes == [(2, 3), (3, 2), (6,), (3, 2), (2, 3)]
    assert root.version == 0


def test_release_that_was_applied_before_the_error_is_not_sent_again(stream, outbox):
    stream.released.append(5)
    send(stream, 2)
    stream.replied(refusal(1, 2))
    assert not stream.released


def test_release_of_a_tensor_lost_before_it_was_recorded_is_forgotten(stream, outbox, lost):
    stream.record(BODY, Made([9]))
    stream.flush()
    stream.released.append(9)
    stream.replied(refusal(1, 0))
    assert not stream.released
    assert set(lost) == {9}


def test_release_of_a_tensor_lost_while_it_was_collected_is_forgotten(stream, outbox):
    stream.record(BODY, Made([9]))
    stream.flush()
    stream.replied(refusal(1, 0))
    stream.released.extend([9, 10])
    stream.flush()
    assert [[each.handle for each in call.args] for call in outbox.batches[-1].calls] == [[10]]


def test_releases_that_are_refused_together_go_again_one_by_one_and_then_no_more(stream, outbox):
    stream.released.extend([5, 6])
    send(stream)
    stream.replied(refusal(1, 0))
    stream.flush()
    stream.replied(refusal(2, 0))
    stream.flush()
    released = [[[each.handle for each in call.args] for call in batch.calls] for batch in outbox.batches]
    assert released[1:] == [[[5], [6]], [[6]]]


def test_second_error_is_acknowledged_in_its_turn(stream, outbox):
    for sequence in (1, 2):
        send(stream)
        stream.replied(refusal(sequence, 0, f"no {sequence}"))
        with pytest.raises(BadValueError, match=f"no {sequence}"):
            stream.ask()
    stream.flush(even_empty=True)
    assert [batch.acknowledged_error for batch in outbox.batches] == [0, 1, 2]


def test_batches_dropped_by_one_error_bring_no_second_one(stream, outbox):
    image = Image()
    send(stream, 2, image)
    send(stream, 2, image)
    send(stream, 2, image)
    stream.replied(refusal(1, 1))
    stream.replied(reply(2, dropped=True))
    stream.replied(reply(3, dropped=True))
    assert image.version == 1
    with pytest.raises(BadValueError):
        stream.ask()
    send(stream, 1, image)
    stream.replied(reply(4))
    assert image.version == 2


# --- whom an error is told ------------------------------------------------------------------------------------------


def test_question_that_was_dropped_raises_why(stream, outbox):
    send(stream)
    asking = Asking(stream, outbox)
    stream.replied(refusal(1, 0))
    stream.replied(reply(2, dropped=True))
    assert isinstance(asking.result(), BadValueError)


def test_each_thread_that_lost_calls_is_told_once(stream, outbox):
    record(stream)
    step, outcomes = Event(), []

    def work():
        record(stream)
        step.set()
        goes_on.wait(10)
        with pytest.raises(BadValueError):
            stream.ask()
        outcomes.append(stream.record(BODY, None))

    goes_on = Event()
    thread = Thread(target=work, daemon=True)
    thread.start()
    assert step.wait(10)
    stream.flush()
    stream.replied(refusal(1, 0))
    with pytest.raises(BadValueError):
        stream.ask()
    assert stream.trouble
    goes_on.set()
    thread.join(10)
    assert outcomes == [True]
    assert not stream.trouble


def test_thread_that_asked_nothing_wrong_gets_its_answer(stream, outbox):
    send(stream)
    stream.replied(refusal(1, 0))
    asking = Asking(stream, outbox)
    stream.replied(reply(2))
    assert asking.result().sequence == 2


def test_thread_does_not_inherit_the_error_of_one_that_ended(stream, outbox):
    """Python gives a thread's number to the next one."""
    threads = [Thread(target=send, args=(stream,)) for _ in range(1)]
    threads[0].start()
    threads[0].join(10)
    stream.replied(refusal(1, 0))
    outcomes = []
    for _ in range(20):
        thread = Thread(target=lambda: outcomes.append(stream.record(BODY, None)))
        thread.start()
        thread.join(10)
    assert outcomes == [True] * 20


# --- connections ----------------------------------------------------------------------------------------------------


def test_batch_is_sent_again_byte_for_byte_although_an_error_was_seen_since(stream, outbox):
    send(stream)
    send(stream)
    stream.replied(refusal(1, 0))
    stream.disconnected()
    again = Outbox()
    stream.connected(again, 1)
    assert again.raw == [outbox.raw[1]]


def test_nothing_goes_down_a_lost_connection_and_all_of_it_down_the_next(stream, outbox):
    stream.disconnected()
    send(stream)
    send(stream)
    assert outbox.raw == []
    stream.connected(outbox, 0)
    assert [batch.sequence for batch in outbox.batches] == [1, 2]


def test_failure_ends_a_wait_whose_question_was_dropped(stream, outbox):
    send(stream)
    asking = Asking(stream, outbox)
    stream.replied(refusal(1, 0))
    stream.fail(UnreachableError("gone"))
    assert isinstance(asking.result(), InsituError)


def test_failure_is_what_every_later_call_raises_and_the_first_one_counts(stream, outbox):
    stream.fail(UnreachableError("first"))
    stream.fail(UnreachableError("second"))
    for action in (stream.ask, lambda: record(stream)):
        with pytest.raises(UnreachableError, match="first"):
            action()
    stream.flush()
    assert outbox.raw == []
