"""Products of vectors, matrices and batches, against PyTorch: results, what is written in place, and refusals."""

from __future__ import annotations

import pytest

LINES = """
f@f
T.mm(f,f)
T.mm(f,v)
T.mm(v,f)
T.mm(f,f.double().t())
T.mm(b,b.t())
T.mm(i,i.t())
T.mm(u,u.t())
T.mm(f,i.t())
f@i.t()
f@v
f@T.ones(4)
v@f
v@v
v@T.ones(4)
v@i.t()
s@f
f@s
T.ones(2,2,3)@T.ones(2,4,2)
T.ones(2,2,3)@T.ones(3,3,2)
T.ones(5,1,2,3)@T.ones(4,3,2)
(T.ones(5,1,2,3)@v).shape
(v@T.ones(2,3,4)).shape
(v@T.ones(2,4,4)).shape
T.ones(2,3)@T.ones(2,4,4)
T.ones(2,2,3)@T.ones(4,2)
T.ones(2,2,3)@T.ones(2)
T.ones(2,2,3)@T.ones(2,3,2).double()
T.ones(2,0)@T.ones(0,3)
b@b.t()
h@h.t()
v.bool()@v.bool()
T.bmm(f,f)
T.bmm(T.ones(2,2,3),f)
T.bmm(T.ones(2,2,3),T.ones(3,3,2))
T.bmm(T.ones(2,2,3),T.ones(2,4,2))
T.bmm(T.ones(2,2,3),T.ones(2,3,2).double())
T.bmm(T.ones(2,2,3).bool(),T.ones(2,3,2).bool())
T.mv(f,T.ones(2))
T.mv(f,f)
T.mv(v,v)
T.mv(f,v.double())
T.mv(b,b[0])
T.dot(f,v)
T.dot(v,T.ones(4))
T.dot(v,v.double())
T.dot(v.bool(),v.bool())
T.dot(T.ones(0),T.ones(0))
T.dot(v.int(),v.int())
T.outer(f,v)
T.outer(v,f)
T.outer(v,v.int())
T.outer(v.bool(),v.bool())
T.addmm(T.ones(2,2),f,f.t())
T.addmm(T.ones(2),f,f.t())
T.addmm(T.ones(3),f,f.t())
T.addmm(T.ones(2,3),f,f.t())
T.addmm(T.ones(1,2,2),f,f.t())
T.addmm(s,f,f.t())
T.addmm(T.ones(2,2),f,f)
T.addmm(T.ones(2,2),v,f)
T.addmm(T.ones(2,2),f,v)
T.addmm(T.ones(2,2).double(),f,f.t())
T.addmm(T.ones(2,2),f,f.t().double())
T.addmm(T.ones(2,2,dtype=int),i,i.t(),alpha=1.5)
T.addmm(T.ones(2,2,dtype=int),i,i.t(),beta=1.5)
T.addmm(T.ones(2,2,dtype=bool),b,b.t())
T.addmm(T.full((2,2),float('nan')),f,f.t(),beta=0)
T.ones(2).addmm_(f,f.t())
T.ones(2,3).addmm_(f,f.t())
T.ones(2,2).addmm_(f,f)
T.ones(2,2).expand(2,2).addmm_(f,f.t())
T.ones(1,2).expand(2,2).addmm_(f,f.t())
q=T.ones(4,2);q[:2].addmm_(q[1:3],T.ones(2,2))
T.addmv(T.ones(2),f,v)
T.addmv(s,f,v)
T.addmv(T.ones(3),f,v)
T.addmv(T.ones(2),f,T.ones(2))
T.addmv(T.ones(2),v,v)
T.addmv(T.ones(2),f,f)
T.addmv(T.ones(2).double(),f,v)
T.addmv(T.ones(2),f,v.double())
T.addmv(T.ones(2,2),f,v)
T.ones(()).addmv_(f,v)
T.ones(1).addmv_(f,v)
T.addmv(T.ones(2,dtype=int),i,v.long(),alpha=1.5)
T.addmv(T.ones(2,dtype=int),i,v.long(),beta=1.5)
T.baddbmm(T.ones(2,2,2),T.ones(2,2,3),T.ones(2,3,2))
T.baddbmm(s,T.ones(2,2,3),T.ones(2,3,2)).shape
T.baddbmm(T.ones(3),T.ones(2,2,3),T.ones(2,3,2)).shape
T.baddbmm(T.ones(2,2,2),T.ones(2,2,3),T.ones(3,3,2))
T.baddbmm(T.ones(2,2,2),T.ones(2,2,3),T.ones(2,4,2))
T.baddbmm(T.ones(2,2,2),T.ones(2,2,3),f)
T.baddbmm(T.ones(2,2,2),f,f)
T.baddbmm(T.ones(2,2,2).double(),T.ones(2,2,3),T.ones(2,3,2))
T.baddbmm(T.ones(2,2,2),T.ones(2,2,3),T.ones(2,3,2).double())
T.ones(2,2).baddbmm_(T.ones(2,2,3),T.ones(2,3,2))
T.ones(2,1,2).baddbmm_(T.ones(2,2,3),T.ones(2,3,2))
T.baddbmm(T.ones(2,2,2,dtype=int),T.ones(2,2,3,dtype=int),T.ones(2,3,2,dtype=int),alpha=1.5)
T.baddbmm(T.ones(2,2,2,dtype=int),T.ones(2,2,3,dtype=int),T.ones(2,3,2,dtype=int),beta=1.5)
F.linear(f,T.ones(4,3))
F.linear(f,T.ones(4,2))
F.linear(v,T.ones(4,2))
F.linear(v,T.ones(3))
F.linear(f,T.ones(3))
F.linear(f,T.ones(2))
F.linear(T.ones(2,2,3),T.ones(4,3),T.ones(4)).shape
F.linear(T.ones(2,2,3),T.ones(4,2),T.ones(4)).shape
F.linear(T.ones(2,2,3),T.ones(4,2)).shape
F.linear(f,T.ones(4,3),T.ones(3))
F.linear(f,T.ones(4,3).double())
F.linear(f,T.ones(4,3),T.ones(4).double())
F.linear(s,T.ones(4,3))
F.linear(f,T.ones(2,4,3))
F.linear(i,T.ones(4,3,dtype=int),T.ones(4,dtype=int))
F.linear(v,T.ones(4,3),T.ones(4)).shape
F.linear(f,T.ones(4,3),T.ones(1)).shape
F.linear(f,T.ones(4,3),T.ones(2,4)).shape
F.linear(f,T.ones(3),s)
F.linear(T.ones(0,3),T.ones(4,3)).shape
T.addmm(T.ones(2,2),f.double(),f.t())
T.mm(z,z.t())
T.outer(s,v)
F.linear(v,v,v)
F.linear(T.ones(2,2,3),v,T.ones(2))
F.linear(T.ones(2,2,3),v,s)
F.linear(v,v,T.ones(1))
F.linear(T.ones(2,2,3),T.ones(4,3),T.ones(3))
F.linear(T.ones(2,2,3),T.ones(4,3),T.ones(2,4))
F.linear(T.ones(2,2,3),T.ones(4,3),T.ones(4,4))
F.linear(v,T.ones(4,3),T.ones(2,4))
F.linear(v,T.ones(4,3),T.ones(1,4))
F.linear(v,T.ones(4,3),T.ones(3))
F.linear(T.ones(2,2,2,3),T.ones(4,3),T.ones(3))
c@c.transpose(1,2)
c@v[:2]
T.bmm(c,c.transpose(1,2))
T.bmm(p,p.transpose(1,2))
T.mv(f,v)
T.mv(f.t(),v[:2])
T.dot(v,v)
T.dot(z[0],z[1])
T.addmm(T.ones(3),f.t(),f,beta=2,alpha=0.5)
T.addmm(h,h,T.ones(3,3).half(),beta=0.5)
T.addmm(i,i,T.ones(3,3,dtype=int),beta=2,alpha=3)
T.addmv(v,T.ones(3,3),v,beta=2,alpha=3)
T.baddbmm(c[...,:3],c,c.transpose(1,2),beta=2,alpha=3)
T.ones(2,2).addmm_(f,f.t(),beta=2,alpha=0.5)
T.full((2,2),float('nan')).addmm_(f,f.t(),beta=0)
x=T.ones(3,3);x[:2,:2].addmm_(f,f.t());x
T.ones(2,2).half().addmm_(h,h.t(),alpha=2)
T.ones(2).addmv_(f,v)
T.ones(2,3,3).baddbmm_(c,c.transpose(1,2))
T.ones(2,2,dtype=int).addmm_(i,i.t(),beta=3)
F.linear(p,T.ones(5,3),T.arange(5.))
F.linear(h,T.ones(4,3).half(),T.ones(4).half())
F.linear(f,f)
"""
#: Of any tensor.
EVERY = """
{x}@{x}
{x}@{x}.t()
T.mm({x},{x}.t())
T.dot({x},{x})
T.outer({x},{x})
T.bmm({x},{x})
F.linear({x},{x})
"""
DTYPES = ("bool", "uint8", "int32", "int64", "float16", "float32", "complex64")
LAYOUTS = ("empty", "vector", "matrix", "turned", "stepped", "cube", "expanded")


@pytest.mark.parametrize("line", LINES.strip().split("\n"))
def test_linear_agrees_with_torch(agrees, line):
    agrees(line)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("layout", [*LAYOUTS, "scalar"])
@pytest.mark.parametrize("line", EVERY.strip().split("\n"))
def test_linear_of_every_dtype_and_layout_agrees_with_torch(agrees, line, layout, dtype):
    agrees(line.replace("{x}", f"{dtype}_{layout}"))
