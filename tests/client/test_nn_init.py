"""How parameters begin, and what is done to many at once, beside PyTorch's: values, texts, and distributions."""

from __future__ import annotations

import math

import pytest
import torch

import insitu
from insitu.nn import init, utils

from .beside import both

pytestmark = pytest.mark.usefixtures("session")

BEFORE = """
import math
I = nn.init; U = nn.utils; R = nn.utils.rnn
def rows(*s): return T.arange(float(math.prod(s))).reshape(s)
def leaf(*s): return rows(*s).requires_grad_()
a, b = leaf(2, 3), leaf(4); a.grad = T.ones(2, 3); b.grad = T.tensor([3., 4., 0., 0.])
w = leaf(2, 3)
"""
PROGRAMS = {
    "constant": "seen += [I.constant_(w, 0.5) is w, w, w._version, w.requires_grad, w.is_leaf, I.ones_(w), I.zeros_(w)]",
    "eye": "seen += [I.eye_(w) is w, w, w._version > 0, I.eye_(leaf(3, 2))]",
    "eye text": "I.eye_(leaf(3))",
    "dirac": "seen += [I.dirac_(leaf(3, 2, 3)), I.dirac_(leaf(4, 2, 3), 2), I.dirac_(leaf(2, 2, 3, 3)), I.dirac_(leaf(2, 2, 1, 2, 3))]",
    "dirac text": "I.dirac_(leaf(2, 2))",
    "dirac groups": "I.dirac_(leaf(3, 2, 1), 2)",
    "gains": "seen += [[I.calculate_gain(n) for n in ('linear', 'conv1d', 'conv2d', 'conv3d', 'conv_transpose1d', 'conv_transpose2d', 'conv_transpose3d', 'sigmoid', 'tanh', 'relu', 'leaky_relu', 'selu')], I.calculate_gain('leaky_relu', 0.2), I.calculate_gain('leaky_relu', 1)]",
    "gain text": "I.calculate_gain('gelu')",
    "gain slope": "I.calculate_gain('leaky_relu', True)",
    "gain slope text": "I.calculate_gain('leaky_relu', 'a')",
    "xavier text": "I.xavier_uniform_(leaf(3))",
    "xavier normal text": "I.xavier_normal_(leaf(3))",
    "kaiming text": "I.kaiming_uniform_(leaf(3))",
    "kaiming mode": "I.kaiming_normal_(leaf(3, 2), mode='fan')",
    "kaiming nonlinearity": "I.kaiming_normal_(leaf(3, 2), nonlinearity='gelu')",
    "kaiming empty": "seen += [I.kaiming_normal_(leaf(0, 2)).shape, I.kaiming_uniform_(leaf(0, 2)).shape]",
    "orthogonal text": "I.orthogonal_(leaf(3))",
    "orthogonal empty": "seen += [I.orthogonal_(leaf(0, 2)).shape]",
    "sparse text": "I.sparse_(leaf(3), 0.1)",
    "sparse zeros": "s = I.sparse_(leaf(10, 4), 0.25); seen += [(s == 0).sum(0)]",
    "trunc warns": "I.trunc_normal_(leaf(3), mean=10.); seen += [1]",
    "fans": "seen += [I._calculate_fan_in_and_fan_out(leaf(3, 2, 4, 5)), I._calculate_correct_fan(leaf(3, 2), 'fan_out')]",
    "old names": "seen += [I.constant(w, 2), I.eye(w), I.xavier_uniform.__name__, [callable(getattr(I, n)) for n in ('uniform', 'normal', 'dirac', 'xavier_normal', 'kaiming_uniform', 'kaiming_normal', 'orthogonal', 'sparse')]]",
    "returned": "seen += [[f(w) is w for f in (I.uniform_, I.normal_, I.trunc_normal_, I.xavier_uniform_, I.xavier_normal_, I.kaiming_uniform_, I.kaiming_normal_, I.orthogonal_)], w.requires_grad, w.is_leaf]",
    "clip": "n = U.clip_grad_norm_([a, b], 1.0); seen += [n, a.grad, b.grad, a.grad._version]",
    "clip not needed": "n = U.clip_grad_norm_([a, b], 100.0); seen += [n, a.grad]",
    "clip norms": "for t in (1, 2.0, 3, 0.5, math.inf, -math.inf, 0, 'inf'): seen.append(U.get_total_norm([a.grad, b.grad], t))",
    "clip one tensor": "seen += [U.clip_grad_norm_(a, 1.0), a.grad]",
    "clip generator": "seen += [U.clip_grad_norm_((p for p in (a, b)), 1.0)]",
    "clip empty generator": "seen += [U.clip_grad_norm_((p for p in ()), 1.0)]",
    "clip none": "seen += [U.clip_grad_norm_([], 1.0), U.clip_grad_norm_([w], 1.0)]",
    "clip nonfinite": "a.grad.fill_(math.inf); U.clip_grad_norm_([a], 1.0, error_if_nonfinite=True)",
    "clip nonfinite let": "a.grad.fill_(math.nan); n = U.clip_grad_norm_([a], 1.0); seen += [str(n.item()), str(a.grad[0, 0].item())]",
    "clip error nan": "a.grad.fill_(math.nan); U.clip_grad_norm_([a], 1.0, 1, True)",
    "clip foreach": "seen += [U.clip_grad_norm_([a, b], 1.0, foreach=False)]",
    "clip old": "seen += [U.clip_grad_norm([a, b], 1.0)]",
    "clip with norm": "n = U.get_total_norm([a.grad, b.grad]); U.clip_grads_with_norm_([a, b], 2.0, n); seen += [a.grad, b.grad]",
    "clip value": "seen += [U.clip_grad_value_([a, b], 0.5), a.grad, b.grad]",
    "clip value one": "U.clip_grad_value_(b, 3.5); seen += [b.grad]",
    "clip dtype": "c = leaf(2).double().detach().requires_grad_(); c.grad = T.ones(2, dtype=T.float64); seen += [U.clip_grad_norm_([a, c], 1.0)]",
    "vector": "v = U.parameters_to_vector([a, b]); seen += [v, v.requires_grad]; v.sum().backward(); seen += [a.grad]",
    "vector back": "v = T.zeros(10); U.vector_to_parameters(v, [a, b]); seen += [a, a._version, a.requires_grad]; v.add_(1); seen += [a, b]",
    "vector text": "U.vector_to_parameters([1], [a])",
    "vector too short": "U.vector_to_parameters(T.zeros(3), [a])",
    "pad": "seen += [R.pad_sequence([rows(3, 2), rows(1, 2)]), R.pad_sequence([rows(3), rows(1)], batch_first=True, padding_value=-1), R.pad_sequence([rows(3), rows(1)], True, 7., 'left')]",
    "pad gradient": "R.pad_sequence([a, leaf(1, 3)]).sum().backward(); seen += [a.grad]",
    "pad empty": "R.pad_sequence([])",
    "pad side": "R.pad_sequence([a], padding_side='top')",
    "pad number": "R.pad_sequence(3)",
    "pad tensor": "seen += [R.pad_sequence(rows(2, 3))]",
    "unpad": "p = R.pad_sequence([rows(3, 2), rows(1, 2)], batch_first=True); seen += R.unpad_sequence(p, T.tensor([3, 1]), batch_first=True)",
    "unpad time first": "p = R.pad_sequence([rows(3), rows(1)]); seen += R.unpad_sequence(p, T.tensor([3, 1]))",
}  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_programs_come_to_what_they_do_in_torch(program):
    ours, theirs = both(BEFORE + program)

    assert ours == theirs


#: By function and arguments, of a tensor of 400 rows and 100 columns: the deviation, and the bound.
NORMAL = [
    ("normal_", {"std": 3.0}, 3.0),
    ("xavier_normal_", {}, math.sqrt(2 / 500)),
    ("xavier_normal_", {"gain": 2.0}, 2 * math.sqrt(2 / 500)),
    ("kaiming_normal_", {"nonlinearity": "relu"}, math.sqrt(2 / 100)),
    ("kaiming_normal_", {"a": 1.0, "mode": "fan_out"}, math.sqrt(1 / 400)),
]
UNIFORM = [
    ("uniform_", {"a": -2.0, "b": 2.0}, 2.0),
    ("xavier_uniform_", {}, math.sqrt(6 / 500)),
    ("xavier_uniform_", {"gain": 2.0}, 2 * math.sqrt(6 / 500)),
    ("kaiming_uniform_", {"nonlinearity": "relu"}, math.sqrt(6 / 100)),
    ("kaiming_uniform_", {"a": 1.0, "mode": "fan_out"}, math.sqrt(3 / 400)),
]


@pytest.mark.parametrize(("name", "options", "deviation"), NORMAL)
def test_normal_numbers_have_their_deviation(name, options, deviation):
    insitu.manual_seed(1)

    values = getattr(init, name)(insitu.empty(400, 100), **options).numpy()

    assert values.mean() == pytest.approx(0, abs=0.05 * deviation)
    assert values.std() == pytest.approx(deviation, rel=0.02)
    assert (abs(values) > 2 * deviation).mean() == pytest.approx(0.0455, abs=0.01)


@pytest.mark.parametrize(("name", "options", "bound"), UNIFORM)
def test_uniform_numbers_fill_their_bounds(name, options, bound):
    insitu.manual_seed(1)

    values = getattr(init, name)(insitu.empty(400, 100), **options).numpy()

    assert 0.99 * bound < values.max() <= bound * (1 + 1e-6)
    assert -bound * (1 + 1e-6) <= values.min() < -0.99 * bound
    assert values.std() == pytest.approx(bound / math.sqrt(3), rel=0.02)


def test_truncated_numbers_stay_within_their_bounds():
    insitu.manual_seed(1)

    values = init.trunc_normal_(insitu.empty(400, 100), mean=1.0, std=2.0, a=0.0, b=2.0).numpy()

    assert (values.min(), values.max()) == (pytest.approx(0, abs=0.01), pytest.approx(2, abs=0.01))
    assert values.mean() == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (4, 2, 3)], ids=str)
def test_orthogonal_rows_or_columns_are_orthonormal_times_the_gain(shape):
    made = init.orthogonal_(insitu.empty(shape, dtype=insitu.float64), gain=2.0).numpy().reshape(shape[0], -1)
    product = made @ made.T if made.shape[0] <= made.shape[1] else made.T @ made

    assert product == pytest.approx(4 * torch.eye(len(product)).numpy(), abs=1e-9)


def test_zeros_of_a_sparse_matrix_are_elsewhere_in_each_column():
    insitu.manual_seed(1)

    made = init.sparse_(insitu.empty(50, 20), 0.1, std=2.0).numpy()

    assert ((made == 0).sum(0) == 5).all()
    assert len({tuple(column) for column in (made == 0).T.tolist()}) > 10
    assert made[made != 0].std() == pytest.approx(2.0, rel=0.1)


@pytest.mark.parametrize(
    "name", ["Linear(64, 100)", "Conv2d(16, 100, 2)", "Embedding(100, 64)", "Bilinear(64, 3, 100)"]
)
def test_layers_begin_as_widely_as_torchs(name):
    theirs, ours = (
        eval(name, vars(library.nn).copy()).weight.detach().numpy() for library in (torch, insitu)
    )

    assert ours.shape == theirs.shape
    assert ours.std() == pytest.approx(theirs.std(), rel=0.05)
    assert abs(ours).max() == pytest.approx(abs(theirs).max(), rel=0.3)


def test_initializing_waits_for_nothing(session, monkeypatch):
    tensor = insitu.empty(4, 6)
    monkeypatch.setattr(session.stream, "ask", None)  # through it goes all that waits

    for name in (
        "uniform_",
        "normal_",
        "trunc_normal_",
        "xavier_normal_",
        "kaiming_uniform_",
        "orthogonal_",
        "eye_",
    ):
        getattr(init, name)(tensor)
    init.sparse_(tensor, 0.5)
    insitu.nn.Linear(3, 4)

    monkeypatch.undo()
    insitu.sync()


def test_clipping_waits_for_nothing_unless_it_is_to_raise(session, round_trips):
    tensor = insitu.ones(3, requires_grad=True)
    tensor.grad = insitu.ones(3)

    utils.clip_grad_norm_([tensor], 1.0)
    utils.clip_grad_value_([tensor], 0.5)
    assert round_trips == []

    utils.clip_grad_norm_([tensor], 1.0, error_if_nonfinite=True)
    assert len(round_trips) == 1


def test_every_initializer_is_there():
    theirs = {name for name in dir(torch.nn.init) if name.endswith("_") and not name.startswith("_")}

    assert theirs <= set(init.__all__)
