"""Calls of the log about gradients: who requires them, what they are, and backward.

Each takes the session's tape, its tensors by handle and the call's arguments, and returns the tensors that it answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from insitu_engine.history import ask, retain
from insitu_engine.storage import Tensor
from insitu_engine.tape import Tape
from insitu_engine.values import Value

Tensors = Mapping[int, Tensor]
Listed = Sequence[Tensor]


def _require_grad(_: Tape, __: Tensors, tensor: Tensor, wanted: bool) -> Iterable[Value]:
    ask(tensor, wanted)
    return ()


def _retain_grad(_: Tape, __: Tensors, tensor: Tensor) -> Iterable[Value]:
    retain(tensor)
    return ()


def _set_grad(tape: Tape, _: Tensors, tensor: Tensor, gradient: Tensor | None) -> Iterable[Value]:
    tape.set_grad(tensor, gradient)
    return ()


def _grad(tape: Tape, _: Tensors, tensor: Tensor) -> Iterable[Value]:
    return (tape.grad(tensor),)


def _backward(
    tape: Tape,
    _: Tensors,
    roots: Listed,
    seeds: Sequence[Tensor | None] = (),
    inputs: Listed | None = None,
    retain: bool = False,
    create: bool = False,
) -> Iterable[Value]:
    seeds = seeds or [None] * len(roots)
    if inputs is None:
        tape.backward(roots, seeds, retain=retain, create=create)
    else:
        tape.backward_to(roots, seeds, inputs, retain=retain, create=create)
    return ()


def _gradients(
    tape: Tape,
    _: Tensors,
    roots: Listed,
    seeds: Sequence[Tensor | None],
    inputs: Listed,
    retain: bool = False,
    create: bool = False,
) -> Iterable[Value]:
    seeds = seeds or [None] * len(roots)
    found = tape.backward(roots, seeds, retain=retain, create=create, inputs=inputs)
    return [value for value in found if value is not None]


def _reaches(tape: Tape, tensors: Tensors, asked: Listed) -> Iterable[Value]:
    return (tape.reaches(asked, tensors),)


GRADIENT_CALLS: Final[dict[str, Callable[..., Iterable[Value]]]] = {
    "require_grad": _require_grad,
    "retain_grad": _retain_grad,
    "set_grad": _set_grad,
    "grad": _grad,
    "backward": _backward,
    "gradients": _gradients,
    "reaches": _reaches,
}
