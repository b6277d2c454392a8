"""Gradients of integrals and of derivatives of samples.

The one rule: samples are computed with as lines, in the last dimension, and moved back at the end.
"""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.formulas import conj, gradient
from insitu_engine.gradients.reductions.cumulative import backwards_sum
from insitu_engine.rules import normalize_dim, normalize_dims


def _from_back(dim: int, self_meta: Any) -> int:
    from_front = normalize_dim(dim, self_meta.ndim)
    return from_front - int(self_meta.ndim)


def _neighbours(lines: Any) -> tuple[Any, Any]:
    """Return all entries of lines but the first, and all but the last."""
    count = lines.meta.shape[-1] - 1
    return lines.narrow(-1, 1, count), lines.narrow(-1, 0, count)


def _samples(g: Any, x: Any, dx: Any, self_meta: Any, dim: int) -> Any:
    """Return the gradient of samples from that of the areas between them, as lines; both get half of it."""
    at = _from_back(dim, self_meta)
    if x is None:
        half = g * (float(dx) / 2)
    else:
        after, before = _neighbours(x if x.meta.ndim == 1 else x.movedim(at, -1))
        half = g * conj(after - before) / 2
    half = half.expand((*half.meta.shape[:-1], self_meta.shape[at] - 1))
    return (half.constant_pad_nd((1, 0)) + half.constant_pad_nd((0, 1))).movedim(-1, at)


def _places(g: Any, self: Any, x: Any, dim: int) -> Any:
    """Return the gradient of the samples' places from that of the areas between them, as lines."""
    at = _from_back(dim, self.meta)
    after, before = _neighbours(self.movedim(at, -1))
    moved = g * conj(after + before) / 2
    whole = moved.constant_pad_nd((1, 0)) - moved.constant_pad_nd((0, 1))
    return whole if x.meta.ndim == 1 else whole.movedim(-1, at)


def _running(g: Any, self_meta: Any, dim: int) -> Any:
    """Return the gradient of the areas of which a running integral is the sum."""
    return backwards_sum(g.movedim(_from_back(dim, self_meta), -1), -1)


def _of_total(g: Any, x: Any, dx: Any, self_meta: Any, dim: int) -> Any:
    if not self_meta.numel:
        return None
    return _samples(g.unsqueeze(-1), x, dx, self_meta, dim)


gradient(
    "trapezoid",
    self=_of_total,
    x=lambda g, self, x, dim: _places(g.unsqueeze(-1), self, x, dim) if self.meta.numel else None,
)
gradient(
    "cumulative_trapezoid",
    self=lambda g, x, dx, self_meta, dim: _samples(_running(g, self_meta, dim), x, dx, self_meta, dim),
    x=lambda g, self, x, dim: _places(_running(g, self.meta, dim), self, x, dim),
)


def _steps(ops: Any, g: Any, spacing: Any, count: int) -> Any:
    """Return how far neighbours are from each other, as a vector."""
    if isinstance(spacing, int | float | complex):
        return ops("full", (count,), conj(spacing), dtype=g.dtype)
    after, before = _neighbours(spacing)
    return conj(after - before)


def _slopes(ops: Any, g: Any, spacing: Any, edge_order: int) -> Any:
    """Return the gradient of lines from that of their slopes: each goes to the entries that it was computed from."""
    size = g.meta.shape[-1]
    steps = _steps(ops, g, spacing, size - 1)

    def share(part: Any, start: int, *factors: Any) -> Any:
        terms = [part * factor for factor in factors]
        length = part.meta.shape[-1]
        placed = [
            term.constant_pad_nd((start + at, size - length - start - at)) for at, term in enumerate(terms)
        ]
        return sum(placed[1:], placed[0])

    first, last = g.narrow(-1, 0, 1), g.narrow(-1, size - 1, 1)
    if edge_order == 1:
        near, far = (1 / steps.narrow(0, at, 1) for at in (0, size - 2))
        whole = share(first, 0, -near, near) + share(last, size - 2, -far, far)
    else:
        a, b = steps.narrow(0, 0, 1), steps.narrow(0, 1, 1)
        whole = share(first, 0, -(a * 2 + b) / (a * (a + b)), (a + b) / (a * b), -a / (b * (a + b)))
        a, b = steps.narrow(0, size - 3, 1), steps.narrow(0, size - 2, 1)
        whole = whole + share(
            last, size - 3, b / (a * (a + b)), -(a + b) / (a * b), (b * 2 + a) / (b * (a + b))
        )
    if size == 2:
        return whole
    after, before = _neighbours(steps)
    factors = (
        -after / (before * (before + after)),
        (after - before) / (before * after),
        before / (after * (before + after)),
    )
    return whole + share(g.narrow(-1, 1, size - 2), 0, *factors)


def _gradient(ops: Any, grads: Any, self_meta: Any, spacing: Any, dim: Any, edge_order: int) -> Any:
    dims = range(self_meta.ndim) if dim is None else normalize_dims(dim, self_meta.ndim)
    spacings = spacing if isinstance(spacing, tuple) else [1 if spacing is None else spacing] * len(dims)
    parts = [
        _slopes(ops, g.movedim(at, -1), step, edge_order).movedim(-1, at)
        for g, at, step in zip(grads, dims, spacings, strict=True)
        if g is not None
    ]
    return sum(parts[1:], parts[0])


def _one_sided(near: Any, far: Any, a: Any, b: Any) -> tuple[Any, Any]:
    """Return how a one-sided slope of order 2 moves with the two distances that it goes over, the nearer one first.

    ``near`` and ``far`` are the differences over them: the slope is
    ``near / a + near / (a + b) - far * a / (b * (a + b))``.
    """
    both = (a + b).square()
    return -(near / a.square()) - (near + far) / both, (far * a * (a + b * 2) / b.square() - near) / both


def _distances(g: Any, lines: Any, places: Any, edge_order: int) -> Any:
    """Return the gradient of the places of samples, a vector, from that of the slopes of lines."""
    after, before = _neighbours(lines)
    differences = after - before
    after, before = _neighbours(places)
    steps = after - before
    last = steps.meta.shape[-1] - 1
    parts = []

    def move(part: Any, start: int, slope: Any) -> None:
        moved = part * conj(slope)
        moved = moved.sum_to_size(moved.meta.shape[-1:])
        parts.append(moved.constant_pad_nd((start, last + 1 - start - moved.meta.numel)))

    for end, start, further in ((0, 0, 1), (last + 1, last, last - 1)):
        part, near, a = (
            value.narrow(-1, at, 1) for value, at in ((g, end), (differences, start), (steps, start))
        )
        if edge_order == 1:
            move(part, start, -near / a.square())
        else:
            far, b = (value.narrow(-1, further, 1) for value in (differences, steps))
            by_near, by_far = _one_sided(near, far, a, b)
            move(part, start, by_near)
            move(part, further, by_far)
    if last:
        (b, a), (behind, ahead) = (_neighbours(value)[::-1] for value in (steps, differences))
        slope = (ahead * b / a + behind * a / b) / (a + b)
        inside = g.narrow(-1, 1, last)
        move(inside, 0, (ahead / a - behind * a / b.square() - slope) / (a + b))
        move(inside, 1, (behind / b - ahead * b / a.square() - slope) / (a + b))
    total = sum(parts[1:], parts[0])
    return total.constant_pad_nd((1, 0)) - total.constant_pad_nd((0, 1))


def _spacings(grads: Any, self: Any, spacing: Any, dim: Any, edge_order: int) -> list[Any]:
    dims = range(self.meta.ndim) if dim is None else normalize_dims(dim, self.meta.ndim)
    return [
        None if g is None else _distances(g.movedim(at, -1), self.movedim(at, -1), places, edge_order)
        for g, at, places in zip(grads, dims, spacing, strict=True)
    ]


gradient("gradient", self=_gradient, spacing=_spacings)
