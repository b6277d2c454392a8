"""Backward: one call of the log, or several where hooks and functions of this client have a say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from insitu import _functions
from insitu.autograd.anomaly import anomaly
from insitu.autograd.hooks import run_accumulated
from insitu.autograd.leaves import retain_grad
from insitu.autograd.sending import body_of, fetch, learn, send
from insitu.autograd.walk import walk, watched
from insitu.transport.effects import Changed, Made
from insitu.transport.encoding import results_field
from insitu_engine.autograd import history, reach
from insitu_engine.autograd.nodes import Edge
from insitu_engine.errors import GradientError, UnsupportedError
from insitu_engine.meta import Meta, Operand, meta

if TYPE_CHECKING:
    from insitu._tensor import Tensor


def backward(
    tensors: Tensor | Sequence[Tensor],
    grad_tensors: Tensor | Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Tensor | Sequence[Tensor] | None = None,
) -> None:
    """Add the gradients of ``tensors`` to the ``grad`` of all leaves that they were computed from, or of ``inputs``.

    ``grad_tensors`` are the gradients of the tensors themselves, of their shapes; a scalar needs none. What the graph
    kept is let go of unless ``retain_graph``. Does not wait; with ``create_graph``, which has gradients of the
    gradients recorded, one round trip.
    """
    roots = _listed(tensors)
    if not roots:
        return
    seeds = _seeds(roots, grad_tensors)
    retain_graph = create_graph if retain_graph is None else retain_graph
    wanted = None if inputs is None else _targets(inputs)
    if wanted is None:
        leaves = reach.leaves_of(roots)
    else:
        for tensor in wanted:
            retain_grad(tensor)
        leaves = _within(reach.reached(roots), [tensor for tensor in wanted if history.is_leaf(tensor)])
    session = roots[0].session
    flags = bool(retain_graph), create_graph
    args: list[Any]
    control, args = "backward", [roots, seeds, wanted, *flags, anomaly.check_nan]
    if watched(session):
        control, args = "walk_end", [walk(session, roots, seeds, wanted, *flags, accumulate=True)]
    undo: list[Callable[[], None]] = []
    fresh = reach.retained_of(roots, wanted)
    for leaf in leaves:
        if create_graph or leaf.history.grad is None:
            fresh.append((leaf, leaf.meta))
        else:
            root = leaf.history.grad.root
            root.version += 1
            undo.append(_back(root))
    made = _expected(fresh, undo)
    if not send(roots[0], control, tuple(args), Changed(None, _all_of(undo))):
        session.lose_all([gradient.handle for _, gradient in made])
        return
    for tensor, gradient in made:
        fetch("grad", (tensor,), gradient)
    if create_graph:
        learn([gradient for _, gradient in made])
    run_accumulated(leaves)


def _expected(tensors: list[tuple[Any, Meta]], undo: list[Callable[[], None]]) -> list[tuple[Tensor, Tensor]]:
    """Let tensors have the gradients, of these metas, that a backward will give them; note how to take that back."""
    made = []
    for tensor, value in tensors:
        known = history.history(tensor)
        undo.append(_kept(known))
        known.grad = tensor.session.new(meta(value.dtype, value.shape))
        made.append((tensor, known.grad))
    return made


def _all_of(acts: list[Callable[[], None]]) -> Callable[[], None]:
    """Return what does all of these, the last first."""

    def act_all() -> None:
        for act in reversed(acts):
            act()

    return act_all


def _kept(known: history.History) -> Callable[[], None]:
    before = known.grad

    def restore() -> None:
        known.grad = before

    return restore


def _targets(inputs: Any) -> list[Any]:
    """Return the tensors that backward is to reach, each once; raise as PyTorch does."""
    if isinstance(inputs, list | tuple) and not inputs:
        raise GradientError("`inputs` argument to `backward()` cannot be empty.")
    wanted = list({id(tensor): tensor for tensor in _listed(inputs)}.values())
    if not all(map(history.requires_grad, wanted)):
        raise GradientError("can't retain_grad on Tensor that has requires_grad=False")
    return wanted


def _within(reached: set[Edge], tensors: list[Any]) -> list[Any]:
    return [tensor for tensor in tensors if history.edge_of(tensor) in reached]


def _back(root: Any) -> Callable[[], None]:
    def restore() -> None:
        root.version -= 1

    return restore


def grad(
    outputs: Tensor | Sequence[Tensor],
    inputs: Tensor | Sequence[Tensor],
    grad_outputs: Tensor | Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    only_inputs: bool = True,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Tensor | None, ...]:
    """Return the gradients of ``outputs`` with respect to ``inputs``, of the inputs' shapes; no ``grad`` changes.

    An input that the outputs were not computed from is refused, or gives None with ``allow_unused``, and zeros with
    ``materialize_grads``. With ``is_grads_batched`` the first dimension of ``grad_outputs`` counts backwards, one after the
    other, and so does that of what is returned. Does not wait; with ``create_graph``, which has gradients of the
    gradients recorded, one round trip.
    """
    if not only_inputs:
        raise UnsupportedError("only_inputs=False: gradients of other leaves are what backward() computes")
    if materialize_grads and allow_unused is False:
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False."
        )
    roots, wanted = _listed(outputs), _listed(inputs)
    if not wanted:
        raise GradientError("`inputs` argument to `grad()` cannot be empty.")
    unused = materialize_grads if allow_unused is None else allow_unused
    retain = create_graph if retain_graph is None else retain_graph

    def run(seeds: Any, retain: bool) -> tuple[Tensor | None, ...]:
        return _gradients(
            roots, wanted, _seeds(roots, seeds), retain=retain, create_graph=create_graph, allow_unused=unused
        )

    found = _batched(_listed(grad_outputs), retain, run) if is_grads_batched else run(grad_outputs, retain)
    if not materialize_grads:
        return found
    return tuple(
        _functions.zeros_like(tensor) if answer is None else answer
        for tensor, answer in zip(wanted, found, strict=True)
    )


def _gradients(
    roots: list[Any],
    wanted: list[Any],
    seeds: list[Any],
    *,
    retain: bool,
    create_graph: bool,
    allow_unused: bool,
) -> tuple[Tensor | None, ...]:
    """Return gradients by one call of the log, None for what the roots were not computed from."""
    reached = reach.reached(roots)
    edges = [history.edge_of(tensor) for tensor in wanted]
    if not all(map(history.requires_grad, wanted)):
        raise GradientError("One of the differentiated Tensors does not require grad")
    for at, edge in enumerate(edges):
        if not allow_unused and edge not in reached:
            raise GradientError(
                f"The differentiated Tensor at index {at} appears to not have been used in the graph. Set "
                "allow_unused=True if this is the desired behavior."
            )
    session = roots[0].session
    asked = [tensor for tensor, edge in zip(wanted, edges, strict=True) if edge in reached]
    kept = reach.retained_of(roots, wanted)
    flags = retain, create_graph
    args: list[Any]
    control, args = "gradients", [roots, seeds, asked, *flags, anomaly.check_nan]
    if watched(session):
        control, args = "walk_end", [walk(session, roots, seeds, asked, *flags, accumulate=False)]
    # After the walk, which may raise: a tensor whose call was never recorded would give up a handle that never was.
    found = [
        session.new(meta(tensor.meta.dtype, tensor.meta.shape)) if edge in reached else None
        for tensor, edge in zip(wanted, edges, strict=True)
    ]
    handles = [answer.handle for answer in found if answer is not None]
    undo: list[Callable[[], None]] = []
    made = _expected(kept, undo)
    restore = _all_of(undo)
    body = body_of(control, tuple(args)) + results_field(handles)
    if not session.stream.record(body, Made(handles, restore), depth=2):
        session.lose_all(handles + [gradient.handle for _, gradient in made])
        restore()
        return tuple(found)
    for tensor, gradient in made:
        fetch("grad", (tensor,), gradient)
    if create_graph:
        learn([answer for answer in found if answer is not None] + [gradient for _, gradient in made])
    return tuple(found)


def _batched(
    stacks: list[Tensor], retain: bool, each: Callable[[list[Tensor], bool], tuple[Tensor | None, ...]]
) -> tuple[Tensor | None, ...]:
    """Return the gradients of several backwards, stacked; what the graph keeps goes with the last one."""
    count = len(stacks[0])
    rows = [each([stack[at] for stack in stacks], retain or at < count - 1) for at in range(count)]
    return tuple(
        None if column[0] is None else _functions.stack(list(column)) for column in zip(*rows, strict=True)
    )


def _listed(tensors: Any) -> list[Any]:
    return [tensors] if isinstance(tensors, Operand) else list(tensors)


def _seeds(roots: list[Any], given: Any) -> list[Any]:
    """Return the gradients to begin with; raise as PyTorch does."""
    seeds = [None] * len(roots) if given is None else _listed(given)
    if len(seeds) != len(roots):
        raise GradientError(f"got {len(roots)} tensors and {len(seeds)} gradients")
    for at, (root, seed) in enumerate(zip(roots, seeds, strict=True)):
        reach.require_start(at, root, seed)
    return seeds
