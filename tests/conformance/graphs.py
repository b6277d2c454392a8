"""What must be equal of gradients: of one differentiated call in torch and in insitu.

The rule: torch is right. Both refuse, in the same words, or both agree on what the graph says of each result (whether it
requires a gradient, whether it is a leaf, what made it) and on every gradient. None is as good as zeros: which of the two
comes depends on how a gradient is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch

import insitu

from .judge import DifferenceError, Tolerance, attempt, close, compare_refusal, require

#: From the names of the nodes that made a result, here and in torch, to whether they are equal.
SameNode = Callable[[str | None, str | None], bool]


@dataclass(frozen=True, slots=True)
class Side:
    """A call in one of the two worlds, and how it is differentiated there."""

    call: Callable[[], Any]
    #: What gradients are asked for.
    leaves: list[Any]
    grad: Callable[..., Any]
    #: From torch's values to a tensor of this world.
    bring: Callable[[torch.Tensor], Any]
    #: The way back, for many at once.
    read: Callable[[list[Any]], list[torch.Tensor]]

    def gradients(self, outputs: list[Any], starts: list[Any], by: list[Any], *, create: bool = False) -> Any:
        """Return gradients of the outputs by tensors, None where there is none."""
        return self.grad(outputs, by, starts, create_graph=create, allow_unused=True)

    def values(self, gradients: Any) -> list[torch.Tensor | None]:
        """Return the values of gradients, None where there is none."""
        there = iter(self.read([gradient for gradient in gradients if gradient is not None]))
        return [None if gradient is None else next(there) for gradient in gradients]


@dataclass(frozen=True, slots=True)
class Judge:
    """Compares one call in both worlds."""

    theirs: Side
    ours: Side
    tolerance: Tolerance
    same_node: SameNode
    #: Whether values are drawn, and so not compared.
    random: bool = False

    def first(self) -> None:
        """Compare results and their gradients, for random gradients of the results; raise DifferenceError."""
        outputs, made = self._results()
        if not outputs:
            return
        seeds = _random_like(outputs)
        wanted, refusal = attempt(lambda: self.theirs.gradients(outputs, seeds, self.theirs.leaves))
        found, error = attempt(lambda: self._our_values(made, seeds, self.ours.leaves))
        self._same(self.theirs.leaves, wanted, refusal, found, error)

    def second(self) -> None:
        """Compare gradients of the gradients, by what the call takes and by the gradients of its results."""
        outputs, made = self._results()
        if not outputs:
            return
        seeds = [seed.requires_grad_() for seed in _random_like(outputs)]
        starts = [self.ours.bring(seed).requires_grad_() for seed in seeds]
        wanted, refusal = attempt(
            lambda: self.theirs.gradients(outputs, seeds, self.theirs.leaves, create=True)
        )
        found, error = attempt(lambda: self.ours.gradients(made, starts, self.ours.leaves, create=True))
        if refusal is not None or error is not None:
            self._same(self.theirs.leaves, wanted, refusal, found, error)
            return
        pairs = [
            (their, our)
            for their, our in zip(wanted, found, strict=True)
            if their is not None and their.requires_grad
        ]
        if not pairs:
            return
        weights = _random_like([their for their, _ in pairs])
        flowing = [
            (our, weight)
            for (_, our), weight in zip(pairs, weights, strict=True)
            if our is not None and our.requires_grad
        ]
        by, our_by = [*self.theirs.leaves, *seeds], [*self.ours.leaves, *starts]
        wanted, refusal = attempt(lambda: self.theirs.gradients([their for their, _ in pairs], weights, by))
        if not flowing:
            found, error = attempt(lambda: [None] * len(by))
        else:
            outputs, weights = map(list, zip(*flowing, strict=True))
            found, error = attempt(lambda: self._our_values(outputs, weights, our_by))
        self._same(by, wanted, refusal, found, error)

    def _results(self) -> tuple[list[torch.Tensor], list[insitu.Tensor]]:
        """Return the results to begin backward at, in both worlds; none where both refuse the call."""
        result, refusal = attempt(self.theirs.call)
        got, error = attempt(self.ours.call)
        if refusal is not None:
            if error is None:
                _, error = attempt(insitu.sync)
            compare_refusal(refusal, error, got)
            return [], []
        if error is not None:
            raise DifferenceError(f"torch computes, insitu raises {type(error).__name__}: {error}")
        expected, given = list(tensors_in(result)), list(tensors_in(got))
        require(len(expected) == len(given), f"{len(given)} results, torch's {len(expected)}")
        for at, (their, our) in enumerate(zip(expected, given, strict=True)):
            self._same_graph(their, our, f"result {at}")
        differentiable = [at for at, their in enumerate(expected) if their.requires_grad]
        return [expected[at] for at in differentiable], [given[at] for at in differentiable]

    def _same_graph(self, their: torch.Tensor, our: insitu.Tensor, what: str) -> None:
        for name in ("requires_grad", "is_leaf"):
            got, wanted = getattr(our, name), getattr(their, name)
            require(got == wanted, f"{what}: {name} is {got}, torch's {wanted}")
        made, known = (None if tensor.grad_fn is None else tensor.grad_fn.name() for tensor in (our, their))
        require(self.same_node(made, known), f"{what}: made by {made}, torch's by {known}")

    def _our_values(self, outputs: list[Any], starts: list[torch.Tensor], by: list[Any]) -> Any:
        gradients = self.ours.gradients(outputs, [self.ours.bring(start) for start in starts], by)
        return self.ours.values(gradients)

    def _same(
        self,
        by: list[torch.Tensor],
        wanted: Any,
        refusal: Exception | None,
        found: Any,
        error: Exception | None,
    ) -> None:
        if refusal is not None:
            compare_refusal(refusal, error, found)
            return
        if error is not None:
            raise DifferenceError(f"torch differentiates, insitu raises {type(error).__name__}: {error}")
        zeros = [torch.zeros_like(leaf) for leaf in by]
        values = _or(self.theirs.values(wanted), zeros), _or(found, zeros)
        for at, (their, our) in enumerate(zip(*values, strict=True)):
            what = f"gradient {at}"
            require(our.dtype == their.dtype, f"{what}: dtype {our.dtype}, torch's {their.dtype}")
            require(our.shape == their.shape, f"{what}: shape {list(our.shape)}, torch's {list(their.shape)}")
            if not self.random:
                close(our, their, self.tolerance, what)


def tensors_in(value: Any) -> Iterator[Any]:
    """Yield all tensors of either world in a result."""
    if isinstance(value, torch.Tensor | insitu.Tensor):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from tensors_in(item)


def _or(found: list[torch.Tensor | None], others: list[torch.Tensor]) -> list[torch.Tensor]:
    """Return what is there, and another one in the place of what is not."""
    return [other if value is None else value for value, other in zip(found, others, strict=True)]


def _random_like(tensors: list[torch.Tensor]) -> list[torch.Tensor]:
    return [torch.randn_like(tensor) for tensor in tensors]
