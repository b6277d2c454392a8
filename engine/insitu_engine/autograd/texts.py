"""Why a write or a backward is refused, in PyTorch's words."""

from __future__ import annotations

from typing import Final

from insitu_engine.autograd.nodes import Accumulate, Creation, Edge
from insitu_engine.meta import Meta, Operand

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
_BY_CUSTOM: Final = (
    "This view was created inside a custom Function (or because an input was returned as-is) and the autograd logic to "
    "handle view+inplace would override the custom backward associated with the custom Function, leading to incorrect "
    "gradients. This behavior is forbidden. You can fix this by cloning the output of the custom Function."
)
FREED: Final = (
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been "
    "freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify "
    "retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors "
    "after calling backward."
)


def written_view(view: Operand, what: str, *, shown: str = "") -> str:
    """Return why a view, or what ``shown`` shows of it, cannot be in the graph once it or its base was written."""
    made = None if view.history is None else view.history.edge
    several = view.creation is Creation.MULTIPLE
    why = _BY_MULTIPLE if several else _BY_NO_GRAD
    origin = f"Output 0 of {shown}" if shown else f"Output {made.output} of {made.node.short}" if made else ""
    if view.creation is Creation.CUSTOM:
        return f"{origin or 'Output 0'} is a view and {what} modified inplace. {_BY_CUSTOM}"
    if origin and several:
        return f"{origin} is a view and {what} modified inplace. {why}"
    origin = f"{origin} is a view of a view which was" if origin else "A view was"
    text = f"{origin} created in no_grad mode and {what} modified inplace with grad mode enabled. {why}"
    if view.creation is Creation.INFERENCE:
        text = text.replace("no_grad mode", "inference mode").replace("no_grad block", "inference_mode block")
        text = text.replace("with grad mode enabled", "in normal mode")
    return text


def overwritten(meta: Meta, edge: Edge | None, now: int, expected: int) -> str:
    """Return why a saved tensor of this meta, made at ``edge``, is of no use: it was written."""
    kind = f"[torch.{meta.dtype.c_name.capitalize()}Tensor {list(meta.shape)}]"
    origin = (
        ""
        if edge is None or isinstance(edge.node, Accumulate)
        else f", which is output {edge.output} of {edge.node.short},"
    )
    return (
        "one of the variables needed for gradient computation has been modified by an inplace operation: "
        f"{kind}{origin} is at version {now}; expected version {expected} instead."
    )
