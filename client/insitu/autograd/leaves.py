"""Which tensors require a gradient, and the gradients that they keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from insitu.autograd.sending import fetch, send
from insitu.inference import require_normal
from insitu.session import Image
from insitu.transport.effects import Changed
from insitu_engine.autograd import history
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


def set_required(tensor: Tensor, wanted: bool) -> None:
    """Set the flag by assignment, which, unlike `require`, is refused for every computed tensor."""
    if wanted and not history.is_leaf(tensor):
        raise GradientError("you can only change requires_grad flags of leaf variables.")
    if wanted and not history.differentiable(tensor.meta):
        raise GradientError("only Tensors of floating point and complex dtype can require gradients")
    require(tensor, wanted)


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
    before = known.asked, known.edge, known.kept

    def restore() -> None:
        known.asked, known.edge, known.kept = before

    history.forget(tensor)
    send(tensor, "detach_", (tensor,), Changed(None, restore))


def set_grad(tensor: Tensor, value: Tensor | None) -> None:
    """Set or, with None, forget a tensor's gradient."""
    known = tensor.history
    before = None if known is None else known.grad
    if before is value:
        return
    if value is not None:
        _require_fitting(tensor, value)
    known = history.history(tensor)

    def restore() -> None:
        known.grad = before

    known.grad = value
    send(tensor, "set_grad", (tensor, value), Changed(None, restore))


def _require_fitting(tensor: Tensor, gradient: Any) -> None:
    """Refuse what cannot be a tensor's gradient."""
    if not isinstance(gradient, Operand):
        raise ArgumentError(
            f"assigned grad expected to be a Tensor or None but got grad of type {type(gradient).__name__}"
        )
    if gradient is tensor:
        raise GradientError("can't assign Variable as its own grad")
    given, wanted = gradient.meta, tensor.meta
    if given.dtype is not wanted.dtype:
        raise GradientError(
            f"attempting to assign a gradient with dtype '{given.dtype.c_name}' to a tensor with grad_dtype "
            f"'{wanted.dtype.title}'. The gradient must match the tensor's grad_dtype (defaults to the tensor's dtype). You "
            "can set the tensor's grad_dtype attribute with a specific dtype, or None to allow any dtype. Set grad_dtype "
            "with caution. Diverging the dtypes of a tensor and its gradient may break downstream systems that assume they "
            "match."
        )
    if given.shape != wanted.shape:
        raise GradientError(
            f"attempting to assign a gradient of size '{list(given.shape)}' to a tensor of size '{list(wanted.shape)}'. "
            "Please ensure that the gradient and the tensor are the same size"
        )


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
        history.stop_retaining(known)

    send(tensor, "retain_grad", (tensor,), Changed(None, restore))
