"""What differs from PyTorch by design, brought to one form before it is compared.

Besides, `worlds` counts some kinds of lines, which end a program or pass: where memory lies otherwise, where both refuse
for a value that was written but tell of another one, where PyTorch fails an assertion of its own, and where PyTorch alone
refuses for what it keeps, while insitu, which keeps less, computes what PyTorch does if it may keep all (`lenient`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

#: DRIFT: a node is named after the call here; PyTorch, which records it as the calls it is made of, names the last.
NODES: dict[str, frozenset[str]] = {
    "Fill": frozenset({"Copys"}),
    "Copys": frozenset({"Fill"}),
    "Matmul": frozenset({"Squeeze", "UnsafeView"}),
    "ReshapeAlias": frozenset({"UnsafeView"}),
    "View": frozenset({"UnsafeView"}),
}

#: PyTorch's word that it is wrong itself: as when a value that keeps its gradient is transposed in place, and written.
BROKEN = "INTERNAL ASSERT FAILED"
_DETACHED = "Trying to use a saved tensor that has been detached in-place"
_FREED = "Trying to backward through the graph a second time"
_WRITTEN = "one of the variables needed for gradient computation has been modified by an inplace operation"
#: PyTorch's refusals of a backward for what became of values that it keeps.
_KEPT = (
    _WRITTEN,
    _FREED,
    _DETACHED,
    "its base or another view of its base has been modified inplace",
)


def for_what_is_kept(refusal: Exception) -> bool:
    """Whether PyTorch refuses for what became of a value that it keeps."""
    return any(text in str(refusal) for text in _KEPT)


def tell_of_others(refusal: Exception, error: Exception) -> bool:
    """Whether both refuse for what became of values that are kept, but perhaps of other ones, or for another reason."""
    return for_what_is_kept(refusal) and any(text in str(error) for text in (_WRITTEN, _FREED))


def for_what_is_copied(error: Exception, lines: Iterable[str]) -> bool:
    """Whether insitu refuses for a stack of matrices, of which PyTorch keeps a copy that a product has made."""
    stack = re.search(r"Tensor \[\d+(, \d+){2,}\]", str(error))
    return _WRITTEN in str(error) and stack is not None and any(" @ " in line for line in lines)


def same_maker(theirs: str | None, ours: str | None) -> bool:
    """Whether two names of nodes name one, whatever the number of the overload."""
    if theirs is None or ours is None:
        return theirs is ours
    wanted, got = _plain(theirs), _plain(ours)
    return wanted == got or wanted in NODES.get(got, ())


def _plain(name: str) -> str:
    return name.removeprefix("torch::autograd::").rstrip("0123456789").replace("Backward", "")


def said(error: Exception) -> str:
    """An error's text without PyTorch's hints, and without what insitu adds: which call wrote, and where."""
    # DRIFT: what made a tensor that was saved and then written is told as of then; PyTorch tells what made it last.
    text = getattr(error, "message", str(error))
    first = re.split(r" Hint:| If you are using DistributedDataParallel| \w+\(\) wrote it", text)[
        0
    ].partition("\n")[0]
    first = re.sub(r", which is output \d+ of [\w:]+, is at", " is at", first)
    # DRIFT: some of PyTorch's kernels count their own write to a new tensor: it is the number of writes since that counts.
    return re.sub(
        r"version (\d+); expected version (\d+)", lambda m: f"{int(m[1]) - int(m[2])} writes later", first
    )
