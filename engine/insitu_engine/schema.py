"""Signatures of ops, read from the kernels' own Python signatures.

A kernel's annotations are names of kinds (`Tensor`, `TensorLike`, `Number`, `Size`, ...); they say what an argument
may be, how it is brought to a standard form, and whether its value or only its type matters to planning.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from numbers import Integral, Number
from typing import Any

from insitu_engine.dtypes import DType, dtype_named
from insitu_engine.errors import ArgumentError
from insitu_engine.meta import Operand


class Kind(Enum):
    """What an argument may be. The value is how error texts and docs call it."""

    TENSOR = "Tensor"
    #: A tensor or a number; a number promotes as PyTorch's "wrapped number".
    TENSOR_LIKE = "TensorLike"
    #: Integer positions, never promoted.
    INDEX_TENSOR = "IndexTensor"
    #: Booleans, never promoted.
    MASK = "Mask"
    TENSORS = "Tensors"
    NUMBER = "Number"
    INT = "int"
    FLOAT = "float"
    BOOL = "bool"
    STR = "str"
    DTYPE = "DType"
    #: A shape: a tuple of ints.
    SIZE = "Size"
    #: One dimension or several: an int or a tuple of ints.
    DIMS = "Dims"
    #: A number of results for all dimensions, or one for each; None leaves a dimension's own.
    EXTENTS = "Extents"
    #: What stands between the brackets of ``x[...]``.
    INDEX = "Index"
    #: Several numbers.
    NUMBERS = "Numbers"
    #: Several tuples of ints.
    PAIRS = "Pairs"
    #: An array written out.
    VALUE = "Value"


#: Kinds whose numbers are planned by type alone, so that ``x.add_(1)`` and ``x.add_(2)`` share a plan.
BY_TYPE = frozenset({Kind.TENSOR_LIKE, Kind.NUMBER})
#: Kinds of whole numbers, for which PyTorch takes a tensor as well and reads it.
COUNTS = frozenset({Kind.INT, Kind.DIMS})
OPERANDS = frozenset({Kind.TENSOR, Kind.TENSOR_LIKE, Kind.INDEX_TENSOR, Kind.MASK})
MISSING: Any = inspect.Parameter.empty
#: Ops that take numbers without a tensor. Source of the first: ``should_allow_numbers_as_tensors`` in
#: ``torch/csrc/utils/python_arg_parser.cpp``.
_NUMBERS_ALONE = frozenset({
    "add", "sub", "mul", "div", "floor_divide", "linspace", "logspace", "normal",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an op."""

    name: str
    kind: Kind
    default: Any
    optional: bool
    keyword_only: bool
    #: What else it may be.
    others: tuple[Kind, ...] = ()

    @property
    def kinds(self) -> str:
        """Everything that it may be, as texts and docs call it."""
        return " | ".join(kind.value for kind in (self.kind, *self.others))

    def accepts(self, value: Any) -> bool:
        """Return whether a value in standard form is of one of its kinds."""
        return any(_ACCEPTS[kind](value) for kind in (self.kind, *self.others))

    def __str__(self) -> str:
        text = f"{self.name}: {self.kinds}{' | None' if self.optional else ''}"
        return text if self.default is MISSING else f"{text} = {self.default!r}"


@dataclass(frozen=True, slots=True)
class Schema:
    """The parameters of an op, in order."""

    op: str
    parameters: tuple[Parameter, ...]
    returns: str
    #: Takes its generator from the session.
    random: bool
    #: Index of a Size, Dims or Index parameter that may also be spread over the last positional arguments.
    variadic: int | None
    #: The defaults from each position on, None where one of them is required.
    tails: tuple[tuple[Any, ...] | None, ...] = field(init=False)

    def __post_init__(self) -> None:
        defaults = [parameter.default for parameter in self.parameters]
        tails = [
            None if MISSING in defaults[at:] or not self._positional(at) else tuple(defaults[at:])
            for at in range(len(defaults) + 1)
        ]
        object.__setattr__(self, "tails", tuple(tails))

    def _positional(self, count: int) -> bool:
        """Return whether so many arguments may be given by position."""
        return not any(parameter.keyword_only for parameter in self.parameters[:count])

    @property
    def signature(self) -> str:
        """The signature as one line: ``add(self: Tensor, other: TensorLike, *, alpha: Number = 1) -> Tensor``."""
        words = []
        starred = False
        for parameter in self.parameters:
            if parameter.keyword_only and not starred:
                words.append("*")
                starred = True
            words.append(str(parameter))
        return f"{self.op}({', '.join(words)}) -> {self.returns}"

    def bind(self, args: list[Any], kwargs: dict[str, Any]) -> tuple[Any, ...]:
        """Return the arguments in the order of the parameters, with defaults; raise ArgumentError."""
        spread = self.variadic
        if not kwargs and spread is None and len(args) <= len(self.parameters):
            tail = self.tails[len(args)]
            if tail is not None:
                return (*args, *tail)
        if spread is not None and len(args) > spread and isinstance(args[spread], int | slice | type(...)):
            args = [*args[:spread], tuple(args[spread:])]
        bound = []
        used = 0
        for position, parameter in enumerate(self.parameters):
            if position < len(args) and not parameter.keyword_only:
                if parameter.name in kwargs:
                    raise ArgumentError(f"{self.op}() got multiple values for argument '{parameter.name}'")
                bound.append(args[position])
            elif parameter.name in kwargs:
                bound.append(kwargs[parameter.name])
                used += 1
            elif parameter.default is not MISSING:
                bound.append(parameter.default)
            else:
                raise ArgumentError(
                    f"{self.op}() missing required argument '{parameter.name}'; its signature is {self.signature}"
                )
        positional = sum(not parameter.keyword_only for parameter in self.parameters)
        if len(args) > positional:
            raise ArgumentError(
                f"{self.op}() takes {positional} positional arguments but {len(args)} were given; "
                f"its signature is {self.signature}"
            )
        if used < len(kwargs):
            unknown = next(name for name in kwargs if name not in {p.name for p in self.parameters})
            raise ArgumentError(
                f"{self.op}() got an unexpected keyword argument '{unknown}'; its signature is {self.signature}"
            )
        return tuple(bound)

    def check(self, args: tuple[Any, ...]) -> None:
        """Raise ArgumentError unless each argument, already in standard form, is of its parameter's kind.

        Where the first one may be a number, another one is a tensor, but for a few ops.
        """
        for position, (parameter, value) in enumerate(zip(self.parameters, args, strict=True)):
            if value is None and parameter.optional:
                continue
            if not parameter.accepts(value):
                raise ArgumentError(
                    f"{self.op}(): argument '{parameter.name}' (position {position + 1}) must be "
                    f"{parameter.kinds}, not {_type_name(value)}"
                )
        if self._wants_tensor() and not any(isinstance(value, Operand) for value in args):
            got = ", ".join(map(_type_name, args))
            raise ArgumentError(f"{self.op}() received an invalid combination of arguments - got ({got})")

    def _wants_tensor(self) -> bool:
        """Return whether the op takes a number for its first argument, but not numbers alone."""
        return (
            bool(self.parameters)
            and self.parameters[0].kind is Kind.TENSOR_LIKE
            and self.op not in _NUMBERS_ALONE
        )


def _type_name(value: Any) -> str:
    return "Tensor" if isinstance(value, Operand) else type(value).__name__


def _is_int(value: Any) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, Number)


def _is_operand(value: Any) -> bool:
    return isinstance(value, Operand)


def _is_ints(value: Any) -> bool:
    return isinstance(value, tuple) and all(_is_int(item) for item in value)


def _is_extents(value: Any) -> bool:
    return isinstance(value, tuple) and all(item is None or _is_int(item) for item in value)


def _is_index(value: Any) -> bool:
    return isinstance(value, tuple) and all(
        item is None or item is ... or isinstance(item, bool | slice | Operand) or _is_int(item)
        for item in value
    )


_ACCEPTS: dict[Kind, Callable[[Any], bool]] = {
    Kind.TENSOR: _is_operand,
    Kind.TENSOR_LIKE: lambda value: _is_operand(value) or _is_number(value),
    Kind.INDEX_TENSOR: _is_operand,
    Kind.MASK: _is_operand,
    Kind.TENSORS: lambda value: isinstance(value, tuple) and all(map(_is_operand, value)),
    Kind.NUMBER: _is_number,
    Kind.INT: _is_int,
    Kind.FLOAT: lambda value: _is_number(value) and not isinstance(value, complex),
    Kind.BOOL: lambda value: isinstance(value, bool),
    Kind.STR: lambda value: isinstance(value, str),
    Kind.DTYPE: lambda value: isinstance(value, DType),
    Kind.SIZE: _is_ints,
    Kind.DIMS: lambda value: _is_int(value) or _is_ints(value),
    Kind.EXTENTS: lambda value: _is_int(value) or _is_extents(value),
    Kind.INDEX: _is_index,
    Kind.NUMBERS: lambda value: isinstance(value, tuple) and all(map(_is_number, value)),
    Kind.PAIRS: lambda value: isinstance(value, tuple) and all(map(_is_ints, value)),
    Kind.VALUE: lambda value: hasattr(value, "dtype") and hasattr(value, "shape"),
}


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _as_size(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return (value,) if _is_int(value) else value


def _as_index(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return value if isinstance(value, tuple) else (value,)


def _as_pairs(value: Any) -> Any:
    return tuple(map(_as_tuple, value)) if isinstance(value, list | tuple) else value


def _as_dtype(value: Any) -> Any:
    return dtype_named(value) if isinstance(value, str) else value


#: How arguments of a kind are brought to their standard form before anything looks at them.
STANDARD_FORM: dict[Kind, Callable[[Any], Any]] = {
    Kind.SIZE: _as_size,
    Kind.DIMS: _as_tuple,
    Kind.EXTENTS: _as_tuple,
    Kind.TENSORS: _as_tuple,
    Kind.INDEX: _as_index,
    Kind.DTYPE: _as_dtype,
    Kind.NUMBERS: _as_tuple,
    Kind.PAIRS: _as_pairs,
}


def read_schema(kernel: Callable[..., Any], name: str, variadic: str | None) -> Schema:
    """Read the schema off a kernel; its parameters ``out`` and ``random`` are the engine's, not the user's."""
    parameters = []
    random = False
    signature = inspect.signature(kernel)
    for parameter in signature.parameters.values():
        if parameter.name == "out":
            continue
        if parameter.name == "random":
            random = True
            continue
        words = [word.strip() for word in str(parameter.annotation).split("|")]
        optional = "None" in words
        kind, *others = (Kind(word) for word in words if word != "None")
        parameters.append(
            Parameter(
                name=parameter.name,
                kind=kind,
                others=tuple(others),
                default=parameter.default,
                optional=optional,
                keyword_only=parameter.kind is inspect.Parameter.KEYWORD_ONLY,
            )
        )
    names = [parameter.name for parameter in parameters]
    return Schema(
        op=name,
        parameters=tuple(parameters),
        returns=str(signature.return_annotation),
        random=random,
        variadic=None if variadic is None else names.index(variadic),
    )


def positional(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function with its keyword-only parameters made positional: a call by position costs half as much.

    Python keeps keyword-only parameters behind the others, so it is the same code with another count.
    """
    code = function.__code__
    if not code.co_kwonlyargcount:
        return function
    flat = code.replace(co_argcount=code.co_argcount + code.co_kwonlyargcount, co_kwonlyargcount=0)
    return types.FunctionType(flat, function.__globals__, function.__name__, None, function.__closure__)
