"""The same call in both worlds: from an op_db entry's callables to insitu's.

A function of PyTorch is looked up under its own name in insitu. A lambda of op_db is run as it is written, with insitu
in the place of ``torch``.
"""

from __future__ import annotations

import operator
import types
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import torch
from torch.testing._internal.opinfo.core import OpInfo

from .worlds import find

_PLACES = {
    "nn.functional": torch.nn.functional,
    "special": torch.special,
    "linalg": torch.linalg,
    "fft": torch.fft,
    "signal.windows": torch.signal.windows,
    "masked": torch.masked,
    "": torch,
    "Tensor": torch.Tensor,
}


@cache
def _paths() -> dict[int, str]:
    """Return the name of every function of PyTorch's public places, by identity."""
    return {
        id(getattr(place, name)): f"{prefix}.{name}".lstrip(".")
        for prefix, place in reversed(_PLACES.items())
        for name in dir(place)
        if callable(getattr(place, name, None))
    }


class _InPlaceOfTorch:
    """Stands for the module ``torch`` in op_db's lambdas."""

    def __init__(self, path: str = "") -> None:
        self._path = path

    def __getattr__(self, name: str) -> Any:
        path = f"{self._path}.{name}".lstrip(".")
        if path in ("nn", "nn.functional", "special", "linalg", "Tensor", "ops", "ops.aten"):
            return _InPlaceOfTorch(path)
        return find(path.removeprefix("ops.aten."))


def _call(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Stand for op_db's ``wrapper_set_seed``: seeds are the judge's business."""
    return function(*args, **kwargs)


def unseeded(function: Any) -> Any:
    """Return torch's callable without op_db's seeding."""
    if isinstance(function, types.FunctionType) and "wrapper_set_seed" in function.__code__.co_names:
        return _rebound(function, {"wrapper_set_seed": _call}, lambda value: value)
    return function


def ours(function: Any, name: str) -> Callable[..., Any]:
    """Return insitu's callable for PyTorch's; raise MissingError."""
    if getattr(operator, getattr(function, "__name__", ""), None) is function:
        return function
    if isinstance(function, partial):
        return partial(ours(function.func, name), *function.args, **function.keywords)
    path = _paths().get(id(function))
    if path is not None:
        return find(path)
    if isinstance(function, types.FunctionType):
        return _rebound(
            function,
            {"torch": _InPlaceOfTorch(), "F": _InPlaceOfTorch("nn.functional"), "wrapper_set_seed": _call},
            _translated,
        )
    if isinstance(function, types.MethodDescriptorType | types.WrapperDescriptorType):
        return find(f"Tensor.{function.__name__}")
    if isinstance(function, torch._ops.OpOverload | torch._ops.OpOverloadPacket):
        return find(function.__name__.partition(".")[0])
    if isinstance(function, operator.itemgetter):
        return function
    return find(name)


def _translated(value: Any) -> Any:
    return ours(value, "") if callable(value) and not isinstance(value, OpInfo) else value


def _rebound(
    function: types.FunctionType, names: dict[str, Any], convert: Callable[[Any], Any]
) -> Callable[..., Any]:
    """Return a Python function that finds other things under some of its global names."""
    closure = tuple(types.CellType(convert(cell.cell_contents)) for cell in function.__closure__ or ())
    made = types.FunctionType(
        function.__code__,
        {**function.__globals__, **names},
        function.__name__,
        function.__defaults__,
        closure or None,
    )
    made.__kwdefaults__ = function.__kwdefaults__
    return made
