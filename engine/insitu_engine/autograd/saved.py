"""What the graph keeps for backward: tensors as they were when a call was recorded, and what was computed of them then.

The one rule: backward gets the bytes that were saved, or raises and says who wrote them since. What was computed for the
graph nobody else can write; of bools it keeps one bit each.
"""

from __future__ import annotations

from typing import Any
from weakref import ref

import numpy as np

from insitu_engine.autograd.history import History, differentiable, requires_grad
from insitu_engine.autograd.nodes import Edge, Node
from insitu_engine.autograd.texts import overwritten, written_view
from insitu_engine.autograd.values import Run, Value
from insitu_engine.dtypes import bool_, uint8
from insitu_engine.errors import GradientError
from insitu_engine.memory.storage import Storage, Tensor


class Held:
    """A value that the graph holds, whose bytes count as the graph's as long as it does."""

    __slots__ = ("_value",)

    def __init__(self, value: Value) -> None:
        self._value = value
        value.tensor.root.keep()

    def __del__(self) -> None:
        self._value.tensor.root.let_go()

    def unpack(self, _: Node, run: Run) -> Value:
        """Return the value, on which ``run`` computes."""
        return run.value(self._value.tensor)


class Saved(Held):
    """A tensor as it was when a call was recorded: an alias of it, and the version that its bytes must still have."""

    __slots__ = ("__weakref__", "_base", "_creation", "_edge", "_output", "_version")

    def __init__(
        self, run: Run, tensor: Tensor, *, edge: Edge | None = None, output: int | None = None
    ) -> None:
        """``edge`` is where its gradient goes; a result of the call that saves it has its number there instead."""
        super().__init__(run.value(_alias(tensor)))
        self._version = tensor.root.version
        tensor.root.watch()
        self._edge = edge
        self._output = output
        self._creation = tensor.creation
        #: Not held: its past may lead to the call that saves the view.
        self._base = None if tensor.base is None else ref(tensor.base)

    @property
    def root(self) -> Storage:
        """The bytes on which it lies."""
        root: Storage = self._value.tensor.root
        return root

    def unpack(self, node: Node, run: Run) -> Value:
        """Return the tensor, on which ``run`` computes; raise GradientError if it was written since."""
        tensor = self._value.tensor
        edge = Edge(node, self._output) if self._output is not None else self._edge
        shown = _alias(tensor)  # what knows the edge is let go of after use: it leads back to the node
        if edge is not None and differentiable(tensor.meta):
            shown.history = History(edge=edge)
            shown.root.tracked = True
        if tensor.root.version != self._version:
            raise GradientError(self._refusal(shown, edge))
        return run.value(shown)

    def _refusal(self, shown: Tensor, edge: Edge | None) -> str:
        """Return why the tensor is of no use; PyTorch asks first where a saved view comes from now."""
        base = None if self._base is None else self._base()
        if (
            self._creation is not None
            and self._output is None
            and (edge is not None or (base is not None and requires_grad(base)))
        ):
            shown.creation = self._creation
            text = written_view(shown, "its base or another view of its base has been")
        else:
            text = overwritten(shown.meta, edge, shown.root.version, self._version)
        return f"{text} {shown.root.writer_after(self._version)}"


class Packed(Held):
    """Bools, eight to a byte."""

    __slots__ = ("_shape",)

    def __init__(self, run: Run, mask: Value) -> None:
        """Pack a mask; raises OverQuotaError or OutOfMemoryError."""
        bits = run("empty", (-(-mask.meta.numel // 8),), dtype=uint8)
        bits.tensor.array[...] = np.packbits(mask.tensor.array)
        super().__init__(bits)
        self._shape = mask.meta.shape

    def unpack(self, _: Node, run: Run) -> Value:
        """Return the mask, on which ``run`` computes."""
        mask: Value = run("empty", self._shape, dtype=bool_)
        array = mask.tensor.array
        array[...] = np.unpackbits(self._value.tensor.array, count=array.size).reshape(array.shape)
        return mask


def keep(run: Run, found: Any) -> Any:
    """Return what holds values that were computed for the graph; what is none stays as it is."""
    if isinstance(found, tuple):
        return tuple(keep(run, item) for item in found)
    if not isinstance(found, Value):
        return found
    return Packed(run, found) if found.dtype is bool_ else Held(found)


def _alias(tensor: Tensor) -> Tensor:
    """Return a tensor on the same bytes that knows of no past."""
    return Tensor(tensor.root, tensor.meta, tensor.offset)
