"""Modules in order or by name, found by the module that holds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self

from insitu.nn.modules.module import Module, indented
from insitu_engine.errors import ArgumentError, IndexRangeError

__all__ = ["ModuleDict", "ModuleList", "Sequential"]


class _Numbered(Module):
    """Modules named "0", "1", ...: what `Sequential` and `ModuleList` share."""

    def __init__(self, modules: Iterable[Module] = ()) -> None:
        super().__init__()
        self._number(modules)

    def _number(self, modules: Iterable[Module]) -> None:
        self._modules.clear()
        for number, module in enumerate(modules):
            self.add_module(str(number), module)

    def _of(self, modules: Iterable[Module]) -> Self:
        """Return another container of this kind."""
        raise NotImplementedError

    def _listed(self) -> list[Any]:
        return list(self._modules.values())

    def _name(self, index: int) -> str:
        """Return the name of the module at a place, counted from the end below 0."""
        names = list(self._modules)
        if not -len(names) <= index < len(names):
            raise IndexRangeError(f"index {index} is out of range")
        return names[index]

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._listed())

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return self._of(self._listed()[index])
        return self._modules[self._name(index)]

    def __setitem__(self, index: int, module: Module) -> None:
        setattr(self, self._name(index), module)

    def __delitem__(self, index: int | slice) -> None:
        kept = self._listed()
        if not isinstance(index, slice):
            self._name(index)
        del kept[index]
        self._number(kept)

    def append(self, module: Module) -> Self:
        """Add a module at the end."""
        self.add_module(str(len(self)), module)
        return self

    def insert(self, index: int, module: Module) -> Any:
        """Add a module before the one at ``index``."""
        several = self._listed()
        several.insert(index, module)
        self._number(several)
        return self

    def extend(self, modules: Iterable[Module]) -> Self:
        """Add modules at the end."""
        for module in list(modules):
            self.append(module)
        return self

    def pop(self, key: int) -> Any:
        """Take out the module at a place, and return it."""
        module = self[key]
        del self[key]
        return module

    def __add__(self, other: Iterable[Module]) -> Self:
        return self._of([*self, *other])

    def __iadd__(self, other: Iterable[Module]) -> Self:
        return self.extend(other)


class Sequential(_Numbered):
    """Modules of which each takes what the one before it returned: ``Sequential(a, b)``, or a dict with their names."""

    def __init__(self, *args: Any) -> None:
        super().__init__()
        if len(args) == 1 and isinstance(args[0], Mapping):
            for name, module in args[0].items():
                self.add_module(name, module)
        else:
            self._number(args)

    def _of(self, modules: Iterable[Module]) -> Self:
        return self.__class__(*modules)

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return self.__class__(dict(list(self._modules.items())[index]))
        return super().__getitem__(index)

    def forward(self, input: Any) -> Any:
        """Return what the last module returns."""
        for module in self:
            input = module(input)
        return input


class ModuleList(_Numbered):
    """Modules in a list, all of them members of the module that has the list. It has no ``forward``."""

    def __init__(self, modules: Iterable[Module] | None = None) -> None:
        super().__init__(modules or ())

    def _of(self, modules: Iterable[Module]) -> Self:
        return self.__class__(modules)

    def insert(self, index: int, module: Module) -> None:
        """Add a module before the one at ``index``."""
        super().insert(index, module)

    def __repr__(self) -> str:
        blocks: list[tuple[int, int, str]] = []
        for number, shown in enumerate(map(repr, self)):
            if blocks and blocks[-1][2] == shown:
                blocks[-1] = (blocks[-1][0], number, shown)
            else:
                blocks.append((number, number, shown))
        lines = [
            f"({first}): {indented(shown)}"
            if first == last
            else f"({first}-{last}): {last - first + 1} x {indented(shown)}"
            for first, last, shown in blocks
        ]
        shown = "\n  ".join(lines)
        return f"{self._get_name()}(\n  {shown}\n)" if lines else f"{self._get_name()}()"


class ModuleDict(Module):
    """Modules by name, in the order in which they came. It has no ``forward``."""

    def __init__(self, modules: Mapping[str, Module] | Iterable[tuple[str, Module]] | None = None) -> None:
        super().__init__()
        self.update(modules or {})

    def __getitem__(self, key: str) -> Any:
        return self._modules[key]

    def __setitem__(self, key: str, module: Module) -> None:
        self.add_module(key, module)

    def __delitem__(self, key: str) -> None:
        del self._modules[key]

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __contains__(self, key: object) -> bool:
        return key in self._modules

    def clear(self) -> None:
        """Take all modules out."""
        self._modules.clear()

    def pop(self, key: str) -> Any:
        """Take a module out, and return it."""
        return self._modules.pop(key)

    def keys(self) -> Iterable[str]:
        """Return the names."""
        return self._modules.keys()

    def items(self) -> Iterable[tuple[str, Any]]:
        """Return pairs of a name and a module."""
        return self._modules.items()

    def values(self) -> Iterable[Any]:
        """Return the modules."""
        return self._modules.values()

    def update(self, modules: Mapping[str, Module] | Iterable[tuple[str, Module]]) -> None:
        """Add modules by name; raise ArgumentError for what is neither a mapping nor pairs."""
        if not isinstance(modules, Iterable):
            raise ArgumentError(
                "ModuleDict.update should be called with an iterable of key/value pairs, but got "
                f"{type(modules).__name__}"
            )
        for name, module in modules.items() if isinstance(modules, Mapping | ModuleDict) else modules:
            self[name] = module
