"""Tensors in a file of this side: values come home to be written, and travel again when read.

The one rule: a file holds names and tensors, never code. Its format is safetensors, which PyTorch's users read as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from os import PathLike
from typing import TYPE_CHECKING, Any

from insitu import bulk
from insitu.making import tensor_in
from insitu.options import require_plain
from insitu_engine.dtypes import complex128
from insitu_engine.errors import ArgumentError, DTypeError, MalformedRequestError, UnsupportedError

if TYPE_CHECKING:
    from insitu._tensor import Tensor


def save(obj: Mapping[str, Tensor], f: str | PathLike[str]) -> None:
    """Write a dict of named tensors, such as a module's ``state_dict()``, to the file at the path ``f``.

    Waits for the values. Raises ArgumentError for anything else than a dict of tensors, DTypeError for complex128,
    which the format has not, UnsupportedError where the package ``safetensors`` is missing. What was written before
    stays as it is when this fails.
    """
    package = _package()
    for name, tensor in _listed(obj).items():
        if tensor.dtype is complex128:
            raise DTypeError(
                f"save(): {name!r} is complex128, which safetensors has not; save x.to(complex64)"
            )
    package.numpy.save_file({name: bulk.download(tensor) for name, tensor in obj.items()}, f)


def load(
    f: str | PathLike[str], map_location: Any = None, *, weights_only: bool | None = None
) -> dict[str, Tensor]:
    """Return the tensors in the file at the path ``f`` by name, as new ones in the current session.

    None requires a gradient. Raises FileNotFoundError, MalformedRequestError if the file is not of the format,
    UnsupportedError where the package ``safetensors`` is missing. ``weights_only`` changes nothing: there is nothing else.
    """
    from insitu.current import current_session

    require_plain(device=map_location)
    del weights_only
    package = _package()
    try:
        arrays = package.numpy.load_file(f)
    except package.SafetensorError as error:
        raise MalformedRequestError(f"load(): {str(f)!r} is no safetensors file: {error}") from None
    session = current_session()
    return {name: tensor_in(session, array) for name, array in arrays.items()}


def _listed(obj: Any) -> Mapping[str, Tensor]:
    """Return a mapping whose keys are names and whose values are tensors; raise ArgumentError for another thing."""
    from insitu._tensor import Tensor

    if not isinstance(obj, Mapping):
        raise ArgumentError(f"save() takes a dict of tensors, not {type(obj).__name__}")
    for name, value in obj.items():
        if not isinstance(name, str) or not isinstance(value, Tensor):
            raise ArgumentError(
                f"save() takes a dict of tensors by name; got {type(value).__name__} under the key {name!r}"
            )
    return obj


def _package() -> Any:
    """Return the package ``safetensors``, which the client can do without until something is saved."""
    try:
        import_module("safetensors.numpy")
        return import_module("safetensors")
    except ImportError:
        raise UnsupportedError(
            "save() and load() need the package safetensors: pip install safetensors"
        ) from None
