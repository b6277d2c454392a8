"""Who holds a session's tensors: handles, which are never used twice, and names, which move.

A tensor lives while one of them leads to it. Each is a lease, and counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from insitu_engine.errors import ArgumentError, TensorExistsError, UnknownTensorError
from insitu_engine.memory.accounts import Account
from insitu_engine.memory.storage import Tensor


class Leases:
    """Tensors under handles and names."""

    def __init__(self, name: str, account: Account) -> None:
        """``name`` is the session's, as errors tell it; ``account`` counts the leases and limits them."""
        self.name = name
        self.account = account
        self.handles: dict[int, Tensor] = {}
        self.names: dict[str, Tensor] = {}

    def tensor(self, handle: int) -> Tensor:
        """Return the tensor under a handle; raise UnknownTensorError."""
        found = self.handles.get(handle)
        if found is None:
            raise UnknownTensorError(
                f"no tensor has the handle {handle} in session {self.name!r}", handle=handle
            )
        return found

    def named(self, name: str) -> Tensor:
        """Return the tensor under a name; raise UnknownTensorError."""
        found = self.names.get(name)
        if found is None:
            raise UnknownTensorError(f"no tensor is named {name[:256]!r} in session {self.name!r}")
        return found

    def tensors(self) -> list[Tensor]:
        """Return every tensor that a handle or a name holds, once."""
        return list(
            {id(tensor): tensor for tensor in (*self.names.values(), *self.handles.values())}.values()
        )

    def require_free(
        self, call: str, known: int, *, results: tuple[int, ...], names: tuple[str, ...]
    ) -> None:
        """Raise unless a call of so many results may lease them to these handles and names."""
        for given, what in ((results, "handles"), (names, "names")):
            if given and len(given) != known:
                raise ArgumentError(f"{call}() has {known} results, but {len(given)} {what} were given")
        self.require_new(call, results, names=len(names))

    def lease(self, made: tuple[Tensor, ...], results: tuple[int, ...], names: tuple[str, ...]) -> None:
        """Lease new tensors to handles and names, as far as there are some."""
        for handle, tensor in zip(results, made, strict=False):
            self.lease_handle(tensor, handle)
        for name, tensor in zip(names, made, strict=False):
            self.lease_name(tensor, name)

    def lease_handle(self, tensor: Tensor, handle: int) -> None:
        """Let a handle that is free lead to a tensor."""
        self.handles[handle] = tensor
        tensor.leases += 1
        tensor.handle = tensor.handle or handle
        self.account.lease(1)

    def lease_name(self, tensor: Tensor, name: str) -> None:
        """Let a name lead to a tensor; the one that it led to is given up."""
        tensor.name = name
        before = self.names.get(name)
        if before is tensor:
            return
        self.names[name] = tensor
        tensor.leases += 1
        self.account.lease(1)
        if before is not None:
            self._unname(before, name)
            self._give_up(before)

    @staticmethod
    def _unname(tensor: Tensor, name: str) -> None:
        """Forget the name that the tensor goes by, if it is this one."""
        if tensor.name == name:
            tensor.name = ""

    def _give_up(self, tensor: Tensor) -> None:
        self._unlease(tensor)
        if tensor.leases == 0:
            self._close(tensor)

    def _unlease(self, tensor: Tensor) -> None:
        tensor.leases -= 1
        self.account.lease(-1)

    def _close(self, tensor: Tensor) -> None:
        """Let go of a tensor that nothing leads to any more."""
        tensor.close()

    def discard(self, tensors: Iterable[Tensor]) -> None:
        """Free results on which nobody took a lease."""
        for tensor in tensors:
            if tensor.leases == 0:
                self._close(tensor)

    def require_new(self, call: str, results: tuple[int, ...], *, names: int = 0) -> None:
        """Raise unless these handles, each another, are free, and there is room for them and so many names."""
        handles = self.handles
        for handle in results:
            if handle in handles or handle == 0:
                raise TensorExistsError(f"handle {handle} is taken in session {self.name!r}", handle=handle)
        if len(results) > 1 and len(set(results)) != len(results):
            raise TensorExistsError(f"{call}() was given the same handle for two results")
        self.account.require_tensors(len(results) + names)

    def release(self, handles: Iterable[Any]) -> None:
        """Give up the leases of these handles; one that is not there raises before any is given up."""
        leaving = [(handle, self.tensor(handle)) for handle in handles]
        for handle, tensor in leaving:
            if self.handles.pop(handle, None) is not None:
                if tensor.handle == handle:
                    tensor.handle = 0
                self._give_up(tensor)

    def release_name(self, name: str) -> None:
        """Give up the lease of this name."""
        tensor = self.named(name)
        del self.names[name]
        self._unname(tensor, name)
        self._give_up(tensor)

    def release_all(self) -> None:
        """Give up every lease, for good: nothing is kept of what is let go of."""
        for leased in (self.handles, self.names):
            while leased:
                _, tensor = leased.popitem()
                self._unlease(tensor)
                if tensor.leases == 0:
                    tensor.close()
