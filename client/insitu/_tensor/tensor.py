"""The class Tensor: its sides brought together, and the views and copies that a table of ops cannot say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Never

from insitu import _functions
from insitu._methods import TensorMethods, spread
from insitu._tensor import copies
from insitu._tensor.casts import Casts
from insitu._tensor.gradients import Gradients
from insitu._tensor.indexing import Indexing
from insitu._tensor.metadata import Metadata
from insitu._tensor.placement import Placement
from insitu._tensor.values import Values
from insitu.devices import require_cpu
from insitu.dispatch import call
from insitu.options import as_leaf, require_plain
from insitu.transport.encoding import handle_argument
from insitu.typenames import FloatTensor
from insitu_engine.dtypes import DType
from insitu_engine.errors import ArgumentError, ShapeError
from insitu_engine.meta import Meta
from insitu_engine.optable import lookup

if TYPE_CHECKING:
    from insitu.session import Image, Session

_VIEW = lookup("view")
_WHERE = lookup("where")


class Tensor(Metadata, Gradients, Values, Indexing, TensorMethods, Casts, Placement):
    """A tensor on the server. Make one with `insitu.tensor`, `insitu.zeros`, `insitu.rand`, ...

    ``x.add_(y)`` changes the bytes where they are and returns ``x`` itself; ``x + y`` makes a new tensor. Views share
    bytes and version with their base.
    """

    #: Users note things on tensors, as PyTorch's do: hence the dict.
    __slots__ = ("__dict__", "__weakref__", "borrowed", "handle", "session", "wire")
    session: Session
    handle: int
    #: Its argument as wire bytes.
    wire: bytes
    #: Another process gives the handle up.
    borrowed: bool
    #: NumPy leaves ``ndarray + tensor`` to us.
    __array_priority__ = 1000

    def __new__(cls, *data: Any, device: Any = None) -> Tensor:  # noqa: PYI034 - sessions make them
        """Return a new float32 tensor of data, or of sizes and not filled: what `insitu.tensor` does plainly."""
        require_cpu(device)
        return FloatTensor(*data)

    def __init__(self, *data: Any, device: Any = None) -> None:
        """Do nothing: the tensor is whole already."""

    def __del__(self) -> None:
        if self.handle and not self.borrowed:
            self.session.collected(self.handle)

    def where(self, condition: Tensor, other: Any) -> Tensor:
        """Return this tensor's elements where ``condition`` holds, those of ``other`` elsewhere."""
        result: Tensor = call(_WHERE, (condition, self, other))
        return result

    def equal(self, other: Tensor) -> bool:
        """Return whether both have the same shape and values."""
        return self.meta.shape == other.meta.shape and bool((self == other).all())

    def __format__(self, spec: str) -> str:
        if self.meta.shape or type(self) is not Tensor:
            return object.__format__(self, spec)
        return format(self.item(), spec)

    def __hash__(self) -> int:
        return id(self)

    # --- made from data ------------------------------------------------------------------------------------------

    def _like(self, data: Any) -> Tensor:
        from insitu.making import tensor_in

        return tensor_in(self.session, data)

    def new_tensor(
        self,
        data: Any,
        *,
        dtype: DType | str | None = None,
        device: Any = None,
        requires_grad: bool = False,
        layout: Any = None,
        pin_memory: bool = False,
    ) -> Tensor:
        """Return a tensor of ``data`` in this tensor's session and, unless said otherwise, dtype."""
        from insitu.making import tensor_in

        require_plain(device=device, layout=layout, pin_memory=pin_memory)
        return as_leaf(tensor_in(self.session, data, dtype=dtype or self.dtype), requires_grad)

    # --- views that a table cannot say -----------------------------------------------------------------------------

    @property
    def T(self) -> Tensor:  # noqa: N802 - PyTorch's name
        """The tensor with its dimensions in reverse order."""
        return self.permute(tuple(reversed(range(self.ndim))))

    @property
    def mT(self) -> Tensor:  # noqa: N802 - PyTorch's name
        """The matrices turned: the last two dimensions swapped."""
        if not self.ndim:
            return self
        if self.ndim < 2:
            raise ShapeError(
                f"tensor.mT is only supported on matrices or batches of matrices. Got {self.ndim}-D tensor."
            )
        return self.transpose(-2, -1)

    def view(self, *size: Any, dtype: DType | str | None = None, **named: Any) -> Tensor:
        """Return the same elements in another shape, of which one size may be -1, or the same bytes as a dtype.

        Refused where the strides do not allow it: a view is never a copy. `reshape` copies where it must.
        """
        if dtype is None and len(size) == 1 and isinstance(size[0], DType | str):
            (dtype,) = size
        result: Tensor = call(_VIEW, (self, dtype if dtype is not None else spread(size, named, "size")))
        return result

    @property
    def real(self) -> Tensor:
        """The real parts, as a view; a real tensor itself."""
        return _functions.real(self)

    @property
    def imag(self) -> Tensor:
        """The imaginary parts, as a view."""
        return _functions.imag(self)

    @property
    def H(self) -> Tensor:  # noqa: N802 - PyTorch's name
        """The matrix turned and conjugated."""
        if self.ndim not in (0, 2):
            raise ShapeError(
                f"tensor.H is only supported on matrices (2-D tensors). Got {self.ndim}-D tensor. For batches of "
                "matrices, consider using tensor.mH"
            )
        return self.adjoint() if self.ndim else self

    @property
    def mH(self) -> Tensor:  # noqa: N802 - PyTorch's name
        """The matrices turned and conjugated."""
        return self.adjoint()

    # --- what cannot be --------------------------------------------------------------------------------------------

    def __reduce__(self) -> Never:
        raise ArgumentError(
            "a Tensor is a handle on a server and cannot be pickled: send x.numpy(), or give it a name"
        )

    def __deepcopy__(self, memo: dict[Any, Any]) -> Tensor:
        return copies.deep(self, memo)

    def __copy__(self) -> Tensor:
        return copies.shallow(self)


def tensor_at(
    session: Session, handle: int, meta: Meta, root: Image, offset: int, base: Tensor | None
) -> Tensor:
    """Return the tensor that a handle of a session stands for."""
    tensor: Tensor = object.__new__(Tensor)
    tensor.session = session
    tensor.handle = handle
    tensor.meta = meta
    tensor.root = root
    tensor.offset = offset
    tensor.base = base
    tensor.history = None
    tensor.creation = None
    tensor.since = root.version
    tensor.wire = handle_argument(handle)
    tensor.borrowed = False
    return tensor
