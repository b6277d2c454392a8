"""Run op_db's samples through insitu: ``python -m tests.conformance [NAME...] [--gradients] [--dtype D] [--limit N] [-v]``.

A name is an entry's (``add``, ``div.floor_rounding``) or a pattern (``nn.functional.*``); without one, all claimed
entries are run.
"""

from __future__ import annotations

import argparse
import sys
import time
from fnmatch import fnmatchcase

from . import gradients
from .claims import claimed
from .entries import entries
from .runner import FAILED, KNOWN, MISSING, PASSED, Result, run, serve


def main() -> int:
    """Run what the command line names; return 1 if something is not as in PyTorch."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--gradients", action="store_true", help="gradients, in the place of values")
    parser.add_argument("--dtype", action="append", dest="dtypes", help="only this dtype, or 'errors'")
    parser.add_argument("--limit", type=int, help="at most so many samples of each dtype")
    parser.add_argument("--full", action="store_true", help="every dtype that insitu has")
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="show every sample that is not as in PyTorch"
    )
    given = parser.parse_args()
    chosen = _chosen(given.names)
    if given.gradients:
        chosen = [name for name in chosen if gradients.differentiable(entries()[name])]
    if not chosen:
        wanted = "no entry that PyTorch differentiates" if given.gradients else "no entry of op_db"
        parser.error(f"{wanted} is named {' '.join(given.names)}")
    results = []
    with serve():
        for name in chosen:
            begun = time.monotonic()
            if given.gradients:
                result = gradients.run(entries()[name], given.dtypes, limit=given.limit)
            else:
                result = run(entries()[name], given.dtypes, limit=given.limit, full=given.full)
            results.append(result)
            _print(result, time.monotonic() - begun, verbose=given.verbose)
    samples = sum(sum(result.counts.values()) for result in results)
    passed = sum(result.total(PASSED) for result in results)
    clean = sum(not result.unexpected for result in results)
    print(f"{passed} of {samples} samples passed; {clean} of {len(results)} entries are clean")  # noqa: T201 - it is a program
    return int(clean != len(results) or any(result.stale for result in results))


def _chosen(names: list[str]) -> list[str]:
    if not names:
        return [name for name, entry in entries().items() if claimed(entry)]
    return [
        title
        for title, entry in entries().items()
        if any(name in (title, entry.name) or fnmatchcase(title, name) for name in names)
    ]


def _print(result: Result, seconds: float, *, verbose: bool) -> None:
    total = sum(result.counts.values())
    words = [f"{result.total(kind)} {kind}" for kind in (KNOWN, MISSING, FAILED) if result.total(kind)]
    line = f"{result.entry:50} {result.total(PASSED)}/{total} {', '.join(words)} ({seconds:.1f} s)"
    print(line, flush=True)  # noqa: T201 - it is a program
    for gone in result.stale:
        print(f"    stale known difference: {gone}")  # noqa: T201 - it is a program
    shown = result.findings if verbose else _kinds(result)
    for finding in shown:
        print(f"  {finding}")  # noqa: T201 - it is a program


def _kinds(result: Result) -> list[object]:
    """Return one finding of each dtype and form."""
    first: dict[tuple[str, str], object] = {}
    for finding in result.unexpected:
        first.setdefault((finding.dtype, finding.form), finding)
    return list(first.values())[:3]


if __name__ == "__main__":
    sys.exit(main())
