"""Multiply-add in one pass: what optimizers and moving averages are made of."""

from __future__ import annotations

from typing import Any

import numpy as np

from insitu_engine.blocks import blocks
from insitu_engine.dtypes import Category, DType
from insitu_engine.errors import BadValueError
from insitu_engine.meta import Operand
from insitu_engine.optable import Number, Out, Tensor, TensorLike, op
from insitu_engine.rules import NUMERIC, broadcast, promoted, refuse_unless, require_convertible, within


def _product(self: Any, tensor1: Any, tensor2: Any, value: Any) -> tuple[DType, DType]:
    dtype = promoted(self, tensor1, tensor2)
    _refuse_complex(value, dtype)
    return dtype, dtype


def _quotient(self: Any, tensor1: Any, tensor2: Any, value: Any) -> tuple[DType, DType]:
    if all(item.meta.dtype.category < Category.FLOAT for item in (tensor1, tensor2)):
        raise BadValueError(
            "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a "
            "true division of tensor1 and tensor2. The historic addcdiv behavior can be implemented as "
            "(input + value * torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer inputs and as "
            "(input + value * tensor1 / tensor2) for float inputs. The future addcdiv behavior is just the latter "
            "implementation: (input + value * tensor1 / tensor2), for all dtypes."
        )
    dtype = promoted(self, tensor1, tensor2)
    _refuse_complex(value, dtype)
    return dtype, dtype


def _refuse_complex(value: Any, dtype: DType) -> None:
    """Refuse a complex number where the dtype is real: by its type, for one plan serves all values."""
    if isinstance(value, complex) and not dtype.is_complex:
        require_convertible(1j, dtype)


def _shape(self: Operand, tensor1: Operand, tensor2: Operand, value: Any) -> tuple[int, ...]:  # noqa: ARG001
    return broadcast(self, tensor1, tensor2)


@op(dtype=within(NUMERIC, "addcmul_cpu_out", _product), shape=_shape, inplace=True)
def addcmul(out: Out, self: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
    """Return ``self + value * tensor1 * tensor2``, broadcast to a common shape."""
    for part, start, first, second in blocks(out, self, tensor1, tensor2):
        product = np.multiply(first, second)
        if value != 1:
            product *= value
        np.add(start, product, out=part)
    return out


@op(dtype=_quotient, shape=_shape, inplace=True)
def addcdiv(out: Out, self: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
    """Return ``self + value * tensor1 / tensor2``, broadcast to a common shape."""
    for part, start, first, second in blocks(out, self, tensor1, tensor2):
        quotient = np.divide(first * value if value != 1 else first, second)
        np.add(start, quotient, out=part)
    return out


def _blend(self: Operand, end: Operand, weight: Any) -> tuple[DType, DType]:
    dtype = self.meta.dtype
    for name, item in (("end", end), ("weight", weight)):
        if isinstance(item, Operand) and item.meta.dtype is not dtype:
            raise BadValueError(
                f"expected dtype {dtype.c_name} for `{name}` but got dtype {item.meta.dtype.c_name}"
            )
    kernel = "lerp_kernel_tensor" if isinstance(weight, Operand) else "lerp_kernel_scalar"
    refuse_unless(dtype.category >= Category.FLOAT, kernel, dtype)
    _refuse_complex(weight, dtype)
    return dtype, dtype


@op(dtype=_blend, shape=broadcast, inplace=True)
def lerp(out: Out, self: Tensor, end: Tensor, weight: TensorLike) -> Tensor:
    """Return ``self + weight * (end - self)``, the linear interpolation between ``self`` and ``end``.

    The end is exact for a weight of 1: from one half on it is computed from there, as PyTorch does.
    """
    for part, start, stop, share in blocks(out, self, end, weight):
        distance = stop - start
        near = start + share * distance
        far = stop - distance * (1 - share)
        part[...] = np.where(np.abs(share) < 0.5, near, far)
    return out
