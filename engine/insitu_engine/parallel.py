"""Pointwise kernels on large tensors: in blocks that fit the cache, on every core.

A pointwise kernel computes each element from the elements at the same place, so a slice of the output needs the same
slice of the inputs and nothing else. NumPy releases the interpreter's lock while it works on one.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

#: Elements of one block: a few of them, with a kernel's temporaries, stay in the cache.
BLOCK: Final = 128 * 1024
#: Below this a tensor is computed in one go.
LEAST: Final = 2 * BLOCK
CORES: Final = len(os.sched_getaffinity(0))


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(CORES - 1, 1), thread_name_prefix="insitu-block")


def run(kernel: Callable[..., Any], out: NDArray[Any], inputs: list[Any]) -> None:
    """Call ``kernel(out, *inputs)``, in blocks if the arrays allow it."""
    if out.size < LEAST or not all(_fits(value, out) for value in (out, *inputs)):
        kernel(out, *inputs)
        return
    flat_out = out.reshape(-1)
    flat = [value.reshape(-1) if _is_whole(value) else value for value in inputs]
    share = -(-out.size // CORES // BLOCK) * BLOCK

    def work(begin: int) -> None:
        with np.errstate(all="ignore"):
            for start in range(begin, min(begin + share, out.size), BLOCK):
                part = slice(start, min(start + BLOCK, begin + share))
                kernel(flat_out[part], *[value[part] if _is_whole(value) else value for value in flat])

    others = [_pool().submit(work, begin) for begin in range(share, out.size, share)]
    try:
        work(0)
    finally:
        for other in others:
            other.exception()  # nothing is given back while somebody still writes
    for other in others:
        other.result()


def _is_whole(value: Any) -> bool:
    """Return whether an input has an element for each of the output's, rather than one for all."""
    return isinstance(value, np.ndarray) and value.ndim > 0


def _fits(value: Any, out: NDArray[Any]) -> bool:
    """Return whether an argument may be cut where the output is cut."""
    return not _is_whole(value) or (value.shape == out.shape and value.flags.c_contiguous)
