# Written by tools/generate_client.py from the op table: do not edit, run `make generate`.
"""Special functions: `torch.special`."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, TypeAlias

import insitu_engine.ops  # noqa: F401 - fills the op table
from insitu.dispatch import call
from insitu_engine.dtypes import DType
from insitu_engine.optable import lookup

if TYPE_CHECKING:
    from insitu._tensor import Tensor

Number: TypeAlias = builtins.complex


__all__ = [
    "airy_ai",
    "bessel_j0",
    "bessel_j1",
    "bessel_y0",
    "bessel_y1",
    "chebyshev_polynomial_t",
    "chebyshev_polynomial_u",
    "chebyshev_polynomial_v",
    "chebyshev_polynomial_w",
    "digamma",
    "entr",
    "erf",
    "erfc",
    "erfcx",
    "erfinv",
    "exp2",
    "expit",
    "expm1",
    "gammainc",
    "gammaincc",
    "gammaln",
    "hermite_polynomial_h",
    "hermite_polynomial_he",
    "i0",
    "i0e",
    "i1",
    "i1e",
    "laguerre_polynomial_l",
    "legendre_polynomial_p",
    "log1p",
    "log_ndtr",
    "log_softmax",
    "logit",
    "modified_bessel_i0",
    "modified_bessel_i1",
    "modified_bessel_k0",
    "modified_bessel_k1",
    "multigammaln",
    "ndtr",
    "ndtri",
    "polygamma",
    "psi",
    "round",
    "scaled_modified_bessel_k0",
    "scaled_modified_bessel_k1",
    "shifted_chebyshev_polynomial_t",
    "shifted_chebyshev_polynomial_u",
    "shifted_chebyshev_polynomial_v",
    "shifted_chebyshev_polynomial_w",
    "sinc",
    "softmax",
    "spherical_bessel_j0",
    "xlog1py",
    "xlogy",
    "zeta",
]


_OP_digamma = lookup("digamma")
_OP_erf = lookup("erf")
_OP_erfc = lookup("erfc")
_OP_erfinv = lookup("erfinv")
_OP_exp2 = lookup("exp2")
_OP_expm1 = lookup("expm1")
_OP_i0 = lookup("i0")
_OP_igamma = lookup("igamma")
_OP_igammac = lookup("igammac")
_OP_lgamma = lookup("lgamma")
_OP_log1p = lookup("log1p")
_OP_log_softmax = lookup("log_softmax")
_OP_logit = lookup("logit")
_OP_mvlgamma = lookup("mvlgamma")
_OP_polygamma = lookup("polygamma")
_OP_sigmoid = lookup("sigmoid")
_OP_sinc = lookup("sinc")
_OP_softmax = lookup("softmax")
_OP_special_airy_ai = lookup("special_airy_ai")
_OP_special_bessel_j0 = lookup("special_bessel_j0")
_OP_special_bessel_j1 = lookup("special_bessel_j1")
_OP_special_bessel_y0 = lookup("special_bessel_y0")
_OP_special_bessel_y1 = lookup("special_bessel_y1")
_OP_special_chebyshev_polynomial_t = lookup("special_chebyshev_polynomial_t")
_OP_special_chebyshev_polynomial_u = lookup("special_chebyshev_polynomial_u")
_OP_special_chebyshev_polynomial_v = lookup("special_chebyshev_polynomial_v")
_OP_special_chebyshev_polynomial_w = lookup("special_chebyshev_polynomial_w")
_OP_special_entr = lookup("special_entr")
_OP_special_erfcx = lookup("special_erfcx")
_OP_special_hermite_polynomial_h = lookup("special_hermite_polynomial_h")
_OP_special_hermite_polynomial_he = lookup("special_hermite_polynomial_he")
_OP_special_i0e = lookup("special_i0e")
_OP_special_i1 = lookup("special_i1")
_OP_special_i1e = lookup("special_i1e")
_OP_special_laguerre_polynomial_l = lookup("special_laguerre_polynomial_l")
_OP_special_legendre_polynomial_p = lookup("special_legendre_polynomial_p")
_OP_special_log_ndtr = lookup("special_log_ndtr")
_OP_special_modified_bessel_i0 = lookup("special_modified_bessel_i0")
_OP_special_modified_bessel_i1 = lookup("special_modified_bessel_i1")
_OP_special_modified_bessel_k0 = lookup("special_modified_bessel_k0")
_OP_special_modified_bessel_k1 = lookup("special_modified_bessel_k1")
_OP_special_ndtr = lookup("special_ndtr")
_OP_special_ndtri = lookup("special_ndtri")
_OP_special_round = lookup("special_round")
_OP_special_scaled_modified_bessel_k0 = lookup("special_scaled_modified_bessel_k0")
_OP_special_scaled_modified_bessel_k1 = lookup("special_scaled_modified_bessel_k1")
_OP_special_shifted_chebyshev_polynomial_t = lookup("special_shifted_chebyshev_polynomial_t")
_OP_special_shifted_chebyshev_polynomial_u = lookup("special_shifted_chebyshev_polynomial_u")
_OP_special_shifted_chebyshev_polynomial_v = lookup("special_shifted_chebyshev_polynomial_v")
_OP_special_shifted_chebyshev_polynomial_w = lookup("special_shifted_chebyshev_polynomial_w")
_OP_special_spherical_bessel_j0 = lookup("special_spherical_bessel_j0")
_OP_special_xlog1py = lookup("special_xlog1py")
_OP_special_zeta = lookup("special_zeta")
_OP_xlogy = lookup("xlogy")


def digamma(input: Tensor) -> Tensor:
    """Alias of `digamma`."""
    result: Tensor = call(_OP_digamma, (input,))
    return result


def psi(input: Tensor) -> Tensor:
    """Alias of `digamma`."""
    result: Tensor = call(_OP_digamma, (input,))
    return result


def erf(input: Tensor) -> Tensor:
    """Alias of `erf`."""
    result: Tensor = call(_OP_erf, (input,))
    return result


def erfc(input: Tensor) -> Tensor:
    """Alias of `erfc`."""
    result: Tensor = call(_OP_erfc, (input,))
    return result


def erfinv(input: Tensor) -> Tensor:
    """Alias of `erfinv`."""
    result: Tensor = call(_OP_erfinv, (input,))
    return result


def exp2(input: Tensor) -> Tensor:
    """Alias of `exp2`."""
    result: Tensor = call(_OP_exp2, (input,))
    return result


def expm1(input: Tensor) -> Tensor:
    """Alias of `expm1`."""
    result: Tensor = call(_OP_expm1, (input,))
    return result


def i0(input: Tensor) -> Tensor:
    """Alias of `i0`."""
    result: Tensor = call(_OP_i0, (input,))
    return result


def gammainc(input: Tensor, other: Tensor) -> Tensor:
    """Alias of `igamma`."""
    result: Tensor = call(_OP_igamma, (input, other))
    return result


def gammaincc(input: Tensor, other: Tensor) -> Tensor:
    """Alias of `igammac`."""
    result: Tensor = call(_OP_igammac, (input, other))
    return result


def gammaln(input: Tensor) -> Tensor:
    """Alias of `lgamma`."""
    result: Tensor = call(_OP_lgamma, (input,))
    return result


def log1p(input: Tensor) -> Tensor:
    """Alias of `log1p`."""
    result: Tensor = call(_OP_log1p, (input,))
    return result


def log_softmax(input: Tensor, dim: int, dtype: DType | None = None) -> Tensor:
    """Alias of `log_softmax`."""
    result: Tensor = call(_OP_log_softmax, (input, dim, dtype))
    return result


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    """Alias of `logit`."""
    result: Tensor = call(_OP_logit, (input, eps))
    return result


def multigammaln(input: Tensor, p: int) -> Tensor:
    """Alias of `mvlgamma`."""
    result: Tensor = call(_OP_mvlgamma, (input, p))
    return result


def polygamma(n: int, input: Tensor) -> Tensor:
    """Alias of `polygamma`."""
    result: Tensor = call(_OP_polygamma, (n, input))
    return result


def expit(input: Tensor) -> Tensor:
    """Alias of `sigmoid`."""
    result: Tensor = call(_OP_sigmoid, (input,))
    return result


def sinc(input: Tensor) -> Tensor:
    """Alias of `sinc`."""
    result: Tensor = call(_OP_sinc, (input,))
    return result


def softmax(input: Tensor, dim: int, dtype: DType | None = None) -> Tensor:
    """Alias of `softmax`."""
    result: Tensor = call(_OP_softmax, (input, dim, dtype))
    return result


def airy_ai(x: Tensor) -> Tensor:
    """Return the Airy function Ai of each element."""
    result: Tensor = call(_OP_special_airy_ai, (x,))
    return result


def bessel_j0(input: Tensor) -> Tensor:
    """Return the Bessel function of the first kind, of order 0, of each element."""
    result: Tensor = call(_OP_special_bessel_j0, (input,))
    return result


def bessel_j1(input: Tensor) -> Tensor:
    """Return the Bessel function of the first kind, of order 1, of each element."""
    result: Tensor = call(_OP_special_bessel_j1, (input,))
    return result


def bessel_y0(input: Tensor) -> Tensor:
    """Return the Bessel function of the second kind, of order 0, of each element; nan where it is negative."""
    result: Tensor = call(_OP_special_bessel_y0, (input,))
    return result


def bessel_y1(input: Tensor) -> Tensor:
    """Return the Bessel function of the second kind, of order 1, of each element; nan where it is negative."""
    result: Tensor = call(_OP_special_bessel_y1, (input,))
    return result


def chebyshev_polynomial_t(x: Tensor | Number, n: Tensor | Number) -> Tensor:
    """Return the Chebyshev polynomial of the first kind, of degree ``n``, of ``x``: ``cos(n * acos(x))``."""
    result: Tensor = call(_OP_special_chebyshev_polynomial_t, (x, n))
    return result


def chebyshev_polynomial_u(x: Tensor | Number, n: Tensor | Number) -> Tensor:
    """Return the Chebyshev polynomial of the second kind, of degree ``n``, of ``x``."""
    result: Tensor = call(_OP_special_chebyshev_polynomial_u, (x, n))
    return result


def chebyshev_polynomial_v(x: Tensor | Number, n: Tensor | Number) -> Tensor:
    """Return the Chebyshev polynomial of the third kind, of degree ``n``, of ``x``."""
    result: Tensor = call(_OP_special_chebyshev_polynomial_v, (x, n))
    return result


def chebyshev_polynomial_w(x: Tensor | Number, n: Tensor | Number) -> Tensor:
    """Return the Chebyshev polynomial of the fourth kind, of degree ``n``, of ``x``."""
    result: Tensor = call(_OP_special_chebyshev_polynomial_w, (x, n))
    return result


def entr(input: Tensor) -> Tensor:
    """Return ``-x * log(x)`` of each element x, which is 0 at 0 and -inf where x is negative."""
    result: Tensor = call(_OP_special_entr, (input,))
    return result


def erfcx(input: Tensor) -> Tensor:
    """Return ``exp(x**2) * erfc(x)`` of each element x."""
    result: Tensor = call(_OP_special_erfcx, (input,))
    return result


def hermite_polynomial_h(x: Tensor | Number, n: Tensor | Number) -> Tensor:
    """Return the physicist's Hermite polynomial of degree ``n`` of ``x``."""
    result: Tensor = call(_OP_special_hermite_polynomial_h, (x, n))
    return result


def hermite_polynomial_he(x: Tensor | Number, n: Tensor | Number) -> Tensor:
    """Return the probabilist's Hermite polynomial of degree ``n`` of ``x``."""
    result: Tensor = call(_OP_special_hermite_polynomial_he, (x, n))
    return result


def i0e(input: Tensor) -> Tensor:
    """Return ``exp(-abs(x)) * i0(x)`` of each element x."""
    result: Tensor = call(_OP_special_i0e, (input,))
    return result


def i1(input: Tensor) -> Tensor:
    """Return the modified Bessel function of the first kind, of order 1, of each element."""
    result: Tensor = call(_OP_special_i1, (input,))
    return result


def i1e(input: Tensor) -> Tensor:
    """Return ``exp(-abs(x)) * i1(x)`` of each element x."""
    result: Tensor = call(_OP_special_i1e, (input,))
    return result


def laguerre_polynomial_l(x: Tensor | Number, n: Tensor | Number) -> Tensor:
    """Return the Laguerre polynomial of degree ``n`` of ``x``."""
    result: Tensor = call(_OP_special_laguerre_polynomial_l, (x, n))
    return result


def legendre_polynomial_p(x: Tensor | Number, n: Tensor | Number) -> Tensor:
    """Return the Legendre polynomial of degree ``n`` of ``x``."""
    result: Tensor = call(_OP_special_legendre_polynomial_p, (x, n))
    return result


def log_ndtr(input: Tensor) -> Tensor:
    """Return the logarithm of the area under the standard normal density up to each element."""
    result: Tensor = call(_OP_special_log_ndtr, (input,))
    return result


def modified_bessel_i0(input: Tensor) -> Tensor:
    """Return the modified Bessel function of the first kind, of order 0, of each element."""
    result: Tensor = call(_OP_special_modified_bessel_i0, (input,))
    return result


def modified_bessel_i1(input: Tensor) -> Tensor:
    """Return the modified Bessel function of the first kind, of order 1, of each element."""
    result: Tensor = call(_OP_special_modified_bessel_i1, (input,))
    return result


def modified_bessel_k0(input: Tensor) -> Tensor:
    """Return the modified Bessel function of the second kind, of order 0, of each element; nan where it is negative."""
    result: Tensor = call(_OP_special_modified_bessel_k0, (input,))
    return result


def modified_bessel_k1(input: Tensor) -> Tensor:
    """Return the modified Bessel function of the second kind, of order 1, of each element; nan where it is negative."""
    result: Tensor = call(_OP_special_modified_bessel_k1, (input,))
    return result


def ndtr(input: Tensor) -> Tensor:
    """Return the area under the standard normal density up to each element."""
    result: Tensor = call(_OP_special_ndtr, (input,))
    return result


def ndtri(input: Tensor) -> Tensor:
    """Return the point up to which the area under the standard normal density is each element."""
    result: Tensor = call(_OP_special_ndtri, (input,))
    return result


def round(input: Tensor, *, decimals: int = 0) -> Tensor:
    """Return each element rounded as by `round`; refuse integers."""
    result: Tensor = call(_OP_special_round, (input, decimals))
    return result


def scaled_modified_bessel_k0(x: Tensor) -> Tensor:
    """Return ``exp(x) * modified_bessel_k0(x)`` of each element x."""
    result: Tensor = call(_OP_special_scaled_modified_bessel_k0, (x,))
    return result


def scaled_modified_bessel_k1(x: Tensor) -> Tensor:
    """Return ``exp(x) * modified_bessel_k1(x)`` of each element x."""
    result: Tensor = call(_OP_special_scaled_modified_bessel_k1, (x,))
    return result


def shifted_chebyshev_polynomial_t(x: Tensor | Number, n: Tensor | Number) -> Tensor:
    """Return the Chebyshev polynomial of the first kind, of degree ``n``, of ``2 * x - 1``."""
    result: Tensor = call(_OP_special_shifted_chebyshev_polynomial_t, (x, n))
    return result


def shifted_chebyshev_polynomial_u(x: Tensor | Number, n: Tensor | Number) -> Tensor:
    """Return the Chebyshev polynomial of the second kind, of degree ``n``, of ``2 * x - 1``."""
    result: Tensor = call(_OP_special_shifted_chebyshev_polynomial_u, (x, n))
    return result


def shifted_chebyshev_polynomial_v(x: Tensor | Number, n: Tensor | Number) -> Tensor:
    """Return the Chebyshev polynomial of the third kind, of degree ``n``, of ``2 * x - 1``."""
    result: Tensor = call(_OP_special_shifted_chebyshev_polynomial_v, (x, n))
    return result


def shifted_chebyshev_polynomial_w(x: Tensor | Number, n: Tensor | Number) -> Tensor:
    """Return the Chebyshev polynomial of the fourth kind, of degree ``n``, of ``2 * x - 1``."""
    result: Tensor = call(_OP_special_shifted_chebyshev_polynomial_w, (x, n))
    return result


def spherical_bessel_j0(x: Tensor) -> Tensor:
    """Return the spherical Bessel function of the first kind, of order 0, ``sin(x) / x`` of each element x."""
    result: Tensor = call(_OP_special_spherical_bessel_j0, (x,))
    return result


def xlog1py(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """Return ``self * log1p(other)``, which is 0 where ``self`` is 0 and nan where ``other`` is."""
    result: Tensor = call(_OP_special_xlog1py, (input, other))
    return result


def zeta(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """Return the Hurwitz zeta function: the sum of ``1 / (k + other)**self`` over all k from 0 on."""
    result: Tensor = call(_OP_special_zeta, (input, other))
    return result


def xlogy(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """Alias of `xlogy`."""
    result: Tensor = call(_OP_xlogy, (input, other))
    return result
