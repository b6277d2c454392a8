"""Ways into backward beside PyTorch's: roots, seeds, inputs, hooks, and looking for what is no number."""

from __future__ import annotations

import time

import pytest

import insitu

from .beside import both

pytestmark = pytest.mark.usefixtures("session")

BEFORE = """
import threading
A = T.autograd
x = T.tensor([1., 2.], requires_grad=True); y = T.tensor([3., 4.]); z = T.tensor([5., 6.], requires_grad=True)
n = T.tensor([-1., 4.], requires_grad=True)
"""
PROGRAMS = {
    "backward inputs": "(x * z).sum().backward(inputs=[x]); seen += [x.grad, z.grad]",
    "backward inputs kw": "A.backward((x * z).sum(), inputs=x); seen += [x.grad, z.grad]",
    "backward several roots": "A.backward([(x * z).sum(), (x * 2).sum()]); seen += [x.grad, z.grad]",
    "backward several seeds": "A.backward([x * z, x * 2], [y, None and y or T.ones(2)]); seen += [x.grad]",
    "backward seed mismatched": "A.backward([x * z, x * 2], [y])",
    "backward no tensors": "seen += [A.backward([])]",
    "backward no tensor": "A.backward(3)",
    "backward wrong seed type": "(x * 2).backward(3.)",
    "backward wrong seed dtype": "(x * 2).backward(y.long()); seen += [x.grad]",
    "backward seed complex": "(x * 2).backward(y.to(T.complex64))",
    "backward integer root": "T.ones(2).long().sum().backward()",
    "grad": "seen += [A.grad((x * z).sum(), [x, z])]",
    "grad single": "seen += [A.grad((x * z).sum(), x)]",
    "grad kw": "seen += [A.grad(outputs=x * z, inputs=[x], grad_outputs=y)]",
    "grad grad_outputs list": "seen += [A.grad([x * z, x * 2], [x], [y, y])]",
    "grad unused": "A.grad((x * 2).sum(), [x, z])",
    "grad unused allowed": "seen += [A.grad((x * 2).sum(), [x, z], allow_unused=True)]",
    "grad materialized": "seen += [A.grad((x * 2).sum(), [x, z], materialize_grads=True)]",
    "grad materialized refused": "A.grad((x * 2).sum(), [x, z], materialize_grads=True, allow_unused=False)",
    "grad no grad": "A.grad((x * 2).sum(), y)",
    "grad of no grad": "A.grad(y.sum(), x)",
    "grad tuple outputs mismatch": "A.grad([x * z, x * 2], [x], [y])",
    "grad batched": "seen += [A.grad(x * z, [x], T.eye(2), is_grads_batched=True)]",
    "grad only_inputs": "seen += [A.grad((x * z).sum(), [x], only_inputs=True)]",
    "grad empty inputs": "A.grad((x * z).sum(), [])",
    "grad keeps .grad": "A.grad((x * z).sum(), x); seen += [x.grad]",
    "grad twice": "r = (x * z).sum(); A.grad(r, x); A.grad(r, x)",
    "grad retain": "r = (x * z).sum(); A.grad(r, x, retain_graph=True); seen += A.grad(r, z)",
    "grad same input twice": "seen += [A.grad((x * z).sum(), [x, x])]",
    "grad of leaf itself": "seen += [A.grad(x.sum(), x), A.grad(x, x, T.ones(2))]",
    "grad intermediate": "h = x * 2; seen += [A.grad((h * h).sum(), [h, x])]",
    "penalty": "g, = A.grad((x ** 2 * z).sum(), x, create_graph=True); (g.norm() + (x * z).sum()).backward(); seen += [x.grad, z.grad]",
    "accumulates": "for _ in range(3): (x * 2).sum().backward()\nseen += [x.grad]",
    "retain_grad": "h = x * 2; h.retain_grad(); h.retain_grad(); (h * h).sum().backward(); seen += [h.grad, h.retains_grad, x.retains_grad]",
    "retain_grad leaf": "x.retain_grad(); (x * 2).sum().backward(); seen += [x.grad, x.retains_grad]",
    "retain_grad no grad": "y.retain_grad()",
    "non-leaf grad": "h = x * 2; h.sum().backward(); seen += [h.grad]",
    "grad attr set": "x.grad = y; seen += [x.grad is y]; del x.grad; seen += [x.grad]",
    "requires_grad set": "y.requires_grad = True; seen += [y.requires_grad]; y.requires_grad_(False); seen += [y.requires_grad]",
    "detect anomaly": "with A.detect_anomaly():\n    (x * 2).sum().backward()\nseen += [x.grad, T.is_anomaly_enabled()]",
    "detect anomaly nan": "with A.detect_anomaly():\n    n.sqrt().sum().backward()\n    n.grad.tolist()",
    "detect anomaly nan, unchecked": "with A.detect_anomaly(check_nan=False):\n    n.sqrt().sum().backward()\nseen += [str(n.grad.tolist())]",
    "set anomaly": "A.set_detect_anomaly(True); seen += [T.is_anomaly_enabled(), T.is_anomaly_check_nan_enabled()]; A.set_detect_anomaly(False); seen += [T.is_anomaly_enabled(), T.is_anomaly_check_nan_enabled()]",
    "set anomaly block": "with A.set_detect_anomaly(True): seen += [T.is_anomaly_enabled()]\nseen += [T.is_anomaly_enabled()]",
    "anomaly nan in grad": "with A.set_detect_anomaly(True):\n    g, = A.grad((n.sqrt() * 2).sum(), n); g.tolist()",
    "anomaly nan with a hook": "h = n * 1; h.register_hook(lambda g: None)\nwith A.set_detect_anomaly(True):\n    h.sqrt().sum().backward(); n.grad.tolist()",
    "Variable": "v = A.Variable(T.ones(2), requires_grad=True); (v * 2).sum().backward(); seen += [v.grad, isinstance(v, A.Variable), isinstance(3, A.Variable), type(v).__name__]",
    "hook order": "x.register_hook(lambda g: seen.append(1)); x.register_hook(lambda g: seen.append(2)); (x * 2).sum().backward()",
    "hook on no grad": "y.register_hook(print)",
    "hook returns": "x.register_hook(lambda g: g * 2); (x * 2).sum().backward(); seen += [x.grad]",
    "hook handle": "h = x.register_hook(lambda g: g * 2); h.remove(); (x * 2).sum().backward(); seen += [x.grad]",
    "hook with print": "x.register_hook(lambda grad: seen.append(grad.norm().item())); (x * 2).sum().backward()",
    "post accumulate": "h = x.register_post_accumulate_grad_hook(lambda p: seen.append(p.grad.tolist())); (x * 2).sum().backward(); h.remove(); (x * 2).sum().backward()",
    "optimizer in backward": "def step(p):\n    with T.no_grad(): p -= p.grad\n    p.grad = None\nx.register_post_accumulate_grad_hook(step); (x * 2).sum().backward(); seen += [x, x.grad]",
    "grad_fn": "r = (x * z).sum(); seen += [r.grad_fn.name(), r.grad_fn.next_functions[0][0].name(), r.grad_fn.next_functions[0][0].next_functions[0][0].name()]",
    "grad_fn leaf var": "r = (x * 2).sum(); a = r.grad_fn.next_functions[0][0].next_functions[0][0]; seen += [a.variable is x]",
    "grad_fn repr": "seen += [str((x * 2).grad_fn).split(' ')[0]]",
    "is_leaf": "seen += [x.is_leaf, (x * 2).is_leaf, y.is_leaf, (y * 2).is_leaf, x.detach().is_leaf]",
    "requires_grad mul": "seen += [(x * y).requires_grad, (y * y).requires_grad]",
    "threads backward": "def run():\n    (x * 2).sum().backward()\nts = [threading.Thread(target=run) for _ in range(3)]\nfor t in ts: t.start()\nfor t in ts: t.join()\nseen += [x.grad]",
}  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_programs_come_to_what_they_do_in_torch(program):
    ours, theirs = both(BEFORE + program)

    assert ours == theirs


def test_an_anomaly_names_the_line_of_backward():
    x = insitu.tensor([-1.0, 4.0], requires_grad=True)
    root = x.sqrt().sum()

    with insitu.autograd.set_detect_anomaly(True):
        root.backward()
        with pytest.raises(RuntimeError, match=rf"Function 'SqrtBackward0' returned nan.*\n.*{__file__}"):
            insitu.sync()
    assert x.grad is None


def test_gradients_of_other_leaves_are_refused():
    x = insitu.ones(2, requires_grad=True)

    with pytest.raises(NotImplementedError, match="only_inputs=False"):
        insitu.autograd.grad((x * 2).sum(), x, only_inputs=False)


def test_a_kept_gradient_of_another_shape_is_refused_and_nothing_is_added():
    x = insitu.ones(2, 3, requires_grad=True)
    kept = x * 2
    kept.retain_grad()
    kept.t_()
    kept.grad = insitu.ones(3, 2)

    kept.sum().backward()

    with pytest.raises(
        RuntimeError, match=r"keeps a gradient of shape \[3, 2\] and gets one of shape \[2, 3\]"
    ):
        insitu.sync()
    assert x.grad is None
    assert kept.grad.tolist() == [[1.0, 1.0]] * 3


def test_a_kept_gradient_moves_on_with_the_first_write_after_a_reshape():
    x = insitu.ones(2, 3, requires_grad=True)
    kept = x * 2
    kept.retain_grad()
    kept.t_()
    kept.mul_(3)  # where PyTorch fails an assertion

    kept.sum().backward()

    assert kept.grad.tolist() == [[1.0, 1.0]] * 3
    assert x.grad.tolist() == [[6.0] * 3] * 2


@pytest.fixture
def troubled(session):
    """A function that leaves the session with an error on its way, so that this thread's calls are dropped."""

    def trouble():
        insitu.linalg.inv(insitu.zeros(2, 2))
        session.stream.flush()
        until = time.monotonic() + 30
        while not session.stream.trouble and time.monotonic() < until:
            time.sleep(0.001)
        assert session.stream.trouble

    return trouble


@pytest.mark.parametrize("create_graph", [False, True])
def test_a_backward_that_is_dropped_gives_nothing_and_can_be_made_again(session, troubled, create_graph):
    x = insitu.ones(2, requires_grad=True)
    kept = x * 2
    kept.retain_grad()
    root = kept.sum()
    troubled()

    root.backward(create_graph=create_graph)

    assert (x.grad, kept.grad) == (None, None)
    with pytest.raises(RuntimeError, match="singular"):
        session.sync()
    root.backward()
    assert (x.grad.tolist(), kept.grad.tolist()) == ([2.0, 2.0], [1.0, 1.0])
    session.sync()


def test_gradients_that_are_dropped_leave_nothing_behind(session, troubled):
    x = insitu.ones(2, requires_grad=True)
    kept = x * 2
    kept.retain_grad()
    troubled()

    found = insitu.autograd.grad(kept.sum(), x)

    assert kept.grad is None
    with pytest.raises(RuntimeError, match="singular"):
        session.sync()
    with pytest.raises(RuntimeError, match="singular"):
        found[0].tolist()
    del found
    session.sync()


def test_gradients_that_are_refused_leave_what_is_kept_as_it_was(session):
    x = insitu.ones(2, requires_grad=True)
    kept = (x * 2).exp_()
    kept.retain_grad()
    before = kept.grad = insitu.ones(2)
    kept.add_(1)  # which exp_ needs as it was

    found = insitu.autograd.grad(kept.sum(), x)

    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        session.sync()
    assert kept.grad is before
    del found
    session.sync()
    assert before.tolist() == [1.0, 1.0]


def test_a_reshape_that_is_dropped_leaves_the_kept_gradient_where_it_was(session, troubled):
    x = insitu.ones(2, 3, requires_grad=True)
    kept = x * 2
    kept.retain_grad()
    kept.t_()
    session.sync()
    insitu.linalg.inv(insitu.zeros(2, 2))
    kept.t_()
    with pytest.raises(RuntimeError, match="singular"):
        session.sync()

    (kept * insitu.arange(6.0).view(3, 2)).sum().backward()

    assert kept.grad.shape == (2, 3)
    assert kept.grad.tolist() == [[0.0, 2.0, 4.0], [1.0, 3.0, 5.0]]


def test_a_detached_tensor_that_comes_from_a_write_keeps_both_gradients(session):
    x = insitu.ones(2, requires_grad=True)
    kept = x * 2
    kept.retain_grad()
    out = kept * 3
    kept.detach_().add_(x)  # where PyTorch fails an assertion

    (out.sum() + kept.sum()).backward()

    session.sync()
    assert kept.grad.tolist() == [4.0, 4.0]
    assert x.grad.tolist() == [7.0, 7.0]


def test_a_tensor_that_was_asked_in_vain_to_keep_its_gradient_keeps_none(session, troubled):
    x = insitu.ones(2, requires_grad=True)
    computed = x * 2
    troubled()
    computed.retain_grad()
    assert not computed.retains_grad
    with pytest.raises(RuntimeError, match="singular"):
        session.sync()

    computed.sum().backward()

    session.sync()
    assert x.grad.tolist() == [2.0, 2.0]
