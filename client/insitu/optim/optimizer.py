"""What all optimizers share: groups of parameters, their state, and a step that walks over them.

The one rule: `step` records calls under `no_grad` and waits for nothing; a formula sees one parameter at a time.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable
from copy import deepcopy
from functools import wraps
from itertools import chain
from typing import Any, TypeAlias

from insitu import _functions
from insitu._tensor import Tensor
from insitu.autograd.leaves import clear_grad
from insitu.recording import enable_grad, no_grad
from insitu_engine.errors import ArgumentError, InvalidValueError, UnsupportedError

#: What may be optimized: tensors, named tensors, or groups with options of their own.
Params: TypeAlias = Iterable[Tensor] | Iterable[dict[str, Any]] | Iterable[tuple[str, Tensor]]
#: Options of a group, among them "params"; and what is remembered of a parameter.
Group: TypeAlias = dict[str, Any]
State: TypeAlias = dict[str, Any]


def require_at_least_zero(*options: tuple[str, float | Tensor]) -> None:
    """Raise InvalidValueError for the first of these named numbers that is below 0 or nan."""
    for name, value in options:
        if isinstance(value, Tensor):
            raise UnsupportedError(f"{name} must be a number: what a tensor holds is on the server")
        if not value >= 0.0:
            raise InvalidValueError(f"Invalid {name}: {value}")


def as_real(tensor: Tensor) -> Tensor:
    """Return a complex tensor's view as pairs of real numbers, each of which has a step of its own; a real one itself."""
    return _functions.view_as_real(tensor) if tensor.is_complex() else tensor


class Optimizer:
    """Base of all optimizers: a subclass says how one parameter is updated, or has a ``step`` of its own.

    ``params`` are leaf tensors, pairs of a name and a tensor, or dicts with ``"params"`` and options that differ from
    ``defaults``. Raises ArgumentError for what is no tensor, InvalidValueError for none, a computed one, or one in two
    groups.
    """

    #: Whether `step` was ever called: a scheduler's first step comes after it.
    stepped = False

    def __init_subclass__(cls, **options: Any) -> None:
        """Let a step of the subclass's own be noted too."""
        super().__init_subclass__(**options)
        if "step" in vars(cls):
            cls.step = _noted(cls.step)  # type: ignore[method-assign] # the same signature

    def __init__(self, params: Params, defaults: dict[str, Any]) -> None:
        if defaults.get("differentiable"):
            raise UnsupportedError("differentiable=True: a step is not recorded for backward")
        if isinstance(params, Tensor):
            raise ArgumentError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got "
                "insitu.Tensor"
            )
        self.defaults = defaults
        self.state: defaultdict[Tensor, State] = defaultdict(dict)
        self.param_groups: list[Group] = []
        given: list[Any] = list(params)
        if not given:
            raise InvalidValueError("optimizer got an empty parameter list")
        for group in given if isinstance(given[0], dict) else [{"params": given}]:
            self.add_param_group(group)

    def __repr__(self) -> str:
        lines = [f"{type(self).__name__} ("]
        for number, group in enumerate(self.param_groups):
            lines.append(f"Parameter Group {number}")
            lines += [f"    {name}: {group[name]}" for name in sorted(group) if name != "params"]
        return "\n".join(lines) + "\n)"

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update every parameter that has a gradient, in place; return what ``closure`` returns, if there is one.

        ``closure`` computes the loss and its gradients first. Does not wait.
        """
        self.stepped = True
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        with no_grad():
            for group in self.param_groups:
                for param in group["params"]:
                    if param.grad is not None:
                        grad = -param.grad if group.get("maximize") else param.grad
                        self._update(param, grad, group)
        return loss

    def _update(self, param: Tensor, grad: Tensor, group: Group) -> None:
        """Update one parameter in place; ``grad`` is not written."""
        raise NotImplementedError

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters, or fill them with zeros in place."""
        for param in chain.from_iterable(group["params"] for group in self.param_groups):
            clear_grad(param, set_to_none=set_to_none)

    def add_param_group(self, param_group: Group) -> None:
        """Optimize further tensors: ``"params"`` of the dict, with its other options; raises as the class does."""
        if not isinstance(param_group, dict):
            raise ArgumentError(f"param_group must be a dict, but got {type(param_group)}")
        group = param_group
        group.update(_named(_listed(group["params"])))
        for param in group["params"]:
            self._require_leaf(param)
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

    def _require_leaf(self, param: Any) -> None:
        if not isinstance(param, Tensor):
            raise ArgumentError(
                f"optimizer can only optimize Tensors, but one of the params is {type(param).__name__}"
            )
        if not param.is_leaf:
            raise InvalidValueError("can't optimize a non-leaf Tensor")

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

    def state_dict(self) -> dict[str, Any]:
        """Return the state and the groups' options, with numbers in the place of parameters, as PyTorch does.

        The tensors in it are the optimizer's own: the next step writes them.
        """
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
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over what `state_dict` returned; raise InvalidValueError if its groups are not of the same sizes.

        Tensors of another dtype are converted to the parameter's. Waits only for a step count that is a tensor.
        """
        saved = deepcopy(state_dict["param_groups"])
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
        for number, known in state_dict["state"].items():
            param = params.get(number)
            self.state[number if param is None else param] = known if param is None else _fitted(known, param)
        kept = ("params", "param_names")
        self.param_groups = [
            {**{name: group[name] for name in kept if name in group}, **other, "params": group["params"]}
            for group, other in pairs
        ]


def _noted(step: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(step)
    def noted(self: Optimizer, *args: Any, **named: Any) -> Any:
        self.stepped = True
        return step(self, *args, **named)

    return noted


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


def _fitted(known: State, param: Tensor) -> State:
    """Return a parameter's state with tensors of its dtype, and the step count as a number."""
    return {
        name: value if not isinstance(value, Tensor) else value.item() if name == "step"
        else value.to(dtype=param.dtype) if param.is_floating_point() else value
        for name, value in known.items()
    }  # fmt: skip
