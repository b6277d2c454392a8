"""Bilinear layers: a product of two vectors through a tensor of weights."""

from __future__ import annotations

import math

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import bool_
from insitu_engine.errors import DTypeError, ShapeError
from insitu_engine.meta import Operand, meta
from insitu_engine.optable import Out, Tensor, op
from insitu_engine.rules import refuse_unless


def _bilinear_plan(input1: Operand, input2: Operand, weight: Operand, bias: Operand | None) -> Computed:
    given = {"input1": input1, "input2": input2, "weight": weight}
    if bias is not None:
        given["bias"] = bias
    dtype = input1.meta.dtype
    if any(operand.meta.dtype is not dtype for operand in given.values()):
        dtypes = ", ".join(f"{name}: {operand.meta.dtype.c_name}" for name, operand in given.items())
        raise DTypeError(f"All tensors must have the same dtype, got {dtypes}")
    first, second, kernel = input1.meta.shape, input2.meta.shape, weight.meta.shape
    if len(first) != len(second):
        raise ShapeError(f"bilinear(): input dimensions do not match: got {len(first)} and {len(second)}")
    for dim, (one, other) in enumerate(zip(first[:-1], second[:-1], strict=True)):
        if one != other:
            raise ShapeError(
                f"bilinear(): input batch dimensions do not match at dim {dim}: got {one} and {other}"
            )
    if not first or len(kernel) != 3:
        raise ShapeError(
            f"bilinear(): expected inputs of at least 1 dimension and a weight of 3, got {len(first)} and {len(kernel)}"
        )
    for name, own, wanted in (("input1", first[-1], kernel[1]), ("input2", second[-1], kernel[2])):
        if own != wanted:
            raise ShapeError(
                f"bilinear(): {name} size does not match weight size: got {own} but expected {wanted}"
            )
    if bias is not None and bias.meta.shape != kernel[:1]:
        count = bias.meta.shape[0] if bias.meta.ndim else 1
        raise ShapeError(
            f"bilinear(): bias size does not match weight size: got {count} but expected {kernel[0]}"
        )
    refuse_unless(dtype is not bool_, "bmm", dtype)
    shape = (*first[:-1], kernel[0])
    return Computed((meta(dtype, shape),), work=math.prod(first[:-1]) * math.prod(kernel))


@op(plan=_bilinear_plan, where=("functional",))
def bilinear(out: Out, input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Return the products ``input1 @ weight[k] @ input2`` for each k, plus ``bias``.

    ``input1`` is (..., I), ``input2`` (..., J), ``weight`` (K, I, J), ``bias`` (K), the result (..., K).
    """
    outputs, rows, columns = weight.shape
    count = math.prod(out.shape[:-1])
    dtype = np.dtype(np.float32) if out.dtype == np.float16 else out.dtype
    first, second, kernel = (part.astype(dtype, copy=False) for part in (input1, input2, weight))
    by_row = kernel.transpose(1, 0, 2).reshape(rows, outputs * columns)
    seen = (first.reshape(count, rows) @ by_row).reshape(count, outputs, columns)
    values = np.matmul(seen, second.reshape(count, columns, 1)).reshape(out.shape)
    np.copyto(out, values if bias is None else values + bias, casting="same_kind")
    return out
