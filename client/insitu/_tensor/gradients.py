"""What a tensor knows of gradients, by PyTorch's names."""

# mypy: disable-error-code="misc"
# Of a Tensor, whose base this is: hence the type of self.

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from insitu import autograd, inference
from insitu._methods import TensorMethods
from insitu.autograd import hooks, leaves
from insitu_engine.autograd import history
from insitu_engine.autograd.nodes import Node

if TYPE_CHECKING:
    from insitu._tensor import Tensor

_NO_LEAF: Final = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be populated "
    "during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, use "
    ".retain_grad() on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access the leaf Tensor "
    "instead. See github.com/pytorch/pytorch/pull/30531 for more information."
)


class Gradients:
    """The part of a Tensor that tells of its past, and keeps its gradient."""

    __slots__ = ()

    @property
    def requires_grad(self: Tensor) -> bool:
        """Whether gradients are computed for this tensor."""
        return history.requires_grad(self)

    @requires_grad.setter
    def requires_grad(self: Tensor, wanted: bool) -> None:
        leaves.set_required(self, bool(wanted))

    def requires_grad_(self: Tensor, requires_grad: bool = True) -> Tensor:
        """Have gradients computed for this leaf, or no more, and return the tensor itself."""
        leaves.require(self, bool(requires_grad))
        return self

    @property
    def is_leaf(self: Tensor) -> bool:
        """Whether it was not computed from a tensor that requires a gradient."""
        return history.is_leaf(self)

    @property
    def grad_fn(self: Tensor) -> Node | None:
        """The node of the graph that made it, named as PyTorch's; None for a leaf."""
        made = history.grad_fn(self)
        return None if made is None else made.node

    @property
    def grad(self: Tensor) -> Tensor | None:
        """The gradient, once a backward has reached this leaf: a tensor into which further ones are added in place."""
        known = self.history
        if known is None:
            return None
        if known.grad is None and known.edge is not None and not known.retains:
            warnings.warn(_NO_LEAF, stacklevel=2)
        gradient: Tensor | None = known.grad
        return gradient

    @grad.setter
    def grad(self: Tensor, value: Tensor | None) -> None:
        leaves.set_grad(self, value)

    @grad.deleter
    def grad(self: Tensor) -> None:
        leaves.set_grad(self, None)

    def backward(
        self: Tensor,
        gradient: Tensor | None = None,
        retain_graph: bool | None = None,
        create_graph: bool = False,
        inputs: Any = None,
    ) -> None:
        """Add this tensor's gradients to the ``grad`` of all leaves that it was computed from; see `autograd.backward`."""
        autograd.backward(self, gradient, retain_graph, create_graph, inputs)

    @property
    def data(self: Tensor) -> Tensor:
        """The same bytes without a past: a write to it is no write to this tensor, neither for backward nor in `_version`.

        Whatever is written so, gradients do not know of; `detach` shares the version, and is safe.
        """
        return leaves.data_of(self)

    @data.setter
    def data(self: Tensor, value: Tensor) -> None:
        leaves.set_data(self, value)

    def is_inference(self: Tensor) -> bool:
        """Return whether the tensor was made in `inference_mode`."""
        return inference.is_inference(self)

    def retain_grad(self: Tensor) -> None:
        """Have this tensor, though computed, keep its gradient in `grad` at each backward."""
        leaves.retain_grad(self)

    def register_hook(self: Tensor, hook: Callable[[Tensor], Tensor | None]) -> hooks.RemovableHandle:
        """Have ``hook`` called with this tensor's gradient whenever backward computes it; what it returns replaces it.

        The gradient is that of the value that the tensor has now: a later write in place gives it another. It runs here,
        so a backward costs a round trip a hooked tensor.
        """
        return hooks.register(self, hook)

    def register_post_accumulate_grad_hook(
        self: Tensor, hook: Callable[[Tensor], None]
    ) -> hooks.RemovableHandle:
        """Have ``hook`` called with this leaf after each backward that has added to its `grad`."""
        return hooks.register_accumulated(self, hook)

    @property
    def retains_grad(self: Tensor) -> bool:
        """Whether this tensor is computed and keeps its gradient."""
        return self.history is not None and self.history.retains

    def detach_(self: Tensor) -> Tensor:
        """Forget the tensor's history and return the tensor itself; refuse a view."""
        TensorMethods.detach_(self)
        leaves.forget(self)
        return self
