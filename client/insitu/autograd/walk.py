"""A backward that the server carries out and this client has a say in: it pauses where a hook or a function is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from insitu.autograd.anomaly import anomaly
from insitu.autograd.sending import ask, fetch, learn, send
from insitu.recording import set_grad_enabled
from insitu_engine.meta import Meta, meta

if TYPE_CHECKING:
    from insitu._tensor import Tensor
    from insitu.session import Session

Grads = list["Tensor | None"]


class Watcher(Protocol):
    """What wants to see gradients on their way: a tensor's hooks, or a function's own gradient."""

    #: Of the gradients that it sees.
    metas: tuple[Meta, ...]

    @property
    def active(self) -> bool:
        """Whether it has a say at present."""

    def answer(self, grads: Grads, *, retain: bool) -> Grads:
        """Return with what backward goes on; the graph is let go of afterwards unless ``retain``."""


def watched(session: Session) -> bool:
    """Return whether a backward of the session may have to pause."""
    return any(watcher.active for watcher in session.watchers.values())


def walk(
    session: Session,
    roots: Sequence[Tensor],
    seeds: Sequence[Tensor | None],
    inputs: Sequence[Tensor] | None,
    retain: bool,
    create: bool,
    *,
    accumulate: bool,
) -> int:
    """Go backward up to where only "walk_end" remains, and return the number to give it; a round trip a pause."""
    number = session.next_handle()
    send(roots[0], "walk", (number, roots, seeds, inputs, accumulate, retain, create, anomaly.check_nan))
    while True:
        (watcher_number, *present), _ = ask(session, "walk_at", (number,))
        if watcher_number < 0:
            return number
        watcher: Watcher | None = session.watchers.get(int(watcher_number))
        metas = () if watcher is None else watcher.metas
        grads = _grads(session, number, present, metas, create=create)
        try:
            with set_grad_enabled(create):
                answers = grads if watcher is None else watcher.answer(grads, retain=retain)
        except BaseException:
            send(roots[0], "walk_end", (number,))
            raise
        send(roots[0], "walk_on", (number, answers))


def _grads(
    session: Session, number: int, present: list[Any], metas: tuple[Meta, ...], *, create: bool
) -> Grads:
    """Return the gradients at a pause, None where there is none."""
    grads: Grads = [None] * len(present)
    for at, there in enumerate(present):
        if there and at < len(metas):
            gradient = session.new(meta(metas[at].dtype, metas[at].shape))
            fetch("walk_grad", (number, at), gradient)
            grads[at] = gradient
    if create:
        learn([gradient for gradient in grads if gradient is not None])
    return grads
