"""What a module is worth keeping: its tensors by dotted name, out of a module and into one again.

The one rule: nothing waits. Out come tensors that share the module's bytes; in goes a copy that the server makes.
"""

from __future__ import annotations

import warnings
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

from insitu._tensor import Tensor
from insitu.autograd.hooks import RemovableHandle, added
from insitu.nn.modules.tree import Tree
from insitu.nn.parameter import Parameter
from insitu.recording import no_grad
from insitu_engine.errors import ArgumentError, BadValueError, InsituError

_EXTRA: Final = "_extra_state"
_POSITIONAL: Final = (
    "Positional args are being deprecated, use kwargs instead. Refer to "
    "https://pytorch.org/docs/main/generated/torch.nn.Module.html#torch.nn.Module.state_dict for details."
)

_HookDict: TypeAlias = OrderedDict[int, Callable[..., Any]]


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


@dataclass(frozen=True, slots=True)
class _Before:
    """A function that is called before loading, and whether it wants the module."""

    function: Callable[..., None]
    with_module: bool


class StateDict(OrderedDict[str, Any]):
    """Tensors by name, and the versions of the modules that they are from."""

    _metadata: dict[str, dict[str, Any]]


class Stateful(Tree):
    """The part of a Module that gives its state out and takes it over.

    A subclass that keeps something besides overrides `get_extra_state` and `set_extra_state`, or `_save_to_state_dict`
    and `_load_from_state_dict`, which see the module alone and not what is within it.
    """

    #: Kept in a state_dict beside the values, for those who load older ones.
    _version: int = 1
    _state_dict_pre_hooks: _HookDict
    _state_dict_hooks: _HookDict
    _load_state_dict_pre_hooks: OrderedDict[int, _Before]
    _load_state_dict_post_hooks: _HookDict

    def __init__(self) -> None:
        super().__init__()
        self._state_dict_pre_hooks = OrderedDict()
        self._state_dict_hooks = OrderedDict()
        self._load_state_dict_pre_hooks = OrderedDict()
        self._load_state_dict_post_hooks = OrderedDict()

    # --- out --------------------------------------------------------------------------------------------------------

    def state_dict(
        self, *args: Any, destination: Any = None, prefix: str = "", keep_vars: bool = False
    ) -> OrderedDict[str, Any]:
        """Return all parameters and persistent buffers by dotted name: the tensors themselves, without history.

        Later steps of an optimizer show in them, as they share their bytes. ``keep_vars`` leaves them their history.
        """
        if args:
            warnings.warn(_POSITIONAL, FutureWarning, stacklevel=2)
            named = {"destination": destination, "prefix": prefix, "keep_vars": keep_vars}
            return self.state_dict(**{**named, **dict(zip(named, args, strict=False))})
        if destination is None:
            destination = StateDict()
            destination._metadata = OrderedDict()
        facts = {"version": self._version}
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = facts
        for before in self._state_dict_pre_hooks.values():
            before(self, prefix, keep_vars)
        self._save_to_state_dict(destination, prefix, keep_vars)
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        for after in self._state_dict_hooks.values():
            answer = after(self, destination, prefix, facts)
            if answer is not None and getattr(after, "_from_public_api", False):
                raise BadValueError("state_dict post-hook must return None")
            destination = destination if answer is None else answer
        found: OrderedDict[str, Any] = destination
        return found

    def _save_to_state_dict(self, destination: dict[str, Any], prefix: str, keep_vars: bool) -> None:
        """Put this module's own tensors into a state_dict."""
        for name, tensor in self._kept():
            destination[prefix + name] = tensor if keep_vars else tensor.detach()
        if type(self).get_extra_state is not Stateful.get_extra_state:
            destination[prefix + _EXTRA] = self.get_extra_state()

    def _kept(self) -> Iterator[tuple[str, Tensor]]:
        """Yield this module's own parameters and persistent buffers."""
        for name, parameter in self._parameters.items():
            if parameter is not None:
                yield name, parameter
        for name, buffer in self._buffers.items():
            if buffer is not None and name not in self._non_persistent_buffers_set:
                yield name, buffer

    def get_extra_state(self) -> Any:
        """Return what a subclass keeps in a state_dict besides tensors; one that overrides it takes it back too."""
        raise BadValueError("a subclass that keeps an extra state overrides get_extra_state()")

    def set_extra_state(self, state: Any) -> None:
        """Take back what `get_extra_state` returned."""
        del state
        raise BadValueError("a subclass that keeps an extra state overrides set_extra_state()")

    # --- in ---------------------------------------------------------------------------------------------------------

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
    ) -> IncompatibleKeys:
        """Copy values from a `state_dict` into this module's tensors, or with ``assign`` take its tensors over.

        Returns the names that were missing and those not expected; with ``strict`` they are refused. Raises
        BadValueError, which says all that does not fit, with the rest copied.
        """
        if not isinstance(state_dict, Mapping):
            raise ArgumentError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        given = StateDict(state_dict)
        given._metadata = getattr(state_dict, "_metadata", {})
        keys = IncompatibleKeys([], [])
        troubles: list[str] = []
        self._load_within(given, "", keys, troubles, assign=assign)
        if strict:
            troubles = [
                *_listing("Missing", keys.missing_keys), *_listing("Unexpected", keys.unexpected_keys), *troubles
            ]  # fmt: skip
        if troubles:
            text = "\n\t".join(troubles)
            raise BadValueError(f"Error(s) in loading state_dict for {type(self).__name__}:\n\t{text}")
        return keys

    def _load_within(
        self, given: StateDict, prefix: str, keys: IncompatibleKeys, troubles: list[str], *, assign: bool
    ) -> None:
        """Load this module and all that is within it, each with its own part of the state_dict."""
        facts = given._metadata.get(prefix[:-1], {})
        if assign:
            facts = {**facts, "assign_to_params_buffers": True}
        self._load_from_state_dict(
            given, prefix, facts, True, keys.missing_keys, keys.unexpected_keys, troubles
        )
        for name, module in self._modules.items():
            if module is not None:
                inner = f"{prefix}{name}."
                part = StateDict((key, value) for key, value in given.items() if key.startswith(inner))
                part._metadata = given._metadata
                module._load_within(part, inner, keys, troubles, assign=assign)  # noqa: SLF001 - a module too
        for after in self._load_state_dict_post_hooks.values():
            if after(self, keys) is not None:
                raise AssertionError(
                    "Hooks registered with ``register_load_state_dict_post_hook`` are not expected to return new values, "
                    "if incompatible_keys need to be modified, it should be done inplace."
                )

    def _load_from_state_dict(
        self,
        state_dict: dict[str, Any],
        prefix: str,
        local_metadata: dict[str, Any],
        strict: bool,
        missing_keys: list[str],
        unexpected_keys: list[str],
        error_msgs: list[str],
    ) -> None:
        """Take this module's own tensors from a state_dict; note in the lists what does not fit."""
        given = state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs
        for before in self._load_state_dict_pre_hooks.values():
            before.function(*([self] if before.with_module else []), *given)
        kept = dict(self._kept())
        assign = local_metadata.get("assign_to_params_buffers", False)
        for name, tensor in kept.items():
            key = prefix + name
            if key not in state_dict:
                missing_keys += [key] if strict else []
            elif trouble := _put(self, name, tensor, key, state_dict[key], assign=assign):
                error_msgs.append(trouble)
        keeps_more = type(self).set_extra_state is not Stateful.set_extra_state
        if keeps_more and prefix + _EXTRA in state_dict:
            self.set_extra_state(state_dict[prefix + _EXTRA])
        elif keeps_more and strict:
            missing_keys.append(prefix + _EXTRA)
        if strict:
            known = {*kept, *([_EXTRA] if keeps_more else [])}
            unexpected_keys += [key for key in state_dict if self._is_unknown(key, prefix, known)]

    def _is_unknown(self, key: str, prefix: str, known: set[str]) -> bool:
        name, dot, _ = key.removeprefix(prefix).partition(".")
        return key.startswith(prefix) and name not in (self._modules if dot else known)

    # --- hooks ------------------------------------------------------------------------------------------------------

    def register_state_dict_pre_hook(self, hook: Callable[..., None]) -> RemovableHandle:
        """Call ``hook(module, prefix, keep_vars)`` before this module's state is given out."""
        return added(self._state_dict_pre_hooks, hook)

    def register_state_dict_post_hook(self, hook: Callable[..., None]) -> RemovableHandle:
        """Call ``hook(module, state_dict, prefix, local_metadata)`` afterwards: it may change the state_dict."""
        hook._from_public_api = True  # type: ignore[attr-defined] # noqa: SLF001 - PyTorch's mark of hooks that answer nothing
        return added(self._state_dict_hooks, hook)

    def _register_state_dict_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Do as `register_state_dict_post_hook`, of a hook that may return another state_dict."""
        if getattr(hook, "_from_public_api", False):
            raise BadValueError(
                "Cannot register the same function as the state dict post hook that was previously registered via "
                "register_state_dict_post_hook"
            )
        return added(self._state_dict_hooks, hook)

    def register_load_state_dict_pre_hook(self, hook: Callable[..., None]) -> RemovableHandle:
        """Call ``hook(module, ...)`` with the arguments of `_load_from_state_dict` before this module loads."""
        return self._register_load_state_dict_pre_hook(hook, with_module=True)

    def _register_load_state_dict_pre_hook(
        self, hook: Callable[..., None], with_module: bool = False
    ) -> RemovableHandle:
        """Do as `register_load_state_dict_pre_hook`, of a hook that may not want the module."""
        return added(self._load_state_dict_pre_hooks, _Before(hook, with_module))

    def register_load_state_dict_post_hook(self, hook: Callable[..., None]) -> RemovableHandle:
        """Call ``hook(module, incompatible_keys)`` after this module has loaded: it may change the lists."""
        return added(self._load_state_dict_post_hooks, hook)


def _listing(how: str, keys: list[str]) -> list[str]:
    quoted = ", ".join(f'"{key}"' for key in keys)
    return [f"{how} key(s) in state_dict: {quoted}. "] if keys else []


def _put(module: Stateful, name: str, tensor: Tensor, key: str, value: Any, *, assign: bool) -> str:
    """Copy a value into a module's tensor, or take it over; return what went wrong, "" for nothing."""
    if not isinstance(value, Tensor):
        return (
            f'While copying the parameter named "{key}", expected insitu.Tensor or Tensor-like object from checkpoint but '
            f"received {type(value)}"
        )
    if not tensor.shape and value.shape == (1,):
        value = value[0]
    if value.shape != tensor.shape:
        return (
            f"size mismatch for {key}: copying a param with shape {value.shape} from checkpoint, the shape in current "
            f"model is {tensor.shape}."
        )
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
