"""Everything that a stranger may send is refused with its code, reason and text, and the server goes on unchanged."""

import zlib

import pytest

from insitupb.v1 import common_pb2, ops_pb2, sessions_pb2, tensors_pb2

from .serving import DEADLINE, reason_of, refusal_of, wait_until

X = {"op": "tensor", "args": [{"value": {"floats": [1, 2, 3]}}], "resultNames": ["x"]}


@pytest.fixture
def lab(wire, session):
    """A session with a tensor ``x``."""
    wire.apply(session, X)
    return session


@pytest.fixture
def unchanged(wire, lab):
    """Fail unless the session's accounts, position and values are afterwards what they were before."""

    def state():
        known = wire.get(lab)
        memory = known.memory
        return (memory.live_bytes, memory.storages, memory.tensors, known.position, wire.values(lab, "x"))

    before = state()
    yield
    assert state() == before
    assert wire.is_serving()


def name(text):
    return {"name": text}


def value(**fields):
    return {"op": "tensor", "args": [{"value": fields}], "resultNames": ["new"]}


BAD_CALLS = {
    "unknown op": ({"op": "ad_", "args": [name("x")]}, "INVALID_ARGUMENT", "UNKNOWN_OP", "unknown op 'ad_'"),
    "op without end": ({"op": "a" * 5000}, "INVALID_ARGUMENT", "UNKNOWN_OP", "unknown op 'aaa"),
    "empty op": ({}, "INVALID_ARGUMENT", "UNKNOWN_OP", "unknown op ''"),
    "too few arguments": ({"op": "add_", "args": [name("x")]}, "INVALID_ARGUMENT", "BAD_ARGUMENT", "missing required"),
    "too many arguments": (
        {"op": "add_", "args": [name("x")] * 5}, "INVALID_ARGUMENT", "BAD_ARGUMENT", "positional arguments but 5",
    ),
    "unknown keyword": (
        {"op": "add_", "args": [name("x"), name("x")], "kwargs": {"beta": {"int": 1}}},
        "INVALID_ARGUMENT", "BAD_ARGUMENT", "unexpected keyword argument 'beta'",
    ),
    "keyword of the wrong type": (
        {"op": "add_", "args": [name("x"), name("x")], "kwargs": {"alpha": {"string": "2"}}},
        "INVALID_ARGUMENT", "BAD_ARGUMENT", "must be Number, not str",
    ),
    "empty argument": ({"op": "add_", "args": [{}]}, "INVALID_ARGUMENT", "MALFORMED_REQUEST", "an argument is empty"),
    "unknown dtype": (value(dtype="float31", floats=[1]), "INVALID_ARGUMENT", "DTYPE_MISMATCH", "unknown dtype 'float31'"),
    "floats for ints": (value(dtype="int32", floats=[1.5]), "INVALID_ARGUMENT", "DTYPE_MISMATCH", "a value would be lost"),
    "int beyond dtype": (value(dtype="int8", ints=[300]), "INVALID_ARGUMENT", "BAD_VALUE", "between -128 and 127"),
    "two lists": (value(floats=[1], ints=[1]), "INVALID_ARGUMENT", "MALFORMED_REQUEST", "both floats and ints"),
    "half a complex": (value(complexes=[1, 2, 3]), "INVALID_ARGUMENT", "SIZE_MISMATCH", "their count is odd"),
    "list of another size": (value(floats=[1, 2], shape=[3]), "INVALID_ARGUMENT", "SIZE_MISMATCH", "do not fill shape [3]"),
    "raw of another size": (value(dtype="float32", raw="AAAA", shape=[3]), "INVALID_ARGUMENT", "SIZE_MISMATCH", "3 bytes"),
    "negative size": (value(floats=[1], shape=[-1]), "INVALID_ARGUMENT", "BAD_VALUE", "negative dimension -1"),
    "overflowing shape": (
        value(dtype="float32", raw="AAAA", shape=[2**40, 2**40]), "INVALID_ARGUMENT", "BAD_VALUE", "overflowed",
    ),
    "raw bool of two": (value(dtype="bool", raw="Ag==", shape=[1]), "INVALID_ARGUMENT", "BAD_VALUE", "0 or 1"),
    "unknown name": ({"op": "add_", "args": [name("y"), name("x")]}, "NOT_FOUND", "UNKNOWN_TENSOR", "named 'y'"),
    "unknown handle": ({"op": "add_", "args": [{"handle": 7}]}, "NOT_FOUND", "UNKNOWN_TENSOR", "the handle 7"),
    "handle zero": ({"op": "add_", "args": [{"handle": 0}]}, "NOT_FOUND", "UNKNOWN_TENSOR", "the handle 0"),
    "unknown site": ({"op": "neg", "args": [name("x")], "site": 3}, "INVALID_ARGUMENT", "MALFORMED_REQUEST", "site 3"),
    "version conflict": (
        {"op": "add_", "args": [name("x"), name("x")], "expectVersion": 5}, "ABORTED", "VERSION_CONFLICT", "expected version 5",
    ),
    "name of a folder up": ({**X, "resultNames": ["a/../b"]}, "INVALID_ARGUMENT", "BAD_NAME", "no '..' between slashes"),
    "name with NUL": ({**X, "resultNames": ["a\0b"]}, "INVALID_ARGUMENT", "BAD_NAME", "'a\\x00b'"),
    "name without end": ({**X, "resultNames": ["n" * 10_000]}, "INVALID_ARGUMENT", "BAD_NAME", "10,000 characters"),
    "empty name": ({**X, "resultNames": [""]}, "INVALID_ARGUMENT", "BAD_NAME", "bad tensor name ''"),
    "two names for one result": ({**X, "resultNames": ["a", "b"]}, "INVALID_ARGUMENT", "BAD_ARGUMENT", "2 names"),
    "handle for an in-place call": (
        {"op": "add_", "args": [name("x"), name("x")], "results": [4]}, "INVALID_ARGUMENT", "BAD_ARGUMENT", "in place",
    ),
    "result without a handle": ({**X, "results": [0], "resultNames": []}, "ALREADY_EXISTS", "TENSOR_EXISTS", "handle 0"),
    "release of nothing": ({"op": "release", "args": [{"handle": 9}]}, "NOT_FOUND", "UNKNOWN_TENSOR", "handle 9"),
    "release of a name": ({"op": "release", "args": [name("x")]}, "INVALID_ARGUMENT", "BAD_ARGUMENT", "takes handles"),
    "lookup of nothing": ({"op": "lookup"}, "INVALID_ARGUMENT", "BAD_ARGUMENT", "lookup() takes"),
    "seed that is none": (
        {"op": "manual_seed", "args": [{"string": "a"}]}, "INVALID_ARGUMENT", "BAD_ARGUMENT", "manual_seed() takes (int)",
    ),
    "bad name set": (
        {"op": "set_name", "args": [name("x"), {"string": "a b"}]}, "INVALID_ARGUMENT", "BAD_NAME", "'a b'",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("call", "code", "reason", "text"), BAD_CALLS.values(), ids=BAD_CALLS)
def test_bad_call_is_refused(wire, lab, unchanged, call, code, reason, text):
    refused = refusal_of(lambda: wire.apply(lab, call))

    assert (refused.code, refused.reason) == (code, reason)
    assert text in refused.text
    assert refused.metadata["call"] == refused.metadata["applied"] == "0"
    assert ("BadRequest" in refused.details) == (code == "INVALID_ARGUMENT")


@pytest.mark.parametrize(("call", "code", "reason", "text"), BAD_CALLS.values(), ids=BAD_CALLS)
def test_bad_call_in_a_stream_is_answered(wire, lab, unchanged, call, code, reason, text):
    stream = wire.stream(lab)
    stream.opened()

    reply = stream.ask(1, call)
    still = stream.ask(2, queries=[], acknowledgedError=1)

    assert reason_of(reply.error) == reason
    assert text in reply.error.error.message
    assert reply.error.call == 0
    assert not still.dropped
    stream.close()


def nested(depth):
    argument = ops_pb2.Argument(int=1)
    for _ in range(depth):
        argument = ops_pb2.Argument(list=ops_pb2.ArgumentList(items=[argument]))
    return argument


def test_lists_nested_too_deep_are_refused(wire, lab, unchanged):
    request = ops_pb2.ApplyRequest(session=lab, calls=[ops_pb2.Call(op="add", args=[nested(20)])])

    refused = refusal_of(lambda: wire.ops.Apply(request, timeout=DEADLINE))

    assert (refused.code, refused.reason) == ("INVALID_ARGUMENT", "MALFORMED_REQUEST")
    assert "16 deep" in refused.text


@pytest.mark.parametrize(
    "call",
    [
        {"op": "add", "args": [{"int": 1}] * 20_000},
        {"op": "add", "args": [{"list": {"items": [{"int": 1}] * 20_000}}]},
        {"op": "release", "args": [{"handle": 1}] * 20_000},
    ],
    ids=["arguments", "list", "release"],
)
def test_too_many_of_anything_are_refused(wire, lab, unchanged, call):
    refused = refusal_of(lambda: wire.apply(lab, call))

    assert (refused.code, refused.reason) == ("RESOURCE_EXHAUSTED", "TOO_LARGE")
    assert "expected at most 16,384" in refused.text


def test_too_many_calls_are_refused(wire, lab, unchanged):
    refused = refusal_of(lambda: wire.apply(lab, *[{"op": "add_"}] * 5000))

    assert (refused.code, refused.reason) == ("RESOURCE_EXHAUSTED", "TOO_LARGE")
    assert "5,000 calls" in refused.text


MALFORMED = {
    "Server/Info": ("unary_unary", b"\x0a\xff"),
    "Sessions/Create": ("unary_unary", b"\x0a\xff"),
    "Tensors/Read": ("unary_stream", b"\x0a\xff"),
    "Tensors/Write": ("stream_unary", [b"\x12\xff"]),
    "Ops/Apply": ("unary_unary", b"\x0a\x02\xff\xfe"),
    "Ops/Stream": ("stream_stream", [b"\x0a\xff"]),
}


@pytest.mark.parametrize(
    ("method", "kind", "data"), [(key, *rest) for key, rest in MALFORMED.items()], ids=MALFORMED
)
def test_malformed_protobuf_is_refused(wire, unchanged, method, kind, data):
    refused = refusal_of(lambda: wire.raw(f"/insitu.v1.{method}", data, kind))

    assert (refused.code, refused.reason) == ("INVALID_ARGUMENT", "MALFORMED_REQUEST")
    assert "bytes are no insitu.v1." in refused.text


def test_malformed_protobuf_in_mid_stream_is_refused(wire, lab, unchanged):
    opened = ops_pb2.StreamRequest(open=ops_pb2.StreamOpen(session=lab, client="c")).SerializeToString()

    refused = refusal_of(lambda: wire.raw("/insitu.v1.Ops/Stream", [opened, b"\x0a\xff"], "stream_stream"))

    assert (refused.code, refused.reason) == ("INVALID_ARGUMENT", "MALFORMED_REQUEST")


def test_malformed_chunk_in_mid_write_is_refused(wire, lab, unchanged):
    begin = {"session": lab, "name": "w", "dtype": "uint8", "shape": [4], "nbytes": 4}
    first = tensors_pb2.TensorsWriteRequest(begin=begin).SerializeToString()

    refused = refusal_of(lambda: wire.raw("/insitu.v1.Tensors/Write", [first, b"\x12\xff"], "stream_unary"))

    assert (refused.code, refused.reason) == ("INVALID_ARGUMENT", "MALFORMED_REQUEST")


UNKNOWN_SESSION = {
    "Apply": lambda wire: wire.apply("nobody"),
    "Get": lambda wire: wire.get("nobody"),
    "Renew": lambda wire: wire.sessions.Renew(sessions_pb2.SessionsRenewRequest(session="nobody")),
    "Delete": lambda wire: wire.sessions.Delete(sessions_pb2.SessionsDeleteRequest(session="nobody")),
    "Tensors.Get": lambda wire: wire.values("nobody", "x"),
    "Tensors.List": lambda wire: wire.tensors.List(tensors_pb2.TensorsListRequest(session="nobody")),
    "Read": lambda wire: wire.read("nobody", name="x"),
    "Write": lambda wire: wire.write("nobody", b"", name="x", dtype="uint8", shape=[0], nbytes=0),
    "Stream": lambda wire: wire.stream("nobody").opened(),
}


@pytest.mark.parametrize("call", UNKNOWN_SESSION.values(), ids=UNKNOWN_SESSION)
def test_unknown_session_is_refused(wire, unchanged, call):
    refused = refusal_of(lambda: call(wire))

    assert (refused.code, refused.reason) == ("NOT_FOUND", "UNKNOWN_SESSION")
    assert "no session 'nobody': it was never created, was deleted, or its lease expired" in refused.text


@pytest.mark.parametrize("given", ["../etc", "a/b", "a\0b", "ä", " ", "..", "s" * 10_000])
def test_bad_session_name_is_refused(wire, unchanged, given):
    refused = refusal_of(lambda: wire.create(given))

    assert (refused.code, refused.reason) == ("INVALID_ARGUMENT", "BAD_NAME")
    assert "bad session name" in refused.text
    assert "expected 1 to 128 letters" in refused.text


@pytest.mark.parametrize("seconds", ["-1s", "0s", "0.5s", "90000s"])
def test_lease_out_of_bounds_is_refused(wire, unchanged, seconds):
    refused = refusal_of(lambda: wire.create("leased", lease=seconds))

    assert (refused.code, refused.reason) == ("INVALID_ARGUMENT", "BAD_VALUE")
    assert "expected 1 to 86400 s" in refused.text


def test_taken_session_is_refused(wire, lab, unchanged):
    refused = refusal_of(lambda: wire.create(lab))

    assert (refused.code, refused.reason) == ("ALREADY_EXISTS", "SESSION_EXISTS")


# --- quotas ----------------------------------------------------------------------------------------------------------


def test_tensor_over_quota_is_refused(wire, lab, unchanged):
    begin = {"name": "big", "dtype": "uint8", "shape": [1 << 27], "nbytes": 1 << 27}

    refused = refusal_of(lambda: wire.write(lab, b"", **begin))

    assert (refused.code, refused.reason) == ("RESOURCE_EXHAUSTED", "OVER_QUOTA")
    assert "134,217,728 bytes wanted" in refused.text
    assert refused.metadata["quota"] == "bytes"
    assert "QuotaFailure" in refused.details


def test_handles_over_quota_are_refused(wire, lab):
    calls = [{**X, "results": [number], "resultNames": []} for number in range(1, 1200)]

    refused = refusal_of(lambda: wire.apply(lab, *calls))

    assert (refused.code, refused.reason) == ("RESOURCE_EXHAUSTED", "OVER_QUOTA")
    assert refused.metadata["quota"] == "tensors"
    assert refused.metadata["call"] == refused.metadata["applied"] == "999"
    assert wire.get(lab).memory.tensors == 1000


def test_session_gets_no_more_than_the_server_allows(wire):
    made = wire.create("greedy", quota={"maxBytes": str(1 << 60), "maxTensors": str(1 << 60)})

    assert made.quota.max_bytes == 64 * 1024 * 1024
    assert made.quota.max_tensors == 1000


# --- writing ---------------------------------------------------------------------------------------------------------

DATA = bytes(range(200))
BEGIN = {"name": "w", "dtype": "uint8", "shape": [200], "nbytes": 200}
BAD_WRITES = {
    "a chunk too many": ({"data": DATA + b"!"}, "INVALID_ARGUMENT", "SIZE_MISMATCH", "a chunk too many: 201 bytes"),
    "too short": ({"data": DATA[:-1]}, "INVALID_ARGUMENT", "SIZE_MISMATCH", "ended after 199 of 200 bytes"),
    "wrong CRC": ({"crc": 1}, "INVALID_ARGUMENT", "BAD_CHECKSUM", "not 0x00000001 as declared"),
    "declared size": ({"nbytes": 199}, "INVALID_ARGUMENT", "SIZE_MISMATCH", "199 bytes do not fill shape [200]"),
    "negative size": ({"shape": [-200]}, "INVALID_ARGUMENT", "BAD_VALUE", "negative dimension"),
    "overflowing shape": ({"shape": [1 << 62, 4]}, "INVALID_ARGUMENT", "BAD_VALUE", "overflowed"),
    "unknown dtype": ({"dtype": ""}, "INVALID_ARGUMENT", "DTYPE_MISMATCH", "unknown dtype ''"),
    "no name": ({"name": ""}, "INVALID_ARGUMENT", "BAD_NAME", "neither"),
    "bad name": ({"name": "../w"}, "INVALID_ARGUMENT", "BAD_NAME", "bad tensor name"),
    "taken handle": ({"handle": 5}, "ALREADY_EXISTS", "TENSOR_EXISTS", "handle 5 is taken"),
    "bools of two": ({"dtype": "bool"}, "INVALID_ARGUMENT", "BAD_VALUE", "0 or 1"),
    "huge chunk": (
        {"data": bytes(2 << 20), "shape": [2 << 20], "nbytes": 2 << 20, "chunk": 2 << 20},
        "RESOURCE_EXHAUSTED", "TOO_LARGE", "a chunk of 2,097,152 bytes",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "code", "reason", "text"), BAD_WRITES.values(), ids=BAD_WRITES)
def test_bad_write_leaves_nothing(wire, lab, change, code, reason, text):
    wire.apply(lab, {**X, "results": [5], "resultNames": []})
    before = wire.get(lab)

    refused = refusal_of(lambda: wire.write(lab, **{"data": DATA, **BEGIN, **change}))

    after = wire.get(lab)
    assert (refused.code, refused.reason) == (code, reason)
    assert text in refused.text
    assert (after.memory.live_bytes, after.memory.tensors, after.position) == (
        before.memory.live_bytes,
        before.memory.tensors,
        before.position,
    )


def write_request(**fields):
    return tensors_pb2.TensorsWriteRequest(**fields)


@pytest.mark.parametrize(
    ("messages", "reason", "text"),
    [
        ([], "MALFORMED_REQUEST", "must be WriteBegin"),
        ([write_request(data=b"1234")], "MALFORMED_REQUEST", "must be WriteBegin"),
        ([write_request(begin={**BEGIN})], "SIZE_MISMATCH", "ended after 0 of 200"),
        ([write_request(begin={**BEGIN}), write_request(begin={**BEGIN})], "MALFORMED_REQUEST", "came twice"),
        (
            [write_request(begin={**BEGIN}), write_request(data=DATA)],
            "SIZE_MISMATCH",
            "ended after 200 of 200",
        ),
    ],
    ids=["nothing", "data first", "begin only", "begin twice", "no end"],
)
def test_write_out_of_order_is_refused(wire, lab, unchanged, messages, reason, text):
    for message in messages:
        if message.HasField("begin"):
            message.begin.session = lab

    refused = refusal_of(lambda: wire.send(messages))

    assert (refused.code, refused.reason) == ("INVALID_ARGUMENT", reason)
    assert text in refused.text


def test_cancelled_write_leaves_nothing(wire, lab):
    messages = [write_request(begin={"session": lab, **BEGIN}), write_request(data=DATA[:100])]

    def broken():
        yield from messages
        raise ConnectionResetError

    with pytest.raises(Exception, match=r"Exception iterating requests|CANCELLED|UNKNOWN"):
        wire.tensors.Write(broken(), timeout=DEADLINE)

    wait_until(lambda: wire.get(lab).memory.live_bytes == 12, "the memory is given back")


def test_read_of_unknown_snapshot_is_refused(wire, lab, unchanged):
    refused = refusal_of(lambda: wire.read(lab, snapshot=77))

    assert (refused.code, refused.reason) == ("NOT_FOUND", "UNKNOWN_SNAPSHOT")
    assert "no snapshot 77" in refused.text


@pytest.mark.parametrize("call", ["Get", "Delete", "Read"])
def test_tensor_must_be_named(wire, lab, unchanged, call):
    request = getattr(tensors_pb2, f"Tensors{call}Request")(session=lab)

    refused = refusal_of(lambda: list(answers) if (answers := getattr(wire.tensors, call)(request)) else None)

    assert (refused.code, refused.reason) == ("INVALID_ARGUMENT", "MALFORMED_REQUEST")
    assert "give 'name' or 'handle'" in refused.text


@pytest.mark.parametrize("token", ["x", "h", "hx", "h-1", "h" + "9" * 30])
def test_bad_page_token_is_refused(wire, lab, unchanged, token):
    request = tensors_pb2.TensorsListRequest(session=lab, page_token=token)

    refused = refusal_of(lambda: wire.tensors.List(request, timeout=DEADLINE))

    assert (refused.code, refused.reason) == ("INVALID_ARGUMENT", "MALFORMED_REQUEST")


def test_negative_page_size_is_refused(wire, lab, unchanged):
    refused = refusal_of(lambda: wire.sessions.List(sessions_pb2.SessionsListRequest(page_size=-1)))

    assert (refused.code, refused.reason) == ("INVALID_ARGUMENT", "BAD_VALUE")


def test_long_texts_do_not_break_the_error(wire, lab, unchanged):
    """Trailing metadata beyond gRPC's limit would turn any error into another one."""
    refused = refusal_of(lambda: wire.apply(lab, {"op": "add_", "args": [name("ä€😀" * 2000)]}))

    assert (refused.code, refused.reason) == ("NOT_FOUND", "UNKNOWN_TENSOR")


def test_bug_tells_an_id_and_nothing_else(wire, lab, unchanged, monkeypatch, caplog):
    def fail(*_):
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("insitu_server.services.tensors.info_of", fail)

    refused = refusal_of(lambda: wire.values(lab, "x"))

    monkeypatch.undo()
    assert (refused.code, refused.reason) == ("INTERNAL", "INTERNAL")
    assert refused.metadata["id"] in refused.text
    assert "secret" not in refused.text
    (record,) = [
        record for record in caplog.records if record.name == "insitu_server" and record.levelname == "ERROR"
    ]
    assert record.id == refused.metadata["id"]
    assert "a secret" in caplog.text


def test_value_that_is_checked_is_whole():
    """The CRC that the tests compute is the one that the protos name."""
    assert zlib.crc32(b"123456789") == 0xCBF43926
    assert common_pb2.TensorValue.DESCRIPTOR.full_name == "insitu.v1.TensorValue"
