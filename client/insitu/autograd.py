"""Gradients: which tensors require them, and backward, which is one call of the log.

The client knows the graph's shape, as it knows every tensor's: what requires a gradient, which leaves a backward reaches,
which write is refused, all without asking. Values that backward needs are kept by the server.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from insitu.encoding import argument_field, name_field, results_field
from insitu.recording import enable_grad, is_grad_enabled, no_grad, set_grad_enabled
from insitu.stream import Changed, Made
from insitu_engine import history
from insitu_engine.errors import ArgumentError, BadValueError, GradientError
from insitu_engine.meta import meta
from insitupb.v1 import ops_pb2

if TYPE_CHECKING:
    from insitu._tensor import Tensor

__all__ = ["backward", "enable_grad", "grad", "is_grad_enabled", "no_grad", "set_grad_enabled"]


def require(tensor: Tensor, wanted: bool) -> None:
    """Set whether a leaf requires a gradient; raise GradientError where PyTorch does."""
    before = tensor.history is not None and tensor.history.asked
    computed = tensor.history is not None and tensor.history.edge is not None
    if before or computed if wanted else not history.requires_grad(tensor):
        return
    history.ask(tensor, wanted)

    def restore() -> None:
        tensor.history.asked = before

    _send(tensor, "require_grad", (tensor, wanted), Changed(None, restore))


def forget(tensor: Tensor) -> None:
    """Let a tensor have no history, as ``detach_`` does."""
    known = tensor.history
    if known is None or (known.edge is None and not known.asked):
        return
    before = known.asked, known.edge

    def restore() -> None:
        known.asked, known.edge = before

    known.asked, known.edge = False, None
    _send(tensor, "detach_", (tensor,), Changed(None, restore))


def set_grad(tensor: Tensor, value: Tensor | None) -> None:
    """Set or, with None, forget a tensor's gradient."""
    known = tensor.history
    before = None if known is None else known.grad
    if before is value:
        return
    if value is not None and value.meta.shape != tensor.meta.shape:
        raise GradientError(
            f"assigned grad has data of a different size: expected {list(tensor.meta.shape)}, got {list(value.meta.shape)}"
        )
    if value is not None and value.meta.dtype is not tensor.meta.dtype:
        raise GradientError(
            f"assigned grad has data of a different type: expected {tensor.meta.dtype.title}, got {value.meta.dtype.title}"
        )
    known = history.history(tensor)

    def restore() -> None:
        known.grad = before

    known.grad = value
    _send(tensor, "set_grad", (tensor, value), Changed(None, restore))


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
    seeds = _seeds(roots, grad_tensors)
    retain_graph = create_graph if retain_graph is None else retain_graph
    wanted = None if inputs is None else _targets(inputs)
    if wanted is None:
        leaves = history.leaves_of(roots)
    else:
        for tensor in wanted:
            retain_grad(tensor)
        leaves = _within(history.reached(roots), [tensor for tensor in wanted if history.is_leaf(tensor)])
    undo: list[Callable[[], None]] = []
    made = []
    fresh = history.retained_of(roots, wanted)
    for leaf in [*leaves, *fresh]:
        known = history.history(leaf)
        if known.grad is None or create_graph or known.retains:
            undo.append(_kept(known))
            known.grad = roots[0].session.new(meta(leaf.meta.dtype, leaf.meta.shape))
            made.append((leaf, known))
        else:
            known.grad.root.version += 1
            undo.append(_back(known.grad.root))

    def restore() -> None:
        for act in undo:
            act()

    flags = bool(retain_graph), create_graph
    _send(roots[0], "backward", (roots, seeds, wanted, *flags), Changed(None, restore))
    for leaf, known in made:
        _fetch("grad", leaf, known.grad)
    if create_graph:
        _learn([known.grad for _, known in made])


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


def _within(reached: set[history.Edge], tensors: list[Any]) -> list[Any]:
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
    allow_unused: bool | None = None,
    materialize_grads: bool = False,
) -> tuple[Tensor | None, ...]:
    """Return the gradients of ``outputs`` with respect to ``inputs``, of the inputs' shapes; no ``grad`` changes.

    An input that the outputs were not computed from is refused, or gives None with ``allow_unused``, and zeros with
    ``materialize_grads``. Does not wait; with ``create_graph``, which has gradients of the gradients recorded, one round trip.
    """
    if materialize_grads and allow_unused is False:
        raise BadValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False."
        )
    allow_unused = materialize_grads if allow_unused is None else allow_unused
    roots, wanted = _listed(outputs), _listed(inputs)
    seeds = _seeds(roots, grad_outputs)
    retain_graph = create_graph if retain_graph is None else retain_graph
    reached = history.reached(roots)
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
    found = [
        session.new(meta(tensor.meta.dtype, tensor.meta.shape)) if edge in reached else None
        for tensor, edge in zip(wanted, edges, strict=True)
    ]
    asked = [tensor for tensor, answer in zip(wanted, found, strict=True) if answer is not None]
    handles = [answer.handle for answer in found if answer is not None]
    kept = history.retained_of(roots, wanted)
    body = _body("gradients", (roots, seeds, asked, bool(retain_graph), create_graph)) + results_field(
        handles
    )
    if not session.stream.record(body, Made(handles), depth=2):
        session.lose_all(handles)
    for tensor in kept:
        known = history.history(tensor)
        known.grad = session.new(meta(tensor.meta.dtype, tensor.meta.shape))
        _fetch("grad", tensor, known.grad)
    if create_graph:
        _learn([answer for answer in found if answer is not None] + [tensor.history.grad for tensor in kept])
    if materialize_grads:
        from insitu import _functions

        return tuple(
            _functions.zeros_like(tensor) if answer is None else answer
            for tensor, answer in zip(wanted, found, strict=True)
        )
    return tuple(found)


def retain_grad(tensor: Tensor) -> None:
    """Have a computed tensor keep its gradient; raise GradientError where it requires none."""
    known = tensor.history
    if known is not None and known.retains:
        return
    history.retain(tensor)
    known = tensor.history
    if not known.retains:
        return

    def restore() -> None:
        known.retains = False

    _send(tensor, "retain_grad", (tensor,), Changed(None, restore))


def _learn(tensors: list[Tensor]) -> None:
    """Let tensors that a recorded backward has made know which of this client's tensors they come from."""
    if not tensors:
        return
    session = tensors[0].session
    handle = session.next_handle()
    session.stream.record(_body("reaches", (tensors,)) + results_field([handle]), Made([handle]), depth=3)
    infos = [ops_pb2.Query(handle=tensor.handle) for tensor in tensors]
    answers = session.ask([*infos, ops_pb2.Query(handle=handle, value=True)]).answers
    session.stream.released.append(handle)
    pairs = np.frombuffer(answers[-1].value.raw, "<i8").reshape(-1, 2).tolist()
    for at, tensor in enumerate(tensors):
        info = answers[at].tensor
        if info.requires_grad:
            met = [session.live(other) for place, other in pairs if place == at]
            edges = tuple(
                history.edge_of(other) for other in met if other is not None and other is not tensor
            )
            history.history(tensor).edge = history.Edge(history.Node(info.grad_fn, edges, (tensor.meta,)), 0)


def _listed(tensors: Any) -> list[Any]:
    listed = list(tensors) if isinstance(tensors, list | tuple) else [tensors]
    if not listed:
        raise ArgumentError("expected at least one tensor, got none")
    return listed


def _seeds(roots: list[Any], given: Any) -> list[Any]:
    """Return the gradients to begin with; raise as PyTorch does."""
    seeds = (
        list(given) if isinstance(given, list | tuple) else [given] * len(roots) if given is None else [given]
    )
    if len(seeds) != len(roots):
        raise GradientError(f"got {len(roots)} tensors and {len(seeds)} gradients")
    for at, (root, seed) in enumerate(zip(roots, seeds, strict=True)):
        history.require_start(at, root, seed)
    return seeds


def _fetch(control: str, of: Any, into: Tensor) -> None:
    """Let ``into``'s handle be a tensor that the server has for ``of``."""
    session = into.session
    body = _body(control, (of,)) + results_field([into.handle])
    if not session.stream.record(body, Made([into.handle]), depth=3):
        session.lose_all([into.handle])


def _body(control: str, args: tuple[Any, ...]) -> bytes:
    return name_field(control) + b"".join(map(argument_field, args))


def _send(tensor: Any, control: str, args: tuple[Any, ...], effect: Changed) -> None:
    if not tensor.session.stream.record(_body(control, args), effect, depth=3):
        effect.restore()
