import pytest
from google.protobuf.message import DecodeError
from hypothesis import given
from hypothesis import strategies as st

from insitupb.framing import decode_read, decode_write, encode_data
from insitupb.v1 import tensors_pb2

SIZES = [1, 127, 128, 16_383, 16_384, 1 << 20, (1 << 21) + 1]


@pytest.mark.parametrize("kind", [tensors_pb2.TensorsReadResponse, tensors_pb2.TensorsWriteRequest])
@pytest.mark.parametrize("size", SIZES)
def test_chunk_is_what_protobuf_writes(kind, size):
    data = bytes(size)

    assert encode_data(memoryview(data)) == kind(data=data).SerializeToString()


@pytest.mark.parametrize("decode", [decode_read, decode_write])
@pytest.mark.parametrize("size", [0, *SIZES])
def test_chunk_comes_back_without_a_copy(decode, size):
    raw = encode_data(b"x" * size)

    payload = decode(raw)

    assert isinstance(payload, memoryview)
    assert payload == b"x" * size
    assert payload.obj is raw


def test_anything_else_is_parsed():
    begin = tensors_pb2.TensorsWriteRequest(begin={"session": "lab"}, data=b"12")
    end = tensors_pb2.TensorsReadResponse(data=b"12", crc32=5)

    assert decode_write(begin.SerializeToString()) == begin
    assert decode_read(end.SerializeToString()) == end


@given(st.binary(max_size=40))
def test_any_bytes_are_read_as_protobuf_reads_them(raw):
    try:
        expected = tensors_pb2.TensorsReadResponse.FromString(raw)
    except DecodeError:
        with pytest.raises(DecodeError):
            decode_read(raw)
        return
    got = decode_read(raw)
    data = bytes(got) if isinstance(got, memoryview) else got.data
    assert data == expected.data


@given(st.binary(max_size=300), st.integers(0, 3))
def test_cut_chunk_is_refused(data, cut):
    raw = encode_data(data + b"!")

    with pytest.raises(DecodeError):
        decode_write(raw[: -1 - cut] if cut < len(data) else raw[:-1])
