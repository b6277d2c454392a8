"""Sorting, against PyTorch: results, what is written in place, and refusals."""

from __future__ import annotations

import pytest

LINES = """
f.topk(2)
f.topk(4)
f.topk(-1)
f.topk(2,0,False)
f.topk(1,5)
s.topk(1)
s.topk(0)
s.topk(2)
f.topk(0)
b.topk(1)
z.topk(1)
L([1.,float('nan'),2.]).topk(2)
L([1.,float('nan'),2.]).topk(2,largest=False)
f.sort()
f.sort(descending=True)
f.sort(0)
f.sort(5)
s.sort()
b.sort()
z.sort()
f.sort(stable=True,dim=0,descending=True)
f.sort(0,True)
L([1.,float('nan'),2.]).sort()
L([1.,float('nan'),2.]).sort(descending=True)
L([1.,1.,0.,0.]).sort(descending=True)
f.argsort()
f.argsort(0,True)
f.argsort(dim=0,stable=True)
e.sort(0)
f.t().sort(0)
n.sort(1)
n.sort(1,True)
n.topk(2,1)
n.topk(2,1,largest=False)
p.take_along_dim(p.argsort(1),1)
p.sort(1)
p.sort(0,descending=True)
p.argsort(2)
p.topk(2,0)
p.topk(1,1,largest=False)
T.arange(100.).topk(3)
T.arange(100).topk(3,largest=False)
T.arange(200.).view(2,100).flip(1).topk(4)
u.sort(0)
h.sort(1,True)
"""
#: Of any tensor.
EVERY = """
{x}.sort()
{x}.sort(0,descending=True)
{x}.argsort(-1)
{x}.topk(1)
{x}.topk(1,0,largest=False)
"""
DTYPES = ("bool", "uint8", "int32", "int64", "float16", "float32", "complex64")
LAYOUTS = ("empty", "vector", "matrix", "turned", "stepped", "cube", "expanded")


@pytest.mark.parametrize("line", LINES.strip().split("\n"))
def test_sorting_agrees_with_torch(agrees, line):
    agrees(line)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("layout", [*LAYOUTS, "scalar"])
@pytest.mark.parametrize("line", EVERY.strip().split("\n"))
def test_sorting_of_every_dtype_and_layout_agrees_with_torch(agrees, line, layout, dtype):
    agrees(line.replace("{x}", f"{dtype}_{layout}"))
