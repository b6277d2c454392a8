"""Gradients beside finite differences: of every op that has one, along random directions, and of the gradients again.

For f, random weights w and a random direction d the derivative of <w, f(x + t d)> by t is <gradient, d>. The same is
asked of the gradient itself, which a second backward differentiates.
"""

from __future__ import annotations

import itertools
import warnings
from typing import Any

import numpy as np
import pytest
import torch
from torch.testing._internal.common_methods_invocations import op_db

from insitu_engine import history
from insitu_engine.errors import InsituError
from insitu_engine.optable import lookup
from insitu_engine.storage import Tensor

from .against_torch import World, row_of
from .test_gradients import DRAWN, ELSEWHERE, NAMES

#: So many samples of an entry, none with more elements.
SAMPLES = 3
MOST = 200
STEP = 1e-6

#: Entries that read one triangle of a matrix, and whose gradient is that of a matrix which stays Hermitian.
HERMITIAN = {"cholesky", "linalg.cholesky", "linalg.cholesky_ex", "linalg.eigvalsh"}
#: Entries of which differences say nothing, with the reason.
CONVENTIONS = {
    "cov": "its weights are float32, too coarse for the step",
    "normal": "what is drawn moves with its mean, but gets no gradient",
    "nn.functional.cosine_embedding_loss": "its targets are signs, which a step takes off 1 and -1",
    "nn.functional.ctc_loss": "its gradient is that of scores before their log softmax, and has none",
    "nn.functional.hinge_embedding_loss": "its targets are signs, which a step takes off 1 and -1",
    "linalg.norm": "the samples have norms of zeros, where it has a kink",
    **{
        f"nn.functional.max_unpool{ndim}d": "of several elements for one place each gets its gradient, as in PyTorch"
        for ndim in (1, 2, 3)
    },
}


class Case:
    """One sample: an op at arguments of which some are moved."""

    def __init__(self, entry: Any, sample: Any) -> None:
        self.op = row_of(entry)
        self.hermitian = entry.name in HERMITIAN
        self.args = [sample.input, *sample.args]
        self.kwargs = sample.kwargs
        self.leaves: list[torch.Tensor] = []
        self._find([self.args, list(self.kwargs.values())])

    def _find(self, values: Any) -> None:
        for value in values:
            if isinstance(value, torch.Tensor):
                if value.requires_grad and not any(value is leaf for leaf in self.leaves):
                    self.leaves.append(value)
            elif isinstance(value, list | tuple):
                self._find(value)

    @property
    def small(self) -> bool:
        return bool(self.leaves) and all(leaf.numel() <= MOST for leaf in self.leaves)

    def run(self, shifts: list[torch.Tensor] | None = None) -> tuple[World, list[Tensor], list[Tensor]]:
        """Return what the op gives at the arguments, moved by ``shifts``: a world, the leaves and the results."""
        world = World()
        world.session.call("manual_seed", [0])
        brought: dict[int, Any] = {}
        moved = (
            self.leaves
            if shifts is None
            else [leaf + by for leaf, by in zip(self.leaves, shifts, strict=True)]
        )
        for leaf, value in zip(self.leaves, moved, strict=True):
            brought[id(leaf)] = world.bring(value.detach().requires_grad_())

        def bring(value: Any) -> Any:
            if isinstance(value, torch.Tensor):
                if id(value) not in brought:
                    brought[id(value)] = world.bring(value)
                return brought[id(value)]
            return type(value)(map(bring, value)) if type(value) in (list, tuple) else world.bring(value)

        args = [bring(value) for value in self.args]
        made = world.call(self.op, args, {key: bring(value) for key, value in self.kwargs.items()})
        results = [tensor for tensor in made if history.requires_grad(tensor)]
        return world, [brought[id(leaf)] for leaf in self.leaves], results


def inner(weights: list[Any], values: list[Any]) -> float:
    """Return the real inner product of lists of arrays, None among which are zeros."""
    return sum(
        float(np.sum(weight * np.conj(value)).real)
        for weight, value in zip(weights, values, strict=True)
        if value is not None and weight is not None
    )


def like(rng: Any, array: Any) -> Any:
    values = rng.standard_normal(array.shape)
    return np.array(values + 1j * rng.standard_normal(array.shape) if np.iscomplexobj(array) else values)


def check(case: Case, *, second: bool) -> str:
    """Return how derivative and difference are apart, "" where they agree."""
    rng = np.random.default_rng(0)
    world, leaves, results = case.run()
    if not results:
        return ""
    weights = [like(rng, result.array) for result in results]
    directions = [like(rng, leaf.array).astype(leaf.array.dtype) for leaf in leaves]
    if case.hermitian:
        directions = [direction + np.conj(np.swapaxes(direction, -1, -2)) for direction in directions]

    def first(world: World, leaves: list[Tensor], results: list[Tensor], *, create: bool) -> list[Any]:
        seeds = [world.bring(torch.from_numpy(weight)) for weight in weights]
        return world.backward(results, seeds, leaves, create=create)

    found = first(world, leaves, results, create=second)
    if second:
        flowing = [value for value in found if value is not None and history.requires_grad(value.tensor)]
        places = [
            at for at, value in enumerate(found) if value is not None and history.requires_grad(value.tensor)
        ]
        if not flowing:
            return ""
        outer = [like(rng, value.tensor.array) for value in flowing]
        seeds = [world.bring(torch.from_numpy(np.array(weight))) for weight in outer]
        found = world.backward([value.tensor for value in flowing], seeds, leaves)
    exact = inner(directions, [None if value is None else value.tensor.array for value in found])
    sides = []
    for sign in (1, -1):
        moved = case.run([torch.from_numpy(np.array(direction * sign * STEP)) for direction in directions])
        if second:
            gradients = first(*moved, create=False)
            values = [gradients[at].tensor.array for at in places]
            sides.append(inner(outer, values))
        else:
            sides.append(inner(weights, [result.array for result in moved[2]]))
    numeric = (sides[0] - sides[1]) / (2 * STEP)
    if np.isnan(exact) and np.isnan(numeric):
        return ""
    scale = max(abs(side) for side in sides) * 1e-9 + abs(exact)
    return (
        ""
        if abs(exact - numeric) <= 1e-4 * scale + 1e-5
        else f"{exact} by backward, {numeric} by differences"
    )


def outcomes(name: str, dtype: torch.dtype, *, second: bool) -> list[str]:
    lines = []
    for entry in op_db:
        if entry.name != name or dtype not in entry.supported_backward_dtypes("cpu"):
            continue
        if second and not entry.supports_gradgrad:
            continue
        torch.manual_seed(0)
        np.random.seed(0)  # noqa: NPY002 - what op_db draws from
        cases = (Case(entry, sample) for sample in entry.sample_inputs("cpu", dtype, requires_grad=True))
        for case in itertools.islice((case for case in cases if case.small), SAMPLES):
            try:
                lines.append(check(case, second=second))
            except InsituError as error:
                lines.append(f"{type(error).__name__}: {error}")
    return lines


ALL = sorted((set(NAMES) | DRAWN) - set(CONVENTIONS))


@pytest.mark.parametrize("dtype", [torch.float64, torch.complex128], ids=str)
@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("second", [False, True], ids=["first", "second"])
def test_gradients_are_what_differences_say(name, dtype, second):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lines = outcomes(name, dtype, second=second)

    assert [line for line in lines if line] == []


def test_most_ops_with_a_gradient_are_here():
    assert len(ALL) > 250
    assert not set(ALL) & set(ELSEWHERE)
    assert all(lookup(row_of(entry)) for entry in op_db if entry.name in ALL)
