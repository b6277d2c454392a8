"""The part of docs/conformance.md about gradients: what passed of each entry, and what differs by design.

The rule: as the page's, equal outcomes are equal bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tests.gradients.checks import Checked

from .gradient_differences import DIFFERENCES
from .gradients import FORMS
from .nodes import COMPOSED
from .runner import PASSED, Result

#: The heading of the table.
TABLE: Final = "Gradients, op by op"
_TEXT: Final = """## Gradients

Every claimed entry that PyTorch differentiates went through the client once more in float64 and complex128, with inputs
that require gradients. A sample passes *first* if every result says of itself what PyTorch's does (whether it requires a
gradient, whether it is a leaf, the name of its `grad_fn`) and if `autograd.grad` gives PyTorch's gradients for random
gradients of the results; *second* if the gradients of those are PyTorch's, by the inputs and by the gradients of the
results; *in place* if the in-place form does all of that on a clone of the first argument, and is refused on a leaf in
PyTorch's words. What PyTorch refuses must be refused, by the same class and text. None is as good as zeros: which of the
two stands for a gradient that there is not depends on how it is written.

**{totals}.** {clean} of {entries} entries pass whole.

Besides, every row of the op table that has a gradient was held to finite differences: {first} first and {second} second
derivatives of {rows} rows, each along a random direction. A row without a gradient has a reason, which PyTorch is asked to
confirm: `tests/gradients/test_wholeness.py` lists them.

### Known differences in gradients

{known}

### Nodes of other names

A call is one node of the graph here, where PyTorch records the calls that it makes of it; so results may have been made by
these: {nodes}.

### {table}

| entry | {forms} |
|:--|--:|--:|--:|
"""


def sums(found: Sequence[Result]) -> dict[str, tuple[int, int]]:
    """Return, for each form, how many samples passed and how many there are."""
    return {
        form: (
            sum(result.counts[form, PASSED] for result in found),
            sum(count for result in found for (of, _), count in result.counts.items() if of == form),
        )
        for form in FORMS
    }


def totals(found: Sequence[Result]) -> str:
    """Return the sums as words."""
    return ", ".join(
        f"{passed:,} of {samples:,} samples pass {form}" for form, (passed, samples) in sums(found).items()
    )


def sentence(found: Sequence[Result]) -> str:
    """Return the sums as a sentence for the page's head."""
    return f" Of the [gradients](#gradients) of {len(found)} of them\n{totals(found)}."


def differences(checked: Sequence[Checked]) -> tuple[int, int]:
    """Return how many first and second derivatives were compared with finite differences."""
    return sum(row.first for row in checked), sum(row.second for row in checked)


def row(result: Result) -> str:
    """Return an entry's line of the table: how many samples passed of how many."""
    cells = (f"{passed}/{samples}" if samples else "" for passed, samples in sums([result]).values())
    return f"| `{result.entry}` | {' | '.join(cells)} |"


def part(found: Sequence[Result], checked: Sequence[Checked]) -> str:
    """Return the part of the page."""
    first, second = differences(checked)
    text = _TEXT.format(
        totals=totals(found),
        clean=sum(result.total(PASSED) == sum(result.counts.values()) for result in found),
        entries=len(found),
        first=f"{first:,}",
        second=f"{second:,}",
        rows=len(checked),
        known="\n".join(f"- `{line.entry}`: {line.why}" for line in DIFFERENCES),
        nodes=", ".join(f"`{entry}` ({', '.join(names)})" for entry, names in sorted(COMPOSED.items())),
        table=TABLE,
        forms=" | ".join(FORMS),
    )
    return text + "\n".join(map(row, sorted(found, key=lambda result: result.entry))) + "\n"
