"""What a program may do next: lines of PyTorch, drawn by looking at the tensors that are there.

Every line reads the same in both worlds: ``T`` is torch or insitu, the letters are live tensors, all of float64. Most
lines are well formed as far as shapes go; whether gradients allow them is for both worlds to say.
"""

from __future__ import annotations

import torch

from .draw import WILD, Draw, Live
from .gradients import GRADIENTS
from .lenient import NO_GRAD
from .results import JOINED, OPS
from .views import BY_STRIDES, VIEWS
from .writes import TAMING, WRITES

SHAPES = ((3,), (2, 3), (3, 3), (), (4,), (2, 2, 3), (1, 3), (6,), (3, 1))


def beginning(d: Draw) -> str:
    """A leaf: numbers that are no one's bounds, and differ."""
    shape = d.among(SHAPES)
    numel = torch.Size(shape).numel()
    start, step = d.number(20), d.among((3, 7, 11))
    values = [((start + step * at) % 23 - 11) / 8 for at in range(numel)]
    asked = ", requires_grad=True" if not d.live or not d.once_in(3) else ""
    return f"{d.into} = T.tensor({torch.tensor(values).reshape(shape).tolist()}, dtype=T.float64{asked})"


def _written(d: Draw) -> str | None:
    if d.size > WILD:
        return f"{d.name}{d.among(TAMING)}"
    text = WRITES[d.among(list(WRITES))](d)
    return text and f"{d.name}{text}"


def _made(d: Draw) -> str | None:
    if d.size > WILD:
        return f"{d.into} = {d.name}.sigmoid()"
    if d.once_in(8):
        joined = _joined(d)
        return joined and f"{d.into} = {joined}"
    text = OPS[d.among(list(OPS))](d)
    return text and f"{d.into} = {d.name}{text}"


def _joined(d: Draw) -> str | None:
    other = d.operand_name(exactly=True)
    if not other or not d.x.ndim or d.x.ndim > 2:
        return None
    return d.among(JOINED).format(d.name, other)


def _viewed(d: Draw) -> str | None:
    kind = d.among(list(VIEWS))
    if kind in BY_STRIDES and not d.row_major:
        return None
    text = VIEWS[kind](d)
    return text and f"{d.into} = {d.name}{text}"


def grow(tape: bytes, live: Live, count: int) -> str | None:
    """The next line of a program; None where the step's choices fit no line, or are all the first."""
    if not any(tape):
        return None
    d = Draw(tape, live, count)
    if len(live) < 2:
        return beginning(d)
    kind = d.number(100)
    line = (
        _written(d) if kind < 30 else
        _made(d) if kind < 55 else
        _viewed(d) if kind < 80 else
        GRADIENTS[d.among(list(GRADIENTS))](d) if kind < 96 else
        beginning(d)
    )  # fmt: skip
    if line is not None and kind < 80 and d.once_in(12):
        return f"{NO_GRAD}{line}"
    return line
