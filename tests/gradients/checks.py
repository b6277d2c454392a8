"""Finite differences of a row of the op table: how many were taken, and which are apart from the gradients."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field

from .cases import ONCE, cases
from .differences import difference, gradient_of


@dataclass(slots=True)
class Checked:
    """What came of the cases of a row."""

    row: str
    #: How many differences were compared, of values and of gradients.
    first: int = 0
    second: int = 0
    failures: list[str] = field(default_factory=list)


def check(row: str) -> Checked:
    """Compare the gradients of a row with finite differences, float64 and complex128, first and second."""
    checked = Checked(row)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for dtype in ("float64", "complex128"):
            for case in cases(row, dtype):
                apart = difference(case)
                if apart is None:
                    continue
                checked.first += 1
                gradient = None if row in ONCE else gradient_of(case)
                further = None if gradient is None else difference(gradient)
                checked.second += further is not None
                checked.failures += [text for text in (apart, further) if text]
    return checked
