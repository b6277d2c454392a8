"""How PyTorch may compute, which scripts set: nothing of it changes a result here, and what cannot be is refused.

The one rule: a permission to be less exact, or to be faster, need not be used; a request is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from insitu_engine.errors import BadValueError

__all__ = [
    "are_deterministic_algorithms_enabled",
    "compile",
    "get_float32_matmul_precision",
    "set_float32_matmul_precision",
    "use_deterministic_algorithms",
]

_Compiled = TypeVar("_Compiled", bound=Callable[..., Any])


def compile(model: _Compiled | None = None, **options: Any) -> Any:
    """Return a module or function as it is, or, without one, what does so: its calls are recorded as they are."""
    del options
    return _same if model is None else model


def _same(model: _Compiled) -> _Compiled:
    return model


def set_float32_matmul_precision(precision: str) -> None:
    """Take a permission to multiply less exactly, which is not used; raise BadValueError for another word."""
    if precision not in ("highest", "high", "medium"):
        raise BadValueError(f"{precision!r} is no precision: expected 'highest', 'high' or 'medium'")


def get_float32_matmul_precision() -> str:
    """Return "highest"."""
    return "highest"


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Do nothing: the server has no algorithm whose results differ from run to run."""
    del mode, warn_only


def are_deterministic_algorithms_enabled() -> bool:
    """Return True."""
    return True
