"""Gradients: which tensors require them, and backward, which is one call of the log.

The client knows the graph's shape, as it knows every tensor's: what requires a gradient, which leaves a backward reaches,
which write is refused, all without asking. Values that backward needs are kept by the server.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from insitu.encoding import argument_field, name_field, results_field
from insitu.recording import enable_grad, is_grad_enabled, no_grad, set_grad_enabled
from insitu.stream import Changed, Made
from insitu_engine import history
from insitu_engine.errors import ArgumentError, GradientError, UnsupportedError
from insitu_engine.meta import meta

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
    kept is let go of unless ``retain_graph``. Does not wait.
    """
    roots = _listed(tensors)
    seeds = _seeds(roots, grad_tensors)
    if create_graph:
        raise UnsupportedError("backward() takes no create_graph yet")
    wanted = None if inputs is None else _targets(inputs)
    leaves = history.leaves_of(roots) if wanted is None else _within(history.reached(roots), wanted)
    undo: list[Callable[[], None]] = []
    made = []
    for leaf in leaves:
        known = history.history(leaf)
        if known.grad is None:
            known.grad = roots[0].session.new(meta(leaf.meta.dtype, leaf.meta.shape))
            made.append((leaf, known))
        else:
            known.grad.root.version += 1
            undo.append(_back(known.grad.root))

    def restore() -> None:
        for act in undo:
            act()
        for _, known in made:
            known.grad = None

    targets = () if wanted is None else (leaves,)
    _send(roots[0], "backward", (roots, seeds, *targets, bool(retain_graph)), Changed(None, restore))
    for leaf, known in made:
        _fetch("grad", leaf, known.grad)


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
) -> tuple[Tensor | None, ...]:
    """Return the gradients of ``outputs`` with respect to ``inputs``, of the inputs' shapes; no ``grad`` changes.

    An input that the outputs were not computed from is refused, or gives None with ``allow_unused``. Does not wait.
    """
    roots, wanted = _listed(outputs), _listed(inputs)
    seeds = _seeds(roots, grad_outputs)
    if create_graph:
        raise UnsupportedError("grad() takes no create_graph yet")
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
    body = _body("gradients", (roots, seeds, asked, bool(retain_graph))) + results_field(handles)
    if not session.stream.record(body, Made(handles), depth=2):
        session.lose_all(handles)
    return tuple(found)


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
