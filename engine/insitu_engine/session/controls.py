"""Calls of the log that are no ops: they change who holds what, or the random source, or files, or the graph.

Each takes the session, the handles and names for its results, and its arguments. The one rule is every call's: what can
be refused is refused before anything changes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from insitu_engine.autograd.calls import GRADIENT_CALLS
from insitu_engine.errors import BadValueError
from insitu_engine.file_calls import FILE_CALLS
from insitu_engine.generator import Random
from insitu_engine.memory.storage import Tensor

if TYPE_CHECKING:
    from insitu_engine.session.log import Session

Handles = tuple[int, ...]
Names = tuple[str, ...]
Made = tuple[Tensor, ...]


def _release(session: Session, _: Handles, __: Names, *handles: Any) -> Made:
    session.release(handles)
    return ()


def _lookup(session: Session, results: Handles, _: Names, wanted: Tensor | str) -> Made:
    """Lease a tensor, told by name or by another handle, to further handles."""
    tensor = session.named(wanted) if isinstance(wanted, str) else wanted
    session.require_new("lookup", results)
    for handle in results:
        session.lease_handle(tensor, handle)
    return (tensor,)


def _set_name(session: Session, _: Handles, __: Names, tensor: Tensor, name: str) -> Made:
    session.account.require_tensors(0 if name in session.names else 1)
    session.lease_name(tensor, name)
    return (tensor,)


def _manual_seed(session: Session, _: Handles, __: Names, *words: Any) -> Made:
    for word in words:
        if not isinstance(word, int) or not -(2**63) <= word < 2**64:
            raise BadValueError(f"manual_seed expected an integer of 64 bits, got {word!r}")
    session.executor.random = Random(*words)
    return ()


def _about_files(call: str, session: Session, results: Handles, names: Names, *args: Any) -> Made:
    require = partial(session.require_free, call, results=results, names=names)
    made = FILE_CALLS[call](session.engine.files, session.executor, require, *args)
    session.lease(made, results, names)
    return made


def _about_gradients(call: str, session: Session, results: Handles, _: Names, *args: Any) -> Made:
    session.require_new(call, results)
    found = list(GRADIENT_CALLS[call](session.tape, session.handles, *args))
    for handle, value in zip(results, found, strict=False):
        if value is not None:
            session.lease_handle(value.tensor, handle)
    return tuple(value.tensor for value in found if value is not None)


CONTROLS: Final[dict[str, Callable[..., Made]]] = {
    "release": _release,
    "lookup": _lookup,
    "set_name": _set_name,
    "manual_seed": _manual_seed,
    **{call: partial(_about_gradients, call) for call in GRADIENT_CALLS},
    **{call: partial(_about_files, call) for call in FILE_CALLS},
}

#: Those of them that take as long as a graph is large, or a file.
LONG: Final = frozenset({"backward", "gradients", "walk", "walk_on", "walk_end", *FILE_CALLS})
