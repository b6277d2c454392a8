"""Where a tensor comes from: the shape of the graph that backward walks, which client and server build alike.

A node is one recorded call. A tensor that was computed points at its node; a leaf that asks for a gradient has a node
that accumulates it. What is saved for backward is the server's (`tape`); who requires a gradient, which writes are
refused, and what a write to a view does to its base are decided here, from operands alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final
from weakref import ref

from insitu_engine.autograd.nodes import Accumulate, Creation, Edge, Foreign, Node, Slices, Strided
from insitu_engine.autograd.texts import LEAF, VIEW_OF_LEAF, written_view
from insitu_engine.autograd.titles import capitalized, part_written
from insitu_engine.dtypes import Category, bool_
from insitu_engine.errors import GradientError, UnsupportedError
from insitu_engine.meta import Meta, Operand
from insitu_engine.optable import Op
from insitu_engine.planner import Mode, Plan


class History:
    """What a tensor knows of gradients; a tensor without one knows nothing."""

    __slots__ = ("_accumulate", "after", "asked", "edge", "grad", "marks", "retains")

    def __init__(self, *, asked: bool = False, edge: Edge | None = None) -> None:
        #: Requires a gradient as a leaf.
        self.asked = asked
        self.edge = edge
        #: The gradient, a tensor, once there is one.
        self.grad: Any = None
        #: Keeps its gradient though it is no leaf.
        self.retains = False
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
        if tensor.creation is not None:
            raise GradientError(written_view(tensor, "its base or another view of its base has been"))
        point(tensor, Edge(Strided(base, tensor, edge_of(base)), 0))
        tensor.since = tensor.root.version
        known = tensor.history
    return None if known is None else known.edge


def point(tensor: Operand, edge: Edge | None) -> None:
    """Let a tensor come from elsewhere; the gradient that it keeps is the one of its present value."""
    known = history(tensor)
    if known.retains:
        if known.edge is not None:
            known.edge.node.retaining.pop(known.edge.output, None)
        if edge is not None:
            edge.node.retaining[edge.output] = ref(tensor)
    known.edge = edge


def retain(tensor: Operand) -> None:
    """Have a computed tensor keep its gradient as a leaf does."""
    if not requires_grad(tensor):
        raise GradientError("can't retain_grad on Tensor that has requires_grad=False")
    made = grad_fn(tensor)
    if made is not None:
        history(tensor).retains = True
        point(tensor, made)


def marks_of(tensor: Operand) -> tuple[dict[int, Any], int]:
    """Return what is marked at the node that made the tensor, or at the leaf, and the tensor's key in it."""
    edge = edge_of(tensor)
    if edge is None:
        raise GradientError("cannot register a hook on a tensor that doesn't require gradient")
    return edge.node.marks, edge.output


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
    if not wanted and not is_leaf(tensor):
        raise GradientError(
            "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a "
            "subgraph that doesn't require differentiation use var_no_grad = var.detach()."
        )
    if wanted:
        require_differentiable(tensor.meta)
    if wanted or tensor.history is not None:
        history(tensor).asked = wanted


def require_start(at: int, root: Operand, seed: Operand | None) -> None:
    """Refuse to begin backward at a tensor without a graph, or with a gradient that is not its own."""
    if seed is not None and seed.meta.shape != root.meta.shape:
        raise GradientError(
            f"Mismatch in shape: grad_output[{at}] has a shape of torch.Size({list(seed.meta.shape)}) and output[{at}] has a "
            f"shape of torch.Size({list(root.meta.shape)})."
        )
    if seed is not None and seed.meta.dtype.is_complex is not root.meta.dtype.is_complex:
        raise GradientError(
            "For complex Tensors, both grad_output and output are required to have the same dtype. Mismatch in dtype: "
            f"grad_output[{at}] has a dtype of torch.{seed.meta.dtype.name} and output[{at}] has a dtype of "
            f"torch.{root.meta.dtype.name}."
        )
    if seed is None and root.meta.numel != 1 and requires_grad(root):
        raise GradientError("grad can be implicitly created only for scalar outputs")
    if edge_of(root) is None:
        raise GradientError(f"element {at} of tensors does not require grad and does not have a grad_fn")


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


def watching(edges: Iterable[Edge]) -> Iterator[Any]:
    """Yield what the client has at the nodes that these edges lead to: marks, and functions by number."""
    for edge in edges:
        yield from edge.node.marks.values()
        if isinstance(edge.node, Foreign):
            yield edge.node.number


def leaves_of(roots: Iterable[Operand]) -> list[Operand]:
    """Return the leaves that a backward from these tensors reaches, each once."""
    found = [edge.node for edge in reached(roots) if isinstance(edge.node, Accumulate)]
    return [leaf for leaf in map(leaf_at, found) if leaf is not None]


def leaf_at(node: Accumulate) -> Operand | None:
    """Return the leaf whose gradient arrives at a node, None if it wants none; refuse one that was reshaped since."""
    leaf = node.leaf
    if not requires_grad(leaf):
        return None
    (used,) = node.metas
    if used is not leaf.meta:
        raise GradientError(
            f"a leaf had shape {list(used.shape)} and strides {list(used.strides)} when it was used, as {used.dtype.name}, "
            f"and has shape {list(leaf.meta.shape)} and strides {list(leaf.meta.strides)} now, as {leaf.meta.dtype.name}: the "
            "gradient would not fit it"
        )
    return leaf


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


def leading(starts: Iterable[Node], targets: set[Node]) -> set[Node]:
    """Return the nodes, among these and those after them, from which gradients reach one of the targets."""
    found: set[Node] = set()
    waiting = list(starts)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += [edge.node for edge in node.edges if edge is not None]
    leading: set[Node] = set()
    for node in sorted(found, key=lambda node: node.order):
        if any(edge is not None and (edge.node in targets or edge.node in leading) for edge in node.edges):
            leading.add(node)
    return leading


def retained_of(roots: Iterable[Operand], inputs: Iterable[Operand] | None = None) -> list[Operand]:
    """Return the tensors that keep their gradient in a backward from these, on the way to ``inputs`` if there are some."""
    edges = reached(roots)
    if inputs is not None:
        targets = {edge.node for edge in map(edge_of, inputs) if edge is not None}
        passed = leading((edge.node for edge in edges), targets) | targets
        edges = {edge for edge in edges if edge.node in passed}
    kept = (edge.node.retainer(edge.output) for edge in edges)
    return [tensor for tensor in kept if tensor is not None]


def forget(tensor: Operand) -> None:
    """Let a tensor have no past, as ``detach_`` does."""
    if tensor.history is not None:
        tensor.history.asked = False
        point(tensor, None)


# --- before a call ----------------------------------------------------------------------------------------------------


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


# --- after a call -----------------------------------------------------------------------------------------------------


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
    for index, tensor in enumerate(made):
        if differentiable(tensor.meta) and index not in constant:
            point(tensor, Edge(node, index))
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
