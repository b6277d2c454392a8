"""Arguments for every row of the op table, made from its schema: a new op is sampled by existing.

Each parameter's kind has a few candidates; what the op takes of their combinations are its samples. Ops with demands
that no such combination meets have an entry in `SPECIAL`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, count, islice, product
from typing import Any

import numpy as np

from insitu_engine.dtypes import ALL, Category, DType, bool_, float32, float64, int32, int64, uint8
from insitu_engine.errors import InsituError
from insitu_engine.memory.storage import Tensor
from insitu_engine.meta import Shape
from insitu_engine.optable import Op, rows
from insitu_engine.schema import MISSING, Kind, Parameter
from insitu_engine.session import Engine, Session

ROWS = rows()
#: Most samples kept for one op, and most combinations tried for them.
MOST_SAMPLES = 24
MOST_TRIES = 600

SHAPES: tuple[Shape, ...] = ((2, 3), (3,), (), (3, 3), (2, 2, 2), (2, 2, 2, 2), (0, 3), (1, 4))
_PAIRS = [
    *((dtype, (2, 3)) for dtype in (float32, *ALL)),
    *((float32, shape) for shape in SHAPES[1:]),
    *((dtype, (3, 3)) for dtype in (int64, bool_)),
]


@dataclass(frozen=True)
class Given:
    """A tensor argument: small positive numbers, unless said otherwise."""

    dtype: DType = float32
    shape: Shape = (2, 3)
    values: tuple[Any, ...] | None = None

    def array(self) -> np.ndarray[Any, Any]:
        """Return the values as an array."""
        size = int(np.prod(self.shape))
        if self.values is not None:
            flat = np.resize(np.array(self.values), size)
        elif self.dtype.category is Category.BOOL:
            flat = np.arange(size) % 2 == 0
        elif self.dtype.category is Category.INT:
            flat = np.arange(1, size + 1) % 100
        else:
            flat = (np.arange(size) + 0.5) / max(size, 1)
        return flat.astype(self.dtype.numpy).reshape(self.shape)


@dataclass(frozen=True)
class Sample:
    """One call, with `Given` in the place of tensors."""

    op: Op
    args: tuple[Any, ...]
    kwargs: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        words = [repr(arg) for arg in self.args] + [f"{key}={value!r}" for key, value in self.kwargs]
        return f"{self.op.name}({', '.join(words)})"

    def build(self, session: Session) -> tuple[list[Any], dict[str, Any]]:
        """Return the arguments with tensors of this session."""
        return [put(session, arg) for arg in self.args], {
            key: put(session, value) for key, value in self.kwargs
        }


def put(session: Session, value: Any) -> Any:
    """Return the value with tensors of this session for every `Given`, each under the next free handle."""
    if isinstance(value, tuple):
        return tuple(put(session, item) for item in value)
    return tensor(session, value.array()) if isinstance(value, Given) else value


def tensor(session: Session, array: np.ndarray[Any, Any], *, name: str = "") -> Tensor:
    """Return a tensor of the session with these values."""
    dtype = next(dtype for dtype in ALL if dtype.numpy == array.dtype)
    upload = session.receive(dtype, array.shape)
    upload.view[:] = np.ascontiguousarray(array).reshape(-1).view(np.uint8).data
    return upload.publish(free_handle(session), name)


def free_handle(session: Session) -> int:
    """Return the lowest handle that is free."""
    return next(handle for handle in count(1) if handle not in session.handles)


def new_session(**limits: int) -> Session:
    """Return a session on an engine of its own, with known random numbers."""
    session = Session(Engine(), "s", **limits)
    session.call("manual_seed", (7,))
    return session


def bits(array: np.ndarray[Any, Any]) -> bytes:
    """Return an array's bytes row-major, any NaN as the one NaN."""
    if array.dtype.kind in "fc":
        array = np.where(np.isnan(array), array.dtype.type(np.nan), array)
    return np.ascontiguousarray(array).tobytes()


_IDENTITY = Given(float32, (2, 2), (1, 0, 0, 1))
_INDEX = Given(int64, (2,), (0, 1))

#: Ops that want shapes which depend on each other, or values of a list.
SPECIAL: dict[str, list[tuple[Any, ...]]] = {
    "addmv": [(Given(float32, (2,)), Given(float32, (2, 3)), Given(float32, (3,)))],
    "addmm": [(Given(float32, (2, 4)), Given(float32, (2, 3)), Given(float32, (3, 4)))],
    "addr": [(Given(float32, (2, 3)), Given(float32, (2,)), Given(float32, (3,)))],
    "addbmm": [(Given(float32, (2, 2)), Given(float32, (3, 2, 4)), Given(float32, (3, 4, 2)))],
    "cholesky": [(_IDENTITY,)],
    "linalg_cholesky": [(_IDENTITY,)],
    "linalg_tensorinv": [(_IDENTITY, 1)],
    "linalg_lu_solve": [(_IDENTITY, Given(int32, (2,), (1, 2)), _IDENTITY)],
    "lu_solve": [(_IDENTITY, _IDENTITY, Given(int32, (2,), (1, 2)))],
    "lu_unpack": [(_IDENTITY, Given(int32, (2,), (1, 2)))],
    "orgqr": [(Given(float32, (3, 2)), Given(float32, (2,)))],
    "ormqr": [(Given(float32, (3, 2)), Given(float32, (2,)), Given(float32, (3, 4)))],
    "einsum": [("ij,jk->ik", (Given(float32, (2, 3)), Given(float32, (3, 4))))],
    "tensordot": [(Given(float32, (2, 3)), Given(float32, (3, 4)), 1)],
    "mv": [(Given(float32, (2, 3)), Given(float32, (3,)))],
    "mm": [(Given(float32, (2, 3)), Given(float32, (3, 4)))],
    "batch_norm": [(Given(float32, (2, 3)), Given(float32, (3,)), Given(float32, (3,)))],
    "layer_norm": [(Given(float32, (2, 3)), (3,))],
    "interpolate": [(Given(float32, (1, 2, 4)), 6), (Given(float32, (1, 2, 4, 4)), (2, 7), None, "bilinear")],
    "grid_sample": [(Given(float32, (1, 2, 4, 4)), Given(float32, (1, 3, 5, 2)))],
    "affine_grid": [(Given(float32, (1, 2, 3)), (1, 1, 4, 5))],
    "conv1d": [(Given(float32, (1, 2, 5)), Given(float32, (3, 2, 2)))],
    "conv2d": [
        (Given(float32, (1, 2, 5, 5)), Given(float32, (3, 2, 3, 3)), Given(float32, (3,)), 2, 1),
        (Given(float32, (2, 4, 4, 4)), Given(float32, (2, 2, 3, 3)), None, 1, 0, 1, 2),
    ],
    "nll_loss": [(Given(float32, (2, 3)), _INDEX), (Given(float32, (2, 3)), _INDEX, Given(float32, (3,)))],
    "multi_margin_loss": [(Given(float32, (2, 3)), _INDEX)],
    "multilabel_margin_loss": [(Given(float32, (2, 3)), Given(int64, (2, 3), (0, -1, 2)))],
    "cosine_embedding_loss": [
        (Given(float32, (2, 3)), Given(float32, (2, 3)), Given(float32, (2,), (1, -1)))
    ],
    "ctc_loss": [(Given(float32, (4, 2, 3)), Given(int64, (2, 2), (1, 2)), (4, 3), (2, 1))],
    "ctc_loss_backward": [
        (Given(float32, ()), Given(float32, (4, 2, 3)), Given(int64, (2, 2), (1, 2)), (4, 3), (2, 1)),
    ],
    "conv3d": [
        (Given(float32, (1, 2, 4, 3, 5)), Given(float32, (3, 2, 3, 2, 2)), Given(float32, (3,)), 2, 1)
    ],
    "conv_transpose1d": [
        (Given(float32, (1, 3, 4)), Given(float32, (3, 2, 2)), Given(float32, (2,)), 3, 1, 1)
    ],
    "conv_transpose2d": [
        (Given(float32, (1, 2, 3, 3)), Given(float32, (2, 3, 2, 3)), Given(float32, (3,)), 2, 1, 1),
        (Given(float32, (2, 4, 4, 4)), Given(float32, (4, 1, 3, 3)), None, 1, 0, 0, 2),
    ],
    "conv_transpose3d": [(Given(float32, (1, 2, 2, 3, 1)), Given(float32, (2, 3, 2, 2, 2)))],
    "avg_pool1d": [(Given(float32, (2, 3, 7)), 3, 2, 1, True, False)],
    "avg_pool2d": [(Given(float32, (2, 1, 5, 6)), (3, 2), 2, 1, True, True, 3)],
    "avg_pool3d": [(Given(float32, (1, 3, 4, 5)), 2, 1)],
    "col2im": [
        (Given(float32, (1, 8, 9)), (4, 4), 2),
        (Given(float32, (12, 4)), (5, 4), (2, 3), 1, 1, (2, 3)),
    ],
    "im2col": [(Given(float32, (2, 3, 5, 4)), (2, 3), 1, 1, (2, 1))],
    "lp_pool2d": [
        (Given(float32, (1, 5, 4)), 2.0, 2, None, True),
        (Given(float32, (1, 5, 4)), float("inf"), 2),
    ],
    "max_pool1d": [(Given(float32, (2, 3, 7)), 3, 2, 1, 2, True, True)],
    "max_pool2d": [(Given(float32, (2, 1, 5, 6)), (3, 2), 2, 1, 1, True, True)],
    "max_pool3d": [(Given(float32, (1, 3, 4, 5)), 2, 1, 1)],
    "max_taps": [(Given(float32, (2, 4, 5)), ((4, 2, 2, 2, 0, 1), (5, 3, 3, 2, 1, 1)))],
    "put_taps": [(Given(float32, (2, 2)), Given(uint8, (2, 2), (1, 0)), ((5, 2, 2, 3, 0, 1),))],
    "spread_windows": [(Given(float32, (2, 2)), ((5, 2, 3, 2, 0, 1),))],
    "sum_windows": [
        (Given(float32, (2, 5)), ((5, 2, 3, 2, 0, 1),)),
        (Given(float32, (2, 5)), ((5, 3, 3, 0, 0, 1),)),
    ],
    "take_taps": [(Given(float32, (2, 5)), Given(uint8, (2, 2), (1, 0)), ((5, 2, 2, 3, 0, 1),))],
    "conv_weight": [(Given(float32, (2, 4, 5, 5)), (2, 2, 3, 2), Given(float32, (2, 2, 3, 4)), 1, 0, 1, 2)],
    "embedding": [(_INDEX, Given(float32, (3, 2)))],
    "embedding_bag": [
        (_INDEX, Given(float32, (3, 2)), Given(int64, (1,), (0,))),
        (Given(int64, (2, 2), (0, 2)), Given(float32, (3, 2)), None, False, "max"),
    ],
    "embedding_renorm_": [(Given(float32, (3, 2)), _INDEX, 0.5, 2.0)],
    "bincount": [(Given(int64, (3,)),)],
    "diagonal_scatter": [(Given(float32, (2, 3)), Given(float32, (2,)))],
    "select_scatter": [(Given(float32, (2, 3)), Given(float32, (3,)), 0, 1)],
    "gather": [(Given(float32, (2, 3)), 1, Given(int64, (2, 2), (2, 0)))],
    "index_add": [(Given(float32, (2, 3)), 0, _INDEX, Given(float32, (2, 3)))],
    "index_copy": [(Given(float32, (2, 3)), 0, _INDEX, Given(float32, (2, 3)))],
    "index_put": [(Given(float32, (2, 3)), (_INDEX, _INDEX), Given(float32, (2,)))],
    "index_reduce": [(Given(float32, (2, 3)), 0, _INDEX, Given(float32, (2, 3)), "prod")],
    "index_select": [(Given(float32, (2, 3)), 0, _INDEX)],
    "take_along_dim": [(Given(float32, (2, 3)), Given(int64, (2, 1), (2, 0)), 1)],
    "masked_scatter": [(Given(float32, (2, 3)), Given(bool_, (2, 3)), Given(float32, (6,)))],
    "stft": [(Given(float32, (16,)), 4, None, None, None, True, "reflect", False, None, True)],
    "one_hot": [(_INDEX, 3)],
    "scatter": [
        (Given(float32, (2, 3)), 1, Given(int64, (2, 2), (2, 0)), Given(float32, (2, 2))),
        (Given(float32, (2, 3)), 1, Given(int64, (2, 2), (2, 0)), 5.0),
    ],
    "scatter_add": [(Given(float32, (2, 3)), 1, Given(int64, (2, 2), (2, 0)), Given(float32, (2, 2)))],
    "scatter_reduce": [
        (Given(float32, (2, 3)), 1, Given(int64, (2, 2), (2, 0)), Given(float32, (2, 2)), "sum"),
    ],
    "unflatten": [(Given(float32, (2, 6)), 1, (2, 3))],
    "unfold": [(Given(float32, (2, 6)), 1, 3, 2)],
    "as_strided": [(Given(float32, (2, 6)), (2, 2), (3, 1))],
    "permute": [(Given(float32, (2, 3)), (1, 0))],
    "repeat": [(Given(float32, (2, 3)), (2, 2))],
    "view": [(Given(float32, (2, 6)), (3, -1))],
    "reshape": [(Given(float32, (2, 6)), (3, -1))],
    "view_as": [(Given(float32, (2, 6)), Given(float32, (12,)))],
    "setitem_": [
        (Given(float32, (2, 3)), (0, slice(None)), 5.0),
        (Given(float32, (2, 3)), (slice(None), slice(0, 2)), Given(float32, (2,))),
        (Given(float32, (2, 3)), (Given(bool_, (2, 3)),), 5.0),
        (Given(float32, (2, 3)), (_INDEX, _INDEX), Given(float32, (2,))),
    ],
    "getitem": [
        (Given(float32, (2, 3)), (0,)),
        (Given(float32, (2, 3)), (slice(None), slice(1, None, 2))),
        (Given(float32, (2, 3)), (_INDEX,)),
        (Given(float32, (2, 3)), (Given(bool_, (2, 3)),)),
    ],
}


def samples(op: Op) -> tuple[Sample, ...]:
    """Return calls of this op that succeed."""
    return _explore(op)[0]


def refusals(op: Op) -> tuple[Sample, ...]:
    """Return calls of this op that are refused."""
    return _explore(op)[1]


@cache
def _explore(op: Op) -> tuple[tuple[Sample, ...], tuple[Sample, ...]]:
    good: list[Sample] = []
    bad: list[Sample] = []
    for sample in islice(_candidates(op), MOST_TRIES):
        session = new_session()
        args, kwargs = sample.build(session)
        try:
            session.call(op.name, args, kwargs)
        except InsituError:
            bad.append(sample)
        else:
            good.append(sample)
    return tuple(_spread(good)), tuple(_spread(bad))


def _spread(found: list[Sample]) -> list[Sample]:
    """Return at most `MOST_SAMPLES` of them, evenly over the list."""
    step = max(1, -(-len(found) // MOST_SAMPLES))
    return found[::step]


def _candidates(op: Op) -> Iterator[Sample]:
    special = SPECIAL.get(op.name, SPECIAL.get(op.base.name, []) if op.base else [])
    yield from (Sample(op, args) for args in special)
    yield from chain.from_iterable(_combinations(op, dtype, shape) for dtype, shape in _PAIRS)


def _combinations(op: Op, dtype: DType, shape: Shape) -> Iterator[Sample]:
    """Yield all combinations of the required arguments, then each optional one by itself."""
    required = [parameter for parameter in op.schema.parameters if parameter.default is MISSING]
    optional = [parameter for parameter in op.schema.parameters if parameter.default is not MISSING]
    first = None
    for values in islice(product(*(_values(parameter, dtype, shape) for parameter in required)), 24):
        chosen = dict(zip((parameter.name for parameter in required), values, strict=True))
        first = first or chosen
        yield _sample(op, chosen)
    if dtype in (float32, int64) and first is not None:
        for parameter in optional:
            for value in _values(parameter, dtype, shape):
                yield _sample(op, {**first, parameter.name: value})


def _sample(op: Op, chosen: dict[str, Any]) -> Sample:
    chosen = dict(chosen)
    args = []
    for parameter in op.schema.parameters:
        if parameter.keyword_only or parameter.name not in chosen:
            break
        args.append(chosen.pop(parameter.name))
    return Sample(op, tuple(args), tuple(chosen.items()))


def _values(parameter: Parameter, dtype: DType, shape: Shape) -> list[Any]:
    """Return what may be tried for a parameter of this kind."""
    given = Given(dtype, shape)
    candidates: dict[Kind, list[Any]] = {
        Kind.TENSOR: [given],
        Kind.TENSOR_LIKE: [given, 2, 0.5],
        Kind.INDEX_TENSOR: [Given(int64, shape, (0, 1))],
        Kind.MASK: [Given(bool_, shape)],
        Kind.TENSORS: [(given, given)],
        Kind.NUMBER: [2, 0.5],
        Kind.INT: [0, 1, 2],
        Kind.FLOAT: [0.5],
        Kind.BOOL: [True, False],
        Kind.STR: ["none"],
        Kind.DTYPE: [float64, dtype],
        Kind.NUMBERS: [(0.5, 2.0)],
        Kind.PAIRS: [((0,), (0,))],
        Kind.SIZE: [shape, (2, 3)],
        Kind.DIMS: [0, (0,), tuple(range(len(shape))), 1],
        Kind.EXTENTS: [2, (None, 1)],
        Kind.INDEX: [(0,), (slice(0, 1),)],
        Kind.VALUE: [given.array()],
    }
    return candidates[parameter.kind]
