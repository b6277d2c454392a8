"""What all optimizers share: groups of parameters, their state, and a step that walks over them.

The one rule: `step` records calls under `no_grad` and waits for nothing; a formula sees one parameter at a time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from itertools import chain
from typing import Any

from insitu import _functions
from insitu._tensor import Tensor
from insitu.autograd.hooks import RemovableHandle, added
from insitu.autograd.leaves import clear_grad
from insitu.optim.groups import Group, Params
from insitu.optim.state import Hooks, Remembering, State
from insitu.recording import enable_grad, no_grad
from insitu_engine.errors import BadValueError, InvalidValueError, UnsupportedError

__all__ = [
    "Group",
    "Optimizer",
    "Params",
    "State",
    "as_real",
    "require_at_least_zero",
    "require_betas",
    "zeros_like",
]


def require_at_least_zero(*options: tuple[str, float | Tensor]) -> None:
    """Raise InvalidValueError for the first of these named numbers that is below 0 or nan."""
    for name, value in options:
        if isinstance(value, Tensor):
            if value.numel() != 1:
                raise InvalidValueError("Tensor lr must be 1-element")
            raise UnsupportedError(f"{name} must be a number: what a tensor holds is on the server")
        if not value >= 0.0:
            raise InvalidValueError(f"Invalid {name}: {value}")


def require_betas(betas: tuple[float, float]) -> None:
    """Raise InvalidValueError unless both are at least 0 and below 1."""
    for at, beta in enumerate(betas):
        if not 0.0 <= beta < 1.0:
            raise InvalidValueError(f"Invalid beta parameter at index {at}: {beta}")


def zeros_like(param: Tensor, *names: str) -> State:
    """Return zeros of a parameter's shape under each of these names."""
    return {name: _functions.zeros_like(param) for name in names}


def as_real(tensor: Tensor) -> Tensor:
    """Return a complex tensor's view as pairs of real numbers, each of which has a step of its own; a real one itself."""
    return _functions.view_as_real(tensor) if tensor.is_complex() else tensor


def _hooked(step: Callable[..., Any]) -> Callable[..., Any]:
    """Return a step that is noted, with hooks around it."""

    @wraps(step)
    def hooked(self: Optimizer, *args: Any, **kwargs: Any) -> Any:
        given: tuple[Any, ...] = (self, *args)
        for before in self._step_pre_hooks.values():
            answer = before(self, given, kwargs)
            if answer is None:
                continue
            if not isinstance(answer, tuple) or len(answer) != 2:
                raise BadValueError(
                    f"{step} must return None or a tuple of (new_args, new_kwargs), but got {answer}."
                )
            given, kwargs = answer
        self.stepped = True
        found = step(*given, **kwargs)
        for after in self._step_post_hooks.values():
            after(self, given, kwargs)
        return found

    return hooked


class Optimizer(Remembering):
    """Base of all optimizers: a subclass says how one parameter is updated, or has a ``step`` of its own.

    ``params`` are leaf tensors, pairs of a name and a tensor, or dicts with ``"params"`` and options that differ from
    ``defaults``. Raises ArgumentError for what is no tensor, InvalidValueError for none, a computed one, or one in two
    groups.
    """

    #: Whether `step` was ever called: a scheduler's first step comes after it.
    stepped = False

    def __init_subclass__(cls, **options: Any) -> None:
        """Let a step of the subclass's own be noted, and hooks be called around it, too."""
        super().__init_subclass__(**options)
        if "step" in vars(cls):
            cls.step = _hooked(cls.step)  # type: ignore[method-assign] # the same signature

    def __init__(self, params: Params, defaults: dict[str, Any]) -> None:
        if defaults.get("fused") and defaults.get("differentiable"):
            raise BadValueError("`fused` does not support `differentiable`")
        if defaults.get("differentiable"):
            raise UnsupportedError("differentiable=True: a step is not recorded for backward")
        self._step_pre_hooks: Hooks = OrderedDict()
        self._step_post_hooks: Hooks = OrderedDict()
        super().__init__(params, defaults)
        if defaults.get("fused") and defaults.get("foreach"):
            raise BadValueError("`fused` and `foreach` cannot be `True` together.")

    @_hooked
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update every parameter that has a gradient, in place; return what ``closure`` returns, if there is one.

        ``closure`` computes the loss and its gradients first. Does not wait.
        """
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        with no_grad():
            for group in self.param_groups:
                for param in group["params"]:
                    if param.grad is not None:
                        grad = -param.grad if group.get("maximize") else param.grad
                        self._update(param, grad, group)
        return loss

    def _update(self, param: Tensor, grad: Tensor, group: Group) -> None:
        """Update one parameter in place; ``grad`` is not written."""
        raise NotImplementedError

    def _begin(self, param: Tensor, group: Group) -> State:
        """Return what is remembered of a parameter before its first step."""
        raise NotImplementedError

    def _counted(self, param: Tensor, group: Group) -> State:
        """Return a parameter's state, made if there is none, with another step counted."""
        state = self.state[param]
        if not state:
            state.update(self._begin(param, group))
        state["step"] += 1
        return state

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters, or fill them with zeros in place."""
        for param in chain.from_iterable(group["params"] for group in self.param_groups):
            clear_grad(param, set_to_none=set_to_none)

    def register_step_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(optimizer, args, kwargs)`` before a step; what it returns, unless None, are the arguments instead."""
        return added(self._step_pre_hooks, hook)

    def register_step_post_hook(self, hook: Callable[..., None]) -> RemovableHandle:
        """Call ``hook(optimizer, args, kwargs)`` after a step."""
        return added(self._step_post_hooks, hook)
