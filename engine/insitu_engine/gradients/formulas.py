"""What a gradient is: for each tensor argument of an op a formula, whose own argument names are what is saved for it.

A formula may name

- ``g``, the gradient of the op's first result; ``grads``, those of all results, None where there is none,
- any parameter of the op: a tensor comes as it was when the call was recorded (in place: before it was written), and
  backward refuses if it has been written since,
- ``result`` or ``results``: likewise, as the call left them,
- a parameter with ``_meta`` appended: dtype, shape and strides alone, for which nothing is kept,
- ``result_metas``, dtype, shape and strides of all results,
- ``random``, for an op that draws: given to it again, it draws the same numbers,
- ``ops``, to run an op that is no method: ``ops("zeros_like", g)``.

Values are `insitu_engine.values.Value`: tensors with operators and the table's ops as methods. The answer may have the
shape and the dtype of the result: it is summed and cast to the argument's own afterwards. None says that nothing flows.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any, Final, TypeAlias

Values: TypeAlias = dict[str, Any]


class Formula:
    """The gradient of one argument, and what it wants."""

    __slots__ = ("_function", "wanted")

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self.wanted = tuple(signature(function).parameters)

    def __call__(self, values: Values) -> Any:
        """Return the gradient, from all values that the call has kept."""
        return self._function(**{name: values[name] for name in self.wanted})


#: By the op's name, in place or not, and then by the argument's.
FORMULAS: Final[dict[str, dict[str, Formula]]] = {}


def gradient(*names: str, **formulas: Callable[..., Any]) -> None:
    """Add the formulas of ops that share them; raise ValueError where an op has some already."""
    for name in names:
        if name in FORMULAS:
            raise ValueError(f"{name} has a gradient already")
        FORMULAS[name] = {argument: Formula(function) for argument, function in formulas.items()}


def conj(value: Any) -> Any:
    """Return the conjugate of a tensor or a number."""
    return value.conjugate() if isinstance(value, int | float | complex) else value.conj()


def nothing(g: Any) -> Any:
    """Return zeros: the op is constant wherever it has a derivative."""
    return g.zeros_like()


def vanishing() -> None:
    """Return that nothing flows: the value was overwritten."""
