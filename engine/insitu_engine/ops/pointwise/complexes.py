"""Complex numbers: made of two real ones, their angles and conjugates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from insitu_engine.answers import Computed, Unchanged
from insitu_engine.blocks import blocks
from insitu_engine.dtypes import DType, complex_of, float16, float32, float64, real_of
from insitu_engine.errors import DTypeError, UnsupportedError
from insitu_engine.meta import Operand, meta
from insitu_engine.optable import Out, Tensor, elementwise, op
from insitu_engine.rules import broadcast, like_first, promote_float, same

_PARTS: Final = frozenset({float16, float32, float64})


def _made(kernel: str) -> Callable[[Operand, Operand], Computed]:
    """Return the plan of an op that makes complex numbers of two real tensors of one dtype."""

    def plan(first: Operand, second: Operand) -> Computed:
        given, other = first.meta.dtype, second.meta.dtype
        if given not in _PARTS or other not in _PARTS:
            raise DTypeError(
                f"Expected both inputs to be Half, Float or Double tensors but got {given.title} and {other.title}"
            )
        if given is not other:
            raise DTypeError(
                f"Expected object of scalar type {given.title} but got scalar type {other.title} for second argument"
            )
        if given is float16:
            raise UnsupportedError(f"\"{kernel}\" not implemented for '{given.title}'")
        return Computed((meta(complex_of(given), broadcast(first, second)),))

    return plan


@op(plan=_made("complex_cpu"), where=("function",))
def complex(out: Out, real: Tensor, imag: Tensor) -> Tensor:
    """Return the complex numbers with these real and imaginary parts."""
    out.real = real
    out.imag = imag
    return out


@op(plan=_made("polar_cpu"), where=("function",))
def polar(out: Out, abs: Tensor, angle: Tensor) -> Tensor:
    """Return the complex numbers with these magnitudes and angles in radians."""
    np.multiply(abs, np.cos(angle), out=out.real)
    np.multiply(abs, np.sin(angle), out=out.imag)
    return out


def _angle(self: Operand) -> tuple[DType, DType]:
    compute, result = promote_float(self)
    return compute, real_of(result)


@op(dtype=_angle, shape=like_first)
def angle(out: Out, self: Tensor) -> Tensor:
    """Return the angle in radians of each element: of real ones pi where they are negative, nan stays nan."""
    if self.dtype.kind == "c":
        np.arctan2(self.imag, self.real, out=out)
        return out
    for part, x in blocks(out, self):
        part[...] = np.where(np.isnan(x), x, np.where(x < 0, np.pi, 0))
    return out


def _conjugate(self: Operand) -> Computed | Unchanged:
    return Computed((meta(self.meta.dtype, self.meta.shape),)) if self.meta.dtype.is_complex else Unchanged()


@op(plan=_conjugate, inplace=elementwise(same, like_first))
def conj_physical(out: Out, self: Tensor) -> Tensor:
    """Return the complex conjugate of each element; a real tensor itself."""
    return np.conjugate(self, out=out) if out.dtype.kind == "c" else out


@op(plan=_conjugate)
def conj(out: Out, self: Tensor) -> Tensor:
    """Return the complex conjugate of each element; a real tensor itself.

    Unlike PyTorch's, which is a lazy view, the conjugate of a complex tensor is a new tensor.
    """
    return np.conjugate(self, out=out)
