"""docs/conformance.md: op by op what passed, what is a known difference, and what is missing.

The rule: no dates and no timings, so that equal outcomes are equal bytes. Run as a program, it writes the page:
``python -m tests.conformance.report [--check] [--full]``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from .claims import claimed
from .differences import DIFFERENCES
from .entries import DTYPES, MORE_DTYPES, entries
from .freedoms import FREEDOMS
from .runner import FAILED, KNOWN, MISSING, PASSED, RANDOM, UNSET, Result, run, serve

PAGE: Final = Path(__file__).parents[2] / "docs" / "conformance.md"
_OUTCOMES: Final = (PASSED, KNOWN, MISSING, FAILED)
_HEAD: Final = """<!-- Written by `make conformance`: do not edit. -->

# Conformance

PyTorch tests itself with a database of its operators, `op_db`: {entries} entries, each with the inputs on which it must
hold. This page is what came out when insitu was put in PyTorch's place: every sample of every claimed entry in
{dtypes}, and every input that PyTorch must refuse, went through the client to a live
server, called as a function, as a method, as an operator and in place. A sample passes if all of them do what PyTorch
{torch} does.

Compared are values (within PyTorch's tolerances; where float32 roundings differ by more, PyTorch's result in double
precision decides, from which insitu may be no farther than PyTorch's own error and the tolerance), dtypes, shapes, which object comes back, how far the version counts, which memory a view shares and with which strides and
offset; of refusals, the exception's type and the text's first line (the type alone for TypeError, which is the argument
parser's). Strides of results that are no views are not compared: they are insitu's own.

**{passed} of {samples} samples pass ({share}).** {known} are known differences, {missing} are missing,
{failed} fail. {clean} of {claimed} claimed entries pass whole.

Claimed are PyTorch's in-place ops, its most used methods, `torch.special` where SciPy has the function, and whatever
else insitu has. What is claimed and missing counts as not passed; `tests/conformance/claims.py` says what is claimed.
"""


def results(names: Sequence[str], *, full: bool, jobs: int) -> list[Result]:
    """Run entries in processes of their own, each with its server; return the results in the order of the names."""
    # Forked children would share the parent's threads' locks.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin) as pool:
        return list(pool.map(_run, names, [full] * len(names), chunksize=4))


def _begin() -> None:
    serve()


def _run(name: str, full: bool) -> Result:
    return run(entries()[name], full=full)


def row(result: Result) -> str:
    """Return an entry's line of the table."""
    cells = [str(result.total(kind) or "") for kind in _OUTCOMES]
    return f"| `{result.entry}` | {sum(result.counts.values())} | {' | '.join(cells)} |"


def page(found: Sequence[Result], dtypes: Sequence[str]) -> str:
    """Return the page."""
    import torch

    total = {kind: sum(result.total(kind) for result in found) for kind in _OUTCOMES}
    samples = sum(total.values())
    unclaimed = [name for name, entry in entries().items() if not claimed(entry)]
    head = _HEAD.format(
        entries=len(entries()),
        dtypes=", ".join(dtypes[:-1]) + f" and {dtypes[-1]}",
        torch=torch.__version__.partition("+")[0],
        passed=f"{total[PASSED]:,}",
        samples=f"{samples:,}",
        share=f"{int(total[PASSED] / samples * 10000) / 100:.2f} %",
        known=f"{total[KNOWN]:,}",
        missing=f"{total[MISSING]:,}",
        failed=f"{total[FAILED]:,}",
        clean=sum(result.total(PASSED) == sum(result.counts.values()) for result in found),
        claimed=len(found),
    )
    lines = [
        head,
        "## Known differences\n",
        *([f"- `{line.entry}`: {line.why}" for line in DIFFERENCES] or ["None."]),
        "\n## What PyTorch leaves open\n",
        "Random and uninitialised values are not compared, only dtype, shape, identity and version: "
        + ", ".join(f"`{name}`" for name in sorted(RANDOM | UNSET)) + ".\n",
        "Which of equal elements' indices comes back, and which valid factors a factorization has, PyTorch does not say: "
        "compared are the elements at the indices, and the factors' product and orthonormality: "
        + ", ".join(f"`{name}`" for name in sorted(FREEDOMS)) + ".\n",
        "## Op by op\n",
        f"| entry | samples | {' | '.join(_OUTCOMES)} |",
        "|:--|--:|--:|--:|--:|--:|",
        *map(row, sorted(found, key=lambda result: result.entry)),
        "\n## Not claimed\n",
        ", ".join(f"`{name}`" for name in sorted(unclaimed)) + ".",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write or check the page; return 1 if it is stale, or if something is not as in PyTorch and not named."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.report", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the page instead of writing it")
    parser.add_argument(
        "--full", action="store_true", help="every dtype that insitu has; prints, and writes nothing"
    )
    parser.add_argument("--jobs", type=int, default=2, help="how many processes")
    given = parser.parse_args()
    names = [name for name, entry in entries().items() if claimed(entry)]
    found = results(names, full=given.full, jobs=given.jobs)
    for result in found:
        for line in (*result.stale, *result.unexpected):
            print(line)  # noqa: T201 - it is a program
    text = page(found, (*DTYPES, *MORE_DTYPES) if given.full else DTYPES)
    if given.full:
        print(text.partition("## ")[0])  # noqa: T201 - it is a program
    elif given.check:
        if PAGE.read_text() != text:
            print("docs/conformance.md is stale: run `make conformance`")  # noqa: T201 - it is a program
            return 1
    else:
        PAGE.write_text(text)
    return int(any(result.stale or result.unexpected for result in found))


if __name__ == "__main__":
    sys.exit(main())
