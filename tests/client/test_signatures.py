"""Signatures of generated methods and functions beside PyTorch's own schemas.

Each parameter of each overload that PyTorch has, insitu has too, under the same name, in the same order, with the same
default; and it has none that PyTorch has not. What deviates stands in `DEVIATIONS`, with its reason.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import torch

from insitu import _functions, _methods, linalg, special
from insitu.nn import functional
from insitu_engine.refused import REFUSED

EMPTY = inspect.Parameter.empty
#: Where PyTorch says which device, layout, memory format or generator, and where the result goes.
ELSEWHERE = frozenset(
    {
        "_stacklevel",
        "implicit",
        "device",
        "layout",
        "memory_format",
        "pin_memory",
        "requires_grad",
        "generator",
        "out",
        "non_blocking",
        "names",
    }
)
_MERGED = "one signature for overloads that call the parameter, or its default, differently"
_DOCUMENTED = "the parameter is called as PyTorch's documentation calls it, not as its schema does"
_ALIAS = "another name of one op, which has that op's parameters"
_PYTHON = "PyTorch's is written by hand, and its schema does not say it"
_SPREAD = "PyTorch's takes anything and names it in its documentation"
_ROWS = "the in-place form is made from the op's row; PyTorch's is torch.dropout_ and the like"
_NAMES = "the row names its parameters as the other ops do: PyTorch's name does not work as a keyword yet"
_MISSING = "insitu has not this parameter"
_IMPLICIT = "PyTorch's implicit dim is deprecated: it has to be given"
_INT64 = "None is int64 here, as in PyTorch"
#: Function or method, without its place, to why it deviates.
DEVIATIONS = {
    **dict.fromkeys(("dsplit", "hsplit", "vsplit", "tensor_split", "orgqr", "ormqr"), _DOCUMENTED),
    **dict.fromkeys(("std", "std_mean", "var", "var_mean", "isin"), _MERGED),
    **dict.fromkeys(("true_divide", "true_divide_", "swapaxes", "swapaxes_"), _ALIAS),
    **dict.fromkeys(
        ("nn.functional.softmax", "nn.functional.softmin", "nn.functional.log_softmax"), _IMPLICIT
    ),
    **dict.fromkeys(("cumulative_trapezoid", "trapezoid", "trapz", "tensordot", "lu"), _NAMES),
    **{
        f"linalg.{name}": _NAMES
        for name in (
            *(
                "det",
                "inv",
                "inv_ex",
                "lu",
                "lu_factor",
                "lu_factor_ex",
                "lu_solve",
                "qr",
                "slogdet",
                "solve",
            ),
            *("solve_ex", "solve_triangular", "svd", "svdvals", "vander", "vecdot"),
        )
    },
    **dict.fromkeys(("stft", "view_copy", "nn.functional.elu_"), _MISSING),
    **dict.fromkeys(("conv1d", "conv2d", "conv3d"), _MERGED),
    **dict.fromkeys(("nn.functional.conv1d", "nn.functional.conv2d", "nn.functional.conv3d"), _MERGED),
    "nonzero": _PYTHON,
    "nn.functional.logsigmoid": _PYTHON,
    "einsum": _SPREAD,
    **dict.fromkeys(("randperm", "tril_indices", "triu_indices"), _INT64),
}
#: Methods that are as PyTorch's where the function is not.
NONE_AS_METHOD = frozenset({"Tensor.lu"})
#: Overloads that only TorchScript has, or only other devices.
_NOT_PYTHON = frozenset(
    {
        "eq.Tensor_list",
        "ne.Tensor_list",
        "sort.any",
        "sort.Tensor",
        "copy_.int",
        "copy_.float",
        "copy_.Tensor",
    }
    | {f"{name}.dtype" for name in ("mm", "bmm", "addmm", "baddbmm")}
)


@dataclass(frozen=True)
class Surface:
    """One generated callable: where it is, what ATen calls it, and what its first argument is called."""

    path: str
    function: Callable[..., Any]
    aten: str
    torch: Any


def surfaces() -> Iterator[Surface]:
    for name, function in vars(_methods.TensorMethods).items():
        if inspect.isfunction(function) and not name.startswith("__") and name not in REFUSED:
            yield Surface(f"Tensor.{name}", function, name, getattr(torch.Tensor, name, None))
    for module, prefix, theirs in (
        (_functions, "", torch),
        (functional, "", torch.nn.functional),
        (special, "special_", torch.special),
        (linalg, "linalg_", torch.linalg),
    ):
        for name in module.__all__:
            path = f"{module.__name__.removeprefix('insitu.').removeprefix('_functions')}.{name}".lstrip(".")
            yield Surface(path, getattr(module, name), prefix + name, getattr(theirs, name, None))


SURFACES = {surface.path: surface for surface in surfaces()}


@dataclass(frozen=True)
class Parameter:
    name: str
    default: Any
    keyword_only: bool


def ours(surface: Surface) -> list[Parameter]:
    """Return our parameters; one that may be spread over many is called as its first word says."""
    return [
        Parameter("input" if at == 0 and each.name == "self" else each.name.rstrip("_"), each.default,
                  each.kind is inspect.Parameter.KEYWORD_ONLY)
        for at, each in enumerate(inspect.signature(surface.function).parameters.values())
        if each.name not in ELSEWHERE and each.kind is not inspect.Parameter.VAR_KEYWORD
    ]  # fmt: skip


def theirs(surface: Surface) -> list[list[Parameter]]:
    """Return the parameters of each overload: a Python function's own, else the schemas that ATen registers."""
    if inspect.isfunction(surface.torch):
        found = inspect.signature(_dispatched(surface.torch)).parameters.values()
        return [[Parameter(_named(each.name), each.default, each.kind is each.KEYWORD_ONLY)
                 for each in found if each.name not in ELSEWHERE]]  # fmt: skip
    overloads = []
    for schema in torch._C._jit_get_schemas_for_operator(f"aten::{surface.aten}"):
        if not _is_python(schema):
            continue
        overloads.append([
            Parameter(_named(each.name), each.default_value if each.has_default_value() else EMPTY, each.kwarg_only)
            for each in schema.arguments
            if each.name not in ELSEWHERE
        ])  # fmt: skip
    return overloads


def _dispatched(function: Any) -> Any:
    """Return the function behind PyTorch's ``boolean_dispatch``, whose own signature says nothing."""
    inner = inspect.getclosurevars(function).nonlocals.get("if_false")
    return function if inner is None else _dispatched(inner)


def _named(name: str) -> str:
    return "input" if name == "self" else name


def _is_python(schema: Any) -> bool:
    """Return whether Python's argument parser has this overload: it takes a tensor, and writes none that is given."""
    name = schema.overload_name
    if f"{schema.name.removeprefix('aten::')}.{name}" in _NOT_PYTHON or name.startswith(
        ("prim_", "hacked_twin", "dimname", "out", "source_Storage")
    ):
        return False
    if name.endswith("_out") or any("names" in str(each.type) or each.is_out for each in schema.arguments):
        return False
    return any("Tensor" in str(each.type) for each in (*schema.arguments, *schema.returns))


def deviations(surface: Surface) -> list[str]:
    """Return how a signature deviates from PyTorch's."""
    overloads = theirs(surface)
    if not overloads:
        return ["PyTorch has no such function"]
    have = {each.name: (at, each) for at, each in enumerate(ours(surface))}
    wanted = {each.name for overload in overloads for each in overload}
    found = [f"{name}: PyTorch has no such parameter" for name in have if name not in wanted]
    for overload in overloads:
        places = [have[each.name][0] for each in overload if not each.keyword_only and each.name in have]
        if surface.path.startswith("Tensor."):
            places = [place for place in places if place]
        if places != sorted(places):
            found.append(f"order: PyTorch's is ({', '.join(each.name for each in overload)})")
        for each in overload:
            if each.name not in have:
                found.append(f"{each.name}: missing")
            elif each.default is not EMPTY and not _same(each.default, have[each.name][1].default):
                found.append(
                    f"{each.name}: default {have[each.name][1].default!r}, PyTorch's {each.default!r}"
                )
    return sorted(set(found))


def _same(default: Any, other: Any) -> bool:
    if isinstance(default, list):  # an int stands for as many as there are dimensions
        return default == [] or set(default) == {other} or default == list(other)
    return bool(default == other)


@pytest.mark.parametrize("path", SURFACES)
def test_signature_is_pytorchs(path: str) -> None:
    found = deviations(SURFACES[path])
    known = path in DEVIATIONS or (path.removeprefix("Tensor.") in DEVIATIONS and path not in NONE_AS_METHOD)
    assert bool(found) == known, found or "this deviation is gone: remove its line"
