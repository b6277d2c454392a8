"""Structured ops with arguments made up by hypothesis, against PyTorch."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

quick = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
small = st.integers(1, 3)
pairs = st.tuples(small, small)
paddings = st.tuples(st.integers(0, 2), st.integers(0, 2))
#: Views of a cube that are not what they were laid out as.
CUBES = ("c", "p", "c.transpose(0,1)", "c[:,1:]", "c[...,::2]", "p[1:,::2]", "c[:1].expand(3,3,4)", "c[:,:0]")


@given(
    batch=st.integers(0, 2),
    groups=st.integers(1, 2),
    channels=small,
    outputs=small,
    image=st.tuples(st.integers(1, 7), st.integers(1, 7)),
    kernel=pairs,
    stride=pairs,
    padding=paddings,
    dilation=pairs,
)
@quick
def test_conv2d(agrees, batch, groups, channels, outputs, image, kernel, stride, padding, dilation):
    size = (batch, groups * channels, *image)
    weight = (groups * outputs, channels, *kernel)
    agrees(
        f"F.conv2d(T.arange({_count(size)}.).remainder(7).view{size}, "
        f"T.arange({_count(weight)}.).remainder(5).view{weight}, T.arange({groups * outputs}.), "
        f"stride={stride}, padding={padding}, dilation={dilation}, groups={groups})"
    )


@given(
    image=st.tuples(small, st.integers(1, 7), st.integers(1, 7)),
    kernel=pairs,
    stride=st.one_of(st.none(), pairs),
    padding=paddings,
    dilation=pairs,
    ceil_mode=st.booleans(),
    return_indices=st.booleans(),
)
@quick
def test_max_pool2d(agrees, image, kernel, stride, padding, dilation, ceil_mode, return_indices):
    # A dilated window may see nothing but padding: torch's index of that is no index at all.
    assume(not return_indices or dilation == (1, 1))
    agrees(
        f"F.max_pool2d(T.arange({_count(image)}.).remainder(7).view{image}, kernel_size={kernel}, stride={stride}, "
        f"padding={padding}, dilation={dilation}, ceil_mode={ceil_mode}, return_indices={return_indices})"
    )


@given(
    image=st.tuples(small, st.integers(1, 7), st.integers(1, 7)),
    kernel=pairs,
    stride=st.one_of(st.none(), pairs),
    padding=paddings,
    ceil_mode=st.booleans(),
    count_include_pad=st.booleans(),
    divisor=st.sampled_from([None, 3, -2]),
)
@quick
def test_avg_pool2d(agrees, image, kernel, stride, padding, ceil_mode, count_include_pad, divisor):
    agrees(
        f"F.avg_pool2d(T.arange({_count(image)}.).remainder(7).view{image}, kernel_size={kernel}, stride={stride}, "
        f"padding={padding}, ceil_mode={ceil_mode}, count_include_pad={count_include_pad}, "
        f"divisor_override={divisor})"
    )


@given(cube=st.sampled_from(CUBES), size=st.lists(st.sampled_from([-1, 0, 1, 2, 3, 4, 6, 8, 12]), max_size=4))
@quick
def test_view_gives_torch_strides_or_refuses_as_torch(agrees, cube, size):
    agrees(f"{cube}.view({tuple(size)})")


@given(cube=st.sampled_from(CUBES), size=st.lists(st.sampled_from([-1, 0, 1, 2, 3, 4, 6, 8, 12]), max_size=4))
@quick
def test_reshape_is_a_view_where_torch_has_one(agrees, cube, size):
    agrees(f"{cube}.reshape({tuple(size)})")


ends = st.one_of(st.none(), st.integers(-5, 5))
slices = st.tuples(ends, ends, st.sampled_from(["", "1", "2", "3"])).map(
    lambda parts: f"{'' if parts[0] is None else parts[0]}:{'' if parts[1] is None else parts[1]}:{parts[2]}"
)
basic = st.one_of(slices, st.integers(-4, 4).map(str), st.sampled_from(["...", "None", ":"]))
tensors = st.sampled_from(
    ["L([0,1])", "L([-1])", "L([[1],[0]])", "L([1,0],dtype=T.int32)", "L([3])", "L([],dtype=T.int64)", "True"]
)
masks = st.sampled_from(["L([True,False])", "L([True,False,True])", "L([True,False,True,True])", "False"])


def _indices(item: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    """Return indices with at most one ``...``: torch takes several for more dimensions than there are."""
    return st.lists(item, min_size=1, max_size=4).filter(lambda index: index.count("...") <= 1)


views = _indices(basic)
indices = _indices(st.one_of(basic, tensors, masks))


@given(cube=st.sampled_from(CUBES), index=views)
@quick
def test_basic_index_is_a_view(agrees, cube, index):
    agrees(f"{cube}[{','.join(index)}]")


@given(cube=st.sampled_from(CUBES), index=indices)
@quick
def test_index_with_tensors(agrees, cube, index):
    agrees(f"{cube}[{','.join(index)}]")


values = st.sampled_from(
    ["7", "T.arange(2.)", "T.arange(3.)", "T.arange(4.)", "T.ones(2,1)", "T.ones(1,1,1,1)"]
)


@given(index=indices, value=values)
@quick
def test_write_through_an_index(agrees, index, value):
    agrees(f"c[{','.join(index)}] = {value};c")


@given(index=indices, value=values)
@quick
def test_write_through_an_index_of_a_permuted_tensor(agrees, index, value):
    agrees(f"p[{','.join(index)}] = {value};p")


def _count(shape: tuple[int, ...]) -> int:
    count = 1
    for size in shape:
        count *= size
    return count
