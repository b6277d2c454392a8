"""What a module's hooks see of gradients: its arguments and its results pass through functions that do nothing else.

The one rule: a hook sees a gradient for each argument and each result of the call, None where that is no tensor.
"""

from __future__ import annotations

import warnings
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Self, TypeAlias

from insitu import _functions
from insitu._tensor import Tensor
from insitu.autograd.function import Function
from insitu.recording import mode
from insitu_engine.errors import BadValueError

BackwardHook: TypeAlias = Callable[..., Any]
BackwardHooks: TypeAlias = OrderedDict[int, BackwardHook]
Grads: TypeAlias = tuple[Any, ...]

_OUTPUTS_ALONE = (
    "Full backward hook is firing when gradients are computed with respect to module outputs since no inputs require "
    "gradients. See https://docs.pytorch.org/docs/main/generated/torch.nn.Module.html#torch.nn.Module.register_full_backward_hook "
    "for more details."
)


class BackwardHookFunction(Function):
    """Returns its tensors as they are; ``see`` gets their gradients, and returns those to go on with."""

    @staticmethod
    def forward(ctx: Any, see: Callable[[Grads], Grads], *tensors: Tensor) -> tuple[Tensor, ...]:
        """Return the tensors."""
        ctx.see = see
        ctx.set_materialize_grads(False)
        ctx.mark_non_differentiable(*[tensor for tensor in tensors if not tensor.requires_grad])
        return tensors

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> tuple[Any, ...]:
        """Return the gradients that are to go on."""
        return (None, *ctx.see(grads))


class Passage:
    """One call of a module whose hooks want to see gradients."""

    def __init__(self, module: object, before: list[BackwardHook], after: list[BackwardHook]) -> None:
        self._module = module
        self._before = before
        self._after = after
        self._entered: _Row | None = None
        self._left: _Row | None = None
        #: Those of the results, once backward has come to them.
        self._grad_outputs: Grads | None = None

    @classmethod
    def of(cls, module: object, before: BackwardHooks, after: BackwardHooks) -> Self | None:
        """Return the passage of a call, None where no hook wants to see gradients."""
        if not (before or after):
            return None
        return cls(module, list(before.values()), list(after.values()))

    def enter(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return the arguments that ``forward`` gets."""
        self._entered = _Row(args)
        return self._entered.passed(args, self._see_inputs)

    def leave(self, result: Any) -> Any:
        """Return the results that the caller gets."""
        if not isinstance(result, Tensor | tuple):
            warnings.warn(
                "For backward hooks to be called, module output should be a Tensor or a tuple of Tensors but received "
                f"{type(result)}",
                stacklevel=5,
            )
        results = result if isinstance(result, tuple) else (result,)
        self._left = _Row(results)
        found = self._left.passed(results, self._see_outputs)
        return found if isinstance(result, tuple) else found[0]

    def _see_outputs(self, grads: Grads) -> Grads:
        assert self._left is not None
        seen = self._left.spread(grads)
        for hook in self._before:
            answer = hook(self._module, seen)
            seen = seen if answer is None else _checked("pre hook", "grad_output", answer, seen)
        if self._entered is not None and self._entered.passes:
            self._grad_outputs = seen
        else:
            self._see_outputs_alone(seen)
        return self._left.gathered(seen)

    def _see_outputs_alone(self, grads: Grads) -> None:
        """Call the hooks of a module none of whose arguments requires a gradient."""
        warnings.warn(_OUTPUTS_ALONE, stacklevel=2)
        assert self._entered is not None
        for hook in self._after:
            answer = hook(self._module, self._entered.spread(()), grads)
            if answer is not None and not (isinstance(answer, tuple) and all(one is None for one in answer)):
                raise BadValueError(
                    "Backward hook for Modules where no input requires gradient should always return None or None for all "
                    "gradients."
                )

    def _see_inputs(self, grads: Grads) -> Grads:
        if self._grad_outputs is None:  # the gradient came by another way than through the results
            return grads
        assert self._entered is not None
        seen = self._entered.spread(self._entered.filled(grads))
        for hook in self._after:
            answer = hook(self._module, seen, self._grad_outputs)
            seen = seen if answer is None else _checked("hook", "grad_input", answer, seen)
        self._grad_outputs = None
        return self._entered.gathered(seen)


class _Row:
    """Values of a call, of which the tensors pass through a function."""

    def __init__(self, values: tuple[Any, ...]) -> None:
        self._count = len(values)
        self._places = [at for at, value in enumerate(values) if isinstance(value, Tensor)]
        self._shapes = [(values[at].shape, values[at].dtype) for at in self._places]
        self.passes = mode.on and any(values[at].requires_grad for at in self._places)

    def passed(self, values: tuple[Any, ...], see: Callable[[Grads], Grads]) -> tuple[Any, ...]:
        """Return the values, the tensors as the function returns them."""
        if not self.passes:
            return values
        tensors = BackwardHookFunction.apply(see, *[values[at] for at in self._places])
        found = dict(zip(self._places, tensors, strict=True))
        return tuple(found.get(at, value) for at, value in enumerate(values))

    def filled(self, grads: Grads) -> Grads:
        """Return gradients with zeros in the place of those that there are not."""
        return tuple(
            _functions.zeros(shape, dtype=dtype) if grad is None else grad
            for grad, (shape, dtype) in zip(grads, self._shapes, strict=True)
        )

    def spread(self, grads: Grads) -> Grads:
        """Return gradients of the tensors in their places, None in the others."""
        found = dict(zip(self._places, grads, strict=False))
        return tuple(found.get(at) for at in range(self._count))

    def gathered(self, grads: Grads) -> Grads:
        """Return the gradients that stand in the tensors' places."""
        return tuple(grads[at] for at in self._places)


def _checked(hook: str, name: str, answer: Any, seen: Grads) -> Grads:
    """Return a hook's gradients; raise BadValueError unless there is one for each that it saw."""
    if len(answer) != len(seen):
        raise BadValueError(
            f"Backward {hook} returned an invalid number of {name}, got {len(answer)}, but expected {len(seen)}"
        )
    found: Grads = answer
    return found
