"""Gradients of rows of a table by their numbers: each row gets the sum of what came of it."""

from __future__ import annotations

from math import inf
from typing import Any

from insitu_engine.dtypes import int64
from insitu_engine.gradients.formulas import gradient


def _scaled(ops: Any, rows: Any, numbers: Any, count: int) -> Any:
    """Return rows divided by how often their numbers are there."""
    ones = ops("ones", numbers.meta.shape, dtype=rows.dtype)
    often = ops("zeros", (count,), dtype=rows.dtype).index_add(0, numbers, ones)
    return rows / often.index_select(0, numbers).unsqueeze(-1)


def _gathered(ops: Any, rows: Any, numbers: Any, weight_meta: Any) -> Any:
    return ops("zeros", weight_meta.shape, dtype=rows.dtype).index_add(0, numbers, rows)


def _embedding(
    ops: Any, g: Any, input: Any, weight_meta: Any, padding_idx: int | None, scale_grad_by_freq: bool
) -> Any:
    numbers = input.reshape((-1,))
    count, width = weight_meta.shape
    rows = g.reshape((numbers.meta.numel, width))
    if scale_grad_by_freq:
        rows = _scaled(ops, rows, numbers, count)
    if padding_idx is not None:
        rows = rows.masked_fill(numbers.eq(padding_idx % count).unsqueeze(-1), 0)
    return _gathered(ops, rows, numbers, weight_meta)


gradient("embedding", weight=_embedding)


# --- of bags ----------------------------------------------------------------------------------------------------------


class _Bags:
    """The bag of each number, and which numbers count for nothing: the padding, and what is in no bag."""

    def __init__(
        self,
        ops: Any,
        input: Any,
        offsets: Any,
        table: Any,
        include_last_offset: bool,
        padding_idx: int | None,
    ) -> None:
        self.numbers = input.to(int64).reshape((-1,))
        if input.meta.ndim == 2:
            self.count = input.meta.shape[0]
            places = ops("arange", self.count).unsqueeze(-1).expand(input.meta.shape).reshape((-1,))
        else:
            self.count = offsets.meta.numel - include_last_offset
            each = ops("arange", self.numbers.meta.numel)
            places = offsets.to(int64).contiguous().searchsorted(each, right=True) - 1
        self.unused = places.ge(self.count)
        self.of_each = places.masked_fill(self.unused, 0)
        if padding_idx is not None:
            self.unused = self.unused.logical_or(self.numbers.eq(padding_idx % table.shape[0]))
        self._ops = ops

    def rows(self, values: Any) -> Any:
        """Return each bag's row of values once for each of its numbers, zeros where that counts for nothing."""
        return values.index_select(0, self.of_each).masked_fill(self.unused.unsqueeze(-1), 0)

    def sizes(self, dtype: Any) -> Any:
        """Return how many numbers count in each bag, as a column; 1 where none does."""
        ones = self._ops("ones", self.numbers.meta.shape, dtype=dtype).masked_fill(self.unused, 0)
        counts = self._ops("zeros", (self.count,), dtype=dtype).index_add(0, self.of_each, ones)
        return counts.clamp_min(1).unsqueeze(-1)


def _largest(
    ops: Any,
    input: Any,
    weight: Any,
    offsets: Any,
    mode: str,
    include_last_offset: bool,
    padding_idx: int | None,
) -> Any:
    """Return which row each bag's maximum is of, in each column: the first of equal ones, -1 in an empty bag."""
    if mode != "max":
        return None
    bags = _Bags(ops, input, offsets, weight.meta, include_last_offset, padding_idx)
    unused = bags.unused.unsqueeze(-1)
    rows = weight.detach().index_select(0, bags.numbers).masked_fill(unused, -inf)
    shape, last = (bags.count, rows.meta.shape[1]), bags.numbers.meta.numel
    if not bags.count:
        return ops("zeros", shape, dtype=int64)
    columns = bags.of_each.unsqueeze(-1).expand(rows.meta.shape)
    found = ops("full", shape, -inf, dtype=rows.dtype).scatter_reduce(0, columns, rows, "amax")
    others = rows.ne(found.index_select(0, bags.of_each)).logical_or(unused)
    places = ops("arange", last).unsqueeze(-1).expand(rows.meta.shape).masked_fill(others, last)
    first = ops("full", shape, last, dtype=int64).scatter_reduce(0, columns, places, "amin")
    numbers = ops("cat", [bags.numbers, ops("full", (1,), -1, dtype=int64)])
    return numbers.index_select(0, first.reshape((-1,))).reshape(shape)


def _bag_weight(
    ops: Any,
    g: Any,
    input: Any,
    weight_meta: Any,
    offsets: Any,
    scale_grad_by_freq: bool,
    mode: str,
    per_sample_weights: Any,
    include_last_offset: bool,
    padding_idx: int | None,
    largest: Any,
) -> Any:
    if mode == "max":
        whole = ops("zeros", weight_meta.shape, dtype=g.dtype)
        return whole.scatter_add(0, largest.clamp_min(0), g.masked_fill(largest.lt(0), 0))
    bags = _Bags(ops, input, offsets, weight_meta, include_last_offset, padding_idx)
    if not bags.count:
        return ops("zeros", weight_meta.shape, dtype=g.dtype)
    rows = bags.rows(g / bags.sizes(g.dtype) if mode == "mean" else g)
    if per_sample_weights is not None:
        rows = rows * per_sample_weights.reshape((-1, 1))
    if scale_grad_by_freq:
        rows = _scaled(ops, rows, bags.numbers, weight_meta.shape[0])
    return _gathered(ops, rows, bags.numbers, weight_meta)


def _bag_shares(
    ops: Any,
    g: Any,
    input: Any,
    weight: Any,
    offsets: Any,
    include_last_offset: bool,
    padding_idx: int | None,
) -> Any:
    bags = _Bags(ops, input, offsets, weight.meta, include_last_offset, padding_idx)
    if not bags.count:
        return ops("zeros", input.meta.shape, dtype=g.dtype)
    return (weight.index_select(0, bags.numbers) * bags.rows(g)).sum(-1).reshape(input.meta.shape)


gradient("embedding_bag", keep={"largest": _largest}, weight=_bag_weight, per_sample_weights=_bag_shares)
