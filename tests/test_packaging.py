"""What is installed where: the distribution, its pins, its images."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

from insitu_server.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROJECT = PYPROJECT["project"]
GROUPS = PYPROJECT["dependency-groups"]
COMPOSE = YAML(typ="safe").load(ROOT / "docker-compose.yml")
PRODUCTION = YAML(typ="safe").load(ROOT / "deploy" / "docker-compose.production.yml")
DOCKERFILE = (ROOT / "Dockerfile").read_text()

EXTRAS = sorted({name for wanted in PROJECT["optional-dependencies"].values() for name in map(str, wanted)})
SETUP = [*PROJECT["dependencies"], *EXTRAS, *GROUPS["dev"], *GROUPS["bench"]]


def read_lock(name):
    lines = (ROOT / "requirements" / name).read_text().splitlines()
    pins = [line.split("==") for line in lines if not line.startswith("#")]
    return {canonicalize_name(package): version for package, version in pins}


LOCK = read_lock("dev.txt")
PROTOS_LOCK = read_lock("protos.txt")


def test_thin_client_depends_on_the_wire_numpy_and_bfloat16_alone():
    names = {Requirement(line).name for line in PROJECT["dependencies"]}

    assert names == {"grpcio", "ml-dtypes", "numpy", "protobuf"}


def test_import_needs_no_extra():
    extras = {Requirement(line).name.replace("-", "_") for line in EXTRAS}
    # grpcio's companions install themselves under grpc_*; scikit-learn is sklearn.
    modules = extras - {"scikit_learn"} | {
        "sklearn",
        "grpc_health",
        "grpc_reflection",
        "grpc_status",
        "pydantic",
    }
    block = f"import sys; sys.modules.update(dict.fromkeys({sorted(modules)!r})); import insitu"

    done = subprocess.run([sys.executable, "-c", block], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("line", sorted(set(SETUP)))
def test_lock_satisfies_pyproject(line):
    wanted = Requirement(line)

    assert wanted.specifier.contains(LOCK[canonicalize_name(wanted.name)])


@pytest.mark.parametrize("line", GROUPS["protos"])
def test_generator_lock_satisfies_pyproject(line):
    wanted = Requirement(line)

    assert wanted.specifier.contains(PROTOS_LOCK[canonicalize_name(wanted.name)])


@pytest.mark.parametrize("name", sorted(LOCK))
def test_environment_is_the_locked_one(name):
    installed = metadata.version(name).split("+")[0]

    assert installed == LOCK[name], "run: make setup"


def test_oracle_is_exactly_torch_2_13_0():
    assert "torch==2.13.0" in GROUPS["dev"]
    assert LOCK["torch"] == "2.13.0"


def test_generator_is_pinned_so_that_stubs_ask_for_no_newer_runtime():
    assert "grpcio-tools==1.76.0" in GROUPS["protos"]
    assert "grpcio>=1.76" in PROJECT["dependencies"]
    assert "protobuf>=6.31.1" in PROJECT["dependencies"]


def test_wheel_holds_the_four_packages_and_nothing_else(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )

    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()

    packages = {"insitu", "insitu_engine", "insitu_server", "insitupb"}
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == packages
    assert {f"{package}/py.typed" for package in packages} <= set(names)


def test_ci_runs_make_test():
    script = ROOT / ".ci" / "run"

    assert os.access(script, os.X_OK)
    assert script.read_text().splitlines()[-1] == "exec make test"


def test_compose_publishes_on_loopback_alone():
    published = [port for service in COMPOSE["services"].values() for port in service.get("ports", [])]

    assert published == ["127.0.0.1:50051:50051"]


@pytest.mark.parametrize(
    "settings",
    [*COMPOSE["services"].values(), *PRODUCTION["services"].values()],
    ids=["server", "demo", "production"],
)
def test_composed_service_has_no_privileges(settings):
    assert settings["read_only"] is True
    assert settings["cap_drop"] == ["ALL"]
    assert settings["security_opt"] == ["no-new-privileges:true"]


def test_production_sets_what_the_server_reads():
    # A variable that no setting has is ignored in silence.
    given = PRODUCTION["services"]["server"]["environment"]

    assert set(given) <= {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    assert set(given) >= {f"{PREFIX}TLS_CERT", f"{PREFIX}TLS_KEY", f"{PREFIX}TOKEN_FILE"}


@pytest.mark.parametrize("composed", [COMPOSE, PRODUCTION], ids=["here", "production"])
def test_files_lie_in_a_volume_that_the_server_may_write(composed):
    server = composed["services"]["server"]
    told = [*server.get("command", []), *server.get("environment", {}).values()]

    assert server["volumes"] == ["files:/var/lib/insitu"]
    assert "files" in composed["volumes"]
    assert "/var/lib/insitu" in told
    assert "install --directory --owner=10001 --group=10001 --mode=0750 /var/lib/insitu" in DOCKERFILE


def test_production_refuses_memory_before_the_kernel_does():
    server = PRODUCTION["services"]["server"]

    assert server["mem_limit"] == "8g"
    assert int(server["environment"][f"{PREFIX}MAX_BYTES"]) <= 6 * 2**30


def test_image_runs_as_nobody_in_particular():
    users = re.findall(r"^USER (.*)$", DOCKERFILE, flags=re.MULTILINE)

    assert users == ["10001:10001"]
