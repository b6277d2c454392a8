"""The error function and the normal distribution function, from SciPy, which is imported where one of them runs."""

from __future__ import annotations

import numpy as np

from insitu_engine.blocks import blocks
from insitu_engine.optable import Out, Tensor, op
from insitu_engine.rules import FLOATING, SINGLE_OR_DOUBLE, like_first, promote_float, within


@op(
    dtype=within(FLOATING, "erf_vml_cpu", promote_float),
    shape=like_first,
    inplace=True,
    aliases=("special_erf",),
)
def erf(out: Out, self: Tensor) -> Tensor:
    """Return the error function of each element."""
    from scipy.special import erf

    return erf(self, out=out)


@op(
    dtype=within(FLOATING, "erfc_vml_cpu", promote_float),
    shape=like_first,
    inplace=True,
    aliases=("special_erfc",),
)
def erfc(out: Out, self: Tensor) -> Tensor:
    """Return one minus the error function of each element, exact for large ones."""
    from scipy.special import erfc

    return erfc(self, out=out)


@op(
    dtype=within(FLOATING, "erfinv_vml_cpu", promote_float),
    shape=like_first,
    inplace=True,
    aliases=("special_erfinv",),
)
def erfinv(out: Out, self: Tensor) -> Tensor:
    """Return the inverse error function of each element."""
    from scipy.special import erfinv

    for part, x in blocks(out, self):
        part[...] = np.copysign(erfinv(x), x)
    return out


@op(dtype=within(SINGLE_OR_DOUBLE, "erfcx_cpu", promote_float), shape=like_first, where=("function",))
def special_erfcx(out: Out, self: Tensor) -> Tensor:
    """Return ``exp(x**2) * erfc(x)`` of each element x."""
    from scipy.special import erfcx

    return erfcx(self, out=out)


@op(dtype=within(FLOATING, "erf_vml_cpu", promote_float), shape=like_first, where=("function",))
def special_ndtr(out: Out, self: Tensor) -> Tensor:
    """Return the area under the standard normal density up to each element."""
    from scipy.special import ndtr

    return ndtr(self, out=out)


@op(dtype=within(SINGLE_OR_DOUBLE, "ndtri_cpu", promote_float), shape=like_first, where=("function",))
def special_ndtri(out: Out, self: Tensor) -> Tensor:
    """Return the point up to which the area under the standard normal density is each element."""
    from scipy.special import ndtri

    return ndtri(self, out=out)


@op(dtype=within(SINGLE_OR_DOUBLE, "log_ndtr_cpu", promote_float), shape=like_first, where=("function",))
def special_log_ndtr(out: Out, self: Tensor) -> Tensor:
    """Return the logarithm of the area under the standard normal density up to each element."""
    from scipy.special import log_ndtr

    np.copyto(out, log_ndtr(self), casting="same_kind")
    return out
