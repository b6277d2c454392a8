import pytest
from hypothesis import given
from hypothesis import strategies as st

from insitu_engine.errors import BadNameError
from insitu_server.names import check_session_name, check_tensor_name


@pytest.mark.parametrize("name", ["a", "lab-1", "A.b_c", "x" * 128, "...", "session-00"])
def test_good_session_name(name):
    assert check_session_name(name) == name


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a b", "a\n", "\0", "é", "x" * 129, "a:b"])
def test_bad_session_name(name):
    with pytest.raises(BadNameError, match="expected 1 to 128 letters"):
        check_session_name(name)


@pytest.mark.parametrize("name", ["a", "layers/0:weight", "a..b", "/", "x" * 256, "net.0.weight"])
def test_good_tensor_name(name):
    assert check_tensor_name(name) == name


@pytest.mark.parametrize("name", ["", "..", "../a", "a/../b", "a/..", "a b", "a\n", "a\0", "ü", "x" * 257])
def test_bad_tensor_name(name):
    with pytest.raises(BadNameError, match="expected 1 to 256 letters"):
        check_tensor_name(name)


@given(st.text())
def test_text_of_the_error_is_short_and_printable(name):
    with pytest.raises(BadNameError) as caught:
        check_session_name(f"/{name * 50}")

    assert len(caught.value.message) < 800
    assert caught.value.message.isprintable()
