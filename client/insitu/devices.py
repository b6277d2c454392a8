"""Devices by PyTorch's names. There is one: the server's memory, which a script knows as "cpu".

The one rule: another device may be named and asked for; to put something there is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final, Never, Self

from insitu_engine.errors import ArgumentError, BadValueError, UnsupportedError

_KINDS: Final = (
    "cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, lazy, vulkan, mps, meta, hpu, mtia, "
    "privateuseone"
)
_WORD: Final = re.compile(r"([a-z]+)(?::(\d+))?")


@dataclass(frozen=True, slots=True, init=False, repr=False)
class device:  # noqa: N801 - PyTorch's name
    """A device by name, ``device("cpu")``, ``device("cuda:0")`` or ``device("cuda", 0)``; or another device, again.

    As a context manager it is where new tensors go. Raises BadValueError for a word that is no device's.
    """

    type: str
    index: int | None

    def __init__(self, type: str | device, index: int | None = None) -> None:
        if isinstance(type, device):
            type = str(type)
        if not isinstance(type, str):
            raise ArgumentError(f"device(): expected a name or a device, got {type.__class__.__name__}")
        word, _, number = type.partition(":")
        if word not in _KINDS.split(", "):
            raise BadValueError(f"Expected one of {_KINDS} device type at start of device string: {word}")
        if not _WORD.fullmatch(type) or (number and index is not None):
            raise BadValueError(f"Invalid device string: '{type}'")
        object.__setattr__(self, "type", word)
        object.__setattr__(self, "index", int(number) if number else index)

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __repr__(self) -> str:
        number = "" if self.index is None else f", index={self.index}"
        return f"device(type={self.type!r}{number})"

    def __enter__(self) -> Self:
        require_cpu(self)
        return self

    def __exit__(self, *error: object) -> None:
        """Do nothing: tensors go where they went before."""


#: Where every tensor is.
CPU: Final = device("cpu")


def require_cpu(wanted: Any) -> None:
    """Refuse a device that is not there; None is the one that is. Raises UnsupportedError, or as `device` does."""
    if wanted is None or wanted is CPU:
        return
    if isinstance(wanted, int) or device(wanted).type != "cpu":
        refuse(wanted)


def refuse(wanted: Any) -> Never:
    """Raise UnsupportedError: a device was asked for that is not there."""
    raise UnsupportedError(f"there is one device, 'cpu', which is the server's memory; got {str(wanted)!r}")


def get_default_device() -> device:
    """Return where new tensors go."""
    return CPU


def set_default_device(device: Any) -> None:
    """Let new tensors go to a device: refused for any other than they go to."""
    require_cpu(device)
