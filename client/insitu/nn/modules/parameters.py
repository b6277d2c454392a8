"""Parameters in order or by name, found by the module that holds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self

from insitu._tensor import Tensor
from insitu.nn.modules.module import Module
from insitu.nn.parameter import Parameter
from insitu_engine.errors import ArgumentError, IndexRangeError

__all__ = ["ParameterDict", "ParameterList"]


def _shown(name: object, value: object) -> str:
    """Return the line of a container's repr that says what is in one of its places."""
    if not isinstance(value, Tensor):
        return f"  ({name}): Object of type: {type(value).__name__}"
    kind = "Parameter" if isinstance(value, Parameter) else "Tensor"
    return f"  ({name}): {kind} containing: [{value.dtype!r} of size {'x'.join(map(str, value.shape))}]"


def _learned(value: Any) -> Any:
    """Return a tensor as a Parameter, anything else as it is."""
    return Parameter(value) if isinstance(value, Tensor) and not isinstance(value, Parameter) else value


class ParameterList(Module):
    """Parameters in a list; a plain tensor that is put in becomes a Parameter on the same bytes."""

    def __init__(self, values: Iterable[Any] | None = None) -> None:
        super().__init__()
        self._size = 0
        self.extend(values or ())

    def _name(self, index: int) -> str:
        if not -self._size <= index < self._size:
            raise IndexRangeError(f"index {index} is out of range")
        return str(index % self._size)

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Any]:
        return iter([self[number] for number in range(self._size)])

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return self.__class__(list(self)[index])
        return getattr(self, self._name(index))

    def __setitem__(self, index: int, value: Any) -> None:
        setattr(self, self._name(index), _learned(value))

    def append(self, value: Any) -> Self:
        """Add a parameter at the end."""
        self._size += 1
        self[-1] = value
        return self

    def extend(self, values: Iterable[Any]) -> Self:
        """Add parameters at the end; raise ArgumentError for what is no collection."""
        if isinstance(values, Tensor) or not hasattr(values, "__iter__"):
            raise ArgumentError(
                f"ParameterList.extend should be called with an iterable, but got {type(values).__name__}"
            )
        for value in list(values):
            self.append(value)
        return self

    def __iadd__(self, values: Iterable[Any]) -> Self:
        return self.extend(values)

    def extra_repr(self) -> str:
        """Return a line for each parameter."""
        return "\n".join(_shown(number, value) for number, value in enumerate(self))


class ParameterDict(Module):
    """Parameters by name; a plain tensor that is put in becomes a Parameter on the same bytes."""

    def __init__(self, parameters: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None) -> None:
        super().__init__()
        self._keys: dict[str, None] = {}
        self.update(parameters or {})

    def __getitem__(self, key: str) -> Any:
        return getattr(self, key if key in self._keys else self._missing(key))

    def _missing(self, key: str) -> str:
        raise KeyError(key)

    def __setitem__(self, key: str, value: Any) -> None:
        self._keys[key] = None
        setattr(self, key, _learned(value))

    def __delitem__(self, key: str) -> None:
        del self._keys[key]
        delattr(self, key)

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def keys(self) -> Iterable[str]:
        """Return the names."""
        return self._keys.keys()

    def values(self) -> Iterable[Any]:
        """Return the parameters."""
        return [self[key] for key in self._keys]

    def items(self) -> Iterable[tuple[str, Any]]:
        """Return pairs of a name and a parameter."""
        return [(key, self[key]) for key in self._keys]

    def pop(self, key: str) -> Any:
        """Take a parameter out, and return it."""
        value = self[key]
        del self[key]
        return value

    def update(self, parameters: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> None:
        """Add parameters by name."""
        for key, value in (
            parameters.items() if isinstance(parameters, Mapping | ParameterDict) else parameters
        ):
            self[key] = value

    def extra_repr(self) -> str:
        """Return a line for each parameter."""
        return "\n".join(_shown(key, value) for key, value in self.items())
