"""Patches of images as columns and back, beside PyTorch: the same results, gradients and refusals."""

from __future__ import annotations

import pytest
import torch

import insitu

pytestmark = pytest.mark.usefixtures("session")

LINES = """
F.unfold(T.ones(1,2,4,4),2)
F.unfold(T.arange(32.).view(2,4,4),2)
F.unfold(T.arange(40.).view(2,4,5),(2,3),(1,2),1,(2,1))
F.unfold(T.ones(4,4),2)
F.unfold(T.ones(4,4,4,4,4),2)
F.unfold(T.ones(2,4,4),(2,2,2))
F.unfold(T.ones(2,4,4),2,(1,1,1))
F.unfold(T.ones(2,4,4),2,1,(1,1,1))
F.unfold(T.ones(2,4,4),2,1,0,(1,1,1))
F.unfold(T.ones(2,4,4),(2,))
F.unfold(T.ones(2,4,4),0)
F.unfold(T.ones(2,4,4),2,0)
F.unfold(T.ones(2,4,4),2,1,-1)
F.unfold(T.ones(2,4,4),2,1,0,0)
F.unfold(T.ones(2,4,4),5)
F.unfold(T.ones(2,0,4),2)
F.unfold(T.ones(0,2,4,4),2)
F.unfold(T.ones(2,0,4,4),2)
F.unfold(T.ones(0,4,4),2)
F.unfold(T.ones(2,4,4,dtype=T.int64),2)
F.unfold(T.ones(2,4,4,dtype=T.bool),2)
F.unfold(T.ones(2,4,4,dtype=T.int32),2)
F.unfold(T.ones(2,4,4).half(),2)
F.unfold(T.ones(2,4,4,dtype=T.complex64),2)
F.fold(T.ones(1,8,9),4,2)
F.fold(T.arange(72.).view(8,9),4,2)
F.fold(T.arange(1.*8*12).view(8,12),(5,4),2)
F.fold(T.arange(1.*2*12*20).view(2,12,20),(5,4),(2,3),(1,2),2)
F.fold(T.ones(8),4,2)
F.fold(T.ones(1,8,9,1),4,2)
F.fold(T.ones(1,7,9),4,2)
F.fold(T.ones(1,8,8),4,2)
F.fold(T.ones(1,8,9),(4,4,4),2)
F.fold(T.ones(1,8,9),(4,),2)
F.fold(T.ones(1,8,9),4,(2,2,2))
F.fold(T.ones(1,8,9),4,2,(1,1,1))
F.fold(T.ones(1,8,9),4,2,1,(1,1,1))
F.fold(T.ones(1,8,9),4,2,1,0,(1,1,1))
F.fold(T.ones(1,8,9),4,0)
F.fold(T.ones(1,8,9),4,2,0)
F.fold(T.ones(1,8,9),4,2,1,-1)
F.fold(T.ones(1,8,9),4,2,1,0,0)
F.fold(T.ones(1,8,9),0,2)
F.fold(T.ones(1,8,9),1,2)
F.fold(T.ones(1,8,1),0,2)
F.fold(T.ones(0,8,9),4,2)
F.fold(T.ones(1,0,9),4,2)
F.fold(T.ones(1,8,0),4,2)
F.fold(T.ones(1,8,9,dtype=T.int64),4,2)
F.fold(T.ones(1,8,9,dtype=T.bool),4,2)
F.fold(T.ones(1,8,9).half(),4,2)
F.fold(T.ones(1,8,9,dtype=T.complex64),4,2)
"""


def outcome(library, line):
    """Return the values and the dtype that a line gives, or what it raises."""
    try:
        found = eval(line, {"T": library, "F": library.nn.functional})
        return found.tolist(), str(found.dtype).rpartition(".")[2]
    except (RuntimeError, IndexError) as error:
        return str(getattr(error, "message", error)).partition("\n")[0]


@pytest.mark.parametrize("line", LINES.strip().split("\n"))
def test_columns_and_images_are_those_of_torch(line):
    assert outcome(insitu, line) == outcome(torch, line)


@pytest.mark.parametrize(
    "line",
    [
        "F.unfold(x.view(2, 3, 4, 5), (2, 3), (1, 2), 1, (2, 1))",
        "F.fold(x.view(12, 10), (6, 3), 2, 1, (0, 1), (1, 2))",
    ],
)
def test_gradients_are_those_of_torch(line):
    found = []
    for library in (torch, insitu):
        x = library.arange(120.0, requires_grad=True)
        result = eval(line, {"F": library.nn.functional, "x": x})
        (result * result).sum().backward()
        found.append((x.grad.tolist(), result.grad_fn.name()))

    assert found[1] == found[0]
