"""Gradients of special functions: the error function's, the gamma function's and Bessel's families."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce
from operator import add
from typing import Any, Final

from insitu_engine.errors import UnsupportedError
from insitu_engine.gradients.formulas import conj, gradient
from insitu_engine.limits import finfo

_ROOT_PI: Final = math.sqrt(math.pi)
_ROOT_2PI: Final = math.sqrt(2 * math.pi)


def _missing(name: str) -> Callable[[], Any]:
    """Return the formula of an argument for which PyTorch has none either."""

    def refuse() -> Any:
        raise UnsupportedError(f"the derivative for '{name}' is not implemented.")

    return refuse


gradient("sigmoid", self=lambda g, result: g * conj(result * (1 - result)))


def _logit(g: Any, self: Any, eps: float | None) -> Any:
    """Return the gradient of logit: none where it was clamped, and nan where nothing was but should have been."""
    lowest, beyond = (0.0, math.nan) if eps is None else (eps, 0)
    clamped = self.lt(lowest).logical_or(self.gt(1 - lowest))
    return clamped.where(beyond, g / (self * (1 - self)))


gradient("logit", self=_logit)
gradient("special_entr", self=lambda g, self: -g * (self.log() + 1))

gradient("erf", self=lambda g, self: g * (-(self * self)).exp() * (2 / _ROOT_PI))
gradient("erfc", self=lambda g, self: g * (-(self * self)).exp() * (-2 / _ROOT_PI))
gradient("erfinv", self=lambda g, self: g * self.erfinv().square().exp() * (_ROOT_PI / 2))
gradient("special_erfcx", self=lambda g, self, result: g * (self * result * 2 - 2 / _ROOT_PI))
gradient(
    "special_ndtr",
    keep={"scaled": lambda self: self * math.sqrt(0.5)},
    self=lambda g, scaled: g * (-(scaled * scaled)).exp() / _ROOT_2PI,
)
gradient("special_ndtri", self=lambda g, result: g * (result * result / 2).exp() * _ROOT_2PI)
gradient(
    "special_log_ndtr",
    self=lambda g, self: g / (self * -math.sqrt(0.5)).special_erfcx() * math.sqrt(2 / math.pi),
)

gradient("lgamma", self=lambda g, self: g * self.digamma())
gradient("digamma", self=lambda g, self, ops: g * ops("polygamma", 1, self))
gradient("polygamma", "polygamma_", self=lambda g, n, self, ops: g * ops("polygamma", n + 1, self))
gradient(
    "mvlgamma",
    self=lambda g, self, p: g * reduce(add, ((self - i / 2).digamma() for i in range(p))),
)


def _incomplete(g: Any, self: Any, other: Any) -> Any:
    """Return the gradient of the point up to which the gamma function's integral goes."""
    return g * ((self - 1) * other.log() - other - self.lgamma()).exp()


gradient("igamma", self=_missing("igamma: input"), other=_incomplete)
gradient(
    "igammac",
    self=_missing("igammac: input"),
    other=lambda g, self, other: -_incomplete(g, self, other),
)
gradient(
    "special_zeta",
    self=_missing("zeta"),
    other=lambda g, self, other, ops: -g * self * ops("special_zeta", self + 1, other),
)


def _divisible(self: Any) -> tuple[Any, Any]:
    """Return where elements are large enough to divide by, and the elements with something larger elsewhere."""
    large = self.abs().gt(finfo(self.dtype).eps)
    return large, large.where(self, 1)


def _i1(g: Any, self: Any, result: Any) -> Any:
    large, x = _divisible(self)
    return g * large.where(x.i0() - result / x, 0.5)


def _i1e(g: Any, self: Any, result: Any) -> Any:
    large, x = _divisible(self)
    return g * large.where(x.special_i0e() - result * (x.sgn() + x.reciprocal()), 0.5)


gradient("i0", self=lambda g, self: g * self.special_i1())
gradient("special_i0e", self=lambda g, self, result: g * (self.special_i1e() - self.sgn() * result))
gradient("special_i1", self=_i1)
gradient("special_i1e", self=_i1e)
