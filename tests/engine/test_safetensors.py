"""The safetensors format, with the package of that name as the oracle: what either writes the other reads."""

from __future__ import annotations

import io
import json
from typing import Any

import ml_dtypes
import numpy as np
import pytest
import safetensors
import safetensors.numpy
from hypothesis import given
from hypothesis import strategies as st

from insitu_engine.dtypes import ALL, complex128, dtype_of_array, float32
from insitu_engine.errors import ArgumentError, BadFileError, DTypeError, InsituError
from insitu_engine.meta import meta
from insitu_engine.safetensors import NAMES, fill, plan, read_index, telling, write

ARRAYS = {
    "matrix": np.arange(6, dtype=np.float32).reshape(2, 3),
    "flags": np.array([True, False, True]),
    "narrow": np.array([1.5, -2.0], ml_dtypes.bfloat16),
    "scalar": np.array(7, np.int64),
    "none": np.zeros((0, 3), np.float16),
    "complex": np.array([1 + 2j, 3 - 4j], np.complex64),
}


def written(arrays: dict[str, np.ndarray[Any, Any]], notes: dict[str, str] | None = None) -> bytes:
    metas = {key: meta(dtype_of_array(array), array.shape) for key, array in arrays.items()}
    index = plan(metas, notes or {})
    stream = io.BytesIO()
    write(stream, index, arrays.__getitem__)
    assert len(stream.getvalue()) == index.nbytes
    return stream.getvalue()


def loaded(data: bytes) -> dict[str, np.ndarray[Any, Any]]:
    stream = io.BytesIO(data)
    index = read_index(stream, len(data))
    arrays = {key: np.empty(entry.shape, entry.dtype.numpy) for key, entry in index.entries.items()}
    fill(stream, index, arrays)
    return arrays


def file_of(header: Any, data: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data


def tensor(**facts: Any) -> dict[str, Any]:
    return {"dtype": "U8", "shape": [2], "data_offsets": [0, 2], **facts}


def assert_same(ours: dict[str, np.ndarray[Any, Any]], theirs: dict[str, np.ndarray[Any, Any]]) -> None:
    assert ours.keys() == theirs.keys()
    for key, array in ours.items():
        assert (array.dtype, array.shape) == (theirs[key].dtype, theirs[key].shape)
        assert array.tobytes() == theirs[key].tobytes()


# --- whole files -----------------------------------------------------------------------------------------------------


def test_package_reads_what_is_written(tmp_path):
    (tmp_path / "file").write_bytes(written(ARRAYS))

    assert_same(safetensors.numpy.load_file(tmp_path / "file"), ARRAYS)


def test_what_the_package_writes_is_read():
    assert_same(loaded(safetensors.numpy.save(ARRAYS)), ARRAYS)


@pytest.mark.parametrize("dtype", NAMES, ids=lambda dtype: dtype.name)
def test_package_agrees_on_every_dtype(dtype, tmp_path):
    array = np.arange(2).astype(dtype.numpy)
    (tmp_path / "file").write_bytes(written({"x": array}))

    assert_same(safetensors.numpy.load_file(tmp_path / "file"), {"x": array})
    assert_same(loaded((tmp_path / "file").read_bytes()), {"x": array})


def test_format_has_every_dtype_but_one():
    assert set(ALL) - set(NAMES) == {complex128}


def test_keys_keep_their_order_and_bytes_lie_aligned():
    index = plan({"b": meta(float32, (3,)), "a": meta(dtype_of_array(np.zeros(1)), (2,))}, {})

    assert list(index.entries) == ["b", "a"]
    assert [entry.begin for entry in index.entries.values()] == [16, 0]
    assert index.start % 8 == 0
    assert list(loaded(written({"b": np.zeros(3, np.float32), "a": np.zeros(2)}))) == ["b", "a"]


@pytest.mark.parametrize(
    "view",
    [lambda x: x.T, lambda x: x[::2, 1::2], lambda x: x[::-1], lambda x: np.broadcast_to(x[0], (600, 1000))],
    ids=["turned", "stepped", "reversed", "expanded"],
)
def test_what_lies_scattered_in_memory_is_written_row_by_row(view):
    array = view(np.arange(600_000, dtype=np.int32).reshape(600, 1000))

    assert_same(loaded(written({"x": array})), {"x": np.ascontiguousarray(array)})


def test_what_lies_scattered_in_memory_is_copied_piece_by_piece():
    array = np.arange(3_000_000, dtype=np.uint8).reshape(1000, 3000).T
    pieces = []
    stream = io.BytesIO()
    stream.writelines = lambda written: pieces.extend(map(len, written))

    write(stream, plan({"x": meta(dtype_of_array(array), array.shape)}, {}), lambda _: array)

    assert (sum(pieces), max(pieces)) == (3_000_000, 1 << 18)


def test_notes_are_the_packages_metadata(tmp_path):
    notes = {"format": "pt", "größe": "\0 \U0001f600"}
    data = written({"x": np.zeros(1)}, notes)
    (tmp_path / "file").write_bytes(data)

    with safetensors.safe_open(tmp_path / "file", framework="np") as opened:
        assert opened.metadata() == notes
    assert read_index(io.BytesIO(data), len(data)).notes == notes


def test_file_may_begin_within_a_stream():
    stream = io.BytesIO(b"before" + written({"x": np.arange(3.0)}))
    stream.seek(6)
    index = read_index(stream, len(stream.getvalue()) - 6)
    x = np.empty(3)

    fill(stream, index, {"x": x}, origin=6)

    assert x.tolist() == [0, 1, 2]


KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8).filter(lambda key: key != "__metadata__")
SHAPED = st.tuples(st.sampled_from(list(NAMES)), st.lists(st.integers(0, 3), max_size=4))


@given(st.dictionaries(KEYS, SHAPED, max_size=6))
def test_any_dict_of_tensors_comes_back(wanted):
    arrays = {
        key: (np.arange(np.prod(shape, dtype=int)) % 2).astype(dtype.numpy).reshape(shape)
        for key, (dtype, shape) in wanted.items()
    }

    assert_same(loaded(written(arrays)), arrays)
    assert list(loaded(written(arrays))) == list(arrays)
    safetensors.deserialize(written(arrays))


# --- what cannot be written ------------------------------------------------------------------------------------------


def test_complex128_is_refused_by_name():
    with pytest.raises(
        DTypeError, match=r"'x' is complex128, which safetensors has not: save x.to\(complex64\)"
    ):
        plan({"x": meta(complex128, ())}, {})


@pytest.mark.parametrize(
    ("keys", "notes"),
    [
        (["__metadata__"], {}),
        ([1], {}),
        (["\ud800"], {}),
        ([], {"a": 1}),
        ([], {1: "a"}),
        ([], {"a": "\udfff"}),
    ],
    ids=["reserved", "no text", "surrogate", "note", "note's key", "note's surrogate"],
)
def test_keys_and_notes_that_cannot_be_are_refused(keys, notes):
    with pytest.raises(ArgumentError):
        plan({key: meta(float32, ()) for key in keys}, notes)


def test_header_that_no_reader_would_take_is_refused(monkeypatch):
    metas = {"x": meta(float32, ())}
    monkeypatch.setattr("insitu_engine.safetensors.MOST_HEADER", plan(metas, {}).start - 8)
    plan(metas, {})

    with pytest.raises(ArgumentError, match="a header of 64 bytes: safetensors takes at most 56"):
        plan({"x" * 8: meta(float32, ())}, {})


# --- hostile files ---------------------------------------------------------------------------------------------------

HOSTILE = {
    "nothing": b"",
    "no header": b"1234567",
    "header beyond the end": (100).to_bytes(8, "little") + b"{}",
    "header beyond reason": (2**64 - 1).to_bytes(8, "little") + b"{}",
    "text": b"something else, and long enough to have a header",
    "list": file_of([]),
    "space first": file_of(b" {}"),
    "two headers": file_of(b"{}{}"),
    "no UTF-8": file_of(b'{"\xff": 1}'),
    "nested without end": file_of(b'{"a":' * 100_000),
    "number without end": file_of(b'{"a":' + b"1" * 10_000 + b"}"),
    "NaN": file_of({"a": tensor(more=float("nan"))}, b"ab"),
    "key twice": file_of(b'{"a": {"dtype":"U8","shape":[0],"data_offsets":[0,0]}, "a": {"dtype":"U8","shape":[0],"data_offsets":[0,0]}}'),
    "fact twice": file_of(b'{"a": {"dtype":"U8","dtype":"U8","shape":[0],"data_offsets":[0,0]}}'),
    "surrogate in a key": file_of(b'{"\\ud800": {"dtype":"U8","shape":[0],"data_offsets":[0,0]}}'),
    "surrogate in a dtype": file_of(b'{"a": {"dtype":"\\ud800","shape":[0],"data_offsets":[0,0]}}'),
    "surrogate in a note": file_of(b'{"__metadata__": {"a": "\\udfff"}}'),
    "tensor is a number": file_of({"a": 1}),
    "no dtype": file_of({"a": {"shape": [2], "data_offsets": [0, 2]}}, b"ab"),
    "no shape": file_of({"a": {"dtype": "U8", "data_offsets": [0, 2]}}, b"ab"),
    "no offsets": file_of({"a": {"dtype": "U8", "shape": [2]}}, b"ab"),
    "size is a float": file_of({"a": tensor(shape=[2.0])}, b"ab"),
    "size is a bool": file_of({"a": tensor(shape=[2, True])}, b"ab"),
    "size is negative": file_of({"a": tensor(shape=[-2])}, b"ab"),
    "sizes are negative": file_of({"a": tensor(shape=[-1, -2])}, b"ab"),
    "size is no list": file_of({"a": tensor(shape="2")}, b"ab"),
    "three offsets": file_of({"a": tensor(data_offsets=[0, 2, 2])}, b"ab"),
    "end before begin": file_of({"a": tensor(shape=[0], data_offsets=[2, 0])}, b"ab"),
    "bytes given back": file_of({"a": tensor(), "b": tensor(dtype="X", shape=[0], data_offsets=[2, 0])}),
    "fewer bytes than the shape": file_of({"a": tensor(shape=[3])}, b"ab"),
    "shape without end": file_of({"a": tensor(shape=[2**62, 2**62], data_offsets=[0, 0])}),
    "shape beyond strides": file_of({"a": tensor(shape=[0, 2**62, 4], data_offsets=[0, 0])}),
    "65 dimensions": file_of({"a": tensor(shape=[1] * 65 + [2])}, b"ab"),
    "hole": file_of({"a": tensor(data_offsets=[1, 3])}, b"abc"),
    "overlap": file_of({"a": tensor(), "b": tensor()}, b"ab"),
    "bytes of nobody": file_of({"a": tensor()}, b"abc"),
    "bytes that are not there": file_of({"a": tensor()}, b"a"),
    "notes are a list": file_of({"__metadata__": []}),
    "note is a number": file_of({"__metadata__": {"a": 1}}),
}  # fmt: skip


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_file_is_refused(data):
    with pytest.raises(BadFileError):
        read_index(io.BytesIO(data), len(data))


def test_bool_that_is_neither_is_refused():
    with pytest.raises(BadFileError, match="'a' is BOOL, and a byte of it is neither 0 nor 1"):
        loaded(file_of({"a": tensor(dtype="BOOL")}, b"\x01\x02"))


def test_dtype_that_insitu_has_not_is_told_and_refused_by_name():
    data = file_of({"a": tensor(dtype="U16", shape=[1])}, b"ab")

    assert read_index(io.BytesIO(data), len(data)).entries["a"].dtype_name == "U16"
    with pytest.raises(DTypeError, match="'a' is U16, which insitu has not"):
        loaded(data)


def test_file_that_shrinks_while_it_is_read_is_refused():
    data = written({"x": np.zeros(8)})
    stream = io.BytesIO(data)
    index = read_index(stream, len(data))
    stream.truncate(len(data) - 1)

    with pytest.raises(BadFileError, match="the file ended before 'x' did"):
        fill(stream, index, {"x": np.empty(8)})


def test_refusal_names_the_file():
    with (
        pytest.raises(BadFileError, match="'net' is no safetensors file: 0 bytes are too few"),
        telling("net"),
    ):
        loaded(b"")


GOOD = written({"a": np.arange(4, dtype=np.uint8), "b": np.arange(3, dtype=np.float32)}, {"k": "v"})


@given(
    st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=3),
    st.integers(0, 8),
)
def test_damaged_file_is_refused_or_what_the_package_makes_of_it(changes, cut):
    damaged = bytearray(GOOD)
    for at, byte in changes:
        damaged[at] = byte
    data = bytes(damaged[: len(damaged) - cut])

    try:
        ours = loaded(data)
    except InsituError:
        return
    theirs = safetensors.numpy.load(data)
    assert_same(ours, theirs)
