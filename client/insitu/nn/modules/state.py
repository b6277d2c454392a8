"""What a module is worth keeping: its tensors by dotted name, out of a module and into one again.

The one rule: nothing waits. Out come tensors that share the module's bytes; in goes a copy that the server makes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from insitu._tensor import Tensor
from insitu.nn.parameter import Parameter
from insitu.recording import no_grad
from insitu_engine.errors import ArgumentError, BadValueError, InsituError

if TYPE_CHECKING:
    from insitu.nn.modules.module import Module


class IncompatibleKeys(NamedTuple):
    """Names that a state_dict lacked, and those that the module lacks."""

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"_IncompatibleKeys(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"

    def __str__(self) -> str:
        return repr(self)


class StateDict(OrderedDict[str, Any]):
    """Tensors by name, and the versions of the modules that they are from."""

    _metadata: dict[str, dict[str, int]]


def collect(module: Module, destination: Any, prefix: str, *, keep_vars: bool) -> Any:
    """Add the tensors of a module and of all within it to ``destination``, a new dict if there is none, and return it."""
    if destination is None:
        destination = StateDict()
        destination._metadata = {}  # noqa: SLF001 - PyTorch's name
    versions = getattr(destination, "_metadata", {})
    for path, part in module.named_modules(remove_duplicate=False):
        versions[(prefix + path).rstrip(".")] = {"version": part._version}
        for name, tensor in _kept(part).items():
            place = prefix + (f"{path}.{name}" if path else name)
            destination[place] = tensor if keep_vars else tensor.detach()
    return destination


def _kept(module: Module) -> dict[str, Tensor]:
    """Return a module's own parameters and persistent buffers."""
    buffers = {
        name: tensor
        for name, tensor in module._buffers.items()  # noqa: SLF001 - a module's other half
        if name not in module._non_persistent_buffers_set  # noqa: SLF001
    }
    return {name: tensor for name, tensor in {**module._parameters, **buffers}.items() if tensor is not None}  # noqa: SLF001


def load(module: Module, given: Mapping[str, Any], *, strict: bool, assign: bool) -> IncompatibleKeys:
    """Copy a state_dict into a module, or take its tensors over; raise BadValueError for all that does not fit."""
    if not isinstance(given, Mapping):
        raise ArgumentError(f"Expected state_dict to be dict-like, got {type(given)}.")
    missing, known, troubles = [], set(), []
    for path, part in module.named_modules(remove_duplicate=False):
        for name, tensor in _kept(part).items():
            key = f"{path}.{name}" if path else name
            known.add(key)
            if key not in given:
                missing.append(key)
            elif (trouble := _refusal(key, tensor, given[key])) or (
                trouble := _put(part, name, key, given[key], assign=assign)
            ):
                troubles.append(trouble)
    unexpected = [key for key in given if key not in known]
    if strict:
        troubles = [*_listing("Missing", missing), *_listing("Unexpected", unexpected), *troubles]
    if troubles:
        raise BadValueError(
            "Error(s) in loading state_dict for {}:\n\t{}".format(
                type(module).__name__, "\n\t".join(troubles)
            )
        )
    return IncompatibleKeys(missing, unexpected)


def _listing(how: str, keys: list[str]) -> list[str]:
    quoted = ", ".join(f'"{key}"' for key in keys)
    return [f"{how} key(s) in state_dict: {quoted}. "] if keys else []


def _refusal(key: str, tensor: Tensor, value: object) -> str:
    """Return why a value cannot be a tensor's, "" if it can."""
    if not isinstance(value, Tensor):
        return (
            f'While copying the parameter named "{key}", expected insitu.Tensor or Tensor-like object from checkpoint but '
            f"received {type(value)}"
        )
    if value.shape != tensor.shape:
        return (
            f"size mismatch for {key}: copying a param with shape {value.shape} from checkpoint, the shape in current "
            f"model is {tensor.shape}."
        )
    return ""


def _put(module: Module, name: str, key: str, value: Tensor, *, assign: bool) -> str:
    """Copy a value, or take it over; return what went wrong, "" for nothing."""
    tensor: Tensor = getattr(module, name)
    try:
        with no_grad():
            if not assign:
                tensor.copy_(value)
            elif not isinstance(tensor, Parameter):
                setattr(module, name, value)
            elif isinstance(value, Parameter):
                setattr(module, name, value.requires_grad_(tensor.requires_grad))
            else:
                setattr(module, name, Parameter(value, tensor.requires_grad))
    except InsituError as error:
        return (
            f'While copying the parameter named "{key}", whose dimensions in the model are {tensor.shape} and whose '
            f"dimensions in the checkpoint are {value.shape}, an exception occurred : {error.args}."
        )
    return ""
