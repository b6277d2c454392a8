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

from insitu import _functions, autograd, composed, errors, linalg, nn, optim, signal, special
from insitu._functions import *  # noqa: F403 - generated, with an __all__ of its own
from insitu._tensor import Size, Tensor
from insitu.composed import *  # noqa: F403 - it has an __all__
from insitu.current import connect, current_session
from insitu.files import File
from insitu.making import as_tensor, from_numpy, randint, randint_like, tensor
from insitu.options import (
    channels_last,
    channels_last_3d,
    contiguous_format,
    preserve_format,
    sparse_coo,
    strided,
)
from insitu.recording import (
    enable_grad,
    inference_mode,
    is_grad_enabled,
    is_inference_mode_enabled,
    no_grad,
    set_grad_enabled,
)
from insitu.saving import load, save
from insitu.seeds import initial_seed, manual_seed, seed, set_rng_state
from insitu.session import Memory, Session
from insitu.version import __version__
from insitu_engine.dtypes import (
    DType,
    bfloat16,
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
from insitu_engine.limits import finfo, iinfo
from insitu_engine.promotion import can_cast, get_default_dtype, promote_types, set_default_dtype

#: PyTorch's second names.
half, float, double = float16, float32, float64
short, int, long = int16, int32, int64
cfloat, cdouble = complex64, complex128
dtype = DType


def sync() -> None:
    """Wait until all calls recorded in the current session are applied; raise what the server refused."""
    current_session().sync()


def is_tensor(obj: object) -> bool:  # type: ignore[valid-type] # the builtin, not the dtype above
    """Return whether ``obj`` is an insitu tensor."""
    return isinstance(obj, Tensor)


def result_type(first: Tensor | _functions.Number, second: Tensor | _functions.Number) -> DType:
    """Return the dtype in which an op on these two computes, as ``torch.result_type``."""
    from insitu_engine.promotion import result_type as of

    return of(*(operand.meta if isinstance(operand, Tensor) else operand for operand in (first, second)))


__all__ = [  # noqa: PLE0604 - strings, generated
    *_functions.__all__,
    *composed.__all__,
    "DType",
    "File",
    "InsituError",
    "Memory",
    "Session",
    "Size",
    "Tensor",
    "__version__",
    "as_tensor",
    "autograd",
    "bfloat16",
    "bool",
    "can_cast",
    "cdouble",
    "cfloat",
    "channels_last",
    "channels_last_3d",
    "complex64",
    "complex128",
    "connect",
    "contiguous_format",
    "current_session",
    "double",
    "dtype",
    "enable_grad",
    "errors",
    "finfo",
    "float",
    "float16",
    "float32",
    "float64",
    "from_numpy",
    "get_default_dtype",
    "half",
    "iinfo",
    "initial_seed",
    "int",
    "int8",
    "int16",
    "int32",
    "int64",
    "is_grad_enabled",
    "is_tensor",
    "linalg",
    "load",
    "long",
    "manual_seed",
    "nn",
    "inference_mode",
    "is_inference_mode_enabled",
    "no_grad",
    "optim",
    "preserve_format",
    "promote_types",
    "randint",
    "randint_like",
    "result_type",
    "save",
    "seed",
    "set_default_dtype",
    "set_grad_enabled",
    "set_rng_state",
    "short",
    "signal",
    "sparse_coo",
    "special",
    "strided",
    "sync",
    "tensor",
    "uint8",
]
