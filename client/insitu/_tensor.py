"""The Tensor that feels local: PyTorch's names on a handle of a tensor that lives on a server.

Most methods are generated from the op table (`insitu._methods`); here is what a table cannot say: values coming home,
indexing, Python's own protocols. Shape, dtype and version are known without asking the server; only values wait.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from numbers import Number
from typing import TYPE_CHECKING, Any, Never

import numpy as np
from numpy.typing import NDArray

from insitu import _functions, autograd, bulk, copies, inference
from insitu._methods import TensorMethods, spread
from insitu.autograd import hooks, leaves
from insitu.casts import Casts
from insitu.devices import require_cpu
from insitu.dispatch import call
from insitu.encoding import handle_argument
from insitu.options import as_leaf, require_plain
from insitu.placement import Placement
from insitu.printing import format_tensor
from insitu.typenames import FloatTensor
from insitu_engine.autograd import history
from insitu_engine.autograd.nodes import Node
from insitu_engine.dtypes import Category, DType, uint8
from insitu_engine.errors import ArgumentError, BadValueError, GradientError, InvalidValueError, ShapeError
from insitu_engine.meta import Meta, Operand
from insitu_engine.optable import lookup
from insitu_engine.rules import normalize_dim

if TYPE_CHECKING:
    from insitu.session import Image, Session

_GETITEM = lookup("getitem")
_SETITEM = lookup("setitem_")
_VIEW = lookup("view")
_WHERE = lookup("where")


_NO_LEAF = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be populated "
    "during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, use "
    ".retain_grad() on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access the leaf Tensor "
    "instead. See github.com/pytorch/pytorch/pull/30531 for more information."
)
_UNTRACKED = (
    "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior.\nConsider using "
    "tensor.detach() first."
)


class Size(tuple[int, ...]):
    """A shape, printed as PyTorch prints it."""

    __slots__ = ()

    def numel(self) -> int:
        """Return the number of elements of a tensor of this shape."""
        count = 1
        for size in self:
            count *= size
        return count

    def __repr__(self) -> str:
        return f"insitu.Size({list(self)})"


def _counts(dtype: DType) -> bool:
    """Return whether a number of this dtype is a place, not a truth value."""
    return dtype.category is Category.INT and dtype is not uint8


class UntypedStorage:
    """The bytes under a tensor and its views, which stay on the server: two of the same bytes are equal."""

    __slots__ = ("_root",)

    def __init__(self, root: Image) -> None:
        self._root = root

    def nbytes(self) -> int:
        """Return how many bytes there are."""
        return self._root.nbytes

    size = __len__ = nbytes

    def data_ptr(self) -> int:
        """Return a number that stands for the place of the first byte, as `Tensor.data_ptr` does."""
        return self._root.address

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UntypedStorage) and self._root.origin is other._root.origin

    def __hash__(self) -> int:
        return hash(self._root.origin)

    def __repr__(self) -> str:
        return f"<insitu.UntypedStorage of {self._root.nbytes} bytes>"


class Tensor(TensorMethods, Casts, Placement):
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

    # --- metadata: never a round trip ------------------------------------------------------------------------------

    @property
    def shape(self) -> Size:
        """The sizes of all dimensions."""
        return Size(self.meta.shape)

    @property
    def dtype(self) -> DType:
        """The element type."""
        return self.meta.dtype

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return len(self.meta.shape)

    @property
    def nbytes(self) -> int:
        """Bytes of the elements."""
        return self.meta.nbytes

    @property
    def itemsize(self) -> int:
        """Bytes of one element."""
        return self.meta.dtype.itemsize

    @property
    def _version(self) -> int:
        """How often the storage was written in place, views included."""
        if inference.is_inference(self):
            raise GradientError("Inference tensors do not track version counter.")
        version: int = self.root.version
        return version

    @property
    def _base(self) -> Tensor | None:
        """The tensor that this one is a view of, None if it is none."""
        return self.base  # type: ignore[no-any-return]

    def _is_view(self) -> bool:
        """Return whether this tensor is a view of another one."""
        return self.base is not None

    def untyped_storage(self) -> UntypedStorage:
        """Return the bytes that this tensor shows; equal for tensors that share them."""
        return UntypedStorage(self.root)

    def is_set_to(self, tensor: Tensor) -> bool:
        """Return whether both show the very same elements of the same storage."""
        return (self.root.origin, self.offset, self.meta) == (tensor.root.origin, tensor.offset, tensor.meta)

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

    def dim(self) -> int:
        """Return the number of dimensions."""
        return len(self.meta.shape)

    ndimension = dim

    def size(self, dim: int | None = None) -> Any:
        """Return the shape, or the size of one dimension."""
        return self.shape if dim is None else self.meta.shape[normalize_dim(dim, self.ndim)]

    def stride(self, dim: int | None = None) -> Any:
        """Return the distances between neighbours, in elements, of all dimensions or of one."""
        return self.meta.strides if dim is None else self.meta.strides[normalize_dim(dim, self.ndim)]

    def storage_offset(self) -> int:
        """Return the distance from the start of the storage, in elements."""
        return self.offset

    def numel(self) -> int:
        """Return the number of elements."""
        return self.meta.numel

    nelement = numel

    def element_size(self) -> int:
        """Return the bytes of one element."""
        return self.meta.dtype.itemsize

    def data_ptr(self) -> int:
        """Return a number that stands for the first element's place: equal exactly for the same place."""
        address: int = self.root.address
        return address + self.offset * self.meta.dtype.itemsize

    def is_contiguous(self) -> bool:
        """Return whether the elements lie row-major without gaps."""
        return self.meta.contiguous

    def is_floating_point(self) -> bool:
        """Return whether the elements are real floating-point numbers."""
        return self.meta.dtype.is_floating_point

    def is_complex(self) -> bool:
        """Return whether the elements are complex."""
        return self.meta.dtype.is_complex

    # --- gradients --------------------------------------------------------------------------------------------------

    @property
    def requires_grad(self) -> bool:
        """Whether gradients are computed for this tensor."""
        return history.requires_grad(self)

    @requires_grad.setter
    def requires_grad(self, wanted: bool) -> None:
        leaves.set_required(self, bool(wanted))

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Have gradients computed for this leaf, or no more, and return the tensor itself."""
        leaves.require(self, bool(requires_grad))
        return self

    @property
    def is_leaf(self) -> bool:
        """Whether it was not computed from a tensor that requires a gradient."""
        return history.is_leaf(self)

    @property
    def grad_fn(self) -> Node | None:
        """The node of the graph that made it, named as PyTorch's; None for a leaf."""
        made = history.grad_fn(self)
        return None if made is None else made.node

    @property
    def grad(self) -> Tensor | None:
        """The gradient, once a backward has reached this leaf: a tensor into which further ones are added in place."""
        known = self.history
        if known is None:
            return None
        if known.grad is None and known.edge is not None and not known.retains:
            warnings.warn(_NO_LEAF, stacklevel=2)
        gradient: Tensor | None = known.grad
        return gradient

    @grad.setter
    def grad(self, value: Tensor | None) -> None:
        leaves.set_grad(self, value)

    @grad.deleter
    def grad(self) -> None:
        leaves.set_grad(self, None)

    def backward(
        self,
        gradient: Tensor | None = None,
        retain_graph: bool | None = None,
        create_graph: bool = False,
        inputs: Any = None,
    ) -> None:
        """Add this tensor's gradients to the ``grad`` of all leaves that it was computed from; see `autograd.backward`."""
        autograd.backward(self, gradient, retain_graph, create_graph, inputs)

    @property
    def data(self) -> Tensor:
        """The same bytes without a past: a write to it is no write to this tensor, neither for backward nor in `_version`.

        Whatever is written so, gradients do not know of; `detach` shares the version, and is safe.
        """
        return leaves.data_of(self)

    @data.setter
    def data(self, value: Tensor) -> None:
        leaves.set_data(self, value)

    def is_inference(self) -> bool:
        """Return whether the tensor was made in `inference_mode`."""
        return inference.is_inference(self)

    def retain_grad(self) -> None:
        """Have this tensor, though computed, keep its gradient in `grad` at each backward."""
        leaves.retain_grad(self)

    def register_hook(self, hook: Callable[[Tensor], Tensor | None]) -> hooks.RemovableHandle:
        """Have ``hook`` called with this tensor's gradient whenever backward computes it; what it returns replaces it.

        The gradient is that of the value that the tensor has now: a later write in place gives it another. It runs here,
        so a backward costs a round trip a hooked tensor.
        """
        return hooks.register(self, hook)

    def register_post_accumulate_grad_hook(self, hook: Callable[[Tensor], None]) -> hooks.RemovableHandle:
        """Have ``hook`` called with this leaf after each backward that has added to its `grad`."""
        return hooks.register_accumulated(self, hook)

    @property
    def retains_grad(self) -> bool:
        """Whether this tensor is computed and keeps its gradient."""
        return self.history is not None and self.history.retains

    def detach_(self) -> Tensor:
        """Forget the tensor's history and return the tensor itself; refuse a view."""
        super().detach_()
        leaves.forget(self)
        return self

    # --- values: they wait -----------------------------------------------------------------------------------------

    def numpy(self, *, force: bool = False) -> NDArray[Any]:
        """Return the values as a NumPy array of the client's own, with ``force`` also where a gradient is required.

        Waits for all that was recorded before; raises what the server refused of it, and GradientError if the tensor
        requires a gradient.
        """
        if history.requires_grad(self) and not force:
            raise GradientError(
                "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."
            )
        return bulk.download(self)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        if copy is False:
            raise ValueError("the values live on the server: an array of them is always a copy")
        values = self.numpy()
        return values if dtype is None else values.astype(dtype)

    def __array_wrap__(
        self, array: NDArray[Any], context: object = None, return_scalar: bool = False
    ) -> Tensor:
        """Return what a NumPy function made of this tensor's values as a tensor, truth values as 0 and 1."""
        del context, return_scalar
        return self._like(array.astype(np.uint8) if array.dtype == np.bool_ else array)

    def item(self) -> Any:
        """Return the one value as a Python number."""
        if self.meta.numel != 1:
            raise BadValueError(f"a Tensor with {self.meta.numel} elements cannot be converted to Scalar")
        return bulk.download(self).item()

    def tolist(self) -> Any:
        """Return the values as nested lists of Python numbers."""
        return bulk.download(self).tolist()

    def __bool__(self) -> bool:
        if self.meta.numel != 1:
            many = "more than one value" if self.meta.numel else "no values"
            raise BadValueError(f"Boolean value of Tensor with {many} is ambiguous")
        return bool(self.item())

    def __int__(self) -> int:
        return int(self._number())

    def __float__(self) -> float:
        if history.requires_grad(self):
            warnings.warn(_UNTRACKED, UserWarning, stacklevel=2)
        return float(self._number())

    def __complex__(self) -> complex:
        return complex(self._number())

    def _number(self) -> Any:
        """Return the one value as a Python number; raise InvalidValueError, PyTorch's ValueError, where it is not one."""
        if self.meta.numel != 1:
            raise InvalidValueError("only one element tensors can be converted to Python scalars")
        return self.item()

    def __index__(self) -> int:
        if self.meta.numel != 1 or not isinstance(value := self.item(), int):
            raise ArgumentError("only integer tensors of a single element can be converted to an index")
        return int(value)

    def __repr__(self) -> str:
        return format_tensor(self)

    def __format__(self, spec: str) -> str:
        if self.meta.shape or type(self) is not Tensor:
            return object.__format__(self, spec)
        return format(self.item(), spec)

    def __len__(self) -> int:
        if not self.meta.shape:
            raise ArgumentError("len() of a 0-d tensor")
        return self.meta.shape[0]

    def __iter__(self) -> Iterator[Tensor]:
        if not self.meta.shape:
            raise ArgumentError("iteration over a 0-d tensor")
        return iter(self.unbind(0))

    def __reversed__(self) -> Tensor:
        return self.flip(0) if self.meta.shape else self

    def __contains__(self, value: Any) -> bool:
        return bool((self == value).any())

    def where(self, condition: Tensor, other: Any) -> Tensor:
        """Return this tensor's elements where ``condition`` holds, those of ``other`` elsewhere."""
        result: Tensor = call(_WHERE, (condition, self, other))
        return result

    def equal(self, other: Tensor) -> bool:
        """Return whether both have the same shape and values."""
        return self.meta.shape == other.meta.shape and bool((self == other).all())

    def __hash__(self) -> int:
        return id(self)

    # --- indexing --------------------------------------------------------------------------------------------------

    def __getitem__(self, index: Any) -> Tensor:
        # PyTorch reads an index that is one integer, as only then the result can be a view.
        items = tuple(
            int(item) if isinstance(item, Tensor) and not item.meta.shape and _counts(item.dtype) else item
            for item in self._index(index)
        )
        result: Tensor = call(_GETITEM, (self, items))
        return result

    def __setitem__(self, index: Any, value: Any) -> None:
        if not isinstance(value, Operand | Number):
            value = self._like(value)
        call(_SETITEM, (self, self._index(index), value))

    def _index(self, index: Any) -> tuple[Any, ...]:
        """Return an index in standard form: lists and arrays become tensors."""
        items = index if isinstance(index, tuple) else (index,)
        return tuple(
            self._like(item) if isinstance(item, list | np.ndarray | range) else
            item.item() if isinstance(item, np.generic) else item
            for item in items
        )  # fmt: skip

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
