"""The introductory examples print with PyTorch what they print with insitu."""

from __future__ import annotations

from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = [
    "sine_by_hand",
    "sine_by_autograd",
    "sine_by_modules",
    "sine_by_optim",
    "two_layer_net",
    "logistic_regression",
]


@pytest.mark.parametrize("name", NAMES)
def test_example_prints_the_same_with_pytorch(name, session, capsys):
    text = (EXAMPLES / f"{name}.py").read_text()

    exec(text, {})
    ours = capsys.readouterr().out
    exec(text.replace("import insitu as torch", "import torch").replace("from insitu", "from torch"), {})

    assert ours
    assert capsys.readouterr().out == ours
