"""A module's call: ``forward`` between the hooks that want to see its arguments and results, and later their gradients."""

from __future__ import annotations

import warnings
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Never

from insitu.autograd.hooks import RemovableHandle, added
from insitu.nn.modules.conversion import Convertible
from insitu.nn.modules.gradients import BackwardHook, BackwardHooks, Passage
from insitu_engine.errors import BadValueError, UnsupportedError


@dataclass(frozen=True, slots=True)
class Hook:
    """A function around ``forward``, and how it wants to be called."""

    function: Callable[..., Any]
    with_kwargs: bool = False
    #: Also when ``forward`` has raised.
    always: bool = False

    def __call__(self, module: object, args: tuple[Any, ...], kwargs: dict[str, Any], *result: Any) -> Any:
        """Return what the function makes of a call's arguments and, afterwards, of its result."""
        if self.with_kwargs:
            return self.function(module, args, kwargs, *result)
        return self.function(module, args, *result)


def _forward_unimplemented(self: Calling, *input: Any) -> None:
    """Say that a subclass lacks its ``forward``."""
    raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')


class Calling(Convertible):
    """The part of a Module that is called, and lets hooks have a say."""

    _forward_pre_hooks: OrderedDict[int, Hook]
    _forward_hooks: OrderedDict[int, Hook]
    _backward_pre_hooks: BackwardHooks
    _backward_hooks: BackwardHooks

    def __init__(self) -> None:
        super().__init__()
        self._forward_pre_hooks = OrderedDict()
        self._forward_hooks = OrderedDict()
        self._backward_pre_hooks = OrderedDict()
        self._backward_hooks = OrderedDict()

    #: A value, not a method: a subclass's may take any arguments.
    forward: Callable[..., Any] = _forward_unimplemented

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return what ``forward`` returns, between the hooks."""
        if not (
            self._forward_pre_hooks or self._forward_hooks or self._backward_pre_hooks or self._backward_hooks
        ):
            return self.forward(*args, **kwargs)
        return self._call_hooked(args, kwargs)

    def _call_hooked(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        called: set[int] = set()
        result = None
        try:
            for hook in tuple(self._forward_pre_hooks.values()):
                args, kwargs = _replaced(hook, hook(self, args, kwargs), args, kwargs)
            passage = Passage.of(self, self._backward_pre_hooks, self._backward_hooks)
            args = args if passage is None else passage.enter(args)
            result = self.forward(*args, **kwargs)
            for number, hook in tuple(self._forward_hooks.items()):
                called.add(number)
                changed = hook(self, args, kwargs, result)
                result = result if changed is None else changed
            return result if passage is None else passage.leave(result)
        except Exception:
            for number, hook in tuple(self._forward_hooks.items()):
                if hook.always and number not in called:
                    result = self._call_after_error(hook, args, kwargs, result)
            raise

    def _call_after_error(
        self, hook: Hook, args: tuple[Any, ...], kwargs: dict[str, Any], result: Any
    ) -> Any:
        """Call a hook that wants to be called though ``forward`` raised; what it raises is only warned of."""
        try:
            changed = hook(self, args, kwargs, result)
        except Exception as error:  # noqa: BLE001 - whatever a user's function raises
            warnings.warn(
                "module forward hook with ``always_call=True`` raised an exception that was silenced as another error was "
                f"raised in forward: {error}",
                stacklevel=4,
            )
            return result
        return result if changed is None else changed

    def register_forward_pre_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call ``hook(module, args)`` before ``forward``; what it returns, unless None, are the arguments instead."""
        return added(self._forward_pre_hooks, Hook(hook, with_kwargs), first=prepend)

    def register_forward_hook(
        self,
        hook: Callable[..., Any],
        *,
        prepend: bool = False,
        with_kwargs: bool = False,
        always_call: bool = False,
    ) -> RemovableHandle:
        """Call ``hook(module, args, result)`` after ``forward``; what it returns, unless None, is the result instead."""
        return added(self._forward_hooks, Hook(hook, with_kwargs, always_call), first=prepend)

    def register_full_backward_pre_hook(self, hook: BackwardHook, prepend: bool = False) -> RemovableHandle:
        """Call ``hook(module, grad_output)`` when backward comes to the results; what it returns goes on instead.

        It runs here, as all hooks on gradients do: a backward costs a round trip for it. ``forward`` gets views of its
        arguments, and the caller views of its results, neither to be written in place.
        """
        return added(self._backward_pre_hooks, hook, first=prepend)

    def register_full_backward_hook(self, hook: BackwardHook, prepend: bool = False) -> RemovableHandle:
        """Call ``hook(module, grad_input, grad_output)`` when backward has come to the arguments.

        What it returns, unless None, are the arguments' gradients instead; see `register_full_backward_pre_hook`.
        """
        return added(self._backward_hooks, hook, first=prepend)

    def register_backward_hook(self, hook: BackwardHook) -> Never:
        """Raise UnsupportedError: PyTorch's older form sees the gradients of the last op only."""
        del hook
        raise UnsupportedError(
            "register_backward_hook() is not there, whose gradients are those of the last op alone: use "
            "register_full_backward_hook()"
        )


def _replaced(
    hook: Hook, answer: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return the arguments that a hook before ``forward`` wants."""
    if answer is None:
        return args, kwargs
    if not hook.with_kwargs:
        return answer if isinstance(answer, tuple) else (answer,), kwargs
    if not isinstance(answer, tuple) or len(answer) != 2:
        raise BadValueError(
            f"forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got {answer}."
        )
    return answer
