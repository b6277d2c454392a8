"""Gradients of bilinear products."""

from __future__ import annotations

from math import prod
from typing import Any

from insitu_engine.gradients.formulas import conj, gradient
from insitu_engine.meta import Meta


def _outer(first: Any, second: Any) -> Any:
    """Return the products of the last dimensions of two tensors as rows: of each instance, each with each."""
    *batch, size = first.meta.shape
    each = first.unsqueeze(-1) * second.unsqueeze(-2)
    return each.reshape((prod(batch), size * second.meta.shape[-1]))


def _bilinear_weight(g: Any, input1: Any, input2: Any, weight_meta: Any) -> Any:
    *batch, columns = input2.meta.shape
    rows = conj(input2).reshape((prod(batch), columns))
    return _outer(g, conj(input1)).transpose(0, 1).matmul(rows).reshape(weight_meta.shape)


def _through(g: Any, other: Any, weight: Any, own_meta: Meta) -> Any:
    """Return the gradient of one input, which is (..., M), by the other (..., N) and weights (K, N, M)."""
    outputs, size, own = weight.meta.shape
    factors = conj(weight).reshape((outputs * size, own))
    return _outer(g, conj(other)).matmul(factors).reshape(own_meta.shape)


gradient(
    "bilinear",
    input1=lambda g, input2, weight, input1_meta: _through(g, input2, weight.transpose(1, 2), input1_meta),
    input2=lambda g, input1, weight, input2_meta: _through(g, input1, weight, input2_meta),
    weight=_bilinear_weight,
    bias=lambda g: g,
)
