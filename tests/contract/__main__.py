"""Run rows by hand: ``python -m tests.contract PART`` shows where those disagree whose ids have ``PART`` in them."""

from __future__ import annotations

import sys

import torch

import insitu

from .table import PROGRAMS
from .worlds import disagreements, run


def main(part: str) -> None:
    """Print each disagreement: the program, and what it came to in either world."""
    torch.set_warn_always(True)
    insitu.connect()
    chosen = {row: program for row, program in PROGRAMS.items() if part in row}
    differing = 0
    for row, program in chosen.items():
        theirs, ours = run(torch, program, row), run(insitu, program, row)
        found = disagreements(theirs, ours, program, row)
        if found:
            differing += 1
            print(f"--- {row}: {', '.join(found)}\n{program}\ntorch:  {theirs}\ninsitu: {ours}\n")  # noqa: T201 - it is a program
    print(f"{differing} of {len(chosen)} rows disagree")  # noqa: T201 - it is a program


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
