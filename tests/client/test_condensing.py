"""Of what nobody else has any more the graph keeps a bit an element, where that is all that backward needs."""

from __future__ import annotations

import pytest
import torch

import insitu
import insitu.nn.functional
from insitu_engine.autograd.recorded import Recorded
from insitu_engine.session import Engine, Session

N = 1024
BYTES, BITS = 4 * N, N // 8

#: On what came of a multiplication, ``h``; F is the functional module.
CALLS = {
    "relu_": "h.relu_()",
    "relu": "h.relu()",
    "F.relu, inplace": "F.relu(h, inplace=True)",
    "leaky_relu": "F.leaky_relu(h, 0.1)",
    "leaky_relu_": "F.leaky_relu_(h, 0.1)",
    "threshold": "F.threshold(h, 0.1, 20.)",
    "hardtanh": "F.hardtanh(h)",
    "relu6": "F.relu6(h)",
    "hardsigmoid": "F.hardsigmoid(h)",
    "hardshrink": "F.hardshrink(h)",
    "softshrink": "F.softshrink(h)",
    "clamp": "h.clamp(-0.5, 0.5)",
    "clamp_min": "h.clamp_min(0.1)",
    "clip": "h.clip(max=0.1)",
    "nan_to_num": "h.nan_to_num()",
}


def called(world, code, values):
    """Return the leaf, and what comes of it once nobody has what was called with, nor what came out."""
    x = world.tensor(values, requires_grad=True)
    h = x * 2
    out = eval(code, {"h": h, "F": world.nn.functional})
    return x, out + 1


def graph(session):
    """Return the bytes that the graph keeps, after one round trip: an unanswered call keeps no tensor alive."""
    return session.memory().graph_total


@pytest.fixture
def values():
    generator = torch.Generator().manual_seed(7)
    found = torch.randn(N, generator=generator)
    found[:3] = torch.tensor([0.0, float("nan"), float("inf")])
    return found.tolist()


@pytest.mark.parametrize("code", CALLS.values(), ids=CALLS)
def test_bits_are_kept_and_the_gradient_is_pytorchs(session, code, values):
    theirs, root = called(torch, code, values)
    root.sum().backward()

    x, root = called(insitu, code, values)
    assert graph(session) == BITS
    root.sum().backward()

    assert graph(session) == 0
    assert torch.equal(torch.tensor(x.grad.tolist()), theirs.grad)


def test_the_graph_can_be_walked_again_and_the_gradient_has_a_gradient(session):
    x = insitu.tensor([-1.0, 2.0], requires_grad=True)
    out = (x * x).relu_() * 1
    session.sync()

    for _ in range(2):
        (first,) = insitu.autograd.grad(out.sum(), x, create_graph=True)
    (second,) = insitu.autograd.grad(first.sum(), x)

    assert (first.tolist(), second.tolist()) == ([-2.0, 4.0], [2.0, 2.0])


def test_a_write_to_what_somebody_has_is_refused_and_nothing_is_kept_in_its_place(session):
    x = insitu.ones(N, requires_grad=True)
    h = (x * 2).relu_()
    out = h * 1
    shown = h.detach()
    del h
    assert graph(session) == BYTES

    shown.zero_()
    out.sum().backward()

    with pytest.raises(RuntimeError, match=r"output 0 of Relu.* zero_\(\) wrote it at .*test_condensing"):
        session.sync()
    assert x.grad is None


def test_what_was_written_before_it_was_given_up_is_refused(session):
    x = insitu.ones(N, requires_grad=True)
    h = (x * 2).relu_()
    out = h * 1
    h.add_(1)
    del h

    out.sum().backward()

    with pytest.raises(RuntimeError, match=r"output 0 of Relu.* add_\(\) wrote it at .*test_condensing"):
        session.sync()


def test_bytes_that_another_node_needs_stay_whole(session):
    x = insitu.ones(N, requires_grad=True)
    h = (x * 2).relu_()
    out = h * h
    del h

    assert graph(session) == BYTES
    out.sum().backward()
    assert x.grad.tolist() == [8.0] * N


def test_bytes_that_data_shows_stay_whole(session):
    x = insitu.ones(N, requires_grad=True)
    h = (x * 2).relu_()
    out = h * 1
    shown = h.data
    del h

    assert graph(session) == BYTES
    shown.zero_()
    out.sum().backward()
    assert x.grad.tolist() == [0.0] * N  # as in PyTorch, which cannot know of it either


def test_bytes_that_two_nodes_can_do_without_go(session):
    x = insitu.ones(N, requires_grad=True)
    h = x * 2
    out = h.clamp(0.0, 1.0) + insitu.nn.functional.relu6(h)
    del h

    assert graph(session) == 2 * BITS
    out.sum().backward()
    assert x.grad.tolist() == [2.0] * N


def test_what_has_a_name_stays_whole(session):
    x = insitu.ones(N, requires_grad=True)
    h = (x * 2).relu_()
    session["kept"] = h
    out = h * 1
    del h

    assert graph(session) == BYTES
    del session["kept"]
    assert graph(session) == BITS
    out.sum().backward()
    assert x.grad.tolist() == [2.0] * N


def test_without_memory_for_the_bits_all_stays_as_it_is_and_nothing_is_refused(server):
    with insitu.connect(server.address, max_bytes=6 * BYTES + BITS) as narrow:
        x = insitu.ones(N, requires_grad=True)
        h = (x * 2).relu_()
        out = h.sum()
        more = insitu.ones(4, N)
        narrow.sync()
        del h

        assert graph(narrow) == BYTES
        del more
        out.backward()
        assert x.grad.tolist() == [2.0] * N


def test_a_session_that_ends_computes_no_bits(session, monkeypatch):
    packed = []
    monkeypatch.setattr(Recorded, "condense", lambda *_: packed.append(1))
    with insitu.connect(session.address) as other:
        x = insitu.ones(N, requires_grad=True)
        h = (x * 2).relu_()
        out = h * 1
        other.sync()
        assert packed == []

    del x, h, out
    assert packed == []


def test_giving_up_much_that_becomes_bits_is_no_short_call():
    engine = Session(Engine(), "lab")
    engine.call("ones", [(N,)], results=(1,))
    engine.call("require_grad", [engine.tensor(1), True])
    engine.call("relu", [engine.tensor(1)], results=(2,))

    assert engine.prepare("release", [1], {}).work == 0
    assert engine.prepare("release", [2], {}).work == N
