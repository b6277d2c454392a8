"""Convolution and pooling, against PyTorch: results, what is written in place, and refusals."""

from __future__ import annotations

import pytest

LINES = """
F.conv2d(T.ones(1,1,4,4),T.ones(1,1,3,3))
F.conv2d(T.ones(1,4,4),T.ones(1,1,3,3)).shape
F.conv2d(T.ones(4,4),T.ones(1,1,3,3)).shape
F.conv2d(T.ones(1,1,4,4),T.ones(1,1,5,3))
F.conv2d(T.ones(1,2,4,4),T.ones(1,1,3,3))
F.conv2d(T.ones(1,2,4,4),T.ones(3,1,3,3),groups=2)
F.conv2d(T.ones(1,2,4,4),T.ones(2,1,3,3),groups=2).shape
F.conv2d(T.ones(1,3,4,4),T.ones(2,1,3,3),groups=2).shape
F.conv2d(T.ones(1,1,4,4),T.ones(1,1,3,3),padding=-1)
F.conv2d(T.ones(1,1,4,4),T.ones(1,1,3,3),dilation=0)
F.conv2d(T.ones(1,1,4,4),T.ones(1,1,3,3),bias=T.ones(2))
F.conv2d(T.ones(1,1,4,4),T.ones(1,1,3,3).double())
F.conv2d(T.ones(1,1,4,4),T.ones(1,1,3,3),T.ones(1).double())
F.conv2d(T.ones(1,1,4,4,dtype=int),T.ones(1,1,3,3,dtype=int))
F.conv2d(T.ones(1,1,4,4,dtype=bool),T.ones(1,1,3,3,dtype=bool))
F.conv2d(T.ones(1,1,4,4).half(),T.ones(1,1,3,3).half())
F.conv2d(T.ones(1,1,4,4,dtype=T.complex64),T.ones(1,1,3,3,dtype=T.complex64))
F.conv2d(T.ones(0,1,4,4),T.ones(1,1,3,3)).shape
F.conv2d(T.ones(1,1,4,4),T.ones(1,1,3,3),groups=0).shape
F.conv2d(T.ones(1,1,0,4),T.ones(1,1,3,3)).shape
F.conv2d(T.ones(1,1,4,4),T.ones(1,1,0,3)).shape
F.conv2d(T.ones(1,1,4,4),T.ones(0,1,3,3)).shape
F.conv2d(T.ones(1,1,4,4),T.ones(1,1,3,3),bias=T.ones(1,1))
F.max_pool2d(T.ones(1,1,4,4),2)
F.max_pool2d(T.ones(4,4),2)
F.max_pool2d(T.ones(1,4,4),2).shape
F.max_pool2d(T.ones(1,4,4),2,padding=2).shape
F.max_pool2d(T.ones(1,4,4),0).shape
F.max_pool2d(T.ones(1,4,4),5).shape
F.max_pool2d(T.ones(1,4,4),2,dilation=0).shape
F.max_pool2d(T.ones(1,4,4),2,padding=-1).shape
F.max_pool2d(T.ones(1,4,4),(2,2,2)).shape
F.max_pool2d(T.ones(1,4,4),2,(1,2,3)).shape
F.max_pool2d(T.ones(1,4,4),2,1,(1,2,3)).shape
F.max_pool2d(T.ones(1,5,5),2,2,0,1,True).shape
F.max_pool2d(T.ones(0,1,4,4),2).shape
F.max_pool2d(T.ones(1,0,4,4),2).shape
F.max_pool2d(T.ones(1,1,0,4),2).shape
F.max_pool2d(T.ones(1,1,4,4,dtype=int),2)
F.max_pool2d(T.ones(1,1,4,4,dtype=bool),2)
F.max_pool2d(T.ones(1,1,4,4).half(),2)
F.max_pool2d(T.ones(1,1,4,4,dtype=T.complex64),2)
F.max_pool2d(T.ones(1,1,4,4),2,return_indices=True)
F.avg_pool2d(T.ones(4,4),2)
F.avg_pool2d(T.ones(1,4,4,dtype=int),2)
F.avg_pool2d(T.ones(1,4,4,dtype=T.uint8),2)
F.avg_pool2d(T.ones(1,4,4,dtype=T.complex64),2)
F.avg_pool2d(T.ones(1,4,4).half(),2)
F.avg_pool2d(T.ones(1,4,4),2,padding=2)
F.avg_pool2d(T.ones(1,4,4),5)
F.avg_pool2d(T.ones(1,4,4),0)
F.avg_pool2d(T.ones(1,4,4),3,2,1)
F.avg_pool2d(T.ones(1,4,4),3,2,1,True)
F.avg_pool2d(T.ones(1,4,4),3,2,1,True,False)
F.avg_pool2d(T.ones(1,4,4),3,2,1,False,False)
F.avg_pool2d(T.ones(1,4,4),2,divisor_override=3)
F.avg_pool2d(T.ones(1,4,4),2,divisor_override=0)
F.avg_pool2d(T.ones(0,1,4,4),2).shape
F.avg_pool2d(T.ones(1,1,0,4),2).shape
F.conv2d(T.ones(1,1,4,4).double(),T.ones(1,1,3,3))
F.conv2d(T.ones(1,1,4,4,dtype=int),T.ones(1,1,3,3))
F.conv2d(T.ones(1,1,4,4,dtype=T.int32),T.ones(1,1,3,3,dtype=T.int32))
F.max_pool2d(T.ones(1,1,4,4,dtype=T.int32),2)
F.max_pool2d(T.ones(1,1,4,4,dtype=T.uint8),2)
F.avg_pool2d(T.ones(1,4,4,dtype=T.int32),2)
F.avg_pool2d(T.ones(1,4,4),(2,2,2))
F.avg_pool2d(T.ones(1,4,4),2,(1,1,1))
F.avg_pool2d(T.ones(1,4,4),2,padding=-1)
F.conv2d(c,T.arange(12.).view(1,3,4)[:, :2,:2].unsqueeze(1))
F.conv2d(T.arange(36.).view(1,1,6,6),T.arange(9.).view(1,1,3,3),dilation=(2,1),bias=T.ones(1))
F.conv2d(T.arange(72.).view(2,6,6),T.arange(18.).view(2,1,3,3),groups=2)
F.conv2d(T.arange(72.).view(1,2,6,6).transpose(2,3),T.arange(8.).view(4,2,1,1))
F.conv2d(T.arange(72.).view(1,2,6,6),T.arange(8.).view(4,2,1,1),padding=1)
F.conv2d(T.arange(36).view(1,1,6,6),T.arange(9).view(1,1,3,3))
F.conv2d(T.ones(2,3,4,4).half(),T.ones(2,3,2,2).half(),T.ones(2).half(),padding=1)
F.max_pool2d(c,2,1)
F.max_pool2d(c,3,2,1)
F.max_pool2d(c,3,2,1,return_indices=True)
F.max_pool2d(c,2,1,dilation=2)
F.max_pool2d(c,2,ceil_mode=True)
F.max_pool2d(c,(1,3),ceil_mode=True,return_indices=True)
F.max_pool2d(n.unsqueeze(0),2,1)
F.max_pool2d(n.unsqueeze(0),2,1,return_indices=True)
F.max_pool2d(p,2)
F.max_pool2d(i.unsqueeze(0),2,1,1)
F.avg_pool2d(c,2,1)
F.avg_pool2d(c,3,2,1)
F.avg_pool2d(c,(1,3),ceil_mode=True,count_include_pad=False)
F.avg_pool2d(c,3,2,1,True,False)
F.avg_pool2d(p,2,divisor_override=3)
F.avg_pool2d(h.unsqueeze(0),2,1,1)
F.avg_pool2d(i.unsqueeze(0),2,1,1)
"""
#: Of any tensor.
EVERY = """
F.max_pool2d({x},2)
F.conv2d({x},{x}.unsqueeze(1))
"""
#: Of tensors that have dimensions.
DIMENSIONED = """
F.avg_pool2d({x},2)
"""
DTYPES = ("bool", "uint8", "int32", "int64", "float16", "float32", "complex64")
LAYOUTS = ("empty", "vector", "matrix", "turned", "stepped", "cube", "expanded")


@pytest.mark.parametrize("line", LINES.strip().split("\n"))
def test_image_agrees_with_torch(agrees, line):
    agrees(line)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("layout", [*LAYOUTS, "scalar"])
@pytest.mark.parametrize("line", EVERY.strip().split("\n"))
def test_image_of_every_dtype_and_layout_agrees_with_torch(agrees, line, layout, dtype):
    agrees(line.replace("{x}", f"{dtype}_{layout}"))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("line", DIMENSIONED.strip().split("\n"))
def test_image_of_every_dtype_and_dimensioned_layout_agrees_with_torch(agrees, line, layout, dtype):
    agrees(line.replace("{x}", f"{dtype}_{layout}"))
