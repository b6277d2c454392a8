"""What a backward from some tensors reaches: edges, leaves, and what the client watches on the way.

The one rule: it is told from the graph's shape alone, so that client and server answer alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from insitu_engine.autograd.history import edge_of, is_leaf, requires_grad
from insitu_engine.autograd.nodes import Accumulate, Edge, Foreign, Node
from insitu_engine.errors import GradientError
from insitu_engine.meta import Meta, Operand


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
    """Return the leaves that a backward from these tensors reaches, each once; one that is none any more is refused there."""
    found = [edge.node for edge in reached(roots) if isinstance(edge.node, Accumulate)]
    leaves = [leaf_at(node) for node in found if is_leaf(node.leaf)]
    return [leaf for leaf in leaves if leaf is not None]


def refuse_moved(node: Accumulate) -> None:
    """Refuse a gradient of what was a leaf when it was used and, by a write to its base, is computed now."""
    if not is_leaf(node.leaf):
        raise GradientError("leaf variable has been moved into the graph interior")


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


def retained_of(
    roots: Iterable[Operand], inputs: Iterable[Operand] | None = None
) -> list[tuple[Operand, Meta]]:
    """Return the tensors that keep a gradient in a backward from these, on the way to ``inputs`` if there are some.

    With each stands what its gradient is like: the value of which it is, and not the tensor, which may be reshaped since.
    """
    edges = reached(roots)
    if inputs is not None:
        targets = {edge.node for edge in map(edge_of, inputs) if edge is not None}
        passed = leading((edge.node for edge in edges), targets) | targets
        edges = {edge for edge in edges if edge.node in passed}
    kept = ((edge.node.retainer(edge.output), edge.node.metas[edge.output]) for edge in edges)
    return [(tensor, value) for tensor, value in kept if tensor is not None]
