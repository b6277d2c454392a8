import struct

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from insitu_server import plain
from insitu_server.plain import batch_start, read_calls
from insitupb.v1 import ops_pb2

SIZES = st.sampled_from([0, 1, 127, 128, 16_383, 16_384, 2**21, 2**35, 2**56, 2**63 - 1])
HANDLES = st.builds(lambda number: ops_pb2.Argument(handle=number), SIZES | st.integers(0, 2**64 - 1))
FLOATS = st.builds(lambda number: ops_pb2.Argument(float=number), st.floats())
INTS = st.builds(lambda number: ops_pb2.Argument(int=number), st.integers(-(2**63), 2**63 - 1))
OTHERS = st.sampled_from([
    ops_pb2.Argument(name="x"),
    ops_pb2.Argument(bool=True),
    ops_pb2.Argument(),
    ops_pb2.Argument(ints=ops_pb2.IntList(items=[1, 2])),
])  # fmt: skip
CALLS = st.builds(
    lambda op, args, results, names, site, expected, kwargs, no_grad: ops_pb2.Call(
        op=op,
        args=args,
        results=results,
        result_names=names,
        site=site,
        expect_version=expected,
        kwargs=dict.fromkeys(kwargs, ops_pb2.Argument(int=1)),
        no_grad=no_grad,
    ),
    st.sampled_from(["add_", "a", "0", "conv2d", "Ab", "", "release", "ä", 'a"', "x" * 130])
    | st.text(max_size=4),
    st.lists(HANDLES | FLOATS | INTS | OTHERS, max_size=5) | st.lists(HANDLES, max_size=3),
    st.lists(SIZES, max_size=2),
    st.lists(st.sampled_from(["n"]), max_size=1) | st.just([]),
    st.integers(0, 40_000),
    st.none() | st.integers(0, 300),
    st.sampled_from([(), (), (), ("alpha",)]),
    st.booleans(),
)
BATCHES = st.builds(
    lambda sequence, calls, received: ops_pb2.Batch(
        sequence=sequence, calls=calls, received=received, queries=[ops_pb2.Query(handle=18)]
    ),
    SIZES,
    st.lists(CALLS, max_size=6),
    SIZES,
)


def request_of(batch):
    return ops_pb2.StreamRequest(batch=batch).SerializeToString()


def same(number):
    return struct.pack("<d", number) if isinstance(number, float) else number


def unified(call):
    """Return a call, however it was read, as one comparable value."""
    if isinstance(call, tuple):
        op, handles, numbers, results, site, recording = call
        return (
            op,
            [("handle", handle) for handle in handles] + [kind(number) for number in numbers],
            results,
            site,
            recording,
        )
    args = [
        (argument.WhichOneof("kind"), same(getattr(argument, argument.WhichOneof("kind") or "handle")))
        for argument in call.args
    ]
    return (call.op, args, tuple(call.results), call.site, not call.no_grad)


def kind(number):
    return ("float" if isinstance(number, float) else "int", same(number))


@given(BATCHES)
@example(
    ops_pb2.Batch(
        calls=[ops_pb2.Call(op="a", args=[ops_pb2.Argument(float=-0.0), ops_pb2.Argument(handle=1)])]
    )
)
def test_calls_are_what_protobuf_reads(batch):
    calls = read_calls(batch, request_of(batch))

    assert list(map(unified, calls)) == list(map(unified, batch.calls))
    for call, parsed in zip(calls, batch.calls, strict=True):
        if isinstance(call, tuple):
            assert not (parsed.kwargs)
            assert not (parsed.result_names)
            assert not (parsed.HasField("expect_version"))
            assert parsed.op not in plain.CONTROLS


@given(BATCHES, st.randoms())
def test_any_order_of_fields_is_read_alike(batch, draw):
    fields = [ops_pb2.Batch(sequence=batch.sequence), ops_pb2.Batch(received=batch.received)]
    fields += [ops_pb2.Batch(queries=batch.queries)]
    draw.shuffle(fields)
    parts = [part.SerializeToString() for part in fields]
    for call in batch.calls:
        parts.insert(draw.randint(0, len(parts)), ops_pb2.Batch(calls=[call]).SerializeToString())
    body = b"".join(parts)
    raw = b"\x12" + ops_pb2.ArgumentList(items=[]).SerializeToString() + varint(len(body)) + body
    read = ops_pb2.StreamRequest.FromString(raw).batch

    assert list(map(unified, read_calls(read, raw))) == list(map(unified, read.calls))


@given(BATCHES)
def test_two_batches_in_one_request_are_left_to_protobuf(batch):
    raw = request_of(batch) * 2
    read = ops_pb2.StreamRequest.FromString(raw).batch

    assert batch_start(raw) == 0
    assert read_calls(read, raw) is not None
    assert len(read_calls(read, raw)) == len(read.calls)


@pytest.mark.parametrize("raw", [b"", b"\x12", b"\x12\x00", b"\x0a\x00", b"\x12\x80\x00"])
def test_batch_that_is_none_has_no_start(raw):
    assert batch_start(raw) in (0, 3)
    assert read_calls(ops_pb2.Batch(), raw) == []


def test_call_of_the_sdk_is_plain():
    args = [
        ops_pb2.Argument(handle=300),
        ops_pb2.Argument(handle=2),
        ops_pb2.Argument(float=0.5),
        ops_pb2.Argument(int=-3),
    ]
    call = ops_pb2.Call(op="addcmul", args=args, results=[70_000], site=200)
    batch = ops_pb2.Batch(sequence=7, calls=[call])

    assert read_calls(batch, request_of(batch)) == [("addcmul", (300, 2), (0.5, -3), (70_000,), 200, True)]


def test_call_of_the_sdk_that_is_not_recorded_is_plain():
    fields = [
        ops_pb2.Call(op="add", args=[ops_pb2.Argument(handle=300), ops_pb2.Argument(handle=2)]),
        ops_pb2.Call(no_grad=True),
        ops_pb2.Call(results=[7], site=1),
    ]
    call = b"".join(field.SerializeToString() for field in fields)
    body = b"\x12" + varint(len(call)) + call
    raw = b"\x12" + varint(len(body)) + body
    batch = ops_pb2.StreamRequest.FromString(raw).batch

    assert read_calls(batch, raw) == [("add", (300, 2), (), (7,), 1, False)]


@pytest.mark.parametrize("op", sorted(plain.CONTROLS))
def test_call_that_is_no_op_is_left_to_protobuf(op):
    batch = ops_pb2.Batch(calls=[ops_pb2.Call(op=op, args=[ops_pb2.Argument(handle=1)])])

    assert read_calls(batch, request_of(batch)) == list(batch.calls)


def test_memory_of_what_was_read_is_bounded():
    for number in range(3):
        calls = [
            ops_pb2.Call(op="neg_", args=[ops_pb2.Argument(handle=number * 2000 + at)]) for at in range(2000)
        ]
        calls += [
            ops_pb2.Call(op=f"op{number}_{at}", args=[ops_pb2.Argument(handle=1)]) for at in range(2000)
        ]
        batch = ops_pb2.Batch(calls=calls)
        read_calls(batch, request_of(batch))

    assert max(map(len, (plain._ops, plain._handles, plain._numbers))) <= 4096


def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)
