"""A program on a PyTorch that refuses nothing for what it keeps: the judge where insitu, which keeps less, goes on.

Values that are saved are cloned when they are written, the graph is never let go of, and what is detached is another
tensor: so the gradients are those of the program as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import torch

from .draw import Live

#: Tensors that never require a gradient: places to pick, and a truth for each.
FIXED = ("places = T.tensor([1, 0])", "truths = T.tensor([True, False, True])")
_DETACH = re.compile(r"^(\w)\.detach_\(\)$")
NO_GRAD = "with T.no_grad(): "


def leniently(lines: Iterable[str]) -> Live:
    """Return the live tensors after these lines, each of which PyTorch or insitu has accepted."""
    names, live = {"T": torch}, {}
    with torch.autograd.graph.allow_mutation_on_saved_tensors():
        for line in (*FIXED, *lines):
            exec(_lenient(line), names, live)
    return live


def detached(lines: Iterable[str]) -> set[str]:
    """Return the names of tensors that some line detaches in place."""
    return {line[0] for line in lines if _DETACH.match(line)}


def _lenient(line: str) -> str:
    line = _DETACH.sub(r"\1 = \1.detach()", line)
    if ("backward(" in line or "autograd.grad(" in line) and "retain_graph" not in line:
        at = line.rindex(")[0]") if ")[0]" in line else line.rindex(")")
        comma = "" if line[at - 1] == "(" else ", "
        return f"{line[:at]}{comma}retain_graph=True{line[at:]}"
    return line
