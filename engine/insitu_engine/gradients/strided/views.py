"""Gradients of views that show a part, or in another order.

The one rule: what a view does not show gets zeros, and only the shape of what was viewed is kept.
"""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.formulas import gradient


def blank(ops: Any, g: Any, self_meta: Any) -> Any:
    """Return zeros of the shape that was viewed, of the gradient's dtype."""
    return ops("zeros", self_meta.shape, dtype=g.dtype)


def _selected(ops: Any, g: Any, self_meta: Any, dim: int, index: int) -> Any:
    return blank(ops, g, self_meta).select_scatter(g, dim, index)


def _narrowed(ops: Any, g: Any, self_meta: Any, dim: int, start: Any, length: int) -> Any:
    first = int(start) + (self_meta.shape[dim] if int(start) < 0 else 0)
    return blank(ops, g, self_meta).slice_scatter(g, dim, first, first + length, 1)


def _diagonal(ops: Any, g: Any, self_meta: Any, offset: int, dim1: int, dim2: int) -> Any:
    return blank(ops, g, self_meta).diagonal_scatter(g, offset, dim1, dim2)


gradient("select", "select_copy", self=_selected)
gradient("narrow", "narrow_copy", self=_narrowed)
gradient("diagonal", "diagonal_copy", self=_diagonal)
gradient(
    "linalg_diagonal",
    A=lambda ops, g, A_meta, offset, dim1, dim2: _diagonal(ops, g, A_meta, offset, dim1, dim2),  # noqa: N803
)
gradient("movedim", self=lambda g, source, destination: g.movedim(destination, source))
gradient("broadcast_to", "expand_copy", "positive", "alias_copy", "resolve_conj", self=lambda g: g)
gradient(
    "reshape_as",
    "view_copy",
    "unsqueeze_copy",
    "squeeze_copy",
    self=lambda g, self_meta: g.reshape(self_meta.shape),
)
gradient("t_copy", self=lambda g: g.t())
gradient("transpose_copy", self=lambda g, dim0, dim1: g.transpose(dim0, dim1))
gradient("view_as_real", self=lambda g: g.contiguous().view_as_complex())
gradient("view_as_complex", self=lambda g: g.view_as_real())
gradient("adjoint", self=lambda g: g.adjoint())
gradient("real", self=lambda ops, g: ops("complex", g, g.zeros_like()))
gradient("imag", self=lambda ops, g: ops("complex", g.zeros_like(), g))


def _filled(grads: Any, ops: Any, result_metas: Any) -> list[Any]:
    """Return the gradients of all parts, zeros where there is none."""
    dtype = next(g.dtype for g in grads if g is not None)
    return [
        ops("zeros", meta.shape, dtype=dtype) if g is None else g
        for g, meta in zip(grads, result_metas, strict=True)
    ]


gradient(
    "split", "split_with_sizes", "split_with_sizes_copy", "tensor_split", "chunk", "unsafe_chunk", "unsafe_split",
    self=lambda grads, ops, result_metas, dim: ops("cat", _filled(grads, ops, result_metas), dim),
)  # fmt: skip
gradient(
    "hsplit",
    self=lambda grads, ops, result_metas, self_meta: ops(
        "cat", _filled(grads, ops, result_metas), min(self_meta.ndim - 1, 1)
    ),
)
gradient("vsplit", self=lambda grads, ops, result_metas: ops("cat", _filled(grads, ops, result_metas), 0))
gradient("dsplit", self=lambda grads, ops, result_metas: ops("cat", _filled(grads, ops, result_metas), 2))
gradient(
    "unbind",
    "unbind_copy",
    self=lambda grads, ops, result_metas, dim: ops("stack", _filled(grads, ops, result_metas), dim),
)
