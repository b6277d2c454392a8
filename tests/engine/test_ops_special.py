"""Special functions, floats taken apart, integers and complex numbers against PyTorch, at their edges too."""

from __future__ import annotations

import numpy as np
import pytest

from insitu_engine.session import Engine, Session

FLOATS = "L([0., -0., .5, -.5, 1., -1., 2.5, -2.5, 6., -6., 20., float('inf'), -float('inf'), float('nan')])"
UNARY = (
    "airy_ai", "bessel_j0", "bessel_j1", "bessel_y0", "bessel_y1", "entr", "erfcx", "i0", "i0e", "i1", "i1e",
    "log_ndtr", "modified_bessel_i0", "modified_bessel_i1", "modified_bessel_k0", "modified_bessel_k1", "ndtr",
    "ndtri", "scaled_modified_bessel_k0", "scaled_modified_bessel_k1", "spherical_bessel_j0", "expit", "logit",
    "psi", "digamma", "gammaln", "erf", "erfc", "erfinv", "exp2", "expm1", "log1p", "sinc", "round",
)  # fmt: skip
POLYNOMIALS = (
    "chebyshev_polynomial_t", "chebyshev_polynomial_u", "chebyshev_polynomial_v", "chebyshev_polynomial_w",
    "shifted_chebyshev_polynomial_t", "shifted_chebyshev_polynomial_u", "shifted_chebyshev_polynomial_v",
    "shifted_chebyshev_polynomial_w", "hermite_polynomial_h", "hermite_polynomial_he", "laguerre_polynomial_l",
    "legendre_polynomial_p",
)  # fmt: skip
BINARY = ("xlog1py", "xlogy", "zeta", "gammainc", "gammaincc")
#: What PyTorch computes to 7 digits only, in float64 too.
ROUGH = {"bessel_j0", "bessel_j1", "bessel_y0", "bessel_y1", "airy_ai"}
DTYPES = ("bool", "uint8", "int64", "float16", "float32", "float64", "complex64")
IN_PLACE = ("nextafter", "ldexp", "gcd", "lcm", "heaviside", "igamma", "igammac", "copysign")

each_dtype = pytest.mark.parametrize("dtype", DTYPES)


@each_dtype
@pytest.mark.parametrize("op", UNARY)
def test_special(agrees, op, dtype):
    agrees(f"T.special.{op}({dtype}_stepped)")


@pytest.mark.parametrize("op", UNARY)
def test_special_of_values(agrees, op):
    agrees(f"x = {FLOATS}; T.special.{op}(x)")


@pytest.mark.parametrize("op", sorted({*UNARY} - ROUGH))
def test_special_of_doubles(agrees, op):
    agrees(f"x = {FLOATS}.double(); T.special.{op}(x)")


def test_bessel_functions_are_exact_where_pytorchs_are_rough():
    session = Session(Engine(), "test")
    x = session.call("tensor", [np.array([5.5, 12.5])])[0]
    assert session.call("special_bessel_j0", [x])[0].array == pytest.approx(
        [-0.0068438694178, 0.1468840547], rel=1e-9
    )


@each_dtype
@pytest.mark.parametrize("op", BINARY)
def test_special_of_two(agrees, op, dtype):
    agrees(f"T.special.{op}({dtype}_matrix, {dtype}_vector)")


@each_dtype
@pytest.mark.parametrize("op", POLYNOMIALS)
def test_polynomial(agrees, op, dtype):
    agrees(f"T.special.{op}({dtype}_matrix, {dtype}_matrix)")


@pytest.mark.parametrize("degree", range(-1, 12))
@pytest.mark.parametrize("op", POLYNOMIALS)
def test_polynomial_of_degree(agrees, op, degree):
    agrees(f"x = T.arange(-2., 2.05, .1); T.special.{op}(x, {degree}), T.special.{op}(x.double(), {degree})")


@pytest.mark.parametrize("line", [
    "T.special.chebyshev_polynomial_t(2, i)",
    "T.special.chebyshev_polynomial_t(f, float('nan'))",
    "T.special.chebyshev_polynomial_t(f, 2.9)",
    "T.special.chebyshev_polynomial_t(L([-.5, .5, 1., -1.]), 10**6)",
    "T.special.hermite_polynomial_h(f, 129)",
    "T.special.hermite_polynomial_h(d, 129)",
    "T.special.zeta(2, f)",
    "T.special.zeta(2.0, 3.0)",
])  # fmt: skip
def test_polynomials_and_numbers(agrees, line):
    agrees(line)


@each_dtype
@pytest.mark.parametrize("op", IN_PLACE)
def test_pair(agrees, op, dtype):
    agrees(f"{dtype}_matrix.{op}({dtype}_vector)")


@each_dtype
@pytest.mark.parametrize("op", IN_PLACE)
def test_pair_in_place(agrees, op, dtype):
    agrees(f"{dtype}_turned.{op}_({dtype}_turned)")


@pytest.mark.parametrize("order", range(-1, 4))
@each_dtype
def test_polygamma(agrees, dtype, order):
    agrees(f"T.polygamma({order}, {dtype}_matrix)")


@pytest.mark.parametrize("line", [
    "d.polygamma_(1)",
    "i.polygamma_(1)",
    "d.polygamma_(-1)",
    "T.polygamma(1, L([.25, -.5, 0., 3., float('inf')]))",
    "f.mvlgamma(2)",
    "(f + 3).mvlgamma_(2)",
    "(i + 3).mvlgamma(2)",
    "i.mvlgamma_(2)",
    "b.mvlgamma(2)",
    "f.mvlgamma(0)",
    "z.mvlgamma(1)",
])  # fmt: skip
def test_gamma_family(agrees, line):
    agrees(line)


@pytest.mark.parametrize("line", [
    "n.frexp()",
    "d.frexp()",
    "h.frexp()",
    "i.frexp()",
    "f.ldexp(i)",
    "f.ldexp(b)",
    "i.ldexp(i)",
    "h.ldexp(d)",
    "f.ldexp(T.tensor([1.5, 2., 3.]))",
    "f.ldexp(T.tensor([2**32 + 3, 130, -1]))",
    "i.ldexp_(i)",
    "f.ldexp_(d)",
    "f.ldexp_(z)",
    "v.ldexp_(f)",
    "f.nextafter(i)",
    "n.nextafter(f)",
    "f.heaviside(d)",
    "f.heaviside(s)",
    "n.heaviside(f)",
    "i.gcd(T.tensor([4, -6, 0]))",
    "i.lcm_(T.tensor([4, -6, 0]))",
    "i.gcd(i32)",
    "T.tensor([-128, 100], dtype=T.int8).lcm(T.tensor([-128, 99], dtype=T.int8))",
])  # fmt: skip
def test_floats_and_integers(agrees, line):
    agrees(line)


@pytest.mark.parametrize("line", [
    "z.angle()",
    "n.angle()",
    "i.angle()",
    "b.angle()",
    "T.tensor([-0., -1., 0.]).angle()",
    "T.complex(f, f)",
    "T.complex(v, f)",
    "T.complex(f, d)",
    "T.complex(i, i)",
    "T.polar(f, f)",
    "T.polar(h, h)",
    "T.polar(d, s)",
    "z.conj_physical_()",
    "b.conj_physical_()",
    "z.abs_()",
    "T.logaddexp(z, z)",
    "T.logaddexp(z, z.neg())",
    "T.logaddexp2(f, n)",
    "T.logaddexp2(i, i)",
])  # fmt: skip
def test_complex_numbers(agrees, line):
    agrees(line)


@each_dtype
@pytest.mark.parametrize("call", [
    "F.hardshrink({})",
    "F.hardshrink({}, 2)",
    "F.softshrink({}, 2)",
    "F.tanhshrink({})",
    "F.softmin({}, 0)",
    "F.prelu({}, {}[0, 0])",
    "F.rrelu({})",
    "F.logsigmoid({})",
])  # fmt: skip
def test_shrinking(agrees, call, dtype):
    name = f"{dtype}_matrix"
    agrees(call.replace("{}", name))


@pytest.mark.parametrize("line", [
    "F.glu(c)",
    "F.glu(c, 1)",
    "F.glu(p, 0)",
    "F.glu(c[:, 0], 0)",
    "F.glu(s)",
    "F.glu(f, 5)",
    "F.glu(i, 0)",
    "F.prelu(f, v)",
    "F.prelu(f.neg(), v)",
    "F.prelu(c, v)",
    "F.prelu(f, f)",
    "F.prelu(f, d[0])",
    "F.prelu(s, v)",
    "F.prelu(i, i[0])",
    "F.softshrink(f, -1)",
    "F.softshrink(i, -1)",
    "F.softmin(u, 0, dtype=T.float64)",
    "F.rrelu(f.neg(), .1, .3)",
    "F.rrelu(f, 2, 1)",
    "F.rrelu(f, 1, float('inf'))",
    "F.softsign(u + 250)",
])  # fmt: skip
def test_activations(agrees, line):
    agrees(line)


@pytest.mark.parametrize("op", ["pow", "remainder", "bitwise_and", "xlogy", "float_power", "add", "div"])
def test_numbers_alone(agrees, op):
    agrees(f"T.{op}(2, 3)")


@pytest.mark.parametrize("line", [
    "T.tensor([1., -3., 0., 6.]).remainder(-3)",
    "T.tensor([-0., 0.]).remainder(2.)",
    "z + float('inf')",
    "T.rsub(z, float('inf'))",
    "b.add_(f, alpha=True)",
    "f.sub_(b[:, :2])",
    "i.add(i, alpha=1.5)",
    "f.clamp_(max=z)",
    "i.clamp_(max=z)",
    "f.clamp_(max=1j)",
    "f.clamp_min(z)",
    "i.clamp_(2.5)",
])  # fmt: skip
def test_order_of_refusals(agrees, line):
    agrees(line)
