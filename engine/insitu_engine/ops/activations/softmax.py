"""Softmax and its relatives: normalizations along a dimension by exponentials."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import DType
from insitu_engine.meta import Operand, meta
from insitu_engine.ops.pointwise.signs import refuse_truth
from insitu_engine.optable import Array, Out, Tensor, op
from insitu_engine.rules import normalize_dim, refuse_unless

EVERYWHERE: Final = ("method", "function", "functional")


def _along(name: str) -> Callable[..., Computed]:
    """Return the plan of a normalization along a dimension."""

    def plan(self: Operand, dim: int, dtype: DType | None) -> Computed:
        at = normalize_dim(dim, self.meta.ndim)
        compute = self.meta.dtype if dtype is None else dtype
        last = "_lastdim" if at == max(self.meta.ndim - 1, 0) else ""
        refuse_unless(compute.is_floating_point, f"{name}{last}_kernel_impl", compute)
        # The kernel itself drops an imaginary part.
        return Computed((meta(compute, self.meta.shape),), None if self.meta.dtype.is_complex else compute)

    return plan


@op(plan=_along("softmax"), aliases=("special_softmax",), where=EVERYWHERE)
def softmax(out: Out, self: Tensor, dim: int, dtype: DType | None = None) -> Tensor:
    """Return ``exp(x) / sum(exp(x))`` along ``dim``, without overflow in between; ``dtype`` converts before."""
    del dtype
    return _normalize(out, self, dim, log=False)


@op(plan=_along("log_softmax"), aliases=("special_log_softmax",), where=EVERYWHERE)
def log_softmax(out: Out, self: Tensor, dim: int, dtype: DType | None = None) -> Tensor:
    """Return the logarithm of `softmax` along ``dim``, exact for small ones; ``dtype`` converts before."""
    del dtype
    return _normalize(out, self, dim, log=True)


def _along_negative(self: Operand, dim: int, dtype: DType | None) -> Computed:
    refuse_truth(self)
    answer = _along("softmax")(self, dim, dtype)
    return Computed(answer.metas)  # negated before it is converted


@op(plan=_along_negative, where=("functional",))
def softmin(out: Out, self: Tensor, dim: int, dtype: DType | None = None) -> Tensor:
    """Return the `softmax` of the negative along ``dim``; ``dtype`` converts before."""
    del dtype
    negated = np.negative(self)
    return _normalize(
        out, negated if negated.dtype.kind == "c" else negated.astype(out.dtype), dim, log=False
    )


def _normalize(out: Out, x: Array, dim: int, *, log: bool) -> Out:
    """Write the softmax of ``x``, or its logarithm; float16 is computed in float32."""
    if out.size == 0:
        return out
    if x.dtype.kind == "c":
        x = x.real.astype(out.dtype)
    if out.dtype == np.float16:
        np.copyto(
            out,
            _normalize(np.empty(out.shape, np.float32), x.astype(np.float32), dim, log=log),
            casting="same_kind",
        )
        return out
    axis = dim if out.ndim else None
    np.subtract(x, x.max(axis=axis, keepdims=True), out=out)
    if log:
        total = np.exp(out).sum(axis=axis, keepdims=True)
        np.subtract(out, np.log(total), out=out)
    else:
        np.exp(out, out=out)
        np.divide(out, out.sum(axis=axis, keepdims=True), out=out)
    return out
