"""What a tensor knows of the tensor it is a view of, and of the storage under it."""

import pytest

import insitu
from insitu.errors import BadValueError, DTypeError, ShapeError, UnsupportedError
from insitu_engine.refused import REFUSED


def test_view_of_a_view_knows_the_tensor_at_the_bottom(session):
    x = insitu.arange(6.0)
    part = x[2:]
    assert part._base is x
    assert part.view(2, 2).t()._base is x
    assert part._is_view()
    assert not x._is_view()
    assert not (x + 1)._is_view()


def test_tensor_without_history_shares_bytes_and_is_no_view(session):
    x = insitu.zeros(3)
    y = x.detach()
    y.add_(1)
    assert x.tolist() == [1, 1, 1]
    assert not y._is_view()
    assert y.detach_() is y
    assert y._version == 1


def test_view_keeps_its_base_reachable(session):
    view = insitu.arange(6.0)[1:]
    assert view._base.tolist() == [0, 1, 2, 3, 4, 5]


def test_storage_is_the_same_for_views_and_another_for_copies(session):
    x = insitu.zeros(2, 3)
    assert x.t().untyped_storage() == x.untyped_storage()
    assert x[1].untyped_storage().data_ptr() == x.data_ptr()
    assert x.clone().untyped_storage() != x.untyped_storage()
    assert len(x.untyped_storage()) == x.untyped_storage().nbytes() == 24
    assert x.view(6).is_set_to(x.view(6))
    assert not x.is_set_to(x.t())


def test_dtype_view_is_written_through(session):
    x = insitu.ones(2)
    bits = x.view(insitu.int32)
    assert bits.tolist() == [0x3F800000] * 2
    bits.add_(0x800000)
    assert x.tolist() == [2, 2]
    assert x[1:].view(dtype="int16").storage_offset() == 2


def test_offset_that_a_wider_dtype_cannot_start_at_is_refused_at_every_call(session):
    x = insitu.zeros(6)
    assert x[2:].view(insitu.float64).shape == (2,)
    with pytest.raises(ShapeError, match=r"storage_offset\(\) must be divisible by 2"):
        x[1:5].view(insitu.float64)


def test_strided_view_may_not_leave_its_storage(session):
    x = insitu.arange(6.0)
    assert x.as_strided((2, 2), (3, 1), 1).tolist() == [[1, 2], [4, 5]]
    with pytest.raises(BadValueError, match="out of bounds for storage of size 24"):
        x.as_strided((7,), (1,))
    with pytest.raises(BadValueError, match="out of bounds for storage of size 24"):
        x[1:].as_strided((6,), (1,))


def test_parts_of_complex_numbers_are_views(session):
    x = insitu.zeros(2, dtype=insitu.complex64)
    x.real.fill_(1)
    x.imag.add_(2)
    assert x.tolist() == [1 + 2j, 1 + 2j]
    assert x._version == 2
    assert insitu.view_as_complex(insitu.view_as_real(x))._base is x
    assert insitu.ones(2).real.tolist() == [1, 1]


# --- size and storage of the tensor itself ------------------------------------------------------------------------


def test_storage_grows_under_all_its_views(session):
    x = insitu.arange(4.0)
    view = x[1:]
    assert x.resize_(3, 4) is x
    assert x.tolist() == [[0, 1, 2, 3], [0] * 4, [0] * 4]
    x.add_(1)
    assert view.tolist() == [2, 3, 4]
    assert x.untyped_storage().nbytes() == 48
    assert x._version == view._version == 2
    assert session.memory().live == 48


def test_same_size_counts_no_write(session):
    x = insitu.zeros(2, 3)
    assert x.resize_(2, 3)._version == 0
    assert x.resize_as_(insitu.zeros(3, 2)).shape == (3, 2)
    assert x._version == 1


def test_smaller_size_keeps_the_storage(session):
    x = insitu.arange(4.0)
    x.resize_(2).resize_(4)
    assert x.tolist() == [0, 1, 2, 3]


def test_growth_beyond_the_quota_changes_nothing(server):
    with insitu.connect(server.address, max_bytes=64) as session:
        x = insitu.arange(4.0)
        with pytest.raises(insitu.errors.OverQuotaError):
            x.resize_(100).sum().item()
        assert x.shape == (4,)
        assert x.untyped_storage().nbytes() == 16
        assert x.tolist() == [0, 1, 2, 3]
        assert session.memory().live == 16


def test_tensor_set_to_another_shares_its_bytes(session):
    x, y = insitu.zeros(2, 2), insitu.arange(3.0)
    assert x.set_(y) is x
    y.mul_(2)
    assert x.tolist() == [0, 2, 4]
    assert x.untyped_storage() == y.untyped_storage()
    assert session.memory().live == 12
    with pytest.raises(DTypeError, match="Could not set tensor of type double to a tensor of type float"):
        x.set_(insitu.zeros(2, dtype=insitu.float64))


def test_tensor_set_to_a_part_of_another(session):
    x, y = insitu.zeros(2), insitu.arange(6.0)
    assert x.set_(y, 1, (2, 2), (3, 1)).tolist() == [[1, 2], [4, 5]]
    assert x.set_(y, 2, (2,)).tolist() == [2, 3]
    with pytest.raises(BadValueError, match="out of bounds for storage of size 24"):
        x.set_(y, 4, (3,))


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_method_that_a_server_cannot_have_says_why(session, name):
    with pytest.raises(UnsupportedError, match=r"is not there: .{20}"):
        getattr(insitu.zeros(2), name)()
