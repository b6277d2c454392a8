"""Arguments that PyTorch's functions take and that change nothing here: one device, one layout.

The one rule: what is asked for and cannot be is refused, never ignored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from insitu.devices import require_cpu
from insitu_engine.autograd.history import differentiable
from insitu_engine.errors import ArgumentError, GradientError, UnsupportedError

if TYPE_CHECKING:
    from insitu._tensor import Tensor


@dataclass(frozen=True, slots=True, repr=False)
class Constant:
    """One of PyTorch's named constants."""

    name: str

    def __repr__(self) -> str:
        return f"insitu.{self.name}"


#: Layouts. Tensors are strided.
strided: Final = Constant("strided")
sparse_coo: Final = Constant("sparse_coo")
#: Memory formats. New tensors lie row-major, whatever is asked for; only strides could tell.
contiguous_format: Final = Constant("contiguous_format")
preserve_format: Final = Constant("preserve_format")
channels_last: Final = Constant("channels_last")
channels_last_3d: Final = Constant("channels_last_3d")


def require_plain(
    device: Any = None,
    layout: Any = None,
    pin_memory: Any = False,
    generator: None = None,
) -> None:
    """Refuse what a new tensor cannot have: another device, layout or generator."""
    require_cpu(device)
    if layout is not None and layout is not strided:
        raise UnsupportedError(f"tensors are strided; got layout {layout!r}")
    if generator is not None:
        raise ArgumentError(
            f"argument 'generator' must be None, not {type(generator).__name__}: a session has one source of "
            "random numbers, which manual_seed() begins anew"
        )
    del pin_memory  # there is no other memory to copy to


def as_leaf(made: Tensor, requires_grad: bool) -> Tensor:
    """Return a new tensor itself, which requires a gradient if that is asked for; refuse what has none."""
    if not requires_grad:
        return made  # which may have a history: normal draws around a mean that requires a gradient
    if not differentiable(made.meta):
        raise GradientError("Only Tensors of floating point and complex dtype can require gradients")
    return made.requires_grad_()


#: What NumPy calls parameters of PyTorch's, which takes both names.
_BY_NUMPY: Final = {"axis": "dim", "keepdims": "keepdim"}


def by_numpy_names(numpy: dict[str, Any], **given: Any) -> tuple[Any, ...]:
    """Return values of parameters, those that came by NumPy's names in their places; raise ArgumentError for others."""
    for name, value in numpy.items():
        if _BY_NUMPY.get(name) not in given:
            raise ArgumentError(f"got an unexpected keyword argument '{name}'")
        given[_BY_NUMPY[name]] = value
    return tuple(given.values())
