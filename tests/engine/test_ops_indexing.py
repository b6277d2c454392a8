"""Reading and writing ``x[...]``, against PyTorch: results, what is written in place, and refusals."""

from __future__ import annotations

import pytest

LINES = """
f[:, ::2].view(2,2,1)
f[5]
f[-3]
f[0,0,0]
f[0,:,0]
f[::0]
f[::-1]
f[:,1:]
f[2:1]
f[5:]
f[...,...]
f[...,0]
f[None]
f[:,None,1]
f[...]
f[True]
f[False]
f[True,0]
f[0,True]
s[0]
s[...]
s[()]
s[None]
s[True]
f[L([0,1])]
f[L([0,-1],dtype=T.int32)]
f[L([5])]
f[L([-3])]
f[:,L([5])]
f[L([0.5])]
f[L([1],dtype=T.int16)]
f[L([1],dtype=T.int8)]
f[L(5)]
f[L([0,1]),L([0,1,2])]
f[L([[0],[1]]),L([0,1,2])]
f[L([0,1]),L([True,False])]
f[L([True,False])]
f[L([True,False,True])]
f[:,L([True,False,True])]
f[b]
f[b,None]
f[b,0]
f[b[0]]
f[T.ones(3,3).bool()]
f[L([1,0],dtype=T.uint8)]
f[L([2,0],dtype=T.uint8)]
f[u]
f[L(True)]
f[L(False)]
f[L(1,dtype=T.uint8)]
f[0,L([0,1])]
T.ones(2,3,4)[0,:,L([0,1])].shape
T.ones(2,3,4)[L([0,1]),:,L([0,1])].shape
T.ones(2,3,4)[:,L([0,1]),L([0,1])].shape
T.ones(2,3,4)[L([0,1]),None,L([0,1])].shape
T.ones(2,3,4)[L([0,1]),0,L([0,1])].shape
T.ones(2,3,4)[L([0,1]),True].shape
T.ones(2,3,4)[True,:,L([0,1])].shape
T.ones(2,3,4)[L([[0,1]]),...,L([0,1])].shape
T.ones(2,3,4)[L([],dtype=int)].shape
f[L([])]
f[L([0]),L([0]),L([0])]
f[L([0]),0,L([0])]
e[L([0])]
e[:,L([0])]
T.ones(0,3)[L([],dtype=int)].shape
T.ones(2,0)[L([5])].shape
T.ones(2,0)[L([5]),L([],dtype=int)].shape
f[:,L([0,1]),None].shape
f['a']
f[0]=T.ones(4);f
f[0]=T.ones(2);f
f[0]=T.ones(2,3);f
f[0]=T.ones(1,3);f
f[0]=T.ones(1,1,3);f
f[0]=T.ones(2,1,3);f
f[:]=T.ones(3,2,3);f
f[0,0]=T.ones(2);f
f[0,0]=T.ones(1,1);f
f[0,0]=3;f
f[...]=v;f
f[5]=1;f
f[::-1]=1;f
f[L([0,1])]=v;f
f[L([0,1])]=T.ones(4);f
f[L([0,1])]=T.ones(3,3);f
f[L([0,1])]=T.ones(1,2,3)*9;f
f[L([0,1])]=T.ones(2,1,1,3)*9;f
f[L([0,1])]=d;f
f[L([0,1])]=L(5.,dtype=T.float64);f
f[L([0,1])]=L(5);f
f[L([0,1])]=i;f
f[0]=v.double()+1;f
f[0]=v.long()+1;f
i[0]=v+0.5;i
i[L([0])]=1.5;i
i[0]=1.5;i
i[b]=1.5;i
f[b]=v;f
f[b]=T.ones(2);f
f[b]=L(7.);f
f[b]=7;f
f[b]=L(7.,dtype=T.float64);f
f[b]=v.double();f
f[L([0,0])]=T.ones(2,3)*L([[1.],[2.]]);f
u[0]=300;u
u[0]=-1;u
u[0]=-300;u
u[0]=1.5;u
u[0]=float('nan');u
u[L([0])]=300;u
b[0]=5;b
b[0]=0.5;b
i32[0]=2**40;i32
f[0]=1j;f
f[0]=z[0];f
f[1:]=f[:-1];f
v[1:]=v[:-1];v
v[:2]=v[1:];v
f[:,0]=f[:,1];f
f[L([0])]=f[1];f
f[L([0])]=f[L([1])];f
f[True]=1;f
f[False]=1;f
f[True]=v;f
f[L(1)]=5;f
f[L(1)]=v.double();f
f[L([5])]=1;f
f[L([True,False,True])]=1;f
f[b[:,:2]]=1;f
f[:,L([True,False,True])]=5;f
f[L([0,1]),L([0,1])]=L([7.,8.]);f
s[...]=4;s
s[()]=4;s
s[True]=4;s
e[L([],dtype=int)]=4;e
e[:]=T.ones(3);e
x=T.ones(1).expand(3);x[0]=5;x
x=T.ones(1).expand(3);x[:]=v;x
x=T.ones(1).expand(3);x[L([0])]=5;x
x=T.ones(1).expand(3);x[:]=5;x
x=T.ones(1,3).expand(2,3);x[0]=v;x
x=T.ones(1,3).expand(2,3);x[:]=v;x
v[L([0])]=v[0];v
T.ones(3)[L([0,1,2])[:2]]
f.index_put((L([0,1]),),v)
f.index_put((L([0,1]),L([0,1])),L(1.))
f.index_put((L([0,1]),),T.ones(4))
f.index_put((L([5]),),L(1.))
f.index_put((L([0]),),L(1.,dtype=T.float64))
f.index_put((L([0]),L([0]),L([0])),L(1.))
f.index_put((L([0,0]),),L(1.),accumulate=True)
f.index_put((b,),L(1.),accumulate=True)
f.index_put((L([0,1]),L([0,1,2])),L(1.))
f.index_put((L([0.]),),L(1.))
f.index_put((b,),T.ones(2))
f.index_put((None,L([0])),L(1.))
b.index_put((L([0,0]),),L(True),accumulate=True)
f.expand(2,2,3).index_put((L([0,0]),),v)
T.ones(1).expand(3).index_put_((L([0,0]),),L(5.))
v.index_put_((L([0]),),v[1])
v.index_put_((v.long(),),v[1])
j=T.arange(3);j.index_put_((j,),L(5))
f[0]=1e300;f
h[0]=70000;h
h[0]=1e300;h
f[0]=float('inf');f
x=T.ones(2,dtype=T.int16);x[0]=2**20;x
x=T.ones(2,dtype=T.int8);x[0]=200;x
x=T.ones(2,dtype=T.int8);x[0]=-129;x
x=T.ones(2,dtype=T.int8);x[0]=-128.5;x
x=T.ones(2,dtype=T.int16);x[0]=float('inf');x
i[0]=1e30;i
i[0]=float('nan');i
u[0]=255.5;u
u[0]=-255;u
u[0]=-256;u
i[0]=1j;i
b[0]=1j;b
z[0]=1e300;z
f[0]=1+0j;f
f[None,5]
f[:,5]
f[...,5]
f[0:1,5]
e[0]
e[:,5]
f[L([0,1]),5]
f[L([5]),5]
f[L([0,1]),L([0,9])]
x=T.zeros(2,3);x[L([0,1]),L([0,9])]=1;x
x=T.zeros(2,3);x[:,L([9])]=1;x
x=T.zeros(3);x[L([-5])]=1;x
f.index_put((L([9]),L([0])),L(1.))
f.index_put((L([0]),L([9])),L(1.))
f[b,L([0,1])]
f[L([True,False]),L([True,False,True])]
f[L([True,True]),L([True,False,True])]
f[True]=d;f
f[L([0,1]),True]=1;f
f[b[:,0]]=L([[9.,9,9]]);f
f[b[:,0]]=T.ones(2,3);f
x=T.zeros(2,3);x[L([True,False])]=v.double();x
x=T.zeros(2,3);x[L([True,False])]=L([5],dtype=T.float64);x
x=T.zeros(2,3);x[L([True,False]),0]=L(5.,dtype=T.float64);x
x=T.zeros(2,3);x[L([True,False]),L([0])]=L(5.,dtype=T.float64);x
x=T.zeros(2,3);x[0,L([True,False,True])]=v[:2]+5;x
x=T.zeros(2,3);x[0]=T.ones(1,4);x
x=T.zeros(2,3);x[L([0])]=T.ones(1,1,4);x
x=T.zeros(2,3);x[2:]=T.ones(4);x
h[L([0])]=70000;h
h[b]=70000;h
h[0:1]=7e4;h
h[...]=1e30;h
c[1].unsqueeze_(0)
f[1:].detach()
x=f.view(6);x[0]=9.0;f
x=f.t();x[2,0]=9.0;f
x=f.expand(2,2,3);x[0,0,0]=7.0;f
p[1]
p[:,1]
p[...,1:]
p[::2,:,1]
p[None,:,None]
p[L([0,3]),L([1,0])]
p[:,L([1,0])]
p[L([0,3]),:,L([1,0])]
p[1,:,L([2,0])]
p[p.argmax(0)]
p[:,:,L([True,False,True])]
p[L([True,False,True,False])]
p[L([[0,1],[2,3]])]
p[L([0,3]),None,L([1,0])]
p[...,L([[1],[0]]),L([2,0])]
p[1:3,L([1]),::2]
p[L([-1,-4])]
p[1]=5.0;c
p[:,1]=v;p
p[::2]=9;p
p[L([0,3]),L([1,0])]=v;p
p[:,L([1,0])]=T.arange(3.);p
p[L([0,3]),:,L([1,0])]=T.ones(2,2);p
p[L([0,3]),:,L([1,0])]=T.arange(4.).view(2,2);p
p[1,:,L([2,0])]=T.arange(4.).view(2,2);p
p[L([True,False,True,False])]=0;p
p[L([True,False,True,False])]=T.ones(2,3);p
p[...,L([True,False,True])]=T.arange(2.);p
p[L([0,0])]=T.arange(6.).view(2,1,3);p
p[L([-1])]=7;p
z[0]=1+2j;z
z[b]=1j;z
i[0]=2.7;i
i[0]=True;i
b[0]=i[0];b
u[0]=f[0]+250;u
f[0]=i[1];f
f[0]=b[1];f
f[0]=z[1];f
i[0]=f[1]+0.7;i
f[1,1]=L(5);f
f[...,None]=T.ones(2,3,1);f
f[:,None]=T.ones(2,1,3);f
f[0:0]=T.ones(3);f
f[0:0]=T.ones(0,3);f
f.index_put_((L([0,0]),L([1,1])),L([1.,2.]),accumulate=True);f
p.index_put_((L([0,0]),),T.ones(3),accumulate=True);p
p.index_put((L([0,1]),L([[1],[0]])),T.ones(3))
b.index_put_((L([0,1]),L([0,1])),L([False,False]))
"""
#: Of any tensor.
EVERY = """
{x}[0]
{x}[...,1:]
{x}[None,...,::2]
{x}[L([0])]
{x}[...,L([0,1])]
{x}[L([0]),L([1])]
{x}[b]
{x}[True]
{x}[...]=2;{x}
{x}[L([0])]=1;{x}
{x}[{x}==1]=0;{x}
"""
#: Of tensors that have dimensions.
DIMENSIONED = """
{x}[0]=1;{x}
{x}[...,0]={x}[...,1].flip(0);{x}
{x}[...,L([0,1])]={x}[...,:2].flip(0);{x}
{x}.index_put_((L([0,0]),),{x}[0].flip(0),accumulate=True)
{x}.index_put((L([0]),),{x}[1])
"""
DTYPES = ("bool", "uint8", "int32", "int64", "float16", "float32", "complex64")
LAYOUTS = ("empty", "vector", "matrix", "turned", "stepped", "cube", "expanded")


@pytest.mark.parametrize("line", LINES.strip().split("\n"))
def test_indexing_agrees_with_torch(agrees, line):
    agrees(line)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("layout", [*LAYOUTS, "scalar"])
@pytest.mark.parametrize("line", EVERY.strip().split("\n"))
def test_indexing_of_every_dtype_and_layout_agrees_with_torch(agrees, line, layout, dtype):
    agrees(line.replace("{x}", f"{dtype}_{layout}"))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("line", DIMENSIONED.strip().split("\n"))
def test_indexing_of_every_dtype_and_dimensioned_layout_agrees_with_torch(agrees, line, layout, dtype):
    agrees(line.replace("{x}", f"{dtype}_{layout}"))
