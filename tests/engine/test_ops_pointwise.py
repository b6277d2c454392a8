"""Pointwise ops against PyTorch: result dtypes, shapes and values, what an in-place call writes, and refusals."""

from __future__ import annotations

import pytest

UNARY = (
    "abs", "acos", "acosh", "arccos", "arcsin", "arctan", "asin", "asinh", "atan", "atanh", "bitwise_not", "ceil",
    "conj_physical", "cos", "cosh", "digamma", "erf", "erfc", "erfinv", "exp", "exp2", "expm1", "fix", "floor",
    "frac", "i0", "lgamma", "log", "log10", "log1p", "log2", "logical_not", "logit", "nan_to_num", "neg", "negative",
    "reciprocal", "relu", "round", "rsqrt", "sgn", "sigmoid", "sign", "sin", "sinc", "sinh", "sqrt", "square", "tan",
    "tanh", "trunc",
)  # fmt: skip
ONLY_NEW = ("isfinite", "isinf", "isnan", "isneginf", "isposinf", "isreal", "positive", "signbit", "clone")
ACTIVATIONS = (
    "relu", "relu6", "leaky_relu", "elu", "celu", "selu", "silu", "mish", "hardtanh", "hardsigmoid", "hardswish",
)  # fmt: skip
ACTIVATIONS_NEW = ("gelu", "softplus", "logsigmoid", "softsign", "sigmoid", "tanh")
BINARY = (
    "add", "sub", "mul", "div", "floor_divide", "remainder", "fmod", "pow", "eq", "ne", "lt", "le", "gt", "ge",
    "bitwise_and", "bitwise_or", "bitwise_xor", "bitwise_left_shift", "bitwise_right_shift", "copysign",
    "float_power", "clamp_min", "clamp_max", "xlogy",
)  # fmt: skip
BINARY_TENSORS = (
    "atan2",
    "hypot",
    "logical_and",
    "logical_or",
    "logical_xor",
    "maximum",
    "minimum",
    "fmax",
    "fmin",
)
DTYPES = ("bool", "uint8", "int8", "int32", "int64", "float16", "float32", "float64", "complex64")
NUMBERS = ("True", "2", "-3", "1.5", "2j")
FLOATS = "L([-2.5, -1., -0.75, -0.5, 0., 0.25, 0.5, 1., 3., 30., float('nan'), float('inf'), -float('inf')])"
OTHER_FLOATS = "L([1., -2., .5, 0., 0., -.25, 3., float('inf'), -2., float('nan'), 2., 2., -float('inf')])"
WHOLE = "L([-7, -3, -1, 1, 2, 5])"
DIVISORS = "L([2, -2, 3, -3, 4, 7])"
#: Ops that take every pair of dtypes, so that in place only the cast can be refused.
TAKING_ALL = ("add", "mul", "div", "pow", "eq", "ne", "logical_and", "logical_or", "logical_xor")
#: PyTorch has a complex dtype of half precision, which insitu has not.
PAIRS = [
    (first, second) for first in DTYPES for second in DTYPES if {first, second} != {"float16", "complex64"}
]
LAYOUTS = ("scalar", "empty", "matrix", "turned", "stepped", "expanded")


each_dtype = pytest.mark.parametrize("dtype", DTYPES)
each_layout = pytest.mark.parametrize("layout", LAYOUTS)
each_float = pytest.mark.parametrize(
    "convert", ["half()", "view(-1)", "double()"], ids=["half", "float", "double"]
)
each_pair = pytest.mark.parametrize(("first", "second"), PAIRS)


@each_dtype
@pytest.mark.parametrize("op", UNARY + ONLY_NEW)
def test_unary(agrees, op, dtype):
    agrees(f"{dtype}_stepped.{op}()")


@each_dtype
@pytest.mark.parametrize("op", UNARY)
def test_unary_in_place(agrees, op, dtype):
    agrees(f"{dtype}_turned.{op}_()")


@each_layout
@pytest.mark.parametrize("op", UNARY + ONLY_NEW)
def test_unary_of_layout(agrees, op, layout):
    agrees(f"float32_{layout}.{op}()")


@each_float
@pytest.mark.parametrize("op", UNARY + ONLY_NEW)
def test_unary_of_values(agrees, op, convert):
    agrees(f"x = {FLOATS}.{convert}; x.{op}()")


@each_dtype
@pytest.mark.parametrize("name", ACTIVATIONS + ACTIVATIONS_NEW)
def test_activation(agrees, name, dtype):
    agrees(f"F.{name}({dtype}_stepped)")


@each_layout
@pytest.mark.parametrize("name", ACTIVATIONS + ACTIVATIONS_NEW)
def test_activation_of_layout(agrees, name, layout):
    agrees(f"F.{name}(float32_{layout})")


@each_float
@pytest.mark.parametrize("name", ACTIVATIONS + ACTIVATIONS_NEW)
def test_activation_of_values(agrees, name, convert):
    agrees(f"x = {FLOATS}[:-2].{convert}; F.{name}(x)")


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "elu", "celu", "selu", "hardtanh"])
def test_activation_in_place(agrees, name):
    agrees(f"F.{name}_(float32_turned)")


@each_pair
@pytest.mark.parametrize("op", BINARY + BINARY_TENSORS)
def test_binary_promotes(agrees, op, first, second):
    agrees(f"{first}_matrix.{op}({second}_vector)")
    agrees(f"{first}_matrix.{op}({second}_scalar)")


@each_pair
@pytest.mark.parametrize("op", TAKING_ALL)
def test_binary_in_place_keeps_dtype_or_refuses(agrees, op, first, second):
    agrees(f"{first}_turned.{op}_({second}_scalar)")


@each_dtype
@pytest.mark.parametrize("op", [op for op in BINARY if op != "xlogy"])
def test_binary_with_number(agrees, op, dtype):
    for number in NUMBERS[: 4 if dtype == "float16" else 5]:
        agrees(f"{dtype}_stepped.{op}({number})")
        agrees(f"{dtype}_scalar.{op}({number})")


@each_layout
@pytest.mark.parametrize("op", BINARY + BINARY_TENSORS)
def test_binary_broadcasts(agrees, op, layout):
    for other in LAYOUTS:
        agrees(f"float32_{layout}.{op}(float32_{other})")


@pytest.mark.parametrize("layout", [layout for layout in LAYOUTS if layout != "expanded"])
@pytest.mark.parametrize("op", ["add", "sub", "mul", "remainder", "pow", "eq", "lt"])
def test_binary_in_place_keeps_shape_or_refuses(agrees, op, layout):
    for other in ("scalar", "matrix", "turned", "stepped", "expanded"):
        agrees(f"int64_{layout}.{op}_(int64_{other})")


@each_float
@pytest.mark.parametrize("op", BINARY + BINARY_TENSORS)
def test_binary_of_values(agrees, op, convert):
    agrees(f"x = {FLOATS}.{convert}; y = {OTHER_FLOATS}.{convert}; x.{op}(y)")


@pytest.mark.parametrize("mark", ["", "_"])
@pytest.mark.parametrize("op", [op for op in BINARY if op not in ("div", "copysign", "float_power", "xlogy")])
def test_binary_of_integers(agrees, op, mark):
    agrees(f"x = {WHOLE}; y = {DIVISORS}; x.{op}{mark}(y)")


@pytest.mark.parametrize("mode", ["'trunc'", "'floor'", "'round'"])
@each_pair
def test_div_rounds(agrees, mode, first, second):
    agrees(f"{first}_matrix.div({second}_vector, rounding_mode={mode})")


@each_pair
def test_ternary_promotes(agrees, first, second):
    agrees(f"{first}_matrix.addcmul({second}_vector, {second}_matrix, value=2)")
    agrees(f"{first}_matrix.addcdiv({second}_vector, {first}_matrix, value=3)")
    agrees(f"{first}_matrix.clamp({second}_scalar, {second}_vector)")
    agrees(f"{first}_matrix.clamp(max={second}_vector)")
    agrees(f"torch.where(bool_matrix, {first}_scalar, {second}_vector)")
    agrees(f"torch.where({first}_matrix, {second}_vector, 1)")
    agrees(f"torch.isclose({first}_matrix, {second}_matrix)")
    agrees(f"{first}_matrix.masked_fill(bool_vector, {second}_scalar)")
    agrees(f"{first}_matrix.masked_fill({second}_vector, 1)")


@each_dtype
@pytest.mark.parametrize(
    "number", ["True", "2", "-3", "1.5", "300", "-200", "127.5", "1e300", "float('nan')", "70000"]
)
def test_numbers_convert_or_are_refused(agrees, dtype, number):
    agrees(f"{dtype}_matrix.fill_({number})")
    agrees(f"{dtype}_turned.masked_fill_(bool_turned, {number})")
    agrees(f"{dtype}_matrix.clamp({number})")
    agrees(f"{dtype}_matrix.clamp_(max={number})")
    agrees(f"torch.where(bool_matrix, {dtype}_matrix, {number})")
    agrees(f"F.threshold({dtype}_matrix, 1, {number})")
    agrees(f"{dtype}_matrix.pow({number})")
    agrees(f"{dtype}_matrix.new_full((2,), {number})")
    agrees(f"T.full_like({dtype}_turned, {number})")


@each_dtype
@each_layout
def test_shapes_and_layouts_of_the_rest(agrees, dtype, layout):
    agrees(f"{dtype}_{layout}.clamp(1, 2)")
    agrees(f"{dtype}_{layout}.clamp_(1, 2)")
    agrees(f"{dtype}_{layout}.masked_fill_(bool_{layout}, 1)")
    agrees(f"{dtype}_{layout}.addcmul({dtype}_{layout}, {dtype}_scalar)")
    agrees(f"T.round({dtype}_{layout}, decimals=-1)")


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@each_layout
def test_softmax(agrees, dtype, layout):
    agrees(f"{dtype}_{layout}.softmax(-1)")
    agrees(f"{dtype}_{layout}.log_softmax(0)")
    agrees(f"{dtype}_{layout}.lerp({dtype}_{layout}, 0.7)")


@pytest.mark.parametrize(
    "line",
    [
        "f.add(f, alpha=2)", "f.sub(i, alpha=0.5)", "b.add(b, alpha=True)", "f.add(f, alpha=True)", "i.add(i, alpha=1.5)",
        "f.add(f, alpha=2j)", "z.add(z, alpha=2j)", "T.rsub(i, 2, alpha=3)", "T.rsub(b, b)", "T.sub(b, b)", "b.sub(i)",
        "T.add(2, f)", "T.sub(2, f)", "T.mul(2, f)", "T.div(2, f)", "T.pow(2, i)", "T.pow(2.5, i)", "T.remainder(7, f)",
        "T.bitwise_and(3, i)", "T.bitwise_left_shift(1, i)", "T.float_power(2, f)", "T.floor_divide(7, f)",
        "f.float_power_(2)", "d.float_power_(2)", "z.abs_()", "z.abs()", "i.pow(-1)", "b.pow(b)", "i.pow_(0.5)",
        "f.lerp(f, 0.2)", "f.lerp(d, 0.5)", "f.lerp(f, v)", "i.lerp(i, 0.5)", "f.lerp(f, 2j)", "z.lerp(z, 0.7)",
        "i.addcdiv(i, i)", "f.addcmul_(v, v)", "v.addcmul_(f, f)", "i.addcmul(i, i, value=1.5)",
        "f.clamp()", "f.clamp_()", "f.clamp(3, 1)", "n.clamp(0, 1)", "f.clamp(float('nan'))", "i.clamp_(0.5)",
        "i.clip_(0.5)", "i.clamp_min_(0.5)", "i.clamp_max_(v)", "f.clamp(v, v)", "x = f.clamp(s, f); x",
        "n.nan_to_num(1.0, 2.0)", "n.nan_to_num_()", "z.nan_to_num()", "T.round(f, decimals=1)", "T.round(i, decimals=1)",
        "i.floor_divide(0)", "i.remainder(0)", "i.fmod(0)", "f.remainder(0)", "i.div(0, rounding_mode='trunc')",
        "i.remainder_(i)", "u.remainder(-3)", "f.bitwise_and(i)", "f.relu_()", "b.relu()", "z.relu()",
        "T.isclose(f, d)", "T.isclose(f, f, rtol=-1.0)", "T.isclose(n, n, equal_nan=True)", "T.isclose(f, f + 0.001, 0.1)",
        "F.gelu(c, approximate='tanh')", "F.gelu(c, approximate='x')", "F.softplus(c, 2, 1)", "F.hardtanh(u)",
        "F.threshold(i, 0.5, 1.5)", "F.leaky_relu(c, 0.3)", "F.elu(c, 2.0)", "F.celu(c, 2.0)", "c.logit(0.2)",
        "i.softmax(0)", "i.softmax(1)", "i.softmax(0, dtype=T.float64)", "f.softmax(2)", "h.log_softmax(-1)",
        "f.masked_fill(f, 1)", "f.masked_fill(b, v)", "v.masked_fill_(b, 9)", "f.masked_fill_(L([True, True]), 9)",
        "i.masked_fill(b, 1.5)", "i.masked_fill_(b, L(1.5))", "u.masked_fill(b, L(300))", "f.masked_fill(b, L(1j))",
        "f.add_(L([1.0, 2.0]))", "v.add_(f)", "s.add_(v)", "i.add_(1.5)", "i.mul_(f)", "i.div_(i)", "b.add_(1)", "f.add_(z)",
        "i.sqrt_()", "u.add_(i)", "f.add_(f)", "float32_expanded.add_(1)", "float32_expanded.fill_(1)", "float32_expanded.zero_()", "float32_expanded.relu_()", "f.eq_(f)", "i.lt_(f)", "u.eq(-1)", "u.lt(300)", "f.mul_(f)",
    ],
)  # fmt: skip
def test_line(agrees, line):
    agrees(line)


@pytest.mark.parametrize("op", ["add_", "mul_", "addcmul_", "lerp_", "sub_"])
def test_in_place_may_read_what_it_writes(agrees, op):
    third = {"addcmul_": "c, ", "lerp_": "0.3, "}.get(op, "")
    agrees(f"c.{op}(c, {third})")
