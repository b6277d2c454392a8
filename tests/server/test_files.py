"""The folder of files: names stay in it, files are whole or not there, and there are never too many."""

import errno
import fcntl
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from insitu_engine.errors import BadNameError, OverQuotaError, UnknownFileError
from insitu_server import files
from insitu_server.files import Folder, UnusableFolderError

NAMES = ["../outside", "/etc/passwd", "a/b", ".", "..", ".hidden", "", "a\0b", "x" * 129, ".unfinished-0"]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "files"


@pytest.fixture
def folder(path):
    folder = Folder(path, most_files=3, most_bytes=100)
    yield folder
    folder.close()


def put(folder, name, data=b"data"):
    with folder.writing(name, len(data)) as stream:
        stream.write(data)


def take(folder, name):
    with folder.reading(name) as (stream, _):
        return stream.read()


def names(folder):
    return [file.name for file in folder.files()]


def entries(path):
    return sorted(entry.name for entry in path.iterdir())


def test_file_is_what_was_written_under_its_name_and_the_formats_ending(folder, path):
    put(folder, "net", b"one")

    assert take(folder, "net") == b"one"
    assert entries(path) == ["net.safetensors"]
    assert (path / "net.safetensors").read_bytes() == b"one"


def test_files_are_told_by_name_with_size_and_time(folder, path):
    put(folder, "b", b"12345")
    put(folder, "a")

    first, second = folder.files()

    assert (first.name, second.name, second.nbytes) == ("a", "b", 5)
    assert second.updated == (path / "b.safetensors").stat().st_mtime_ns
    with folder.reading("b") as (_, file):
        assert file == second


def test_folder_is_found_again(folder, path):
    put(folder, "net")
    again = Folder(path, most_files=1)

    assert again.files() == folder.files()
    again.close()


def test_every_version_of_a_file_has_an_etag_of_its_own(folder):
    etags = set()
    for _ in range(50):
        put(folder, "net")
        etags.add(folder.files()[0].etag)

    assert len(etags) == 50


def test_time_of_a_file_is_not_the_kernels_whose_clock_stands_still(folder, monkeypatch):
    monkeypatch.setattr(files.time, "time_ns", lambda: 123_456_789)

    put(folder, "net")

    assert folder.files()[0].updated == 123_456_789


def test_deleted_file_is_gone(folder, path):
    put(folder, "net")

    folder.delete("net")

    assert entries(path) == []
    for look in (lambda: folder.delete("net"), lambda: take(folder, "net")):
        with pytest.raises(UnknownFileError, match="no file 'net'"):
            look()


# --- whole or not at all ---------------------------------------------------------------------------------------------


def test_save_that_fails_leaves_the_old_file_and_nothing_else(folder, path):
    put(folder, "net", b"old")

    with pytest.raises(ZeroDivisionError), folder.writing("net", 3) as stream:
        stream.write(b"ne")
        raise ZeroDivisionError

    assert take(folder, "net") == b"old"
    assert entries(path) == ["net.safetensors"]


def test_file_is_not_there_before_it_is_whole(folder):
    with folder.writing("net", 4) as stream:
        stream.write(b"da")
        stream.flush()
        assert names(folder) == []
        with pytest.raises(UnknownFileError):
            take(folder, "net")


def test_who_reads_a_file_that_is_replaced_reads_the_old_one(folder):
    put(folder, "net", b"old")
    with folder.reading("net") as (stream, _):
        put(folder, "net", b"new")
        assert stream.read() == b"old"
    assert take(folder, "net") == b"new"


def test_file_is_on_the_disk_before_it_has_its_name(folder, path, monkeypatch):
    done = []
    sync, replace = os.fsync, os.replace
    monkeypatch.setattr(
        os,
        "fsync",
        lambda number: (done.append(str(Path(f"/proc/self/fd/{number}").readlink())), sync(number)),
    )
    monkeypatch.setattr(os, "replace", lambda *args, **how: (done.append("replace"), replace(*args, **how)))

    put(folder, "net")

    assert done[0].startswith(f"{path}/.unfinished-")
    assert done[1:] == ["replace", str(path)]


def test_what_a_dead_server_left_unfinished_is_removed_and_what_a_live_one_writes_is_not(folder, path):
    (path / ".unfinished-dead").write_text("half")
    (path / ".other").write_text("not ours")

    with folder.writing("net", 4) as stream:
        Folder(path, most_files=1).close()
        stream.write(b"data")

    assert entries(path) == [".other", "net.safetensors"]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG], ids=errno.errorcode.get)
def test_full_disk_is_told(folder, path, code):
    with (
        pytest.raises(OverQuotaError, match="disk has no room for a file of 4 bytes"),
        folder.writing("net", 4),
    ):
        raise OSError(code, os.strerror(code))

    assert entries(path) == []


def test_other_trouble_with_the_disk_is_not_called_full(folder):
    with pytest.raises(OSError, match="Input/output"), folder.writing("net", 4):
        raise OSError(errno.EIO, os.strerror(errno.EIO))


# --- names and links -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES, ids=repr)
def test_name_that_is_none_is_refused_everywhere(folder, path, name):
    for act in (lambda: take(folder, name), lambda: put(folder, name), lambda: folder.delete(name)):
        with pytest.raises(BadNameError):
            act()
    assert entries(path) == []


def test_link_is_no_file(folder, path, tmp_path):
    outside = tmp_path / "secret.safetensors"
    outside.write_text("secret")
    (path / "net.safetensors").symlink_to(outside)
    (path / "lost.safetensors").symlink_to(tmp_path / "nowhere")

    assert names(folder) == []
    for name in ("net", "lost"):
        for act in (lambda name=name: take(folder, name), lambda name=name: folder.delete(name)):
            with pytest.raises(UnknownFileError):
                act()


def test_save_replaces_a_link_and_not_what_it_leads_to(folder, path, tmp_path):
    outside = tmp_path / "secret.safetensors"
    outside.write_text("secret")
    (path / "net.safetensors").symlink_to(outside)

    put(folder, "net", b"new")

    assert outside.read_text() == "secret"
    assert (path / "net.safetensors").read_bytes() == b"new"
    assert not (path / "net.safetensors").is_symlink()


def test_pipe_and_folder_are_no_files(folder, path):
    os.mkfifo(path / "pipe.safetensors")
    (path / "folder.safetensors").mkdir()

    assert names(folder) == []
    for name in ("pipe", "folder"):
        with pytest.raises(UnknownFileError):
            take(folder, name)


def test_files_of_other_names_are_not_ours(folder, path):
    for name in ("notes.txt", "a b.safetensors", ".net.safetensors", ".safetensors"):
        (path / name).write_text("x" * 200)

    assert names(folder) == []
    put(folder, "net")


def test_folder_that_moves_is_still_the_folder(folder, path, tmp_path):
    path.rename(tmp_path / "moved")

    put(folder, "net")

    assert entries(tmp_path / "moved") == ["net.safetensors"]


# --- room ------------------------------------------------------------------------------------------------------------


def test_number_of_files_is_bounded(folder):
    for name in "abc":
        put(folder, name)

    with pytest.raises(OverQuotaError, match="the server keeps 3 files already"):
        put(folder, "d")
    put(folder, "a")

    assert names(folder) == ["a", "b", "c"]


def test_bytes_are_bounded_and_those_that_are_replaced_do_not_count(folder):
    put(folder, "a", bytes(60))

    with pytest.raises(OverQuotaError, match="a file of 41 bytes wanted, 60 of 100 in use"):
        put(folder, "b", bytes(41))
    put(folder, "b", bytes(40))
    put(folder, "a", bytes(60))

    assert names(folder) == ["a", "b"]


def test_files_that_are_being_written_count(folder):
    with folder.writing("a", 60), pytest.raises(OverQuotaError, match="60 of 100 in use"):
        put(folder, "b", bytes(41))
    with (
        folder.writing("a", 0),
        folder.writing("b", 0),
        folder.writing("c", 0),
        pytest.raises(OverQuotaError),
    ):
        put(folder, "d")


def test_room_of_a_save_that_failed_is_free_again(folder):
    with pytest.raises(ZeroDivisionError), folder.writing("a", 100):
        raise ZeroDivisionError

    put(folder, "a", bytes(100))


def test_threads_list_all_files_while_others_are_written(path):
    folder = Folder(path, most_files=1000)
    for at in range(200):
        (path / f"n{at}.safetensors").write_bytes(b"")
    stop = threading.Event()

    def write():
        while not stop.is_set():
            put(folder, "busy")

    with ThreadPoolExecutor(5) as pool:
        writer = pool.submit(write)
        listed = [pool.submit(lambda: len(folder.files())) for _ in range(200)]
        counts = {future.result() for future in listed}
        stop.set()
        writer.result()

    assert counts <= {200, 201}
    folder.close()


# --- the folder itself -----------------------------------------------------------------------------------------------


def test_folder_that_cannot_be_is_refused(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(UnusableFolderError, match=f"files cannot be kept in {tmp_path}/file: File exists"):
        Folder(tmp_path / "file", most_files=1)
    with pytest.raises(UnusableFolderError, match="Not a directory"):
        Folder(tmp_path / "file" / "folder", most_files=1)


def test_folder_that_may_not_be_written_is_refused(path, monkeypatch):
    monkeypatch.setattr(files.os, "access", lambda *_: False)  # root may write anywhere

    with pytest.raises(UnusableFolderError, match="Permission denied"):
        Folder(path, most_files=1)


def test_lock_is_held_while_a_file_is_written(folder, path):
    with folder.writing("net", 0):
        (entry,) = path.iterdir()
        with entry.open("rb") as stream, pytest.raises(BlockingIOError):
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
