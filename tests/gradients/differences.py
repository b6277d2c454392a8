"""Gradients beside finite differences, through the client: along one random direction, and of the gradients again.

For f, random weights w and a random direction d the derivative of <w, f(x + t d)> by t is <gradient, d>. The rule: a
gradient is a function as another, so a second derivative is checked as the first one is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isnan
from typing import Any, Final

import torch
from tests.conformance.graphs import tensors_in
from tests.conformance.worlds import to_insitu, to_torch_all

import insitu

#: How far arguments are moved.
STEP: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Case:
    """A function of insitu's tensors, and where it is differentiated."""

    name: str
    call: Callable[[list[insitu.Tensor]], Any]
    points: list[torch.Tensor]

    def at(self, points: list[torch.Tensor]) -> tuple[list[insitu.Tensor], list[insitu.Tensor]]:
        """Return the results that have gradients, and the tensors that they are computed from; draws are the same."""
        insitu.manual_seed(0)
        given = [to_insitu(point).requires_grad_() for point in points]
        return [result for result in tensors_in(self.call(given)) if result.requires_grad], given


def gradient_of(case: Case) -> Case | None:
    """Return the gradients of a case as a function of its points and of its results' gradients; None without results."""
    torch.manual_seed(0)
    results, _ = case.at(case.points)
    if not results:
        return None
    count = len(case.points)

    def call(given: list[insitu.Tensor]) -> list[insitu.Tensor | None]:
        made = [result for result in tensors_in(case.call(given[:count])) if result.requires_grad]
        return list(
            insitu.autograd.grad(made, given[:count], given[count:], create_graph=True, allow_unused=True)
        )

    return Case(f"gradient of {case.name}", call, [*case.points, *map(_random_like, results)])


def difference(case: Case) -> str | None:
    """Return how derivative and finite difference are apart, "" where they agree; None where nothing has a gradient."""
    torch.manual_seed(0)
    directions = [torch.randn_like(point) for point in case.points]
    results, given = case.at(case.points)
    if not results:
        return None
    weights = [_random_like(result) for result in results]
    gradients = insitu.autograd.grad(results, given, list(map(to_insitu, weights)), allow_unused=True)
    there = [at for at, gradient in enumerate(gradients) if gradient is not None]
    moved = [
        case.at([point + step * by for point, by in zip(case.points, directions, strict=True)])[0]
        for step in (STEP, -STEP)
    ]
    values = iter(
        to_torch_all([gradient for gradient in gradients if gradient is not None] + moved[0] + moved[1])
    )
    exact = _inner([directions[at] for at in there], [next(values) for _ in there])
    ahead, behind = (_inner(weights, [next(values) for _ in weights]) for _ in moved)
    numeric = (ahead - behind) / (2 * STEP)
    scale = max(abs(ahead), abs(behind)) * 1e-9 + abs(exact)
    near = abs(exact - numeric) <= 1e-4 * scale + 1e-5 or (isnan(exact) and isnan(numeric))
    return "" if near else f"{case.name}: {exact} by backward, {numeric} by differences"


def _random_like(tensor: insitu.Tensor) -> torch.Tensor:
    return torch.randn(tuple(tensor.shape), dtype=getattr(torch, tensor.dtype.name))


def _inner(some: list[torch.Tensor], others: list[torch.Tensor]) -> float:
    """Return the real inner product of lists of tensors."""
    return sum(float((one * other.conj()).sum().real) for one, other in zip(some, others, strict=True))
