"""A call and the graph: whether it is recorded, which writes are refused, and what becomes of its results' past.

The one rule: it is decided from operands alone, so that the client refuses what the server would.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from insitu_engine.autograd.history import (
    differentiable,
    edge_of,
    grad_fn,
    history,
    is_leaf,
    point,
    requires_grad,
    reshape,
)
from insitu_engine.autograd.nodes import Creation, Edge, Foreign, Node, Slices, Strided
from insitu_engine.autograd.texts import LEAF, VIEW_OF_LEAF, written_view
from insitu_engine.autograd.titles import capitalized, part_written
from insitu_engine.errors import GradientError
from insitu_engine.meta import Operand
from insitu_engine.optable import Op
from insitu_engine.planner import Mode, Plan


def operands(values: Iterable[Any]) -> Iterator[Operand]:
    """Yield every tensor among the arguments, in order."""
    for value in values:
        if isinstance(value, Operand):
            yield value
        elif isinstance(value, tuple):
            yield from operands(value)


#: Ops that look at a tensor's shape and dtype alone.
_MODELLED: Final = frozenset({
    "empty_like", "full_like", "ones_like", "rand_like", "randint_like", "randn_like", "zeros_like",
    "new_empty", "new_empty_strided", "new_full", "new_ones", "new_tensor", "new_zeros",
})  # fmt: skip


#: By op, the place of a tensor of which it looks at the shape alone, or at the signs.
_GLANCED: Final = {
    "cosine_embedding_loss": 2, "expand_as": 1, "hinge_embedding_loss": 1, "reshape_as": 1, "resize_as_": 1, "view_as": 1,
}  # fmt: skip


#: Results that require no gradient though their dtype has them: counts, permutations, singular values beside a solution,
#: moments towards which averages move.
_CONSTANT: Final = {
    "batch_norm": (1, 2), "histc": (0,), "instance_norm": (1, 2), "linalg_lstsq": (3,), "linalg_lu": (0,),
    "lu_unpack": (0,),
}  # fmt: skip


def tracked(plan: Plan, args: tuple[Any, ...]) -> bool:
    """Return whether a call has a tensor that requires a gradient, and results that can."""
    if plan.mode is Mode.SAME or plan.op.name in _MODELLED:
        return False
    if not plan.based and not plan.many:  # detached
        return False
    if plan.metas and not any(map(differentiable, plan.metas)):
        return False
    at = _GLANCED.get(plan.op.name)
    return any_tracked(args if at is None else (*args[:at], *args[at + 1 :]))


def any_tracked(args: tuple[Any, ...]) -> bool:
    """Return whether a tensor among the arguments requires a gradient."""
    for value in args:
        if isinstance(value, Operand):
            if value.root.tracked and requires_grad(value):
                return True
        elif value.__class__ is tuple and any_tracked(value):
            return True
    return False


def edges_of(op: Op, args: tuple[Any, ...]) -> tuple[Edge | None, ...]:
    """Return where the gradients of all tensors among the arguments go."""
    at = _GLANCED.get(op.name)
    return tuple(None if place == at else edge_of(tensor) for place, tensor in enumerate(operands(args)))


def refuse_write(op: Op, args: tuple[Any, ...]) -> None:
    """Refuse to write a tensor in place while gradients are recorded and some argument requires one."""
    target: Operand = args[0]
    step = part_written(op, args)
    if step and target.base is None and requires_grad(target) and is_leaf(target):
        raise GradientError(VIEW_OF_LEAF)
    shown = ""
    if step and target.creation is not None and requires_grad(target):
        grad_fn(target)  # refuses first
        shown = capitalized(step)
    refuse_written_view(target, shown=shown)
    if requires_grad(target) and is_leaf(target):
        raise GradientError(LEAF)


def refuse_written_view(target: Operand, *, shown: str = "") -> None:
    """Refuse to write a view of which gradients lose track, or a part of it that an op of the name ``shown`` shows."""
    if target.base is None:
        return
    if target.creation is not None:
        raise GradientError(written_view(target, "is being", shown=shown))
    if requires_grad(target) and is_leaf(target.base):
        raise GradientError(VIEW_OF_LEAF)


def note_views(made: Iterable[Operand], of: Operand, *, together: bool, recording: bool) -> None:
    """Note how views were made, the alias of `detach` being none; the view of a view keeps what that was made by."""
    creation = Creation.NO_GRAD if not recording else Creation.MULTIPLE if together else of.creation
    for view in made:
        view.creation = None if view.base is None else creation


def record(node: Node, plan: Plan, args: tuple[Any, ...], made: tuple[Operand, ...]) -> None:
    """Point the results of a call at its node; a write gives its target, or its base, another past."""
    if plan.mode is Mode.WRITE:
        rebase(args[0], node)
        return
    if plan.mode is Mode.WAIT:
        node.metas = tuple(tensor.meta for tensor in made)
    constant = _CONSTANT.get(plan.op.name, ())
    lead = reshape if plan.mode is Mode.RESHAPE else point
    for index, tensor in enumerate(made):
        if differentiable(tensor.meta) and index not in constant:
            lead(tensor, Edge(node, index))
            tensor.since = tensor.root.version


def record_custom(node: Foreign, inputs: Iterable[Operand], outputs: Iterable[Operand | None]) -> None:
    """Point the outputs of a client's function at its node; those that are inputs were written."""
    given = list(inputs)
    for index, tensor in enumerate(outputs):
        if tensor is None:
            continue
        if any(tensor is other for other in given):
            rebase(tensor, node)
            continue
        point(tensor, Edge(node, index))
        tensor.since = tensor.root.version
        if tensor.base is not None:
            tensor.creation = Creation.CUSTOM


def rebase(target: Operand, node: Node) -> None:
    """Let a written tensor come from ``node``; where it is a view, its base comes from the write to a part of it."""
    base = target.base
    if base is None:
        history(target).asked = False
        point(target, Edge(node, 0))
        return
    point(base, Edge(Slices(base, target, node, edge_of(base)), 0))
    base.history.asked = False
    point(target, Edge(Strided(base, target, edge_of(base)), 0))
    target.since = target.root.version
