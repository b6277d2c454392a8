"""What a session is, down to the last byte: compared before and after a call that must change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from insitu_engine.memory.accounts import Account
from insitu_engine.optable import Op
from insitu_engine.session import Session

#: Of an account, what is in use; what was ever allocated, and the peak, also count what a failed call gave back.
IN_USE = ("live", "storages", "tensors", "saved")
STATISTICS = ("allocated", "peak")


def state_of(session: Session, *, statistics: bool = True) -> dict[str, Any]:
    """Return everything about a session that a failed call must leave alone."""
    columns = IN_USE + (STATISTICS if statistics else ())
    return {
        "position": session.position,
        "handles": {handle: id(tensor) for handle, tensor in session.handles.items()},
        "names": {name: id(tensor) for name, tensor in session.names.items()},
        "account": _numbers(session.account, columns),
        "engine": _numbers(session.engine.account, columns),
        "random": session.executor.random.state.tobytes(),
        "tensors": {id(tensor): _tensor_state(tensor) for tensor in session.tensors()},
    }


def _numbers(account: Account, columns: tuple[str, ...]) -> dict[str, int]:
    return {column: getattr(account, column) for column in columns}


def _tensor_state(tensor: Any) -> tuple[Any, ...]:
    root = tensor.root
    return (
        tensor.meta, tensor.offset, tensor.leases, tensor.handle, tensor.name, tensor.stale_for,
        root.id, root.version, root.leases, root.writes(), bytes(root.buffer[: root.nbytes]),
    )  # fmt: skip


@contextmanager
def replaced(op: Op, **columns: Any) -> Iterator[None]:
    """Put other values into columns of a row while the block runs."""
    before = {name: getattr(op, name) for name in columns}
    for name, value in columns.items():
        object.__setattr__(op, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            object.__setattr__(op, name, value)
