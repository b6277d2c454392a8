"""What one in-place call keeps for backward, here and in PyTorch, and which later writes it survives."""

from __future__ import annotations

import gc
import warnings
from typing import Any

import torch

import insitu

from .table import CALLS, LATER, OTHERS, START


def _begun(library: Any, row: str) -> dict[str, Any]:
    names: dict[str, Any] = {"T": library}
    exec(f"{START}\n{OTHERS[CALLS[row][1]]}", names)
    return names


def kept_by_torch(row: str) -> int:
    """Return the bytes that PyTorch keeps in storages that nobody else holds."""
    names = _begun(torch, row)
    known = {
        value.untyped_storage().data_ptr() for value in names.values() if isinstance(value, torch.Tensor)
    }
    kept: dict[int, tuple[int, torch.Tensor]] = {}

    def pack(tensor: torch.Tensor) -> torch.Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in known:
            kept[storage.data_ptr()] = (storage.nbytes(), tensor)
        return tensor

    with warnings.catch_warnings(), torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        warnings.simplefilter("ignore")
        exec(CALLS[row][0], names)
    return sum(size for size, _ in kept.values())


def kept_here(row: str, session: insitu.Session) -> int:
    """Return the bytes that the server keeps in storages that nobody else holds."""
    names = _begun(insitu, row)
    gc.collect()  # what earlier rows left must not go in between
    before = session.memory().graph
    exec(CALLS[row][0], names)
    return session.memory().graph - before


def outcome(library: Any, row: str, later: str) -> dict[str, Any] | str:
    """Return the gradients of all leaves after a later write, or what is said instead."""
    names = _begun(library, row)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(CALLS[row][0], names)
        exec(LATER[later], names)
        try:
            (names["w"].sum() + names["M"].sum()).backward()
            grads = {name: names[name].grad for name in ("x", "y", "a", "b") if name in names}
            return {name: None if grad is None else grad.add(0).tolist() for name, grad in grads.items()}
        except RuntimeError as error:
            return "refused" if "modified by an inplace operation" in str(error) else str(error)
