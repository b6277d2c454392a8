"""Bessel functions, modified and spherical ones, and Airy's, from SciPy, which is imported where one of them runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from insitu_engine.blocks import blocks
from insitu_engine.optable import Array, Out, Tensor, op
from insitu_engine.rules import FLOATING, SINGLE_OR_DOUBLE, like_first, promote_float, within

#: Beyond it Airy's function is 0 in double precision.
_AIRY_MOST: Final = 103.892


def _special(kernel: Callable[..., Any]) -> Callable[..., Any]:
    """Add a function of `torch.special` that PyTorch has not in half precision."""
    name = kernel.__name__
    rule = within(SINGLE_OR_DOUBLE, f"{name}_cpu", promote_float)
    return op(name=f"special_{name}", dtype=rule, shape=like_first, where=("function",))(kernel)


def _finite(out: Out, x: Array, function: Callable[..., Array]) -> Out:
    """Write ``function(x)``, and nan where x is infinite, as PyTorch's kernels give it."""
    for part, given in blocks(out, x):
        part[...] = np.where(np.isinf(given), np.nan, function(given))
    return out


@op(
    dtype=within(FLOATING, "i0_vml_cpu", promote_float),
    shape=like_first,
    inplace=True,
    aliases=("special_i0",),
)
def i0(out: Out, self: Tensor) -> Tensor:
    """Return the modified Bessel function of the first kind, of order 0, of each element."""
    from scipy.special import i0

    return _finite(out, self, i0)


@op(dtype=within(FLOATING, "i0e_cpu", promote_float), shape=like_first, where=("function",))
def special_i0e(out: Out, self: Tensor) -> Tensor:
    """Return ``exp(-abs(x)) * i0(x)`` of each element x."""
    from scipy.special import i0e

    return i0e(self, out=out)


@op(dtype=within(FLOATING, "i1_cpu", promote_float), shape=like_first, where=("function",))
def special_i1(out: Out, self: Tensor) -> Tensor:
    """Return the modified Bessel function of the first kind, of order 1, of each element."""
    from scipy.special import i1

    return _finite(out, self, i1)


@op(dtype=within(FLOATING, "i1e_cpu", promote_float), shape=like_first, where=("function",))
def special_i1e(out: Out, self: Tensor) -> Tensor:
    """Return ``exp(-abs(x)) * i1(x)`` of each element x."""
    from scipy.special import i1e

    return i1e(self, out=out)


@_special
def bessel_j0(out: Out, self: Tensor) -> Tensor:
    """Return the Bessel function of the first kind, of order 0, of each element."""
    from scipy.special import j0

    return _finite(out, self, j0)


@_special
def bessel_j1(out: Out, self: Tensor) -> Tensor:
    """Return the Bessel function of the first kind, of order 1, of each element."""
    from scipy.special import j1

    return _finite(out, self, j1)


@_special
def bessel_y0(out: Out, self: Tensor) -> Tensor:
    """Return the Bessel function of the second kind, of order 0, of each element; nan where it is negative."""
    from scipy.special import y0

    return _finite(out, self, y0)


@_special
def bessel_y1(out: Out, self: Tensor) -> Tensor:
    """Return the Bessel function of the second kind, of order 1, of each element; nan where it is negative."""
    from scipy.special import y1

    return _finite(out, self, y1)


@_special
def modified_bessel_i0(out: Out, self: Tensor) -> Tensor:
    """Return the modified Bessel function of the first kind, of order 0, of each element."""
    i0(out, self)
    return out


@_special
def modified_bessel_i1(out: Out, self: Tensor) -> Tensor:
    """Return the modified Bessel function of the first kind, of order 1, of each element."""
    special_i1(out, self)
    return out


@_special
def modified_bessel_k0(out: Out, self: Tensor) -> Tensor:
    """Return the modified Bessel function of the second kind, of order 0, of each element; nan where it is negative."""
    from scipy.special import k0

    return k0(self, out=out)


@_special
def modified_bessel_k1(out: Out, self: Tensor) -> Tensor:
    """Return the modified Bessel function of the second kind, of order 1, of each element; nan where it is negative."""
    from scipy.special import k1

    return k1(self, out=out)


@_special
def scaled_modified_bessel_k0(out: Out, x: Tensor) -> Tensor:
    """Return ``exp(x) * modified_bessel_k0(x)`` of each element x."""
    from scipy.special import k0e

    return k0e(x, out=out)


@_special
def scaled_modified_bessel_k1(out: Out, x: Tensor) -> Tensor:
    """Return ``exp(x) * modified_bessel_k1(x)`` of each element x."""
    from scipy.special import k1e

    return k1e(x, out=out)


@_special
def spherical_bessel_j0(out: Out, x: Tensor) -> Tensor:
    """Return the spherical Bessel function of the first kind, of order 0, ``sin(x) / x`` of each element x."""
    for part, given in blocks(out, x):
        quotient = np.sin(given) / given
        part[...] = np.where(given == 0, 1, np.where(np.isinf(given), 0, quotient))
    return out


@_special
def airy_ai(out: Out, x: Tensor) -> Tensor:
    """Return the Airy function Ai of each element."""
    from scipy.special import airy

    return _finite(out, x, lambda given: np.where(given > _AIRY_MOST, 0, airy(given)[0]))
