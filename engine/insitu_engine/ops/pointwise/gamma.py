"""The gamma function's family, from SciPy, which is imported where one of them runs."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from insitu_engine.blocks import blocks
from insitu_engine.dtypes import Category, DType, bool_, float32
from insitu_engine.errors import BadValueError, DTypeError
from insitu_engine.meta import Operand
from insitu_engine.optable import Array, Out, Tensor, TensorLike, elementwise, op
from insitu_engine.rules import (
    FLOATING,
    SINGLE_OR_DOUBLE,
    broadcast,
    like_first,
    promote,
    promote_float,
    refuse_unless,
    within,
)


@op(
    dtype=within(FLOATING, "lgamma_vml_cpu", promote_float),
    shape=like_first,
    inplace=True,
    aliases=("special_gammaln",),
)
def lgamma(out: Out, self: Tensor) -> Tensor:
    """Return the logarithm of the absolute value of the gamma function of each element."""
    from scipy.special import gammaln

    for part, x in blocks(out, self):
        part[...] = np.where(x == -np.inf, np.inf, gammaln(x))
    return out


@op(
    dtype=within(FLOATING, "digamma", promote_float),
    shape=like_first,
    inplace=True,
    aliases=("special_digamma", "special_psi"),
)
def digamma(out: Out, self: Tensor) -> Tensor:
    """Return the derivative of ``lgamma`` of each element; nan at negative integers."""
    from scipy.special import psi

    return psi(self, out=out)


def _order(n: int, self: Operand) -> tuple[DType, DType]:
    if n < 0:
        raise BadValueError("polygamma(n, x) does not support negative n.")
    return promote_float(self)


def _refuse_kernel(n: int, self: Operand) -> None:
    dtype, _ = promote_float(self)
    kernel = {0: "digamma", 1: "trigamma"}.get(n, "polygamma")
    refuse_unless(dtype.category is Category.FLOAT, kernel, dtype)


@op(
    dtype=_order,
    shape=lambda n, self: like_first(self),  # noqa: ARG005 - PyTorch has the order first
    late=_refuse_kernel,
    aliases=("special_polygamma",),
)
def polygamma(out: Out, n: int, self: Tensor) -> Tensor:
    """Return the ``n``-th derivative of ``digamma`` of each element."""
    _write_polygamma(out, n, self)
    return out


@op(
    dtype=lambda self, n: _order(n, self),
    shape=like_first,
    late=lambda self, n: _refuse_kernel(n, self),
    where=("method",),
)
def polygamma_(out: Out, self: Tensor, n: int) -> Tensor:
    """In place: replace each element by the ``n``-th derivative of ``digamma`` of it."""
    _write_polygamma(out, n, self)
    return out


def _write_polygamma(out: Out, n: int, x: Array) -> None:
    """Write ``(-1)**(n + 1) * n! * zeta(n + 1, x)``, the n-th derivative of ``digamma``."""
    from scipy.special import gammaln, zeta

    if n == 0:
        digamma(out, x)
        return
    for part, given in blocks(out, x):
        if n == 1:
            part[...] = _trigamma(given)
        else:
            part[...] = (1 if n % 2 else -1) * np.exp(gammaln(given.dtype.type(n + 1))) * zeta(n + 1, given)


#: Coefficients of the asymptotic series of the trigamma function. Source: ``aten/src/ATen/native/Math.h``.
_TRIGAMMA: Final = (1 / 6, 1 / 30, 1 / 42)


def _trigamma(x: Array) -> Array:
    """Return the first derivative of ``digamma``; below one half from ``pi**2 / sin(pi * x)**2``."""
    reflected = x < 0.5
    sine = np.sin(np.pi * x)
    at = np.where(reflected, 1 - x, x)
    result = np.zeros_like(x)
    for _ in range(6):
        result += 1 / (at * at)
        at += 1
    inverse = 1 / (at * at)
    first, second, third = _TRIGAMMA
    result += (1 + 1 / (2 * at) + inverse * (first - inverse * (second - inverse * third))) / at
    return np.where(reflected, np.pi * np.pi / (sine * sine) - result, result)


def _multivariate(self: Operand, p: int) -> tuple[DType, DType]:
    if self.meta.dtype is bool_:
        raise BadValueError("The input tensor may not be a boolean tensor.")
    if p < 1:
        raise BadValueError("p has to be greater than or equal to 1")
    dtype, _ = promote_float(self)
    refuse_unless(not dtype.is_complex, "arange_cpu", dtype)
    return dtype, dtype


def _multivariate_in_place(self: Operand, p: int) -> tuple[DType, DType]:
    compute, result = _multivariate(self, p)
    if result is not self.meta.dtype:
        raise DTypeError(
            f"mvlgamma: result type {self.meta.dtype.title} can't be cast to the desired output type {float32.title}"
        )
    return compute, result


@op(
    dtype=_multivariate,
    shape=like_first,
    inplace=elementwise(_multivariate_in_place, like_first),
    aliases=("special_multigammaln",),
)
def mvlgamma(out: Out, self: Tensor, p: int) -> Tensor:
    """Return the logarithm of the multivariate gamma function of dimension ``p`` of each element.

    It is the sum of ``lgamma(x - i / 2)`` over i below ``p``, and a constant.
    """
    from scipy.special import gammaln

    constant = p * (p - 1) / 4 * math.log(math.pi)
    for part, x in blocks(out, self):
        part[...] = sum(gammaln(x - x.dtype.type(i / 2)) for i in range(p)) + constant
    return out


@op(
    dtype=within(FLOATING, "igamma_cpu", promote),
    shape=broadcast,
    inplace=True,
    aliases=("special_gammainc",),
)
def igamma(out: Out, self: Tensor, other: Tensor) -> Tensor:
    """Return the regularized lower incomplete gamma function of shape ``self`` at ``other``."""
    from scipy.special import gammainc

    return gammainc(self, other, out=out)


@op(
    dtype=within(FLOATING, "igammac_cpu", promote),
    shape=broadcast,
    inplace=True,
    aliases=("special_gammaincc",),
)
def igammac(out: Out, self: Tensor, other: Tensor) -> Tensor:
    """Return the regularized upper incomplete gamma function of shape ``self`` at ``other``."""
    from scipy.special import gammaincc

    return gammaincc(self, other, out=out)


@op(dtype=within(SINGLE_OR_DOUBLE, "zeta_cpu", promote_float), shape=broadcast, where=("function",))
def special_zeta(out: Out, self: TensorLike, other: TensorLike) -> Tensor:
    """Return the Hurwitz zeta function: the sum of ``1 / (k + other)**self`` over all k from 0 on."""
    from scipy.special import zeta

    return zeta(self, other, out=out)
