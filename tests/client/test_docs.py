"""What is public is documented, and its examples run."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
from types import ModuleType
from typing import Any

import pytest

import insitu
from insitu._tensor.printing import set_printoptions

MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(insitu.__path__, "insitu.")
    if not found.name.endswith("__main__")
]
WITH_EXAMPLES = [module for module in [insitu, *MODULES] if doctest.DocTestFinder().find(module, module.__name__) and any(
    test.examples for test in doctest.DocTestFinder().find(module, module.__name__))]  # fmt: skip


def _named(module: ModuleType, prefix: str) -> dict[str, Any]:
    public = getattr(module, "__all__", [name for name in vars(module) if not name.startswith("_")])
    return {f"{prefix}.{name}": getattr(module, name) for name in public}


NAMED = {**_named(insitu, "insitu"), **_named(insitu.nn.functional, "insitu.nn.functional")}
CLASSES = {
    name: value
    for name, value in NAMED.items()
    if inspect.isclass(value) and value.__module__.startswith("insitu")
}
METHODS = {
    f"{title}.{name}": member
    for title, kind in CLASSES.items()
    for name, member in inspect.getmembers(kind)
    if not name.startswith("_") and (callable(member) or isinstance(member, property))
    and getattr(inspect.unwrap(member.fget if isinstance(member, property) else member), "__module__", "").startswith("insitu")
}  # fmt: skip
DOCUMENTED = {
    name: value
    for name, value in NAMED.items()
    if callable(value) or inspect.ismodule(value) or inspect.isclass(value)
}


@pytest.mark.parametrize("name", [*DOCUMENTED, *METHODS])
def test_public_name_has_a_docstring(name):
    value = {**DOCUMENTED, **METHODS}[name]

    assert (inspect.getdoc(value) or "").strip(), name


def test_enough_names_were_found():
    assert len(METHODS) > 200
    assert "insitu.Tensor.add_" in METHODS
    assert "insitu.Session.memory" in METHODS


def test_public_names_are_sorted_and_once():
    listed = insitu.__all__

    assert len(set(listed)) == len(listed)
    assert [name for name in listed if not hasattr(insitu, name)] == []


@pytest.mark.parametrize("module", WITH_EXAMPLES, ids=lambda module: module.__name__)
def test_examples_in_docstrings_run(module, session):
    result = doctest.testmod(module, verbose=False)

    assert result.attempted
    assert not result.failed
    set_printoptions(profile="default")
