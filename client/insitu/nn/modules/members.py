"""What a module holds: parameters, buffers and modules, which live in dicts and look like attributes.

The one rule: what is assigned decides by its type where it goes, and a name is in one place only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from insitu._tensor import Tensor
from insitu.nn.parameter import Parameter
from insitu_engine.errors import ArgumentError, BadValueError

if TYPE_CHECKING:
    from insitu.nn.modules.module import Module

_Member = TypeVar("_Member")


class Members:
    """The half of a Module that knows what it holds."""

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
            self._parameters[name] = _none(value, "parameter", name, "nn.Parameter")
        elif isinstance(value, Members):
            self._require_begun("module")
            self._forget(name, self.__dict__, self._buffers)
            self._modules[name] = value  # type: ignore[assignment] # every one is a Module
        elif name in self.__dict__.get("_modules", ()):
            self._modules[name] = _none(value, "child module", name, "nn.Module")
        elif name in self.__dict__.get("_buffers", ()):
            self._buffers[name] = (
                value if isinstance(value, Tensor) else _none(value, "buffer", name, "Tensor")
            )
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
                f"cannot assign '{_type_name(param)}' object to parameter '{name}' "
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
                f"cannot assign '{_type_name(tensor)}' object to buffer '{name}' (insitu Tensor or None required)"
            )
        self._buffers[name] = tensor
        if persistent:
            self._non_persistent_buffers_set.discard(name)
        else:
            self._non_persistent_buffers_set.add(name)

    def add_module(self, name: str, module: Module | None) -> None:
        """Add a module; raise KeyError for a name that is taken, empty or has a dot, ArgumentError for another thing."""
        if module is not None and not isinstance(module, Members):
            raise ArgumentError(f"{_type_name(module)} is not a Module subclass")
        self._require_begun("module")
        self._require_name("module", name, self._modules)
        self._modules[name] = module

    def register_module(self, name: str, module: Module | None) -> None:
        """Add a module, as `add_module` does."""
        self.add_module(name, module)

    def _require_name(self, kind: str, name: object, members: Mapping[str, object]) -> None:
        if not isinstance(name, str):
            raise ArgumentError(f"{kind} name should be a string. Got {_type_name(name)}")
        if name not in members and hasattr(self, name):
            raise KeyError(f"attribute '{name}' already exists")
        if "." in name:
            raise KeyError(f'{kind} name can\'t contain "."' + (f", got: {name}" if kind == "module" else ""))
        if not name:
            raise KeyError(f'{kind} name can\'t be empty string ""')

    # --- members ----------------------------------------------------------------------------------------------------

    def named_modules(
        self, memo: set[Module] | None = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Module]]:
        """Yield this module, named "", and all within it, each once, with dotted names."""
        memo = set() if memo is None else memo
        if self in memo:
            return
        if remove_duplicate:
            memo.add(self)  # type: ignore[arg-type] # a Module
        yield prefix, self  # type: ignore[misc] # a Module
        for name, module in self._modules.items():
            if module is not None:
                inner = f"{prefix}.{name}" if prefix else name
                yield from module.named_modules(memo, inner, remove_duplicate)

    def modules(self, remove_duplicate: bool = True) -> Iterator[Module]:
        """Yield this module and all within it."""
        return (module for _, module in self.named_modules(remove_duplicate=remove_duplicate))

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """Yield the modules right within this one, each once, with their names."""
        return _once(self._modules.items())

    def children(self) -> Iterator[Module]:
        """Yield the modules right within this one."""
        return (module for _, module in self.named_children())

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """Yield the parameters with dotted names; with ``recurse`` those of all modules within too."""
        every = self._members(
            lambda module: module.__dict__["_parameters"], prefix, recurse, remove_duplicate
        )
        return _once(every, remove_duplicate)

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """Yield the parameters, each once: what an optimizer takes."""
        return (parameter for _, parameter in self.named_parameters(recurse=recurse))

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """Yield the buffers with dotted names; with ``recurse`` those of all modules within too."""
        every = self._members(lambda module: module.__dict__["_buffers"], prefix, recurse, remove_duplicate)
        return _once(every, remove_duplicate)

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """Yield the buffers, each once."""
        return (buffer for _, buffer in self.named_buffers(recurse=recurse))

    def _members(
        self,
        members_of: Callable[[Module], Mapping[str, _Member | None]],
        prefix: str,
        recurse: bool,
        remove_duplicate: bool,
    ) -> Iterator[tuple[str, _Member | None]]:
        inside = self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate)
        alone: Any = ((prefix, self),)
        for path, module in inside if recurse else alone:
            for name, member in members_of(module).items():
                yield f"{path}.{name}" if path else name, member

    def get_submodule(self, target: str) -> Module:
        """Return the module of a dotted name, this one for ""; raise AttributeError if there is none."""
        module: Any = self
        for name in target.split(".") if target else ():
            if not hasattr(module, name):
                raise AttributeError(f"{type(module).__name__} has no attribute `{name}`")
            module = getattr(module, name)
            if not isinstance(module, Members):
                raise AttributeError(f"`{name}` is not an nn.Module")  # noqa: TRY004 - as PyTorch
        found: Module = module
        return found

    def get_parameter(self, target: str) -> Parameter:
        """Return the parameter of a dotted name; raise AttributeError if there is none."""
        found = self._found(target)
        if not isinstance(found, Parameter):
            raise AttributeError(f"`{target.rpartition('.')[2]}` is not an nn.Parameter")  # noqa: TRY004 - as PyTorch
        return found

    def get_buffer(self, target: str) -> Tensor:
        """Return the buffer of a dotted name; raise AttributeError if there is none."""
        found, (path, _, name) = self._found(target), target.rpartition(".")
        if name not in self.get_submodule(path).__dict__["_buffers"] or not isinstance(found, Tensor):
            raise AttributeError(f"`{name}` is not a buffer")
        return found

    def _found(self, target: str) -> object:
        path, _, name = target.rpartition(".")
        module = self.get_submodule(path)
        if not hasattr(module, name):
            raise AttributeError(f"{type(module).__name__} has no attribute `{name}`")
        return getattr(module, name)


def _none(value: object, kind: str, name: str, wanted: str) -> Any:
    """Refuse to put anything but None in the place of a member."""
    if value is not None:
        raise ArgumentError(
            f"cannot assign '{_type_name(value)}' as {kind} '{name}' (insitu.{wanted} or None expected)"
        )


def _type_name(value: object) -> str:
    """Return the name that PyTorch's errors give a value's type."""
    kind = type(value)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _once(
    members: Iterable[tuple[str, _Member | None]], remove_duplicate: bool = True
) -> Iterator[tuple[str, _Member]]:
    """Yield members that are there, with ``remove_duplicate`` each once."""
    seen: set[_Member] = set()
    for name, member in members:
        if member is None or (remove_duplicate and member in seen):
            continue
        seen.add(member)
        yield name, member
