"""Files of this side: what is saved is loaded, by others too, whatever a checkpoint is made of."""

from __future__ import annotations

import gzip
import io
import math
import os
import stat
from collections import Counter, OrderedDict, defaultdict
from types import MappingProxyType

import numpy as np
import pytest
import safetensors
import safetensors.torch
import torch
from hypothesis import given
from hypothesis import strategies as st

import insitu
from insitu import nn, optim
from insitu.structure import NOTE, flatten, rebuild
from insitu_engine import safetensors as container

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

    insitu.save({"a": kept}, tmp_path / "file")
    found = insitu.load(tmp_path / "file")

    assert list(found) == ["a"]
    assert (found["a"].dtype, found["a"].shape) == (kept.dtype, kept.shape)
    assert found["a"].tolist() == kept.tolist()


def test_parameters_and_views_are_saved_as_they_look(tmp_path):
    x = insitu.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)

    insitu.save({"x": x, "turned": x.detach().t(), "row": x.detach()[1]}, str(tmp_path / "file"))
    found = insitu.load(str(tmp_path / "file"), map_location="cpu", weights_only=True)

    assert found["x"].tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert found["turned"].tolist() == [[1.0, 3.0], [2.0, 4.0]]
    assert found["row"].tolist() == [3.0, 4.0]
    assert not found["x"].requires_grad


def test_large_tensors_travel_in_chunks(tmp_path):
    x = insitu.arange(400_000).reshape(400, 1000)

    insitu.save({"turned": x.t()}, tmp_path / "file")

    assert insitu.load(tmp_path / "file")["turned"].equal(x.t())


# --- others ----------------------------------------------------------------------------------------------------------


def test_torchs_own_reader_reads_a_state_dict(tmp_path):
    net = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))

    insitu.save(net.state_dict(), tmp_path / "file")

    found = safetensors.torch.load_file(tmp_path / "file")
    theirs = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))
    assert str(theirs.load_state_dict(found)) == "<All keys matched successfully>"
    assert {key: value.tolist() for key, value in found.items()} == {
        key: value.tolist() for key, value in net.state_dict().items()
    }


def test_plain_dict_of_tensors_has_no_notes(tmp_path):
    insitu.save({"x": insitu.ones(1)}, tmp_path / "file")

    with safetensors.safe_open(tmp_path / "file", framework="np") as opened:
        assert opened.metadata() is None


def test_files_of_torchs_own_writer_are_read(tmp_path):
    theirs = torch.nn.Linear(2, 3)
    safetensors.torch.save_file(theirs.state_dict(), tmp_path / "file", metadata={"format": "pt"})
    net = nn.Linear(2, 3)

    net.load_state_dict(insitu.load(tmp_path / "file"))

    assert net.weight.tolist() == theirs.weight.tolist()


def test_others_find_a_checkpoints_tensors_by_their_places(tmp_path):
    insitu.save(
        {"model": {"w": insitu.ones(2)}, "seen": [insitu.zeros(1)], 3: insitu.ones(1)}, tmp_path / "file"
    )

    assert set(safetensors.torch.load_file(tmp_path / "file")) == {"model.w", "seen.0", "3"}


# --- checkpoints -----------------------------------------------------------------------------------------------------


def test_checkpoint_of_the_common_script_goes_on_as_if_it_had_not_stopped(tmp_path):
    insitu.manual_seed(0)
    x = insitu.rand(8, 3)
    target = x.sum(1, keepdim=True)

    def trainer():
        net = nn.Linear(3, 1)
        return net, optim.Adam(net.parameters(), lr=0.1, amsgrad=True)

    def train(net, optimizer):
        for _ in range(3):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(net(x), target)
            loss.backward()
            optimizer.step()
        return loss

    net, optimizer = trainer()
    loss = train(net, optimizer)
    insitu.save(
        {
            "epoch": 3,
            "model_state_dict": net.state_dict(),
            "optimizer_state_dict": optimizer.state_dict(),
            "loss": loss,
        },
        tmp_path / "checkpoint.pt",
    )
    train(net, optimizer)

    again, again_optimizer = trainer()
    checkpoint = insitu.load(tmp_path / "checkpoint.pt", weights_only=True)
    again.load_state_dict(checkpoint["model_state_dict"])
    again_optimizer.load_state_dict(checkpoint["optimizer_state_dict"])
    train(again, again_optimizer)

    assert (checkpoint["epoch"], checkpoint["loss"].item()) == (3, loss.item())
    assert again.weight.tolist() == net.weight.tolist()
    assert again_optimizer.state_dict()["param_groups"] == optimizer.state_dict()["param_groups"]


OPTIMIZERS = [optim.SGD, optim.Adam, optim.AdamW, optim.RMSprop, optim.Adagrad]
lrs = optim.lr_scheduler
SCHEDULERS = {
    "StepLR": lambda opt: lrs.StepLR(opt, 2),
    "MultiStepLR": lambda opt: lrs.MultiStepLR(opt, [1, 3]),
    "LambdaLR": lambda opt: lrs.LambdaLR(opt, lambda epoch: 0.9**epoch),
    "MultiplicativeLR": lambda opt: lrs.MultiplicativeLR(opt, lambda epoch: 0.9),
    "PolynomialLR": lrs.PolynomialLR,
    "CosineAnnealingLR": lambda opt: lrs.CosineAnnealingLR(opt, 5),
    "CosineAnnealingWarmRestarts": lambda opt: lrs.CosineAnnealingWarmRestarts(opt, 5),
    "OneCycleLR": lambda opt: lrs.OneCycleLR(opt, 0.1, total_steps=10),
    "ReduceLROnPlateau": lrs.ReduceLROnPlateau,
    "SequentialLR": lambda opt: lrs.SequentialLR(
        opt, [lrs.ConstantLR(opt), lrs.ExponentialLR(opt, 0.9)], [2]
    ),
    "ChainedScheduler": lambda opt: lrs.ChainedScheduler([lrs.LinearLR(opt), lrs.ExponentialLR(opt, 0.9)]),
}


@pytest.mark.parametrize("kind", OPTIMIZERS, ids=lambda kind: kind.__name__)
def test_state_of_every_optimizer_comes_back(tmp_path, kind):
    w = insitu.ones(2, requires_grad=True)
    optimizer = kind([w], lr=0.1)
    w.sum().backward()
    optimizer.step()

    insitu.save(optimizer.state_dict(), tmp_path / "file")

    assert plain(insitu.load(tmp_path / "file")) == plain(optimizer.state_dict())


@pytest.mark.parametrize("make", SCHEDULERS.values(), ids=SCHEDULERS)
def test_state_of_schedulers_comes_back(tmp_path, make):
    scheduler = make(optim.SGD([insitu.ones(2, requires_grad=True)], lr=0.1))

    insitu.save(scheduler.state_dict(), tmp_path / "file")

    assert plain(insitu.load(tmp_path / "file")) == plain(scheduler.state_dict())


def plain(value):
    """Return a value with lists in the place of tensors."""
    if isinstance(value, insitu.Tensor):
        return value.tolist()
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return type(value)(map(plain, value)) if isinstance(value, list | tuple) else value


VALUES = {
    "numbers": [0, -1, 2**80, 0.1, -0.0, 1e308, True, False, 1 + 2j, complex("nan-infj")],
    "floats that JSON has not": [math.inf, -math.inf],
    "texts": ["", "größe", "\0", "\ud800", "😀"],
    "sequences": [(), [], (1, [2, (3,)]), insitu.Size([2, 3])],
    "keys": {1: "int", 1.5: "float", None: "none", (1, ("a",)): "tuple", "1": "str", False: "bool"},
    "dict in dict": {"a": {"dict": {"tensor": "x"}}},
    "dicts of other kinds": [OrderedDict(b=1, a=2), Counter("aab")],
    "dtypes": [insitu.float32, insitu.bfloat16],
    "nothing": None,
    "a number": 7,
    "empty": {},
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_value_comes_back_in_the_same_types(value):
    stream = io.BytesIO()
    insitu.save(value, stream)
    stream.seek(0)

    found = insitu.load(stream)

    assert repr(found) == repr(value)
    assert type(found) is type(value)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.complex_numbers()
NESTED = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(SCALARS, inner),
    max_leaves=20,
)


@given(NESTED)
def test_any_nested_value_comes_back(value):
    tensors, notes = flatten(value)

    assert not tensors
    assert repr(rebuild(notes, {})) == repr(value)


def test_tensor_alone_and_lists_of_tensors_come_back(tmp_path):
    insitu.save(insitu.ones(2), tmp_path / "one")
    insitu.save([insitu.ones(1), insitu.zeros(1)], tmp_path / "two")

    assert insitu.load(tmp_path / "one").tolist() == [1, 1]
    assert [x.tolist() for x in insitu.load(tmp_path / "two")] == [[1], [0]]


def test_tensors_whose_places_would_be_called_alike_are_kept_apart(tmp_path):
    given = {
        "a.b": insitu.ones(1),
        "a": {"b": insitu.zeros(1)},
        "__metadata__": insitu.ones(2),
        "": insitu.ones(3),
    }

    insitu.save(given, tmp_path / "file")

    assert plain(insitu.load(tmp_path / "file")) == plain(given)


def test_tensor_may_be_called_as_the_formats_own_key(tmp_path):
    insitu.save({"__metadata__": insitu.ones(2)}, tmp_path / "file")

    assert plain(insitu.load(tmp_path / "file")) == {"__metadata__": [1, 1]}


def test_mappings_of_unknown_kinds_come_back_as_dict(tmp_path):
    insitu.save({"a": MappingProxyType({"b": 1}), "c": defaultdict(list, d=2)}, tmp_path / "file")

    assert repr(insitu.load(tmp_path / "file")) == "{'a': {'b': 1}, 'c': {'d': 2}}"


def test_scheduler_goes_on_with_milestones_that_were_loaded(tmp_path):
    optimizer = optim.SGD([insitu.ones(2, requires_grad=True)], lr=1.0)
    scheduler = lrs.MultiStepLR(optimizer, [1, 1, 3])
    insitu.save(scheduler.state_dict(), tmp_path / "file")

    scheduler.load_state_dict(insitu.load(tmp_path / "file"))

    assert list(scheduler.milestones.elements()) == [1, 1, 3]


# --- paths and streams -----------------------------------------------------------------------------------------------


def test_streams_hold_a_file_after_what_they_hold_already(tmp_path):
    stream = io.BytesIO(b"before")
    stream.seek(6)
    insitu.save({"x": insitu.ones(2)}, stream)

    stream.seek(6)
    assert insitu.load(stream)["x"].tolist() == [1, 1]
    with gzip.open(tmp_path / "file.gz", "wb") as packed:
        insitu.save({"x": insitu.ones(2)}, packed)
    with (tmp_path / "file").open("wb") as opened:
        opened.write(gzip.decompress((tmp_path / "file.gz").read_bytes()))
    with (tmp_path / "file").open("rb") as opened:
        assert insitu.load(opened)["x"].tolist() == [1, 1]


@pytest.mark.parametrize("f", [None, 3, []], ids=repr)
@pytest.mark.parametrize("act", [lambda f: insitu.save({}, f), insitu.load], ids=["save", "load"])
def test_what_is_neither_path_nor_stream_is_refused(act, f):
    with pytest.raises(TypeError, match="expected 'f' to be string, path, or a file-like object"):
        act(f)


def test_replaced_file_keeps_its_permissions_and_links_to_it(tmp_path):
    (tmp_path / "file").write_text("before")
    (tmp_path / "file").chmod(0o600)
    (tmp_path / "link").symlink_to(tmp_path / "file")

    insitu.save({"x": insitu.ones(2)}, tmp_path / "link")

    assert (tmp_path / "link").is_symlink()
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600
    assert insitu.load(tmp_path / "file")["x"].tolist() == [1, 1]


def test_device_is_written_and_not_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)

    insitu.save({"x": insitu.ones(2)}, tmp_path / "pipe")

    assert (tmp_path / "pipe").is_fifo()
    assert b'"x":' in os.read(reader, 1000)
    os.close(reader)


# --- refusals --------------------------------------------------------------------------------------------------------

REFUSED = {
    "module": (lambda: nn.Linear(1, 1), TypeError, "got Linear at obj$"),
    "array": (lambda: {"a": [np.ones(1)]}, TypeError, r"got ndarray at obj\['a'\]\[0\]$"),
    "set": (lambda: {1}, TypeError, "got set at obj$"),
    "NumPy's number": (lambda: np.float64(1), TypeError, "got float64 at obj$"),
    "bytes as key": (lambda: {b"a": 1}, TypeError, "got bytes at obj$"),
    "tensor as key": (lambda: {insitu.ones(1): 1}, TypeError, "got Tensor at obj$"),
    "function": (lambda: {"f": len}, TypeError, r"got builtin_function_or_method at obj\['f'\]$"),
    "named tuple": (lambda: insitu.ones(2).max(0), TypeError, "got max at obj$"),
    "complex128": (
        lambda: {"a": insitu.ones(1, dtype=insitu.complex128)},
        insitu.errors.DTypeError,
        "'a' is complex128, which safetensors has not",
    ),
    "key that is no text": (lambda: {"\ud800": insitu.ones(1)}, TypeError, "surrogate"),
}


@pytest.mark.parametrize(("given", "kind", "text"), REFUSED.values(), ids=REFUSED)
def test_refused_save_leaves_the_file_as_it_was(tmp_path, given, kind, text):
    (tmp_path / "file").write_text("before")

    with pytest.raises(kind, match=text):
        insitu.save(given(), tmp_path / "file")

    assert (tmp_path / "file").read_text() == "before"
    assert len(list(tmp_path.iterdir())) == 1


def test_list_that_holds_itself_is_refused(tmp_path):
    loop = []
    loop.append(loop)

    with pytest.raises(TypeError, match="in themselves"):
        insitu.save(loop, tmp_path / "file")


def test_save_that_fails_half_way_leaves_the_file_as_it_was(tmp_path, session):
    (tmp_path / "file").write_text("before")
    bad = insitu.zeros(3).index_select(0, insitu.tensor([7]))

    with pytest.raises(IndexError):
        insitu.save({"good": insitu.ones(2), "bad": bad}, tmp_path / "file")

    assert (tmp_path / "file").read_text() == "before"
    assert len(list(tmp_path.iterdir())) == 1


def test_missing_file_is_not_found(tmp_path):
    with pytest.raises(FileNotFoundError):
        insitu.load(tmp_path / "file")


def test_file_of_another_format_is_refused(tmp_path):
    (tmp_path / "file").write_text("something else")

    with pytest.raises(ValueError, match="file' is no safetensors file: the header"):
        insitu.load(tmp_path / "file")


def test_pickle_is_refused(tmp_path):
    torch.save({"x": torch.ones(1)}, tmp_path / "file")

    with pytest.raises(insitu.errors.BadFileError, match="is no safetensors file"):
        insitu.load(tmp_path / "file")


STRUCTURES = {
    "no JSON": "{",
    "no kind": "{}",
    "two kinds": '{"tensor": "x", "dict": []}',
    "unknown kind": '{"code": "1"}',
    "unknown tensor": '{"tensor": "y"}',
    "tensor by a list": '{"tensor": []}',
    "list as a key": '{"dict": [[[], 1]]}',
    "key alone": '{"dict": [[1]]}',
    "dict of a number": '{"dict": 1}',
    "tuple of a number": '{"tuple": 1}',
    "dtype of a number": '{"dtype": 1}',
    "unknown dtype": '{"dtype": "float8"}',
    "float of a text": '{"float": "x"}',
    "nested without end": "[" * 100_000,
}


@pytest.mark.parametrize("text", STRUCTURES.values(), ids=STRUCTURES)
def test_note_that_tells_no_structure_is_refused(text):
    stream = io.BytesIO()
    container.write(stream, container.plan({}, {NOTE: text}), {}.__getitem__)
    stream.seek(0)

    with pytest.raises(insitu.errors.BadFileError, match="does not tell a structure"):
        insitu.load(stream)


def nested(levels, wrap):
    found = insitu.ones(1)
    for _ in range(levels):
        found = wrap(found)
    return found


@pytest.mark.parametrize(
    "wrap",
    [lambda item: [item], lambda item: (item,), lambda item: {"a": item}],
    ids=["list", "tuple", "dict"],
)
def test_values_as_deep_as_may_be_come_back_and_deeper_ones_are_refused(tmp_path, wrap):
    insitu.save([nested(150, wrap)], tmp_path / "file")
    found = insitu.load(tmp_path / "file")
    for _ in range(151):
        found = found["a"] if isinstance(found, dict) else found[0]
    assert found.tolist() == [1.0]

    with pytest.raises(insitu.errors.ArgumentError, match="too deep in each other"):
        insitu.save(nested(200, wrap), tmp_path / "other")


def test_values_that_lie_in_themselves_are_refused(tmp_path):
    endless = []
    endless.append(endless)
    key = ()
    for _ in range(1000):
        key = (key,)

    for values in (endless, {"a": {key: 1}}):
        with pytest.raises(insitu.errors.ArgumentError, match="too deep in each other, or in themselves"):
            insitu.save(values, tmp_path / "file")


def test_other_devices_are_refused(tmp_path):
    with pytest.raises(NotImplementedError, match="there is one device"):
        insitu.load(tmp_path / "file", map_location="cuda")
