"""Scaled dot product attention, against PyTorch: masks, shapes, shared heads and refusals; dropout by itself."""

from __future__ import annotations

import numpy as np
import pytest

from insitu_engine.session import Engine, Session

#: Queries, keys, values and a mask of scores.
PARTS = {
    "q": "T.arange(120.).sin().view(2,3,4,5)",
    "k": "T.arange(150.).mul(1.3).sin().view(2,3,5,5)",
    "v": "T.arange(150.).mul(.7).cos().view(2,3,5,5)",
    "m": "T.arange(20.).mul(.9).sin().mul(5).round().view(4,5)",
}
LINES = """
F.scaled_dot_product_attention({q},{k},{v})
F.scaled_dot_product_attention({q},{k},{v},is_causal=True)
F.scaled_dot_product_attention({q},{k},{v},{m})
F.scaled_dot_product_attention({q},{k},{v},{m},is_causal=True)
F.scaled_dot_product_attention({q},{k},{v},{m}.bool())
F.scaled_dot_product_attention({q},{k},{v},{m}.double())
F.scaled_dot_product_attention({q},{k},{v},{m}.half())
F.scaled_dot_product_attention({q},{k},{v},{m}.long())
F.scaled_dot_product_attention({q},{k},{v},{m}[:2])
F.scaled_dot_product_attention({q},{k},{v},{m}.expand(2,3,4,5))
F.scaled_dot_product_attention({q},{k},{v},{m}.expand(7,3,4,5))
F.scaled_dot_product_attention({q},{k},{v},{m}.expand(2,2,3,4,5))
F.scaled_dot_product_attention({q},{k},{v},scale=2.)
F.scaled_dot_product_attention({q},{k},{v},dropout_p=1.0)
F.scaled_dot_product_attention({q},{k},{v},dropout_p=1.5)
F.scaled_dot_product_attention({q},{k}[:1],{v})
F.scaled_dot_product_attention({q},{k}[:1],{v}[:1])
F.scaled_dot_product_attention({q},{k}[:,:1],{v}[:,:1])
F.scaled_dot_product_attention({q}[0],{k}[0],{v}[0])
F.scaled_dot_product_attention({q}[0,0],{k}[0,0],{v}[0,0])
F.scaled_dot_product_attention({q}[0,0,0],{k}[0,0,0],{v}[0,0,0])
F.scaled_dot_product_attention({q},{k}[0],{v}[0])
F.scaled_dot_product_attention({q},{k},{v}[...,:2])
F.scaled_dot_product_attention({q},{k}[...,:2],{v})
F.scaled_dot_product_attention({q}.double(),{k},{v})
F.scaled_dot_product_attention({q},{k},{v}.double())
F.scaled_dot_product_attention({q}.long(),{k}.long(),{v}.long())
F.scaled_dot_product_attention({q}.bool(),{k}.bool(),{v}.bool())
F.scaled_dot_product_attention({q},{k},{v},enable_gqa=True)
F.scaled_dot_product_attention({q}.repeat(1,2,1,1),{k},{v},enable_gqa=True)
F.scaled_dot_product_attention({q}.repeat(1,2,1,1),{k},{v})
F.scaled_dot_product_attention({q}[:,:2],{k},{v},enable_gqa=True)
F.scaled_dot_product_attention({q}[0],{k}[0],{v}[0],enable_gqa=True)
F.scaled_dot_product_attention({q}[0,0],{k}[0,0],{v}[0,0],enable_gqa=True)
F.scaled_dot_product_attention({q}.repeat(1,4,1,1),{k}[:,:2],{v},enable_gqa=True)
F.scaled_dot_product_attention({q}.repeat(1,4,1,1),{k}[:,:2],{v}[:,:2].repeat(1,2,1,1),enable_gqa=True)
F.scaled_dot_product_attention({q}[:0],{k}[:0],{v}[:0])
F.scaled_dot_product_attention({q}[:,:,:0],{k},{v})
F.scaled_dot_product_attention({q},{k}[:,:,:0],{v}[:,:,:0])
F.scaled_dot_product_attention({q}[...,:0],{k}[...,:0],{v})
F.scaled_dot_product_attention({q},{k},{v}[...,:0])
F.scaled_dot_product_attention({q}[:,:,:2],{k},{v},is_causal=True)
F.scaled_dot_product_attention({q}.repeat(1,1,3,1),{k},{v},is_causal=True)
F.scaled_dot_product_attention({q}[0,0],{k}[0,0],{v}[0,0],is_causal=True)
F.scaled_dot_product_attention({q},{k},{v},is_causal=True,scale=0.1)
F.scaled_dot_product_attention({q}*100,{k}*100,{v})
F.scaled_dot_product_attention({q}[0],{k}[0],{v}[0],{m})
F.scaled_dot_product_attention({q}[0],{k}[0],{v}[0],{m}[0])
F.scaled_dot_product_attention({q}[0],{k}[0],{v}[0],{m}[:2])
F.scaled_dot_product_attention({q}[0],{k}[0],{v}[0],{m}.expand(2,2,4,5))
F.scaled_dot_product_attention({q}[0],{k}[0],{v}[0],T.tensor(0.5))
F.scaled_dot_product_attention({q}[0],{k}[0][:,:2],{v}[0])
F.scaled_dot_product_attention({q}[0],{k}[0,:2],{v}[0])
F.scaled_dot_product_attention({q}[0],{k}[0],{v}[0],{m}.bool())
F.scaled_dot_product_attention({q}[0],{k}[0],{v}[0],{m}.bool(),is_causal=True)
F.scaled_dot_product_attention({q},{k},{v},T.full((4,5),float("-inf")))
F.scaled_dot_product_attention({q},{k}[...,:3],{v})
F.scaled_dot_product_attention({q}[0],{k},{v}[:,:,:3])
"""


@pytest.mark.parametrize("line", LINES.strip().split("\n"))
def test_attention_agrees_with_torch(agrees, line):
    agrees(line.format(**PARTS))


def test_dropout_takes_weights_and_scales_those_that_stay():
    session = Session(Engine(), "attention")
    session.call("manual_seed", [0])
    (query,) = session.call("tensor", [np.zeros((2, 50, 4), np.float32)], results=(1,))
    (value,) = session.call(
        "tensor", [np.broadcast_to(np.eye(40, dtype=np.float32), (2, 40, 40))], results=(2,)
    )
    (key,) = session.call("tensor", [np.zeros((2, 40, 4), np.float32)], results=(3,))

    (weights,) = session.call("scaled_dot_product_attention", [query, key, value], {"dropout_p": 0.25})

    values = weights.array * 40 * 0.75
    np.testing.assert_allclose(values, np.round(values), atol=1e-5)
    assert 0.7 < values.mean() < 0.8
