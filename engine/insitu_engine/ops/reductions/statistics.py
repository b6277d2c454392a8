"""Statistics: sums and means without nan, covariances, histograms.

The one rule: covariances and counts are computed in double precision.
"""
# ruff: noqa: ARG001 - a kernel's signature is the op's: what it leaves alone, the plan has read

from __future__ import annotations

from typing import Any

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, DType
from insitu_engine.errors import BadValueError, DTypeError, ShapeError, UnsupportedError
from insitu_engine.meta import Meta, Operand, meta
from insitu_engine.ops.reductions.reduction import reduce_into, reduced, reduced_dims
from insitu_engine.optable import Array, Dims, Out, Tensor, op
from insitu_engine.promotion import promote_types, to_accumulator, to_floating


def _filled(array: Array) -> Array:
    """Return the array with zeros for nan."""
    return np.where(np.isnan(array), array.dtype.type(0), array) if array.dtype.kind == "f" else array


def _nansum_plan(self: Operand, dim: Any, keepdim: bool, dtype: DType | None) -> Computed:
    if self.meta.dtype.is_complex:
        raise DTypeError("nansum on CPU does not support complex inputs")
    if dtype is not None and dtype.is_complex:
        raise UnsupportedError(f"\"nansum_cpu\" not implemented for '{dtype.title}'")
    return reduced(self, dim, keepdim, dtype or to_accumulator(self.meta.dtype))


@op(plan=_nansum_plan)
def nansum(
    out: Out, self: Tensor, dim: Dims | None = None, keepdim: bool = False, *, dtype: DType | None = None
) -> Tensor:
    """Return the sum as `sum` does, of the elements that are not nan."""
    reduce_into(np.add, out, _filled(self), dim, keepdim)
    return out


def _nanmean_plan(self: Operand, dim: Any, keepdim: bool, dtype: DType | None) -> Computed:
    own = self.meta.dtype
    if own.category < Category.FLOAT:
        raise DTypeError(
            f"nanmean(): expected input to have floating point or complex dtype but got {own.title}"
        )
    if dtype is not None and dtype.category < Category.FLOAT:
        raise DTypeError(
            "nanmean(): could not infer output dtype. Optional dtype must be either a floating point or complex dtype. "
            f"Got: {dtype.title}"
        )
    return _nansum_plan(self, dim, keepdim, dtype)


@op(plan=_nanmean_plan)
def nanmean(
    out: Out, self: Tensor, dim: Dims | None = None, keepdim: bool = False, *, dtype: DType | None = None
) -> Tensor:
    """Return the mean over the given dimensions, or over all, of the elements that are not nan."""
    axes = reduced_dims(dim, self.ndim)
    total = np.add.reduce(_filled(self), axis=axes, dtype=np.float64, keepdims=True)
    count = np.count_nonzero(~np.isnan(self), axis=axes, keepdims=True)
    np.copyto(out, (total / count).reshape(out.shape), casting="unsafe")
    return out


def _observations(name: str, given: Meta) -> int:
    """Return how many observations there are; refuse more than two dimensions, and bool."""
    if given.ndim > 2:
        raise ShapeError(
            f"{name}(): expected input to have two or fewer dimensions but got an input with {given.ndim} dimensions"
        )
    if given.dtype.category is Category.BOOL:
        raise DTypeError("cov(): bool dtype is not supported for input")
    return given.shape[-1] if given.ndim else 1


def _refuse_weights(name: str, weights: Meta, count: int) -> None:
    if weights.ndim > 1:
        raise ShapeError(
            f"cov(): expected {name} to have one or fewer dimensions but got {name} with {weights.ndim} dimensions"
        )
    integral = name == "fweights"
    if (weights.dtype.category is Category.INT) is not integral or (
        not integral and weights.dtype.category is not Category.FLOAT
    ):
        kind = "integral" if integral else "floating point"
        raise DTypeError(
            f"cov(): expected {name} to have {kind} dtype but got {name} with {weights.dtype.title} dtype"
        )
    if weights.numel != count:
        raise ShapeError(
            f"cov(): expected {name} to have the same numel as there are observations in the input but got "
            f"{weights.numel} != {count}"
        )


def _covariance_shape(given: Meta) -> tuple[int, ...]:
    variables = given.shape[0] if given.ndim == 2 else 1
    return () if variables == 1 else (variables, variables)


def _cov_plan(self: Operand, correction: int, fweights: Operand | None, aweights: Operand | None) -> Computed:
    count = _observations("cov", self.meta)
    dtype = to_floating(self.meta.dtype)
    for name, weights in (("fweights", fweights), ("aweights", aweights)):
        if weights is not None:
            _refuse_weights(name, weights.meta, count)
            dtype = promote_types(dtype, weights.meta.dtype)
    return Computed(
        (meta(dtype, _covariance_shape(self.meta)),), work=self.meta.numel * (self.meta.shape or (1,))[0]
    )


def _check_weights(self: Array, correction: int, fweights: Array | None, aweights: Array | None) -> None:
    for name, weights in (("fweights", fweights), ("aweights", aweights)):
        if weights is not None and (weights < 0).any():
            raise BadValueError(f"cov(): {name} cannot be negative")
    product = (1 if fweights is None else fweights) * (1 if aweights is None else aweights)
    if np.ndim(product) and np.size(product) and not np.sum(product):
        raise BadValueError("cov(): weights sum to zero, can't be normalized")


def _covariance(array: Array, correction: int, fweights: Array | None, aweights: Array | None) -> Array:
    """Return the covariances of the rows (variables, observations), in double precision."""
    rows = np.atleast_2d(array).astype(np.result_type(array.dtype, np.float64))
    weights: Array = np.ones(rows.shape[1], np.int64)
    for given in (fweights, aweights):
        if given is not None:
            weights = given.reshape(-1) * (1 if given is fweights or fweights is None else weights)
    # In the weights' own precision, as PyTorch has it.
    total = weights.sum()
    lost = correction if aweights is None else correction * (weights * aweights.reshape(-1)).sum() / total
    distances = rows - (rows * weights).sum(axis=1, keepdims=True) / total
    return np.asarray((distances * weights) @ np.conj(distances.T) / np.float64(max(0.0, total - lost)))


@op(plan=_cov_plan, check=_check_weights)
def cov(
    out: Out,
    self: Tensor,
    *,
    correction: int = 1,
    fweights: Tensor | None = None,
    aweights: Tensor | None = None,
) -> Tensor:
    """Return the covariance matrix of variables, which are rows of observations; of one variable its variance.

    ``fweights`` say how often each observation was made, ``aweights`` how much it counts; the sum of products is
    divided by the number of observations less ``correction``.
    """
    out[...] = _covariance(self, correction, fweights, aweights).reshape(out.shape)
    return out


def _corrcoef_plan(self: Operand) -> Computed:
    _observations("corrcoef", self.meta)
    dtype = to_floating(self.meta.dtype)
    return Computed(
        (meta(dtype, _covariance_shape(self.meta)),), work=self.meta.numel * (self.meta.shape or (1,))[0]
    )


@op(plan=_corrcoef_plan)
def corrcoef(out: Out, self: Tensor) -> Tensor:
    """Return the correlation coefficients of variables, which are rows of observations, each part within -1 and 1."""
    covariance = _covariance(self, 1, None, None)
    if not out.ndim:
        out[...] = (covariance / covariance).reshape(())
        return out
    spread = np.sqrt(np.diagonal(covariance).real)
    found = covariance / spread[:, None] / spread[None, :]
    for part in (found.real, found.imag) if np.iscomplexobj(found) else (found,):
        np.clip(part, -1, 1, out=part)
    out[...] = found
    return out
