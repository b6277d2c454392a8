"""docs/conformance.md: op by op what passed, what is a known difference, and what is missing; values, then gradients.

The rule: no dates and no timings, so that equal outcomes are equal bytes. Run as a program, it writes the page:
``python -m tests.conformance.report [--check] [--full]``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from tests.gradients.cases import CHECKED
from tests.gradients.checks import Checked, check

from . import gradient_report, gradients
from .claims import claimed
from .differences import DIFFERENCES
from .entries import DTYPES, MORE_DTYPES, entries
from .freedoms import FREEDOMS
from .runner import FAILED, KNOWN, MISSING, PASSED, RANDOM, UNSET, Result, run, serve

PAGE: Final = Path(__file__).parents[2] / "docs" / "conformance.md"
#: The heading of the table of values.
TABLE: Final = "Op by op"
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
{failed} fail. {clean} of {claimed} claimed entries pass whole.{gradients}

Claimed are PyTorch's in-place ops, its most used methods, `torch.special` where SciPy has the function, and whatever
else insitu has. What is claimed and missing counts as not passed; `tests/conformance/claims.py` says what is claimed.
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What came out of entries' values and gradients, and of finite differences."""

    values: list[Result]
    gradients: list[Result]
    differences: list[Checked]

    @property
    def unexpected(self) -> list[object]:
        """What is neither as in PyTorch nor named, and what is named and is not there any more."""
        judged = [*self.values, *self.gradients]
        return [
            *(line for result in judged for line in (*result.stale, *result.unexpected)),
            *(failure for checked in self.differences for failure in checked.failures),
        ]


def results(names: Sequence[str], *, full: bool, jobs: int) -> Found:
    """Run entries in processes of their own, each with its server; return the results in the order of the names.

    ``full`` is about values, in every dtype, and leaves the rest out.
    """
    differentiated = [] if full else [name for name in names if gradients.differentiable(entries()[name])]
    # Forked children would share the parent's threads' locks.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin) as pool:

        def run_all(job: Callable[..., Any], *arguments: Sequence[Any]) -> Any:
            return pool.map(job, *arguments, chunksize=4)

        found = (
            run_all(_run, names, [full] * len(names)),
            run_all(_run_gradients, differentiated),
            run_all(check, [] if full else CHECKED),
        )
        return Found(*map(list, found))


def _begin() -> None:
    serve()


def _run(name: str, full: bool) -> Result:
    return run(entries()[name], full=full)


def _run_gradients(name: str) -> Result:
    return gradients.run(entries()[name])


def table(heading: str) -> list[str]:
    """Return the lines of the page's table under a heading, one for each entry."""
    below = PAGE.read_text().partition(f"# {heading}\n")[2].partition("\n#")[0]
    return [line for line in below.splitlines() if line.startswith("| `")]


def row(result: Result) -> str:
    """Return an entry's line of the table."""
    cells = [str(result.total(kind) or "") for kind in _OUTCOMES]
    return f"| `{result.entry}` | {sum(result.counts.values())} | {' | '.join(cells)} |"


def page(everything: Found, dtypes: Sequence[str]) -> str:
    """Return the page."""
    import torch

    found = everything.values
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
        gradients=gradient_report.sentence(everything.gradients) if everything.gradients else "",
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
        f"## {TABLE}\n",
        f"| entry | samples | {' | '.join(_OUTCOMES)} |",
        "|:--|--:|--:|--:|--:|--:|",
        *map(row, sorted(found, key=lambda result: result.entry)),
        "\n## Not claimed\n",
        ", ".join(f"`{name}`" for name in sorted(unclaimed)) + ".\n",
        gradient_report.part(everything.gradients, everything.differences).rstrip(),
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
    for line in found.unexpected:
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
    _print_totals(found)
    return int(bool(found.unexpected))


def _print_totals(found: Found) -> None:
    samples = sum(sum(result.counts.values()) for result in found.values)
    passed = sum(result.total(PASSED) for result in found.values)
    first, second = gradient_report.differences(found.differences)
    print(f"values of {len(found.values)} entries: {passed:,} of {samples:,} samples pass")  # noqa: T201 - it is a program
    print(f"gradients of {len(found.gradients)} entries: {gradient_report.totals(found.gradients)}")  # noqa: T201 - likewise
    print(  # noqa: T201 - likewise
        f"gradients of {len(found.differences)} rows: {first:,} first and {second:,} second derivatives compared with "
        "finite differences"
    )


if __name__ == "__main__":
    sys.exit(main())
