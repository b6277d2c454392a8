"""Convolutions in one, two and three dimensions, and those transposed, against PyTorch."""

from __future__ import annotations

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insitu_engine.ops.windows import patches

LINES = """
F.conv1d(T.ones(1,1,4),T.ones(1,1))
F.conv1d(T.ones(1,1,4),T.ones(1,1,2,2))
F.conv1d(T.ones(4),T.ones(1,1,2))
F.conv1d(T.ones(1,1,4),T.ones(1,1,2),stride=(1,2))
F.conv1d(T.ones(1,1,4),T.ones(1,1,2),stride=0)
F.conv1d(T.ones(1,1,4),T.ones(1,1,2),dilation=0)
F.conv1d(T.ones(1,1,4),T.ones(1,1,2),padding='same',dilation=0)
F.conv1d(T.ones(1,1,4),T.ones(1,1,2),padding='other')
F.conv1d(T.ones(1,1,4),T.ones(1,1,9),padding='same')
F.conv1d(T.ones(1,1,4),T.ones(1,1),padding='same')
F.conv1d(T.ones(1,1,4),T.ones(1,1,0))
F.conv1d(T.ones(1,1,4),T.ones(1,1,0),dilation=2)
F.conv1d(T.ones(1,1,4),T.ones(1,1,5))
F.conv1d(T.ones(1,1,0),T.ones(1,1,2),padding=1)
F.conv1d(T.ones(0,1,4),T.ones(1,1,2)).shape
F.conv1d(T.ones(2,0,4),T.ones(1,0,2)).shape
F.conv1d(T.ones(1,1,4,dtype=int),T.ones(1,1,2,dtype=int))
F.conv1d(T.ones(1,1,4,dtype=T.int32),T.ones(1,1,2,dtype=T.int32),dilation=2)
F.conv1d(T.ones(1,1,4,dtype=bool),T.ones(1,1,2,dtype=bool),dilation=2)
F.conv2d(T.ones(1,1,4,4),T.ones(1,1,2))
F.conv2d(T.ones(1,1,4,4),T.ones(1,1,2,2),padding='valid',stride=(1,2,3))
F.conv2d(T.ones(1,1,4,4),T.ones(1,1,2,2),padding='same',stride=(1,1,1))
F.conv2d(T.ones(1,1,4,4),T.ones(1,1,2,2),padding='same',stride=2)
F.conv2d(T.ones(1,1,4,4),T.ones(1,1,2),padding='same')
F.conv2d(T.ones(1,1,4,4),T.ones(1,1,2,2,dtype=T.complex64))
F.conv2d(T.ones(1,1,4,4,dtype=T.complex64),T.ones(1,1,2,2))
F.conv3d(T.ones(1,1,4,4,4),T.ones(1,1,2,2))
F.conv3d(T.ones(1,1,4,4,4),T.ones(1,1,2,2,2),padding=(1,2))
F.conv3d(T.ones(1,1,4,4,4),T.ones(1,1,2,2,2),dilation=0)
F.conv3d(T.ones(1,1,4,4,4),T.ones(1,1,5,2,2))
F.conv3d(T.ones(1,1,4,4,4),T.ones(1,1,0,2,2))
F.conv3d(T.ones(1,1,4,4,4,dtype=bool),T.ones(1,1,2,2,2,dtype=bool))
F.conv3d(T.ones(1,4,4,4).half(),T.ones(1,1,2,2,2).half())
F.conv_transpose1d(T.ones(4),T.ones(1,1,3))
F.conv_transpose1d(T.ones(1,1,4),T.ones(1,1))
F.conv_transpose1d(T.ones(1,1,4),T.ones(1,1,3,3))
F.conv_transpose1d(T.ones(1,2,4),T.ones(1,1,3))
F.conv_transpose1d(T.ones(1,2,4),T.ones(2,1,3),T.ones(3))
F.conv_transpose1d(T.ones(1,2,4),T.ones(2,1,3),groups=3)
F.conv_transpose1d(T.ones(1,4,4),T.ones(4,1,3),groups=3)
F.conv_transpose1d(T.ones(1,4,4),T.ones(4,1,3),groups=0)
F.conv_transpose1d(T.ones(1,4,4),T.ones(4,1,3),stride=0)
F.conv_transpose1d(T.ones(1,4,4),T.ones(4,1,3),padding=-1)
F.conv_transpose1d(T.ones(1,4,4),T.ones(4,1,3),output_padding=-1)
F.conv_transpose1d(T.ones(1,4,4),T.ones(4,1,3),output_padding=1)
F.conv_transpose1d(T.ones(1,4,4),T.ones(4,1,3),output_padding=2,stride=2)
F.conv_transpose1d(T.ones(1,4,4),T.ones(4,1,3),output_padding=1,dilation=2)
F.conv_transpose1d(T.ones(1,4,4),T.ones(4,1,3),dilation=0)
F.conv_transpose1d(T.ones(1,4,4),T.ones(4,1,3),dilation=-1)
F.conv_transpose1d(T.ones(1,4,1),T.ones(4,1,1),padding=1)
F.conv_transpose1d(T.ones(1,4,0),T.ones(4,1,3))
F.conv_transpose1d(T.ones(0,4,4),T.ones(4,1,3)).shape
F.conv_transpose1d(T.ones(1,4,4),T.ones(4,0,3))
F.conv_transpose1d(T.ones(1,4,4),T.ones(4,1,0))
F.conv_transpose1d(T.ones(1,4,4),T.ones(4,1,3).double())
F.conv_transpose1d(T.ones(1,4,4,dtype=int),T.ones(4,1,3,dtype=int))
F.conv_transpose1d(T.ones(1,4,4,dtype=T.int32),T.ones(4,1,3,dtype=T.int32))
F.conv_transpose2d(T.ones(1,1,4,4),T.ones(1,1,3))
F.conv_transpose2d(T.ones(1,4,4,4),T.ones(4,1,3,3),output_padding=(1,2),stride=2)
F.conv_transpose3d(T.ones(1,4,4,4,4),T.ones(4,1,3,3,3),output_padding=2,stride=2)
F.conv_transpose3d(T.ones(1,4,4,4,4),T.ones(4,1,3,3,3),output_padding=(1,2))
F.conv_transpose3d(T.ones(1,4,4,4,4),T.ones(4,1,3,3,3),dilation=0)
F.conv_transpose3d(T.ones(1,4,4,4,4),T.ones(4,1,0,1,1))
F.conv_transpose3d(T.ones(1,4,4,4,4,dtype=bool),T.ones(4,1,3,3,3,dtype=bool))
"""
BLOCKS = [1 << 18, 100, 1]
small = st.integers(1, 3)
quick = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def counting(*shape):
    """Return a tensor of small whole numbers as a line makes it."""
    return f"T.arange({math.prod(shape)}.).remainder(7).view({shape})"


def each(*values):
    """Return three of the values, of which a test takes as many as there are dimensions."""
    return st.tuples(*[st.sampled_from(values)] * 3)


@pytest.mark.parametrize("line", LINES.strip().split("\n"))
def test_convolution_agrees_with_torch(agrees, line):
    agrees(line)


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("ndim", [1, 2, 3])
@given(
    batch=st.integers(0, 3),
    groups=st.integers(1, 2),
    channels=small,
    outputs=small,
    sizes=each(2, 4, 5, 7),
    taps=each(1, 2, 3),
    stride=each(1, 2, 3),
    padding=each(0, 1, 2),
    dilation=each(1, 1, 2),
    named=st.sampled_from(["", "", "same", "valid"]),
)
@quick
def test_convolution_in_blocks(
    agrees,
    monkeypatch,
    block,
    ndim,
    batch,
    groups,
    channels,
    outputs,
    sizes,
    taps,
    stride,
    padding,
    dilation,
    named,
):
    monkeypatch.setattr(patches, "_BLOCK", block)
    around = repr(named or padding[:ndim])
    steps = 1 if named == "same" else stride[:ndim]
    agrees(
        f"F.conv{ndim}d({counting(batch, groups * channels, *sizes[:ndim])}, "
        f"{counting(groups * outputs, channels, *taps[:ndim])}, T.arange({groups * outputs}.), stride={steps}, "
        f"padding={around}, dilation={dilation[:ndim]}, groups={groups})"
    )


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("ndim", [1, 2, 3])
@given(
    batch=st.integers(1, 3),
    groups=st.integers(1, 2),
    channels=small,
    outputs=small,
    sizes=each(2, 3, 5),
    taps=each(2, 3),
    stride=each(1, 2, 3),
    padding=each(0, 1),
    more=each(0, 0, 1),
)
@quick
def test_transposed_convolution_in_blocks(
    agrees, monkeypatch, block, ndim, batch, groups, channels, outputs, sizes, taps, stride, padding, more
):
    monkeypatch.setattr(patches, "_BLOCK", block)
    agrees(
        f"F.conv_transpose{ndim}d({counting(batch, groups * channels, *sizes[:ndim])}, "
        f"{counting(groups * channels, outputs, *taps[:ndim])}, T.arange({groups * outputs}.), stride={stride[:ndim]}, "
        f"padding={padding[:ndim]}, output_padding={more[:ndim]}, groups={groups})"
    )
