"""PyTorch's older name of a tensor, which scripts of its first years are full of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from insitu_engine.meta import Operand

if TYPE_CHECKING:
    from insitu._tensor import Tensor


class _Variable:
    """Makes a tensor of a tensor, and knows tensors."""

    def __call__(self, data: Tensor, requires_grad: bool = False) -> Tensor:
        """Return a tensor on the same bytes, without a past."""
        return data.detach().requires_grad_(requires_grad)

    def __instancecheck__(self, value: object) -> bool:
        return isinstance(value, Operand)


Variable: Final = _Variable()
