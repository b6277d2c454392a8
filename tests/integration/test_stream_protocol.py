"""Ops.Stream as its proto says: in order, exactly once, over any number of connections."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from insitu_server import calls
from insitupb.v1 import ops_pb2, sessions_pb2, tensors_pb2

from .serving import DEADLINE, reason_of, refusal_of, wait_until

MAKE = {"op": "tensor", "args": [{"value": {"floats": [0, 0]}}], "results": [1], "resultNames": ["x"]}
ONE = {"op": "tensor", "args": [{"value": {"floats": [1, 1]}}], "results": [2]}
ADD = {"op": "add_", "args": [{"handle": 1}, {"handle": 2}]}
BAD = {"op": "add_", "args": [{"handle": 1}, {"handle": 99}]}
X = [{"handle": 1, "value": True}]


@pytest.fixture
def stream(wire, session):
    """An open connection whose first batch made ``x``, zeros under handle 1, and ones under handle 2."""
    conversation = wire.stream(session)
    conversation.opened()
    conversation.ask(1, MAKE, ONE)
    yield conversation
    conversation.close()


def values(reply):
    return [float(number) for number in memoryview(reply.answers[0].value.raw).cast("f")]


def test_batches_are_answered_in_order_with_header_and_position(wire, session):
    stream = wire.stream(session)
    opened = stream.opened()
    for sequence, batch in enumerate([[MAKE, ONE], [ADD], [ADD, ADD]], start=1):
        stream.send(sequence, *batch)
    stream.send(4, queries=X)

    responses = [next(stream.rpc) for _ in range(4)]

    assert opened.opened.sequence == 0
    assert [response.reply.sequence for response in responses] == [1, 2, 3, 4]
    assert [response.header.position for response in responses] == [2, 3, 5, 5]
    assert {response.header.session for response in responses} == {session}
    assert {response.header.server_epoch for response in responses} == {opened.header.server_epoch}
    assert values(responses[3].reply) == [3.0, 3.0]
    assert responses[3].reply.answers[0].tensor.version == 3
    stream.close()


def test_same_batch_again_is_answered_with_the_first_reply(wire, session, stream):
    first = stream.ask(2, ADD, queries=X)

    again = stream.ask(2, ADD, queries=X)

    assert again == first
    assert wire.version(session, "x") == 1


def test_acknowledgements_may_differ_when_a_batch_comes_again(stream):
    first = stream.ask(2, ADD, queries=X)

    again = stream.ask(2, ADD, queries=X, received=1)

    assert again == first


def test_same_number_with_another_payload_is_refused(wire, session, stream):
    stream.ask(2, ADD)
    stream.send(2, ADD, ADD)

    refused = refusal_of(stream.reply)

    assert (refused.code, refused.reason) == ("ABORTED", "SEQUENCE_CONFLICT")
    assert "other calls than the first time" in refused.text
    assert wire.version(session, "x") == 1


@pytest.mark.parametrize("sequence", [3, 100, 2**63])
def test_gap_is_refused(wire, session, stream, sequence):
    stream.send(sequence, ADD)

    refused = refusal_of(stream.reply)

    assert (refused.code, refused.reason) == ("ABORTED", "SEQUENCE_CONFLICT")
    assert f"batch {sequence} came after batch 1: expected 2" in refused.text
    assert wire.version(session, "x") == 0


def test_acknowledged_batch_is_not_answered_again(stream):
    stream.ask(2, ADD)
    stream.ask(3, received=2)
    stream.send(2, ADD)

    refused = refusal_of(stream.reply)

    assert (refused.code, refused.reason) == ("ABORTED", "SEQUENCE_CONFLICT")
    assert "after its reply was acknowledged" in refused.text


@pytest.mark.parametrize("where", ["batch", "open"])
def test_reply_from_the_future_cannot_be_acknowledged(wire, session, stream, where):
    if where == "batch":
        stream.send(2, received=2)
        refused = refusal_of(stream.reply)
    else:
        refused = refusal_of(wire.stream(session, received=2).opened)

    assert (refused.code, refused.reason) == ("ABORTED", "SEQUENCE_CONFLICT")
    assert "reply 2 cannot have been received" in refused.text


# --- over several connections ----------------------------------------------------------------------------------------


def test_new_connection_gets_the_replies_that_it_lacks(wire, session, stream):
    stream.ask(2, ADD)
    third = stream.ask(3, ADD, queries=X)
    stream.close()

    again = wire.stream(session, received=2)
    opened = again.opened()

    assert opened.opened.sequence == 3
    assert again.reply() == third
    assert again.ask(4, queries=X).answers[0].tensor.version == 2
    again.close()


def test_older_connection_is_closed(wire, session, stream):
    newer = wire.stream(session)
    newer.opened()

    refused = refusal_of(stream.reply)

    assert (refused.code, refused.reason) == ("ABORTED", "SEQUENCE_CONFLICT")
    assert "a newer connection of client 'c' took over" in refused.text
    newer.close()


@pytest.fixture
def held(monkeypatch):
    """Make every call long, and hold the worker thread until ``release`` is set."""
    started, release = threading.Event(), threading.Event()
    execute = calls._execute

    def hold(*given, **how):
        started.set()
        release.wait(DEADLINE)
        return execute(*given, **how)

    monkeypatch.setattr(calls, "_execute", hold)
    monkeypatch.setattr(calls, "_must_copy", lambda *_: True)
    hold.started, hold.release = started, release
    yield hold
    release.set()


@pytest.fixture
def held_stream(monkeypatch, serve, connect):
    """A server that runs every call in a worker thread; its wire, a session with ``x``, and an open stream."""
    wire = connect(serve(offload_elements=1))
    wire.create("lab")
    stream = wire.stream("lab")
    stream.opened()
    stream.ask(1, MAKE, ONE)
    yield wire, stream
    stream.close()


def test_batch_under_way_is_finished_once_for_the_new_connection(held_stream, held):
    wire, stream = held_stream
    stream.send(2, ADD, queries=X)
    assert held.started.wait(DEADLINE)
    stream.close()

    newer = wire.stream("lab", received=1)
    with ThreadPoolExecutor(1) as pool:
        opening = pool.submit(newer.opened)
        assert wire.is_serving()
        assert not opening.done()
        held.release.set()
        opened = opening.result(DEADLINE)
    reply = newer.reply()
    newer.send(2, ADD, queries=X)

    assert opened.opened.sequence == 2
    assert newer.reply() == reply
    assert values(reply) == [1.0, 1.0]
    assert wire.version("lab", "x") == 1
    newer.close()


def test_other_clients_do_not_come_between_the_calls_of_a_batch(held_stream, held):
    wire, stream = held_stream
    other = wire.stream("lab", client="other")
    other.opened()
    stream.send(2, ADD, ADD, queries=X)
    assert held.started.wait(DEADLINE)

    other.send(1, ADD, queries=X)
    held.release.set()

    assert values(stream.reply()) == [2.0, 2.0]
    assert values(other.reply()) == [3.0, 3.0]
    other.close()


def test_deleted_session_ends_its_streams(wire, session, stream):
    wire.sessions.Delete(sessions_pb2.SessionsDeleteRequest(session=session))

    refused = refusal_of(stream.reply)

    assert (refused.code, refused.reason) == ("NOT_FOUND", "UNKNOWN_SESSION")


def test_delete_waits_for_the_batch_under_way(held_stream, held):
    wire, stream = held_stream
    stream.send(2, ADD, queries=X)
    assert held.started.wait(DEADLINE)

    deleting = wire.sessions.Delete.future(
        sessions_pb2.SessionsDeleteRequest(session="lab"), timeout=DEADLINE
    )
    assert wire.is_serving()
    assert not deleting.done()
    held.release.set()

    deleting.result(DEADLINE)
    refused = refusal_of(lambda: wire.get("lab"))
    assert refused.reason == "UNKNOWN_SESSION"


def test_another_epoch_is_refused(wire, session):
    refused = refusal_of(wire.stream(session, epoch="another").opened)

    assert (refused.code, refused.reason) == ("NOT_FOUND", "UNKNOWN_SESSION")
    assert "the server started anew" in refused.text


def test_same_epoch_is_taken(wire, session, stream):
    epoch = wire.stream(session).opened().header.server_epoch

    assert wire.stream(session, epoch=epoch).opened().header.server_epoch == epoch


def test_ended_stream_is_no_error(wire, session, stream):
    stream._requests.put(None)

    with pytest.raises(StopIteration):
        next(stream.rpc)
    assert stream.rpc.code().name == "OK"


# --- errors ----------------------------------------------------------------------------------------------------------


def test_error_tells_call_op_and_site_and_the_calls_before_it_are_applied(wire, session, stream):
    sites = [{"file": "a.py", "line": 3, "function": "f"}, {"file": "b.py", "line": 9, "function": "g"}]

    reply = stream.ask(2, {**ADD, "site": 1}, {**BAD, "site": 2}, {**ADD, "site": 1}, sites=sites, queries=X)

    assert reason_of(reply.error) == "UNKNOWN_TENSOR"
    assert (reply.error.call, reply.error.op) == (1, "add_")
    assert (reply.error.site.file, reply.error.site.line, reply.error.site.function) == ("b.py", 9, "g")
    assert reply.error.error.code == 5
    assert not reply.answers
    assert wire.version(session, "x") == 1


def test_everything_is_dropped_until_the_error_is_acknowledged(wire, session, stream):
    stream.ask(2, ADD, BAD, ADD)

    dropped = [stream.ask(3, ADD, queries=X), stream.ask(4, ADD, acknowledgedError=1)]
    applied = stream.ask(5, ADD, acknowledgedError=2, queries=X)

    assert [(reply.dropped, len(reply.answers), reply.HasField("error")) for reply in dropped] == [
        (True, 0, False)
    ] * 2
    assert not applied.dropped
    assert values(applied) == [2.0, 2.0]


def test_drops_are_remembered_over_connections(wire, session, stream):
    stream.ask(2, BAD)
    stream.close()
    newer = wire.stream(session, received=1)
    newer.opened()

    error, dropped = newer.reply(), newer.ask(3, ADD)

    assert error.HasField("error")
    assert dropped.dropped
    assert newer.ask(3, ADD) == dropped
    newer.close()


def test_failed_query_has_the_number_of_calls_as_its_call(wire, session, stream):
    reply = stream.ask(2, ADD, queries=[*X, {"handle": 55}])

    assert reason_of(reply.error) == "UNKNOWN_TENSOR"
    assert reply.error.call == 1
    assert reply.error.op == ""
    assert not reply.answers
    assert wire.version(session, "x") == 1


def test_bug_in_a_call_is_an_error_of_the_call(wire, session, stream, monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("insitu_engine.session.Session.execute", fail)
    reply = stream.ask(2, ADD)
    monkeypatch.undo()

    assert reason_of(reply.error) == "INTERNAL"
    assert "secret" not in reply.error.error.message
    assert values(stream.ask(3, ADD, queries=X, acknowledgedError=2)) == [1.0, 1.0]


@pytest.mark.parametrize(
    "message",
    [
        ops_pb2.StreamRequest(),
        ops_pb2.StreamRequest(open=ops_pb2.StreamOpen(session="lab", client="c")),
    ],
    ids=["empty", "second open"],
)
def test_anything_but_a_batch_is_refused_later(stream, message):
    stream.post(message)

    refused = refusal_of(stream.reply)

    assert (refused.code, refused.reason) == ("INVALID_ARGUMENT", "MALFORMED_REQUEST")


def test_stream_begins_with_its_opening(wire):
    requests = iter([ops_pb2.StreamRequest(batch=ops_pb2.Batch(sequence=1))])

    refused = refusal_of(lambda: next(wire.ops.Stream(requests, timeout=DEADLINE)))

    assert (refused.code, refused.reason) == ("INVALID_ARGUMENT", "MALFORMED_REQUEST")
    assert "must be StreamOpen" in refused.text


@pytest.mark.parametrize("client", ["", "a b", "x" * 200])
def test_client_must_have_a_name(wire, session, client):
    refused = refusal_of(wire.stream(session, client=client).opened)

    assert (refused.code, refused.reason) == ("INVALID_ARGUMENT", "BAD_NAME")
    assert "bad client name" in refused.text


def test_batch_with_too_many_calls_is_refused(wire, session, stream):
    stream.send(2, *[ADD] * 5000)

    refused = refusal_of(stream.reply)

    assert (refused.code, refused.reason) == ("RESOURCE_EXHAUSTED", "TOO_LARGE")
    assert wire.version(session, "x") == 0


def test_replies_that_nobody_takes_are_bounded(wire, session, stream):
    for sequence in range(2, 1025):
        stream.ask(sequence)
    stream.send(1025)

    refused = refusal_of(stream.reply)
    newer = wire.stream(session, received=1024)
    newer.opened()

    assert (refused.code, refused.reason) == ("RESOURCE_EXHAUSTED", "OVER_QUOTA")
    assert "1,024 replies wait to be acknowledged" in refused.text
    assert newer.ask(1025).sequence == 1025
    newer.close()


def test_clients_of_one_session_are_bounded(wire, session):
    for number in range(256):
        stream = wire.stream(session, client=f"c{number}")
        stream.opened()
        stream.close()

    refused = refusal_of(wire.stream(session, client="one-more").opened)

    assert (refused.code, refused.reason) == ("RESOURCE_EXHAUSTED", "OVER_QUOTA")


# --- values ----------------------------------------------------------------------------------------------------------


def big(handle, numel):
    return {"op": "full", "args": [{"ints": {"items": [str(numel)]}}, {"float": 2.0}], "results": [handle]}


def test_value_too_large_for_a_reply_is_read_as_it_was(wire, session, stream):
    numel = 300_000
    asked = stream.ask(2, big(7, numel), queries=[{"handle": 7, "value": True}]).answers[0]
    stream.ask(3, {"op": "add_", "args": [{"handle": 7}, {"int": "1"}]})
    stream.ask(4, {"op": "release", "args": [{"handle": 7}]})

    info, data = wire.read(session, snapshot=asked.snapshot)

    assert asked.tensor.handle == 7
    assert not asked.HasField("value")
    assert (info.dtype, list(info.shape), info.version) == ("float32", [numel], 0)
    assert memoryview(data).cast("f").tolist() == [2.0] * numel


def test_snapshot_is_read_once(wire, session, stream):
    asked = stream.ask(2, big(7, 300_000), queries=[{"handle": 7, "value": True}]).answers[0]
    wire.read(session, snapshot=asked.snapshot)

    refused = refusal_of(lambda: wire.read(session, snapshot=asked.snapshot))

    assert (refused.code, refused.reason) == ("NOT_FOUND", "UNKNOWN_SNAPSHOT")


def test_broken_read_leaves_the_snapshot(wire, session, stream):
    asked = stream.ask(2, big(7, 3_000_000), queries=[{"handle": 7, "value": True}]).answers[0]
    request = tensors_pb2.TensorsReadRequest(session=session, snapshot=asked.snapshot)
    broken = wire.tensors.Read(request, timeout=DEADLINE)
    next(broken)
    broken.cancel()

    _, data = wire.read(session, snapshot=asked.snapshot)

    assert len(data) == 12_000_000


def test_many_values_of_one_reply_stay_below_the_largest_message(wire, session, stream):
    queries = [{"handle": 7, "value": True}] * 40

    answers = stream.ask(2, big(7, 65_536), queries=queries).answers

    assert sum(answer.HasField("value") for answer in answers) == 16
    assert sum(bool(answer.snapshot) for answer in answers) == 24


def test_snapshots_are_bounded(wire, session, stream):
    queries = [{"handle": 7, "value": True}] * 1025

    reply = stream.ask(2, big(7, 300_000), queries=queries)

    assert reason_of(reply.error) == "OVER_QUOTA"
    assert "1024 values wait to be read" in reply.error.error.message


# --- other clients ---------------------------------------------------------------------------------------------------


def test_call_on_stale_metadata_is_refused(wire, session, stream):
    other = wire.stream(session, client="other")
    other.opened()
    other.ask(1, {"op": "lookup", "args": [{"string": "x"}], "results": [50]}, queries=[{"handle": 50}])
    other.ask(2, {"op": "unsqueeze_", "args": [{"handle": 50}, {"int": "0"}]})

    refused = stream.ask(2, ADD)
    looked = stream.ask(3, queries=[{"handle": 1}], acknowledgedError=2)
    again = stream.ask(4, ADD)

    assert reason_of(refused.error) == "STALE_METADATA"
    assert list(looked.answers[0].tensor.shape) == [1, 2]
    assert not again.HasField("error")
    other.close()


def test_result_that_nobody_asked_for_is_not_kept(wire, session, stream):
    before = wire.get(session).memory

    reply = stream.ask(2, {"op": "add", "args": [{"handle": 1}, {"handle": 2}]})
    answer = wire.apply(session, {"op": "add", "args": [{"handle": 1}, {"handle": 2}]})

    after = wire.get(session).memory
    assert not reply.HasField("error")
    assert list(answer.results[0].tensors[0].value.floats) == [1.0, 1.0]
    assert (after.live_bytes, after.storages, after.tensors) == (
        before.live_bytes,
        before.storages,
        before.tensors,
    )


# --- Apply's own -----------------------------------------------------------------------------------------------------


def test_request_id_is_applied_once(wire, session, stream):
    add = {"op": "add_", "args": [{"name": "x"}, {"int": "1"}]}

    first = wire.apply(session, add, requestId="r1")
    again = wire.apply(session, add, requestId="r1")
    other = wire.apply(session, add, requestId="r2")

    assert again == first
    assert other.results[0].tensors[0].tensor.version == 2


def test_request_id_of_another_request_is_refused(wire, session, stream):
    wire.apply(session, ADD, requestId="r1")

    refused = refusal_of(lambda: wire.apply(session, ADD, ADD, requestId="r1"))

    assert (refused.code, refused.reason) == ("ABORTED", "SEQUENCE_CONFLICT")
    assert wire.version(session, "x") == 1


def test_failed_request_is_answered_again_with_its_error(wire, session, stream):
    first = refusal_of(lambda: wire.apply(session, ADD, BAD, requestId="r1"))
    again = refusal_of(lambda: wire.apply(session, ADD, BAD, requestId="r1"))

    assert first == again
    assert (first.metadata["call"], first.metadata["applied"], first.metadata["op"]) == ("1", "1", "add_")
    assert wire.version(session, "x") == 1


def test_request_under_way_is_waited_for(held_stream, held):
    wire, _ = held_stream
    request = ops_pb2.ApplyRequest(session="lab", request_id="r1")
    request.calls.add(op="add_").args.extend([ops_pb2.Argument(handle=1), ops_pb2.Argument(handle=2)])
    first = wire.ops.Apply.future(request, timeout=DEADLINE)
    assert held.started.wait(DEADLINE)

    again = wire.ops.Apply.future(request, timeout=DEADLINE)
    assert wire.is_serving()
    assert not again.done()
    held.release.set()

    assert first.result() == again.result()
    assert wire.version("lab", "x") == 1


def test_deadline_before_the_write_leaves_it_undone(held_stream, held):
    wire, stream = held_stream
    stream.send(2, ADD)
    assert held.started.wait(DEADLINE)

    with pytest.raises(Exception, match=r"Deadline Exceeded|DEADLINE_EXCEEDED"):
        wire.apply("lab", ADD, timeout=0.05)
    held.release.set()
    stream.reply()

    assert wire.version("lab", "x") == 1


def test_deadline_in_the_middle_does_not_stop_the_write(held_stream, held):
    wire, _ = held_stream

    with pytest.raises(Exception, match=r"Deadline Exceeded|DEADLINE_EXCEEDED"):
        wire.apply("lab", ADD, ADD, timeout=0.5)
    assert held.started.is_set()
    held.release.set()

    wait_until(lambda: wire.version("lab", "x") == 2, "both calls are applied")


def test_cancelled_request_that_waits_is_left_undone(held_stream, held):
    wire, stream = held_stream
    stream.send(2, ADD)
    assert held.started.wait(DEADLINE)
    request = ops_pb2.ApplyRequest(
        session="lab", calls=[ops_pb2.Call(op="neg_", args=[ops_pb2.Argument(handle=1)])]
    )
    waiting = wire.ops.Apply.future(request, timeout=DEADLINE)
    assert wire.is_serving()

    waiting.cancel()
    assert wire.is_serving()
    held.release.set()
    stream.reply()

    assert wire.version("lab", "x") == 1
