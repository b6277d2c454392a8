"""Files of the server's, from a session: written there, read there, in the order of the log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import safetensors.numpy
import safetensors.torch

import insitu
from insitu import nn, optim
from insitu.errors import (
    ArgumentError,
    BadFileError,
    BadNameError,
    DTypeError,
    OverQuotaError,
    TooLargeError,
    UnknownFileError,
    UnsupportedError,
    VersionConflictError,
)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "files"


@pytest.fixture
def session(folder) -> Iterator[insitu.Session]:
    """Yield a session of a server that keeps files."""
    with insitu.connect(files_dir=folder) as session:
        yield session


@pytest.fixture
def asked(session, monkeypatch) -> list[str]:
    """Return what the session waits for, as it comes."""
    waits: list[str] = []
    ask, call = session.stream.ask, session.channel.call
    monkeypatch.setattr(session.stream, "ask", lambda *args: (waits.append("Stream"), ask(*args))[1])
    monkeypatch.setattr(
        session.channel,
        "call",
        lambda method, *args, **how: (waits.append(method), call(method, *args, **how))[1],
    )
    return waits


def test_state_of_a_net_goes_to_the_servers_disk_and_back(session, folder):
    net, again = nn.Linear(2, 3), nn.Linear(2, 3)

    session.files.save(net.state_dict(), "net")
    again.load_state_dict(session.files.load("net"))

    assert again.weight.tolist() == net.weight.tolist()
    found = safetensors.torch.load_file(folder / "net.safetensors")
    assert {key: value.tolist() for key, value in found.items()} == {
        key: value.tolist() for key, value in net.state_dict().items()
    }


def test_checkpoint_comes_back(session):
    w = insitu.ones(2, requires_grad=True)
    optimizer = optim.Adam([w])
    w.sum().backward()
    optimizer.step()

    session.files.save({"epoch": 3, "w": w, "optimizer": optimizer.state_dict()}, "checkpoint")
    found = session.files.load("checkpoint")

    assert found["epoch"] == 3
    assert found["w"].tolist() == w.tolist()
    assert not found["w"].requires_grad
    assert found["optimizer"]["param_groups"] == optimizer.state_dict()["param_groups"]
    assert found["optimizer"]["state"][0]["exp_avg"].tolist() == pytest.approx([0.1, 0.1])


def test_values_are_those_of_that_place_in_the_program(session):
    x = insitu.zeros(3)

    session.files.save({"x": x}, "before")
    x.add_(1)
    session.files.save({"x": x}, "after")
    del x

    assert session.files.load("before")["x"].tolist() == [0, 0, 0]
    assert session.files.load("after")["x"].tolist() == [1, 1, 1]


def test_saving_waits_for_nothing_and_loading_for_what_is_in_the_file(session, asked):
    x = insitu.zeros(2, 3)
    session.files.save({"x": x, "turned": x.t()}, "net")
    assert asked == []

    found = session.files.load("net")
    found["x"].add_(1)

    assert asked == ["Stream", "Files/Get"]
    assert (found["turned"].shape, found["turned"].stride(), found["x"]._version) == ((3, 2), (2, 1), 1)
    assert found["x"].tolist() == [[1, 1, 1], [1, 1, 1]]


def test_loaded_tensors_count_and_go_like_others(session):
    session.files.save({"x": insitu.ones(1000), "y": insitu.ones(500)}, "net")
    session.sync()
    before = session.memory().live

    found = session.files.load("net")

    assert session.memory().live - before == 6000
    del found["x"]
    assert session.memory().live - before == 2000


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int64", "float16", "bfloat16", "float64", "complex64"])
@pytest.mark.parametrize("shape", [(), (0, 3), (2,)], ids=str)
def test_dtypes_and_shapes_come_back(session, dtype, shape):
    x = insitu.ones(shape, dtype=getattr(insitu, dtype))

    session.files.save({"x": x}, "x")
    found = session.files.load("x")["x"]

    assert (found.dtype, found.shape, found.tolist()) == (x.dtype, x.shape, x.tolist())


def test_files_are_looked_through_like_a_dict(session):
    files = session.files
    assert (list(files), len(files), "net" in files) == ([], 0, False)

    files.save({"x": insitu.ones(2, 3)}, "net")
    files.save(insitu.ones(1), "a")

    assert (list(files), len(files), "net" in files) == (["a", "net"], 2, True)
    file = files["net"]
    assert file.tensors == {"x": ("float32", insitu.Size([2, 3]))}
    assert (file.name, file.nbytes) == ("net", 24 + 8 + 64)
    assert abs(file.updated - datetime.now(UTC)) < timedelta(minutes=1)
    del files["net"]
    assert list(files) == ["a"]
    assert repr(files) == f"<insitu files at {session.address}>"


def test_files_outlive_sessions_and_servers(folder):
    with insitu.connect(files_dir=folder) as session:
        session.files.save(insitu.ones(2), "net")
    with insitu.connect(files_dir=folder) as session:
        assert session.files.load("net").tolist() == [1, 1]


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("save", "error"),
    [
        (lambda files: files.save({}, "../net"), BadNameError),
        (lambda files: files.save({}, ""), BadNameError),
        (lambda files: files.save(nn.Linear(1, 1), "net"), ArgumentError),
        (lambda files: files.save(insitu.ones(1, dtype=insitu.complex128), "net"), DTypeError),
    ],
    ids=["path", "no name", "module", "complex128"],
)
def test_what_can_be_known_here_is_refused_at_the_line(session, save, error):
    session.files.save({}, "net")
    session.sync()
    updated = session.files["net"].updated

    with pytest.raises(error) as caught:
        save(session.files)

    assert caught.value.site == ""
    session.sync()
    assert session.files["net"].updated == updated


def test_tensor_of_another_session_is_refused(session, folder):
    with insitu.connect(session.address) as other:
        x = insitu.ones(1)
        with pytest.raises(ArgumentError, match=f"of session '{other.name}' cannot be saved in session"):
            session.files.save({"x": x}, "net")


def test_what_the_server_refuses_is_told_at_the_next_read_with_the_line(folder):
    with insitu.connect() as session:
        x = insitu.zeros(1)
        session.files.save({"x": x}, "net")
        x.add_(1)

        with pytest.raises(UnsupportedError, match="this server keeps no files") as caught:
            x.tolist()

        assert caught.value.site.startswith(f"{__file__}:")
        assert (x.tolist(), x._version) == ([0], 0)


def test_tensor_that_never_came_to_be_is_refused_with_its_cause(session):
    bad = insitu.zeros(3).index_select(0, insitu.tensor([7]))
    with pytest.raises(IndexError):
        session.sync()

    with pytest.raises(IndexError):
        session.files.save({"x": bad}, "net")

    assert list(session.files) == []


@pytest.mark.parametrize("look", ["load", "__getitem__", "__delitem__"])
def test_unknown_file_is_not_found(session, look):
    with pytest.raises(UnknownFileError if look == "load" else KeyError, match="no file 'net'"):
        getattr(session.files, look)("net")


def test_unknown_file_is_what_open_raises(session):
    with pytest.raises(FileNotFoundError):
        session.files.load("net")


def test_file_that_is_none_is_refused(session, folder):
    (folder / "net.safetensors").write_text("something else")

    with pytest.raises(BadFileError, match="'net' is no safetensors file"):
        session.files.load("net")
    assert list(session.files) == ["net"]


def test_file_with_a_dtype_that_is_not_ours_leaves_the_session_as_it_was(session, folder):
    safetensors.numpy.save_file({"x": np.zeros(3), "y": np.zeros(3, np.uint16)}, folder / "net.safetensors")
    x = insitu.ones(1)

    with pytest.raises(DTypeError, match="unknown dtype 'U16'"):
        session.files.load("net")

    assert x.add_(1).tolist() == [2]
    assert session.memory().tensors == 1


def test_note_of_others_that_tells_no_structure_is_refused(session, folder):
    metadata = {"insitu.structure": '{"tensor": "y"}'}
    safetensors.numpy.save_file({"x": np.zeros(3)}, folder / "net.safetensors", metadata)

    with pytest.raises(BadFileError, match="'net' is no safetensors file: its note"):
        session.files.load("net")
    assert session.memory().live == 0


def test_megabytes_that_are_no_tensors_are_refused_at_the_line(session):
    with pytest.raises(TooLargeError, match="put long lists of numbers into tensors"):
        session.files.save({"losses": [0.123456789] * 500_000}, "net")
    session.files.save({"losses": [0.1] * 100_000}, "net")

    assert session.files.load("net")["losses"] == [0.1] * 100_000


def test_file_that_changed_since_it_was_looked_at_is_not_loaded(session, monkeypatch):
    session.files.save({"x": insitu.ones(1)}, "net")
    session.sync()
    get = type(session.files)._get

    def get_and_change(files, name):
        file = get(files, name)
        with insitu.connect(session.address) as other:
            other.files.save({"x": insitu.zeros(1)}, "net")
        return file

    monkeypatch.setattr(type(session.files), "_get", get_and_change)
    found = session.files.load("net")

    with pytest.raises(VersionConflictError, match="nothing was applied"):
        found["x"].tolist()
    with pytest.raises(VersionConflictError):
        found["x"].add_(1)


def test_load_behind_a_refused_call_is_dropped_with_it(session, monkeypatch):
    session.files.save({"x": insitu.ones(1)}, "net")
    get = type(session.files)._get

    def get_and_fail(files, name):
        file = get(files, name)
        insitu.zeros(3).index_select(0, insitu.tensor([7]))
        session.stream.flush()
        with session.stream.moved:
            assert session.stream.moved.wait_for(lambda: session.stream.trouble, 20)
        return file

    monkeypatch.setattr(type(session.files), "_get", get_and_fail)
    found = session.files.load("net")

    with pytest.raises(IndexError):
        found["x"].add_(1)
    with pytest.raises(IndexError):
        session.sync()
    assert session.memory().tensors == 0


def test_load_beyond_the_quota_leaves_nothing(session):
    session.files.save({"x": insitu.ones(100), "y": insitu.ones(1000)}, "net")
    session.sync()
    with insitu.connect(session.address, max_bytes=2000) as small:
        found = small.files.load("net")

        with pytest.raises(OverQuotaError, match="over quota"):
            found["x"].tolist()
        assert small.memory().live == 0


def test_private_servers_folder_is_not_the_environments(monkeypatch, tmp_path):
    monkeypatch.setenv("INSITU_FILES_DIR", str(tmp_path / "elsewhere"))

    with insitu.connect() as session:
        assert "files" not in session.server_info().features
    assert not (tmp_path / "elsewhere").exists()


def test_folder_is_the_private_servers_own(session, tmp_path):
    assert "files" in session.server_info().features
    with pytest.raises(ArgumentError, match="files_dir is for the private server"):
        insitu.connect(session.address, files_dir=tmp_path)


def test_folder_that_cannot_be_is_told_at_once(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(OSError, match="files cannot be kept in"):
        insitu.connect(files_dir=tmp_path / "file")
