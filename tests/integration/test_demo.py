"""The command line as a user starts it: the demo's facts, its exit codes, and what a missing extra says."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
import torch

import insitu
from insitu import demo

#: It trains two networks.
pytestmark = pytest.mark.timeout(400)

SERVER_EXTRAS = [
    "grpc_health", "grpc_reflection", "grpc_status", "pydantic_settings", "structlog",
]  # fmt: skip
DEMO_EXTRAS = ["rich", "sklearn", "typer"]


def run_insitu(*words, without=(), columns=80, **environment):
    """Run the command line in a process of its own, where the modules in ``without`` are not installed."""
    program = (
        f"import sys; sys.modules.update(dict.fromkeys({list(without)!r}))\n"
        f"sys.argv = {['insitu', *words]!r}\n"
        "from insitu.__main__ import main; main()"
    )
    variables = {"PATH": "/usr/bin:/bin", "COLUMNS": str(columns), "PYTHONIOENCODING": "utf-8", **environment}
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        encoding="utf-8",
        env=variables,
        check=False,
        timeout=300,
    )


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with insitu.connect() as session:
        yield session.address


@pytest.fixture(scope="module")
def embedded():
    return run_insitu("demo")


@pytest.fixture(scope="module")
def thin(address):
    return run_insitu("demo", without=["insitu_server", *SERVER_EXTRAS], columns=120, INSITU_ADDRESS=address)


def test_demo_shows_only_what_is_true(embedded):
    assert embedded.returncode == 0, embedded.stdout + embedded.stderr
    assert re.search(r"✓ (\d+) facts shown, \1 true\n$", embedded.stdout)
    assert embedded.stderr == ""


@pytest.mark.parametrize(
    "line",
    [
        "x.add_(y) tensor([0.7573, 0.3537]) ✓ x itself, version 1",
        "F.relu(h) 6.7 MiB 12.7 MiB 12.7 MiB 6.0 MiB",
        "F.relu(h, inplace=True) 6.7 MiB 6.7 MiB 6.7 MiB 0",
        "✓ session.memory().saved went up by 48.0 MiB",
        "ShapeError: output with shape [3] doesn't match the broadcast shape [2, 3]",
        "DTypeError: result type Float can't be cast to the desired output type Long",
        "✓ the same 440 losses to float32 rounding",
        "of the 360 digits that were held back are read correctly",
        "✓ for backward a step keeps 32% of the bytes that PyTorch keeps",
        "BadValueError: index 7 is out of bounds for dimension 0 with size 3",
    ],
)
def test_demo_shows(embedded, line):
    assert line in " ".join(embedded.stdout.split())


@pytest.mark.parametrize("inplace", [False, True])
def test_what_pytorch_keeps_is_what_its_hooks_count(inplace):
    net = small_alexnet_of(torch, inplace=inplace)
    images, labels = torch.rand(32, 1, 8, 8), torch.zeros(32, dtype=torch.int64)
    constant = {tensor.untyped_storage().data_ptr() for tensor in (images, *net.parameters())}
    kept = {}

    def pack(tensor):
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in constant:
            kept[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        loss = torch.nn.functional.cross_entropy(net(images), labels)  # keeps what was kept alive

    assert sum(kept.values()) == demo.training.kept_by_torch(32)
    assert loss.grad_fn is not None


def small_alexnet_of(library, *, inplace):
    """Return the demo's network, made of another library's modules."""
    source = inspect.getsource(demo.training.SmallAlexNet)
    names = {"nn": library.nn, "Any": object}
    exec(source, names)
    return names["SmallAlexNet"](inplace=inplace)


def test_demo_names_the_guilty_line_by_a_short_path(embedded):
    marked, named = re.search(
        r"❱ (\d+) x\.scatter_.*called at insitu/demo/errors\.py:(\d+), in write_beyond",
        embedded.stdout,
        re.DOTALL,
    ).groups()

    assert marked == named


def test_demo_fits_80_columns(embedded):
    assert max(len(line.rstrip()) for line in embedded.stdout.splitlines()) <= 80


def test_demo_needs_no_server_code_where_an_address_is_given(thin):
    assert thin.returncode == 0, thin.stdout + thin.stderr
    assert "over the network" in thin.stdout


def test_demo_shows_the_same_values_each_time(embedded, thin):
    tensors = [re.findall(r"tensor\(\[[^\]]*\]\)", done.stdout) for done in (embedded, thin)]

    assert tensors[0] == tensors[1] != []


def test_demo_fails_where_a_fact_is_not_true(monkeypatch, capsys, address):
    monkeypatch.setattr(insitu.Tensor, "scatter_", insitu.Tensor.scatter)
    monkeypatch.setattr(demo.convolution, "show", lambda stage, session: None)
    monkeypatch.setattr(demo.errors, "show", lambda stage: None)
    monkeypatch.setattr(demo.training, "show", lambda stage, session: None)

    code = demo.run(address)

    assert code == 1
    assert "not true: x itself, version 1" in capsys.readouterr().out


def test_demo_without_a_server_says_so_in_one_sentence():
    done = run_insitu("demo", "--address", "127.0.0.1:1")

    assert done.returncode == 2
    assert done.stderr.startswith("insitu: no insitu server answers at 127.0.0.1:1")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "without", "command"),
    [
        (["serve"], ["insitu_server"], "insitu[server]"),
        (["serve", "--port", "0"], SERVER_EXTRAS, "insitu[server]"),
        (["health", "--address", "localhost:1"], SERVER_EXTRAS, "insitu[server]"),
        (["serve"], [*SERVER_EXTRAS, *DEMO_EXTRAS], "insitu[server]"),
        ([], [*SERVER_EXTRAS, *DEMO_EXTRAS], "insitu[server]"),
        (["demo"], [*SERVER_EXTRAS, *DEMO_EXTRAS], "insitu[demo]"),
        (["demo"], ["sklearn"], "insitu[demo]"),
        (["demo"], SERVER_EXTRAS, "insitu[server]"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_missing_extra_is_one_sentence_that_names_the_pip_command(words, without, command):
    done = run_insitu(*words, without=without)

    assert done.returncode == 2
    assert f"pip install '{command}'" in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


@pytest.mark.parametrize(
    "without", [(), SERVER_EXTRAS, [*SERVER_EXTRAS, *DEMO_EXTRAS]], ids=["all", "demo", "thin"]
)
def test_version_needs_no_extra(without):
    done = run_insitu("version", without=without)

    assert (done.returncode, done.stdout) == (0, f"{insitu.__version__}\n")


def test_help_lists_every_command():
    done = run_insitu("--help")

    assert all(f" {command} " in done.stdout for command in ("serve", "demo", "health", "version"))
