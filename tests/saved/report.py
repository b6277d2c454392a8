"""docs/memory.md: what each in-place op keeps for backward, here and in PyTorch, and which later writes it survives.

The rule: what is told is measured when the page is written. Run as a program, it writes the page:
``python -m tests.saved.report [--check]``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import torch

import insitu

from .measuring import kept_by_torch, kept_here, outcome
from .table import CALLS, COUNT

PAGE: Final = Path(__file__).parents[2] / "docs" / "memory.md"
_HEAD: Final = """<!-- Written by `make saved`: do not edit. -->

# What in-place ops keep for backward

An in-place op writes over what its gradient may need. PyTorch then keeps a copy of the old values, or the result, which
must not be written until backward has been. insitu keeps less where less will do: packed bits where only the side of a
bound or a sign matters, and nothing where the server draws the same numbers again. A copy is kept where the gradient
needs the numbers themselves. What an op keeps is what its gradient's formula names: see
[engine/insitu_engine/gradients](../engine/insitu_engine/gradients).

Each row is one call on a tensor of {count:,} float32 elements, {bytes:,} bytes, that was computed from a leaf; in rows that
say *others too* the other operands require gradients as well. Bytes are those that nobody but the graph holds. *Result
written* and *other written* say what backward does where the call's result, or its first other operand, was written in
place in between; what PyTorch {torch} does is told where it is not the same. The result is at hand in each row. Once nobody
has the result of `relu_` or `leaky_relu_` any more, or what a copying `relu`, `relu6`, `hardtanh`, `threshold`, `clamp` and
the like were given, a bit of each element is kept in its place; PyTorch keeps it whole.

In all {rows} rows together insitu keeps {here:,} bytes and PyTorch {there:,}. In no row does it keep more, or refuse a
backward that PyTorch computes.

| op | kept here | kept by PyTorch | result written | other written |
|:--|--:|--:|:--|:--|"""


def _verdict(row: str, later: str) -> str:
    """Return what becomes of backward here, and in PyTorch where that is another thing."""
    ours, theirs = (
        "refused" if outcome(library, row, later) == "refused" else "computed" for library in (insitu, torch)
    )
    return ours if ours == theirs else f"{ours}; PyTorch: {theirs}"


def _lines(kept: dict[str, tuple[int, int]]) -> Iterator[str]:
    for row, (here, there) in kept.items():
        verdicts = " | ".join(_verdict(row, later) for later in ("result written", "other written"))
        yield f"| `{row.partition(',')[0]}`{''.join(row.partition(',')[1:])} | {here:,} | {there:,} | {verdicts} |"


def page(session: insitu.Session) -> str:
    """Return the page, measured in a session."""
    kept = {row: (kept_here(row, session), kept_by_torch(row)) for row in sorted(CALLS)}
    head = _HEAD.format(
        count=COUNT,
        bytes=4 * COUNT,
        torch=torch.__version__.partition("+")[0],
        rows=len(kept),
        here=sum(here for here, _ in kept.values()),
        there=sum(there for _, there in kept.values()),
    )
    return "\n".join((head, *_lines(kept))) + "\n"


def main() -> int:
    """Write or check the page; return 1 if it is stale."""
    parser = argparse.ArgumentParser(prog="python -m tests.saved.report", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the page instead of writing it")
    given = parser.parse_args()
    with insitu.connect() as session:
        text = page(session)
    if not given.check:
        PAGE.write_text(text)
    elif PAGE.read_text() != text:
        print("docs/memory.md is stale: run `make saved`")  # noqa: T201 - it is a program
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
