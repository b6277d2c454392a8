"""What an optimizer remembers of its parameters, out of it and into one again, in PyTorch's layout.

The one rule: tensors stay on the server; step counts and what else is one number are numbers of this side.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable
from copy import deepcopy
from typing import Any, ClassVar, TypeAlias

from insitu._tensor import Tensor
from insitu.autograd.hooks import RemovableHandle, added
from insitu.optim.groups import Grouped, Params
from insitu_engine.errors import InvalidValueError

#: What is remembered of a parameter.
State: TypeAlias = dict[str, Any]
Hooks: TypeAlias = OrderedDict[int, Callable[..., Any]]


class Remembering(Grouped):
    """The part of an Optimizer that remembers: ``state``, by parameter."""

    #: Names of the state that are numbers; loaded as tensors they are read.
    numbers: ClassVar[tuple[str, ...]] = ("step",)
    state: defaultdict[Tensor, State]

    def __init__(self, params: Params, defaults: dict[str, Any]) -> None:
        self.state = defaultdict(dict)
        self._state_dict_pre_hooks: Hooks = OrderedDict()
        self._state_dict_post_hooks: Hooks = OrderedDict()
        self._load_state_dict_pre_hooks: Hooks = OrderedDict()
        self._load_state_dict_post_hooks: Hooks = OrderedDict()
        super().__init__(params, defaults)

    def state_dict(self) -> dict[str, Any]:
        """Return the state and the groups' options, with numbers in the place of parameters, as PyTorch does.

        The tensors in it are the optimizer's own: the next step writes them.
        """
        for before in self._state_dict_pre_hooks.values():
            before(self)
        numbers: dict[Tensor, int] = {}
        groups = []
        start = 0
        for group in self.param_groups:
            for number, param in enumerate(group["params"], start):
                numbers.setdefault(param, number)
            start += len(group["params"])
            packed = {name: value for name, value in group.items() if name != "params"}
            groups.append({**packed, "params": [numbers[param] for param in group["params"]]})
        state = {numbers.get(param, param): known for param, known in self.state.items()}
        found: dict[str, Any] = {"state": state, "param_groups": groups}
        for after in self._state_dict_post_hooks.values():
            answer = after(self, found)
            found = found if answer is None else answer
        return found

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over what `state_dict` returned; raise InvalidValueError if its groups are not of the same sizes.

        Tensors of another dtype are converted to the parameter's. Waits only for a number that is a tensor.
        """
        given = dict(state_dict)
        for before in self._load_state_dict_pre_hooks.values():
            answer = before(self, given)
            given = given if answer is None else answer
        saved = deepcopy(given["param_groups"])
        if len(saved) != len(self.param_groups):
            raise InvalidValueError("loaded state dict has a different number of parameter groups")
        pairs = list(zip(self.param_groups, saved, strict=True))
        if any(len(group["params"]) != len(other["params"]) for group, other in pairs):
            raise InvalidValueError(
                "loaded state dict contains a parameter group that doesn't match the size of optimizer's group"
            )
        params = {
            number: param
            for group, other in pairs
            for number, param in zip(other["params"], group["params"], strict=True)
        }
        self.state = defaultdict(dict)
        for number, known in given["state"].items():
            param = params.get(number)
            self.state[number if param is None else param] = (
                known if param is None else self._fitted(known, param)
            )
        kept = ("params", "param_names")
        self.param_groups = [
            {**{name: group[name] for name in kept if name in group}, **other, "params": group["params"]}
            for group, other in pairs
        ]
        for after in self._load_state_dict_post_hooks.values():
            after(self)

    def _fitted(self, known: State, param: Tensor) -> State:
        """Return a parameter's state with tensors of its dtype, and with numbers where one number is remembered."""
        floating = param.is_floating_point()
        return {
            name: float(value) if name in self.numbers
            else value.to(dtype=param.dtype) if floating and isinstance(value, Tensor)
            else value
            for name, value in known.items()
        }  # fmt: skip

    def register_state_dict_pre_hook(
        self, hook: Callable[..., None], prepend: bool = False
    ) -> RemovableHandle:
        """Call ``hook(optimizer)`` before the state is given out."""
        return added(self._state_dict_pre_hooks, hook, first=prepend)

    def register_state_dict_post_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Call ``hook(optimizer, state_dict)`` afterwards; what it returns, unless None, is given out instead."""
        return added(self._state_dict_post_hooks, hook, first=prepend)

    def register_load_state_dict_pre_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Call ``hook(optimizer, state_dict)`` before one is loaded; what it returns, unless None, is loaded instead."""
        return added(self._load_state_dict_pre_hooks, hook, first=prepend)

    def register_load_state_dict_post_hook(
        self, hook: Callable[..., None], prepend: bool = False
    ) -> RemovableHandle:
        """Call ``hook(optimizer)`` after a state was loaded."""
        return added(self._load_state_dict_post_hooks, hook, first=prepend)
