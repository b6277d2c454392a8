"""Hooks: functions of this client that see a tensor's gradient, and may change it, when backward computes it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from itertools import count
from typing import TYPE_CHECKING, Any, Self

from insitu.autograd.sending import send
from insitu.transport.effects import Changed
from insitu_engine.autograd import history
from insitu_engine.errors import ArgumentError, GradientError
from insitu_engine.meta import Meta, Operand

if TYPE_CHECKING:
    from insitu._tensor import Tensor
    from insitu.autograd.walk import Grads

_numbers = count()


class RemovableHandle:
    """What a registration returns: `remove` takes the hook out again, as does leaving a ``with`` block."""

    def __init__(self, hooks: OrderedDict[int, Any]) -> None:
        self.id = next(_numbers)
        self._hooks = hooks

    def remove(self) -> None:
        """Call the hook no more."""
        self._hooks.pop(self.id, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.remove()


class Hooks:
    """The functions on the gradient of one tensor as it was when they were registered."""

    __slots__ = ("__weakref__", "functions", "metas")

    def __init__(self, of: Meta) -> None:
        self.metas = (of,)
        self.functions: OrderedDict[int, Callable[[Tensor], Tensor | None]] = OrderedDict()

    @property
    def active(self) -> bool:
        """Whether there are any."""
        return bool(self.functions)

    def answer(self, grads: Grads, *, retain: bool) -> Grads:  # noqa: ARG002 - as every watcher
        """Return what the functions make of the gradient, one after the other."""
        (gradient,) = grads
        for function in list(self.functions.values()):
            assert gradient is not None
            found = function(gradient)
            if found is None:
                continue
            if not isinstance(found, Operand):
                raise ArgumentError(f"expected Variable, but hook returned '{type(found).__name__}'")
            if found.meta.shape != gradient.meta.shape:
                raise GradientError(
                    f"hook '{getattr(function, '__name__', function)}' has changed the size of value"
                )
            if found.meta.dtype is not gradient.meta.dtype:
                raise GradientError(
                    f"hook '{getattr(function, '__name__', function)}' has changed the type of value"
                )
            gradient = found
        return [gradient]


def register(tensor: Tensor, function: Callable[[Tensor], Tensor | None]) -> RemovableHandle:
    """Have ``function`` called with the tensor's gradient when backward computes it; see `Tensor.register_hook`."""
    marks, key = history.marks_of(tensor)
    hooks = marks.get(key)
    if hooks is None:
        hooks = marks[key] = Hooks(tensor.meta)
        number = tensor.session.next_handle()
        tensor.session.watchers[number] = hooks

        def restore() -> None:
            marks.pop(key, None)

        send(tensor, "mark", (tensor, number), Changed(None, restore))
    return added(hooks.functions, function)


def register_accumulated(tensor: Tensor, function: Callable[[Tensor], None]) -> RemovableHandle:
    """Have ``function`` called with a leaf after backward has added to its ``grad``."""
    if not history.requires_grad(tensor):
        raise GradientError("cannot register a hook on a tensor that doesn't require gradient")
    if not history.is_leaf(tensor):
        raise GradientError("post accumulate grad hooks cannot be registered on non-leaf tensors")
    known = history.history(tensor)
    if known.after is None:
        known.after = OrderedDict()
    return added(known.after, function)


def run_accumulated(leaves: Iterable[Operand]) -> None:
    """Call what wants to be called after a backward has reached these leaves."""
    for leaf in leaves:
        for function in list((leaf.history.after or {}).values()):
            function(leaf)


def added(functions: OrderedDict[int, Any], function: Any, *, first: bool = False) -> RemovableHandle:
    """Add a function, ``first`` or last, and return what takes it out again."""
    handle = RemovableHandle(functions)
    functions[handle.id] = function
    if first:
        functions.move_to_end(handle.id, last=False)
    return handle
