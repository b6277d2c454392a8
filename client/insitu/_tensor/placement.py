"""Where a tensor is and how it lies, by PyTorch's names. The one rule: the answers are the same for every tensor."""

from __future__ import annotations

from typing import Any, Never

from insitu.devices import CPU, device, refuse
from insitu.options import Constant, strided

__all__ = ["Placement"]


class Placement:
    """The part of a Tensor that tells of its device and its layout."""

    __slots__ = ()

    @property
    def device(self) -> device:
        """The one device: the server's memory."""
        return CPU

    @property
    def layout(self) -> Constant:
        """The one layout: by strides."""
        return strided

    @property
    def is_cpu(self) -> bool:
        """True: a script's own device."""
        return True

    @property
    def is_cuda(self) -> bool:
        """False."""
        return False

    @property
    def is_sparse(self) -> bool:
        """False."""
        return False

    def get_device(self) -> int:
        """Return -1, the number of no accelerator."""
        return -1

    def cuda(self, device: Any = None, non_blocking: bool = False, memory_format: Any = None) -> Never:  # noqa: ARG002 - PyTorch's arguments
        """Raise UnsupportedError: there is one device."""
        refuse("cuda")
