"""A tensor as it was when a call was recorded, for backward to use.

The one rule: backward gets the bytes that were saved, or raises and says who wrote them since.
"""

from __future__ import annotations

from insitu_engine.errors import GradientError
from insitu_engine.history import Accumulate, Edge, History, Node
from insitu_engine.storage import Tensor
from insitu_engine.values import Run, Value


class Saved:
    """A tensor as it was when a call was recorded: an alias of it, and the version that its bytes must still have."""

    __slots__ = ("_alias", "_edge", "_output", "_version")

    def __init__(
        self, run: Run, tensor: Tensor, *, edge: Edge | None = None, output: int | None = None
    ) -> None:
        """``edge`` is where its gradient goes; a result of the call that saves it has its number there instead."""
        self._alias = run.value(Tensor(tensor.root, tensor.meta, tensor.offset))
        self._version = tensor.root.version
        self._edge = edge
        self._output = output

    def unpack(self, node: Node, run: Run) -> Value:
        """Return the tensor, on which ``run`` computes; raise GradientError if it was written since."""
        tensor = self._alias.tensor
        edge = Edge(node, self._output) if self._output is not None else self._edge
        if tensor.root.version != self._version:
            raise GradientError(_overwritten(tensor, edge, self._version))
        if edge is not None:
            tensor.history = History(edge=edge)
            tensor.root.tracked = True
        return run.value(tensor)


def _overwritten(tensor: Tensor, edge: Edge | None, version: int) -> str:
    kind = f"[torch.{tensor.meta.dtype.c_name.capitalize()}Tensor {list(tensor.meta.shape)}]"
    origin = (
        ""
        if edge is None or isinstance(edge.node, Accumulate)
        else f", which is output {edge.output} of {edge.node.short},"
    )
    now = tensor.root.version
    text = (
        "one of the variables needed for gradient computation has been modified by an inplace operation: "
        f"{kind}{origin} is at version {now}; expected version {version} instead."
    )
    guilty = next((write for write in tensor.root.writes() if write.version == version + 1), None)
    if guilty is None:
        return f"{text} Which call wrote it is no longer known."
    where = "" if guilty.site is None else f" at {guilty.site[0]}:{guilty.site[1]}"
    return f"{text} {guilty.op}() wrote it{where}."
