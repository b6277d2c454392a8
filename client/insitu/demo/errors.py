"""Errors as a user meets them: at the line that caused them, or later with that line's number."""

from __future__ import annotations

from collections.abc import Callable

import insitu
from insitu.demo.stage import Stage
from insitu_engine.errors import BadValueError, DTypeError, InsituError, OverlapError, ShapeError


def show(stage: Stage) -> None:
    """Show the scene."""
    stage.scene(
        "Errors", "PyTorch's texts, raised at the line itself: nothing was sent, nothing has changed."
    )
    x = insitu.zeros(3)
    count = insitu.ones(3, dtype=insitu.int64)
    refuse(stage, "x.add_(insitu.ones(2, 3))", lambda: x.add_(insitu.ones(2, 3)), ShapeError, x)
    refuse(stage, "count.mul_(0.5)", lambda: count.mul_(0.5), DTypeError, count)
    refuse(stage, "x[1:].add_(x[:-1])", lambda: x[1:].add_(x[:-1]), OverlapError, x)
    stage.scene(
        "An error that only the server can find",
        "An index out of range: calls are sent ahead of their replies.",
    )
    late(stage)


def refuse(
    stage: Stage, code: str, act: Callable[[], object], expected: type[Exception], target: insitu.Tensor
) -> None:
    """Show one call that is refused at once."""
    values = target.tolist()
    error: Exception | None = None
    try:
        act()
    except InsituError as raised:
        error = raised
    name = code[: min(code.find("."), code.find("[") % 100)]
    kept = target.tolist() == values and target._version == 0
    stage.refusal(code, error, expected, f"{name} is unchanged, version 0", kept)


def late(stage: Stage) -> None:
    """Show an error that is found later, where it is raised, what line it names, and what was applied."""
    x = insitu.zeros(3)
    guilty = stage.source(write_beyond, "scatter_")
    error: InsituError | None = None
    try:
        write_beyond(x)
    except InsituError as raised:
        error = raised
    named = error is not None and f"{__file__}:{guilty}," in str(error)
    stage.refusal("", error, BadValueError, f"it names line {guilty}, the guilty one", named)
    applied = x.tolist() == [1.0, 1.0, 1.0] and x._version == 1
    stage.row("x", x, "what came before it is applied, nothing after it", applied)


def write_beyond(x: insitu.Tensor) -> None:
    """Write past the end of a tensor; the server finds out."""
    x.add_(1)  # applied
    x.scatter_(0, insitu.tensor([7]), 5.0)  # sent: position 7 of 3
    x.mul_(100)  # dropped
    x.tolist()  # raised here
