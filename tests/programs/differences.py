"""Where programs may part from PyTorch, and why.

A program ends at a difference that a row of ``DRIFT`` or ``OPEN`` knows, and is counted under it; any other fails. What
`worlds` and this module bring to one form before they compare is marked DRIFT there.
"""

from __future__ import annotations

import re

_WRITTEN = r"torch alone refuses: .* modified by an inplace"
#: For good: a pattern of the lines that a disagreement needs, one of what it says, and why.
DRIFT: tuple[tuple[str, str, str], ...] = (
    (
        r"\] = ", r"(is a view|A view was)[^\n]*\ninsitu ShapeError",
        "which of two faults is told, of an assigned view and its shape",
    ),
    (
        "", r"its base or another view of its base[^\n]*\ninsitu GradientError: one of the variables",
        "which of two faults is told, of a saved view that was written",
    ),
    (
        r"no_grad\(\): \w = \w(\.\w+\(|\[)", _WRITTEN,
        "a view made under no_grad leads nowhere: nothing is kept for it here, and PyTorch keeps what nobody asks for",
    ),
    (
        r"index_(add|copy)_", rf"{_WRITTEN}|words: .*modified by an inplace",
        "PyTorch keeps the source of index_add_ and index_copy_, for its shape, and refuses where it was written",
    ),
    (
        " @ ", r"words: .*DoubleTensor \[(1, \d|\d, 1)\](.|\n)*DoubleTensor \[\d\]",
        "PyTorch multiplies vectors as matrices, and tells of those",
    ),
)  # fmt: skip

#: DRIFT: a node is named after the call here; PyTorch, which records it as the calls it is made of, names the last.
NODES: dict[str, frozenset[str]] = {
    "Fill": frozenset({"Copys"}),
    "Copys": frozenset({"Fill"}),
    "Matmul": frozenset({"Squeeze", "UnsafeView"}),
    "ReshapeAlias": frozenset({"UnsafeView"}),
    "View": frozenset({"UnsafeView"}),
}

#: To be mended; a row goes when its fix comes.
OPEN: tuple[tuple[str, str, str], ...] = (
    (
        r"no_grad\(\): \w = ",
        r"torch alone refuses: RuntimeError: A view was created in no_grad",
        "PyTorch refuses a saved view made under no_grad whose base was written, though its gradient leads nowhere",
    ),
    (
        r"requires_grad_\(False\)",
        r"insitu alone refuses: GradientError: A view was created in no_grad",
        "a view made under no_grad whose base was written is asked whether it is a leaf",
    ),
    (
        r"detach_\(\)",
        r"torch alone refuses: .*has been detached in-place",
        "PyTorch refuses what was saved and then detached in place, where the gradient is right here",
    ),
    (
        r"no_grad\(\): \w = ",
        r"torch alone refuses: .*through the graph a second time",
        "nothing is kept of a call whose inputs lead nowhere, so nothing is freed",
    ),
    (
        r"unbind|split|chunk",
        r"words: torch raises RuntimeError: Output \d of (.|\n)*insitu OverlapError",
        "which of two faults is told, of a view of several and of overlapping memory",
    ),
    (
        " @ ",
        r"words: .*DoubleTensor \[[\d, ]+\](.|\n)*DoubleTensor \[[\d, ]+\]",
        "PyTorch folds what it multiplies, and tells of the folded shape",
    ),
    ("", r"insitu alone refuses: OverlapError", "writes of what is there already, and of single elements"),
)


def known(script: str, disagreement: str) -> str | None:
    """The reason of the row that knows a disagreement, told as its kind and details, of these lines."""
    for kind, rows in (("drift", DRIFT), ("open", OPEN)):
        for lines, said, reason in rows:
            if re.search(lines, script) and re.search(said, disagreement):
                return f"{kind}: {reason}"
    return None


def same_maker(theirs: str | None, ours: str | None) -> bool:
    """Whether two names of nodes name one, whatever the number of the overload."""
    if theirs is None or ours is None:
        return theirs is ours
    wanted, got = _plain(theirs), _plain(ours)
    return wanted == got or wanted in NODES.get(got, ())


def _plain(name: str) -> str:
    return name.removeprefix("torch::autograd::").rstrip("0123456789").replace("Backward", "")


def said(error: Exception) -> str:
    """An error's text up to where PyTorch gives hints, and insitu the place of the write."""
    # DRIFT: what made a tensor that was saved and then written is told as of then; PyTorch tells what made it last.
    text = getattr(error, "message", str(error))
    first = re.split(r"\. Hint|(?<=instead)\.", text)[0].partition("\n")[0]
    first = re.sub(r", which is output \d+ of [\w:]+, is at", " is at", first)
    # DRIFT: some of PyTorch's kernels count their own write to a new tensor: it is the number of writes since that counts.
    return re.sub(
        r"version (\d+); expected version (\d+)", lambda m: f"{int(m[1]) - int(m[2])} writes later", first
    )
