"""What is known of a tensor without asking the server: sizes, strides, dtype, storage, version."""

# mypy: disable-error-code="misc"
# Of a Tensor, whose base this is: hence the type of self.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from insitu import inference
from insitu_engine.dtypes import DType
from insitu_engine.errors import GradientError
from insitu_engine.rules import normalize_dim

if TYPE_CHECKING:
    from insitu._tensor import Tensor
    from insitu.session import Image


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


class Metadata:
    """The part of a Tensor that never costs a round trip."""

    __slots__ = ()

    @property
    def shape(self: Tensor) -> Size:
        """The sizes of all dimensions."""
        return Size(self.meta.shape)

    @property
    def dtype(self: Tensor) -> DType:
        """The element type."""
        return self.meta.dtype

    @property
    def ndim(self: Tensor) -> int:
        """The number of dimensions."""
        return len(self.meta.shape)

    @property
    def nbytes(self: Tensor) -> int:
        """Bytes of the elements."""
        return self.meta.nbytes

    @property
    def itemsize(self: Tensor) -> int:
        """Bytes of one element."""
        return self.meta.dtype.itemsize

    @property
    def _version(self: Tensor) -> int:
        """How often the storage was written in place, views included."""
        if inference.is_inference(self):
            raise GradientError("Inference tensors do not track version counter.")
        version: int = self.root.version
        return version

    @property
    def _base(self: Tensor) -> Tensor | None:
        """The tensor that this one is a view of, None if it is none."""
        return self.base  # type: ignore[no-any-return]

    def _is_view(self: Tensor) -> bool:
        """Return whether this tensor is a view of another one."""
        return self.base is not None

    def untyped_storage(self: Tensor) -> UntypedStorage:
        """Return the bytes that this tensor shows; equal for tensors that share them."""
        return UntypedStorage(self.root)

    def is_set_to(self: Tensor, tensor: Tensor) -> bool:
        """Return whether both show the very same elements of the same storage."""
        return (self.root.origin, self.offset, self.meta) == (tensor.root.origin, tensor.offset, tensor.meta)

    def dim(self: Tensor) -> int:
        """Return the number of dimensions."""
        return len(self.meta.shape)

    ndimension = dim

    def size(self: Tensor, dim: int | None = None) -> Any:
        """Return the shape, or the size of one dimension."""
        return self.shape if dim is None else self.meta.shape[normalize_dim(dim, self.ndim)]

    def stride(self: Tensor, dim: int | None = None) -> Any:
        """Return the distances between neighbours, in elements, of all dimensions or of one."""
        return self.meta.strides if dim is None else self.meta.strides[normalize_dim(dim, self.ndim)]

    def storage_offset(self: Tensor) -> int:
        """Return the distance from the start of the storage, in elements."""
        return self.offset

    def numel(self: Tensor) -> int:
        """Return the number of elements."""
        return self.meta.numel

    nelement = numel

    def element_size(self: Tensor) -> int:
        """Return the bytes of one element."""
        return self.meta.dtype.itemsize

    def data_ptr(self: Tensor) -> int:
        """Return a number that stands for the first element's place: equal exactly for the same place."""
        address: int = self.root.address
        return address + self.offset * self.meta.dtype.itemsize

    def is_contiguous(self: Tensor) -> bool:
        """Return whether the elements lie row-major without gaps."""
        return self.meta.contiguous

    def is_floating_point(self: Tensor) -> bool:
        """Return whether the elements are real floating-point numbers."""
        return self.meta.dtype.is_floating_point

    def is_complex(self: Tensor) -> bool:
        """Return whether the elements are complex."""
        return self.meta.dtype.is_complex
