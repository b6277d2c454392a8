"""Copies of tensors as Python's `copy` makes them.

The one rule: a copy is a leaf, of its original's class, that asks for a gradient where its original does.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from insitu.recording import no_grad
from insitu_engine.errors import GradientError

if TYPE_CHECKING:
    from insitu._tensor import Tensor


def deep(tensor: Tensor, memo: dict[Any, Any]) -> Tensor:
    """Return a leaf's copy, with bytes, gradient and attributes of its own, and know it; refuse what was computed."""
    if not tensor.is_leaf:
        raise GradientError(
            "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment.  If "
            "you were attempting to deepcopy a module, this may be because of a torch.nn.utils.weight_norm usage, see "
            "https://github.com/pytorch/pytorch/pull/103001"
        )
    with no_grad():
        made = memo[id(tensor)] = _as(tensor, tensor.clone())
    made.grad = deepcopy(tensor.grad, memo)
    vars(made).update(deepcopy(vars(tensor), memo))
    return made


def shallow(tensor: Tensor) -> Tensor:
    """Return another tensor on the same bytes, with the same attributes."""
    made = _as(tensor, tensor.detach())
    vars(made).update(vars(tensor))
    return made


def _as(tensor: Tensor, made: Tensor) -> Tensor:
    """Return what was made, with its original's class and flag."""
    made.__class__ = type(tensor)  # no class of tensors adds a slot
    return made.requires_grad_(tensor.requires_grad)
