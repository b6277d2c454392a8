"""A call's life on this side: plan it, record it, hand out its results. No call waits unless its shape must."""

from __future__ import annotations

import warnings
from collections import namedtuple
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from weakref import ref

from insitu.current import current_session
from insitu.inference import WRITTEN, require_normal, require_saveable
from insitu.recording import mode as recording
from insitu.session import Session
from insitu.sites import calling_site
from insitu.transport.effects import Changed, Made
from insitu.transport.encoding import NO_GRAD, arguments, name_field, names_field, results_field
from insitu_engine.autograd.history import History, grad_fn, lead
from insitu_engine.autograd.nodes import Creation, Node
from insitu_engine.autograd.recording import (
    any_tracked,
    edges_of,
    note_views,
    operands,
    record,
    refuse_write,
    tracked,
)
from insitu_engine.autograd.titles import name_of
from insitu_engine.autograd.underivable import refuse_underivable
from insitu_engine.dtypes import Category
from insitu_engine.errors import ArgumentError, DTypeError, InsituError, OverlapError, ShapeError
from insitu_engine.meta import Operand, needed_bytes
from insitu_engine.optable import Op
from insitu_engine.planner import LostMeta, Mode, Plan, make_plan, offset_of, standard_form
from insitu_engine.strict import refuse_unsafe

if TYPE_CHECKING:
    from insitu._tensor import Tensor

#: Bytes that a strict session's check may take here; what needs more is left to the server.
_MOST_MARKS: Final = 64 * 1024 * 1024
#: Ops that PyTorch makes of others, after it has looked at dtypes.
_CAST_FIRST: Final = frozenset({"float_power_"})
_WIRE_NAMES: Final[dict[str, bytes]] = {}


def call(op: Op, args: tuple[Any, ...], *, names: tuple[str, ...] = ()) -> Any:
    """Record one call and return its results; ``args`` are in the order of the op's schema.

    Raises at once whatever planning can refuse. An in-place call returns its first argument itself.
    """
    if op.counts:
        args = _counted(op, args)
    if op.standard:
        args = standard_form(op, args)
    try:
        plan = make_plan(op, args)
    except InsituError as error:
        if recording.on:
            _refuse_first(op, args, error)
        raise
    mode = plan.mode
    if mode is Mode.SAME:
        return args[0]
    first = args[0] if args else None
    session: Session = first.session if isinstance(first, Operand) else _session_of(args)  # type: ignore[attr-defined]
    wire = _WIRE_NAMES.get(op.name) or _WIRE_NAMES.setdefault(op.name, name_field(op.name))
    body = wire + arguments(op, args, session)
    node = None
    if not recording.on:
        body += NO_GRAD
    elif tracked(plan, args):
        node = _node(plan, args)
    if mode is Mode.WRITE:
        return _write(session, plan, args, body, node)
    if mode is Mode.RESHAPE:
        return _reshape(session, plan, args, body, node)
    made = _wait(session, plan, body) if mode is Mode.WAIT else _make(session, plan, args, body, names)
    if node is not None:
        record(node, plan, args, made)
    return _packed(plan, made)


def _refuse_first(op: Op, args: tuple[Any, ...], error: InsituError) -> None:
    """Refuse what gradients forbid before what else is wrong with a call, as PyTorch does."""
    if op.kernel is None or isinstance(error, ArgumentError):
        return
    if any(isinstance(item.meta, LostMeta) for item in operands(args)):
        return
    if op.name == "setitem_" and not isinstance(error, OverlapError):
        if isinstance(error, ShapeError) and any_tracked(args[2:]):
            grad_fn(args[2])  # what is assigned is viewed before shapes are compared
        return
    if op.name in _CAST_FIRST and isinstance(error, DTypeError):
        return
    if any_tracked(args):
        if op.in_place:
            refuse_write(op, args)
        edges_of(op, args)


def _node(plan: Plan, args: tuple[Any, ...]) -> Node:
    """Return the call's node in the graph, before it is sent; refuse a write that gradients forbid."""
    if plan.op.in_place:
        refuse_write(plan.op, args)
    refuse_underivable(plan.op, args)
    require_saveable(plan.op, args)
    return Node(name_of(plan.op, args), edges_of(plan.op, args), plan.metas)


def _write(session: Session, plan: Plan, args: tuple[Any, ...], body: bytes, node: Node | None) -> Any:
    """Record a call that writes its first argument; with a node its target comes from there."""
    target = args[0]
    root = target.root
    require_normal(target, WRITTEN)
    for text in plan.warnings:
        file, line, _ = calling_site(3)
        warnings.warn_explicit(text, UserWarning, file, line)
    if session.strict:
        refuse_unsafe(plan.op, args, most_marks=_MOST_MARKS)
    if node is None:
        session.stream.record(body, root, writes=root, depth=3)
    elif session.stream.record(body, Changed(root, _going_back(target, target.base)), writes=root, depth=3):
        record(node, plan, args, args[:1])
    return target


def _going_back(*tensors: Any) -> Callable[[], None]:
    """Return what gives tensors their present past again if a call is refused; it keeps none of them alive."""
    before = [(ref(tensor), _past(tensor)) for tensor in tensors if tensor is not None]

    def restore() -> None:
        for reference, (known, asked, edge, kept, since) in before:
            tensor = reference()
            if tensor is None:
                continue
            if known is not None:
                known.asked = asked
                lead(tensor, edge, kept)
            tensor.history, tensor.since = known, since

    return restore


def _past(tensor: Any) -> tuple[History | None, bool, Any, Any, int]:
    known: History | None = tensor.history
    if known is None:
        return None, False, None, None, tensor.since
    return known, known.asked, known.edge, known.kept, tensor.since


def _counted(op: Op, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the arguments with tensors of whole numbers as those numbers, which takes a round trip."""
    for at in op.counts:
        value: Any = args[at]
        if isinstance(value, Operand) and value.meta.dtype.category is Category.INT and value.meta.ndim < 2:
            args = (*args[:at], value.tolist(), *args[at + 1 :])  # type: ignore[attr-defined] # a Tensor
    return args


def _make(
    session: Session, plan: Plan, args: tuple[Any, ...], body: bytes, names: tuple[str, ...]
) -> tuple[Tensor, ...]:
    """Record a call that makes tensors, new ones or views of the first argument."""
    if plan.mode is Mode.VIEW:
        first = args[plan.of]
        base = (first if first.base is None else first.base) if plan.based else None
        made = [
            session.view_of(first, meta, offset_of(plan, first, at), base)
            for at, meta in enumerate(plan.metas)
        ]
        if not recording.inference and (not recording.on or plan.together or first.creation is not None):
            note_views(made, first, together=plan.together, recording=recording.on)
            if not plan.based and first.creation is Creation.INFERENCE:
                made[0].creation = Creation.INFERENCE
    else:
        made = [session.new(meta) for meta in plan.metas]
    handles = [tensor.handle for tensor in made]
    body += results_field(handles)
    if names:
        body += names_field(names)
    if not session.stream.record(body, Made(handles), depth=3):
        session.lose_all(handles)
    return tuple(made)


def _reshape(session: Session, plan: Plan, args: tuple[Any, ...], body: bytes, node: Node | None) -> Any:
    """Record a call that changes a tensor's own shape; with a node it comes from there."""
    tensor = args[0]
    require_normal(tensor, WRITTEN)
    shown = args[plan.of]
    meta, offset = plan.metas[0], offset_of(plan, shown, 0)
    root = shown.root
    before, nbytes, go_back = (tensor.meta, tensor.offset, tensor.root), root.nbytes, _going_back(tensor)
    reference = ref(tensor)

    def restore() -> None:
        reshaped = reference()
        if reshaped is not None:
            reshaped.meta, reshaped.offset, reshaped.root = before
        root.nbytes = nbytes
        go_back()

    if session.stream.record(body, Changed(root, restore), writes=root, depth=3):
        tensor.meta, tensor.offset, tensor.root = meta, offset, root
        if plan.grows:
            root.nbytes = max(root.nbytes, needed_bytes(meta, offset))
        if node is not None:
            record(node, plan, args, args[:1])
    return tensor


def _wait(session: Session, plan: Plan, body: bytes) -> tuple[Tensor, ...]:
    """Record a call whose results' shapes only the server can know, and ask for them."""
    handles = [session.next_handle() for _ in range(plan.waits)]
    session.stream.record(body + results_field(handles), Made(handles), depth=3)
    return tuple(session.described(handles))


def _packed(plan: Plan, made: tuple[Tensor, ...]) -> Any:
    if plan.fields:
        return _record_type(plan.op.name, plan.fields)(*made)
    return made[0] if len(made) == 1 and not plan.many else made


@cache
def _record_type(name: str, fields: tuple[str, ...]) -> Any:
    """Return the named tuple that an op with several results returns, as ``torch.return_types`` has it."""
    return namedtuple(name, fields)  # noqa: PYI024 - the fields are the op's, known only now


def _session_of(args: tuple[Any, ...]) -> Session:
    """Return the session of the first tensor among the arguments, the current one if there is none."""
    for value in args:
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Operand):
                session: Session = item.session  # type: ignore[attr-defined]
                return session
    return current_session()


def require_alive(tensor: Operand) -> None:
    """Raise why a tensor never came to be, if it never did."""
    if isinstance(tensor.meta, LostMeta):
        cause: InsituError = tensor.meta.cause
        raise cause
