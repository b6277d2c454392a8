"""One program, run word for word with PyTorch and with insitu: what either leaves in ``seen``, or what it raises.

The one rule: a program calls the library ``T`` and appends to ``seen`` what is to be compared.
"""

from __future__ import annotations

import warnings
from types import ModuleType
from typing import Any

import numpy as np
import torch

import insitu

#: What an error is compared by, the narrowest first.
KINDS = (
    NotImplementedError,
    AttributeError,
    KeyError,
    IndexError,
    TypeError,
    ValueError,
    RuntimeError,
    AssertionError,
)


def plain(value: Any) -> Any:
    """Return a value without what tells the libraries apart."""
    if isinstance(value, torch.Tensor | insitu.Tensor):
        values = value.detach().numpy()
        return type(value).__name__, str(values.dtype), value.requires_grad, plain(values.tolist())
    if isinstance(value, str):
        return value.replace("insitu", "torch")
    if isinstance(value, float):
        return float(np.format_float_positional(value, precision=6, unique=False, fractional=False))
    if isinstance(value, dict):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return type(value).__name__, [plain(item) for item in value]
    if isinstance(value, np.ndarray):
        return str(value.dtype), plain(value.tolist())
    return value if isinstance(value, int | complex | None) else plain(repr(value))


def outcome(library: ModuleType, program: str, **names: Any) -> Any:
    """Return what a program leaves in ``seen``, or the kind and the text of its error, and its warnings' texts."""
    seen: list[Any] = []
    scope = {
        "T": library,
        "nn": library.nn,
        "F": library.nn.functional,
        "optim": library.optim,
        "seen": seen,
        **names,
    }
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            exec(program, scope)
            insitu.sync()
        except KINDS as error:
            kind = next(kind for kind in KINDS if isinstance(error, kind))
            text = str(error).partition("\n  called at")[0].partition(". Hint: ")[0]
            return kind.__name__, plain(text)
        return plain(seen), [
            plain(str(warning.message).partition(" (Triggered internally")[0]) for warning in caught
        ]


def both(program: str, **names: Any) -> tuple[Any, Any]:
    """Return what a program comes to here and there, insitu's first; refuse one that leaves nothing to compare."""
    theirs = outcome(torch, program, **names)
    if theirs == (("list", []), []):
        raise AssertionError("the program leaves nothing in `seen`")
    return outcome(insitu, program, **names), theirs
