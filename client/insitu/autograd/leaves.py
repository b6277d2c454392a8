"""Which tensors require a gradient, and the gradients that they keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insitu.autograd.sending import fetch, send
from insitu.inference import require_normal
from insitu.session import Image
from insitu.stream import Changed
from insitu_engine import history
from insitu_engine.errors import ArgumentError, GradientError
from insitu_engine.meta import Operand

if TYPE_CHECKING:
    from insitu._tensor import Tensor


def require(tensor: Tensor, wanted: bool) -> None:
    """Set whether a leaf requires a gradient; raise GradientError where PyTorch does."""
    before = tensor.history is not None and tensor.history.asked
    computed = tensor.history is not None and tensor.history.edge is not None
    if before or computed if wanted else not history.requires_grad(tensor):
        return
    if wanted:
        require_normal(
            tensor, "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed."
        )
    history.ask(tensor, wanted)

    def restore() -> None:
        tensor.history.asked = before

    send(tensor, "require_grad", (tensor, wanted), Changed(None, restore))


def data_of(tensor: Tensor) -> Tensor:
    """Return the tensor's bytes without its past, under a version of their own."""
    found = tensor.session.twin_of(tensor)
    fetch("data", (tensor,), found)
    return found


def set_data(tensor: Tensor, shown: Tensor) -> None:
    """Have a tensor show the bytes of another one; its version and its past stay what they are."""
    if not isinstance(shown, Operand):
        raise ArgumentError(f"Variable data has to be a tensor, but got {type(shown).__name__}")
    if tensor.is_set_to(shown):
        return
    history.require_data(tensor, shown)
    before = tensor.meta, tensor.offset, tensor.root

    def restore() -> None:
        meta, tensor.offset, tensor.root = before
        history.show(tensor, meta)

    effect = Changed(None, restore)
    root = Image(shown.root.nbytes, tensor.root.version, shown.root.origin)
    root.tracked = tensor.root.tracked
    tensor.offset, tensor.root = shown.offset, root
    history.show(tensor, shown.meta)
    send(tensor, "set_data", (tensor, shown), effect)


def forget(tensor: Tensor) -> None:
    """Let a tensor have no history, as ``detach_`` does."""
    known = tensor.history
    if known is None or (known.edge is None and not known.asked):
        return
    before = known.asked, known.edge

    def restore() -> None:
        known.asked, known.edge = before

    known.asked, known.edge = False, None
    send(tensor, "detach_", (tensor,), Changed(None, restore))


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
    send(tensor, "set_grad", (tensor, value), Changed(None, restore))


def clear_grad(tensor: Tensor, *, set_to_none: bool) -> None:
    """Forget a tensor's gradient, or fill it with zeros in place."""
    gradient = tensor.grad
    if set_to_none:
        tensor.grad = None
    elif gradient is not None:
        (gradient.requires_grad_(False) if gradient.is_leaf else gradient.detach_()).zero_()


def retain_grad(tensor: Tensor) -> None:
    """Have a computed tensor keep its gradient; raise GradientError where it requires none."""
    known = tensor.history
    if known is not None and known.retains:
        return
    history.retain(tensor)
    known = tensor.history
    if known is None or not known.retains:  # a leaf, or a view that leads nowhere
        return

    def restore() -> None:
        known.retains = False

    send(tensor, "retain_grad", (tensor,), Changed(None, restore))
