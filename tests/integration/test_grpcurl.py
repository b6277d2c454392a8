"""insitu by hand: the README's grpcurl session as it stands there, and what a person needs besides."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from .pages import README, as_pattern, commands

BIN = Path(sys.executable).parent
SESSION = [command for command in commands(README) if command.line.startswith("grpcurl ")]


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """The port of ``insitu serve``, in a process of its own."""
    assert (BIN / "grpcurl").exists(), "run: make setup"
    folder = tmp_path_factory.mktemp("files")
    server = subprocess.Popen(
        [BIN / "insitu", "serve", "--port", "0", "--files-dir", folder], stdout=subprocess.PIPE, text=True
    )
    yield server.stdout.readline().strip().rpartition(":")[2]
    server.terminate()
    server.communicate(timeout=30)
    assert server.returncode == 0


def run(line, port):
    """Run a line of shell; the port is all that is changed."""
    return subprocess.run(
        ["bash", "-c", line.replace("localhost:50051", f"localhost:{port}")],
        env={"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=30,
    )


def ask(method, port, **request):
    """Make one call and return its answer."""
    done = run(f"grpcurl -plaintext -d '{json.dumps(request)}' localhost:50051 insitu.v1.{method}", port)
    assert done.returncode == 0, done.stdout
    return json.loads(done.stdout)


def test_session_of_the_readme_prints_what_the_readme_shows(port):
    assert len(SESSION) == 10
    for command in SESSION:
        done = run(command.line, port)

        assert as_pattern(command.shown).fullmatch(done.stdout), f"$ {command.line}\n{done.stdout}"
        assert (done.returncode == 0) == (not command.shown.startswith("ERROR"))


def test_server_describes_itself(port):
    done = run("grpcurl -plaintext localhost:50051 list", port)

    assert {
        "grpc.health.v1.Health",
        "insitu.v1.Files",
        "insitu.v1.Ops",
        "insitu.v1.Server",
        "insitu.v1.Sessions",
        "insitu.v1.Tensors",
    } <= {*done.stdout.split()}


def test_every_method_is_described(port):
    done = run("grpcurl -plaintext localhost:50051 describe insitu.v1.Ops", port)

    assert re.findall(r"rpc (\w+)", done.stdout) == ["Apply", "List", "Stream"]


def test_health_answers(port):
    done = run("grpcurl -plaintext localhost:50051 grpc.health.v1.Health/Check", port)

    assert json.loads(done.stdout) == {"status": "SERVING"}


VALUES = {
    "bool": {"bools": [True, False]},
    "uint8": {"ints": ["0", "255"]},
    "int8": {"ints": ["-128", "127"]},
    "int16": {"ints": ["-32768", "32767"]},
    "int32": {"ints": ["-2147483648", "2147483647"]},
    "int64": {"ints": ["-9223372036854775808", "9223372036854775807"]},
    "float16": {"floats": [0.5, -65504]},
    "float32": {"floats": [0.5, "NaN"]},
    "float64": {"floats": [1e300, "-Infinity"]},
    "complex64": {"complexes": [0.5, -1, 2, 3]},
    "complex128": {"complexes": [1e300, -1, 2, 3]},
}


@pytest.mark.parametrize("dtype", VALUES)
def test_values_of_every_dtype_are_written_and_read_in_json(port, dtype):
    session = f"values-{dtype}"
    value = {"dtype": dtype, "shape": ["2"], **VALUES[dtype]}
    ask("Sessions/Create", port, session=session)

    made = ask(
        "Ops/Apply",
        port,
        session=session,
        calls=[{"op": "tensor", "args": [{"value": value}], "result_names": ["x"]}],
    )
    read = ask("Tensors/Get", port, session=session, name="x", with_value=True)

    assert made["results"][0]["tensors"][0]["value"] == value
    assert read["value"] == value


def test_view_by_name_shares_the_version(port):
    ask("Sessions/Create", port, session="views")
    made = {"op": "zeros", "args": [{"ints": {"items": [2, 3]}}], "result_names": ["m"]}
    row = {
        "op": "getitem",
        "args": [{"name": "m"}, {"list": {"items": [{"ellipsis": True}, {"slice": {"start": 1}}]}}],
        "result_names": ["columns"],
    }
    fill = {"op": "fill_", "args": [{"name": "columns"}, {"float": 7}]}

    ask("Ops/Apply", port, session="views", calls=[made, row, fill])

    base = ask("Tensors/Get", port, session="views", name="m", with_value=True)
    assert base["value"]["floats"] == [0, 7, 7, 0, 7, 7]
    assert base["tensor"]["version"] == "1"


def test_loss_and_its_gradient_are_a_call_each(port):
    ask("Sessions/Create", port, session="loss")
    calls = [
        {"op": "zeros", "args": [{"ints": {"items": [2, 4]}}], "result_names": ["scores"]},
        {"op": "require_grad", "args": [{"name": "scores"}, {"bool": True}]},
        {
            "op": "tensor",
            "args": [{"value": {"dtype": "int64", "shape": ["2"], "ints": [3, 0]}}],
            "result_names": ["right"],
        },
        {
            "op": "multi_margin_loss",
            "args": [{"name": "scores"}, {"name": "right"}],
            "result_names": ["loss"],
        },
        {"op": "backward", "args": [{"list": {"items": [{"name": "loss"}]}}]},
        {"op": "grad", "args": [{"name": "scores"}]},
    ]

    results = ask("Ops/Apply", port, session="loss", calls=calls)["results"]

    loss, slope = (results[at]["tensors"][0]["value"]["floats"] for at in (3, 5))
    assert loss == [0.75]
    assert slope == [0.125, 0.125, 0.125, -0.375, -0.375, 0.125, 0.125, 0.125]


def test_refused_call_says_which_and_leaves_those_before_it_applied(port):
    ask("Sessions/Create", port, session="refused")
    calls = [
        {"op": "zeros", "args": [{"ints": {"items": [3]}}], "result_names": ["x"]},
        {"op": "add_", "args": [{"name": "x"}, {"int": 1}]},
        {"op": "view", "args": [{"name": "x"}, {"ints": {"items": [2]}}], "result_names": ["y"]},
        {"op": "add_", "args": [{"name": "x"}, {"int": 1}]},
    ]
    request = json.dumps({"session": "refused", "calls": calls})

    done = run(f"grpcurl -plaintext -d '{request}' localhost:50051 insitu.v1.Ops/Apply", port)

    assert "Code: InvalidArgument" in done.stdout
    assert "Message: shape '[2]' is invalid for input of size 3" in done.stdout
    assert '"call":"2"' in done.stdout
    assert '"reason":"SHAPE_MISMATCH"' in done.stdout
    kept = ask("Tensors/Get", port, session="refused", name="x", with_value=True)
    assert kept["value"]["floats"] == [1, 1, 1]
