"""The dropout family: what stays, what scale it has, and when nothing happens at all."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from insitu_engine.dtypes import dtype_named
from insitu_engine.session import Engine, Session

IMPROBABLE = 1e-5
ELEMENTS = ("dropout", "alpha_dropout")
CHANNELS = ("dropout1d", "dropout2d", "dropout3d", "feature_alpha_dropout")
SHAPES = {
    "dropout1d": (40, 50, 3),
    "dropout2d": (40, 50, 2, 3),
    "dropout3d": (40, 50, 2, 1, 3),
    "feature_alpha_dropout": (40, 50, 6),
}


@pytest.fixture
def session():
    made = Session(Engine(), "dropout")
    made.call("manual_seed", [5])
    return made


def full(session, shape, dtype="float32", value=1):
    return session.call("full", [shape, value], {"dtype": dtype_named(dtype)})[0]


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64"])
@pytest.mark.parametrize("p", [0.25, 0.5])
def test_dropout_drops_this_many_and_scales_the_others(session, p, dtype):
    values = session.call("dropout", [full(session, (20000,), dtype), p, True])[0].array.astype(np.float64)
    assert stats.binomtest(int(np.sum(values == 0)), values.size, p).pvalue > IMPROBABLE
    assert np.allclose(values[values != 0], 1 / (1 - p), rtol=2**-8)


@pytest.mark.parametrize("op", CHANNELS)
def test_channels_live_or_die_as_a_whole(session, op):
    values = session.call(op, [full(session, SHAPES[op]), 0.5, True])[0].array
    channels = values.reshape(2000, -1)
    assert np.all(channels == channels[:, :1])
    kept = int(np.sum(channels[:, 0] == channels.max()))
    assert stats.binomtest(kept, 2000, 0.5).pvalue > IMPROBABLE


@pytest.mark.parametrize(("op", "shape"), [("dropout1d", (2000, 3)), ("dropout3d", (2000, 1, 2, 3))])
def test_without_a_batch_the_first_dimension_is_the_channel(session, op, shape):
    channels = session.call(op, [full(session, shape), 0.5, True])[0].array.reshape(2000, -1)
    assert np.all(channels == channels[:, :1])
    assert stats.binomtest(int(np.sum(channels[:, 0] == 0)), 2000, 0.5).pvalue > IMPROBABLE


@pytest.mark.parametrize("op", ["alpha_dropout", "feature_alpha_dropout"])
def test_alpha_dropout_keeps_mean_and_variance(session, op):
    given = session.call("randn", [(400, 500)])[0]
    values = session.call(op, [given, 0.3, True])[0].array.astype(np.float64)
    assert abs(values.mean()) < 0.02
    assert abs(values.var() - 1) < 0.02


@pytest.mark.parametrize("op", ["dropout", "dropout2d", "alpha_dropout", "feature_alpha_dropout"])
@pytest.mark.parametrize("args", [(0.5, False), (0.0, True)], ids=str)
def test_what_changes_nothing_is_the_tensor_itself_and_no_write(session, op, args):
    given = full(session, (3, 4, 5))
    assert session.call(op, [given, *args]) == (given,)
    assert session.call(f"{op}_", [given, *args]) == (given,)
    assert given.root.version == 0


@pytest.mark.parametrize("op", [*ELEMENTS, *CHANNELS])
def test_in_place_is_the_copying_form_with_the_same_numbers_and_one_write(session, op):
    shape = SHAPES.get(op, (200,))
    copied = session.call(op, [full(session, shape), 0.5, True])[0].array.copy()
    session.call("manual_seed", [5])
    given = full(session, shape)
    assert session.call(f"{op}_", [given, 0.5, True]) == (given,)
    assert np.array_equal(given.array, copied)
    assert given.root.version == 1


@pytest.mark.parametrize("op", [*ELEMENTS, *CHANNELS])
def test_with_p_1_nothing_stays(session, op):
    assert not session.call(
        op, [full(session, (2, 3, 4, 1, 1) if op == "dropout3d" else (2, 3, 4)), 1.0, True]
    )[0].array.any()


@pytest.mark.parametrize("line", [
    "F.dropout(f, 1.5)", "F.dropout(f, -0.5, False)", "F.dropout(i, 0.5)", "F.dropout(i, 0.0)", "F.dropout(i, 1.0)",
    "F.dropout(i, 0.5, False)", "F.dropout(z, 0.5)", "F.dropout(b, 0.5)", "F.dropout1d(s)", "F.dropout1d(p[0, 0])",
    "F.dropout2d(v)", "F.dropout2d(v, 0.5, False)", "F.alpha_dropout(i, 0.5, True)", "F.alpha_dropout(b, 0.5, True)",
    "F.feature_alpha_dropout(v, 0.5, True)", "F.dropout(e)", "F.dropout(n, 1.0)",
])  # fmt: skip
def test_refuses_and_returns_as_torch(agrees, line):
    agrees(line)
