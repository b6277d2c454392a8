"""How losses become one number: what PyTorch takes today, and what it took before."""

from __future__ import annotations

import warnings


def reduction_of(size_average: bool | None, reduce: bool | None, reduction: str) -> str:
    """Return ``reduction``, or with a warning what the two older arguments come to."""
    if size_average is None and reduce is None:
        return reduction
    chosen = "none" if reduce is False else "sum" if size_average is False else "mean"
    text = f"size_average and reduce args will be deprecated, please use reduction='{chosen}' instead."
    warnings.warn(text, stacklevel=3)
    return chosen
