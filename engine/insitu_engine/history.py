"""Where a tensor comes from: the shape of the graph that backward walks, which client and server build alike.

A node is one recorded call. A tensor that was computed points at its node; a leaf that asks for a gradient has a node
that accumulates it. What is saved for backward is the server's (`tape`); who requires a gradient, which writes are
refused, and what a write to a view does to its base are decided here, from operands alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import count
from typing import Any, Final, NamedTuple
from weakref import ref

from insitu_engine.dtypes import Category, bool_
from insitu_engine.errors import GradientError, UnsupportedError
from insitu_engine.meta import Meta, Operand
from insitu_engine.optable import Op
from insitu_engine.planner import Mode, Plan

_order = count(1)


class Creation(Enum):
    """How a view was made, which says whether it may be written while gradients are recorded."""

    NO_GRAD = "no_grad"
    #: One of several views of one call.
    MULTIPLE = "multiple"


class Edge(NamedTuple):
    """To a node, and which of its outputs."""

    node: Node
    output: int


class Node:
    """One recorded call: its name as PyTorch has it, and where the gradients of its tensor arguments go."""

    __slots__ = ("__weakref__", "edges", "metas", "order", "title")

    def __init__(self, title: str, edges: tuple[Edge | None, ...], metas: tuple[Meta, ...]) -> None:
        #: "AddBackward0"
        self.title = title
        #: One for each tensor among the arguments, in their order; None where nothing requires a gradient.
        self.edges = edges
        #: Of its outputs.
        self.metas = metas
        #: Later calls have greater numbers: backward goes from the greatest to the least.
        self.order = next(_order)

    def __repr__(self) -> str:
        return f"<{self.title} object at {id(self):#x}>"

    def name(self) -> str:
        """Return the name that PyTorch gives such a node."""
        return self.title

    @property
    def next_functions(self) -> tuple[tuple[Node | None, int], ...]:
        """Where its gradients go: nodes, and which of their outputs; None where nothing requires one."""
        return tuple((None, 0) if edge is None else (edge.node, edge.output) for edge in self.edges)

    @property
    def short(self) -> str:
        """The name as PyTorch's error texts have it: "Add"."""
        return self.title.removesuffix("Backward0")


class Accumulate(Node):
    """Where the gradient of a leaf arrives."""

    __slots__ = ("leaf",)

    def __init__(self, leaf: Operand) -> None:
        super().__init__("AccumulateGrad", (), (leaf.meta,))
        self.leaf = leaf


class Slices(Node):
    """A write to a view, as its base sees it: the gradient's part that was written goes through ``written``."""

    __slots__ = ("offset", "view", "written")

    def __init__(self, base: Operand, view: Operand, written: Node, before: Edge | None) -> None:
        super().__init__("CopySlices", (before, *written.edges[1:]), (base.meta,))
        self.written = written
        self.view = view.meta
        self.offset = view.offset - base.offset


class Strided(Node):
    """A view made anew after its base was written: the gradient goes to where the view lies in the base."""

    __slots__ = ("base", "offset", "view")

    def __init__(self, base: Operand, view: Operand) -> None:
        super().__init__("AsStridedBackward0", (edge_of(base),), (view.meta,))
        self.base = base.meta
        self.view = view.meta
        self.offset = view.offset - base.offset


class History:
    """What a tensor knows of gradients; a tensor without one knows nothing."""

    __slots__ = ("_accumulate", "asked", "edge", "grad", "retains")

    def __init__(self, *, asked: bool = False, edge: Edge | None = None) -> None:
        #: Requires a gradient as a leaf.
        self.asked = asked
        self.edge = edge
        #: The gradient, a tensor, once there is one.
        self.grad: Any = None
        #: Keeps its gradient though it is no leaf.
        self.retains = False
        self._accumulate: ref[Accumulate] | None = None

    def accumulate(self, leaf: Operand) -> Accumulate:
        """Return the leaf's node, which lives as long as something computed from the leaf does."""
        node = None if self._accumulate is None else self._accumulate()
        if node is None:
            node = Accumulate(leaf)
            self._accumulate = ref(node)
        return node


# --- what a tensor is -------------------------------------------------------------------------------------------------


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
        known = history(tensor)
        known.edge = Edge(Strided(base, tensor), 0)
        tensor.since = tensor.root.version
    return None if known is None else known.edge


def is_leaf(tensor: Operand) -> bool:
    """Return whether the tensor was not computed from one that requires a gradient."""
    return grad_fn(tensor) is None


def edge_of(tensor: Operand) -> Edge | None:
    """Return where a tensor's gradient goes, None if nowhere."""
    made = grad_fn(tensor)
    if made is not None:
        return made
    if not requires_grad(tensor):
        return None
    return Edge(history(tensor).accumulate(tensor), 0)


def history(tensor: Operand) -> History:
    """Return the tensor's history, begun if it had none."""
    known: History | None = tensor.history
    if known is None:
        known = tensor.history = History()
        tensor.root.tracked = True
    return known


def require_differentiable(meta: Meta) -> None:
    """Refuse a dtype that has no gradients."""
    if meta.dtype.category < Category.FLOAT or meta.dtype is bool_:
        raise GradientError("only Tensors of floating point dtype can require gradients")


def ask(tensor: Operand, wanted: bool) -> None:
    """Set whether a leaf requires a gradient."""
    if not wanted and not is_leaf(tensor):
        raise GradientError(
            "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a "
            "subgraph that doesn't require differentiation use var_no_grad = var.detach()."
        )
    if wanted:
        require_differentiable(tensor.meta)
    if wanted or tensor.history is not None:
        history(tensor).asked = wanted and is_leaf(tensor)


def require_start(at: int, root: Operand, seed: Operand | None) -> None:
    """Refuse to begin backward at a tensor without a graph, or with a gradient that is not its own."""
    if not requires_grad(root):
        raise GradientError(f"element {at} of tensors does not require grad and does not have a grad_fn")
    if seed is None and root.meta.numel != 1:
        raise GradientError("grad can be implicitly created only for scalar outputs")
    if seed is not None and seed.meta.shape != root.meta.shape:
        raise GradientError(
            f"Mismatch in shape: grad_output[{at}] has a shape of torch.Size({list(seed.meta.shape)}) and output[{at}] has a "
            f"shape of torch.Size({list(root.meta.shape)})."
        )


def reached(roots: Iterable[Operand]) -> set[Edge]:
    """Return the edges that a backward from these tensors goes along."""
    found: set[Edge] = set()
    waiting = [edge for edge in map(edge_of, roots) if edge is not None]
    while waiting:
        edge = waiting.pop()
        if edge not in found:
            found.add(edge)
            waiting += [further for further in edge.node.edges if further is not None]
    return found


def leaves_of(roots: Iterable[Operand]) -> list[Operand]:
    """Return the leaves that a backward from these tensors reaches, each once."""
    return [edge.node.leaf for edge in reached(roots) if isinstance(edge.node, Accumulate)]


def forget(tensor: Operand) -> None:
    """Let a tensor have no past, as ``detach_`` does."""
    if tensor.history is not None:
        tensor.history.asked, tensor.history.edge = False, None


# --- before a call ----------------------------------------------------------------------------------------------------

LEAF: Final = "a leaf Variable that requires grad is being used in an in-place operation."
VIEW_OF_LEAF: Final = "a view of a leaf Variable that requires grad is being used in an in-place operation."
_BY_MULTIPLE: Final = (
    "This view is the output of a function that returns multiple views. Such functions do not allow the output views "
    "to be modified inplace. You should replace the inplace operation by an out-of-place one."
)
_BY_NO_GRAD: Final = (
    "Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both "
    "the view and the inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or "
    "both outside (if you want the inplace to be tracked)."
)


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


def tracked(plan: Plan, args: tuple[Any, ...]) -> bool:
    """Return whether a call has a tensor that requires a gradient, and results that can."""
    if plan.mode is Mode.SAME or not plan.based or plan.op.name in _MODELLED:
        return False
    return _any_tracked(args)


def _any_tracked(args: tuple[Any, ...]) -> bool:
    for value in args:
        if isinstance(value, Operand):
            if value.root.tracked and requires_grad(value):
                return True
        elif value.__class__ is tuple and _any_tracked(value):
            return True
    return False


def edges_of(args: tuple[Any, ...]) -> tuple[Edge | None, ...]:
    """Return where the gradients of all tensors among the arguments go."""
    return tuple(map(edge_of, operands(args)))


def name_of(op: Op) -> str:
    """Return the name that PyTorch gives the node of an op: ``AddBackward0``."""
    name = (op.base or op).name.removesuffix("_")
    return "".join(part.capitalize() for part in name.split("_")) + "Backward0"


def refuse_write(op: Op, args: tuple[Any, ...]) -> None:
    """Refuse to write a tensor in place while gradients are recorded and some argument requires one."""
    target: Operand = args[0]
    if (
        op.name == "setitem_"
        and not all(isinstance(item, Operand) for item in args[1])
        and target.base is None
    ):
        if requires_grad(target) and is_leaf(target):  # what is written is a view
            raise GradientError(VIEW_OF_LEAF)
        return
    if target.base is not None:
        _refuse_view(target)
        if requires_grad(target) and is_leaf(target.base):
            raise GradientError(VIEW_OF_LEAF)
    if requires_grad(target) and is_leaf(target):
        raise GradientError(LEAF)


def _refuse_view(target: Operand) -> None:
    if target.creation is None:
        return
    made = grad_fn(target)
    if made is not None:
        text = f"Output {made.output} of {made.node.short} is a view and is being modified inplace. "
    else:
        text = "A view was created in no_grad mode and is being modified inplace with grad mode enabled. "
    raise GradientError(text + (_BY_MULTIPLE if target.creation is Creation.MULTIPLE else _BY_NO_GRAD))


# --- after a call -----------------------------------------------------------------------------------------------------


def note_views(made: Iterable[Operand], of: Operand, *, several: bool, recording: bool) -> None:
    """Note how views were made; the view of a view keeps what that was made by."""
    creation = Creation.MULTIPLE if several else of.creation if recording else Creation.NO_GRAD
    for view in made:
        view.creation = creation


def record(node: Node, plan: Plan, args: tuple[Any, ...], made: tuple[Operand, ...]) -> None:
    """Point the results of a call at its node; a write gives its target, or its base, another past."""
    if plan.mode is Mode.WRITE:
        rebase(args[0], node)
        return
    if plan.mode is Mode.RESHAPE and args[0].base is not None:
        raise UnsupportedError(f"{plan.op.name}() of a view whose gradient is recorded is not supported yet")
    if plan.mode is Mode.WAIT:
        node.metas = tuple(tensor.meta for tensor in made)
    for index, tensor in enumerate(made):
        if tensor.meta.dtype.category >= Category.FLOAT and tensor.meta.dtype is not bool_:
            history(tensor).edge = Edge(node, index)
            tensor.since = tensor.root.version


def rebase(target: Operand, node: Node) -> None:
    """Let a written tensor come from ``node``; where it is a view, its base comes from the write to a part of it."""
    base = target.base
    if base is None:
        known = history(target)
        known.asked, known.edge = False, Edge(node, 0)
        return
    above = history(base)
    above.edge = Edge(Slices(base, target, node, edge_of(base)), 0)
    above.asked = False
    history(target).edge = Edge(Strided(base, target), 0)
    target.since = target.root.version
