"""Walk arrays of one shape in blocks that stay in the cache.

A kernel that needs several steps for one element works block by block: its temporaries are then a few kilobytes
whatever the size of the tensors, and ``out`` may be any of the inputs, for a block is read before it is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from insitu_engine.dtypes import bfloat16, float16

_TWO_BYTES: Final = (float16.numpy, bfloat16.numpy)
#: Elements in a block: four float32 blocks fit a 512 KiB cache.
BLOCK: Final = 32768


def blocks(
    out: NDArray[Any], *inputs: Any, order: Literal["K", "C"] = "K"
) -> Iterator[tuple[NDArray[Any], ...]]:
    """Yield matching one-dimensional blocks of ``out``, to be written, and of the inputs, broadcast to it.

    Blocks of ``out`` are in float32 where it is float16 or bfloat16, so that steps in between are not rounded; so are
    such inputs. With ``order="C"`` the blocks come in the order of the indices, whatever the layout of ``out``.
    """
    if out.size == 0:
        return
    yield from _walk((out, *inputs), written=1, order=order)


def readings(*inputs: NDArray[Any]) -> Iterator[tuple[NDArray[Any], ...]]:
    """Yield matching one-dimensional blocks of arrays, broadcast to each other, as `blocks` does of its inputs."""
    if np.broadcast(*inputs).size:
        yield from _walk(inputs, written=0)


def _walk(
    operands: tuple[NDArray[Any], ...], *, written: int, order: Literal["K", "C"] = "K"
) -> Iterator[tuple[NDArray[Any], ...]]:
    dtypes = [np.dtype(np.float32) if item.dtype in _TWO_BYTES else item.dtype for item in operands]
    walk = np.nditer(
        operands,
        flags=("external_loop", "buffered", "delay_bufalloc"),
        op_flags=[
            *(("writeonly", "no_broadcast"),) * written,
            *(("readonly",),) * (len(operands) - written),
        ],
        op_dtypes=dtypes,
        order=order,
        casting="same_kind",
        buffersize=BLOCK,
    )
    with walk:
        walk.reset()
        for block in walk:
            yield block if len(operands) > 1 else (block,)  # type: ignore[misc] # one operand comes bare
