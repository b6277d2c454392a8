"""Functions that a module calls before or after its own, in the order in which they were registered."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from insitu.autograd.hooks import RemovableHandle

__all__ = ["Hook", "Hooks", "RemovableHandle", "add"]

Hooks: TypeAlias = OrderedDict[int, "Hook"]


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


def add(hooks: Hooks, hook: Hook, *, first: bool) -> RemovableHandle:
    """Add a hook, ``first`` or last, and return its handle."""
    handle = RemovableHandle(hooks)
    hooks[handle.id] = hook
    if first:
        hooks.move_to_end(handle.id, last=False)
    return handle
