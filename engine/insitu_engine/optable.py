"""The op table: one decorated function an op; everything else is read from its row.

The decorated function's signature is the schema, its docstring the documentation, its body the NumPy kernel. A row
says besides how dtypes and shapes of the results follow from the arguments. The in-place form is the same kernel
with ``out`` being ``self``: there is no second implementation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

from numpy.typing import NDArray

from insitu_engine.answers import Answer, Computed, Overlap, Part, Unchanged, Viewed
from insitu_engine.dtypes import DType
from insitu_engine.errors import UnknownOpError, UnsupportedError
from insitu_engine.generator import Random as Random  # noqa: PLC0414 - what a kernel's `random` is, as the names below
from insitu_engine.meta import Shape, meta
from insitu_engine.refused import REFUSED
from insitu_engine.rules import Within, broadcast, like_first
from insitu_engine.schema import (
    BY_TYPE,
    COUNTS,
    OPERANDS,
    STANDARD_FORM,
    Kind,
    Schema,
    positional,
    read_schema,
)

# The names of kinds as kernels use them: what a kernel receives for each. Arrays come in the dtype of the
# computation where the row promotes, numbers as NumPy scalars of it.
Array: TypeAlias = NDArray[Any]
Out: TypeAlias = NDArray[Any]
Tensor: TypeAlias = NDArray[Any]
TensorLike: TypeAlias = Any
IndexTensor: TypeAlias = NDArray[Any]
Mask: TypeAlias = NDArray[Any]
Tensors: TypeAlias = tuple[NDArray[Any], ...]
Number: TypeAlias = Any
Size: TypeAlias = tuple[int, ...]
Dims: TypeAlias = Any
Extents: TypeAlias = Any
Index: TypeAlias = tuple[Any, ...]
Numbers: TypeAlias = tuple[Any, ...]
Pairs: TypeAlias = Any
Value: TypeAlias = NDArray[Any]


PlanFunction: TypeAlias = Callable[..., Answer]
#: From the bound arguments, (dtype of the computation, dtype of the result).
DTypeRule: TypeAlias = Callable[..., tuple[DType, DType]]
ShapeRule: TypeAlias = Callable[..., Shape]


@dataclass(frozen=True, slots=True, eq=False)
class Op:
    """One row of the op table."""

    name: str
    schema: Schema
    #: From the bound arguments to what will be; raises whatever can be refused without looking at values.
    plan: PlanFunction
    #: Writes the results into ``out``; None for a pure view op.
    kernel: Callable[..., Any] | None
    doc: str
    #: Writes its first argument.
    in_place: bool = False
    #: Changes shape and strides of its first argument, not its bytes.
    reshapes: bool = False
    #: Raises what only values can tell (bounds, zero divisors), before anything is written.
    check: Callable[..., None] | None = None
    #: Raises what PyTorch refuses last, in its kernel: called once nothing else was refused.
    late: Callable[..., None] | None = None
    #: Raises what only the tensors' places in their storages tell; metas, by which plans are kept, do not say those.
    place: Callable[..., None] | None = None
    overlap: Overlap = Overlap.SAME
    #: Which part of the first argument is written, and what is read meanwhile; None where only values tell.
    part: Callable[..., Part | None] | None = None
    #: Memory is looked at before shapes and dtypes, in other rows than element-wise ones, of which it always holds.
    memory_before: bool = False
    #: May write a tensor whose elements share memory (expanded), as all get the same value.
    writes_expanded: bool = False
    #: Given its first argument as the second too, it changes nothing, however that lies in memory.
    keeps_itself: bool = False
    #: From the bound arguments of an in-place call to what PyTorch warns of.
    warns: Callable[..., tuple[str, ...]] | None = None
    #: The kernel cannot write where it reads: an in-place call goes through scratch memory.
    scratch: bool = False
    #: Computes each element from the elements at the same place, so that it may be cut into blocks.
    pointwise: bool = False
    #: Takes arrays as they are stored, because it only moves elements or asks their dtype; others get bfloat16 as float32.
    as_stored: bool = False
    #: The number's value, not only its type, decides about the plan.
    by_value: bool = False
    aliases: tuple[str, ...] = ()
    #: Where a user finds it: "method", "function" (insitu.*), "functional" (insitu.nn.functional.*).
    where: frozenset[str] = frozenset({"method", "function"})
    #: The out-of-place row that this one is the in-place form of.
    base: Op | None = None

    # Read off the schema once, for the hot path.
    weak: tuple[bool, ...] = field(init=False)
    standard: tuple[tuple[int, Callable[[Any], Any]], ...] = field(init=False)
    promoted: tuple[int, ...] = field(init=False)
    #: Positions of whole numbers, for which a client may have a tensor of them.
    counts: tuple[int, ...] = field(init=False)
    #: Memory is looked at before shapes and dtypes, as PyTorch does where it writes element by element.
    memory_first: bool = field(init=False)
    defaults: tuple[Any, ...] = field(init=False)
    #: The planner's: plans by the signature of the arguments.
    plans: dict[Any, Any] = field(init=False)

    def __post_init__(self) -> None:
        kinds = [parameter.kind for parameter in self.schema.parameters]
        weak = tuple(kind in BY_TYPE and not self.by_value for kind in kinds)
        object.__setattr__(self, "weak", weak)
        object.__setattr__(
            self,
            "standard",
            tuple(
                (at, STANDARD_FORM[kind])
                for at, parameter in enumerate(self.schema.parameters)
                for kind in (parameter.kind, *parameter.others)
                if kind in STANDARD_FORM
            ),
        )
        object.__setattr__(self, "plans", {})
        object.__setattr__(self, "defaults", tuple(parameter.default for parameter in self.schema.parameters))
        object.__setattr__(self, "counts", tuple(at for at, kind in enumerate(kinds) if kind in COUNTS))
        elementwise = self.overlap is Overlap.SAME and self.part is None
        object.__setattr__(
            self, "memory_first", self.in_place and not self.reshapes and (elementwise or self.memory_before)
        )
        promoting = {Kind.TENSOR, Kind.TENSOR_LIKE, Kind.NUMBER, Kind.TENSORS}
        object.__setattr__(self, "promoted", tuple(at for at, kind in enumerate(kinds) if kind in promoting))

    def __repr__(self) -> str:
        return f"<op {self.schema.signature}>"

    @property
    def view(self) -> bool:
        """Whether its results share the bytes of its first argument, always."""
        return self.kernel is None and not self.in_place

    def changes_nothing(self, args: tuple[Any, ...]) -> bool:
        """Return whether a call writes what is there already: no memory is shared in a way that matters."""
        return self.keeps_itself and args[1] is args[0]

    @property
    def random(self) -> bool:
        """Whether it draws from the session's generator."""
        return self.schema.random


_TABLE: Final[dict[str, Op]] = {}


def op(
    *,
    plan: PlanFunction | None = None,
    dtype: DTypeRule | None = None,
    shape: ShapeRule | None = None,
    inplace: bool | PlanFunction = False,
    name: str | None = None,
    aliases: tuple[str, ...] = (),
    variadic: str | None = None,
    check: Callable[..., None] | None = None,
    late: Callable[..., None] | None = None,
    overlap: Overlap = Overlap.SAME,
    part: Callable[..., Part | None] | None = None,
    memory_before: bool = False,
    writes_expanded: bool = False,
    keeps_itself: bool = False,
    warns: Callable[..., tuple[str, ...]] | None = None,
    scratch: bool = False,
    by_value: bool = False,
    as_stored: bool = False,
    where: tuple[str, ...] = ("method", "function"),
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add the decorated kernel to the table, and its in-place form with ``inplace=True`` or a plan of its own.

    Either ``plan`` says what comes out, or the two rules ``dtype`` and ``shape`` do; with the shape rules ``broadcast``
    and ``like_first`` the kernel is taken to be pointwise, and large tensors are cut into blocks. A kernel named with a trailing
    underscore is in place only. A malformed row raises ValueError here, when it is defined.
    """

    def add(kernel: Callable[..., Any]) -> Callable[..., Any]:
        title = name or kernel.__name__.removesuffix("__op")
        if (plan is None) == (dtype is None or shape is None):
            raise ValueError(f"op {title}: give either plan= or both dtype= and shape=")
        row = Op(
            name=title,
            schema=read_schema(kernel, title, variadic),
            plan=positional(plan) if plan else elementwise(dtype, shape),  # type: ignore[arg-type] # one of the two is given
            kernel=positional(kernel),
            doc=kernel.__doc__ or "",
            in_place=title.endswith("_"),
            check=positional(check) if check else None,
            late=positional(late) if late else dtype.refuse if isinstance(dtype, Within) else None,
            overlap=overlap,
            part=part,
            memory_before=memory_before,
            writes_expanded=writes_expanded,
            keeps_itself=keeps_itself,
            warns=positional(warns) if warns else None,
            scratch=scratch,
            pointwise=shape in (broadcast, like_first),
            by_value=by_value,
            as_stored=as_stored,
            aliases=aliases,
            where=frozenset(where),
        )
        define(row)
        if inplace:
            form = in_place_form(row)
            define(form if inplace is True else replace(form, plan=positional(inplace)))
        return kernel

    return add


def view(
    *,
    inplace: bool = False,
    name: str | None = None,
    aliases: tuple[str, ...] = (),
    variadic: str | None = None,
    place: Callable[..., None] | None = None,
    where: tuple[str, ...] = ("method", "function"),
) -> Callable[[Callable[..., Viewed | Unchanged]], Callable[..., Viewed | Unchanged]]:
    """Add a view op: the decorated function is its plan, and there is nothing to compute.

    With a trailing underscore it changes the shape of its first argument itself.
    """

    def add(plan: Callable[..., Viewed | Unchanged]) -> Callable[..., Viewed | Unchanged]:
        title = name or plan.__name__.removesuffix("__op")
        row = Op(
            name=title,
            schema=read_schema(plan, title, variadic),
            plan=positional(plan),
            kernel=None,
            doc=plan.__doc__ or "",
            in_place=title.endswith("_"),
            reshapes=title.endswith("_"),
            place=positional(place) if place else None,
            aliases=aliases,
            where=frozenset(where),
        )
        define(row)
        if inplace:
            define(replace(in_place_form(row), reshapes=True))
        return plan

    return add


def in_place_form(row: Op) -> Op:
    """Return the row of ``add_`` from the row of ``add``."""
    title = f"{row.name}_"
    first, _, rest = row.doc.partition("\n")
    return replace(
        row,
        name=title,
        schema=_writing_schema(row.schema, title),
        in_place=True,
        aliases=tuple(f"{alias}_" for alias in row.aliases if not alias.startswith(("special_", "linalg_"))),
        doc=f"In place: {first[:1].lower()}{first[1:]}\n{rest}"
        if rest
        else f"In place: {first[:1].lower()}{first[1:]}",
        base=row,
    )


def _writing_schema(schema: Schema, title: str) -> Schema:
    """Return the schema of the in-place form: what is written cannot be a number."""
    first, *rest = schema.parameters
    kind = Kind.TENSOR if first.kind is Kind.TENSOR_LIKE else first.kind
    return replace(schema, op=title, parameters=(replace(first, kind=kind), *rest))


def define(row: Op) -> None:
    """Put a row into the table under its name and aliases; refuse a malformed one."""
    if not row.doc:
        raise ValueError(f"op {row.name}: a kernel needs a docstring, which is its documentation")
    if row.in_place and (not row.schema.parameters or row.schema.parameters[0].kind not in OPERANDS):
        raise ValueError(f"op {row.name}: an in-place op writes its first argument, which must be a Tensor")
    for title in (row.name, *row.aliases):
        if title in _TABLE:
            raise ValueError(f"op {title} is in the table already")
        _TABLE[title] = row


def elementwise(dtype: DTypeRule, shape: ShapeRule) -> PlanFunction:
    """Return the plan function that puts a dtype rule and a shape rule together."""
    rule = dtype.rule if isinstance(dtype, Within) else dtype

    def plan(*args: Any) -> Computed:
        # PyTorch's order: shapes that do not fit are refused before dtypes, what a kernel lacks after both.
        extent = shape(*args)
        compute, result = rule(*args)
        return Computed((meta(result, extent),), compute)

    return plan


def lookup(name: str) -> Op:
    """Return the row of this name or alias; raise UnknownOpError with the nearest names, or why it is refused."""
    row = _TABLE.get(name)
    if row is None and name in REFUSED:
        raise UnsupportedError(f"{name}() is not there: {REFUSED[name]}")
    if row is None:
        import difflib

        near = difflib.get_close_matches(name, _TABLE, n=3)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise UnknownOpError(f"unknown op {name[:100]!r}{hint}", op=name[:100])
    return row


def rows() -> list[Op]:
    """Return every row once, sorted by name."""
    return sorted({id(row): row for row in _TABLE.values()}.values(), key=lambda row: row.name)


def names() -> list[str]:
    """Return every name and alias, sorted."""
    return sorted(_TABLE)
