"""Write the Python code of the protos beside them, with the pinned generator; ``--check`` only compares.

Run by ``make protos`` in the generator's own virtual environment: what it writes must be the same byte for byte on
every machine, so no other version will do.
"""

from __future__ import annotations

import argparse
import filecmp
import shutil
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from grpc_tools import protoc

ROOT = Path(__file__).resolve().parent.parent
PROTOS = ROOT / "protos"
PACKAGE = Path("insitupb/v1")
GENERATOR = "1.76.0"


def generate(target: Path) -> list[Path]:
    """Generate into ``target`` and return the files' paths, relative to it."""
    well_known = Path(protoc.__file__).parent / "_proto"
    sources = sorted(str(path.relative_to(PROTOS)) for path in (PROTOS / PACKAGE).glob("*.proto"))
    plugin = shutil.which("protoc-gen-mypy", path=str(Path(sys.executable).parent))
    plugin_grpc = shutil.which("protoc-gen-mypy_grpc", path=str(Path(sys.executable).parent))
    arguments = [
        "protoc",
        f"--proto_path={PROTOS}",
        f"--proto_path={well_known}",
        f"--plugin=protoc-gen-mypy={plugin}",
        f"--plugin=protoc-gen-mypy_grpc={plugin_grpc}",
        f"--python_out={target}",
        f"--grpc_python_out={target}",
        f"--mypy_out=quiet:{target}",
        f"--mypy_grpc_out=quiet:{target}",
        *sources,
    ]
    if protoc.main(arguments) != 0:
        raise SystemExit("protoc failed")
    return sorted(path.relative_to(target) for path in target.rglob("*_pb2*"))


def main() -> int:
    """Generate, or compare with what is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="fail if a committed file differs from a fresh one"
    )
    options = parser.parse_args()
    if version("grpcio-tools") != GENERATOR:
        raise SystemExit(
            f"need grpcio-tools=={GENERATOR}, found {version('grpcio-tools')}: run `make protos`"
        )
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder)
        files = generate(fresh)
        if not options.check:
            for path in files:
                shutil.copyfile(fresh / path, PROTOS / path)
            print(f"{len(files)} files written to {PROTOS.name}/{PACKAGE}")
            return 0
        stale = [
            path
            for path in files
            if not (PROTOS / path).exists() or not filecmp.cmp(fresh / path, PROTOS / path, shallow=False)
        ]
        left = {
            path.relative_to(PROTOS) for path in PROTOS.rglob("*_pb2*.py*") if "__pycache__" not in path.parts
        }
        for path in [*stale, *sorted(left - set(files))]:
            print(f"stale: protos/{path}; run `make protos`")
        return 1 if stale or left - set(files) else 0


if __name__ == "__main__":
    sys.exit(main())
