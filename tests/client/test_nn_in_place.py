"""All that PyTorch gives an ``inplace``: the 19 modules and their functions, copying and in place, in training and in use.

Each program is run with both libraries: who is written and how often, what comes out, and gradients.
Dropout is drawn where there is only one thing to draw: with probability 0 or 1.
"""

from __future__ import annotations

import inspect

import pytest
import torch

import insitu

from .beside import both

pytestmark = pytest.mark.usefixtures("session")

#: Modules by how they are made, without ``inplace``, and their functions by the arguments that mean the same.
ACTIVATIONS = {
    "ReLU()": "relu(h)",
    "ReLU6()": "relu6(h)",
    "ELU(0.5)": "elu(h, 0.5)",
    "SELU()": "selu(h)",
    "CELU(0.5)": "celu(h, 0.5)",
    "LeakyReLU(0.2)": "leaky_relu(h, 0.2)",
    "RReLU(0.25, 0.25)": "rrelu(h, 0.25, 0.25, training)",
    "Hardtanh(-0.5, 1.5)": "hardtanh(h, -0.5, 1.5)",
    "Hardsigmoid()": "hardsigmoid(h)",
    "Hardswish()": "hardswish(h)",
    "SiLU()": "silu(h)",
    "Mish()": "mish(h)",
    "Threshold(0.1, 7.0)": "threshold(h, 0.1, 7.0)",
}
DROPOUTS = {
    "Dropout({p})": "dropout(h, {p}, training)",
    "Dropout1d({p})": "dropout1d(h, {p}, training)",
    "Dropout2d({p})": "dropout2d(h, {p}, training)",
    "Dropout3d({p})": "dropout3d(h, {p}, training)",
    "AlphaDropout({p})": "alpha_dropout(h, {p}, training)",
    "FeatureAlphaDropout({p})": "feature_alpha_dropout(h, {p}, training)",
}
SIZES = {"Dropout1d": "(2, 3, 2)", "Dropout2d": "(2, 3, 1, 2)", "Dropout3d": "(2, 3, 1, 2, 1)"}
CASES = {**ACTIVATIONS} | {
    module.format(p=p): function.format(p=p) for module, function in DROPOUTS.items() for p in ("0.0", "1.0")
}
BEFORE = """
size = {size}
x = T.linspace(-4., 7., 12, dtype=T.float64).reshape(size).requires_grad_()
h = x * 1.5
training = {training}
"""
AFTER = """
seen += [r is h, r._version, h._version, r.requires_grad, r.detach(), h.detach()]
(r * r).sum().backward() if r is not h else r.sum().backward()
seen += [x.grad]
"""


def before(made, *, training):
    return BEFORE.format(
        size=SIZES.get(made.partition("(")[0], "(12,)" if made in ACTIVATIONS else "(2, 3, 2)"),
        training=training,
    )


@pytest.mark.parametrize("training", [True, False], ids=["training", "eval"])
@pytest.mark.parametrize("inplace", [True, False], ids=["in place", "copying"])
@pytest.mark.parametrize("made", CASES)
def test_modules_do_as_torchs(made, inplace, training):
    module = f"nn.{made[:-1]}{'' if made.endswith('()') else ', '}inplace={inplace})"
    ours, theirs = both(
        f"{before(made, training=training)}m = {module}.train(training); r = m(h); seen.append(repr(m)){AFTER}"
    )

    assert ours == theirs


@pytest.mark.parametrize("training", [True, False], ids=["training", "eval"])
@pytest.mark.parametrize("inplace", [True, False], ids=["in place", "copying"])
@pytest.mark.parametrize("made", CASES)
def test_functions_do_as_torchs(made, inplace, training):
    ours, theirs = both(
        f"{before(made, training=training)}r = F.{CASES[made][:-1]}, inplace={inplace}){AFTER}"
    )

    assert ours == theirs


@pytest.mark.parametrize(
    "name", ["celu_", "elu_", "hardtanh_", "leaky_relu_", "relu_", "rrelu_", "selu_", "threshold_"]
)
def test_functions_with_an_underscore_do_as_torchs(name):
    more = {"threshold_": ", 0.1, 7.", "rrelu_": ", 0.25, 0.25"}.get(name, "")
    ours, theirs = both(f"{before('ReLU()', training=False)}r = F.{name}(h{more}){AFTER}")

    assert ours == theirs


@pytest.mark.parametrize("made", CASES)
def test_a_leaf_is_refused_where_torch_refuses_it(made):
    module = f"nn.{made[:-1]}{'' if made.endswith('()') else ', '}inplace=True)"
    ours, theirs = both(f"{before(made, training=True)}{module}(x); seen.append('allowed')")

    assert ours == theirs


@pytest.mark.parametrize("made", ACTIVATIONS)
def test_a_view_is_written_where_its_base_is(made):
    module = f"nn.{made[:-1]}{'' if made.endswith('()') else ', '}inplace=True)"
    ours, theirs = both(
        f"{before(made, training=True)}{module}(h[3:9]); seen += [h.detach(), h._version]; h.sum().backward(); seen += [x.grad]"
    )

    assert ours == theirs


def test_these_are_all_modules_that_take_inplace():
    def taking(library):
        return {
            name
            for name, kind in vars(library.nn).items()
            if inspect.isclass(kind) and "inplace" in inspect.signature(kind).parameters
        }

    tested = {made.partition("(")[0] for made in CASES}

    assert taking(torch) == tested
    assert taking(insitu) == tested


def test_these_are_all_functions_that_take_inplace():
    def taking(library):
        return {
            name
            for name, function in vars(library.nn.functional).items()
            if inspect.isfunction(function) and "inplace" in inspect.signature(function).parameters
        }

    tested = {call.partition("(")[0] for call in CASES.values()}

    assert taking(insitu) == tested
    assert {name for name in taking(torch) if not name.startswith("_")} == tested
