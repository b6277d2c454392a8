"""Compare gradients of rows of the op table with finite differences: ``python -m tests.gradients [ROW...]``."""

from __future__ import annotations

import sys

import insitu

from .cases import CHECKED
from .checks import check


def main(rows: list[str]) -> int:
    """Print what is apart, and how many differences were compared; return 1 if something is apart."""
    with insitu.connect():
        found = [check(row) for row in rows or CHECKED]
    for checked in found:
        for failure in checked.failures:
            print(f"{checked.row}: {failure}")  # noqa: T201 - it is a program
        if not checked.first:
            print(f"{checked.row}: no case")  # noqa: T201 - likewise
    first, second = sum(checked.first for checked in found), sum(checked.second for checked in found)
    print(f"{first} first and {second} second derivatives of {len(found)} ops compared with differences")  # noqa: T201
    return int(any(checked.failures or not checked.first for checked in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
