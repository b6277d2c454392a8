"""Results as a table for the terminal, as Markdown for the README, as JSON for comparison."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks.measuring import Row

RESULTS: Final = Path(__file__).parent / "results"
_COLUMNS: Final = ("what", "insitu: median (min – max)", "yardstick", "median (min – max)", "ratio")


def print_table(rows: Sequence[Row]) -> None:
    """Print an aligned table."""
    table = Table(*_COLUMNS)
    for row in rows:
        table.add_row(*(cell.replace("`", "") for cell in _cells(row)))
    Console(width=150).print(table)


def markdown(rows: Sequence[Row]) -> str:
    """Return a Markdown table."""
    lines = [f"| {' | '.join(_COLUMNS)} |", f"|{'---|' * len(_COLUMNS)}"]
    lines += [f"| {' | '.join(_cells(row))} |" for row in rows]
    return "\n".join(lines)


def write_json(rows: Sequence[Row], folder: Path = RESULTS) -> Path:
    """Write what was measured, round by round, and where; return the file."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{time.strftime('%Y%m%d-%H%M%S')}.json"
    measured = [{**asdict(row), "ratio": row.ratio} for row in rows]
    path.write_text(json.dumps({"machine": machine(), "rows": measured}, indent=2) + "\n")
    return path


def machine() -> dict[str, str | int | None]:
    """Return what the numbers depend on."""
    return {
        "cpus": os.cpu_count(),
        "processor": platform.machine(),
        "python": platform.python_version(),
        **{package: version(package) for package in ("insitu", "grpcio", "protobuf", "numpy", "pyarrow")},
    }


def _cells(row: Row) -> tuple[str, ...]:
    return row.title, f"{row.ours} {row.unit}", row.yardstick, f"{row.theirs} {row.unit}", row.verdict
