"""Copying and in-place calls side by side: values, handles, versions, views, scatter."""

from __future__ import annotations

import insitu
from insitu.demo.stage import Stage


def show(stage: Stage) -> None:
    """Show the scenes."""
    stage.scene("Copy or in place", "A trailing underscore changes the bytes where they are.")
    arithmetic(stage)
    stage.scene("Scatter", "Values go to positions: into a copy, or into the tensor itself.")
    scattering(stage)


def arithmetic(stage: Stage) -> None:
    """Show that ``x + y`` makes a tensor and ``x.add_(y)`` changes one."""
    x, y = insitu.rand(2), insitu.rand(2)
    first, other = x.numpy(), y.numpy()
    stage.row("x = insitu.rand(2)", x, "version 0", x._version == 0)
    stage.row("y = insitu.rand(2)", y)
    handle = x.handle
    stage.row("handle = x.handle", "")
    total = x + y
    stage.row("x + y", total, "a new tensor", total.handle != handle)
    stage.row("x", x, "x keeps its value", x.tolist() == first.tolist())
    same = x.add_(y)
    expected = first + other
    stage.row("x.add_(y)", same, "x itself, version 1", _is_now(same, x, 1, expected.tolist()))
    before = x
    x += y
    expected += other
    stage.row("x += y", x, "same handle, version 2", _is_now(x, before, 2, expected.tolist()))
    x *= y
    expected *= other
    stage.row("x *= y", x, "same handle, version 3", _is_now(x, before, 3, expected.tolist()))
    view = x[1:]
    stage.row("view = x[1:]", view, "shares bytes and version", view._version == 3)
    x.zero_()
    stage.row("x.zero_(); view", view, "the view sees it", view.tolist() == [0.0] and view._version == 4)
    view.fill_(7)
    stage.row("view.fill_(7); x", x, "and x the view's change", x.tolist() == [0.0, 7.0] and x._version == 5)
    stage.row("x.handle == handle", x.handle == handle, "one handle throughout", x is before)


def _is_now(result: insitu.Tensor, x: insitu.Tensor, version: int, values: object) -> bool:
    return result is x and x._version == version and x.tolist() == values


def scattering(stage: Stage) -> None:
    """Show ``scatter`` and ``scatter_``."""
    x = insitu.zeros(2, 3)
    index = insitu.tensor([[0, 2, 1], [2, 0, 1]])
    source = insitu.arange(1.0, 7.0).view(2, 3)
    stage.row("index", index)
    stage.row("source", source)
    expected = [[1.0, 3.0, 2.0], [5.0, 6.0, 4.0]]
    copied = x.scatter(1, index, source)
    kept = x.tolist() == [[0.0] * 3] * 2 and x._version == 0
    stage.row(
        "x.scatter(1, index, source)",
        copied,
        "a copy: x is still zeros",
        copied.tolist() == expected and kept,
    )
    same = x.scatter_(1, index, source)
    stage.row("x.scatter_(1, index, source)", x, "x itself, version 1", _is_now(same, x, 1, expected))
