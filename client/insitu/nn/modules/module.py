"""What all layers are: parameters, buffers and modules found among attributes, and a call that runs ``forward``.

The one rule: nothing here waits. A module keeps handles; what it learns stays on the server.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Self

from insitu.nn.modules import conversion, hooks, state
from insitu.nn.modules.hooks import Hook, Hooks, RemovableHandle
from insitu.nn.modules.members import Members
from insitu_engine.dtypes import DType, bfloat16, float16, float32, float64
from insitu_engine.errors import ArgumentError, BadValueError

__all__ = ["Module"]


def _forward_unimplemented(self: Module, *input: Any) -> None:
    """Say that a subclass lacks its ``forward``."""
    raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')


def indented(text: str) -> str:
    """Return a text whose lines but the first are two spaces further to the right."""
    return text.replace("\n", "\n  ")


class Module(Members):
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

    #: Kept in a state_dict beside the values, for those who load older ones.
    _version: int = 1
    training: bool
    _forward_pre_hooks: Hooks
    _forward_hooks: Hooks

    def __init__(self) -> None:
        super().__init__()
        self.training = True
        self._forward_pre_hooks = OrderedDict()
        self._forward_hooks = OrderedDict()

    forward: Callable[..., Any] = _forward_unimplemented

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return what ``forward`` returns, between the hooks."""
        if not self._forward_pre_hooks and not self._forward_hooks:
            return self.forward(*args, **kwargs)
        return self._call_hooked(args, kwargs)

    def _call_hooked(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        called: set[int] = set()
        result = None
        try:
            for hook in tuple(self._forward_pre_hooks.values()):
                args, kwargs = _replaced(hook, hook(self, args, kwargs), args, kwargs)
            result = self.forward(*args, **kwargs)
            for number, hook in tuple(self._forward_hooks.items()):
                called.add(number)
                changed = hook(self, args, kwargs, result)
                result = result if changed is None else changed
        except Exception:
            for number, hook in tuple(self._forward_hooks.items()):
                if hook.always and number not in called:
                    hook(self, args, kwargs, result)
            raise
        return result

    def register_forward_pre_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call ``hook(module, args)`` before ``forward``; what it returns, unless None, are the arguments instead."""
        return hooks.add(self._forward_pre_hooks, Hook(hook, with_kwargs), first=prepend)

    def register_forward_hook(
        self,
        hook: Callable[..., Any],
        *,
        prepend: bool = False,
        with_kwargs: bool = False,
        always_call: bool = False,
    ) -> RemovableHandle:
        """Call ``hook(module, args, result)`` after ``forward``; what it returns, unless None, is the result instead."""
        return hooks.add(self._forward_hooks, Hook(hook, with_kwargs, always_call), first=prepend)

    # --- what is done to all of it ----------------------------------------------------------------------------------

    def apply(self, fn: Callable[[Module], object]) -> Self:
        """Call ``fn`` with every module within, innermost first, and with this one."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def train(self, mode: bool = True) -> Self:
        """Let this module and all within it behave as while training, or not."""
        if not isinstance(mode, bool):
            raise ArgumentError("training mode is expected to be boolean")
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
            if parameter.grad is None:
                continue
            if set_to_none:
                parameter.grad = None
            else:
                parameter.grad.detach_().zero_()

    def to(self, *args: Any, **kwargs: Any) -> Self:
        """Let what is floating or complex have the dtype that ``Tensor.to`` would be told by these arguments.

        A parameter whose dtype changes becomes another Parameter: an optimizer is made afterwards.
        """
        return conversion.convert(self, conversion.caster(args, kwargs))

    def type(self, dst_type: DType | str) -> Self:
        """Let all parameters and buffers have a dtype."""
        return conversion.convert(self, lambda tensor: tensor.to(dst_type))

    def float(self) -> Self:
        """Let what is floating be float32."""
        return conversion.convert(self, conversion.floating(float32))

    def double(self) -> Self:
        """Let what is floating be float64."""
        return conversion.convert(self, conversion.floating(float64))

    def half(self) -> Self:
        """Let what is floating be float16."""
        return conversion.convert(self, conversion.floating(float16))

    def bfloat16(self) -> Self:
        """Let what is floating be bfloat16."""
        return conversion.convert(self, conversion.floating(bfloat16))

    def cpu(self) -> Self:
        """Return the module itself: there is one device."""
        return self

    def state_dict(
        self, *, destination: Any = None, prefix: str = "", keep_vars: bool = False
    ) -> OrderedDict[str, Any]:
        """Return all parameters and persistent buffers by dotted name: the tensors themselves, without history.

        Later steps of an optimizer show in them, as they share their bytes.
        """
        found: OrderedDict[str, Any] = state.collect(self, destination, prefix, keep_vars=keep_vars)
        return found

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
    ) -> state.IncompatibleKeys:
        """Copy values from a `state_dict` into this module's tensors, or with ``assign`` take its tensors over.

        Returns the names that were missing and those not expected; with ``strict`` they are refused. Raises
        BadValueError, which says all that does not fit, with the rest copied.
        """
        return state.load(self, state_dict, strict=strict, assign=assign)

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
