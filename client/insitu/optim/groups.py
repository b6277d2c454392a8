"""Groups of parameters, each with options of its own: what an optimizer is made of.

The one rule: a tensor is in one group, and is one that a user made.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from itertools import chain
from typing import Any, TypeAlias

from insitu._tensor import Tensor
from insitu.typenames import typename
from insitu_engine.errors import ArgumentError, InvalidValueError

#: What may be optimized: tensors, named tensors, or groups with options of their own.
Params: TypeAlias = Iterable[Tensor] | Iterable[dict[str, Any]] | Iterable[tuple[str, Tensor]]
#: Options of a group, among them "params".
Group: TypeAlias = dict[str, Any]


class Grouped:
    """The part of an Optimizer that holds parameters."""

    defaults: dict[str, Any]
    param_groups: list[Group]

    def __init__(self, params: Params, defaults: dict[str, Any]) -> None:
        if isinstance(params, Tensor):
            raise ArgumentError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got "
                f"{typename(params)}"
            )
        self.defaults = defaults
        self.param_groups = []
        given: list[Any] = list(params)
        if not given:
            raise InvalidValueError("optimizer got an empty parameter list")
        for group in given if isinstance(given[0], dict) else [{"params": given}]:
            self.add_param_group(group)

    def __repr__(self) -> str:
        blocks = []
        for number, group in enumerate(self.param_groups):
            options = [f"    {name}: {group[name]}\n" for name in sorted(group) if name != "params"]
            blocks.append("".join([f"\nParameter Group {number}\n", *options]))
        return f"{type(self).__name__} ({''.join(blocks)})"

    def add_param_group(self, param_group: Group) -> None:
        """Optimize further tensors: ``"params"`` of the dict, with its other options; raises as the class does."""
        if not isinstance(param_group, dict):
            raise ArgumentError(f"param_group must be a dict, but got {type(param_group)}")
        group = param_group
        group.update(_named(_listed(group["params"])))
        for param in group["params"]:
            _require_leaf(param)
        for name, default in self.defaults.items():
            group.setdefault(name, default)
        if len(group["params"]) != len(set(group["params"])):
            warnings.warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this will cause an error; "
                "see github.com/pytorch/pytorch/issues/40967 for more information",
                stacklevel=3,
            )
        self._require_new(group)
        self.param_groups.append(group)

    def _require_new(self, group: Group) -> None:
        """Raise if a tensor is in another group already, or only some groups have names."""
        if any(("param_names" in group) != ("param_names" in other) for other in self.param_groups):
            which = "with names" if "param_names" in group else "without names"
            raise InvalidValueError(
                "all optimizer param groups should be with/without names. "
                f"cannot add param group {which} to the optimizer"
            )
        known = set(chain.from_iterable(other["params"] for other in self.param_groups))
        if not known.isdisjoint(group["params"]):
            raise InvalidValueError("some parameters appear in more than one parameter group")


def _require_leaf(param: Any) -> None:
    if not isinstance(param, Tensor):
        raise ArgumentError(
            f"optimizer can only optimize Tensors, but one of the params is {typename(param)}"
        )
    if not (param.is_leaf or param.retains_grad):
        raise InvalidValueError("can't optimize a non-leaf Tensor")


def _listed(params: Any) -> list[Any]:
    if isinstance(params, set):
        raise ArgumentError(
            "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in sets "
            "will change between runs. Please use a list instead."
        )
    return [params] if isinstance(params, Tensor) else list(params)


def _named(params: list[Any]) -> Group:
    """Return the tensors as ``"params"``, and the names, if they came with names, as ``"param_names"``."""
    names = [param[0] for param in params if isinstance(param, tuple)]
    if not names:
        return {"params": params}
    if len(names) != len(params):
        raise InvalidValueError(
            "all optimizer params should be with/without names. Some param names are missing"
        )
    return {"params": [param[1] for param in params], "param_names": names}
