"""Tensors from what the client has: numbers, nested lists, NumPy arrays."""

from __future__ import annotations

from numbers import Number
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from insitu.current import current_session, using
from insitu.dispatch import call
from insitu.options import as_leaf, require_plain
from insitu.recording import no_grad
from insitu.session import Session
from insitu.transport import bulk
from insitu_engine.dtypes import DType, dtype_named, dtype_of_array
from insitu_engine.errors import ArgumentError, BadValueError, InvalidValueError
from insitu_engine.optable import lookup
from insitu_engine.promotion import DEFAULT_DTYPE

if TYPE_CHECKING:
    from insitu._tensor import Tensor

#: An array up to this many bytes travels inside its call.
_INLINE: Final = 32 * 1024
_TENSOR = lookup("tensor")
_RANDINT = lookup("randint")
_RANDINT_LIKE = lookup("randint_like")


def tensor(
    data: Any,
    *,
    dtype: DType | str | None = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
    name: str | None = None,
) -> Tensor:
    """Return a new tensor with a copy of ``data``: a number, nested lists, an array, or a tensor.

    Python floats become float32, integers int64; an array keeps its dtype. ``name`` makes it one that other clients of
    the session find, and that outlives this handle.

    >>> import insitu
    >>> insitu.tensor([[1, 2], [3, 4]])
    tensor([[1, 2],
            [3, 4]])
    """
    require_plain(device=device, pin_memory=pin_memory)
    made = tensor_in(current_session(), data, dtype=dtype, name=name)
    return as_leaf(made, requires_grad)


def from_numpy(array: NDArray[Any]) -> Tensor:
    """Return a new tensor with a copy of the array: the bytes live on the server, so nothing is shared."""
    if not isinstance(array, np.ndarray):
        raise ArgumentError(f"expected np.ndarray (got {type(array).__name__})")
    return tensor(array)


def as_tensor(data: Any, dtype: DType | str | None = None, device: Any = None) -> Tensor:
    """Return ``data`` itself if it is a tensor of that dtype already, else a new tensor."""
    from insitu._tensor import Tensor

    if isinstance(data, Tensor):
        return data.to(dtype=dtype, device=device)
    return tensor(data, dtype=dtype, device=device)


def asarray(
    obj: Any,
    *,
    dtype: DType | str | None = None,
    device: Any = None,
    copy: bool | None = None,
    requires_grad: bool = False,
) -> Tensor:
    """Return ``obj`` as a tensor, a copy if it is none yet, of another dtype, or ``copy`` asks for one.

    Raises InvalidValueError where ``copy=False`` and a copy has to be made.
    """
    found = as_tensor(obj, dtype, device)
    if copy is False and found is not obj:
        raise InvalidValueError(
            "can't alias the values: they live on the server, where a copy of them is made"
        )
    if copy and found is obj:
        found = found.detach().clone()
    return as_leaf(found, True) if requires_grad else found


def randint(
    low: int,
    high: Any = None,
    size: Any = None,
    *,
    dtype: DType | str | None = None,
    generator: None = None,
    requires_grad: bool = False,
    **options: Any,
) -> Tensor:
    """Return random integers from ``low`` to before ``high``: ``randint(high, size)`` or ``randint(low, high, size)``.

    ``options`` are what `zeros` takes besides: ``device``, ``layout``, ``pin_memory``, ``requires_grad``.
    """
    require_plain(generator=generator, **options)
    if high is None or not isinstance(high, int):
        low, high, size = 0, low, high if size is None else size
    result: Tensor = call(_RANDINT, (low, high, size, dtype))
    return as_leaf(result, requires_grad)


def randint_like(
    input: Tensor,
    low: int,
    high: int | None = None,
    *,
    dtype: DType | str | None = None,
    memory_format: Any = None,
    generator: None = None,
    requires_grad: bool = False,
    **options: Any,
) -> Tensor:
    """Return random integers from ``low`` (0 if only ``high`` is given) to before ``high``, in the shape of ``input``."""
    require_plain(generator=generator, **options)
    del memory_format  # new tensors lie row-major
    if high is None:
        low, high = 0, low
    result: Tensor = call(_RANDINT_LIKE, (input, low, high, dtype))
    return as_leaf(result, requires_grad)


def tensor_in(
    session: Session, data: Any, *, dtype: DType | str | None = None, name: str | None = None
) -> Tensor:
    """Return a new tensor in this session."""
    from insitu._tensor import Tensor

    session.require_open()
    wanted = dtype_named(dtype) if isinstance(dtype, str) else dtype
    if isinstance(data, Tensor):
        with no_grad():
            made = data.to(dtype=wanted, copy=True)
        if name:
            session[name] = made
        return made
    array = _array(data, wanted)
    if array.nbytes > _INLINE:
        made = bulk.upload(session, array, name=name or "")
    else:
        made = _send(session, array, name)
    if name:
        session.sync()  # whoever is told of the name finds it
        session.remember_name(name, made)
    return made


def _send(session: Session, array: NDArray[Any], name: str | None) -> Tensor:
    with using(session):
        made: Tensor = call(_TENSOR, (array, None), names=(name,) if name else ())
    return made


def _array(data: Any, dtype: DType | None) -> NDArray[Any]:
    """Return ``data`` as an array of one of our dtypes; raise what PyTorch raises where it cannot be one."""
    from insitu._tensor import Tensor

    if isinstance(data, list | tuple) and any(isinstance(item, Tensor) for item in data):
        data = [item.tolist() if isinstance(item, Tensor) else item for item in data]
    try:
        array = np.asarray(data)
    except ValueError:
        _refuse_ragged(data)
        raise
    if array.dtype == object or array.dtype.kind in "USmM":
        _refuse_kind(data)
    if dtype is None:
        typed = hasattr(data, "dtype")
        if not typed and array.dtype.kind in "fc":
            dtype = DEFAULT_DTYPE if array.dtype.kind == "f" else dtype_named("complex64")
        else:
            dtype = dtype_of_array(array)
    with np.errstate(all="ignore"):
        return array.astype(dtype.numpy, copy=False)


def _refuse_ragged(data: Any, dim: int = 1) -> None:
    """Raise what PyTorch raises where one of nested sequences is not as long as the first one beside it."""
    for item in data:
        if not isinstance(item, list | tuple):
            raise ArgumentError("not a sequence")
        if len(item) != len(data[0]):
            raise InvalidValueError(
                f"expected sequence of length {len(data[0])} at dim {dim} (got {len(item)})"
            )
    for item in data:
        _refuse_ragged(item, dim + 1)


def _refuse_kind(data: Any) -> None:
    """Raise what PyTorch raises for the first thing in nested sequences that no tensor has, or for a number too large."""
    for item in data if isinstance(data, list | tuple) else ():
        if not isinstance(item, Number):
            _refuse_kind(item)
    if isinstance(data, str | bytes):
        raise ArgumentError(f"new(): invalid data type '{type(data).__name__}'")
    if isinstance(data, int | list | tuple):
        raise InvalidValueError("Overflow when unpacking long long")
    raise BadValueError(f"Could not infer dtype of {type(data).__name__}")
