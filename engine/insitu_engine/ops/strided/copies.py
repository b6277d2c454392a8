"""Views as copies: ``permute_copy`` and its like, each made of the row of its view op.

The one rule: a copy has the shapes that the view would have, and bytes of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import numpy as np

from insitu_engine.answers import Computed, Viewed
from insitu_engine.dtypes import dtype_of_array
from insitu_engine.meta import Meta, Operand, meta, span
from insitu_engine.ops.strided import parts, reinterpreting, splitting, views  # noqa: F401 - their rows are copied
from insitu_engine.optable import Array, Op, define, lookup

#: View ops by the name of their copying form.
_VIEWS: Final = {
    "alias_copy": "detach",
    **{
        f"{name}_copy": name
        for name in (
            "diagonal", "expand", "narrow", "permute", "select", "split_with_sizes", "squeeze", "t", "transpose", "unbind",
            "unfold", "unsqueeze", "view",
        )
    },
}  # fmt: skip


def _shown(row: Op, given: Operand, args: tuple[Any, ...]) -> Viewed:
    """Return what the view op shows of an operand: all of it where it is the operand itself."""
    answer = row.plan(given, *args)
    return answer if isinstance(answer, Viewed) else Viewed(((given.meta, 0),))


def _plan(row: Op) -> Callable[..., Computed]:
    def plan(self: Operand, *args: Any) -> Computed:
        answer = _shown(row, self, args)
        metas = tuple(meta(part.dtype, part.shape) for part, _ in answer.views)
        return Computed(metas, many=answer.many)

    return plan


def _kernel(row: Op) -> Callable[..., Any]:
    def kernel(out: Any, self: Array, *args: Any) -> Any:
        given = Operand()
        strides = tuple(stride // self.itemsize for stride in self.strides)
        given.meta = meta(dtype_of_array(self), self.shape, strides)
        answer = _shown(row, given, args)
        for target, (part, offset) in zip(out if answer.many else (out,), answer.views, strict=True):
            if target.size:
                np.copyto(target, _view(self, given.meta, part, offset))
        return out

    return kernel


def _view(array: Array, given: Meta, part: Meta, offset: int) -> Array:
    """Return the array that lies at an offset, in elements, from the first element of another."""
    line = np.lib.stride_tricks.as_strided(array, (span(given.shape, given.strides),), (array.itemsize,))
    size = part.dtype.itemsize
    strides = [stride * size for stride in part.strides]
    return np.ndarray(part.shape, part.dtype.numpy, buffer=line, offset=offset * size, strides=strides)


for _name, _view_op in _VIEWS.items():
    _row = lookup(_view_op)
    define(
        replace(
            _row,
            name=_name,
            schema=replace(_row.schema, op=_name, returns=_row.schema.returns),
            plan=_plan(_row),
            kernel=_kernel(_row),
            doc=f"Return a copy of what `{_view_op}` shows: the same shape, with bytes of its own.",
            aliases=(),
            where=frozenset({"method", "function"} if _name == "narrow_copy" else {"function"}),
        )
    )
