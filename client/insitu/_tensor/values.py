"""Values coming home: each of these waits for all that was recorded before."""

# mypy: disable-error-code="misc"
# Of a Tensor, whose base this is: hence the type of self.

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from insitu._tensor.printing import format_tensor
from insitu.transport import bulk
from insitu_engine.autograd import history
from insitu_engine.errors import ArgumentError, BadValueError, GradientError, InvalidValueError

if TYPE_CHECKING:
    from insitu._tensor import Tensor

_UNTRACKED: Final = (
    "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior.\nConsider using "
    "tensor.detach() first."
)


class Values:
    """The part of a Tensor that becomes Python's numbers and NumPy's arrays."""

    __slots__ = ()

    def numpy(self: Tensor, *, force: bool = False) -> NDArray[Any]:
        """Return the values as a NumPy array of the client's own, with ``force`` also where a gradient is required.

        Waits for all that was recorded before; raises what the server refused of it, and GradientError if the tensor
        requires a gradient.
        """
        if history.requires_grad(self) and not force:
            raise GradientError(
                "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."
            )
        return bulk.download(self)

    def __array__(self: Tensor, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        if copy is False:
            raise ValueError("the values live on the server: an array of them is always a copy")
        values = self.numpy()
        return values if dtype is None else values.astype(dtype)

    def __array_wrap__(
        self: Tensor, array: NDArray[Any], context: object = None, return_scalar: bool = False
    ) -> Tensor:
        """Return what a NumPy function made of this tensor's values as a tensor, truth values as 0 and 1."""
        del context, return_scalar
        return self._like(array.astype(np.uint8) if array.dtype == np.bool_ else array)

    def item(self: Tensor) -> Any:
        """Return the one value as a Python number."""
        if self.meta.numel != 1:
            raise BadValueError(f"a Tensor with {self.meta.numel} elements cannot be converted to Scalar")
        return bulk.download(self).item()

    def tolist(self: Tensor) -> Any:
        """Return the values as nested lists of Python numbers."""
        return bulk.download(self).tolist()

    def __bool__(self: Tensor) -> bool:
        if self.meta.numel != 1:
            many = "more than one value" if self.meta.numel else "no values"
            raise BadValueError(f"Boolean value of Tensor with {many} is ambiguous")
        return bool(self.item())

    def __int__(self: Tensor) -> int:
        return int(self._number())

    def __float__(self: Tensor) -> float:
        if history.requires_grad(self):
            warnings.warn(_UNTRACKED, UserWarning, stacklevel=2)
        return float(self._number())

    def __complex__(self: Tensor) -> complex:
        return complex(self._number())

    def _number(self: Tensor) -> Any:
        """Return the one value as a Python number; raise InvalidValueError, PyTorch's ValueError, where it is not one."""
        if self.meta.numel != 1:
            raise InvalidValueError("only one element tensors can be converted to Python scalars")
        return self.item()

    def __index__(self: Tensor) -> int:
        if self.meta.numel != 1 or not isinstance(value := self.item(), int):
            raise ArgumentError("only integer tensors of a single element can be converted to an index")
        return int(value)

    def __repr__(self: Tensor) -> str:
        return format_tensor(self)
