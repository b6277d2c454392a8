"""Calls about gradients on their way to the server, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from insitu.transport import bulk
from insitu.transport.effects import Changed, Made
from insitu.transport.encoding import argument_field, name_field, results_field
from insitu_engine.autograd import history
from insitu_engine.autograd.nodes import Edge, Node
from insitu_engine.meta import Meta
from insitupb.v1 import ops_pb2

if TYPE_CHECKING:
    from insitu._tensor import Tensor
    from insitu.session import Session


def learn(tensors: list[Tensor]) -> None:
    """Let tensors that a recorded backward has made know which of this client's tensors they come from."""
    if not tensors:
        return
    session = tensors[0].session
    infos = [ops_pb2.Query(handle=tensor.handle) for tensor in tensors]
    told, answers = ask(session, "reaches", (tensors,), infos)
    pairs = told.reshape(-1, 2).tolist()
    for at, tensor in enumerate(tensors):
        info = answers[at].tensor
        if info.requires_grad:
            numbers = [number for place, number in pairs if place == at]
            met = [session.live(number) for number in numbers]
            edges = tuple(
                history.edge_of(other) for other in met if other is not None and other is not tensor
            )
            watchers = [session.watchers.get(number) for number in numbers]
            node = _Recorded(info.grad_fn, edges, (tensor.meta,), watchers)
            history.history(tensor).edge = Edge(node, 0)


class _Recorded(Node):
    """All that a recorded backward did, as this client knows it: whence, and which of its hooks and functions it met."""

    __slots__ = ("watchers",)

    def __init__(
        self, title: str, edges: tuple[Edge | None, ...], metas: tuple[Meta, ...], watchers: list[Any]
    ) -> None:
        super().__init__(title, edges, metas)
        #: Kept alive, for a further backward needs them.
        self.watchers = watchers


def fetch(control: str, of: tuple[Any, ...], into: Tensor) -> None:
    """Let ``into``'s handle be the tensor that a call with these arguments answers."""
    session = into.session
    body = body_of(control, of) + results_field([into.handle])
    if not session.stream.record(body, Made([into.handle]), depth=3):
        session.lose_all([into.handle])


def body_of(control: str, args: tuple[Any, ...]) -> bytes:
    """Return the wire bytes of a call without results."""
    return name_field(control) + b"".join(map(argument_field, args))


def send(tensor: Tensor, control: str, args: tuple[Any, ...], effect: Changed | None = None) -> bool:
    """Record a call about a tensor; where it is dropped take its effect back at once, and return False."""
    recorded = tensor.session.stream.record(body_of(control, args), effect, depth=3)
    if not recorded and effect is not None:
        effect.restore()
    return recorded


def ask(
    session: Session, control: str, args: tuple[Any, ...], queries: Sequence[ops_pb2.Query] = ()
) -> tuple[NDArray[np.int64], Sequence[ops_pb2.Answer]]:
    """Return the whole numbers that a call answers, and what is asked besides: one round trip, two for very many."""
    handle = session.next_handle()
    session.stream.record(body_of(control, args) + results_field([handle]), Made([handle]), depth=3)
    answers = session.ask([*queries, ops_pb2.Query(handle=handle, value=True)]).answers
    if answers[-1].snapshot:
        (found,) = session.described([handle])
        return bulk.download(found), answers
    session.stream.released.append(handle)
    return np.frombuffer(answers[-1].value.raw, "<i8"), answers
