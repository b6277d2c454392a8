"""Special functions, from SciPy, which is imported where one of them runs."""

from __future__ import annotations

from typing import Any

import numpy as np

from insitu_engine.blocks import blocks
from insitu_engine.dtypes import DType
from insitu_engine.optable import Out, Tensor, TensorLike, op
from insitu_engine.rules import (
    FLOATING,
    broadcast,
    like_first,
    promote_float,
    within,
)


@op(dtype=promote_float, shape=like_first, inplace=True, where=("method", "function", "functional"))
def sigmoid(out: Out, self: Tensor) -> Tensor:
    """Return ``1 / (1 + exp(-x))`` of each element x."""
    for part, x in blocks(out, self):
        np.negative(x, out=part)
        np.exp(part, out=part)
        np.add(part, 1, out=part)
        np.reciprocal(part, out=part)
    return out


def _logit(self: Any, eps: Any) -> tuple[DType, DType]:  # noqa: ARG001 - takes no part
    return within(FLOATING, "logit_cpu", promote_float)(self)


@op(dtype=_logit, shape=like_first, inplace=True)
def logit(out: Out, self: Tensor, eps: float | None = None) -> Tensor:
    """Return ``log(x / (1 - x))`` of each element x, clamped to [eps, 1 - eps] where ``eps`` is given."""
    for part, given in blocks(out, self):
        x = given if eps is None else np.clip(given, given.dtype.type(eps), given.dtype.type(1 - eps))
        np.log(x / (1 - x), out=part)
    return out


@op(dtype=within(FLOATING, "xlogy_cpu", promote_float), shape=broadcast, inplace=True)
def xlogy(out: Out, self: TensorLike, other: TensorLike) -> Tensor:
    """Return ``self * log(other)``, which is 0 where ``self`` is 0 and nan where ``other`` is."""
    from scipy.special import xlogy

    return xlogy(self, other, out=out)


@op(dtype=within(FLOATING, "logaddexp_cpu", promote_float), shape=broadcast)
def logaddexp(out: Out, self: Tensor, other: Tensor) -> Tensor:
    """Return ``log(exp(self) + exp(other))`` without overflow in between."""
    return np.logaddexp(self, other, out=out)


@op(dtype=within(FLOATING, "erf_vml_cpu", promote_float), shape=like_first, inplace=True)
def erf(out: Out, self: Tensor) -> Tensor:
    """Return the error function of each element."""
    from scipy.special import erf

    return erf(self, out=out)


@op(dtype=within(FLOATING, "erfc_vml_cpu", promote_float), shape=like_first, inplace=True)
def erfc(out: Out, self: Tensor) -> Tensor:
    """Return one minus the error function of each element, exact for large ones."""
    from scipy.special import erfc

    return erfc(self, out=out)


@op(dtype=within(FLOATING, "erfinv_vml_cpu", promote_float), shape=like_first, inplace=True)
def erfinv(out: Out, self: Tensor) -> Tensor:
    """Return the inverse error function of each element."""
    from scipy.special import erfinv

    return erfinv(self, out=out)


@op(dtype=within(FLOATING, "lgamma_vml_cpu", promote_float), shape=like_first, inplace=True)
def lgamma(out: Out, self: Tensor) -> Tensor:
    """Return the logarithm of the absolute value of the gamma function of each element."""
    from scipy.special import gammaln

    for part, x in blocks(out, self):
        part[...] = np.where(x == -np.inf, np.inf, gammaln(x))
    return out


@op(dtype=within(FLOATING, "digamma", promote_float), shape=like_first, inplace=True)
def digamma(out: Out, self: Tensor) -> Tensor:
    """Return the derivative of ``lgamma`` of each element; nan at negative integers."""
    from scipy.special import psi

    return psi(self, out=out)


@op(dtype=within(FLOATING, "i0_vml_cpu", promote_float), shape=like_first, inplace=True)
def i0(out: Out, self: Tensor) -> Tensor:
    """Return the modified Bessel function of the first kind, of order 0, of each element."""
    from scipy.special import i0

    return i0(self, out=out)


@op(dtype=promote_float, shape=like_first, inplace=True)
def sinc(out: Out, self: Tensor) -> Tensor:
    """Return ``sin(pi * x) / (pi * x)`` of each element x, which is 1 at 0."""
    for part, x in blocks(out, self):
        angle = x * x.dtype.type(np.pi)
        part[...] = np.where(angle == 0, 1, np.sin(angle) / angle)
    return out
