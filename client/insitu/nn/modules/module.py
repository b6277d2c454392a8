"""What all layers are: parameters, buffers and modules found among attributes, and a call that runs ``forward``.

The one rule: nothing here waits. A module keeps handles; what it learns stays on the server.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

from insitu.autograd.leaves import clear_grad
from insitu.nn.modules.calls import Calling
from insitu.nn.modules.members import Members
from insitu_engine.errors import ArgumentError, InvalidValueError

__all__ = ["Module"]


def indented(text: str) -> str:
    """Return a text whose lines but the first are two spaces further to the right."""
    return text.replace("\n", "\n  ")


class Module(Calling):
    """Base of all layers and models. A subclass calls ``super().__init__()``, assigns what it has, and writes ``forward``.

    >>> import insitu
    >>> model = insitu.nn.Sequential(insitu.nn.Linear(3, 2), insitu.nn.ReLU())
    >>> model
    Sequential(
      (0): Linear(in_features=3, out_features=2, bias=True)
      (1): ReLU()
    )
    >>> model(insitu.ones(4, 3)).shape
    insitu.Size([4, 2])
    """

    #: Whether the next base of a subclass is initialized too, with the arguments.
    call_super_init: bool = False
    training: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        name = type(self).__name__
        if kwargs and not self.call_super_init:
            raise ArgumentError(
                f"{name}.__init__() got an unexpected keyword argument '{next(iter(kwargs))}'"
            )
        if args and not self.call_super_init:
            raise ArgumentError(
                f"{name}.__init__() takes 1 positional argument but {len(args) + 1} were given"
            )
        super().__init__()
        self.training = True
        if self.call_super_init:
            super(Members, self).__init__(*args, **kwargs)

    def apply(self, fn: Callable[[Module], object]) -> Self:
        """Call ``fn`` with every module within, innermost first, and with this one."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def train(self, mode: bool = True) -> Self:
        """Let this module and all within it behave as while training, or not."""
        if not isinstance(mode, bool):
            raise InvalidValueError("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self) -> Self:
        """Let this module and all within it behave as when used: no dropout, averages as learned."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Have gradients computed for all parameters, or no more."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters, or fill them with zeros in place."""
        for parameter in self.parameters():
            clear_grad(parameter, set_to_none=set_to_none)

    def compile(self, *args: Any, **kwargs: Any) -> None:
        """Do nothing: calls are recorded as they are."""

    # --- how it looks -----------------------------------------------------------------------------------------------

    def extra_repr(self) -> str:
        """Return what stands in the parentheses of the module's repr."""
        return ""

    def _get_name(self) -> str:
        return self.__class__.__name__

    def __repr__(self) -> str:
        extra = self.extra_repr()
        lines = extra.split("\n") if extra else []
        inner = [f"({name}): {indented(repr(module))}" for name, module in self._modules.items()]
        if len(lines) == 1 and not inner:
            return f"{self._get_name()}({extra})"
        shown = "\n  ".join([*lines, *inner])
        return f"{self._get_name()}(\n  {shown}\n)" if shown else f"{self._get_name()}()"
