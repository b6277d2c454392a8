"""Write what is documented from tables: docs/ops.md from the op table, the README's settings from the server's."""

from __future__ import annotations

import argparse
import importlib
import re
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

import insitu_engine.ops  # noqa: F401 - fills the op table
from insitu_engine.optable import Op, rows
from insitu_server.settings import settings_table

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs" / "ops.md"
README: Final = ROOT / "README.md"

HEAD: Final = """\
<!-- Written by tools/generate_docs.py from the op table: do not edit, run `make generate`. -->

# Ops

{count} ops, {in_place} of them with an in-place form. Names, argument order, defaults and results are PyTorch's.

- A trailing underscore means in place: the first argument's bytes change where they are, every view of them sees it,
  the storage's version goes up by one, and the call returns its first argument itself.
- *view* marks an op whose result always shares the bytes of its first argument.
- An op is a method of `Tensor`, a function of `insitu`, a function of `insitu.nn.functional`, or several of these:
  see *Where*.
- By hand, every name below (aliases too) is an `op` of `insitu.v1.Ops/Apply`. `Number` is a number that takes part in
  type promotion, `TensorLike` a tensor or such a number, `Size` a list of integers, `Dims` an integer or several, `Extents`
  likewise, of which some may be `null`.

Subjects: {subjects}.
"""

#: How the columns name the places where an op is found.
PLACES: Final = {"method": "method", "function": "function", "functional": "nn"}


def subject(row: Op) -> str:
    """Return the name of the module that defines the op."""
    return (row.kernel or row.plan).__module__


def title(module: str) -> str:
    """Return a subject's heading."""
    return module.rpartition(".")[2].capitalize()


def page(table: list[Op]) -> str:
    """Return the text of docs/ops.md."""
    written = sorted((row for row in table if row.base is None), key=lambda row: (subject(row), row.name))
    in_place: dict[Op | None, Op] = {row.base: row for row in table if row.base is not None}
    groups = [(module, list(group)) for module, group in groupby(written, key=subject)]
    head = HEAD.format(
        count=len(written),
        in_place=sum(row in in_place or row.in_place for row in written),
        subjects=", ".join(f"[{title(module)}](#{title(module).lower()})" for module, _ in groups),
    )
    return "\n".join([head, *(line for module, group in groups for line in section(module, group, in_place))])


def section(module: str, group: list[Op], in_place: dict[Op | None, Op]) -> Iterator[str]:
    """Yield the lines of one subject."""
    about = (importlib.import_module(module).__doc__ or "").partition("\n\n")[0]
    yield f"## {title(module)}\n"
    yield f"{about}\n"
    yield "| Op | In place | Where | Does |"
    yield "|---|---|---|---|"
    for row in group:
        yield f"| {signature(row)} | {form(row, in_place.get(row))} | {where(row)} | {does(row)} |"
    yield ""


def signature(row: Op) -> str:
    """Return the op's signature as code in a table; what it returns is named where it is not one tensor."""
    text = row.schema.signature.removesuffix(" -> Tensor")
    return f"`{text}`".replace("|", "\\|")


def form(row: Op, changed: Op | None) -> str:
    """Return the name of the in-place form."""
    if row.in_place:
        return "is in place"
    return f"`{changed.name}`" if changed is not None else "*view*" if row.view else ""


def where(row: Op) -> str:
    """Return where a user finds the op."""
    return ", ".join(word for place, word in PLACES.items() if place in row.where)


def does(row: Op) -> str:
    """Return the op's summary, and its aliases."""
    summary = row.doc.strip().partition("\n\n")[0].replace("\n", " ")
    summary = " ".join(summary.split()).replace("``", "`").replace("|", "\\|")
    if not row.aliases:
        return summary
    return f"{summary} Also {', '.join(f'`{alias}`' for alias in row.aliases)}."


def readme(text: str) -> str:
    """Return the README's text with a fresh table of settings."""
    return re.sub(
        r"(<!-- begin settings: .*? -->\n).*(<!-- end settings -->)",
        lambda found: f"{found[1]}\n{settings_table()}\n{found[2]}",
        text,
        flags=re.DOTALL,
    )


def main() -> int:
    """Write the pages, or compare them with what is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="fail if a committed page differs from a fresh one"
    )
    check = parser.parse_args().check
    stale = 0
    for path, fresh in {PAGE: page(rows()), README: readme(README.read_text())}.items():
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(fresh)
            print(f"{path.relative_to(ROOT)}: {len(fresh.splitlines())} lines")
        elif not path.exists() or path.read_text() != fresh:
            print(f"stale: {path.relative_to(ROOT)}; run `make generate`")
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())
