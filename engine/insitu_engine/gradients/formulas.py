"""What a gradient is: for each tensor argument of an op a formula, whose own argument names are what is saved for it.

A formula may name

- ``g``, the gradient of the op's first result; ``grads``, those of all results, None where there is none,
- any parameter of the op: a tensor comes as it was when the call was recorded (in place: before it was written), and
  backward refuses if it has been written since,
- a list of tensors with ``_others`` appended: each of them where another one requires a gradient, else None,
- ``result``, ``second`` or ``results``: the first, the second or all of them, likewise as the call left them,
- a parameter with ``_meta`` appended: dtype, shape and strides alone, for which nothing is kept,
- a tensor with ``_offset`` appended: where it begins in its storage, in elements,
- ``result_metas``, dtype, shape and strides of all results,
- ``random``, for an op that draws: given to it again, it draws the same numbers,
- ``ops``, to run an op that is no method: ``ops("zeros_like", g)``,
- what the op's row computes when a call is recorded, by the name that the row gives it: see `gradient`.

Values are `insitu_engine.autograd.values.Value`: tensors with operators and the table's ops as methods. The answer may have the
shape and the dtype of the result: it is summed and cast to the argument's own afterwards. None says that nothing flows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import signature
from typing import Any, Final, TypeAlias

from insitu_engine.dtypes import float32

Values: TypeAlias = dict[str, Any]
Functions: TypeAlias = Mapping[str, Callable[..., Any]]


class Formula:
    """The gradient of one argument, or something else to compute, and what it wants."""

    __slots__ = ("_function", "wanted")

    def __init__(self, function: Callable[..., Any], wanted: tuple[str, ...] | None = None) -> None:
        self._function = function
        self.wanted = tuple(signature(function).parameters) if wanted is None else wanted

    def __call__(self, values: Values) -> Any:
        """Return the gradient, from all values that the call has kept."""
        return self._function(**{name: values[name] for name in self.wanted})


class Late(Formula):
    """A gradient with parts that are computed of what is saved when backward comes, unless they have been before."""

    __slots__ = ("given", "parts")

    def __init__(self, rule: Formula, parts: Functions) -> None:
        """``rule`` is the gradient as it wants the parts; this one wants what the parts are computed of."""
        self.parts = {name: Formula(parts[name]) for name in rule.wanted if name in parts}
        #: What the rule wants besides.
        self.given = tuple(name for name in rule.wanted if name not in self.parts)
        of = (name for part in self.parts.values() for name in part.wanted)
        super().__init__(rule, tuple(dict.fromkeys([*self.given, *of])))

    def __call__(self, values: Values) -> Any:
        """Return the gradient, from all values that the call has kept."""
        late = {name: part(values) for name, part in self.parts.items() if name not in values}
        return self._function(values | late)


#: By the op's name, in place or not, and then by the argument's.
FORMULAS: Final[dict[str, dict[str, Formula]]] = {}
#: By the op's name: what is computed when a call is recorded, by the name under which its formulas want it.
KEPT: Final[dict[str, dict[str, Formula]]] = {}


def gradient(
    *names: str,
    keep: Functions | None = None,
    masks: Functions | None = None,
    late: Functions | None = None,
    **formulas: Callable[..., Any],
) -> None:
    """Add the formulas of ops that share them; raise ValueError where an op has some already.

    ``keep`` is computed of the arguments before a recorded call is carried out, if a formula that is needed wants it:
    new tensors, which the graph alone has, so that no write to an argument is in backward's way; or an argument of an
    op that is not in place, which is then saved as if the formula had named it; or None. ``masks`` are bools
    that the in-place forms keep so, at one bit an element, instead of a copy of what they overwrite; the ops
    themselves save the arguments, which takes no memory as long as somebody has them, and compute the bools in
    backward, or when nobody has the arguments any more. ``late`` are bools for which in-place forms do likewise.
    """
    for name in names:
        _add(name, formulas, keep or {})
        if masks is not None:
            _add(f"{name}_", formulas, masks)
        if masks or late:
            FORMULAS[name] = {
                argument: Late(rule, masks or late or {}) for argument, rule in FORMULAS[name].items()
            }


def _add(name: str, formulas: Functions, keep: Functions) -> None:
    if name in FORMULAS:
        raise ValueError(f"{name} has a gradient already")
    FORMULAS[name] = {argument: Formula(function) for argument, function in formulas.items()}
    if keep:
        KEPT[name] = {part: Formula(function) for part, function in keep.items()}


def conj(value: Any) -> Any:
    """Return the conjugate of a tensor or a number."""
    return value.conjugate() if isinstance(value, int | float | complex) else value.conj()


def wide(value: Any) -> Any:
    """Return a tensor, of half precision in float32, in which its sums and squares have room."""
    return value.to(float32) if value.dtype.itemsize == 2 else value


def nothing(g: Any) -> Any:
    """Return zeros: the op is constant wherever it has a derivative."""
    return g.zeros_like()
