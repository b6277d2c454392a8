"""Arguments of calls, from the wire to Python; tensors by handle or name become the session's own.

This is the hot path of a batch: a plain handle, which most arguments are, costs one attribute and one look-up.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from types import NoneType, UnionType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from insitu_engine.dtypes import Category, DType, bool_, complex64, dtype_named, float32, int64
from insitu_engine.errors import (
    ArgumentError,
    BadValueError,
    DTypeError,
    MalformedRequestError,
    SizeMismatchError,
    TooLargeError,
)
from insitu_engine.file_calls import FILE_CALLS
from insitu_engine.memory.storage import Tensor
from insitu_engine.rules import checked_size
from insitu_engine.session import Session
from insitu_server.names import check_tensor_name
from insitupb.v1 import common_pb2, ops_pb2

#: How deep lists may lie in each other.
_DEEPEST: Final = 16


def decode_arguments(session: Session, call: ops_pb2.Call, most: int) -> tuple[list[Any], dict[str, Any]]:
    """Return positional and keyword arguments of a call; raise an InsituError."""
    handles = session.handles
    args = []
    for argument in call.args:
        handle = argument.handle
        if handle in handles:  # 0, which no tensor has, means that it is something else
            args.append(handles[handle])
        else:
            args.append(decode(session, argument, most))
    if len(args) > most:
        raise TooLargeError(f"{call.op[:100]}(): {len(args):,} arguments: expected at most {most:,}")
    if not call.kwargs:
        return args, {}
    return args, {name: decode(session, argument, most) for name, argument in call.kwargs.items()}


def decode(session: Session, argument: ops_pb2.Argument, most: int, depth: int = 0) -> Any:
    """Return one argument of any kind."""
    kind = argument.WhichOneof("kind")
    if kind in _PLAIN:
        return getattr(argument, kind)
    if kind == "list":
        items = argument.list.items
        if len(items) > most:
            raise TooLargeError(f"a list of {len(items):,}: expected at most {most:,} items")
        if depth == _DEEPEST:
            raise MalformedRequestError(f"lists lie more than {_DEEPEST} deep in each other")
        return [decode(session, item, most, depth + 1) for item in items]
    if kind is None:
        raise MalformedRequestError("an argument is empty: expected one of its kinds, such as {'name': 'x'}")
    return _DECODERS[kind](session, argument)


_PLAIN: Final = frozenset({"int", "float", "bool", "string"})


def _slice(_: Session, argument: ops_pb2.Argument) -> slice:
    given = argument.slice
    return slice(
        *(getattr(given, part) if given.HasField(part) else None for part in ("start", "stop", "step"))
    )


_DECODERS: Final[dict[str, Callable[[Session, ops_pb2.Argument], Any]]] = {
    "handle": lambda session, argument: session.tensor(argument.handle),
    "name": lambda session, argument: session.named(argument.name),
    "ints": lambda _, argument: list(argument.ints.items),
    "dtype": lambda _, argument: dtype_named(argument.dtype),
    "slice": _slice,
    "none": lambda *_: None,
    "complex": lambda _, argument: complex(argument.complex.real, argument.complex.imag),
    "ellipsis": lambda *_: ...,
    "value": lambda _, argument: decode_value(argument.value),
}


# --- calls that are no ops -------------------------------------------------------------------------------------------


def decode_control(session: Session, call: ops_pb2.Call, most: int) -> tuple[list[Any], dict[str, Any]]:
    """Return the arguments of a call that is no op, of the types that it needs; raise ArgumentError."""
    if call.kwargs or (call.result_names and call.op not in FILE_CALLS):
        raise ArgumentError(f"{call.op}() takes no keywords, and its results no names")
    if call.op == "release":
        return list(_handles(call, most)), {}
    values = [decode(session, argument, most) for argument in call.args]
    for wanted in _CONTROL_TYPES[call.op]:
        least = _LEAST.get(call.op, len(wanted))
        if least <= len(values) <= len(wanted) and all(map(isinstance, values, wanted)):
            if call.op == "set_name":
                check_tensor_name(values[1])
            return values, {}
    given = ", ".join(type(value).__name__ for value in values)
    forms = " or ".join(
        f"({', '.join(getattr(kind, '__name__', str(kind)) for kind in wanted)})"
        for wanted in _CONTROL_TYPES[call.op]
    )
    raise ArgumentError(f"{call.op}() takes {forms}, not ({given})")


_CONTROL_TYPES: Final[dict[str, tuple[tuple[type | UnionType, ...], ...]]] = {
    "lookup": ((Tensor,), (str,)),
    "set_name": ((Tensor, str),),
    "manual_seed": ((int,), (int, int)),
    "require_grad": ((Tensor, bool),),
    "grad": ((Tensor,),),
    "set_grad": ((Tensor, Tensor), (Tensor, NoneType)),
    "retain_grad": ((Tensor,),),
    "backward": ((list, list, list | None, bool, bool, bool),),
    "gradients": ((list, list, list, bool, bool, bool),),
    "reaches": ((list,),),
    "data": ((Tensor,),),
    "set_data": ((Tensor, Tensor),),
    "mark": ((Tensor, int),),
    "custom": ((list, list, str, int),),
    "overwritten": ((Tensor, int, str),),
    "walk": ((int, list, list, list | None, bool, bool, bool, bool),),
    "walk_at": ((int,),),
    "walk_grad": ((int, int),),
    "walk_on": ((int, list),),
    "walk_end": ((int,),),
    "save": ((str, list, list | None, list),),
    "load": ((str, list | None, str),),
}
#: Calls whose last arguments may be left out: how many may not.
_LEAST: Final = {"backward": 1, "gradients": 3, "walk": 7, "save": 2, "load": 1}


def _handles(call: ops_pb2.Call, most: int) -> Iterable[int]:
    if len(call.args) > most:
        raise TooLargeError(f"release(): {len(call.args):,} arguments: expected at most {most:,}")
    for argument in call.args:
        kind = argument.WhichOneof("kind")
        if kind == "handle":
            yield argument.handle
        elif kind == "ints":
            yield from argument.ints.items
        else:
            raise ArgumentError(f"release() takes handles, not {kind}")


# --- values ----------------------------------------------------------------------------------------------------------


def decode_value(value: common_pb2.TensorValue) -> NDArray[Any]:
    """Return a value's array; raise what is wrong with its dtype, shape or numbers."""
    lists = [name for name in ("floats", "ints", "bools", "complexes") if len(getattr(value, name))]
    if value.raw or not lists:
        return _decode_raw(value)
    if len(lists) > 1:
        raise MalformedRequestError(f"a value has both {lists[0]} and {lists[1]}: give one list")
    (form,) = lists
    dtype = dtype_named(value.dtype) if value.dtype else _DTYPE_OF_LIST[form]
    array = _from_list(form, getattr(value, form), dtype)
    if not value.shape:
        return array
    shape = checked_size(value.shape, dtype)
    if math.prod(shape) != array.size:
        raise SizeMismatchError(f"{array.size:,} numbers do not fill shape {list(shape)}")
    return array.reshape(shape)


_DTYPE_OF_LIST: Final = {"floats": float32, "ints": int64, "bools": bool_, "complexes": complex64}
_CATEGORY_OF_LIST: Final = {
    "floats": Category.FLOAT, "ints": Category.INT, "bools": Category.BOOL, "complexes": Category.COMPLEX,
}  # fmt: skip


def _decode_raw(value: common_pb2.TensorValue) -> NDArray[Any]:
    dtype = dtype_named(value.dtype or "float32")
    shape = checked_size(value.shape, dtype)
    wanted = math.prod(shape) * dtype.itemsize
    if len(value.raw) != wanted:
        raise SizeMismatchError(
            f"{len(value.raw):,} bytes do not fill shape {list(shape)} of {dtype.name}, which takes {wanted:,}"
        )
    if dtype is bool_:
        require_bools(value.raw)
    little = np.frombuffer(value.raw, dtype.numpy.newbyteorder("<")).reshape(shape)
    return little.astype(dtype.numpy, copy=False)


def require_bools(data: bytes | memoryview) -> None:
    """Raise BadValueError unless each byte is 0 or 1: others would make booleans that are neither."""
    if len(data) and np.frombuffer(data, np.uint8).max() > 1:
        raise BadValueError("a byte of a bool tensor must be 0 or 1")


def _from_list(form: str, numbers: Any, dtype: DType) -> NDArray[Any]:
    if dtype.category < _CATEGORY_OF_LIST[form] and form != "ints":
        raise DTypeError(f"{form} cannot make a tensor of {dtype.name}: a value would be lost")
    if form == "complexes":
        pairs = np.array(numbers, np.float64)
        if pairs.size % 2:
            raise SizeMismatchError("complexes holds real and imaginary parts by turns: their count is odd")
        return pairs.view(np.complex128).astype(dtype.numpy)
    array: NDArray[Any] = np.array(numbers, {"floats": np.float64, "ints": np.int64, "bools": np.bool_}[form])
    if form == "ints" and dtype.category < Category.FLOAT:
        _require_in_range(array, dtype)
    with np.errstate(all="ignore"):
        return array.astype(dtype.numpy)


def _require_in_range(array: NDArray[Any], dtype: DType) -> None:
    low, high = (0, 1) if dtype is bool_ else (np.iinfo(dtype.numpy).min, np.iinfo(dtype.numpy).max)
    if int(array.min()) < low or int(array.max()) > high:
        raise BadValueError(f"ints for {dtype.name} must lie between {low} and {high}")
