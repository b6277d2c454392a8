"""Files on the server's disk, over the wire: looked through by a service, written and read by calls of the log."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import numpy as np
import pytest
import safetensors.numpy

import insitu
from insitu_server.files import Folder
from insitu_server.services.paging import MOST
from insitupb.v1 import files_pb2, tensors_pb2

from .proxy import Proxy
from .serving import DEADLINE, info_request, reason_of, refusal_of, wait_until

ZEROS = {"op": "zeros", "args": [{"ints": {"items": [3]}}], "resultNames": ["x"]}
SAVE = {"op": "save", "args": [{"string": "net"}, {"list": {"items": [{"name": "x"}]}}]}
LOAD = {"op": "load", "args": [{"string": "net"}], "resultNames": ["y"]}
ADD = {"op": "add_", "args": [{"name": "x"}, {"int": 1}]}


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "files"


@pytest.fixture
def served(serve, folder):
    return serve(files_dir=folder, max_session_bytes=1 << 20)


@pytest.fixture
def wire(served, connect):
    wire = connect(served)
    wire.create("lab")
    return wire


def listed(wire, **fields):
    return wire.files.List(files_pb2.FilesListRequest(**fields), timeout=DEADLINE)


def looked_into(wire, name):
    return wire.files.Get(files_pb2.FilesGetRequest(file=name), timeout=DEADLINE).file


def delete(wire, name):
    wire.files.Delete(files_pb2.FilesDeleteRequest(file=name), timeout=DEADLINE)


def save_as(name):
    return {"op": "save", "args": [{"string": name}, {"list": {"items": [{"name": "x"}]}}]}


# --- by hand ---------------------------------------------------------------------------------------------------------


def test_tensors_are_saved_and_loaded_by_name(wire, folder):
    wire.apply("lab", ZEROS, ADD, SAVE, ADD)

    answer = wire.apply("lab", LOAD)

    assert list(answer.results[0].tensors[0].value.floats) == [1, 1, 1]
    assert wire.values("lab", "y") == [1, 1, 1]
    assert wire.values("lab", "x") == [2, 2, 2]
    assert safetensors.numpy.load_file(folder / "net.safetensors")["x"].tolist() == [1, 1, 1]


def test_keys_and_notes_are_given_and_told(wire):
    keys = {"list": {"items": [{"string": "w"}]}}
    notes = {"list": {"items": [{"list": {"items": [{"string": "epoch"}, {"string": "3"}]}}]}}
    call = {"op": "save", "args": [*SAVE["args"], keys, notes]}

    wire.apply("lab", ZEROS, call)
    file = looked_into(wire, "net")
    chosen = {**LOAD, "args": [{"string": "net"}, keys, {"string": file.etag}]}
    wire.apply("lab", chosen)

    assert [(tensor.key, tensor.dtype, list(tensor.shape), tensor.nbytes) for tensor in file.tensors] == [
        ("w", "float32", [3], 12)
    ]
    assert dict(file.notes) == {"epoch": "3"}
    assert wire.values("lab", "y") == [0, 0, 0]


def test_each_call_is_one_place_in_the_log(wire):
    assert wire.apply("lab", ZEROS, SAVE, LOAD).header.position == 3


def test_load_that_nobody_names_frees_what_it_read(wire):
    answer = wire.apply("lab", ZEROS, SAVE, {**LOAD, "resultNames": []})

    assert list(answer.results[2].tensors[0].value.floats) == [0, 0, 0]
    assert wire.get("lab").memory.live_bytes == 12


REFUSED = {
    "path": (save_as("../net"), "INVALID_ARGUMENT", "BAD_NAME"),
    "hidden": (save_as(".net"), "INVALID_ARGUMENT", "BAD_NAME"),
    "unknown file": ({**LOAD, "args": [{"string": "other"}]}, "NOT_FOUND", "UNKNOWN_FILE"),
    "unknown key": (
        {**LOAD, "args": [{"string": "net"}, {"list": {"items": [{"string": "z"}]}}]},
        "NOT_FOUND",
        "UNKNOWN_TENSOR",
    ),
    "another etag": (
        {**LOAD, "args": [{"string": "net"}, {"none": None}, {"string": "0"}]},
        "ABORTED",
        "VERSION_CONFLICT",
    ),
    "two names for one": ({**LOAD, "resultNames": ["y", "z"]}, "INVALID_ARGUMENT", "BAD_ARGUMENT"),
    "bad name for one": ({**LOAD, "resultNames": ["a b"]}, "INVALID_ARGUMENT", "BAD_NAME"),
    "a name for none": ({**SAVE, "resultNames": ["y"]}, "INVALID_ARGUMENT", "BAD_ARGUMENT"),
    "no file": ({"op": "save"}, "INVALID_ARGUMENT", "BAD_ARGUMENT"),
    "no list": (
        {"op": "save", "args": [{"string": "net"}, {"name": "x"}]},
        "INVALID_ARGUMENT",
        "BAD_ARGUMENT",
    ),
    "a number": ({"op": "load", "args": [{"int": 1}]}, "INVALID_ARGUMENT", "BAD_ARGUMENT"),
    "a keyword": ({**LOAD, "kwargs": {"etag": {"string": ""}}}, "INVALID_ARGUMENT", "BAD_ARGUMENT"),
    "no file of the format": ({**LOAD, "args": [{"string": "text"}]}, "INVALID_ARGUMENT", "BAD_FILE"),
    "no dtype of ours": ({**LOAD, "args": [{"string": "uint16"}]}, "INVALID_ARGUMENT", "DTYPE_MISMATCH"),
    "over quota": ({**LOAD, "args": [{"string": "large"}]}, "RESOURCE_EXHAUSTED", "OVER_QUOTA"),
}


@pytest.mark.parametrize(("call", "code", "reason"), REFUSED.values(), ids=REFUSED)
def test_refused_call_changes_nothing_and_says_which_it_was(wire, folder, call, code, reason):
    wire.apply("lab", ZEROS, SAVE)
    (folder / "text.safetensors").write_text("something else")
    safetensors.numpy.save_file({"x": np.zeros(1, np.uint16)}, folder / "uint16.safetensors")
    safetensors.numpy.save_file({"y": np.zeros(200_000)}, folder / "large.safetensors")
    before = [(file.file, file.etag) for file in listed(wire).files]

    refused = refusal_of(lambda: wire.apply("lab", ADD, call, ADD))

    assert (refused.code, refused.reason) == (code, reason)
    assert (refused.metadata["call"], refused.metadata["applied"]) == ("1", "1")
    assert wire.values("lab", "x") == [1, 1, 1]
    assert wire.get("lab").memory.live_bytes == 12
    assert [(file.file, file.etag) for file in listed(wire).files] == before


def test_server_without_a_folder_refuses_all_of_it(shared_server, connect):
    wire = connect(shared_server)
    wire.create("no-files")

    for ask in (
        lambda: listed(wire),
        lambda: looked_into(wire, "net"),
        lambda: delete(wire, "net"),
        lambda: wire.apply("no-files", ZEROS, SAVE),
        lambda: wire.apply("no-files", LOAD),
    ):
        refused = refusal_of(ask)
        assert (refused.code, refused.reason) == ("INVALID_ARGUMENT", "UNSUPPORTED")
        assert "--files-dir" in refused.text
    assert list(wire.server.Info(info_request()).features) == []


def test_number_and_bytes_of_files_are_bounded(serve, connect, folder):
    wire = connect(serve(files_dir=folder, max_files=2, max_files_bytes=1000))
    wire.create("lab")
    wire.apply("lab", ZEROS, save_as("a"), save_as("b"))

    refused = refusal_of(lambda: wire.apply("lab", save_as("c")))
    assert (refused.code, refused.reason, refused.metadata["quota"]) == (
        "RESOURCE_EXHAUSTED",
        "OVER_QUOTA",
        "files",
    )
    assert "QuotaFailure" in refused.details
    wire.apply("lab", {**ZEROS, "args": [{"ints": {"items": [230]}}]})
    refused = refusal_of(lambda: wire.apply("lab", save_as("b")))
    assert (refused.reason, refused.metadata["quota"]) == ("OVER_QUOTA", "file bytes")
    assert [file.nbytes for file in listed(wire).files] == [76, 76]


# --- the service -----------------------------------------------------------------------------------------------------


def test_files_are_told_page_by_page(wire, folder):
    wire.apply("lab", ZEROS, *map(save_as, "cab"))
    (folder / "not ours.txt").write_text("")

    first = listed(wire, page_size=2)
    second = listed(wire, page_size=2, page_token=first.next_page_token)

    assert [file.file for file in (*first.files, *second.files)] == ["a", "b", "c"]
    assert second.next_page_token == ""
    assert first.header.server_epoch
    assert first.files[0] == files_pb2.File(
        file="a",
        nbytes=(folder / "a.safetensors").stat().st_size,
        update_time=first.files[0].update_time,
        etag=first.files[0].etag,
    )
    assert first.files[0].update_time.ToNanoseconds() == (folder / "a.safetensors").stat().st_mtime_ns


def test_page_has_a_most(wire):
    assert listed(wire, page_size=MOST + 1).files == []
    refused = refusal_of(lambda: listed(wire, page_size=-1))
    assert (refused.code, refused.reason) == ("INVALID_ARGUMENT", "BAD_VALUE")


@pytest.mark.parametrize("act", [looked_into, delete], ids=["Get", "Delete"])
def test_file_that_is_not_there_and_name_that_is_none_are_refused(wire, folder, act):
    (folder.parent / "outside.safetensors").write_text("secret")
    (folder / "link.safetensors").symlink_to(folder.parent / "outside.safetensors")

    for name in ("net", "link"):
        refused = refusal_of(lambda name=name: act(wire, name))
        assert (refused.code, refused.reason, refused.metadata) == (
            "NOT_FOUND",
            "UNKNOWN_FILE",
            {"file": name},
        )
    for name in ("", "../outside", "link.safetensors/..", "/etc/passwd"):
        refused = refusal_of(lambda name=name: act(wire, name))
        assert (refused.code, refused.reason) == ("INVALID_ARGUMENT", "BAD_NAME")
    assert (folder.parent / "outside.safetensors").read_text() == "secret"


def test_file_of_another_format_is_listed_and_told_as_such_and_can_be_deleted(wire, folder):
    (folder / "text.safetensors").write_text("something else")

    assert [file.file for file in listed(wire).files] == ["text"]
    refused = refusal_of(lambda: looked_into(wire, "text"))
    assert (refused.code, refused.reason) == ("INVALID_ARGUMENT", "BAD_FILE")
    assert refused.text.startswith("'text' is no safetensors file: ")
    delete(wire, "text")
    assert list(folder.iterdir()) == []


def test_dtypes_that_insitu_has_not_are_told_by_the_formats_name(wire, folder):
    safetensors.numpy.save_file({"x": np.zeros(3, np.uint16)}, folder / "net.safetensors")

    assert [tensor.dtype for tensor in looked_into(wire, "net").tensors] == ["U16"]


def test_server_that_keeps_files_says_so(wire):
    assert list(wire.server.Info(info_request()).features) == ["files"]


# --- in order and once -----------------------------------------------------------------------------------------------


def test_stream_tells_which_call_could_not_be_applied(wire):
    stream = wire.stream("lab")
    stream.opened()

    reply = stream.ask(1, ZEROS, SAVE, {**LOAD, "args": [{"string": "other"}]}, ADD)

    assert (reply.error.call, reply.error.op, reason_of(reply.error)) == (2, "load", "UNKNOWN_FILE")
    assert [file.file for file in listed(wire).files] == ["net"]
    assert wire.values("lab", "x") == [0, 0, 0]
    stream.close()


def test_request_sent_again_saves_once(wire):
    wire.apply("lab", ZEROS)
    wire.apply("lab", SAVE, ADD, requestId="r")
    etag = looked_into(wire, "net").etag

    wire.apply("lab", SAVE, ADD, requestId="r")

    assert looked_into(wire, "net").etag == etag
    assert wire.values("lab", "x") == [1, 1, 1]


@contextmanager
def slow(monkeypatch, method):
    """Keep those who open files waiting while the block runs; tell when the first one waits."""
    waits, go_on = threading.Event(), threading.Event()
    opened = getattr(Folder, method)

    def open_slowly(self, *args):
        waits.set()
        assert go_on.wait(DEADLINE)
        return opened(self, *args)

    monkeypatch.setattr(Folder, method, open_slowly)
    try:
        yield waits
    finally:
        go_on.set()


@pytest.mark.parametrize(("call", "method"), [(SAVE, "writing"), (LOAD, "reading")], ids=["save", "load"])
def test_slow_disk_keeps_nobody_else_waiting(wire, monkeypatch, call, method):
    wire.create("other")
    wire.apply("lab", ZEROS, SAVE)
    with ThreadPoolExecutor(1) as pool:
        with slow(monkeypatch, method) as waits:
            working = pool.submit(wire.apply, "lab", call)
            assert waits.wait(DEADLINE)

            wire.apply("other", ZEROS, ADD)

            assert not working.done()
        working.result(DEADLINE)


def test_slow_service_keeps_nobody_else_waiting(wire, monkeypatch):
    with ThreadPoolExecutor(1) as pool:
        with slow(monkeypatch, "files") as waits:
            working = pool.submit(listed, wire)
            assert waits.wait(DEADLINE)

            wire.apply("lab", ZEROS, ADD)

            assert not working.done()
        assert working.result(DEADLINE).files == []


def test_call_after_a_slow_save_waits_for_it(wire, monkeypatch):
    wire.apply("lab", ZEROS)
    with ThreadPoolExecutor(2) as pool:
        with slow(monkeypatch, "writing") as waits:
            saving = pool.submit(wire.apply, "lab", SAVE)
            assert waits.wait(DEADLINE)
            adding = pool.submit(wire.apply, "lab", ADD)
            request = tensors_pb2.TensorsGetRequest(session="lab", name="x")
            looking = wire.tensors.Get.future(request, timeout=DEADLINE)
            assert not looking.done()
        saving.result(DEADLINE)
        adding.result(DEADLINE)

    wire.apply("lab", LOAD)

    assert wire.values("lab", "y") == [0, 0, 0]
    assert wire.values("lab", "x") == [1, 1, 1]


def test_save_is_finished_when_the_server_is_told_to_stop(served, wire, monkeypatch, folder):
    wire.apply("lab", ZEROS)
    with ThreadPoolExecutor(1) as pool:
        with slow(monkeypatch, "writing") as waits:
            saving = pool.submit(wire.apply, "lab", SAVE)
            assert waits.wait(DEADLINE)
            stopping = served.begin(served.running.stop(DEADLINE))
            wait_until(lambda: served.running._gate.draining, "it drains")
        saving.result(DEADLINE)
        stopping.result(DEADLINE)

    assert [path.name for path in folder.iterdir()] == ["net.safetensors"]


@pytest.fixture
def saves(monkeypatch):
    """Every file that any folder of this process is asked to write, in order."""
    seen = []
    writing = Folder.writing

    @contextmanager
    def remember(self, name, nbytes):
        with writing(self, name, nbytes) as stream:
            yield stream
        seen.append(name)

    monkeypatch.setattr(Folder, "writing", remember)
    return seen


def test_every_save_and_load_is_applied_exactly_once_over_cuts(served, saves):
    proxy = Proxy(served.address)
    draw = random.Random(4)
    with insitu.connect(proxy.address) as session:
        x = insitu.zeros(64, dtype=insitu.int64)
        session.sync()
        proxy.cut_at_random(13, most_up=4 * 1024, most_down=768)
        saved = []
        while proxy.cuts < 60:
            for _ in range(draw.randint(1, 40)):
                x.add_(1)
                name = f"n{draw.randint(0, 3)}"
                session.files.save({"x": x}, name)
                saved.append((name, x._version))
            proxy.cut()
            if draw.random() < 0.3:
                assert x.tolist() == [x._version] * 64
        proxy.cut_no_more()
        session.sync()

        assert saves == [name for name, _ in saved]
        for name, version in dict(saved).items():
            assert session.files.load(name)["x"].tolist() == [version] * 64
    proxy.close()


def test_reply_to_a_save_that_is_lost_does_not_save_twice(served, saves):
    proxy = Proxy(served.address)
    with insitu.connect(proxy.address) as session:
        x = insitu.zeros(1)
        session.sync()
        for count in range(1, 6):
            proxy.drop_replies()
            session.files.save({"x": x}, "net")
            session.stream.flush()
            wait_until(lambda count=count: len(saves) == count, "the server has saved")
            proxy.cut()
            session.sync()
            assert len(saves) == count
        proxy.cut_no_more()
    proxy.close()
