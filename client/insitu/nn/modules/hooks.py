"""Functions that a module calls before or after its own, in the order in which they were registered."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any, Self, TypeAlias

Hooks: TypeAlias = OrderedDict[int, "Hook"]

_numbers = count()


@dataclass(frozen=True, slots=True)
class Hook:
    """A function, and how it wants to be called."""

    function: Callable[..., Any]
    with_kwargs: bool = False
    #: Also when ``forward`` has raised.
    always: bool = False

    def __call__(self, module: object, args: tuple[Any, ...], kwargs: dict[str, Any], *result: Any) -> Any:
        """Return what the function makes of a call's arguments and, afterwards, of its result."""
        if self.with_kwargs:
            return self.function(module, args, kwargs, *result)
        return self.function(module, args, *result)


class RemovableHandle:
    """What a registration returns: `remove` takes the hook out again, as does leaving a ``with`` block."""

    def __init__(self, hooks: Hooks) -> None:
        self.id = next(_numbers)
        self._hooks = hooks

    def remove(self) -> None:
        """Call the hook no more."""
        self._hooks.pop(self.id, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.remove()


def add(hooks: Hooks, hook: Hook, *, first: bool) -> RemovableHandle:
    """Add a hook, ``first`` or last, and return its handle."""
    handle = RemovableHandle(hooks)
    hooks[handle.id] = hook
    if first:
        hooks.move_to_end(handle.id, last=False)
    return handle
