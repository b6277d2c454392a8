"""``.data``, which escapes the graph, and tensors made in inference mode, beside PyTorch's."""

from __future__ import annotations

import pytest
import torch

import insitu

pytestmark = pytest.mark.usefixtures("session")

LEAVES = "x = T.tensor([1., 2., 4.], requires_grad=True); y = T.tensor([4., 5., 8.], requires_grad=True)\n"
PROGRAMS = {
    "data": "d = x.data; r = (d.requires_grad, d.is_leaf, d._version, d._base, d.tolist(), d.data_ptr() == x.data_ptr())",
    "data of a computed tensor": "h = x * y; d = h.data; r = (d.requires_grad, d.grad_fn, d.tolist())",
    "written": "x.data.add_(1); r = (x.tolist(), x._version)",
    "versions apart": "d = x.data; d.add_(1); d.mul_(2); e = x.data; r = (x._version, d._version, e._version)",
    "a shared version of detach": "d = (x * 1).detach(); d.add_(1); h = x * 1; e = h.detach(); e.add_(1); r = (d._version, h._version)",
    "written behind backward's back": "h = x * 1; s = (h * h).sum(); h.data.mul_(2); s.backward(); r = x.grad.tolist()",
    "an update by hand": "(x * y).sum().backward(); x.data -= 0.5 * x.grad.data; r = (x.tolist(), x.requires_grad, x.is_leaf, x._version)",
    "set": "x.data = T.zeros(3); r = (x.tolist(), x.requires_grad, x._version)",
    "set to shared bytes": "z = T.zeros(3); x.data = z; z.add_(1); r = (x.tolist(), x._version, z._version)",
    "set to another dtype": "x.data = x.data.double(); (x * x).sum().backward(); r = (x.dtype is T.float64, x.grad.dtype is T.float64, x.grad.tolist(), x._version, x.is_leaf)",
    "set to another shape": "x.data = T.ones(2, 2); (x * 3).sum().backward(); r = (x.tolist(), x.grad.tolist(), x.requires_grad)",
    "set to another dtype, and the gradient's data": "(x * y).sum().backward(); g = x.grad; x.data = x.data.double(); g.data = g.data.double(); (x * 2).sum().backward(); r = (x.grad is g, g.tolist(), g.dtype is T.float64)",
    "set to whole numbers": "x.data = T.tensor([1, 2, 3])",
    "set and trained on": "x.data = x.data * 2; (x * x).sum().backward(); r = (x.grad.tolist(), x.tolist())",
    "a view of data": "x.data[1:].zero_(); r = (x.tolist(), x._version)",
    "overlap with data": "T.add(x.data[1:], 1, out=x.data[:2]) if hasattr(T, 'no') else None; r = x.data[1:].add_(x.data[1:]).tolist()",
    "gradient's data": "(x * y).sum().backward(); x.grad.data.zero_(); r = (x.grad.tolist(), x.grad._version)",
    "data of data": "d = x.data.data; d.add_(1); r = (x.tolist(), d._version)",
    "storage": "r = (x.data.untyped_storage().data_ptr() == x.untyped_storage().data_ptr(), x.data.is_set_to(x))",
    "inference": "with T.inference_mode():\n    z = x * y\nr = (z.requires_grad, z.is_inference(), x.is_inference(), z.tolist())",
    "modes": "with T.inference_mode():\n    a = (T.is_inference_mode_enabled(), T.is_grad_enabled())\n    with T.inference_mode(False):\n        b = (T.is_inference_mode_enabled(), T.is_grad_enabled(), (x * 2).requires_grad)\nr = (a, b, T.is_inference_mode_enabled())",
    "decorated": "@T.inference_mode()\ndef f(): return (x * 2).is_inference()\nr = f()",
    "written inside": "with T.inference_mode():\n    z = T.ones(3); z.add_(1); z[1:].mul_(2)\nr = z.tolist()",
    "written outside": "with T.inference_mode():\n    z = T.ones(3)\nz.add_(1); r = 0",
    "a view written outside": "with T.inference_mode():\n    z = T.ones(3)\nz[1:].add_(1); r = 0",
    "written outside without recording": "with T.inference_mode():\n    z = T.ones(3)\nwith T.no_grad():\n    z.add_(1)\nr = 0",
    "a clone": "with T.inference_mode():\n    z = T.ones(3)\nc = z.clone(); c.add_(1); r = (c.is_inference(), c.tolist())",
    "a view": "with T.inference_mode():\n    z = T.ones(3)\nr = (z[1:].is_inference(), z.detach().is_inference())",
    "asked for a gradient": "with T.inference_mode():\n    z = T.ones(3)\nz.requires_grad_(); r = 0",
    "its version": "with T.inference_mode():\n    z = T.ones(3)\nr = z._version",
    "saved": "with T.inference_mode():\n    z = T.ones(3)\n(x * z).sum().backward(); r = 0",
    "not saved": "with T.inference_mode():\n    z = T.ones(3)\n(x + z).sum().backward(); r = x.grad.tolist()",
    "a normal tensor written inside": "z = T.ones(3)\nwith T.inference_mode():\n    z.add_(x)\nr = (z.tolist(), z.requires_grad, z._version)",
    "a view of a normal tensor made inside": "h = x * 1\nwith T.inference_mode():\n    v = h[1:]\nr = (v.is_inference(), v.requires_grad)",
    "a view of a normal tensor, written outside": "h = x * 1\nwith T.inference_mode():\n    v = h[1:]\nv.mul_(2); r = 0",
    "a normal tensor written inside and saved": "h = x * 1; s = (h * h).sum()\nwith T.inference_mode():\n    h.mul_(2)\ns.backward(); r = 0",
}


def outcome(library, program):
    names = {"T": library}
    try:
        exec(LEAVES + program, names)
        insitu.sync()
    except RuntimeError as error:
        text = str(error).partition(". Hint")[0].partition("\n")[0]
        return text.partition(" instead")[0]
    return names["r"]


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_what_escapes_the_graph_does_as_in_torch(program):
    assert outcome(insitu, program) == outcome(torch, program)


def test_data_set_between_use_and_backward_leaves_the_gradient_right():
    """PyTorch 2.13 computes it of the new values."""
    x = insitu.tensor([1.0, 2.0, 4.0], requires_grad=True)
    total = (x * x).sum()
    x.data = insitu.zeros(3)
    total.backward()
    assert x.grad.tolist() == [2, 4, 8]


def test_data_costs_no_bytes_and_frees_them_with_the_last(session):
    before = session.memory().live
    x = insitu.ones(1000)
    d = x.data
    assert session.memory().live == before + 4000
    del x
    assert d.sum().item() == 1000
    assert session.memory().live >= before + 4000
    del d
    assert session.memory().live == before


@pytest.mark.parametrize("made", ["x * 1", "x.detach()[1:]"])
def test_data_of_another_shape_is_refused_where_the_tensor_is_no_leaf_of_its_own(made):
    x = insitu.ones(3, requires_grad=True)
    computed = eval(made, {"x": x})
    with pytest.raises(insitu.errors.UnsupportedError, match=r"data is set to float32 \[4\]"):
        computed.data = insitu.ones(4)


def test_a_graph_of_a_leafs_older_data_is_refused():
    """PyTorch 2.13 leaves the leaf with a gradient of another dtype than its own."""
    x = insitu.ones(3, requires_grad=True)
    total = (x * 2).sum()
    x.data = insitu.ones(3, dtype=insitu.float64)
    with pytest.raises(
        insitu.errors.GradientError, match=r"when it was used, as float32, and has .* now, as float64"
    ):
        total.backward()
    assert x.grad is None


def test_data_is_a_tensor():
    with pytest.raises(TypeError, match="Variable data has to be a tensor, but got int"):
        insitu.ones(3).data = 3


def test_data_outlives_a_growing_storage():
    x = insitu.ones(2)
    d = x.data
    x.resize_(100).fill_(3)
    assert d.tolist() == [3, 3]
