"""Functions that tell about a tensor, as PyTorch has them beside its methods. None but `is_nonzero` asks the server."""

from __future__ import annotations

from typing import Any

from insitu._tensor import Tensor
from insitu_engine import promotion
from insitu_engine.dtypes import DType
from insitu_engine.errors import ArgumentError

__all__ = [
    "is_complex",
    "is_floating_point",
    "is_inference",
    "is_nonzero",
    "is_same_size",
    "is_tensor",
    "numel",
    "result_type",
]


def _required(function: str, value: Any) -> Tensor:
    """Return a tensor; raise ArgumentError for anything else."""
    if not isinstance(value, Tensor):
        raise ArgumentError(
            f"{function}(): argument 'input' (position 1) must be Tensor, not {type(value).__name__}"
        )
    return value


def is_tensor(obj: object) -> bool:
    """Return whether ``obj`` is a tensor of insitu's."""
    return isinstance(obj, Tensor)


def is_floating_point(input: Tensor) -> bool:
    """Return whether the elements are real floating-point numbers."""
    return _required("is_floating_point", input).is_floating_point()


def is_complex(input: Tensor) -> bool:
    """Return whether the elements are complex."""
    return _required("is_complex", input).is_complex()


def is_inference(input: Tensor) -> bool:
    """Return whether the tensor was made in `inference_mode`."""
    return _required("is_inference", input).is_inference()


def is_nonzero(input: Tensor) -> bool:
    """Return whether the one element is not zero. Waits; raises BadValueError for more or none."""
    return bool(_required("is_nonzero", input))


def is_same_size(input: Tensor, other: Tensor) -> bool:
    """Return whether both have one shape."""
    return _required("is_same_size", input).shape == other.shape


def numel(input: Tensor) -> int:
    """Return the number of elements."""
    return _required("numel", input).numel()


def result_type(tensor1: Any, tensor2: Any) -> DType:
    """Return the dtype in which an op on these two, tensors or numbers, computes."""
    return promotion.result_type(
        *(operand.meta if isinstance(operand, Tensor) else operand for operand in (tensor1, tensor2))
    )
