"""Known differences from PyTorch: each line says where, what, and why.

The rule: a line that no sample needs any more is stale, and fails the suite.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final


def _any(*_: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Known:
    """One difference: the samples of these entries, dtypes and forms that the predicate holds for."""

    #: As `entries.title` names it.
    entry: str
    why: str
    #: None means all of them.
    dtypes: tuple[str, ...] | None = None
    forms: tuple[str, ...] | None = None
    #: From the sample and what was found to whether it is this difference.
    when: Callable[[Any, str], bool] = _any
    #: Only the dtypes of `make conformance-full` show it.
    full: bool = False

    def names(self, dtype: str, form: str, sample: Any, detail: str) -> bool:
        """Return whether a finding is this difference."""
        return (
            (self.dtypes is None or dtype in self.dtypes)
            and (self.forms is None or form in self.forms)
            and self.when(sample, detail)
        )

    def __str__(self) -> str:
        return f"{self.entry} ({', '.join(self.dtypes or ('every dtype',))}): {self.why}"


DIFFERENCES: Final[tuple[Known, ...]] = (
    Known(
        "nn.functional.dropout3d",
        "in place counts one version up where it writes and none where not; PyTorch composes it of unsqueeze_ and squeeze_",
        forms=("inplace",),
        when=lambda sample, detail: sample.input.ndim == 4 and "version counts" in detail,
    ),
    Known(
        "nn.functional.alpha_dropout",
        "in place is one write, so one version; PyTorch composes it of mul_ and add_",
        forms=("inplace",),
        when=lambda sample, detail: sample.kwargs["p"] == 0.5 and "version counts 1 up, torch's 2" in detail,
    ),
    Known(
        "nn.functional.feature_alpha_dropout.with_train",
        "in place is one write, so one version; PyTorch composes it of mul_ and add_",
        forms=("inplace",),
        when=lambda sample, detail: sample.kwargs["p"] == 0.5 and "version counts 1 up, torch's 2" in detail,
    ),
)


def known_for(entry: str) -> list[Known]:
    """Return the lines about an entry."""
    return [line for line in DIFFERENCES if line.entry == entry]
