"""The nodes of the graph that backward walks: recorded calls, leaves, and what a write to a view makes of its base."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from itertools import count
from typing import Any, Final, NamedTuple
from weakref import ref

from insitu_engine.dtypes import float32
from insitu_engine.meta import Meta, Operand, meta

_order = count(1)
#: Nodes that PyTorch's autograd has of its own, not of an op.
_OWN: Final = frozenset({"AccumulateGrad", "CopyBackwards", "CopySlices", "NotImplemented"})
#: Stands for an output that has no gradient.
_NOTHING: Final = meta(float32, (0,))


class Creation(Enum):
    """How a view was made, which says whether it may be written while gradients are recorded."""

    NO_GRAD = "no_grad"
    #: On the client, in its inference mode, where a tensor that is no view is marked as well.
    INFERENCE = "inference_mode"
    #: One of several views of one call.
    MULTIPLE = "multiple"
    #: By a function whose gradient the client computes.
    CUSTOM = "custom"


class Edge(NamedTuple):
    """To a node, and which of its outputs."""

    node: Node
    output: int


class Node:
    """One recorded call: its name as PyTorch has it, and where the gradients of its tensor arguments go."""

    __slots__ = ("__weakref__", "edges", "marks", "metas", "order", "retaining", "title")

    def __init__(self, title: str, edges: tuple[Edge | None, ...], metas: tuple[Meta, ...]) -> None:
        #: "AddBackward0"
        self.title = title
        #: One for each tensor among the arguments, in their order; None where nothing requires a gradient.
        self.edges = edges
        #: Of its outputs.
        self.metas = metas
        #: Later calls have greater numbers: backward goes from the greatest to the least.
        self.order = next(_order)
        #: By output: the tensor that keeps the gradient which comes there.
        self.retaining: dict[int, ref[Operand]] = {}
        #: By output: what the client wants to see of the gradient that comes there.
        self.marks: dict[int, Any] = {}

    def retainer(self, output: int) -> Operand | None:
        """Return the tensor that keeps the gradient of an output, None if there is none."""
        found = self.retaining.get(output)
        return None if found is None else found()

    def __repr__(self) -> str:
        return f"<{self.title} object at {id(self):#x}>"

    def name(self) -> str:
        """Return the name that PyTorch gives such a node."""
        return f"torch::autograd::{self.title}" if self.title in _OWN else self.title

    @property
    def next_functions(self) -> tuple[tuple[Node | None, int], ...]:
        """Where its gradients go: nodes, and which of their outputs; None where nothing requires one."""
        return tuple((None, 0) if edge is None else (edge.node, edge.output) for edge in self.edges)

    @property
    def short(self) -> str:
        """The name as PyTorch's error texts have it: "Add"."""
        return self.name().removesuffix("0").replace("Backward", "")


class Accumulate(Node):
    """Where the gradient of a leaf arrives."""

    __slots__ = ("leaf",)

    def __init__(self, leaf: Operand) -> None:
        super().__init__("AccumulateGrad", (), (leaf.meta,))
        self.leaf = leaf
        self.marks = leaf.history.marks

    @property
    def variable(self) -> Operand:
        """The leaf, by PyTorch's name."""
        return self.leaf


class Slices(Node):
    """A write to a view, as its base sees it: the gradient's part that was written goes through ``written``."""

    __slots__ = ("freed", "offset", "view", "written")

    def __init__(self, base: Operand, view: Operand, written: Node, before: Edge | None) -> None:
        super().__init__("CopySlices", (before, *written.edges[1:]), (base.meta,))
        self.freed = False
        self.written = written
        self.view = view.meta
        self.offset = view.offset - base.offset

    def release(self) -> None:
        """Refuse a second backward, whatever the write keeps."""
        self.freed = True


class Strided(Node):
    """A view made anew after its base was written: the gradient goes to where the view lies in the base."""

    __slots__ = ("base", "offset", "view")

    def __init__(self, base: Operand, view: Operand, edge: Edge | None) -> None:
        """``edge`` is where the gradient of the base goes."""
        super().__init__("AsStridedBackward0", (edge,), (view.meta,))
        self.base = base.meta
        self.view = view.meta
        self.offset = view.offset - base.offset


class Foreign(Node):
    """A function whose gradient the client computes, under the number by which the client knows it."""

    __slots__ = ("number",)

    def __init__(
        self,
        title: str,
        edges: tuple[Edge | None, ...],
        outputs: Iterable[Operand | None],
        number: int,
    ) -> None:
        metas = (_NOTHING if tensor is None else tensor.meta for tensor in outputs)
        super().__init__(title, edges, tuple(metas))
        self.number = number

    def name(self) -> str:
        """Return the function's name and "Backward"."""
        return self.title

    @property
    def short(self) -> str:
        """The function's name."""
        return self.title.removesuffix("Backward")
