"""Linear equations, factors and functions of matrices, against PyTorch: results and refusals."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from insitu_engine.errors import BadValueError

from .samples import new_session, tensor

LINES = """
x=T.tensor([[4.0, 1.0], [2.0, 3.0]]); x.inverse()
x=T.tensor([[4.0, 1.0], [2.0, 3.0]]); x.det()
x=T.tensor([[4.0, 1.0], [2.0, 3.0]]); x.slogdet()
x=T.tensor([[4.0, 1.0], [2.0, 3.0]]); x.logdet()
x=T.tensor([[4.0, 1.0], [2.0, 3.0]]); x.matrix_power(3)
x=T.tensor([[4.0, 1.0], [2.0, 3.0]]); x.matrix_power(-2)
x=T.tensor([[4.0, 1.0], [2.0, 3.0]]); x.matrix_exp()
x=T.tensor([[4.0, 1.0], [1.0, 3.0]]); x.cholesky()
x=T.tensor([[4.0, 1.0], [1.0, 3.0]]); x.cholesky(True)
x=T.tensor([[4.0, 0.0], [1.0, 3.0]]); x.cholesky_inverse()
x=T.tensor([[4.0, 0.0], [1.0, 3.0]]); T.ones(2, 3).cholesky_solve(x)
x=T.tensor([[4.0, 1.0], [0.0, 3.0]]); T.ones(2, 3).triangular_solve(x)
x=T.tensor([[4.0, 1.0], [0.0, 3.0]]); T.ones(2, 3).triangular_solve(x, True, True)
x=T.tensor([[4.0, 1.0], [2.0, 3.0]]); x.lu()
x=T.tensor([[1.0, 3.0], [2.0, 3.0]]); T.lu_unpack(*x.lu())
x=T.tensor([[1.0, 3.0], [2.0, 3.0]]); T.ones(2, 2).lu_solve(*x.lu())
f.qr()
f.qr(False)
f.geqrf()
f.svd(compute_uv=False)
f.pinverse()
f.norm("nuc")
f.norm("fro", 1)
f.norm(3, 0, True)
f.norm("nuc", (0,))
f.norm("x")
c.norm("nuc")
f.inverse()
v.inverse()
i.inverse()
h.inverse()
f.matrix_power(2)
b.matrix_power(2)
f.det()
v.det()
f.slogdet()
f.logdet()
f.matrix_exp()
T.ones(2, 2).int().matrix_exp()
f.cholesky()
v.cholesky()
T.ones(2, 2).int().cholesky()
f.cholesky_inverse()
f.cholesky_solve(f)
v.cholesky_solve(f)
f.cholesky_solve(v)
f.cholesky_solve(T.ones(2, 2).double())
f.triangular_solve(f)
f.triangular_solve(T.ones(3, 3))
T.zeros(2, 2).lu()
v.lu()
T.ones(2, 2).int().lu()
v.qr()
i.qr()
v.svd()
i.svd()
v.pinverse()
v.geqrf()
i.geqrf()
f.orgqr(v[:2])
T.ones(3, 2).orgqr(v)
T.ones(3, 2).orgqr(v[:2].double())
T.ones(3, 2).ormqr(v[:2], T.ones(4, 4))
T.ones(3, 2).ormqr(v, T.ones(3, 4))
f.sum_to_size(1, 3)
f.sum_to_size(3)
f.sum_to_size(2, 3)
b.sum_to_size(2, 1)
f.sum_to_size(2, 2)
"""


@pytest.mark.parametrize("line", LINES.split("\n")[1:-1])
def test_matrix_op(agrees, line):
    agrees(line)


SINGULAR = [[1, 1], [1, 1]]
INDEFINITE = [[1, 2], [2, 1]]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("inv", SINGULAR),
        ("inv", [[[1, 0], [0, 1]], SINGULAR]),
        ("matrix_power", SINGULAR),
        ("cholesky", INDEFINITE),
        ("cholesky", [INDEFINITE, INDEFINITE]),
        ("lu_factor", SINGULAR),
        ("svd", [[float("nan")]]),
        ("svdvals", [[[1.0]], [[float("nan")]]]),
        ("eig", [[float("nan")]]),
    ],
)
def test_matrix_without_a_result_is_refused_in_the_words_of_torch(name, values):
    array = np.array(values, np.float32)
    rest = (-1,) if name == "matrix_power" else ()
    with pytest.raises(RuntimeError) as refusal:
        getattr(torch.linalg, name)(torch.from_numpy(array), *rest)
    session = new_session()
    with pytest.raises(BadValueError) as error:
        session.call(f"linalg_{name}", [tensor(session, array), *rest])
    assert error.value.message == str(refusal.value)


@pytest.mark.parametrize("name", ["svd", "eigh", "eig", "qr"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex64, np.complex128])
def test_factors_multiply_to_their_matrix(name, dtype):
    session = new_session()
    array = np.sin(np.arange(32)).reshape(2, 4, 4).astype(dtype)
    array = array + np.conj(np.swapaxes(array, -1, -2))
    first, second, *rest = (made.array for made in session.call(f"linalg_{name}", [tensor(session, array)]))
    if name == "svd":
        product = (first * second[..., None, :]) @ rest[0]
    elif name == "qr":
        product = first @ second
    else:
        product = (second * first[..., None, :]) @ np.linalg.inv(second)
    np.testing.assert_allclose(product, array, atol=1e-4 if np.dtype(dtype).itemsize in (4, 8) else 1e-9)
