"""Parameters in order or by name, found by the module that holds them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, KeysView, Mapping
from operator import itemgetter
from typing import Any, Never, Self

from insitu._tensor import Tensor
from insitu.nn.modules.container import pairs_of, place_of
from insitu.nn.modules.module import Module
from insitu.nn.parameter import Parameter
from insitu.typenames import typename
from insitu_engine.errors import ArgumentError, BadValueError

__all__ = ["ParameterDict", "ParameterList"]


def _shown(name: object, value: object, kind: str) -> str:
    """Return the line of a container's repr that says what is in one of its places, ``kind`` of a tensor."""
    if not isinstance(value, Tensor):
        return f"  ({name}): Object of type: {type(value).__name__}"
    title = "Parameter" if isinstance(value, Parameter) else "Tensor"
    return f"  ({name}): {title} containing: [{kind} of size {'x'.join(map(str, value.shape))}]"


def _learned(value: Any) -> Any:
    """Return a tensor as a Parameter, anything else as it is."""
    return Parameter(value) if isinstance(value, Tensor) and not isinstance(value, Parameter) else value


class ParameterList(Module):
    """Parameters in a list; a plain tensor that is put in becomes a Parameter on the same bytes."""

    def __init__(self, values: Iterable[Any] | None = None) -> None:
        super().__init__()
        self._size = 0
        if values is not None:
            self.extend(values)

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Any]:
        return iter([self[number] for number in range(self._size)])

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if not name.isdigit()]

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return self.__class__(list(self)[index])
        return getattr(self, str(place_of(index, self._size)))

    def __setitem__(self, index: int, value: Any) -> None:
        setattr(self, str(place_of(index, self._size)), _learned(value))

    def append(self, value: Any) -> Self:
        """Add a parameter at the end."""
        self._size += 1
        self[-1] = value
        return self

    def extend(self, values: Iterable[Any]) -> Self:
        """Add parameters at the end; raise ArgumentError for what is no collection."""
        if isinstance(values, Tensor) or not isinstance(values, Iterable):
            raise ArgumentError(
                f"ParameterList.extend should be called with an iterable, but got {type(values).__name__}"
            )
        for value in list(values):
            self.append(value)
        return self

    def __iadd__(self, values: Iterable[Any]) -> Self:
        return self.extend(values)

    def __call__(self, *args: Any, **kwargs: Any) -> Never:
        """Raise BadValueError: a list is no layer."""
        del args, kwargs
        raise BadValueError("ParameterList should not be called.")

    def extra_repr(self) -> str:
        """Return a line for each parameter."""
        return "\n".join(
            _shown(at, value, repr(getattr(value, "dtype", None))) for at, value in enumerate(self)
        )


class ParameterDict(Module):
    """Parameters by name; a plain tensor that is put in becomes a Parameter on the same bytes."""

    def __init__(self, parameters: Mapping[str, Any] | Iterable[Any] | None = None) -> None:
        super().__init__()
        self._keys: dict[str, None] = {}
        if parameters is not None:
            self.update(parameters)

    def __getitem__(self, key: str) -> Any:
        return getattr(self, _text(key))

    def __setitem__(self, key: str, value: Any) -> None:
        self._keys[_text(key)] = None
        setattr(self, key, _learned(value))

    def __delitem__(self, key: str) -> None:
        del self._keys[key]
        delattr(self, key)

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __reversed__(self) -> Iterator[str]:
        return reversed(self._keys)

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def keys(self) -> KeysView[str]:
        """Return the names."""
        return self._keys.keys()

    def values(self) -> Iterable[Any]:
        """Yield the parameters."""
        return (self[key] for key in self._keys)

    def items(self) -> Iterable[tuple[str, Any]]:
        """Yield pairs of a name and a parameter."""
        return ((key, self[key]) for key in self._keys)

    def get(self, key: str, default: Any = None) -> Any:
        """Return the parameter of a name, ``default`` if there is none."""
        return self[key] if key in self else default  # noqa: SIM401 - this is get()

    def setdefault(self, key: str, default: Any = None) -> Any:
        """Return the parameter of a name, which is ``default`` from now on if there was none."""
        if key not in self:
            self[key] = default
        return self[key]

    def pop(self, key: str) -> Any:
        """Take a parameter out, and return it."""
        value = self[key]
        del self[key]
        return value

    def popitem(self) -> tuple[str, Any]:
        """Take the last parameter out, and return it with its name; raise KeyError if there is none."""
        if not self._keys:
            raise KeyError("popitem(): dictionary is empty")
        key = next(reversed(self))
        return key, self.pop(key)

    def clear(self) -> None:
        """Take all parameters out."""
        for key in list(self._keys):
            del self[key]

    def copy(self) -> ParameterDict:
        """Return another dict of the same parameters."""
        return ParameterDict(list(self.items()))

    def fromkeys(self, keys: Iterable[str], default: Any = None) -> ParameterDict:
        """Return another dict with these names, each for ``default``."""
        return ParameterDict((key, default) for key in keys)

    def update(self, parameters: Mapping[str, Any] | Iterable[Any]) -> None:
        """Add parameters by name, those of a plain dict sorted; raise ArgumentError for neither a mapping nor pairs."""
        pairs = pairs_of("ParameterDict", parameters, who="ParametersDict")
        plain = isinstance(parameters, Mapping) and not isinstance(parameters, OrderedDict)
        for key, value in sorted(pairs, key=itemgetter(0)) if plain else pairs:
            self[key] = value

    def __or__(self, other: ParameterDict) -> ParameterDict:
        joined = self.copy()
        joined.update(other)
        return joined

    def __ror__(self, other: ParameterDict) -> ParameterDict:
        joined = other.copy()
        joined.update(self)
        return joined

    def __ior__(self, other: ParameterDict) -> Self:
        self.update(other)
        return self

    def __call__(self, input: Any) -> Never:
        """Raise BadValueError: a dict is no layer."""
        del input
        raise BadValueError("ParameterDict should not be called.")

    def extra_repr(self) -> str:
        """Return a line for each parameter."""
        return "\n".join(_shown(key, value, typename(value)) for key, value in self.items())


def _text(key: object) -> str:
    """Return a name; raise ArgumentError for what is none."""
    if not isinstance(key, str):
        raise ArgumentError(
            "Index given to ParameterDict cannot be used as a key as it is not a string (type is "
            f"'{type(key).__name__}'). Open an issue on github if you need non-string keys."
        )
    return key
