"""Whether calls of this thread are recorded for backward.

The one rule: a mode is its thread's own, and a block or a decorated function leaves it as it was.
"""

from __future__ import annotations

import warnings
from abc import abstractmethod
from collections.abc import Callable, Generator
from functools import wraps
from inspect import isclass, isgeneratorfunction
from threading import local
from types import TracebackType
from typing import Any, ClassVar, Self, TypeVar, cast, overload

_Function = TypeVar("_Function", bound=Callable[..., Any])


class _Mode(local):
    #: Whether recording is asked for, whether inference mode is on, and what follows: whether calls are recorded.
    asked: bool = True
    inference: bool = False
    on: bool = True

    def switch(self, asked: bool, inference: bool) -> tuple[bool, bool]:
        """Set the mode; return what it was."""
        before = self.asked, self.inference
        self.asked, self.inference, self.on = asked, inference, asked and not inference
        return before


mode = _Mode()


def is_grad_enabled() -> bool:
    """Return whether what this thread computes is recorded for backward, but for inference mode."""
    return mode.asked


def is_inference_mode_enabled() -> bool:
    """Return whether this thread is in `inference_mode`."""
    return mode.inference


class _Block:
    """A mode for a block, or for each call of a decorated function."""

    def __init__(self) -> None:
        self._before: list[tuple[bool, bool]] = []

    @abstractmethod
    def _wanted(self) -> tuple[bool, bool]:
        """Return whether recording is asked for in the block, and whether inference mode is on."""

    def clone(self) -> _Block:
        """Return another such block: calls of several threads share none."""
        return type(self)()

    def __enter__(self) -> Self:
        self._before.append(mode.switch(*self._wanted()))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        mode.switch(*self._before.pop())

    def __call__(self, function: _Function) -> _Function:
        """Return a function that runs in this mode; of a generator every part does."""
        if isclass(function):
            warnings.warn(
                "Decorating classes is deprecated and will be disabled in future versions. You should only decorate functions "
                "or methods. To preserve the current behavior of class decoration, you can directly decorate the `__init__` "
                "method and nothing else.",
                FutureWarning,
                stacklevel=2,
            )
        if isgeneratorfunction(function):
            return cast("_Function", _in_parts(function, self.clone))

        @wraps(function)
        def decorated(*args: Any, **kwargs: Any) -> Any:
            with self.clone():
                return function(*args, **kwargs)

        return cast("_Function", decorated)


def _in_parts(function: Callable[..., Any], block: Callable[[], _Block]) -> Callable[..., Any]:
    """Return a generator function each part of which runs in a block of its own."""

    @wraps(function)
    def decorated(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
        parts = function(*args, **kwargs)
        go_on, given = parts.send, None
        try:
            while True:
                with block():
                    item = go_on(given)
                try:
                    go_on, given = parts.send, (yield item)
                except GeneratorExit:
                    with block():
                        parts.close()
                    raise
                except BaseException as error:  # noqa: BLE001 - whatever is thrown in goes on to the parts
                    go_on, given = parts.throw, error
        except StopIteration as end:
            return end.value

    return decorated


class _Switch(_Block):
    """Recording on or off; without parentheses a decorator."""

    _asked: ClassVar[bool]

    @overload
    def __new__(cls, orig_func: None = None) -> Self: ...
    @overload
    def __new__(cls, orig_func: _Function) -> _Function: ...  # type: ignore[misc] # a decorator without parentheses
    def __new__(cls, orig_func: Callable[..., Any] | None = None) -> Any:
        """Return a block, or the function decorated."""
        return super().__new__(cls) if orig_func is None else cls()(orig_func)

    def _wanted(self) -> tuple[bool, bool]:
        return self._asked, mode.inference


class no_grad(_Switch):  # noqa: N801 - PyTorch's name
    """Record nothing in this block, or in the decorated function: what is computed requires no gradient."""

    _asked = False


class enable_grad(_Switch):  # noqa: N801 - PyTorch's name
    """Record again, inside of `no_grad`."""

    _asked = True


class set_grad_enabled(_Block):  # noqa: N801 - PyTorch's name
    """Record or do not, from now on; as a context manager, until its block ends; as a decorator, in the function alone."""

    def __init__(self, mode: bool) -> None:
        super().__init__()
        self.mode = mode
        self._begun = _set(mode)

    def _wanted(self) -> tuple[bool, bool]:
        return self.mode, mode.inference

    def clone(self) -> _Block:
        """Return a block of the same mode."""
        return enable_grad() if self.mode else no_grad()

    def __enter__(self) -> Self:
        super().__enter__()
        self._before[-1] = self._begun
        return self

    def __call__(self, function: _Function) -> _Function:
        """Return a function that runs in this mode, which is not in force from now on."""
        mode.switch(*self._begun)
        return super().__call__(function)


class inference_mode(_Block):  # noqa: N801 - PyTorch's name
    """Record nothing in this block, nor ever of what it makes: its tensors cannot be saved for backward.

    Outside of the block they cannot be written in place. ``inference_mode(False)`` records again.
    """

    @overload
    def __new__(cls, mode: bool = True) -> Self: ...
    @overload
    def __new__(cls, mode: _Function) -> _Function: ...  # type: ignore[misc] # a decorator without parentheses
    def __new__(cls, mode: bool | Callable[..., Any] = True) -> Any:
        """Return a block, or the function decorated."""
        return super().__new__(cls) if isinstance(mode, bool) else cls()(mode)

    def __init__(self, mode: bool = True) -> None:
        super().__init__()
        self.mode = mode

    def _wanted(self) -> tuple[bool, bool]:
        return not self.mode, self.mode

    def clone(self) -> _Block:
        """Return a block of the same mode."""
        return inference_mode(self.mode)


def _set(asked: bool) -> tuple[bool, bool]:
    """Set whether recording is asked for; return what the mode was."""
    return mode.switch(asked, mode.inference)
