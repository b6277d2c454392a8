"""PyTorch as the oracle: one line of PyTorch, run by torch and by a session of the engine, must come to the same."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from itertools import count
from typing import Any

import numpy as np
import pytest
import torch

from insitu_engine.dtypes import bfloat16, dtype_named
from insitu_engine.errors import InsituError
from insitu_engine.memory.storage import Tensor
from insitu_engine.meta import meta
from insitu_engine.session import Engine, Session

LAYOUTS: dict[str, Callable[[torch.dtype], torch.Tensor]] = {
    "scalar": lambda dtype: torch.tensor(3).to(dtype),
    "empty": lambda dtype: torch.zeros(0, 3, dtype=dtype),
    "vector": lambda dtype: torch.tensor([3, 1, 2]).to(dtype),
    "matrix": lambda dtype: (torch.arange(6).reshape(2, 3) * 5 % 7).to(dtype),
    "turned": lambda dtype: (torch.arange(6).reshape(2, 3) * 5 % 7).to(dtype).t(),
    "stepped": lambda dtype: (torch.arange(24).reshape(4, 6) * 5 % 7).to(dtype)[::2, 1::2],
    "cube": lambda dtype: (torch.arange(24).reshape(2, 3, 4) * 5 % 7).to(dtype),
    "expanded": lambda dtype: torch.tensor([3, 1, 2]).to(dtype).expand(2, 3),
}
DTYPES = (
    "bool", "uint8", "int8", "int16", "int32", "int64",
    "float16", "bfloat16", "float32", "float64", "complex64", "complex128",
)  # fmt: skip

#: Tensors that a line may name, besides ``{dtype}_{layout}``.
NAMED: dict[str, Callable[[], torch.Tensor]] = {
    "f": lambda: torch.arange(6.0).view(2, 3),
    "d": lambda: torch.arange(6.0, dtype=torch.float64).view(2, 3),
    "h": lambda: torch.arange(6.0).half().view(2, 3),
    "bf": lambda: torch.arange(6.0).bfloat16().view(2, 3),
    "i": lambda: torch.arange(6).view(2, 3),
    "i32": lambda: torch.arange(6, dtype=torch.int32).view(2, 3),
    "u": lambda: torch.arange(6, dtype=torch.uint8).view(2, 3),
    "b": lambda: torch.tensor([[True, False, True], [False, False, True]]),
    "z": lambda: torch.view_as_complex(torch.arange(12.0).view(2, 3, 2)),
    "e": lambda: torch.zeros(0, 3),
    "s": lambda: torch.tensor(3.0),
    "v": lambda: torch.arange(3.0),
    "n": lambda: torch.tensor([[1.0, float("nan"), 2.0], [float("inf"), 0.5, float("-inf")]]),
    "c": lambda: torch.sin(torch.arange(24.0)).view(2, 3, 4),
    "p": lambda: torch.sin(torch.arange(24.0)).view(2, 3, 4).permute(2, 0, 1),
}
CONVERSIONS = frozenset({"double", "half", "long", "int", "bool"})
#: What a line may make for itself, as torch does.
MAKERS = frozenset({"tensor", "ones", "zeros", "full", "arange"})


def make(name: str) -> torch.Tensor:
    if name in NAMED:
        return NAMED[name]()
    dtype, _, layout = name.partition("_")
    if layout not in LAYOUTS:
        raise KeyError(name)
    return LAYOUTS[layout](getattr(torch, dtype))


class World(dict[str, Any]):
    """The names of a line, each made when it is first used."""

    def __init__(self, functions: Any, functional: Any, wrap: Callable[[torch.Tensor], Any]) -> None:
        super().__init__(torch=functions, T=functions, F=functional, L=functions.tensor)
        self.made: dict[str, Any] = {}
        self._wrap = wrap

    def __missing__(self, name: str) -> Any:
        self.made[name] = self[name] = self._wrap(make(name))
        return self[name]

    def run(self, line: str) -> Any:
        statements, _, expression = line.rpartition(";")
        if statements:
            exec(statements, {}, self)
        return eval(expression, {}, self)


class Remote:
    """A tensor of the engine that reads like torch's."""

    def __init__(self, ops: Ops, tensor: Tensor) -> None:
        self.ops = ops
        self.tensor = tensor

    def __getattr__(self, op: str) -> Any:
        if op == "shape":
            return self.tensor.meta.shape
        if op in CONVERSIONS:
            return lambda: self.ops.wrap(getattr(as_torch(self.tensor), op)())
        return lambda *args, **kwargs: self.ops.call(op, (self, *args), kwargs)

    def __getitem__(self, index: Any) -> Any:
        return self.ops.call("getitem", (self, index), {})

    def __setitem__(self, index: Any, value: Any) -> None:
        self.ops.call("setitem_", (self, index, value), {})

    def __add__(self, other: Any) -> Any:
        return self.ops.call("add", (self, other), {})

    def __mul__(self, other: Any) -> Any:
        return self.ops.call("mul", (self, other), {})

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> Any:
        return self.ops.call("eq", (self, other), {})

    def __matmul__(self, other: Any) -> Any:
        return self.ops.call("matmul", (self, other), {})


class Ops:
    """The functions of a session, by name."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._handles = count(1)

    def __getattr__(self, name: str) -> Any:
        if name in MAKERS:
            return lambda *args, **kwargs: self.wrap(getattr(torch, name)(*args, **_torch_dtypes(kwargs)))
        if isinstance(getattr(torch, name, None), torch.dtype):
            return dtype_named(name)
        if name in ("special", "linalg"):
            return Namespace(self, name)
        return lambda *args, **kwargs: self.call(name, args, kwargs)

    def wrap(self, given: torch.Tensor) -> Remote:
        """Bring a tensor with its whole storage, strides and offset."""
        dtype = dtype_named(str(given.dtype))
        whole = torch.empty(0, dtype=given.dtype).set_(given.untyped_storage())
        upload = self.session.receive(dtype, tuple(whole.shape))
        upload.view[:] = whole.view(torch.uint8).numpy().tobytes()
        base = upload.publish(next(self._handles))
        shaped = meta(dtype, tuple(given.shape), tuple(given.stride()))
        return Remote(self, Tensor(base.root, shaped, given.storage_offset()))

    def call(self, op: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        made = self.session.call(
            op, _unwrapped(args), {key: _unwrapped(value) for key, value in kwargs.items()}
        )
        if op.endswith("_"):
            return args[0]
        wrapped = tuple(Remote(self, tensor) for tensor in made)
        return wrapped if len(wrapped) != 1 else wrapped[0]


def as_torch(tensor: Tensor) -> torch.Tensor:
    """Return a copy of the engine's tensor as torch's; NumPy's bfloat16 is one that torch does not know."""
    values = np.array(tensor.array, order="C", copy=True)
    if tensor.meta.dtype is bfloat16:
        return torch.from_numpy(values.view(np.int16)).view(torch.bfloat16)
    return torch.from_numpy(values)


class Namespace:
    """Functions that PyTorch has in a module of their own: ``T.special.entr`` is ``special_entr``."""

    def __init__(self, ops: Ops, name: str) -> None:
        self._ops = ops
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ops, f"{self._name}_{name}")


def _torch_dtypes(kwargs: dict[str, Any]) -> dict[str, Any]:
    return {key: getattr(torch, value.name) if key == "dtype" and value not in (int, bool) else value
            for key, value in kwargs.items()}  # fmt: skip


def _unwrapped(value: Any) -> Any:
    if isinstance(value, Remote):
        return value.tensor
    if isinstance(value, tuple | list):
        return tuple(map(_unwrapped, value))
    return value


def _outcome(world: World, line: str) -> tuple[Any, Exception | None]:
    try:
        with warnings.catch_warnings():
            if isinstance(world["T"], Ops):
                warnings.simplefilter("error")
            else:
                warnings.simplefilter("ignore")
            return world.run(line), None
    except Exception as error:  # noqa: BLE001 - whatever is raised is compared
        return None, error


def _same(ours: Any, theirs: Any, inputs: list[tuple[Any, torch.Tensor]]) -> None:
    if isinstance(theirs, tuple | list):
        results = ours if isinstance(ours, tuple) else (ours,)
        assert len(results) == len(theirs)
        for our, their in zip(results, theirs, strict=True):
            _same(our, their, inputs)
        return
    if not isinstance(theirs, torch.Tensor):
        assert ours == theirs
        return
    tensor: Tensor = ours.tensor
    assert tensor.meta.dtype.name == str(theirs.dtype).removeprefix("torch.")
    assert tensor.meta.shape == tuple(theirs.shape)
    values = as_torch(tensor)
    torch.testing.assert_close(values, theirs.clone(memory_format=torch.contiguous_format), equal_nan=True)
    for our, their in inputs:
        if their.untyped_storage().data_ptr() == theirs.untyped_storage().data_ptr() and theirs.numel():
            assert tensor.root is our.tensor.root, "torch gives a view, the engine a copy"
            assert tensor.meta.strides == theirs.stride()
            assert tensor.offset == theirs.storage_offset()
            return
    assert tensor.root not in [our.tensor.root for our, _ in inputs] or not theirs.numel(), (
        "torch gives a copy"
    )


@pytest.fixture
def agrees() -> Callable[[str], None]:
    """Run a line in both worlds; results, views, what was written and refusals must be the same."""

    def run(line: str) -> None:
        ops = Ops(Session(Engine(), "test"))
        ours, theirs = World(ops, ops, ops.wrap), World(torch, torch.nn.functional, lambda tensor: tensor)
        expected, refusal = _outcome(theirs, line)
        result, error = _outcome(ours, line)
        if refusal is not None:
            said = str(refusal).partition("\n")[0]
            assert isinstance(error, InsituError), (
                f"torch refuses: {type(refusal).__name__}: {said}; got {error!r}"
            )
            assert isinstance(error, type(refusal)), f"{error!r} is no {type(refusal).__name__}: {said}"
            if not isinstance(refusal, TypeError):
                assert error.message == said
        elif error is not None:
            raise error
        inputs = [(ours.made[name], theirs.made[name]) for name in theirs.made if name in ours.made]
        if refusal is None:
            _same(result, expected, inputs)
        for our, their in inputs:
            _same(our, their, [(our, their)])

    return run
