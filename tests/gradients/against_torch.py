"""Gradients beside PyTorch's: its operator database's samples through the engine's tape, float64 and complex128.

The rule: same output gradients in, same input gradients out. Run as a program with names of entries it tells, one by one,
which samples agree: ``python -m tests.gradients.against_torch sum nn.functional.relu``.
"""

from __future__ import annotations

import itertools
import sys
import warnings
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import torch
from torch.testing._internal.common_methods_invocations import op_db

from insitu_engine import history
from insitu_engine.dtypes import dtype_named
from insitu_engine.errors import InsituError
from insitu_engine.optable import lookup
from insitu_engine.session import Engine, Session
from insitu_engine.storage import Tensor

#: Of what is computed in double precision, and of a float32 argument among such, such as weights, in which much cancels.
_DOUBLE: Final = {"rtol": 1e-6, "atol": 1e-7}
_SINGLE: Final = {"rtol": 1e-5, "atol": 1e-4}


class World:
    """A session of the engine, and tensors brought there and back."""

    def __init__(self) -> None:
        self.session = Session(Engine(), "gradients")
        self._handles = itertools.count(1)

    def bring(self, value: Any) -> Any:
        """Return an argument of torch's as one of the engine's; a tensor keeps its strides and asks for what it asked."""
        if isinstance(value, torch.Tensor):
            (tensor,) = self.session.call(
                "tensor", [value.detach().resolve_conj().numpy()], results=(next(self._handles),)
            )
            if value.requires_grad:
                history.ask(tensor, True)
            return tensor
        if isinstance(value, torch.dtype):
            return dtype_named(str(value).removeprefix("torch."))
        if isinstance(value, torch.Size):
            return tuple(value)
        return type(value)(map(self.bring, value)) if isinstance(value, list | tuple) else value

    def call(self, op: str, args: list[Any], kwargs: dict[str, Any]) -> tuple[Tensor, ...]:
        """Apply one op and hold its results."""
        for at in lookup(op).counts:
            if at < len(args) and isinstance(args[at], Tensor):  # as the client does
                args[at] = args[at].array.tolist()
        made = self.session.call(op, args, kwargs)
        if not lookup(op).in_place:
            self.session.discard([])
            for tensor in made:
                if not tensor.leases:
                    self.session._lease((tensor,), (next(self._handles),), ())
        return made

    def backward(
        self, outputs: list[Tensor], seeds: list[Tensor], inputs: list[Tensor], *, create: bool = False
    ) -> list[Any]:
        """Return gradients of the inputs, None where there is none; ``create`` has them recorded."""
        return self.session._tape.backward(
            outputs, seeds, inputs=inputs, accumulate=False, retain=create, create=create
        ).run()


def _arrays(found: list[Any]) -> list[Any]:
    return [None if value is None else np.array(value.tensor.array) for value in found]


def compare(op: str, function: Any, sample: Any, *, second: bool = False) -> str:
    """Return why the gradients of one sample differ, "" where they agree."""
    world = World()
    theirs = [sample.input, *sample.args]
    asked = [leaf for leaf in _leaves([theirs, list(sample.kwargs.values())]) if leaf.requires_grad]
    outputs = [leaf for leaf in _leaves([function(*theirs, **sample.kwargs)]) if leaf.requires_grad]
    seeds = [torch.randn_like(output) for output in outputs]
    if not outputs:
        return ""
    wanted = torch.autograd.grad(outputs, asked, seeds, allow_unused=True, retain_graph=second)
    brought: dict[int, Any] = {}

    def bring(value: Any) -> Any:
        if isinstance(value, torch.Tensor):
            if id(value) not in brought:
                brought[id(value)] = world.bring(value)
            return brought[id(value)]
        return type(value)(map(bring, value)) if type(value) in (list, tuple) else world.bring(value)

    try:
        args = [bring(value) for value in theirs]
        made = world.call(op, args, {key: bring(value) for key, value in sample.kwargs.items()})
        differentiable = [tensor for tensor in made if history.requires_grad(tensor)]
        if len(differentiable) != len(outputs):
            return f"{len(differentiable)} results require a gradient, torch's {len(outputs)}"
        inputs = [brought[id(leaf)] for leaf in asked]
        starts = [world.bring(seed) for seed in seeds]
        if second:
            single = any(
                leaf.dtype is torch.float32 for leaf in _leaves([theirs, list(sample.kwargs.values())])
            )
            return compare_second(world, differentiable, starts, inputs, outputs, seeds, asked, single=single)
        found = _arrays(world.backward(differentiable, starts, inputs))
    except InsituError as error:
        return f"{type(error).__name__}: {error}"
    return differences(asked, found, wanted)


def compare_second(
    world: World,
    made: list[Tensor],
    starts: list[Tensor],
    inputs: list[Tensor],
    outputs: list[torch.Tensor],
    seeds: list[torch.Tensor],
    asked: list[torch.Tensor],
    *,
    single: bool,
) -> str:
    """Return why the gradients of the gradients differ, by inputs and by what backward began with."""
    for start in starts:
        history.ask(start, True)
    seeds = [seed.requires_grad_() for seed in seeds]
    theirs = torch.autograd.grad(outputs, asked, seeds, create_graph=True, allow_unused=True)
    mine = world.backward(made, starts, inputs, create=True)
    pairs = [
        (one, other)
        for one, other in zip(mine, theirs, strict=True)
        if other is not None and other.requires_grad
    ]
    if not pairs:
        return ""
    weights = [torch.randn_like(other) for _, other in pairs]
    wanted = torch.autograd.grad([other for _, other in pairs], [*asked, *seeds], weights, allow_unused=True)
    flowing = [
        (one, world.bring(weight))
        for (one, _), weight in zip(pairs, weights, strict=True)
        if one is not None and history.requires_grad(one.tensor)
    ]
    found: list[Any] = [None] * len(wanted)
    if flowing:
        roots, begins = zip(*flowing, strict=True)
        found = _arrays(world.backward([root.tensor for root in roots], list(begins), [*inputs, *starts]))
    return differences([*asked, *seeds], found, wanted, single=single)


def differences(asked: list[torch.Tensor], found: list[Any], wanted: Any, *, single: bool = False) -> str:
    """Return how gradients differ from torch's, "" where they agree; None is as good as zeros."""
    for leaf, mine, other in zip(asked, found, wanted, strict=True):
        exact = torch.zeros_like(leaf) if other is None else other
        given = torch.zeros_like(leaf) if mine is None else torch.from_numpy(mine)
        try:
            tolerance = _SINGLE if single or leaf.dtype is torch.float32 else _DOUBLE
            torch.testing.assert_close(given, exact, **tolerance, equal_nan=True)
        except AssertionError as error:
            return str(error).replace("\n", " ")
    return ""


def _leaves(values: Any) -> Iterator[torch.Tensor]:
    for value in values:
        if isinstance(value, torch.Tensor):
            yield value
        elif isinstance(value, list | tuple):
            yield from _leaves(value)


def row_of(entry: Any) -> str:
    """Return the name of an entry's op in the table."""
    name: str = entry.name.removeprefix("nn.functional.").replace(".", "_")
    if entry.name == "nn.functional.unfold":  # the method has the name
        return "im2col"
    return {"__getitem__": "getitem", "__radd__": "add", "__rmul__": "mul"}.get(name, name)


def run(name: str, dtype: torch.dtype, *, second: bool = False) -> list[str]:
    """Return one line for each sample of all entries of the name: "" where it agrees."""
    lines = []
    for entry in op_db:
        if entry.name != name or dtype not in entry.supported_backward_dtypes("cpu"):
            continue
        if second and not entry.supports_gradgrad:
            continue
        torch.manual_seed(0)
        np.random.seed(0)  # noqa: NPY002 - what op_db draws from
        for sample in entry.sample_inputs("cpu", dtype, requires_grad=True):
            if not isinstance(sample.input, torch.Tensor | list | tuple):
                continue
            try:
                lines.append(compare(row_of(entry), entry.op, sample, second=second))
            except NotImplementedError as error:
                lines.append(f"torch: {error}")
    return lines


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    for wanted in sys.argv[1:]:
        for kind in (torch.float64, torch.complex128):
            outcomes = run(wanted, kind)
            failed = [line for line in outcomes if line]
            sys.stdout.write(f"{wanted} {kind}: {len(outcomes) - len(failed)} of {len(outcomes)} agree\n")
            for line in sorted(set(failed), key=failed.count, reverse=True)[:4]:
                sys.stdout.write(f"    {failed.count(line)} x {line[:260]}\n")
