"""Tensors as gradient formulas hold them: with operators, with the table's ops as methods, and let go of by themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from insitu_engine.dtypes import Category, DType
from insitu_engine.executor import Executor
from insitu_engine.generator import Random
from insitu_engine.memory.storage import Tensor
from insitu_engine.meta import Meta, row_major
from insitu_engine.optable import lookup
from insitu_engine.planner import Mode, make_plan, standard_form

if TYPE_CHECKING:
    from insitu_engine.autograd.tape import Tape


class Run:
    """Runs ops for nobody but the engine: no handles, no log. Values in, values out."""

    __slots__ = ("_executor", "_tape")

    def __init__(self, executor: Executor, tape: Tape | None = None) -> None:
        self._executor = executor
        self._tape = tape

    def recording(self, tape: Tape | None) -> Run:
        """Return one that records what it runs, or one that does not."""
        return Run(self._executor, tape)

    def value(self, tensor: Tensor) -> Value:
        """Return a tensor as a value, which holds it."""
        return Value(self, tensor)

    def drawing(self) -> Random:
        """Return a source that draws again what the next call will draw."""
        return self._executor.random.again()

    def __call__(self, name: str, *args: Any, random: Random | None = None, **kwargs: Any) -> Any:
        """Run one op; a single result comes as a value, several as a tuple. ``random`` is what it draws from."""
        executor = self._executor
        if random is not None:
            again = Executor(executor.account, executor.allocator, random.again())
            return Run(again, self._tape)(name, *args, **kwargs)
        op = lookup(name)
        bound = op.schema.bind(
            [_tensors(arg) for arg in args], {key: _tensors(arg) for key, arg in kwargs.items()}
        )
        if op.standard:
            bound = standard_form(op, bound)
        plan = make_plan(op, bound)
        node = self._tape.begin(plan, bound, self) if self._tape is not None else None
        made: tuple[Tensor, ...]
        if plan.mode is Mode.WRITE:
            executor.write(plan, bound)
            made = (bound[0],)
            bound[0].root.wrote(0, op.name, None)
        else:
            made = executor.run(plan, bound)
        values = tuple(map(self.value, made))
        if node is not None and self._tape is not None:
            self._tape.end(node, plan, bound, made)
        return values[0] if len(values) == 1 and not plan.many else values


def _tensors(arg: Any) -> Any:
    if isinstance(arg, Value):
        return arg.tensor
    return type(arg)(map(_tensors, arg)) if isinstance(arg, list | tuple) else arg


class Value:
    """A tensor that lives as long as somebody holds it."""

    __slots__ = ("_run", "tensor")

    def __init__(self, run: Run, tensor: Tensor) -> None:
        self._run = run
        self.tensor = tensor
        tensor.leases += 1

    def __del__(self) -> None:
        tensor = self.tensor
        tensor.leases -= 1
        if tensor.leases == 0:
            tensor.close()

    @property
    def meta(self) -> Meta:
        """Dtype, shape and strides."""
        return self.tensor.meta

    @property
    def dtype(self) -> DType:
        """The element type."""
        return self.tensor.meta.dtype

    @property
    def owned(self) -> bool:
        """Whether nobody else has the tensor or its bytes, which lie row by row."""
        tensor = self.tensor
        return (
            tensor.leases == 1 and tensor.root.leases == 1 and tensor.meta.contiguous and tensor.base is None
        )

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Return an op of the table as a method."""
        return lambda *args, **kwargs: self._run(name, self, *args, **kwargs)

    def __add__(self, other: Any) -> Value:
        return self._run("add", self, other)  # type: ignore[no-any-return]

    __radd__ = __add__

    def __sub__(self, other: Any) -> Value:
        return self._run("sub", self, other)  # type: ignore[no-any-return]

    def __rsub__(self, other: Any) -> Value:
        return self._run("rsub", self, other)  # type: ignore[no-any-return]

    def __mul__(self, other: Any) -> Value:
        return self._run("mul", self, other)  # type: ignore[no-any-return]

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Value:
        return self._run("div", self, other)  # type: ignore[no-any-return]

    def __rtruediv__(self, other: Any) -> Value:
        return self._run("div", other, self)  # type: ignore[no-any-return]

    def __neg__(self) -> Value:
        return self._run("neg", self)  # type: ignore[no-any-return]

    def __pow__(self, exponent: Any) -> Value:
        return self._run("pow", self, exponent)  # type: ignore[no-any-return]

    def __getitem__(self, index: Any) -> Value:
        return self._run("getitem", self, index if isinstance(index, tuple) else (index,))  # type: ignore[no-any-return]

    def fitted(self, wanted: Meta) -> Value:
        """Return a gradient summed to the shape, and cast to the dtype, of what was broadcast and promoted."""
        value = self
        shape = value.meta.shape
        if shape != wanted.shape:
            lead = len(shape) - len(wanted.shape)
            folded = [
                at
                for at, size in enumerate(shape)
                if at < lead or (wanted.shape[at - lead] == 1 and size != 1)
            ]
            if folded:
                value = value.sum(folded, keepdim=True)
            value = value.reshape(wanted.shape)
        if value.dtype is wanted.dtype:
            return value
        if value.dtype.category is Category.COMPLEX and wanted.dtype.category is not Category.COMPLEX:
            value = value.real()
        return value.to(wanted.dtype)  # type: ignore[no-any-return]

    def laid_out(self, wanted: Meta) -> Value:
        """Return a copy that lies in memory as ``wanted`` does."""
        whole = self._run("empty_strided", wanted.shape, wanted.strides, dtype=self.dtype)
        self._run("copy_", whole, self)
        return whole  # type: ignore[no-any-return]

    def placed(self, base: Meta, view: Meta, offset: int) -> Value:
        """Return zeros as ``base`` lies, and this value added where ``view`` lies in it."""
        whole = self._run("empty_strided", base.shape, base.strides, dtype=self.dtype)
        self._run("zero_", whole)
        if not view.numel:  # nothing to add, and nothing that has a gradient
            return whole  # type: ignore[no-any-return]
        if view.strides == row_major(view.shape) or apart(view):
            self._run("copy_", whole.as_strided(view.shape, view.strides, offset), self)
            return whole  # type: ignore[no-any-return]
        line, places = _places(self._run, whole, view, offset)
        self._run("index_add_", line, 0, places.reshape((-1,)), self.reshape((-1,)))
        return whole  # type: ignore[no-any-return]

    def drop_zeros(self, whole: Value, view: Meta, offset: int) -> None:
        """Write a zero into ``whole`` at each place where ``view`` lies in it and an element of this value is one.

        Several elements may be one place: whoever wrote one of them wrote it.
        """
        line, places = _places(self._run, whole, view, offset)
        self._run("index_fill_", line, 0, places[self.eq(0)], 0)


def _places(run: Run, whole: Value, view: Meta, offset: int) -> tuple[Value, Value]:
    """Return the memory of ``whole`` that a view of it reaches as a line, and the view's places on it."""
    reach = sum((size - 1) * step for size, step in zip(view.shape, view.strides, strict=True)) + 1
    places = run("arange", reach).as_strided(view.shape, view.strides, 0)
    return whole.as_strided((reach,), (1,), offset), places


def apart(view: Meta) -> bool:
    """Return whether no two elements of a view are known to be one place."""
    covered = 1
    for step, size in sorted(
        (step, size) for step, size in zip(view.strides, view.shape, strict=True) if size > 1
    ):
        if step < covered:
            return False
        covered += step * (size - 1)
    return True
