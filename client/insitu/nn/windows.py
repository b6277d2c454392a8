"""Layers' functions over windows, composed of those in two dimensions."""

from __future__ import annotations

from collections.abc import Sequence

from insitu import making
from insitu._tensor import Tensor
from insitu.nn import _table
from insitu_engine.errors import BadValueError, ShapeError, UnsupportedError

__all__ = [
    "adaptive_avg_pool1d",
    "adaptive_avg_pool2d",
    "avg_pool1d",
    "max_pool1d",
]


def _one(value: int | Sequence[int]) -> int:
    """Return an argument in one dimension as a number."""
    return value if isinstance(value, int) else value[0]


def _require_line(name: str, input: Tensor) -> None:
    if input.ndim not in (2, 3):
        raise ShapeError(f"{name}(): Expected 2D or 3D input, but got {list(input.shape)}")


def max_pool1d(
    input: Tensor,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0,
    dilation: int | Sequence[int] = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor:
    """Return the largest element of each window of rows (N, C, L) or (C, L)."""
    _require_line("max_pool1d", input)
    if return_indices:
        raise UnsupportedError("max_pool1d() returns no indices yet")
    pooled: Tensor = _table.max_pool2d(
        input.unsqueeze(-2),
        (1, _one(kernel_size)),
        (1, _one(kernel_size if stride is None else stride)),
        (0, _one(padding)),
        (1, _one(dilation)),
        ceil_mode,
    )
    return pooled.squeeze(-2)


def avg_pool1d(
    input: Tensor,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:
    """Return the mean of each window of rows (N, C, L) or (C, L)."""
    _require_line("avg_pool1d", input)
    return _table.avg_pool2d(
        input.unsqueeze(-2),
        (1, _one(kernel_size)),
        (1, _one(kernel_size if stride is None else stride)),
        (0, _one(padding)),
        ceil_mode,
        count_include_pad,
    ).squeeze(-2)


def _averages(size: int, wanted: int, like: Tensor) -> Tensor:
    """Return the matrix (wanted, size) whose rows average as equal parts as there are, which may overlap."""
    rows = []
    for at in range(wanted):
        first, last = at * size // wanted, -(-(at + 1) * size // wanted)
        rows.append([1 / (last - first) if first <= place < last else 0.0 for place in range(size)])
    return making.tensor_in(like.session, rows, dtype=like.dtype)


def adaptive_avg_pool2d(input: Tensor, output_size: int | Sequence[int | None] | None) -> Tensor:
    """Return images (N, C, H, W) or (C, H, W) averaged down to a size; None leaves a dimension's own."""
    if input.ndim not in (3, 4):
        raise ShapeError(f"adaptive_avg_pool2d(): Expected 3D or 4D tensor, but got {list(input.shape)}")
    given = output_size if isinstance(output_size, Sequence) else (output_size, output_size)
    if len(given) != 2:
        raise BadValueError("adaptive_avg_pool2d: output_size must be 2")
    height, width = input.shape[-2:]
    tall, wide = (own if size is None else size for size, own in zip(given, (height, width), strict=True))
    if tall == wide == 1:
        return input.mean((-2, -1), keepdim=True)
    if tall and wide and not height % tall and not width % wide:
        return _table.avg_pool2d(input, (height // tall, width // wide))
    return _averages(height, tall, input) @ input @ _averages(width, wide, input).t()


def adaptive_avg_pool1d(input: Tensor, output_size: int | Sequence[int]) -> Tensor:
    """Return rows (N, C, L) or (C, L) averaged down to a length."""
    _require_line("adaptive_avg_pool1d", input)
    return adaptive_avg_pool2d(input.unsqueeze(-2), (1, _one(output_size))).squeeze(-2)
