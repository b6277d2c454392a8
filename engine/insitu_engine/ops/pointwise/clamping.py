"""The larger, the smaller, and what lies between bounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, DType, bool_, float64
from insitu_engine.errors import BadValueError, DTypeError, UnsupportedError
from insitu_engine.meta import Operand, meta
from insitu_engine.optable import Array, Out, Tensor, TensorLike, op
from insitu_engine.promotion import can_cast
from insitu_engine.rules import DTypeRule, broadcast, promote, promoted, refuse_unless, require_convertible


def _ordered(name: str) -> DTypeRule:
    def rule(self: Operand, other: Operand) -> tuple[DType, DType]:
        dtype, _ = promote(self, other)
        if dtype.is_complex:
            raise BadValueError(f"{name} not implemented for complex tensors.")
        return dtype, dtype

    return rule


@op(dtype=_ordered("maximum"), shape=broadcast)
def maximum(out: Out, self: Tensor, other: Tensor) -> Tensor:
    """Return the larger of both elements; nan where one of them is."""
    return np.maximum(self, other, out=out)


@op(dtype=_ordered("minimum"), shape=broadcast)
def minimum(out: Out, self: Tensor, other: Tensor) -> Tensor:
    """Return the smaller of both elements; nan where one of them is."""
    return np.minimum(self, other, out=out)


@op(dtype=_ordered("fmax"), shape=broadcast)
def fmax(out: Out, self: Tensor, other: Tensor) -> Tensor:
    """Return the larger of both elements; the other one where one is nan."""
    return np.fmax(other, self, out=out)


@op(dtype=_ordered("fmin"), shape=broadcast)
def fmin(out: Out, self: Tensor, other: Tensor) -> Tensor:
    """Return the smaller of both elements; the other one where one is nan."""
    return np.fmin(other, self, out=out)


def _clamped(self: Operand, *bounds: Any) -> Computed:
    """Plan an op whose bounds are numbers or tensors."""
    given = [bound for bound in bounds if bound is not None]
    if not given:
        raise BadValueError("torch.clamp: At least one of 'min' or 'max' must not be None")
    dtype = promoted(self, *given)
    numbers = _numbers(bounds)
    if self.meta.dtype.is_floating_point and len(bounds) == 2:
        for number in numbers:
            if isinstance(number, complex):
                require_convertible(number, float64)
    if dtype.is_complex and (numbers or (self.meta.dtype.is_complex and len(bounds) == 2)):
        raise UnsupportedError("clamp is not supported for complex types")
    for number in numbers:
        require_convertible(number, dtype)
    return Computed((meta(dtype, broadcast(self, *given)),), dtype)


def _clamped_in_place(self: Operand, *bounds: Any) -> Computed:
    """Plan the in-place form, whose text for numbers that do not fit has the C name of the dtype."""
    target = self.meta.dtype
    if not any(isinstance(bound, Operand) for bound in bounds):
        result = promoted(self, *bounds)
        by_promotion = not result.is_complex or (len(bounds) == 2 and target.category < Category.FLOAT)
        if by_promotion and not can_cast(result, target):
            raise DTypeError(
                f"result type {result.title} can't be cast to the desired output type {target.c_name}"
            )
    return _clamped(self, *bounds)


def _numbers(bounds: tuple[Any, ...]) -> list[Any]:
    return [bound for bound in bounds if bound is not None and not isinstance(bound, Operand)]


def _refuse_kernel(name: str, extreme: str) -> Callable[..., None]:
    """Return the refusal in the name of PyTorch's kernel, which is called ``{name}_scalar_cpu`` for numbers.

    A single bound that is a tensor is the maximum or minimum of both, ``extreme`` where the op has one bound only.
    """

    def refuse(self: Operand, *bounds: Any) -> None:
        dtype = promoted(self, *(bound for bound in bounds if bound is not None))
        both = None not in bounds and len(bounds) == 2
        if dtype.is_complex:
            single = extreme or ("minimum" if bounds[0] is None else "maximum")
            refuse_unless(False, f"{'clamp' if both else single}_cpu", dtype)
        numbers = _numbers(bounds)
        refuse_unless(
            dtype is not bool_ or not (numbers or both), _kernel(name, bounds, scalar=bool(numbers)), dtype
        )

    return refuse


def _kernel(name: str, bounds: tuple[Any, ...], *, scalar: bool) -> str:
    if not scalar:
        return f"{name}_cpu"
    one_sided = len(bounds) == 2 and None in bounds
    side = "" if not one_sided else "_max" if bounds[0] is None else "_min"
    return f"{name}{side}_scalar_cpu"


def _numbers_first(self: Array, bound: Any) -> tuple[Any, Any]:
    return (self, bound) if isinstance(bound, np.ndarray) else (bound, self)


def _clamp(out: Out, self: Tensor, lowest: Any, highest: Any) -> Tensor:
    # Of two zeros NumPy and PyTorch take the second one, and PyTorch has a number first.
    if highest is None:
        np.maximum(*_numbers_first(self, lowest), out=out)
    elif lowest is None:
        np.minimum(*_numbers_first(self, highest), out=out)
    elif out.dtype.kind == "b":
        np.logical_and(np.logical_or(self, lowest), highest, out=out)
    else:
        np.clip(self, lowest, highest, out=out)
    return out


@op(
    plan=_clamped,
    inplace=_clamped_in_place,
    late=_refuse_kernel("clamp", ""),
    by_value=True,
    aliases=("clip",),
)
def clamp(out: Out, self: Tensor, min: TensorLike | None = None, max: TensorLike | None = None) -> Tensor:
    """Return each element, or the bound beyond which it lies; ``max`` where ``min`` is above it.

    Bounds are numbers or tensors; nan, in the tensor or as a bound, stays nan.
    """
    return _clamp(out, self, min, max)


@op(plan=_clamped, inplace=_clamped_in_place, late=_refuse_kernel("clamp_min", "maximum"), by_value=True)
def clamp_min(out: Out, self: Tensor, min: TensorLike) -> Tensor:
    """Return each element, or ``min`` where it is below."""
    return _clamp(out, self, min, None)


@op(plan=_clamped, inplace=_clamped_in_place, late=_refuse_kernel("clamp_max", "minimum"), by_value=True)
def clamp_max(out: Out, self: Tensor, max: TensorLike) -> Tensor:
    """Return each element, or ``max`` where it is above."""
    return _clamp(out, self, None, max)
