"""From an op and its arguments to a plan: all that can be refused without looking at values.

The same code runs on the client, before a call is sent, and on the server, before it is executed; so both see the same
metas and the same errors. Plans are kept by signature: a second ``x.add_(y)`` of the same shapes costs a look-up.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from insitu_engine.answers import Computed, Overlap, Unchanged, Viewed, Waiting
from insitu_engine.dtypes import Category, DType, widened
from insitu_engine.errors import DTypeError, InsituError, OverlapError, ShapeError
from insitu_engine.meta import Meta, Operand, meta
from insitu_engine.optable import Op
from insitu_engine.overlap import SHARED, refuse_any, refuse_expanded, refuse_partial
from insitu_engine.promotion import can_cast


class Mode(Enum):
    """What becomes of a call's results."""

    #: New tensors.
    NEW = auto()
    #: The first argument's bytes change.
    WRITE = auto()
    #: Views of the first argument.
    VIEW = auto()
    #: The first argument's own shape and strides change.
    RESHAPE = auto()
    #: The first argument itself.
    SAME = auto()
    #: New tensors whose shapes only the values tell.
    WAIT = auto()


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What a call will do, known before it is done."""

    op: Op
    mode: Mode
    #: Of the results; of the first argument for WRITE and RESHAPE.
    metas: tuple[Meta, ...]
    #: Distances of views from the first argument's offset, in elements; from the storage's start where absolute.
    offsets: tuple[int, ...] = ()
    absolute: bool = False
    #: The position of the argument whose storage views show.
    of: int = 0
    #: RESHAPE enlarges the storage where it is too small.
    grows: bool = False
    #: Views know what they are views of.
    based: bool = True
    #: Views that gradients know together.
    together: bool = False
    compute: DType | None = None
    #: Positions of the arguments that are not in ``compute`` yet.
    casts: tuple[int, ...] = ()
    #: Positions of tensors, and of tuples that may hold some.
    operands: tuple[int, ...] = ()
    nested: tuple[int, ...] = ()
    #: Whether a narrow dtype takes part: the kernel computes in a wider one, and the result is rounded once.
    narrow: bool = False
    #: What the kernel writes, where it is not what is stored.
    scratch: tuple[Meta, ...] | None = None
    #: Elements of arithmetic: whether it is worth leaving the event loop for.
    work: int = 0
    fields: tuple[str, ...] = ()
    many: bool = False
    #: What the client tells its user of, though the call is carried out.
    warnings: tuple[str, ...] = ()
    #: How many results WAIT has.
    waits: int = 0


def offset_of(plan: Plan, shown: Operand, at: int) -> int:
    """Return the offset of the view number ``at`` of ``shown``, in elements of its own dtype."""
    distance = plan.offsets[at]
    if plan.absolute:
        return distance
    itemsize = plan.metas[at].dtype.itemsize
    if itemsize == shown.meta.dtype.itemsize:
        return shown.offset + distance
    return shown.offset * shown.meta.dtype.itemsize // itemsize + distance


class LostMeta(Meta):
    """The meta of a tensor that never came to be: planning with it raises why."""

    __slots__ = ("cause",)

    def __init__(self, cause: InsituError, of: Meta) -> None:
        super().__init__(of.dtype, of.shape, of.strides)
        self.cause = cause


#: Of each op, so many plans are kept.
_MOST_PLANS: Final = 1024


def make_plan(op: Op, args: tuple[Any, ...]) -> Plan:
    """Return the plan of a call; ``args`` are in the schema's order and in standard form.

    Raises an InsituError for whatever can be refused from metas alone.
    """
    key: list[Any] = []
    writes = op.in_place and not op.reshapes
    target = args[0].root.origin if writes and isinstance(args[0], Operand) else None
    on_target = 0
    for value, weak in zip(args, op.weak, strict=False):
        if isinstance(value, Operand):
            key.append(value.meta)
            if value.root.origin is target:
                on_target += 1
        elif weak:
            key.append(value.__class__)
        else:
            key.append(_value_key(value))
            if value.__class__ is tuple and target is not None:
                on_target += sum(isinstance(item, Operand) and item.root.origin is target for item in value)
    shared = op.memory_first and target is not None and (on_target > 1 or not args[0].meta.contiguous)
    if shared and not op.changes_nothing(args):
        _refuse_memory(op, args, on_target)
    signature = tuple(key)
    plans = op.plans
    try:
        plan = plans.get(signature)
    except TypeError:  # an unhashable argument, such as an array written out
        op.schema.check(args)
        return _plan(op, args)
    if plan is None:
        op.schema.check(args)
        plan = _plan(op, args)
        if len(plans) >= _MOST_PLANS:
            plans.clear()
        plans[signature] = plan
    if on_target > 1 and not op.memory_first:
        _refuse_overlap(op, args)
    if op.place is not None:
        op.place(*args)
    return plan


def _value_key(value: Any) -> Any:
    """Return a key that tells 1 from True and 1.0, and has metas for tensors."""
    if value.__class__ is tuple:
        return tuple([item.meta if isinstance(item, Operand) else _value_key(item) for item in value])
    if value.__class__ is slice:
        return (slice, _value_key(value.start), _value_key(value.stop), _value_key(value.step))
    return None if value is None else (value.__class__, value)


def standard_form(op: Op, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the arguments with lists as tuples, a single size as a tuple of one, dtype names as dtypes."""
    if not op.standard:
        return args
    values = list(args)
    for at, bring in op.standard:
        values[at] = bring(values[at])
    return tuple(values)


def _plan(op: Op, args: tuple[Any, ...]) -> Plan:
    """Plan a call that is not known yet."""
    _refuse_lost(args)
    answer = op.plan(*args)
    first: Meta = args[0].meta if args and isinstance(args[0], Operand) else None  # type: ignore[assignment]
    if isinstance(answer, Viewed):
        metas = tuple(meta for meta, _ in answer.views)
        offsets = tuple(offset for _, offset in answer.views)
        mode = Mode.RESHAPE if op.reshapes else Mode.VIEW
        return Plan(
            op,
            mode,
            metas,
            offsets,
            absolute=answer.absolute,
            of=answer.of,
            grows=answer.grows,
            based=answer.based,
            together=answer.together,
            many=answer.many,
        )
    if isinstance(answer, Unchanged):
        return Plan(op, Mode.SAME, (first,), (0,))
    if isinstance(answer, Waiting):
        work = max((value.meta.numel for value in args if isinstance(value, Operand)), default=0)
        return Plan(
            op,
            Mode.WAIT,
            (),
            narrow=_is_narrow(op, args, ()),
            operands=_positions(args, Operand),
            nested=_positions(args, tuple),
            work=work,
            many=answer.many,
            waits=answer.count,
        )
    return _plan_write(op, args, answer) if op.in_place else _plan_new(op, args, answer)


def _plan_new(op: Op, args: tuple[Any, ...], answer: Computed) -> Plan:
    if op.late is not None:
        op.late(*args)
    narrow = _is_narrow(op, args, answer.metas)
    stored_narrow = narrow and any(result.dtype.narrow for result in answer.metas)
    compute = _wide(answer.compute) if narrow else answer.compute
    return Plan(
        op,
        Mode.NEW,
        answer.metas,
        compute=compute,
        casts=_casts(op, args, compute),
        operands=_positions(args, Operand),
        nested=_positions(args, tuple),
        narrow=narrow,
        scratch=tuple(map(_wide_meta, answer.metas)) if stored_narrow else None,
        work=_work(args, answer),
        fields=answer.fields,
        many=answer.many,
    )


def _plan_write(op: Op, args: tuple[Any, ...], answer: Computed) -> Plan:
    target: Meta = args[0].meta
    (result,) = answer.metas
    if result.shape != target.shape:
        raise ShapeError(
            f"output with shape {list(target.shape)} doesn't match the broadcast shape {list(result.shape)}"
        )
    if (
        result.dtype is not target.dtype
        and not can_cast(result.dtype, target.dtype)
        and not _is_truth(result)
    ):
        raise DTypeError(
            f"result type {result.dtype.title} can't be cast to the desired output type {target.dtype.title}"
        )
    if not (op.writes_expanded or op.memory_first):
        refuse_expanded(target)
    if op.late is not None:
        op.late(*args)
    narrow = _is_narrow(op, args, (result, target))
    compute = _wide(answer.compute) if narrow else answer.compute
    written = _wide_meta(result) if narrow else result
    return Plan(
        op,
        Mode.WRITE,
        (target,),
        compute=compute,
        casts=_casts(op, args, compute),
        operands=_positions(args, Operand),
        nested=_positions(args, tuple),
        narrow=narrow,
        scratch=(written,) if op.scratch or written.dtype is not target.dtype else None,
        work=_work(args, answer),
        warnings=() if op.warns is None else op.warns(*args),
    )


def _is_truth(result: Meta) -> bool:
    """Return whether a result is of truth values, which any dtype takes as 0 and 1."""
    return result.dtype.category is Category.BOOL


def _is_narrow(op: Op, args: tuple[Any, ...], results: tuple[Meta, ...]) -> bool:
    """Return whether the kernel is to see a wider dtype in the place of a narrow one."""
    if op.as_stored:
        return False
    given = (item for value in args for item in (value if isinstance(value, tuple) else (value,)))
    return any(result.dtype.narrow for result in results) or any(
        isinstance(item, Operand) and item.meta.dtype.narrow for item in given
    )


def _wide(dtype: DType | None) -> DType | None:
    return None if dtype is None else widened(dtype)


def _wide_meta(result: Meta) -> Meta:
    """Return the meta of what the kernel writes where ``result`` is stored."""
    return meta(widened(result.dtype), result.shape)


def _positions(args: tuple[Any, ...], kind: type) -> tuple[int, ...]:
    return tuple(at for at, value in enumerate(args) if isinstance(value, kind))


def _casts(op: Op, args: tuple[Any, ...], compute: DType | None) -> tuple[int, ...]:
    """Return the positions of the promoted arguments that are not of the computation's dtype already."""
    if compute is None:
        return ()
    return tuple(
        at
        for at in op.promoted
        if args[at] is not None and not (isinstance(args[at], Operand) and args[at].meta.dtype is compute)
    )


def _work(args: tuple[Any, ...], answer: Computed) -> int:
    if answer.work is not None:
        return answer.work
    largest = max((meta.numel for meta in answer.metas), default=0)
    for value in args:
        if isinstance(value, Operand):
            largest = max(largest, value.meta.numel)
        elif isinstance(value, tuple):
            largest = max(largest, *(item.meta.numel for item in value if isinstance(item, Operand)), 0)
    return largest


def _refuse_lost(args: tuple[Any, ...]) -> None:
    for value in args:
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Operand) and isinstance(item.meta, LostMeta):
                raise item.meta.cause


def _refuse_memory(op: Op, args: tuple[Any, ...], on_target: int) -> None:
    """Refuse what PyTorch's iterator over elements refuses: memory before shapes, after what the op itself checks."""
    if op.part is not None:
        op.schema.check(args)
    try:
        if not op.writes_expanded:
            refuse_expanded(args[0].meta)
        if on_target > 1 or op.part is not None:
            _refuse_overlap(op, args)
    except OverlapError:
        op.schema.check(args)
        if not op.memory_before:
            with suppress(ShapeError):
                op.plan(*args)
        raise


def _refuse_overlap(op: Op, args: tuple[Any, ...]) -> None:
    """Refuse inputs that share memory with what is written in a way in which this op cannot write."""
    target: Operand = args[0]
    written, offset, overlap, reads = target.meta, target.offset, op.overlap, args[1:]
    if op.part is not None:
        part = op.part(*args)
        if part is None:
            return
        written, distance, overlap, reads = part
        offset += distance
    if overlap is Overlap.ANY:
        return
    refuse = refuse_partial if overlap is Overlap.SAME else refuse_any
    for value in reads:
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Operand) and item.root.origin is target.root.origin:
                if item is target and overlap is Overlap.NONE:  # even where it is empty
                    raise OverlapError(SHARED)
                refuse(written, offset, item.meta, item.offset)
