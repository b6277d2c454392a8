"""Known differences from PyTorch: each line says where, what, and why.

The rule: a line that no sample needs any more is stale, and fails the suite.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from .entries import ERRORS

#: Stands for all entries.
EVERY: Final = "*"


def _any(*_: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Known:
    """One difference: the samples of these entries, dtypes and forms that the predicate holds for."""

    #: As `entries.title` names it; `EVERY` for all.
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

    def is_stale(self, used: set[str | None], *, full: bool) -> bool:
        """Return whether no sample of the line's own entry needed it."""
        return self.entry != EVERY and str(self) not in used and (full or not self.full)

    def __str__(self) -> str:
        return f"{self.entry} ({', '.join(self.dtypes or ('every dtype',))}): {self.why}"


DIFFERENCES: Final[tuple[Known, ...]] = (
    Known(
        EVERY,
        "there is no `out=`: an in-place call writes where it should",
        when=lambda sample, detail: "out" in sample.kwargs,
    ),
    Known(
        EVERY,
        "there is one device, and all tensors are dense",
        when=lambda _, detail: "a tensor that is" in detail,
    ),
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
    Known(
        "nn.functional.batch_norm",
        "an average that moves is written, and counts one version up; PyTorch's kernel writes it past the counter",
        when=lambda _, detail: "version counts 1 up, torch's 0" in detail,
    ),
    Known(
        "nn.functional.interpolate.bicubic",
        "of bytes at a border PyTorch adds up the weights that one of them has before it rounds them: 1 of 255 apart",
        dtypes=("uint8",),
        when=lambda _, detail: "Greatest absolute difference: 1 at" in detail,
        full=True,
    ),
    Known(
        "narrow_copy",
        "PyTorch's text is that of an assertion in C++, or another than narrow's; insitu says what narrow says",
        dtypes=(ERRORS,),
        when=lambda _, detail: "static_cast<int64_t>" in detail or "exceeds dimension size" in detail,
    ),
    Known(
        "addbmm",
        "in place never changes a shape: PyTorch's addbmm_ alone makes a smaller self as large as the result",
        forms=("inplace",),
        when=lambda _, detail: "doesn't match the broadcast shape" in detail,
    ),
    *(
        Known(
            name,
            "the conjugate of a complex tensor is a new tensor; PyTorch's is a view that conjugates when it is read",
            dtypes=("complex64",),
            when=lambda _, detail: "a copy, torch gives a view" in detail,
        )
        for name in ("conj", "H", "mH")
    ),
    *(
        Known(
            f"special.{name}",
            "PyTorch's is right to 7 digits only: mpmath agrees with insitu's",
            dtypes=("float64",),
            when=lambda _, detail: "not close" in detail,
        )
        for name in ("bessel_j0", "bessel_y1")
    ),
    *(
        Known(
            name,
            "PyTorch's operators, in C, look at the type of self; a function of Python does not",
            dtypes=(ERRORS,),
            when=lambda sample, _: sample.input == 2,
        )
        for name in (
            "__radd__",
            "__rdiv__",
            "__rmul__",
            "__rand__",
            "__ror__",
            "__rxor__",
            "__rmod__",
            "__rpow__",
            "__rsub__",
        )
    ),
)


def known_for(entry: str) -> list[Known]:
    """Return the lines about an entry."""
    return [line for line in DIFFERENCES if line.entry in (entry, EVERY)]
