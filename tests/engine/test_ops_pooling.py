"""Pooling in one, two and three dimensions, and the way back, against PyTorch."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from insitu_engine.errors import BadValueError, ShapeError
from insitu_engine.ops.windows.sliding import Pool, equal_parts
from insitu_engine.ops.windows.taps import numbers

from .samples import new_session, tensor

LINES = """
F.max_pool1d(T.ones(1,1,4),(1,2))
F.max_pool1d(T.ones(1,1,4),2,(1,2))
F.max_pool1d(T.ones(1,1,4),2,())
F.max_pool1d(T.ones(1,1,4),2,padding=2)
F.max_pool1d(T.ones(1,1,4),2,padding=-1)
F.max_pool1d(T.ones(1,1,4),2,dilation=(1,1))
F.max_pool1d(T.ones(1,1,4),-1)
F.max_pool1d(T.ones(1,1,4),2,-1)
F.max_pool1d(T.ones(1,1,4),2,dilation=0)
F.max_pool1d(T.ones(1,1,4),5)
F.max_pool1d(T.ones(4),2)
F.max_pool1d(T.ones(1,0,4),2)
F.max_pool1d(T.ones(0,1,4),2)
F.max_pool1d(T.ones(1,1,4,dtype=int),2)
F.max_pool1d(T.ones(1,1,4),5,return_indices=True)
F.max_pool1d(T.ones(1,1,4),2,0,return_indices=True)
F.max_pool1d(T.ones(1,1,4),2,dilation=0,return_indices=True)
F.max_pool1d(T.ones(1,1,4),(1,2),return_indices=True)
F.max_pool1d(T.ones(4),2,return_indices=True)
F.max_pool1d(T.ones(0,4),2,return_indices=True)
F.max_pool1d(T.ones(1,1,4,dtype=int),2,return_indices=True)
F.max_pool1d(T.ones(1,1,4,dtype=bool),2,return_indices=True)
F.max_pool1d_with_indices(c,2)
F.max_pool2d_with_indices(c,2)
F.max_pool2d(n.unsqueeze(0),3,1,1,return_indices=True)
F.max_pool2d(n.unsqueeze(0),2,1,1,return_indices=True)
F.max_pool3d_with_indices(c.unsqueeze(0),2)
F.max_pool3d(T.ones(1,1,4,4,4),(1,2))
F.max_pool3d(T.ones(1,1,4,4,4),2,(1,2))
F.max_pool3d(T.ones(1,1,4,4,4),2,-1)
F.max_pool3d(T.ones(1,1,4,4,4),0)
F.max_pool3d(T.ones(1,1,4,4,4),2,dilation=0)
F.max_pool3d(T.ones(1,1,4,4,4),2,padding=2)
F.max_pool3d(T.ones(4,4,4),2)
F.max_pool3d(T.ones(1,1,4,4,0),2)
F.max_pool3d(T.ones(1,1,4,4,4,dtype=bool),2)
F.max_pool3d(T.ones(1,1,1,4,4),2)
F.max_pool3d(T.ones(1,1,4,4,4),(1,2,3),padding=(0,1,2),dilation=2)
F.avg_pool1d(T.ones(1,1,4),(1,2))
F.avg_pool1d(T.ones(1,1,4),2,padding=())
F.avg_pool1d(T.ones(1,1,4),2,-1)
F.avg_pool1d(T.ones(1,1,4),5)
F.avg_pool1d(T.ones(4),2)
F.avg_pool1d(T.ones(1,1,0),2)
F.avg_pool1d(T.ones(1,1,4,dtype=int),2)
F.avg_pool1d(T.ones(1,1,4,dtype=T.int32),2)
F.avg_pool2d(T.ones(4,4),2,0,divisor_override=0)
F.avg_pool3d(T.ones(1,1,4,4,4),(1,2))
F.avg_pool3d(T.ones(1,1,4,4,4),2,-1)
F.avg_pool3d(T.ones(4,4,4),2,1,divisor_override=0)
F.avg_pool3d(T.ones(1,0,4,4),2,1,divisor_override=0)
F.avg_pool3d(T.ones(1,1,4,4,0),2)
F.avg_pool3d(T.ones(1,1,1,4,4),2)
F.avg_pool3d(T.ones(1,1,4,4,4).half(),2)
F.adaptive_avg_pool1d(T.ones(4),2)
F.adaptive_avg_pool1d(T.ones(1,1,4),(2,3))
F.adaptive_avg_pool1d(T.ones(1,1,4),-1)
F.adaptive_avg_pool1d(T.ones(1,1,0),2)
F.adaptive_avg_pool1d(T.ones(1,0,4),2)
F.adaptive_avg_pool1d(T.ones(1,1,4,dtype=int),2)
F.adaptive_avg_pool1d(T.ones(1,1,4,dtype=int),1)
F.adaptive_avg_pool2d(T.ones(1,1,4,4),None)
F.adaptive_avg_pool2d(T.ones(1,1,4,4),(None,2))
F.adaptive_avg_pool2d(T.ones(1,1,4,4),(2,))
F.adaptive_avg_pool2d(T.ones(1,1,4,4),(2,2,2))
F.adaptive_avg_pool2d(T.ones(4,4),2)
F.adaptive_avg_pool2d(T.ones(4,4),(2,2))
F.adaptive_avg_pool2d(T.ones(1,1,0,4),2)
F.adaptive_avg_pool2d(T.ones(1,1,4,4),0)
F.adaptive_avg_pool2d(T.ones(1,1,4,4,dtype=T.complex64),1)
F.adaptive_avg_pool2d(T.ones(1,1,4,4,dtype=T.complex64),2)
F.adaptive_avg_pool3d(T.ones(1,0,4,4,4),2)
F.adaptive_avg_pool3d(T.ones(2,3,4,4,4),-1)
F.adaptive_max_pool1d(T.ones(4),2)
F.adaptive_max_pool1d(T.ones(1,1,4),(2,3))
F.adaptive_max_pool1d(T.ones(1,0,4),2)
F.adaptive_max_pool1d(T.ones(0,4),2)
F.adaptive_max_pool1d_with_indices(c,3)
F.adaptive_max_pool2d(T.ones(1,1,4,4),(2,2,2))
F.adaptive_max_pool2d(T.ones(4,4),2)
F.adaptive_max_pool2d(T.ones(1,0,4,4),2)
F.adaptive_max_pool2d(T.ones(1,1,4,4),-1)
F.adaptive_max_pool2d(T.ones(1,1,4,4,dtype=int),2)
F.adaptive_max_pool2d(n.unsqueeze(0),(1,2),return_indices=True)
F.adaptive_max_pool2d_with_indices(c,(2,None))
F.adaptive_max_pool3d(T.ones(4,4,4),2)
F.adaptive_max_pool3d_with_indices(c.unsqueeze(0),2)
F.lp_pool1d(c,2,2)
F.lp_pool1d(c,1.5,2)
F.lp_pool1d(T.ones(1,1,4),float("inf"),5)
F.lp_pool2d(c,3,2,ceil_mode=True)
F.lp_pool2d(c,float("-inf"),(1,2))
F.lp_pool2d(i.unsqueeze(0),2,2)
F.lp_pool2d(T.ones(1,4,4,dtype=int),2.5,2)
F.lp_pool2d(i.unsqueeze(0),-1,2)
F.lp_pool3d(c.unsqueeze(0),2,2)
F.lp_pool3d(T.ones(1,4,4,4).half(),2,2)
F.lp_pool3d(T.ones(1,4,4,4,dtype=bool),float("inf"),2)
F.max_unpool1d(T.ones(1,2),T.tensor([[1,5]]),2)
F.max_unpool1d(T.ones(1,2),T.tensor([[1,-1]]),2)
F.max_unpool1d(T.ones(1,2),T.tensor([[0,3]]),2,output_size=(5,))
F.max_unpool1d(T.ones(1,2),T.tensor([[0,3]]),2,output_size=(6,))
F.max_unpool1d(T.ones(1,2),T.tensor([[0,3]]),2,output_size=(1,5))
F.max_unpool1d(T.ones(1,2),T.tensor([[0,3]]),2,padding=3)
F.max_unpool1d(T.ones(1,2),T.tensor([[0,3]]).int(),2)
F.max_unpool1d(T.ones(1,2),T.tensor([[0,3,1]]),2)
F.max_unpool1d(T.ones(2),T.tensor([0,3]),2)
F.max_unpool2d(T.arange(4.).view(1,2,2),T.tensor([[[0,0],[5,5]]]),2)
F.max_unpool2d(T.ones(1,2,2),T.tensor([[[0,1],[2,16]]]),2)
F.max_unpool2d(T.ones(1,2,2,dtype=int),T.tensor([[[0,1],[2,3]]]),2)
F.max_unpool2d(T.ones(1,1,0,2),T.ones(1,1,0,2,dtype=int),2)
F.max_unpool3d(T.ones(1,1,2,2),T.tensor([[[[0,1],[2,63]]]]),2)
F.max_unpool3d(T.ones(1,1,2,2),T.tensor([[[[0,1],[2,63]]]]),2,0)
F.max_unpool3d(T.ones(1,2,2),T.tensor([[[0,1],[2,3]]]),2)
F.fractional_max_pool2d(T.ones(2,6,6),2)
F.fractional_max_pool2d(T.ones(6,6),2,3)
F.fractional_max_pool2d(T.ones(2,6,6),2,6)
F.fractional_max_pool2d(T.ones(2,6,6),(2,),3)
F.fractional_max_pool2d(T.ones(2,6,6),2,output_ratio=(0.5,0.6,0.5))
F.fractional_max_pool2d(T.ones(2,6,6),2,3,_random_samples=T.ones(1,1,2))
F.fractional_max_pool2d(T.ones(2,6,6,dtype=int),2,3)
F.fractional_max_pool2d(T.arange(144.).remainder(17).view(2,9,8),(2,3),(4,5),None,True,T.tensor([[[.3,.9],[.1,.6]]]))
F.fractional_max_pool2d_with_indices(n.unsqueeze(0),(1,2),(2,2),None,True,T.tensor([[[.3,.9]]]))
F.fractional_max_pool3d(T.ones(2,6,6,6),2,(3,3))
F.fractional_max_pool3d(T.arange(672.).remainder(17).view(2,6,7,8),(2,3,2),(3,4,5),None,True,T.tensor([[[.3,.9,.5],[.1,.6,.8]]]))
"""
quick = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def each(*values):
    """Return three of the values, of which a test takes as many as there are dimensions."""
    return st.tuples(*[st.sampled_from(values)] * 3)


def images(*shape):
    """Return small whole numbers, of which many are equal, as a line makes them."""
    return f"T.arange({math.prod(shape)}.).mul(5).remainder(7).view({shape})"


@pytest.mark.parametrize("line", LINES.strip().split("\n"))
def test_pooling_agrees_with_torch(agrees, line):
    agrees(line.replace('float("inf")', "1e999").replace('float("-inf")', "-1e999"))


@pytest.mark.parametrize("ndim", [1, 2, 3])
@given(
    sizes=each(1, 2, 4, 7, 9),
    kernel=each(1, 2, 3, 5),
    stride=each(1, 2, 3),
    padding=each(0, 0, 1),
    dilation=each(1, 1, 2),
    ceil_mode=st.booleans(),
    indices=st.booleans(),
)
@quick
def test_the_largest_of_windows(agrees, ndim, sizes, kernel, stride, padding, dilation, ceil_mode, indices):
    # A dilated window may see nothing but padding: torch's index of that is no index at all.
    assume(not indices or dilation[:ndim] == (1,) * ndim)
    agrees(
        f"F.max_pool{ndim}d({images(2, 2, *sizes[:ndim])}, {kernel[:ndim]}, {stride[:ndim]}, {padding[:ndim]}, "
        f"{dilation[:ndim]}, {ceil_mode}, {indices})"
    )


@pytest.mark.parametrize("ndim", [1, 2, 3])
@given(
    sizes=each(1, 2, 4, 7, 9),
    kernel=each(1, 2, 3, 5),
    stride=each(1, 2, 3),
    padding=each(0, 0, 1),
    ceil_mode=st.booleans(),
    whole=st.booleans(),
)
@quick
def test_the_mean_of_windows(agrees, ndim, sizes, kernel, stride, padding, ceil_mode, whole):
    agrees(
        f"F.avg_pool{ndim}d({images(2, 2, *sizes[:ndim])}, {kernel[:ndim]}, {stride[:ndim]}, {padding[:ndim]}, "
        f"{ceil_mode}, {whole})"
    )


@pytest.mark.parametrize("ndim", [1, 2, 3])
@given(sizes=each(1, 2, 4, 7, 9), wanted=each(1, 2, 3, 4, 8), kind=st.sampled_from(["avg", "max"]))
@quick
def test_parts_of_images(agrees, ndim, sizes, wanted, kind):
    told = ", True" if kind == "max" else ""
    agrees(f"F.adaptive_{kind}_pool{ndim}d({images(2, 2, *sizes[:ndim])}, {wanted[:ndim]}{told})")


@pytest.mark.parametrize("ndim", [1, 2, 3])
@given(sizes=each(3, 4, 7), kernel=each(1, 2, 3), stride=each(1, 2, 3), norm=st.sampled_from([1, 2, 3, 2.5]))
@quick
def test_the_norm_of_windows(agrees, ndim, sizes, kernel, stride, norm):
    taps = kernel[0] if ndim == 1 else kernel[:ndim]
    agrees(f"F.lp_pool{ndim}d({images(2, 2, *sizes[:ndim])}, {norm}, {taps}, {stride[:ndim]})")


def test_of_equal_elements_the_first_is_told_and_of_nans_the_last():
    values = torch.tensor([[[1.0, 5, 5, 2], [5, 5, 1, 1], [math.nan, 0, 3, math.nan], [1, math.nan, 3, 0]]])
    session = new_session()

    _, places = session.call("max_pool2d", [tensor(session, values.numpy()), 2], {"return_indices": True})
    _, whole = session.call(
        "adaptive_max_pool2d", [tensor(session, values.numpy()), 2], {"return_indices": True}
    )
    _, exact = torch.nn.functional.max_pool2d(values, 2, return_indices=True)

    assert places.array.tolist() == whole.array.tolist() == exact.tolist() == [[[1, 2], [13, 11]]]


@pytest.mark.parametrize(
    ("taps", "dtype"), [((3, 5), "uint8"), ((255,), "uint8"), ((16, 16), "int16"), ((200, 200), "int32")]
)
def test_taps_are_numbered_in_the_smallest_dtype(taps, dtype):
    session = new_session()
    values = np.random.default_rng(0).random((2, *taps)).astype(np.float32)
    windows = numbers(equal_parts(taps, (1,) * len(taps)))

    (found,) = session.call("max_taps", [tensor(session, values), windows])

    assert found.meta.dtype.name == dtype
    assert found.array.ravel().tolist() == values.reshape(2, -1).argmax(1).tolist()


def test_a_window_that_sees_nothing_takes_nothing_and_gives_nothing_back():
    session = new_session()
    windows = numbers(Pool.of(1, 2, 1, 1, 2).slides((1,)))
    image = tensor(session, np.float32([[3]]))

    (taps,) = session.call("max_taps", [image, windows])
    (taken,) = session.call("take_taps", [image, taps, windows])
    (put,) = session.call("put_taps", [image, taps, windows])

    assert taken.array.tolist() == put.array.tolist() == [[0]]


def test_taps_that_no_window_has_stay_within_the_images():
    session = new_session()
    windows = numbers(Pool.of(1, 2, 2).slides((4,)))
    values, taps = tensor(session, np.float32([[1, 2, 3, 4]])), tensor(session, np.uint8([[255, 0]]))

    (taken,) = session.call("take_taps", [values, taps, windows])

    assert taken.array.tolist() == [[2, 3]]


@pytest.mark.parametrize(
    "windows",
    [
        (), ((4, 2, 2, 2, 0),), ((4, 2, 0, 2, 0, 1),), ((0, 2, 2, 2, 0, 1),), ((4, -1, 2, 2, 0, 1),),
        ((4, 3, 2, 0, 0, 1),), ((4, 3, 9, 0, 1, 1),), ((4, 2, 2, 2, 0, 0),), ((4, 1, 2**40, 1, 0, 1),) * 2,
    ],
)  # fmt: skip
def test_numbers_that_describe_no_windows_are_refused(windows):
    session = new_session()

    with pytest.raises(BadValueError, match="windows"):
        session.call("max_taps", [tensor(session, np.ones((4, 4), np.float32)), windows])


def test_images_of_another_size_than_the_windows_slide_over_are_refused():
    session = new_session()
    windows = numbers(Pool.of(1, 2, 2).slides((4,)))

    with pytest.raises(ShapeError, match="sum_windows: expected the last sizes"):
        session.call("sum_windows", [tensor(session, np.ones((2, 5), np.float32)), windows])
    with pytest.raises(ShapeError, match="expected taps uint8"):
        session.call(
            "put_taps",
            [
                tensor(session, np.ones((2, 2), np.float32)),
                tensor(session, np.zeros((2, 2), np.int64)),
                windows,
            ],
        )
