"""Tensors that live on a server and change in place, with PyTorch's names.

>>> import insitu
>>> x = insitu.tensor([1.0, 2.0])
>>> y = insitu.tensor([10.0, 20.0])
>>> x.add_(y) is x
True
>>> x
tensor([11., 22.])
>>> x._version
1
"""

from __future__ import annotations

from insitu import _functions, errors, nn
from insitu._functions import *  # noqa: F403 - generated, with an __all__ of its own
from insitu._tensor import Size, Tensor
from insitu.current import connect, current_session
from insitu.making import as_tensor, from_numpy, randint, randint_like, tensor
from insitu.session import Memory, Session
from insitu.version import __version__
from insitu_engine.dtypes import (
    DType,
    complex64,
    complex128,
    float16,
    float32,
    float64,
    int8,
    int16,
    int32,
    int64,
    uint8,
)
from insitu_engine.dtypes import bool_ as bool
from insitu_engine.errors import InsituError
from insitu_engine.promotion import can_cast, promote_types

#: PyTorch's second names.
half, float, double = float16, float32, float64
short, int, long = int16, int32, int64
cfloat, cdouble = complex64, complex128
dtype = DType


def manual_seed(seed: int) -> None:  # type: ignore[valid-type] # the builtin, not the dtype above
    """Begin the current session's random numbers anew from ``seed``."""
    current_session().manual_seed(seed)


def sync() -> None:
    """Wait until all calls recorded in the current session are applied; raise what the server refused."""
    current_session().sync()


def is_tensor(obj: object) -> bool:  # type: ignore[valid-type] # the builtin, not the dtype above
    """Return whether ``obj`` is an insitu tensor."""
    return isinstance(obj, Tensor)


def result_type(first: Tensor | complex, second: Tensor | complex) -> DType:
    """Return the dtype in which an op on these two computes, as ``torch.result_type``."""
    from insitu_engine.promotion import result_type as of

    return of(*(operand.meta if isinstance(operand, Tensor) else operand for operand in (first, second)))


__all__ = [  # noqa: PLE0604 - strings, generated
    *_functions.__all__,
    "DType",
    "InsituError",
    "Memory",
    "Session",
    "Size",
    "Tensor",
    "__version__",
    "as_tensor",
    "bool",
    "can_cast",
    "cdouble",
    "cfloat",
    "complex64",
    "complex128",
    "connect",
    "current_session",
    "double",
    "dtype",
    "errors",
    "float",
    "float16",
    "float32",
    "float64",
    "from_numpy",
    "half",
    "int",
    "int8",
    "int16",
    "int32",
    "int64",
    "is_tensor",
    "long",
    "manual_seed",
    "nn",
    "promote_types",
    "randint",
    "randint_like",
    "result_type",
    "short",
    "sync",
    "tensor",
    "uint8",
]
