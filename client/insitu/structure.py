"""Nested values as tensors by key and a text that says where each stands: how a checkpoint fits into a file.

The one rule: what comes back equals what was given, in the same types, or it was refused; a text is never code. Mappings
of other kinds come back as dict, and a tensor that stands in two places as two.
"""

from __future__ import annotations

import json
import math
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Final

from insitu._tensor import Size, Tensor
from insitu_engine import nesting
from insitu_engine.dtypes import DType, dtype_named
from insitu_engine.errors import ArgumentError, BadFileError, DTypeError
from insitu_engine.safetensors import NOTES_KEY

#: Under which a file's notes have the text.
NOTE: Final = "insitu.structure"
#: How deep values may lie in each other. JSON has three brackets for each level of them.
_DEEPEST: Final = nesting.MOST // 3 - 2
#: Where a value stands: the keys that lead to it.
Path = tuple[Any, ...]


def flatten(obj: Any) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Return the tensors in ``obj`` by key, and notes that tell the rest: none for a dict of tensors by name.

    ``obj`` is a tensor, number, string, dtype or None, or lists, tuples and dicts of them. Raises ArgumentError for
    anything else in it.
    """
    if _is_plain(obj):
        return dict(obj), {}
    tensors: dict[str, Tensor] = {}
    told = _told(obj, (), tensors)
    return tensors, {NOTE: json.dumps(told, separators=(",", ":"), allow_nan=False)}


def rebuild(notes: Mapping[str, str], tensors: Mapping[str, Tensor]) -> Any:
    """Return what `flatten` was given; raise BadFileError if the notes are not its own."""
    text = notes.get(NOTE)
    if text is None:
        return dict(tensors)
    try:
        return _made(nesting.loads(text), tensors)
    except (ValueError, TypeError, LookupError, DTypeError) as error:
        raise BadFileError(f"its note {NOTE!r} does not tell a structure: {error}") from None


def _is_plain(obj: Any) -> bool:
    return isinstance(obj, Mapping) and all(
        isinstance(key, str) and key != NOTES_KEY and isinstance(value, Tensor) for key, value in obj.items()
    )


# --- values in, JSON out. A JSON object stands for what JSON has not: its one key says for what ----------------------


def _told(value: Any, path: Path, tensors: dict[str, Tensor]) -> Any:
    """Return a value as JSON can tell it, its tensors put among ``tensors``."""
    _require_shallow(path)
    if isinstance(value, Tensor):
        key = _key(path, tensors)
        tensors[key] = value
        return {"tensor": key}
    if isinstance(value, Mapping):
        name = next((name for name, kind in _DICTS.items() if isinstance(value, kind)), "dict")
        return {
            name: [[_told_key(key, path), _told(item, (*path, key), tensors)] for key, item in value.items()]
        }
    kind = type(value)
    if kind in (list, tuple, Size):
        items = [_told(item, (*path, at), tensors) for at, item in enumerate(value)]
        return items if kind is list else {_SEQUENCES[kind]: items}
    return _told_scalar(value, path)


def _told_key(key: Any, path: Path) -> Any:
    """Return a dict's key as JSON can tell it: a scalar, or a tuple of scalars."""
    _require_shallow(path)
    if type(key) is tuple:
        return {"tuple": [_told_key(item, (*path, at)) for at, item in enumerate(key)]}
    return _told_scalar(key, path)


def _require_shallow(path: Path) -> None:
    if len(path) > _DEEPEST:
        raise ArgumentError("save(): lists and dicts lie too deep in each other, or in themselves")


def _told_scalar(value: Any, path: Path) -> Any:
    kind = type(value)
    if value is None or kind in (bool, int, str) or (kind is float and math.isfinite(value)):
        return value
    if kind is float:
        return {"float": repr(value)}
    if kind is complex:
        return {"complex": repr(value)}
    if kind is DType:
        return {"dtype": value.name}
    raise ArgumentError(
        f"save() takes tensors, numbers, strings, dtypes and None, and lists, tuples and dicts of them; got "
        f"{kind.__name__} at {_spelled(path)}"
    )


def _key(path: Path, taken: Mapping[str, Any]) -> str:
    """Return a key for the tensor at a place: its path, so that others find it by what it is called here."""
    key = ".".join(map(str, path)) or "tensor"
    while key in taken or key == NOTES_KEY:
        key += "_"
    return key


def _spelled(path: Path) -> str:
    return "obj" + "".join(f"[{key!r}]" for key in path)


_SEQUENCES: Final[dict[type, str]] = {tuple: "tuple", Size: "size"}
#: The narrowest first.
_DICTS: Final[dict[str, type[dict[Any, Any]]]] = {"counter": Counter, "ordered": OrderedDict, "dict": dict}

# --- JSON in, values out ---------------------------------------------------------------------------------------------


def _made(told: Any, tensors: Mapping[str, Tensor]) -> Any:
    if isinstance(told, list):
        return [_made(item, tensors) for item in told]
    if not isinstance(told, dict):
        return told
    ((kind, given),) = told.items()
    if kind == "tensor":
        return tensors[given]
    if kind in _DICTS:
        return _DICTS[kind]({_made(key, tensors): _made(item, tensors) for key, item in given})
    if kind in _MAKERS and isinstance(given, str):
        return _MAKERS[kind](given)
    return _ROWS[kind](_made(item, tensors) for item in given)


_MAKERS: Final[dict[str, Callable[[str], Any]]] = {"float": float, "complex": complex, "dtype": dtype_named}
_ROWS: Final[dict[str, Callable[..., Any]]] = {"tuple": tuple, "size": Size}
