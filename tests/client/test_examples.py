"""The introductory examples run with PyTorch word for word, but for their imports, and print what they print with insitu.

Random numbers are the one thing in which the libraries differ: here both take them from NumPy.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import torch

import insitu

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = [
    "sine_by_hand",
    "sine_by_autograd",
    "sine_by_function",
    "sine_by_nn",
    "sine_by_modules",
    "sine_by_optim",
    "sine_by_turns",
    "two_layer_net_by_hand",
    "two_layer_net",
    "linear_regression",
    "logistic_regression",
    "classifier",
    "cnn",
]
#: What takes long is shortened, here and there.
SHORTER = {"cnn": ("range(1, 6)", "range(1, 2)")}
NUMBER = re.compile(r"-?\d+\.\d+(?:e[+-]\d+)?")


def share_random_numbers(monkeypatch, library):
    """Let a library draw what NumPy draws."""
    source = np.random.default_rng(0)

    def made(values, **options):
        return library.tensor(np.asarray(values, np.float32), **options)

    def written(draw):
        def write(self, *args, **_):
            with library.no_grad():
                return self.copy_(made(draw(*args, tuple(self.shape))))

        return write

    def randn(*size, **options):
        return made(
            source.standard_normal(size[0] if size and isinstance(size[0], tuple) else size), **options
        )

    def dropout(input, p=0.5, training=True, inplace=False):
        return input * made(source.random(tuple(input.shape)) >= p) / (1 - p) if training else input

    monkeypatch.setattr(library, "randn", randn)
    monkeypatch.setattr(library, "randperm", lambda n, **_: library.tensor(source.permutation(n)))
    monkeypatch.setattr(library.Tensor, "uniform_", written(source.uniform))
    monkeypatch.setattr(library.Tensor, "normal_", written(source.normal))
    monkeypatch.setattr(library.nn.functional, "dropout", dropout)
    monkeypatch.setattr(library, "manual_seed", lambda seed: None)


def printed(text, capsys):
    exec(text, {"__name__": "__main__"})
    return capsys.readouterr().out


@pytest.mark.parametrize("name", NAMES)
def test_example_prints_the_same_with_pytorch(name, session, capsys, monkeypatch):
    text = (EXAMPLES / f"{name}.py").read_text().replace(*SHORTER.get(name, ("", "")))
    share_random_numbers(monkeypatch, insitu)
    share_random_numbers(monkeypatch, torch)
    monkeypatch.setattr("insitu.utils.data.sampler.order", lambda n, generator: insitu.randperm(n).tolist())
    monkeypatch.setattr("insitu.utils.data.dataset.order", lambda n, generator: insitu.randperm(n).tolist())
    monkeypatch.setattr("torch.utils.data.sampler.torch.randperm", torch.randperm)
    monkeypatch.setattr("torch.utils.data.dataset.randperm", torch.randperm)

    ours = printed(text, capsys)
    theirs = printed(
        re.sub(r"(import|from) insitu", r"\1 torch", text).replace("torch as torch", "torch"), capsys
    )

    assert NUMBER.sub("#", ours) == NUMBER.sub("#", theirs)
    found, expected = ([float(number) for number in NUMBER.findall(out)] for out in (ours, theirs))
    assert found == pytest.approx(expected, rel=2e-3, abs=2e-3)
