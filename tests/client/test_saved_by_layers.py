"""What layers' functions keep for backward, beside PyTorch: bytes in storages that nobody else holds."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import insitu

START = """
F = T.nn.functional
def leaf(*shape):
    count = 1
    for size in shape:
        count *= size
    return T.linspace(-50.0, 70.0, count).sin().reshape(shape).requires_grad_()
x = leaf(2, 4, 6, 5); l = leaf(2, 4, 6); a = leaf(7, 5); b = leaf(7, 5); k = leaf(3, 5, 5)
w = leaf(4); v = leaf(4); u = leaf(5); t = leaf(5)
m = T.zeros(4); s = T.ones(4)
q = leaf(2, 3, 4, 5); h = leaf(2, 3, 6, 5); z = leaf(2, 3, 6, 5); e = T.ones(4, 6) * 0.5
"""
#: Lines that PyTorch runs word for word, and the node that each makes.
LAYERS = {
    "F.batch_norm(x, m, s, w, v, True)": "NativeBatchNormBackward0",
    "F.batch_norm(x, None, None, w, v, True)": "NativeBatchNormBackward0",
    "F.batch_norm(x, m, s, w, v)": "NativeBatchNormBackward0",
    "F.layer_norm(x, (5,), u, t)": "NativeLayerNormBackward0",
    "F.layer_norm(x, (6, 5))": "NativeLayerNormBackward0",
    "F.group_norm(x, 2, w, v)": "NativeGroupNormBackward0",
    "F.instance_norm(x, None, None, w, v)": "ViewBackward0",
    "F.instance_norm(x, m, s)": "ViewBackward0",
    "F.rms_norm(x, (5,), u)": "MulBackward0",
    "F.rms_norm(x, (5,))": "MulBackward0",
    "F.local_response_norm(x, 3)": "DivBackward0",
    "F.normalize(x)": "DivBackward0",
    "F.cosine_similarity(a, b)": "SumBackward1",
    "F.pairwise_distance(a, b)": "NormBackward1",
    "F.pairwise_distance(a * 2, b * 2)": "NormBackward1",
    "F.pdist(a)": "PdistBackward0",
    "F.bilinear(a, b, k)": "ViewBackward0",
    "F.bilinear(a, b, k, leaf(3))": "AddBackward0",
    "F.scaled_dot_product_attention(q, h, z)": "ScaledDotProductFlashAttentionForCpuBackward0",
    "F.scaled_dot_product_attention(q, h, z, is_causal=True)": "ScaledDotProductFlashAttentionForCpuBackward0",
    "F.scaled_dot_product_attention(q, h, z, e)": "ScaledDotProductFlashAttentionForCpuBackward0",
    "F.scaled_dot_product_attention(q, h, z, leaf(4, 6) > 0, scale=2.0)": "ScaledDotProductFlashAttentionForCpuBackward0",
    "F.scaled_dot_product_attention(q[0], h[0], z[0])": "UnsafeViewBackward0",
    "F.scaled_dot_product_attention(q[0], h[0], z[0], leaf(4, 6))": "UnsafeViewBackward0",
    "F.scaled_dot_product_attention(q[0, 0], h[0, 0], z[0, 0], is_causal=True)": "MmBackward0",
    "F.scaled_dot_product_attention(leaf(2, 6, 4, 5), h, z, enable_gqa=True)": "ScaledDotProductFlashAttentionForCpuBackward0",
    "F.grid_sample(x, leaf(2, 3, 3, 2), align_corners=False)": "GridSampler2DBackward0",
    "F.grid_sample(x, leaf(2, 3, 3, 2), 'bicubic', 'reflection', True)": "GridSampler2DBackward0",
    "F.grid_sample(x, leaf(2, 3, 3, 2), 'nearest', 'border', True)": "GridSampler2DBackward0",
    "F.grid_sample(x.unsqueeze(2), leaf(2, 2, 3, 3, 3), padding_mode='border', align_corners=False)": "GridSampler3DBackward0",
    "F.affine_grid(leaf(2, 2, 3), (2, 1, 3, 4), False)": "AffineGridGeneratorBackward0",
    "F.affine_grid(leaf(2, 3, 4), (2, 1, 3, 4, 1), align_corners=False)": "AffineGridGeneratorBackward0",
    "F.interpolate(l, 8)": "UpsampleNearest1DBackward0",
    "F.interpolate(x, scale_factor=2)": "UpsampleNearest2DBackward0",
    "F.interpolate(x.unsqueeze(0), (5, 3, 9), mode='nearest-exact')": "UpsampleNearestExact3DBackward0",
    "F.interpolate(l, 8, mode='linear')": "UpsampleLinear1DBackward0",
    "F.interpolate(x, (8, 3), mode='bilinear')": "UpsampleBilinear2DBackward0",
    "F.interpolate(x, (8, 3), mode='bilinear', antialias=True)": "UpsampleBilinear2DAaBackward0",
    "F.interpolate(x, (8, 3), mode='bicubic', align_corners=True)": "UpsampleBicubic2DBackward0",
    "F.interpolate(x, (3, 2), mode='bicubic', antialias=True)": "UpsampleBicubic2DAaBackward0",
    "F.interpolate(x, (3, 9), mode='lanczos', antialias=True)": "UpsampleLanczos2DAaBackward0",
    "F.interpolate(x.unsqueeze(0), (5, 3, 9), mode='trilinear')": "UpsampleTrilinear3DBackward0",
    "F.interpolate(l, 4, mode='area')": "SqueezeBackward1",
    "F.interpolate(x, (4, 7), mode='area')": "AdaptiveAvgPool2DBackward0",
    "F.interpolate(x.unsqueeze(0), (3, 4, 7), mode='area')": "AdaptiveAvgPool3DBackward0",
}


def node_and_bytes_of_torch(line):
    names = {"T": torch}
    exec(START, names)
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
        result = eval(line, names)
    return result.grad_fn.name(), sum(size for size, _ in kept.values())


def gradients(library, line):
    names = {"T": library}
    exec(START, names)
    result = eval(line, names)
    (result * result.cos()).sum().backward()
    leaves = {name: value for name, value in names.items() if getattr(value, "requires_grad", False)}
    return {name: leaf.grad.tolist() for name, leaf in leaves.items() if leaf.grad is not None}


@pytest.mark.parametrize("line", LAYERS)
@pytest.mark.usefixtures("session")
def test_gradients_are_those_of_torch(line):
    there, here = gradients(torch, line), gradients(insitu, line)

    assert list(here) == list(there)
    for name, exact in there.items():
        np.testing.assert_allclose(here[name], exact, rtol=1e-4, atol=2e-5)


@pytest.mark.parametrize("line", LAYERS)
def test_no_layer_keeps_more_than_torch_does(line, session):
    node, there = node_and_bytes_of_torch(line)
    names = {"T": insitu}
    exec(START, names)
    before = session.memory().graph

    result = eval(line, names)

    assert node == LAYERS[line]
    assert result.grad_fn.name() == node
    assert session.memory().graph - before <= there
