"""What convolutions and pools leave in the graph, beside PyTorch: names of nodes, and bytes kept for backward."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import insitu

pytestmark = pytest.mark.usefixtures("session")

#: `g` makes a leaf of a shape.
NODES = """
F.conv1d(g(2,3,8),g(4,3,3))
F.conv1d(g(3,8),g(4,3,3))
F.conv2d(g(2,3,8,8),g(4,3,3,3),padding='same')
F.conv2d(g(3,8,8),g(4,3,3,3))
F.conv3d(g(2,3,8,8,8),g(4,3,3,3,3))
F.conv_transpose1d(g(2,3,8),g(3,4,3))
F.conv_transpose2d(g(3,8,8),g(3,4,3,3))
F.conv_transpose3d(g(2,3,8,8,8),g(3,4,3,3,3))
F.max_pool1d(g(2,3,8),2)
F.max_pool1d(g(2,3,8),2,return_indices=True)[0]
F.max_pool2d(g(2,3,8,8),2)
F.max_pool2d(g(3,8,8),2,return_indices=True)[0]
F.max_pool2d_with_indices(g(3,8,8),2)[0]
F.max_pool3d(g(2,3,8,8,8),2)
F.avg_pool1d(g(2,3,8),2)
F.avg_pool2d(g(2,3,8,8),2)
F.avg_pool3d(g(2,3,8,8,8),2)
F.adaptive_avg_pool1d(g(2,3,8),3)
F.adaptive_avg_pool2d(g(2,3,8,8),3)
F.adaptive_avg_pool2d(g(2,3,8,8),1)
F.adaptive_avg_pool3d(g(2,3,8,8,8),3)
F.adaptive_avg_pool3d(g(2,3,8,8,8),(1,1,1))
F.adaptive_max_pool1d(g(2,3,8),3)
F.adaptive_max_pool2d(g(2,3,8,8),3)
F.adaptive_max_pool3d_with_indices(g(2,3,8,8,8),3)[0]
F.lp_pool2d(g(2,3,8,8),2,2)
F.max_unpool1d(g(2,3,4),T.arange(4).expand(2,3,4),2)
F.max_unpool2d(g(2,3,4,4),T.arange(16).view(4,4).expand(2,3,4,4),2)
F.max_unpool3d(g(2,3,4,4,4),T.arange(64).view(4,4,4).expand(2,3,4,4,4),2)
F.unfold(g(2,3,8,8),2)
F.fold(g(12,49),8,2)
F.fractional_max_pool2d(g(2,3,8,8),2,4)
F.fractional_max_pool3d(g(2,3,8,8,8),2,4)
"""
#: What comes after a convolution `y` of 1 MiB, and the bytes that are kept beside what the leaves hold.
KEPT = {
    "y": 0,
    "F.max_pool2d(y, 2)": 1 << 16,
    "F.max_pool2d(y, 3, 2, 1)": 1 << 16,
    "F.max_pool2d(y, 2, return_indices=True)": 1 << 16,
    "F.max_pool2d(F.relu(y, inplace=True), 2)": (1 << 15) + (1 << 16),
    "F.adaptive_max_pool2d(y, 16)": 1 << 16,
    "F.adaptive_max_pool2d(y, 1)": 8 * 32 * 2,
    "F.avg_pool2d(y, 2)": 0,
    "F.adaptive_avg_pool2d(y, 3)": 0,
}


def made(library, line):
    names = {
        "T": library,
        "F": library.nn.functional,
        "g": lambda *shape: library.ones(*shape, requires_grad=True),
    }
    return eval(line, names)


@pytest.mark.parametrize("line", NODES.strip().split("\n"))
def test_nodes_have_the_names_of_torch(line):
    assert made(insitu, line).grad_fn.name() == made(torch, line).grad_fn.name()


def graph_of(library, after):
    """Return a convolution of leaves, and what comes of it."""
    x = library.randn(8, 16, 32, 32, requires_grad=True)
    y = library.nn.functional.conv2d(x, library.randn(32, 16, 3, 3, requires_grad=True), padding=1)
    return x, eval(after, {"F": library.nn.functional, "y": y})


def bytes_of_torch(after):
    """Return the bytes that PyTorch keeps in storages that no parameter has."""
    kept = {}

    def pack(tensor):
        if not (tensor.is_leaf and tensor.requires_grad):
            kept[tensor.untyped_storage().data_ptr()] = (tensor.untyped_storage().nbytes(), tensor)
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        held = graph_of(torch, after)
    del held
    return sum(size for size, _ in kept.values())


@pytest.mark.parametrize(("after", "kept"), KEPT.items(), ids=KEPT)
def test_pools_keep_the_number_of_a_tap_at_most(after, kept, session):
    _, held = graph_of(insitu, after)
    insitu.sync()
    graph = session.memory().graph

    assert graph == kept
    assert held is not None
    assert kept <= bytes_of_torch(after)


def test_what_a_pool_was_given_may_be_written_before_backward():
    x = torch.randn(2, 3, 4, 4, dtype=torch.float64)
    y = insitu.tensor(x.numpy(), requires_grad=True)
    x.requires_grad_()
    images = y * 2

    pooled = insitu.nn.functional.max_pool2d(images, 2)
    images.zero_()
    pooled.sum().backward()
    torch.nn.functional.max_pool2d(x * 2, 2).sum().backward()

    np.testing.assert_array_equal(y.grad.numpy(), x.grad.numpy())
