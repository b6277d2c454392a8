"""What a module holds itself: parameters, buffers and modules, which live in dicts and look like attributes.

The one rule: what is assigned decides by its type where it goes, and a name is in one place only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from insitu._tensor import Tensor
from insitu.nn.parameter import Buffer, Parameter
from insitu.typenames import typename
from insitu_engine.errors import ArgumentError, BadValueError

if TYPE_CHECKING:
    from insitu.nn.modules.module import Module


class Members:
    """The part of a Module that knows what it holds."""

    training: bool
    _parameters: dict[str, Parameter | None]
    _buffers: dict[str, Tensor | None]
    _modules: dict[str, Module | None]
    _non_persistent_buffers_set: set[str]

    def __init__(self) -> None:
        for name in ("_parameters", "_buffers", "_modules"):
            super().__setattr__(name, {})
        super().__setattr__("_non_persistent_buffers_set", set())

    # --- attributes -------------------------------------------------------------------------------------------------

    def __getattr__(self, name: str) -> Any:
        for kind in ("_parameters", "_buffers", "_modules"):
            members = self.__dict__.get(kind, {})
            if name in members:
                return members[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, Parameter):
            self._require_begun("parameters")
            self._forget(name, self.__dict__, self._buffers, self._modules)
            self.register_parameter(name, value)
        elif name in self.__dict__.get("_parameters", ()):
            self.register_parameter(name, _none(value, "parameter", name, "insitu.nn.Parameter"))
        elif isinstance(value, Members):
            self._require_begun("module")
            self._forget(name, self.__dict__, self._buffers)
            self._modules[name] = value  # type: ignore[assignment] # every one is a Module
        elif name in self.__dict__.get("_modules", ()):
            self._modules[name] = _none(value, "child module", name, "insitu.nn.Module")
        elif isinstance(value, Buffer):
            self._require_begun("buffer")
            self.register_buffer(name, value, value.persistent)
        elif name in self.__dict__.get("_buffers", ()):
            kinds = "insitu.nn.Buffer, insitu.Tensor"
            kept = value if isinstance(value, Tensor) else _none(value, "buffer", name, kinds)
            self.register_buffer(name, kept, name not in self._non_persistent_buffers_set)
        else:
            super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        for members in (self._parameters, self._buffers, self._modules):
            if name in members:
                self._forget(name, members)
                return
        super().__delattr__(name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._parameters, *self._buffers, *self._modules})

    def _forget(self, name: str, *kinds: dict[str, Any]) -> None:
        for members in kinds:
            members.pop(name, None)
        self._non_persistent_buffers_set.discard(name)

    def _require_begun(self, kind: str) -> None:
        if "_modules" not in self.__dict__:
            raise AttributeError(f"cannot assign {kind} before Module.__init__() call")

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Add a parameter; raise KeyError for a name that is taken or has a dot, ArgumentError for a plain tensor."""
        self._require_begun("parameter")
        self._require_name("parameter", name, self._parameters)
        if param is not None and not isinstance(param, Parameter):
            raise ArgumentError(
                f"cannot assign '{typename(param)}' object to parameter '{name}' "
                "(insitu.nn.Parameter or None required)"
            )
        if param is not None and param.grad_fn is not None:
            raise BadValueError(
                f"Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must be created explicitly. To "
                f"express '{name}' as a function of another Tensor, compute the value in the forward() method."
            )
        self._parameters[name] = param

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Add a tensor that is the module's, but is not learned; ``persistent`` ones are in the `Module.state_dict`."""
        self._require_begun("buffer")
        self._require_name("buffer", name, self._buffers)
        if tensor is not None and not isinstance(tensor, Tensor):
            raise ArgumentError(
                f"cannot assign '{typename(tensor)}' object to buffer '{name}' (insitu Tensor or None required)"
            )
        self._buffers[name] = tensor
        if persistent:
            self._non_persistent_buffers_set.discard(name)
        else:
            self._non_persistent_buffers_set.add(name)

    def add_module(self, name: str, module: Module | None) -> None:
        """Add a module; raise KeyError for a name that is taken, empty or has a dot, ArgumentError for another thing."""
        if module is not None and not isinstance(module, Members):
            raise ArgumentError(f"{typename(module)} is not a Module subclass")
        self._require_begun("module")
        self._require_name("module", name, self._modules)
        self._modules[name] = module

    def register_module(self, name: str, module: Module | None) -> None:
        """Add a module, as `add_module` does."""
        self.add_module(name, module)

    def _require_name(self, kind: str, name: object, members: Mapping[str, object]) -> None:
        if not isinstance(name, str):
            raise ArgumentError(f"{kind} name should be a string. Got {typename(name)}")
        if name not in members and hasattr(self, name):
            raise KeyError(f"attribute '{name}' already exists")
        if "." in name:
            raise KeyError(f'{kind} name can\'t contain "."' + (f", got: {name}" if kind == "module" else ""))
        if not name:
            raise KeyError(f'{kind} name can\'t be empty string ""')


def _none(value: object, kind: str, name: str, wanted: str) -> Any:
    """Return None; refuse to put anything else in the place of a member."""
    if value is not None:
        raise ArgumentError(
            f"cannot assign '{typename(value)}' as {kind} '{name}' ({wanted} or None expected)"
        )
    return None
