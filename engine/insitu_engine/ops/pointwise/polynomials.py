"""Orthogonal polynomials of a degree given for each element, by the recurrences that define them.

The one rule: a degree is cut off to an integer, and a polynomial of a negative one is 0. In the inner of [-1, 1]
Chebyshev polynomials of high degrees come from the angle, as in PyTorch's ``aten/src/ATen/native/Math.h``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

import numpy as np

from insitu_engine.blocks import blocks
from insitu_engine.errors import BadValueError
from insitu_engine.optable import Array, Out, Tensor, TensorLike, op
from insitu_engine.rules import SINGLE_OR_DOUBLE, broadcast, promote_float, within

#: From x, k, and the polynomials of degrees k and k - 1, to that of degree k + 1.
Step: TypeAlias = Callable[[Array, int, Array, Array], Array]
#: From angles and degrees, or from one of them, to values.
Closed: TypeAlias = Callable[..., Array]

#: From this degree on the angle is used.
_HIGH: Final = 7
#: The highest degree of Hermite polynomials that PyTorch computes; above it they are nan.
_HERMITE_LIMITS: Final = {np.dtype(np.float32): 128, np.dtype(np.float64): 512}
#: The highest degree that is computed where nothing overflows before: each one costs a step.
_MOST_STEPS: Final = 1 << 16


def _polynomial(
    kernel: Callable[..., Any] | None = None, *, check: Callable[..., None] | None = None
) -> Callable[..., Any]:
    """Add a polynomial of `torch.special`."""
    if kernel is None:
        return lambda kernel: _polynomial(kernel, check=check)
    name = kernel.__name__
    rule = within(SINGLE_OR_DOUBLE, f"{name}_cpu", promote_float)
    return op(name=f"special_{name}", dtype=rule, shape=broadcast, check=check, where=("function",))(kernel)


def _recur(x: Array, n: Array, first: Array, step: Step) -> Array:
    """Return the polynomials of ``x``, of the degrees ``n``: of degree 0 they are 1, of degree 1 ``first``."""
    before, last = np.ones_like(first), first
    value = np.where(n == 0, before, np.where(n == 1, last, 0))
    for k in range(1, int(n.max(initial=0))):
        before, last = last, step(x, k, last, before)
        reached = n > k
        value = np.where(reached, last, value)
        if not np.any(reached & ~np.isnan(last)):
            break
    return value


def _fused(first: Array, second: Array, less: Array) -> Array:
    """Return ``first * second - less``; of float32 rounded once, for where it cancels PyTorch's digits come so."""
    if first.dtype != np.float32:
        return first * second - less
    return (first.astype(np.float64) * second - less).astype(np.float32)


def _chebyshev_step(x: Array, _: int, last: Array, before: Array) -> Array:
    return _fused(x + x, last, before)


def _chebyshev(
    out: Out, x: Array, n: Array, first: Closed, angle: Closed, ends: tuple[Closed, Closed], *, shifted: bool
) -> Out:
    """Write Chebyshev polynomials of one kind.

    ``first`` is the polynomial of degree 1 of ``2 * x``, ``angle`` gives all from the arc cosine and the degree,
    ``ends`` their magnitudes at -1 and at 1. Shifted ones are those of ``2 * x - 1``.
    """
    for part, given, degree in blocks(out, x, n):
        at = given + given - 1 if shifted else given
        whole = degree.astype(np.int64)
        end = np.abs(at) == 1
        inner = (np.abs(at) < 1) & (whole >= _HIGH)
        value = _recur(at, np.where(end | inner, 0, whole), first(at + at), _chebyshev_step)
        count = whole.astype(at.dtype)
        value = np.where(inner, angle(np.arccos(at), count), value)
        odd = 1 - 2 * (whole & 1)
        value = np.where(end, np.where(at > 0, ends[1](count), odd * ends[0](count)), value)
        part[...] = np.where(whole < 0, 0, value)
    return out


def _one(n: Array) -> Array:
    return np.ones_like(n)


def _chebyshev_t(out: Out, x: Array, n: Array, *, shifted: bool = False) -> Out:
    ends = (_one, _one)
    return _chebyshev(
        out, x, n, lambda twice: twice / 2, lambda turn, n: np.cos(n * turn), ends, shifted=shifted
    )


def _chebyshev_u(out: Out, x: Array, n: Array, *, shifted: bool = False) -> Out:
    def angle(turn: Array, n: Array) -> Array:
        value: Array = np.sin((n + 1) * turn) / np.sin(turn)
        return value

    return _chebyshev(out, x, n, lambda twice: twice, angle, (lambda n: n + 1,) * 2, shifted=shifted)


def _chebyshev_v(out: Out, x: Array, n: Array, *, shifted: bool = False) -> Out:
    def angle(turn: Array, n: Array) -> Array:
        return np.cos((n + 0.5) * turn) / np.cos(turn / 2)

    return _chebyshev(out, x, n, lambda twice: twice - 1, angle, (lambda n: n + n + 1, _one), shifted=shifted)


def _chebyshev_w(out: Out, x: Array, n: Array, *, shifted: bool = False) -> Out:
    def angle(turn: Array, n: Array) -> Array:
        return np.sin((n + 0.5) * turn) / np.sin(turn / 2)

    return _chebyshev(out, x, n, lambda twice: twice + 1, angle, (_one, lambda n: n + n + 1), shifted=shifted)


@_polynomial
def chebyshev_polynomial_t(out: Out, x: TensorLike, n: TensorLike) -> Tensor:
    """Return the Chebyshev polynomial of the first kind, of degree ``n``, of ``x``: ``cos(n * acos(x))``."""
    return _chebyshev_t(out, x, n)


@_polynomial
def chebyshev_polynomial_u(out: Out, x: TensorLike, n: TensorLike) -> Tensor:
    """Return the Chebyshev polynomial of the second kind, of degree ``n``, of ``x``."""
    return _chebyshev_u(out, x, n)


@_polynomial
def chebyshev_polynomial_v(out: Out, x: TensorLike, n: TensorLike) -> Tensor:
    """Return the Chebyshev polynomial of the third kind, of degree ``n``, of ``x``."""
    return _chebyshev_v(out, x, n)


@_polynomial
def chebyshev_polynomial_w(out: Out, x: TensorLike, n: TensorLike) -> Tensor:
    """Return the Chebyshev polynomial of the fourth kind, of degree ``n``, of ``x``."""
    return _chebyshev_w(out, x, n)


@_polynomial
def shifted_chebyshev_polynomial_t(out: Out, x: TensorLike, n: TensorLike) -> Tensor:
    """Return the Chebyshev polynomial of the first kind, of degree ``n``, of ``2 * x - 1``."""
    return _chebyshev_t(out, x, n, shifted=True)


@_polynomial
def shifted_chebyshev_polynomial_u(out: Out, x: TensorLike, n: TensorLike) -> Tensor:
    """Return the Chebyshev polynomial of the second kind, of degree ``n``, of ``2 * x - 1``."""
    return _chebyshev_u(out, x, n, shifted=True)


@_polynomial
def shifted_chebyshev_polynomial_v(out: Out, x: TensorLike, n: TensorLike) -> Tensor:
    """Return the Chebyshev polynomial of the third kind, of degree ``n``, of ``2 * x - 1``."""
    return _chebyshev_v(out, x, n, shifted=True)


@_polynomial
def shifted_chebyshev_polynomial_w(out: Out, x: TensorLike, n: TensorLike) -> Tensor:
    """Return the Chebyshev polynomial of the fourth kind, of degree ``n``, of ``2 * x - 1``."""
    return _chebyshev_w(out, x, n, shifted=True)


def _hermite(out: Out, x: Array, n: Array, scale: int) -> Out:
    """Write ``scale**(n / 2)`` times the probabilist's polynomials of ``x * sqrt(scale)``, physicist's for a scale of 2."""
    limit = _HERMITE_LIMITS[out.dtype]

    def step(x: Array, k: int, last: Array, before: Array) -> Array:
        return _fused(x * scale, last, scale * k * before)

    for part, given, degree in blocks(out, x, n):
        whole = degree.astype(np.int64)
        value = _recur(given, np.where(whole > limit, 0, whole), given * scale, step)
        part[...] = np.where(whole > limit, np.nan, value)
    return out


@_polynomial
def hermite_polynomial_h(out: Out, x: TensorLike, n: TensorLike) -> Tensor:
    """Return the physicist's Hermite polynomial of degree ``n`` of ``x``."""
    return _hermite(out, x, n, 2)


@_polynomial
def hermite_polynomial_he(out: Out, x: TensorLike, n: TensorLike) -> Tensor:
    """Return the probabilist's Hermite polynomial of degree ``n`` of ``x``."""
    return _hermite(out, x, n, 1)


def _refuse_steps(x: Any, n: Any) -> None:  # noqa: ARG001 - takes no part
    """Refuse a degree that PyTorch would count up to one by one."""
    if np.any(n > _MOST_STEPS):
        raise BadValueError(f"degrees above {_MOST_STEPS} are not supported, but found {np.max(n):g}")


@_polynomial(check=_refuse_steps)
def laguerre_polynomial_l(out: Out, x: TensorLike, n: TensorLike) -> Tensor:
    """Return the Laguerre polynomial of degree ``n`` of ``x``."""
    for part, given, degree in blocks(out, x, n):
        part[...] = _recur(
            given,
            degree.astype(np.int64),
            1 - given,
            lambda x, k, last, before: _fused(k + k + (1 - x), last, k * before) / (k + 1),
        )
    return out


@_polynomial(check=_refuse_steps)
def legendre_polynomial_p(out: Out, x: TensorLike, n: TensorLike) -> Tensor:
    """Return the Legendre polynomial of degree ``n`` of ``x``."""
    for part, given, degree in blocks(out, x, n):
        part[...] = _recur(
            given,
            degree.astype(np.int64),
            given,
            lambda x, k, last, before: _fused((k + k + 1) * x, last, k * before) / (k + 1),
        )
    return out
