"""What each differentiable in-place op keeps for backward, beside PyTorch: bytes, and which later writes it survives."""

from __future__ import annotations

import pytest
import torch

import insitu

COUNT = 1000

#: Each writes ``w``, computed from a leaf ``x`` of positive numbers; ``o`` and ``p`` are other tensors, ``i`` places.
OPS = {
    "add_": "w.add_(o)", "sub_": "w.sub_(o)", "mul_": "w.mul_(o)", "div_": "w.div_(o)",
    "mul_(scalar)": "w.mul_(3.0)", "add_(scalar)": "w.add_(3.0)", "div_(scalar)": "w.div_(3.0)",
    "pow_(scalar)": "w.pow_(3.0)", "pow_": "w.pow_(o)", "copy_": "w.copy_(o)", "fill_": "w.fill_(2.0)",
    "zero_": "w.zero_()", "relu_": "w.relu_()", "sigmoid_": "w.sigmoid_()", "tanh_": "w.tanh_()",
    "exp_": "w.exp_()", "log_": "w.log_()", "sqrt_": "w.sqrt_()", "rsqrt_": "w.rsqrt_()", "abs_": "w.abs_()",
    "neg_": "w.neg_()", "reciprocal_": "w.reciprocal_()", "sin_": "w.sin_()", "cos_": "w.cos_()",
    "square_": "w.square_()", "clamp_": "w.clamp_(0.3003, 0.7003)", "floor_": "w.floor_()", "round_": "w.round_()",
    "sign_": "w.sign_()", "erf_": "w.erf_()", "log1p_": "w.log1p_()", "expm1_": "w.expm1_()",
    "addcmul_": "w.addcmul_(o, p)", "addcdiv_": "w.addcdiv_(o, p)", "lerp_": "w.lerp_(o, 0.3)",
    "masked_fill_": "w.masked_fill_(m, 0.0)", "index_fill_": "w.index_fill_(0, i, 0.0)",
    "index_add_": "w.index_add_(0, i, o)", "index_copy_": "w.index_copy_(0, i, o)",
    "scatter_": "w.scatter_(0, i, 1.0)", "scatter_add_": "w.scatter_add_(0, i, o)", "cumsum_": "w.cumsum_(0)",
    "cumprod_": "w.cumprod_(0)", "leaky_relu_": "F.leaky_relu(w, 0.1, inplace=True)",
    "elu_": "F.elu(w, inplace=True)", "hardtanh_": "F.hardtanh(w, 0.2, 0.8, inplace=True)",
    "relu6_": "F.relu6(w, inplace=True)", "silu_": "F.silu(w, inplace=True)", "mish_": "F.mish(w, inplace=True)",
    "hardswish_": "F.hardswish(w, inplace=True)", "hardsigmoid_": "F.hardsigmoid(w, inplace=True)",
    "selu_": "F.selu(w, inplace=True)", "celu_": "F.celu(w, inplace=True)",
    "threshold_": "F.threshold(w, 0.5, 0.1, inplace=True)", "dropout_": "F.dropout(w, 0.5, inplace=True)",
}  # fmt: skip
#: Kept as packed bits, or drawn again, where PyTorch keeps a copy.
SMALLER = {"clamp_", "hardtanh_", "relu6_", "threshold_", "dropout_"}
#: Survives a write that PyTorch refuses, for it keeps no result.
FEWER = {("pow_", "w.mul_(1.0)")}

START = f"""
x = T.linspace(0.1, 1.0, {COUNT}).requires_grad_()
o = T.linspace(0.5, 2.0, {COUNT}); p = T.linspace(1.0, 2.0, {COUNT})
m = o > 1.0; i = T.arange({COUNT}); F = T.nn.functional
w = x * 1.0
"""


def graph_of_torch(op):
    """Return the bytes that PyTorch keeps for the op in storages that nobody else holds."""
    names = {"T": torch}
    exec(START, names)
    known = {names[name].untyped_storage().data_ptr() for name in "xopmiw"}
    kept = {}

    def pack(tensor):
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in known:
            kept[storage.data_ptr()] = (storage.nbytes(), tensor)
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        exec(OPS[op], names)
    return sum(size for size, _ in kept.values())


def graph_here(op, session):
    """Return the bytes that the server keeps for the op in storages that nobody else holds."""
    names = {"T": insitu}
    exec(START, names)
    before = session.memory().graph
    exec(OPS[op], names)
    return session.memory().graph - before


@pytest.mark.parametrize("op", OPS)
def test_no_op_keeps_more_than_torch_does(op, session):
    here, there = graph_here(op, session), graph_of_torch(op)
    # What PyTorch keeps of a number, and of a mask or places that it copies, are not counted against it.
    assert here <= there
    if op in SMALLER:
        assert here <= there / 16


def outcome(library, op, after):
    names = {"T": library}
    try:
        exec(f"{START}\n{OPS[op]}\n{after}\nw.sum().backward()", names)
        return names["x"].grad.tolist()
    except RuntimeError as error:
        return "refused" if "modified by an inplace operation" in str(error) else str(error)


@pytest.mark.parametrize(
    "after", ["", "w.mul_(1.0)", "o.mul_(1.0)"], ids=["as it is", "result written", "other written"]
)
@pytest.mark.parametrize("op", sorted(set(OPS) - {"dropout_"}))
def test_later_writes_are_refused_where_torch_refuses(op, after, session):
    there, here = outcome(torch, op, after), outcome(insitu, op, after)
    if (op, after) in FEWER:
        assert there == "refused"
        there = outcome(torch, op, "")

    assert here == (there if there == "refused" else pytest.approx(there, rel=1e-4, abs=1e-6))


def test_a_graph_is_let_go_of_as_backward_goes(session):
    leaf = insitu.rand(COUNT, requires_grad=True)
    x = leaf
    for _ in range(10):
        x = x.sin()
    total = x.sum()
    del x
    held = session.memory()
    assert held.graph == 9 * COUNT * 4  # what each step but the first was given
    total.backward()
    after = session.memory(reset_peak=True)
    assert after.graph == after.graph_total == 0
    assert after.live == held.live - held.graph + COUNT * 4  # the gradient came
    assert after.peak <= held.live + 4 * COUNT * 4  # whatever the depth: some gradients at a time
