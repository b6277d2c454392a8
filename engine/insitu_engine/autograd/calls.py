"""Calls of the log about gradients: who requires them, what they are, and backward.

Each takes the session's tape, its tensors by handle and the call's arguments, and returns the tensors that it answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import numpy as np

from insitu_engine.autograd.history import ask, marks_of, require_data, retain, show
from insitu_engine.autograd.tape import Tape
from insitu_engine.autograd.values import Value
from insitu_engine.errors import GradientError
from insitu_engine.memory.storage import Tensor, Twin

Tensors = Mapping[int, Tensor]
Listed = Sequence[Tensor]
#: None where a gradient was asked for that there is not: nothing is answered.
Answers = Iterable[Value | None]


def _require_grad(_: Tape, __: Tensors, tensor: Tensor, wanted: bool) -> Answers:
    ask(tensor, wanted)
    return ()


def _retain_grad(_: Tape, __: Tensors, tensor: Tensor) -> Answers:
    retain(tensor)
    return ()


def _set_grad(tape: Tape, _: Tensors, tensor: Tensor, gradient: Tensor | None) -> Answers:
    tape.set_grad(tensor, gradient)
    return ()


def _grad(tape: Tape, _: Tensors, tensor: Tensor) -> Answers:
    return (tape.grad(tensor),)


def _backward(
    tape: Tape,
    _: Tensors,
    roots: Listed,
    seeds: Sequence[Tensor | None] = (),
    inputs: Listed | None = None,
    retain: bool = False,
    create: bool = False,
    check_nan: bool = False,
) -> Answers:
    seeds = seeds or [None] * len(roots)
    backward = tape.backward(roots, seeds, inputs=inputs, retain=retain, create=create, check_nan=check_nan)
    return backward.run()


def _gradients(
    tape: Tape,
    _: Tensors,
    roots: Listed,
    seeds: Sequence[Tensor | None],
    inputs: Listed,
    retain: bool = False,
    create: bool = False,
    check_nan: bool = False,
) -> Answers:
    seeds = seeds or [None] * len(roots)
    backward = tape.backward(
        roots, seeds, inputs=inputs, accumulate=False, retain=retain, create=create, check_nan=check_nan
    )
    return backward.run()


def _reaches(tape: Tape, tensors: Tensors, asked: Listed) -> Answers:
    return (tape.reaches(asked, tensors),)


def _data(tape: Tape, _: Tensors, tensor: Tensor) -> Answers:
    """Answer the tensor's bytes without its past, under a version of their own."""
    return (tape.alone(Tensor(Twin(tensor.root), tensor.meta, tensor.offset)),)


def _set_data(_: Tape, __: Tensors, tensor: Tensor, shown: Tensor) -> Answers:
    """Have a tensor show other bytes, its version and its past being what they were."""
    require_data(tensor, shown)
    root = Twin(shown.root)
    root.version, root.tracked = tensor.root.version, tensor.root.tracked
    tensor.reshape(root, shown.meta, shown.offset)
    show(tensor, shown.meta)
    return ()


# --- backward with pauses ----------------------------------------------------------------------------------------------


def _mark(_: Tape, __: Tensors, tensor: Tensor, number: int) -> Answers:
    """Have a paused backward stop where the tensor's gradient is computed; 0 takes the mark away."""
    marks, key = marks_of(tensor)
    if number:
        marks[key] = number
    else:
        marks.pop(key, None)
    return ()


def _custom(
    tape: Tape, _: Tensors, inputs: Listed, outputs: Sequence[Tensor | None], title: str, number: int
) -> Answers:
    tape.custom(inputs, outputs, title, number)
    return ()


def _overwritten(_: Tape, __: Tensors, tensor: Tensor, version: int, text: str) -> Answers:
    """Refuse, in the client's words, what a function of its own saved at a version; say who wrote it since."""
    raise GradientError(f"{text} {tensor.root.writer_after(version)}")


def _walk(
    tape: Tape,
    _: Tensors,
    number: int,
    roots: Listed,
    seeds: Sequence[Tensor | None],
    inputs: Listed | None,
    accumulate: bool,
    retain: bool,
    create: bool,
    check_nan: bool = False,
) -> Answers:
    backward = tape.backward(
        roots, seeds, inputs=inputs, accumulate=accumulate, retain=retain, create=create, check_nan=check_nan
    )
    backward.begin()
    tape.pause(number, backward)
    return ()


def _walk_at(tape: Tape, _: Tensors, number: int) -> Answers:
    """Tell what is to see the gradients at this pause, and which of them there are; -1 at the end."""
    at = tape.paused(number).at
    told = [-1] if at is None else [at.number, *(gradient is not None for gradient in at.grads)]
    return (tape.numbers(np.array(told, np.int64)),)


def _walk_grad(tape: Tape, _: Tensors, number: int, at: int) -> Answers:
    return (tape.paused(number).gradient(at),)


def _walk_on(tape: Tape, _: Tensors, number: int, answers: Sequence[Tensor | None]) -> Answers:
    """Go on from a pause; a backward that cannot is given up, and adds nothing to any gradient."""
    try:
        tape.paused(number).go_on(answers)
    except Exception:
        tape.end_pause(number)
        raise
    return ()


def _walk_end(tape: Tape, _: Tensors, number: int) -> Answers:
    """Finish a backward that is over, or give up one that is not."""
    backward = tape.paused(number)
    tape.end_pause(number)
    return backward.results() if backward.at is None else ()


GRADIENT_CALLS: Final[dict[str, Callable[..., Answers]]] = {
    "require_grad": _require_grad,
    "retain_grad": _retain_grad,
    "set_grad": _set_grad,
    "grad": _grad,
    "backward": _backward,
    "gradients": _gradients,
    "reaches": _reaches,
    "data": _data,
    "set_data": _set_data,
    "mark": _mark,
    "custom": _custom,
    "overwritten": _overwritten,
    "walk": _walk,
    "walk_at": _walk_at,
    "walk_grad": _walk_grad,
    "walk_on": _walk_on,
    "walk_end": _walk_end,
}
