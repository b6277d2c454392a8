"""Losses through the client beside PyTorch: gradients, nodes, bytes kept for backward, which later writes these survive, warnings."""

from __future__ import annotations

import re
import warnings

import numpy as np
import pytest
import torch

import insitu

COUNT = 400

#: Each takes ``w``, computed from a leaf; ``o`` and ``q`` are other numbers between 0 and 1, ``y`` and ``z`` signs, ``c``
#: classes, ``k`` weights of these.
LOSSES = {
    "mse": "F.mse_loss(w, o)", "mse none": "F.mse_loss(w, o, reduction='none')", "l1": "F.l1_loss(w, o)",
    "l1 sum": "F.l1_loss(w, o, reduction='sum')", "smooth l1": "F.smooth_l1_loss(w, o, beta=0.3)",
    "huber": "F.huber_loss(w, o, delta=0.3)", "bce": "F.binary_cross_entropy(w, o)",
    "bce weight": "F.binary_cross_entropy(w, o, k)", "logits": "F.binary_cross_entropy_with_logits(w, o)",
    "logits weights": "F.binary_cross_entropy_with_logits(w, o, k, pos_weight=k)",
    "labels": "F.multilabel_soft_margin_loss(w, o)", "labels weight": "F.multilabel_soft_margin_loss(w, o, k)",
    "kl": "F.kl_div(w, o, reduction='sum')", "kl batchmean": "F.kl_div(w, o, reduction='batchmean')",
    "kl log": "F.kl_div(w, o, reduction='sum', log_target=True)", "poisson": "F.poisson_nll_loss(w, o)",
    "poisson mean": "F.poisson_nll_loss(w, o, False)", "poisson full": "F.poisson_nll_loss(w, o * 9, full=True)",
    "normal": "F.gaussian_nll_loss(w, o, q)", "normal lines": "F.gaussian_nll_loss(w, o, q[:, 0])",
    "normal number": "F.gaussian_nll_loss(w, o, 0.5, full=True)", "soft margin": "F.soft_margin_loss(w, y)",
    "hinge": "F.hinge_embedding_loss(w, y, 0.5)", "ranking": "F.margin_ranking_loss(w, o, y, 0.1)",
    "cosine": "F.cosine_embedding_loss(w, o, z, 0.2)", "triplet": "F.triplet_margin_loss(w, o, q)",
    "triplet swap": "F.triplet_margin_loss(w, o, q, swap=True)", "triplet 1": "F.triplet_margin_loss(w, o, q, p=1)",
    "nll": "F.nll_loss(w, c)", "nll weight": "F.nll_loss(w, c, k, ignore_index=2)",
    "nll images": "F.nll_loss(w.reshape(20, 4, 20, 1), c.reshape(20, 20, 1))", "margin": "F.multi_margin_loss(w, c)",
    "margin 2": "F.multi_margin_loss(w, c, 2, 0.7, k)",
    "label margin": "F.multilabel_margin_loss(w, c.reshape(-1, 1).expand(400, 4).contiguous())",
    "entropy": "F.cross_entropy(w, c)", "entropy weight": "F.cross_entropy(w, c, k, ignore_index=1)",
    "entropy shares": "F.cross_entropy(w, o, k)", "entropy smooth": "F.cross_entropy(w, c, k, label_smoothing=0.1)",
    "entropy sum": "F.cross_entropy(w, c, reduction='sum', label_smoothing=0.1)",
    "entropy none": "F.cross_entropy(w, c, ignore_index=1, reduction='none', label_smoothing=0.1)",
    "entropy shares smooth": "F.cross_entropy(w, o, label_smoothing=0.1)",
    "entropy images": "F.cross_entropy(w.reshape(20, 4, 20), c.reshape(20, 20))",
    "weighted mse": "F.mse_loss(w, o, weight=q)", "weighted l1": "F.l1_loss(w, o, weight=q)",
    "weighted huber": "F.huber_loss(w, o, delta=0.3, weight=q)",
    "alignments": "F.ctc_loss(w.reshape(20, 20, 4).log_softmax(2), c.reshape(20, 20)[:, :5] % 3 + 1, [20] * 20, [5] * 20)",
    "distance": "F.pairwise_distance(w, o)", "similarity": "F.cosine_similarity(w, o)",
    "triplet distance": "F.triplet_margin_with_distance_loss(w, o, q, swap=True)",
}  # fmt: skip
SOURCE = np.random.default_rng(0)
VALUES = {
    "x": SOURCE.uniform(0.1, 0.9, (COUNT, 4)),
    "o": SOURCE.uniform(0.1, 0.9, (COUNT, 4)),
    "q": SOURCE.uniform(0.1, 0.9, (COUNT, 4)),
    "y": SOURCE.choice([-1.0, 1.0], (COUNT, 4)),
    "z": SOURCE.choice([-1.0, 1.0], COUNT),
    "k": SOURCE.uniform(0.5, 1.5, 4),
    "c": SOURCE.integers(0, 4, COUNT),
}


def names_of(library, *asking):
    """Return what a line may name; what asks for a gradient is computed from a leaf of the same name in capitals."""
    names = {"T": library, "F": library.nn.functional}
    for name, values in VALUES.items():
        leaf = library.tensor(values)
        if name == "x" or name in asking:
            names[name.upper()] = leaf.requires_grad_()
            leaf = leaf * 1.0
        names["w" if name == "x" else name] = leaf
    return names


@pytest.mark.filterwarnings("ignore:reduction")
@pytest.mark.parametrize("asking", [(), ("o",), ("q",)], ids=["input", "target", "other"])
@pytest.mark.parametrize("loss", LOSSES)
def test_losses_and_their_gradients_are_those_of_torch(loss, asking, session):
    theirs, ours = names_of(torch, *asking), names_of(insitu, *asking)
    exact, found = (eval(LOSSES[loss], names) for names in (theirs, ours))
    assert found.grad_fn.name().rstrip("01") == exact.grad_fn.name().rstrip("01")
    np.testing.assert_allclose(found.detach().numpy(), exact.detach().numpy(), rtol=1e-9)
    exact.sin().sum().backward()
    found.sin().sum().backward()
    for leaf in ("X", *(name.upper() for name in asking)):
        if theirs[leaf].grad is not None:
            np.testing.assert_allclose(
                ours[leaf].grad.numpy(), theirs[leaf].grad.numpy(), rtol=1e-7, atol=1e-12
            )


def graph_of_torch(line, *asking):
    """Return the bytes that PyTorch keeps for a line in storages that nobody else holds."""
    names = names_of(torch, *asking)
    known = {
        value.untyped_storage().data_ptr() for value in names.values() if isinstance(value, torch.Tensor)
    }
    kept = {}

    def pack(tensor):
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in known:
            kept[storage.data_ptr()] = (storage.nbytes(), tensor)
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        names["loss"] = eval(line, names)
    return sum(size for size, _ in kept.values())


def graph_here(line, session, *asking):
    """Return the bytes that the server keeps for a line in storages that nobody else holds."""
    names = names_of(insitu, *asking)
    before = session.memory().graph
    names["loss"] = eval(line, names)
    return session.memory().graph - before


@pytest.mark.filterwarnings("ignore:reduction")
@pytest.mark.parametrize("asking", [(), ("o",), ("o", "q")], ids=["input", "target", "all"])
@pytest.mark.parametrize("loss", LOSSES)
def test_no_loss_keeps_more_than_torch_does(loss, asking, session):
    line = LOSSES[loss]
    assert graph_here(line, session, *asking) <= graph_of_torch(line, *asking)


@pytest.mark.parametrize("loss", ["l1", "l1 sum", "hinge"])
def test_what_bits_tell_is_kept_as_bits(loss, session):
    line = LOSSES[loss]
    assert 0 < graph_here(line, session) * 16 <= graph_of_torch(line)


def outcome(library, line, written, asking):
    names = names_of(library, *asking)
    names["loss"] = eval(line, names)
    with library.no_grad():
        names[written].mul_(1)
    try:
        names["loss"].sum().backward()
        names["X"].grad.tolist()
    except RuntimeError as error:
        return "refused" if "modified by an inplace operation" in str(error) else str(error)
    return "taken"


WRITES = [
    (loss, name) for loss, line in LOSSES.items() for name in sorted(set(re.findall(r"\b[woqyzck]\b", line)))
]


@pytest.mark.filterwarnings("ignore:reduction")
@pytest.mark.parametrize("asking", [(), ("o", "q")], ids=["input", "all"])
@pytest.mark.parametrize(("loss", "written"), WRITES)
def test_later_writes_are_refused_only_where_torch_refuses(loss, asking, written, session):
    there, here = (outcome(library, LOSSES[loss], written, asking) for library in (torch, insitu))
    assert here == there or (here == "taken" and there == "refused")


UNDERIVABLE = [
    "F.binary_cross_entropy(w, o, K)", "F.binary_cross_entropy_with_logits(w, o, K)",
    "F.binary_cross_entropy_with_logits(w, o, pos_weight=K)", "F.nll_loss(w, c, K)", "F.cross_entropy(w, c, K)",
    "F.multi_margin_loss(w, c, weight=K)", "F.soft_margin_loss(w, Y)",
]  # fmt: skip


@pytest.mark.parametrize("line", UNDERIVABLE)
def test_an_argument_without_a_derivative_may_not_ask_for_one(line, session):
    theirs, ours = names_of(torch, "k", "y"), names_of(insitu, "k", "y")
    with pytest.raises(RuntimeError) as exact:
        eval(line, theirs)
    with pytest.raises(insitu.InsituError) as error:
        eval(line, ours)
    assert error.value.message == str(exact.value)
    with insitu.no_grad():
        assert eval(line, ours).isfinite().item()


#: What PyTorch warns of: older arguments, sizes, and means that are none.
WARNED = [
    "F.mse_loss(w, o, size_average=False)", "F.mse_loss(w, o, None, False)", "F.nll_loss(w, c, None, True)",
    "F.nll_loss(w, c, reduce=False)", "F.poisson_nll_loss(w, o, True, False, False, 1e-3, True)",
    "F.binary_cross_entropy(w, o, k, False)", "F.kl_div(w, o, size_average=True)", "F.kl_div(w, o)",
    "F.cross_entropy(w, c, size_average=False)", "F.mse_loss(w, o[:1])", "F.l1_loss(w, o[0])",
    "F.smooth_l1_loss(w, o[:, :1])", "F.huber_loss(w, o[:1])", "F.triplet_margin_loss(w, o, q, 1, 2, 1e-6, True, False)",
    "T.nn.MSELoss(reduce=False)(w, o)", "T.nn.MultiLabelMarginLoss(False)(w[0], c[:4] * 0)",
]  # fmt: skip


def warned(line, names):
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        value = eval(line, names)
    texts = [str(warning.message).replace("insitu.Size", "torch.Size") for warning in found]
    return texts, value.detach().numpy(), {warning.filename for warning in found}


@pytest.mark.parametrize("line", WARNED)
def test_warns_where_torch_warns(line, session):
    texts, exact, _ = warned(line, names_of(torch))
    ours, found, files = warned(line, names_of(insitu))
    assert ours == texts
    assert files == {"<string>"}, "a warning points at the user's line"
    np.testing.assert_allclose(found, exact, rtol=1e-9)


def test_a_class_out_of_range_is_told_with_the_line_of_the_call(session):
    loss = insitu.nn.functional.nll_loss(insitu.zeros(2, 3), insitu.tensor([0, 3]))
    with pytest.raises(IndexError, match=r"Target 3 is out of bounds\.\n  called at .*test_losses\.py"):
        loss.item()
