"""Modules in order or by name, found by the module that holds them."""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from operator import index as whole_number
from typing import Any, Self

from insitu.nn.modules.module import Module, indented
from insitu_engine.errors import ArgumentError, IndexRangeError, InvalidValueError

__all__ = ["ModuleDict", "ModuleList", "Sequential"]


def place_of(index: int, length: int) -> int:
    """Return a place in a list of this length, counted from the end below 0; raise IndexRangeError outside of it."""
    at = whole_number(index)
    if not -length <= at < length:
        raise IndexRangeError(f"index {at} is out of range")
    return at % length


def pairs_of(kind: str, given: Iterable[Any], *, who: str = "") -> Iterator[tuple[Any, Any]]:
    """Yield the pairs of a mapping or of an iterable; raise what PyTorch's ``update`` raises for anything else."""
    if not isinstance(given, Iterable):
        raise ArgumentError(
            f"{who or kind}.update should be called with an iterable of key/value pairs, but got {type(given).__name__}"
        )
    if isinstance(given, Mapping) or hasattr(given, "items"):
        yield from given.items()
        return
    for number, pair in enumerate(given):
        if not isinstance(pair, Iterable):
            raise ArgumentError(
                f"{kind} update sequence element #{number} should be Iterable; is{type(pair).__name__}"
            )
        key_value = tuple(pair)
        if len(key_value) != 2:
            raise InvalidValueError(
                f"{kind} update sequence element #{number} has length {len(key_value)}; 2 is required"
            )
        yield key_value


class _Numbered(Module):
    """Modules named "0", "1", ...: what `Sequential` and `ModuleList` share."""

    def _number(self, modules: Iterable[Module]) -> None:
        """Let these be the modules, under new numbers."""
        kept = list(modules)
        self._modules.clear()
        self._modules.update((str(number), module) for number, module in enumerate(kept))

    def _listed(self) -> list[Any]:
        return list(self._modules.values())

    def _name(self, index: int) -> str:
        """Return the name of the module at a place."""
        return list(self._modules)[place_of(index, len(self))]

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._modules.values())

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if not name.isdigit()]

    def __setitem__(self, index: int, module: Module) -> None:
        setattr(self, self._name(index), module)

    def __delitem__(self, index: int | slice) -> None:
        kept = self._listed()
        del kept[index if isinstance(index, slice) else place_of(index, len(kept))]
        self._number(kept)

    def append(self, module: Module) -> Self:
        """Add a module at the end."""
        self.add_module(str(len(self)), module)
        return self

    def pop(self, key: int | slice) -> Any:
        """Take out the module at a place, or those of a slice, and return them."""
        found = self[key]  # type: ignore[index] # both have it
        del self[key]
        return found


class Sequential(_Numbered):
    """Modules of which each takes what the one before it returned: ``Sequential(a, b)``, or a dict with their names."""

    def __init__(self, *args: Any) -> None:
        super().__init__()
        named = args[0].items() if len(args) == 1 and isinstance(args[0], Mapping) else enumerate(args)
        for name, module in named:
            self.add_module(str(name), module)

    def forward(self, input: Any) -> Any:
        """Return what the last module returns."""
        for module in self:
            input = module(input)
        return input

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return self.__class__(dict(list(self._modules.items())[index]))
        return self._modules[self._name(index)]

    def insert(self, index: int, module: Module) -> Self:
        """Add a module before the one at ``index``; raise IndexRangeError outside of the list."""
        if not isinstance(module, Module):
            raise AssertionError(f"module should be of type: {Module}")  # noqa: TRY004 - as PyTorch
        modules = self._listed()
        if not -len(modules) <= index <= len(modules):
            raise IndexRangeError(f"Index out of range: {index}")
        modules.insert(index, module)
        self._number(modules)
        return self

    def extend(self, sequential: Iterable[Module]) -> Self:
        """Add modules at the end."""
        for module in list(sequential):
            self.append(module)
        return self

    def __add__(self, other: Sequential) -> Sequential:
        return Sequential(*self, *self._chain(other))

    def __iadd__(self, other: Sequential) -> Self:
        return self.extend(self._chain(other))

    def __mul__(self, other: int) -> Sequential:
        self._require_factor(other)
        return Sequential(*self._listed() * other)

    __rmul__ = __mul__

    def __imul__(self, other: int) -> Self:
        self._require_factor(other)
        return self.extend(self._listed() * (other - 1))

    def _chain(self, other: object) -> Sequential:
        """Return another chain; raise InvalidValueError for what is none."""
        if not isinstance(other, Sequential):
            raise InvalidValueError(
                f"add operator supports only objects of Sequential class, but {type(other)} is given."
            )
        return other

    def _require_factor(self, factor: object) -> None:
        if not isinstance(factor, int):
            raise ArgumentError(f"unsupported operand type(s) for *: {type(self)} and {type(factor)}")
        if factor <= 0:
            raise InvalidValueError(f"Non-positive multiplication factor {factor} for {type(self)}")


class ModuleList(_Numbered):
    """Modules in a list, all of them members of the module that has the list. It has no ``forward``."""

    def __init__(self, modules: Iterable[Module] | None = None) -> None:
        super().__init__()
        if modules is not None:
            self.extend(modules)

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return self.__class__(self._listed()[index])
        return self._modules[self._name(index)]

    def insert(self, index: int, module: Module) -> None:
        """Add a module before the one at ``index``."""
        modules = self._listed()
        modules.insert(index, module)
        self._number(modules)

    def extend(self, modules: Iterable[Module]) -> Self:
        """Add modules at the end; raise ArgumentError for what is no collection."""
        if not isinstance(modules, Iterable):
            raise ArgumentError(
                f"ModuleList.extend should be called with an iterable, but got {type(modules).__name__}"
            )
        for module in list(modules):
            self.append(module)
        return self

    def __add__(self, other: Iterable[Module]) -> ModuleList:
        return ModuleList([*self, *other])

    def __iadd__(self, other: Iterable[Module]) -> Self:
        return self.extend(other)

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
        if modules is not None:
            self.update(modules)

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

    def keys(self) -> KeysView[str]:
        """Return the names."""
        return self._modules.keys()

    def items(self) -> ItemsView[str, Any]:
        """Return pairs of a name and a module."""
        return self._modules.items()

    def values(self) -> ValuesView[Any]:
        """Return the modules."""
        return self._modules.values()

    def update(self, modules: Mapping[str, Module] | Iterable[tuple[str, Module]]) -> None:
        """Add modules by name; raise ArgumentError for what is neither a mapping nor pairs."""
        for name, module in pairs_of("ModuleDict", modules):
            self[name] = module
