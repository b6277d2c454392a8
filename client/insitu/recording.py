"""Whether calls of this thread are recorded for backward."""

from __future__ import annotations

from contextlib import ContextDecorator
from threading import local
from types import TracebackType
from typing import Self


class _Mode(local):
    on: bool = True
    inference: bool = False


mode = _Mode()


def is_grad_enabled() -> bool:
    """Return whether what this thread computes is recorded for backward."""
    return mode.on


class _Switch(ContextDecorator):
    """Sets the mode for a block, or for a decorated function."""

    _wanted: bool

    def __init__(self) -> None:
        self._before: list[bool] = []

    def __enter__(self) -> Self:
        self._before.append(mode.on)
        mode.on = self._wanted
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        mode.on = self._before.pop()


class no_grad(_Switch):  # noqa: N801 - PyTorch's name
    """Record nothing in this block, or in the decorated function: what is computed requires no gradient."""

    _wanted = False


class enable_grad(_Switch):  # noqa: N801 - PyTorch's name
    """Record again, inside of `no_grad`."""

    _wanted = True


class set_grad_enabled(_Switch):  # noqa: N801 - PyTorch's name
    """Record or do not, from now on; as a context manager, until its block ends."""

    def __init__(self, mode: bool) -> None:
        super().__init__()
        self._wanted = mode
        self._begun = _switch(mode)

    def __enter__(self) -> Self:
        self._before.append(self._begun)
        mode.on = self._wanted
        return self


class inference_mode(ContextDecorator):  # noqa: N801 - PyTorch's name
    """Record nothing in this block, nor ever of what it makes: its tensors cannot be saved for backward.

    Outside of the block they cannot be written in place. ``inference_mode(False)`` records again.
    """

    def __init__(self, mode: bool = True) -> None:
        self._wanted = mode
        self._before: list[tuple[bool, bool]] = []

    def __enter__(self) -> Self:
        self._before.append((mode.on, mode.inference))
        mode.on, mode.inference = not self._wanted, self._wanted
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        mode.on, mode.inference = self._before.pop()


def is_inference_mode_enabled() -> bool:
    """Return whether this thread is in `inference_mode`."""
    return mode.inference


def _switch(wanted: bool) -> bool:
    """Set the mode; return what it was."""
    before = mode.on
    mode.on = wanted
    return before
