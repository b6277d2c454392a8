"""What a module holds with all that is within it, by dotted name.

The one rule: modules come before those within them, in the order in which they were added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from insitu._tensor import Tensor
from insitu.nn.modules.members import Members
from insitu.nn.parameter import Parameter
from insitu_engine.errors import InvalidValueError

if TYPE_CHECKING:
    from insitu.nn.modules.module import Module

_Member = TypeVar("_Member")


class Tree(Members):
    """The part of a Module that finds what it holds, however deep."""

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
        return self._named_members(
            lambda module: module.__dict__["_parameters"].items(), prefix, recurse, remove_duplicate
        )

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """Yield the parameters, each once: what an optimizer takes."""
        return (parameter for _, parameter in self.named_parameters(recurse=recurse))

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """Yield the buffers with dotted names; with ``recurse`` those of all modules within too."""
        return self._named_members(
            lambda module: module.__dict__["_buffers"].items(), prefix, recurse, remove_duplicate
        )

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """Yield the buffers, each once."""
        return (buffer for _, buffer in self.named_buffers(recurse=recurse))

    def _named_members(
        self,
        get_members_fn: Callable[[Module], Iterable[tuple[str, _Member | None]]],
        prefix: str = "",
        recurse: bool = True,
        remove_duplicate: bool = True,
    ) -> Iterator[tuple[str, _Member]]:
        inside = self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate)
        alone: Any = ((prefix, self),)
        found = (
            (f"{path}.{name}" if path else name, member)
            for path, module in (inside if recurse else alone)
            for name, member in get_members_fn(module)
        )
        return _once(found, remove_duplicate)

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

    def set_submodule(self, target: str, module: Module, strict: bool = False) -> None:
        """Put a module in the place of the one of a dotted name; with ``strict`` there must be one.

        Raises InvalidValueError for the name "" or what is no module, AttributeError for a way that is none.
        """
        if not target:
            raise InvalidValueError("Cannot set the submodule without a target name!")
        if not isinstance(module, Members):
            raise InvalidValueError(f"`module` is not an nn.Module, found {type(module)}")
        path, _, name = target.rpartition(".")
        parent = self.get_submodule(path)
        if strict and not hasattr(parent, name):
            raise AttributeError(f"{type(parent).__name__} has no attribute `{name}`")
        if not isinstance(getattr(parent, name, module), Members):
            raise AttributeError(f"`{name}` is not an nn.Module")  # noqa: TRY004 - as PyTorch
        setattr(parent, name, module)

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
