"""Where a tensor comes from: the shape of the graph that backward walks, which client and server build alike.

A node is one recorded call. A tensor that was computed points at its node; a leaf that asks for a gradient has a node
that accumulates it. What is saved for backward is the server's (`tape`); who requires a gradient, and where it goes, is
told here, from operands alone.
"""

from __future__ import annotations

from typing import Any
from weakref import ref

from insitu_engine.autograd.nodes import Accumulate, Edge, Strided
from insitu_engine.autograd.texts import written_view
from insitu_engine.dtypes import Category, bool_
from insitu_engine.errors import GradientError, UnsupportedError
from insitu_engine.meta import Meta, Operand


class History:
    """What a tensor knows of gradients; a tensor without one knows nothing."""

    __slots__ = ("_accumulate", "after", "asked", "edge", "grad", "kept", "marks", "retains")

    def __init__(self, *, asked: bool = False, edge: Edge | None = None) -> None:
        #: Requires a gradient as a leaf.
        self.asked = asked
        self.edge = edge
        #: The gradient, a tensor, once there is one.
        self.grad: Any = None
        #: Keeps its gradient though it is no leaf.
        self.retains = False
        #: Where that gradient comes by, None once the value of which it is has no tensor any more.
        self.kept: Edge | None = None
        #: As `Node.marks`, of a leaf: they outlive its node.
        self.marks: dict[int, Any] = {}
        #: What the client calls once a leaf's gradient was added to.
        self.after: Any = None
        self._accumulate: ref[Accumulate] | None = None

    @property
    def accumulating(self) -> Accumulate | None:
        """The leaf's node, None while nothing that was computed from the leaf lives."""
        return None if self._accumulate is None else self._accumulate()

    def accumulate(self, leaf: Operand) -> Accumulate:
        """Return the leaf's node, which lives as long as something computed from the leaf does."""
        node = self.accumulating
        if node is None or node.metas[0] is not leaf.meta:
            node = Accumulate(leaf)
            self._accumulate = ref(node)
        return node


def requires_grad(tensor: Operand) -> bool:
    """Return whether gradients are computed for the tensor; a view requires what its base does."""
    known = tensor.history
    if known is not None and (known.asked or known.edge is not None):
        return True
    return tensor.base is not None and requires_grad(tensor.base)


def grad_fn(tensor: Operand) -> Edge | None:
    """Return the edge to the node that made the tensor, None for a leaf; a view of a written base gets a new one."""
    known = tensor.history
    base = tensor.base
    if base is None:
        return None if known is None else known.edge
    if (known is None or known.edge is None) and not requires_grad(base):
        return None
    if tensor.since != tensor.root.version:
        if tensor.creation is not None:
            raise GradientError(written_view(tensor, "its base or another view of its base has been"))
        point(tensor, Edge(Strided(base, tensor, edge_of(base)), 0))
        tensor.since = tensor.root.version
        known = tensor.history
    return None if known is None else known.edge


def point(tensor: Operand, edge: Edge | None) -> None:
    """Let a tensor come from elsewhere; the gradient that it keeps is the one of its present value."""
    lead(tensor, edge, edge)


def lead(tensor: Operand, edge: Edge | None, kept: Edge | None) -> None:
    """Let a tensor come from ``edge``, and the gradient that it keeps, if it keeps one, from ``kept``."""
    known = history(tensor)
    if known.retains:
        stop_retaining(known)
        if kept is not None:
            kept.node.retaining[kept.output] = ref(tensor)
        known.retains, known.kept = True, kept
    known.edge = edge


def reshape(tensor: Operand, edge: Edge | None) -> None:
    """Let a tensor come from a view of itself, or from nowhere; the gradient that it keeps stays that of its former value."""
    known = history(tensor)
    known.edge = edge
    if edge is None:
        known.kept = None


def retain(tensor: Operand) -> None:
    """Have a computed tensor keep its gradient as a leaf does."""
    if not requires_grad(tensor):
        raise GradientError("can't retain_grad on Tensor that has requires_grad=False")
    if not _computed(tensor):
        return
    history(tensor).retains = True
    point(tensor, grad_fn(tensor))


def stop_retaining(known: History) -> None:
    """Have a tensor of this history keep its gradient no more, as if it had never been asked to."""
    if known.kept is not None:
        known.kept.node.retaining.pop(known.kept.output, None)
    known.retains, known.kept = False, None


def marks_of(tensor: Operand) -> tuple[dict[int, Any], int]:
    """Return what is marked at the node that made the tensor, or at the leaf, and the tensor's key in it."""
    if not requires_grad(tensor):
        raise GradientError("cannot register a hook on a tensor that doesn't require gradient")
    edge = edge_of(tensor)
    if edge is None:
        # A leaf's view that was made without recording: no gradient reaches it before it asks for one.
        return history(tensor).marks, 0
    return edge.node.marks, edge.output


def _computed(tensor: Operand) -> bool:
    """Return whether a tensor is no leaf, a view as it was made where a write may have left it without a place."""
    if tensor.creation is None:
        return not is_leaf(tensor)
    return tensor.history is not None and tensor.history.edge is not None


def is_leaf(tensor: Operand) -> bool:
    """Return whether the tensor was not computed from one that requires a gradient."""
    return grad_fn(tensor) is None


def edge_of(tensor: Operand) -> Edge | None:
    """Return where a tensor's gradient goes, None if nowhere: also where a leaf's view was made without recording."""
    made = grad_fn(tensor)
    if made is not None:
        return made
    known = tensor.history
    if known is None or not known.asked:
        return None
    return Edge(known.accumulate(tensor), 0)


def known_edge(tensor: Operand) -> Edge | None:
    """Return where a tensor's gradient goes as far as anything in a graph knows it, and make no new node."""
    known: History | None = tensor.history
    if known is None:
        return None
    if known.edge is not None:
        return known.edge
    node = known.accumulating
    return None if node is None else Edge(node, 0)


def history(tensor: Operand) -> History:
    """Return the tensor's history, begun if it had none."""
    known: History | None = tensor.history
    if known is None:
        known = tensor.history = History()
        tensor.root.tracked = True
    return known


def differentiable(of: Meta) -> bool:
    """Return whether the dtype has gradients."""
    return of.dtype.category >= Category.FLOAT and of.dtype is not bool_


def require_differentiable(of: Meta) -> None:
    """Refuse a dtype that has no gradients."""
    if not differentiable(of):
        raise GradientError("only Tensors of floating point dtype can require gradients")


def ask(tensor: Operand, wanted: bool) -> None:
    """Set whether a leaf requires a gradient; a computed tensor does anyway."""
    if not wanted and _computed(tensor):
        raise GradientError(
            "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a "
            "subgraph that doesn't require differentiation use var_no_grad = var.detach()."
        )
    if wanted:
        require_differentiable(tensor.meta)
    if wanted or tensor.history is not None:
        history(tensor).asked = wanted


def show(tensor: Operand, meta: Meta) -> None:
    """Let a tensor have another meta without having another past; a graph of another dtype or shape keeps what it was."""
    tensor.meta = meta
    node = None if tensor.history is None else tensor.history.accumulating
    if node is not None and (node.metas[0].dtype, node.metas[0].shape) == (meta.dtype, meta.shape):
        node.metas = (meta,)


def require_data(tensor: Operand, shown: Operand) -> None:
    """Refuse data that a tensor cannot show: of another dtype or shape for a view or a computed one."""
    if requires_grad(tensor) and not differentiable(shown.meta):
        raise GradientError(
            "data set to a tensor that requires gradients must be floating point or complex dtype"
        )
    alike = (shown.meta.dtype, shown.meta.shape) == (tensor.meta.dtype, tensor.meta.shape)
    if not alike and (tensor.base is not None or not is_leaf(tensor)):
        raise UnsupportedError(
            f"data is set to {shown.meta.dtype.name} {list(shown.meta.shape)}: expected what the tensor, which is a view or "
            f"computed, is, {tensor.meta.dtype.name} {list(tensor.meta.shape)}"
        )


def forget(tensor: Operand) -> None:
    """Let a tensor have no past, as ``detach_`` does."""
    if tensor.history is not None:
        tensor.history.asked = False
        reshape(tensor, None)
