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

from math import e, inf, nan, pi

from insitu import (
    _functions,
    accelerator,
    autograd,
    backends,
    composed,
    cuda,
    dropping,
    errors,
    execution,
    inquiries,
    linalg,
    nn,
    optim,
    signal,
    special,
    utils,
)
from insitu._functions import *  # noqa: F403 - generated, with an __all__ of its own
from insitu._tensor import Size, Tensor
from insitu._tensor.printing import set_printoptions
from insitu.autograd.anomaly import is_anomaly_check_nan_enabled, is_anomaly_enabled
from insitu.composed import *  # noqa: F403 - it has an __all__
from insitu.current import connect, current_session
from insitu.devices import device, get_default_device, set_default_device
from insitu.dropping import *  # noqa: F403 - likewise
from insitu.execution import *  # noqa: F403 - it has an __all__
from insitu.files import File
from insitu.generators import Generator
from insitu.inquiries import *  # noqa: F403 - it has an __all__
from insitu.making import as_tensor, asarray, from_numpy, randint, randint_like, tensor
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
from insitu.typenames import (
    BFloat16Tensor,
    BoolTensor,
    ByteTensor,
    CharTensor,
    DoubleTensor,
    FloatTensor,
    HalfTensor,
    IntTensor,
    LongTensor,
    ShortTensor,
    typename,
)
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
#: An index that makes a dimension.
newaxis = None


def sync() -> None:
    """Wait until all calls recorded in the current session are applied; raise what the server refused."""
    current_session().sync()


__all__ = [  # noqa: PLE0604 - strings, generated
    *_functions.__all__,
    *composed.__all__,
    *dropping.__all__,
    *execution.__all__,
    *inquiries.__all__,
    "BFloat16Tensor",
    "BoolTensor",
    "ByteTensor",
    "CharTensor",
    "DType",
    "File",
    "DoubleTensor",
    "FloatTensor",
    "Generator",
    "HalfTensor",
    "InsituError",
    "IntTensor",
    "LongTensor",
    "Memory",
    "Session",
    "ShortTensor",
    "Size",
    "Tensor",
    "__version__",
    "accelerator",
    "as_tensor",
    "asarray",
    "autograd",
    "backends",
    "bfloat16",
    "bool",
    "can_cast",
    "cdouble",
    "cfloat",
    "channels_last",
    "channels_last_3d",
    "complex128",
    "complex64",
    "connect",
    "contiguous_format",
    "cuda",
    "current_session",
    "device",
    "double",
    "dtype",
    "e",
    "enable_grad",
    "errors",
    "finfo",
    "float",
    "float16",
    "float32",
    "float64",
    "from_numpy",
    "get_default_device",
    "get_default_dtype",
    "half",
    "iinfo",
    "inf",
    "inference_mode",
    "initial_seed",
    "int",
    "int16",
    "int32",
    "int64",
    "int8",
    "is_anomaly_check_nan_enabled",
    "is_anomaly_enabled",
    "is_grad_enabled",
    "is_inference_mode_enabled",
    "linalg",
    "load",
    "long",
    "manual_seed",
    "nan",
    "newaxis",
    "nn",
    "no_grad",
    "optim",
    "pi",
    "preserve_format",
    "promote_types",
    "randint",
    "randint_like",
    "save",
    "seed",
    "set_default_device",
    "set_default_dtype",
    "set_grad_enabled",
    "set_printoptions",
    "set_rng_state",
    "short",
    "signal",
    "sparse_coo",
    "special",
    "strided",
    "sync",
    "tensor",
    "typename",
    "uint8",
    "utils",
]
