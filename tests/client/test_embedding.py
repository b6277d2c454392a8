"""Rows of a table by number, beside PyTorch: gradients, norms kept in place, bags, modules."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import insitu

pytestmark = pytest.mark.usefixtures("session")

SOURCE = np.random.default_rng(0)
VALUES = {
    "w": SOURCE.standard_normal((7, 3)),
    "i": np.array([[1, 4, 4], [0, 6, 1]]),
    "j": np.array([3, 3, 0, 5, 2, 5, 5, 1]),
    "o": np.array([0, 2, 2, 5]),
    "s": SOURCE.random((2, 3)),
    "p": SOURCE.random(8),
}
LINES = [
    "F.embedding(i, w)", "F.embedding(i.reshape(-1)[0], w)", "F.embedding(i.int(), w, padding_idx=4)",
    "F.embedding(i, w, padding_idx=-1)", "F.embedding(i, w, scale_grad_by_freq=True)",
    "F.embedding(j, w, padding_idx=3, scale_grad_by_freq=True)", "F.embedding(i, w, max_norm=1.0)",
    "F.embedding(i, w, max_norm=0.5, norm_type=1.0)",
    "F.embedding_bag(i, w)", "F.embedding_bag(i, w, mode='sum', per_sample_weights=s)", "F.embedding_bag(i, w, mode='max')",
    "F.embedding_bag(j, w, o)", "F.embedding_bag(j, w, o.int(), mode='sum', per_sample_weights=p)",
    "F.embedding_bag(j, w, o, mode='max')", "F.embedding_bag(j, w, o, padding_idx=5)",
    "F.embedding_bag(j, w, o, mode='max', padding_idx=3)", "F.embedding_bag(j, w, o, mode='sum', padding_idx=-2)",
    "F.embedding_bag(j, w, T.cat([o, T.tensor([8])]), include_last_offset=True)",
    "F.embedding_bag(j, w, T.cat([o, T.tensor([8])]), mode='max', include_last_offset=True)",
    "F.embedding_bag(j, w, o, max_norm=1.0)",
    "F.embedding_bag(j[:0], w, o * 0)",
]  # fmt: skip


def names_of(library):
    names = {"T": library, "F": library.nn.functional}
    names |= {name: library.tensor(values) for name, values in VALUES.items()}
    for name in "wsp":
        names[name].requires_grad_()
    return names


@pytest.mark.parametrize("line", LINES)
def test_rows_and_their_gradients_are_those_of_torch(line):
    theirs, ours = names_of(torch), names_of(insitu)
    exact, found = (eval(line, names) for names in (theirs, ours))
    assert found.grad_fn.name() == exact.grad_fn.name()
    for rows in (exact, found):
        (rows * rows.detach().cos()).sum().backward()
    np.testing.assert_allclose(found.detach().numpy(), exact.detach().numpy(), rtol=1e-12)
    assert ours["w"]._version == theirs["w"]._version
    for name in "wsp":
        if theirs[name].grad is not None:
            np.testing.assert_allclose(
                ours[name].grad.numpy(), theirs[name].grad.numpy(), rtol=1e-9, atol=1e-12
            )
    np.testing.assert_allclose(ours["w"].detach().numpy(), theirs["w"].detach().numpy(), rtol=1e-12)


@pytest.mark.parametrize("mode", ["sum", "mean", "max"])
def test_no_bags_give_zeros_in_backward(mode):
    names = names_of(insitu)  # PyTorch's process may die of it
    rows = eval(f"F.embedding_bag(j, w, o[:0], mode={mode!r})", names)
    rows.sum().backward()
    assert tuple(rows.shape) == (0, 3)
    assert not names["w"].grad.numpy().any()


def test_gradients_of_gradients_reach_the_rows():
    weight = insitu.tensor(VALUES["w"], requires_grad=True)
    rows = insitu.nn.functional.embedding(insitu.tensor([1, 1, 2]), weight)
    (first,) = insitu.autograd.grad((rows**3).sum(), weight, create_graph=True)
    first.sum().backward()
    np.testing.assert_allclose(weight.grad.numpy()[1], 12 * VALUES["w"][1])
    np.testing.assert_allclose(weight.grad.numpy()[3], 0)


def test_a_bags_rows_are_scaled_by_their_own_frequency():
    # PyTorch takes the counts at wrong places there: it divides the gradient of the row that is there once by 3.
    weight = insitu.tensor(VALUES["w"], requires_grad=True)
    numbers, offsets = insitu.tensor([0, 1, 1, 2, 1]), insitu.tensor([0, 2])
    insitu.nn.functional.embedding_bag(
        numbers, weight, offsets, mode="sum", scale_grad_by_freq=True
    ).sum().backward()
    np.testing.assert_allclose(weight.grad.numpy()[:4, 0], [1, 1, 1, 0])


@pytest.mark.parametrize("line", ["F.embedding(i, w, sparse=True)", "F.embedding_bag(i, w, sparse=True)"])
def test_a_sparse_gradient_is_refused_and_a_sparse_table_without_one_is_not(line):
    names = names_of(insitu)
    with pytest.raises(NotImplementedError, match="has no sparse gradients"):
        eval(line, names)
    with insitu.no_grad():
        assert eval(line, names).isfinite().all().item()


def test_a_refused_call_leaves_the_norms_alone():
    names = names_of(insitu)
    with pytest.raises(insitu.InsituError, match="Padding_idx must be within num_embeddings"):
        eval("F.embedding(i, w, 9, max_norm=0.1)", names)
    assert names["w"]._version == 0


MODULES = [
    ("Embedding(7, 3)", "i"), ("Embedding(7, 3, -2, 0.5, 1.0, True)", "i"), ("EmbeddingBag(7, 3)", "i"),
    ("EmbeddingBag(7, 3, 0.5, mode='sum', padding_idx=1)", "j, o"), ("EmbeddingBag(7, 3, mode='sum')", "i, None, s"),
    ("Embedding.from_pretrained(w.detach(), freeze=False, padding_idx=0)", "i"),
    ("EmbeddingBag.from_pretrained(w.detach(), freeze=False, mode='max', include_last_offset=True)", "j, o"),
]  # fmt: skip


@pytest.mark.parametrize(("made", "given"), MODULES)
def test_modules_are_those_of_torch(made, given):
    results = []
    for names in (names_of(torch), names_of(insitu)):
        module = eval(f"T.nn.{made}", names).double()
        with names["T"].no_grad():
            module.weight.copy_(names["w"])
        rows = eval(f"module({given})", names | {"module": module})
        rows.sum().backward()
        results.append((repr(module), rows.detach().numpy(), module.weight.grad.numpy()))
    (words, exact, gradient), (said, found, mine) = results
    assert said == words
    np.testing.assert_allclose(found, exact, rtol=1e-12)
    np.testing.assert_allclose(mine, gradient, rtol=1e-12)
