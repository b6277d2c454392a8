"""Files of tensors: what is saved is loaded, by others too."""

from __future__ import annotations

import sys

import pytest
import safetensors.torch

import insitu
from insitu import saving

pytestmark = pytest.mark.usefixtures("session")


DTYPES = [
    "bool",
    "uint8",
    "int8",
    "int16",
    "int32",
    "int64",
    "float16",
    "bfloat16",
    "float32",
    "float64",
    "complex64",
]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(), (0, 3), (2, 3)], ids=str)
def test_loaded_tensors_are_those_saved(tmp_path, dtype, shape):
    kept = insitu.ones(shape, dtype=getattr(insitu, dtype))

    saving.save({"a": kept}, tmp_path / "file")
    found = saving.load(tmp_path / "file")

    assert list(found) == ["a"]
    assert (found["a"].dtype, found["a"].shape) == (kept.dtype, kept.shape)
    assert found["a"].tolist() == kept.tolist()


def test_parameters_and_views_are_saved_as_they_look(tmp_path):
    x = insitu.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)

    saving.save({"x": x, "turned": x.detach().t(), "row": x.detach()[1]}, str(tmp_path / "file"))
    found = saving.load(str(tmp_path / "file"), map_location="cpu", weights_only=True)

    assert found["x"].tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert found["turned"].tolist() == [[1.0, 3.0], [2.0, 4.0]]
    assert found["row"].tolist() == [3.0, 4.0]
    assert not found["x"].requires_grad


def test_torchs_own_reader_reads_the_file(tmp_path):
    saving.save({"x": insitu.tensor([1.0, 2.0])}, tmp_path / "file")

    assert safetensors.torch.load_file(tmp_path / "file")["x"].tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (lambda: [insitu.ones(1)], TypeError),
        (lambda: {"a": 1}, TypeError),
        (lambda: {1: insitu.ones(1)}, TypeError),
        (lambda: {"a": insitu.ones(1, dtype=insitu.complex128)}, insitu.errors.DTypeError),
    ],
    ids=["list", "number", "key", "complex128"],
)
def test_refused_save_leaves_the_file_as_it_was(tmp_path, given, kind):
    (tmp_path / "file").write_text("before")

    with pytest.raises(kind):
        saving.save(given(), tmp_path / "file")

    assert (tmp_path / "file").read_text() == "before"


def test_missing_file_is_not_found(tmp_path):
    with pytest.raises(FileNotFoundError):
        saving.load(tmp_path / "file")


def test_file_of_another_format_is_refused(tmp_path):
    (tmp_path / "file").write_text("something else")

    with pytest.raises(ValueError, match="is no safetensors file"):
        saving.load(tmp_path / "file")


def test_other_devices_are_refused(tmp_path):
    with pytest.raises(NotImplementedError, match="there is one device"):
        saving.load(tmp_path / "file", map_location="cuda")


def test_missing_package_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "safetensors.numpy", None)

    with pytest.raises(NotImplementedError, match="pip install safetensors"):
        saving.save({}, tmp_path / "file")
