"""Calls of the log about files, on files in memory: whole or not at all, charged before they are read."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import numpy as np
import pytest
import safetensors.numpy

from insitu_engine.errors import (
    ArgumentError,
    BadFileError,
    BadNameError,
    DTypeError,
    OverQuotaError,
    TensorExistsError,
    UnknownFileError,
    UnknownTensorError,
    UnsupportedError,
    VersionConflictError,
)
from insitu_engine.files import File, check_file_name
from insitu_engine.session import Engine, Session

from .samples import tensor
from .state import state_of


class Memory:
    """Files that are bytes in a dict; the etag counts what was written."""

    def __init__(self) -> None:
        self.data: dict[str, bytes] = {}
        self.writes = 0

    @contextmanager
    def reading(self, name: str) -> Iterator[tuple[BinaryIO, File]]:
        if name not in self.data:
            raise UnknownFileError(name)
        yield io.BytesIO(self.data[name]), File(name, len(self.data[name]), 0, str(self.writes))

    @contextmanager
    def writing(self, name: str, nbytes: int) -> Iterator[BinaryIO]:
        stream = io.BytesIO()
        yield stream
        assert len(stream.getvalue()) == nbytes
        self.data[name] = stream.getvalue()
        self.writes += 1


@pytest.fixture
def files():
    return Memory()


@pytest.fixture
def session(files):
    return Session(Engine(files=files), "test", max_bytes=10_000)


@pytest.fixture
def x(session):
    """A tensor under handle 1."""
    return tensor(session, np.arange(6, dtype=np.float32).reshape(2, 3))


def values(tensors):
    return [tensor.array.tolist() for tensor in tensors]


def test_saved_tensors_are_what_a_file_of_the_format_holds(session, files, x):
    (turned,) = session.call("t", (x,))

    assert session.call("save", ("net", [x, turned], ["a", "b"])) == ()

    found = safetensors.numpy.load(files.data["net"])
    assert {key: array.tolist() for key, array in found.items()} == {
        "a": [[0, 1, 2], [3, 4, 5]],
        "b": [[0, 3], [1, 4], [2, 5]],
    }


def test_tensors_are_saved_as_they_are_at_that_place_in_the_log(session, x):
    session.call("save", ("net", [x], ["x"]))
    session.call("zero_", (x,))

    assert values(session.call("load", ("net",))) == [[[0, 1, 2], [3, 4, 5]]]


def test_loaded_tensors_are_new_ones(session, x):
    session.call("save", ("net", [x], ["x"]))

    (y,) = session.call("load", ("net",), results=(7,), names=("y",))

    assert session.tensor(7) is session.named("y") is y
    assert y.root is not x.root
    assert (y.root.version, y.leases) == (0, 2)
    assert session.account.live == 48


def test_names_stand_for_keys_that_are_left_out(session, files, x):
    session.call("set_name", (x, "layers/0:weight"))

    session.call("save", ("net", [x]))

    assert list(safetensors.numpy.load(files.data["net"])) == ["layers/0:weight"]


def test_keys_choose_and_order_what_is_loaded(session, x):
    (y,) = session.call("neg", (x,), results=(2,))
    session.call("save", ("net", [x, y, x], ["x", "y", "again"]))

    made = session.call("load", ("net", ["y", "x"]), results=(7, 8))

    assert values(made) == values([y, x])
    assert session.account.live == 4 * 24


def test_notes_are_written_beside_the_tensors(session, files):
    session.call("save", ("net", [], [], [["a", "1"], ["b", "2"]]))

    assert files.data["net"].endswith(b'{"__metadata__":{"a":"1","b":"2"}}      ')


def test_each_call_is_one_place_in_the_log(session, x):
    before = session.position
    session.call("save", ("net", [x], ["x"]))
    session.call("load", ("net",), results=(7,))
    with pytest.raises(UnknownFileError):
        session.call("load", ("other",), results=(8,))

    assert session.position == before + 2


def test_file_that_is_the_expected_one_is_loaded_and_another_one_is_not(session, x):
    session.call("save", ("net", [x], ["x"]))
    session.call("load", ("net", None, "1"))
    session.call("save", ("net", [x], ["x"]))

    with pytest.raises(VersionConflictError, match="expected file 'net' as '1', but it is '2'"):
        session.call("load", ("net", None, "1"))


# --- refusals --------------------------------------------------------------------------------------------------------

SAVES = {
    "no tensor": ((["x"], ["x"]), {}, ArgumentError),
    "no names": (([1],), {}, ArgumentError),
    "too few keys": (([1, 1], ["x"]), {}, ArgumentError),
    "key twice": (([1, 1], ["x", "x"]), {}, ArgumentError),
    "key is no text": (([1], [2]), {}, ArgumentError),
    "key of the format's own": (([1], ["__metadata__"]), {}, ArgumentError),
    "note is no pair": (([1], ["x"], ["note"]), {}, ArgumentError),
    "note is no text": (([1], ["x"], [["a", 1]]), {}, ArgumentError),
    "note twice": (([1], ["x"], [["a", "1"], ["a", "2"]]), {}, ArgumentError),
    "note's key is a list": (([1], ["x"], [[[], "1"]]), {}, ArgumentError),
    "complex128": (([2], ["x"]), {}, DTypeError),
    "a result": (([1], ["x"]), {"results": (7,)}, ArgumentError),
    "a result's name": (([1], ["x"]), {"names": ("y",)}, ArgumentError),
}


@pytest.mark.parametrize(("args", "how", "error"), SAVES.values(), ids=SAVES)
def test_refused_save_changes_nothing(session, files, x, args, how, error):
    given = {1: x, 2: tensor(session, np.zeros(2, np.complex128))}
    tensors = [given.get(item, item) for item in args[0]]
    files.data["net"] = b"before"
    before = state_of(session)

    with pytest.raises(error):
        session.call("save", ("net", tensors, *args[1:]), **how)

    assert state_of(session) == before
    assert files.data == {"net": b"before"}


LOADS = {
    "no such file": (("other",), {}, UnknownFileError),
    "no such key": (("net", ["z"]), {"results": (7,)}, UnknownTensorError),
    "key twice": (("net", ["x", "x"]), {"results": (7, 8)}, ArgumentError),
    "key is no text": (("net", [[]]), {"results": (7,)}, ArgumentError),
    "too few results": (("net",), {"results": (7,)}, ArgumentError),
    "too many names": (("net",), {"names": ("a", "b", "c")}, ArgumentError),
    "handle is taken": (("net",), {"results": (1, 7)}, TensorExistsError),
    "handle twice": (("net",), {"results": (7, 7)}, TensorExistsError),
    "over quota": (("large",), {"results": (7, 8)}, OverQuotaError),
    "no file of the format": (("text",), {"results": (7,)}, BadFileError),
    "a bool that is none": (("bool",), {"results": (7, 8)}, BadFileError),
    "a dtype that is not ours": (("uint16",), {"results": (7,)}, DTypeError),
}


@pytest.mark.parametrize(("args", "how", "error"), LOADS.values(), ids=LOADS)
def test_refused_load_changes_nothing(session, files, x, args, how, error):
    files.data = {
        "net": safetensors.numpy.save({"x": np.zeros(3), "y": np.zeros(3)}),
        "large": safetensors.numpy.save({"x": np.zeros(600), "y": np.zeros(700)}),
        "text": b"something else",
        "bool": safetensors.numpy.save({"x": np.zeros(3), "y": np.ones(2, bool)}).replace(b"\1\1", b"\1\2"),
        "uint16": safetensors.numpy.save({"x": np.zeros(3, np.uint16)}),
    }
    before = state_of(session, statistics=False)

    with pytest.raises(error):
        session.call("load", args, **how)

    assert state_of(session, statistics=False) == before


def test_memory_is_charged_before_a_file_is_read(session, files, monkeypatch):
    files.data["large"] = safetensors.numpy.save({"x": np.zeros(2000)})
    monkeypatch.setattr("insitu_engine.safetensors.fill", lambda *_: pytest.fail("it was read"))

    with pytest.raises(OverQuotaError, match="16,000 bytes wanted"):
        session.call("load", ("large",))


def test_engine_without_files_says_so():
    session = Session(Engine(), "test")

    for call in (("save", ("net", [], [])), ("load", ("net",))):
        with pytest.raises(UnsupportedError, match="this server keeps no files"):
            session.call(*call)


@pytest.mark.parametrize("name", ["a", "net-1", "A.b_c", "-", "_", "x" * 128, "a..b", "net.safetensors"])
def test_good_file_name(name):
    assert check_file_name(name) == name


@pytest.mark.parametrize(
    "name", ["", ".", "..", ".net", "a/b", "/a", "../a", "a\\b", "a b", "a\n", "a\0", "é", "x" * 129, "a:b"]
)
def test_bad_file_name(name):
    with pytest.raises(BadNameError, match="expected 1 to 128 letters"):
        check_file_name(name)
